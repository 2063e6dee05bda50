"""An assignment to start from, with the solution that it compares with."""

from pathlib import Path

from samebits.grading.assignment.model import TEMPLATE, AssignmentError
from samebits.resources import write_file


def start_assignment(path: Path) -> Path:
    """Write an assignment to start from, and its solution beside it.

    Parameters
    ----------
    path : Path
        The `.toml` file to write.

    Returns
    -------
    Path
        The folder of the solution.

    Raises
    ------
    AssignmentError
        The name is not that of a `.toml` file, or one of the two exists already.
    OSError
        They cannot be written.
    """
    solution = path.parent / "solution"
    for place in (path, solution):
        if place.exists():
            raise AssignmentError(f"{place} exists already, and is not overwritten")
    if path.suffix != ".toml":
        raise AssignmentError(f"{path}: expected a name that ends in .toml")
    solution.mkdir()
    for file in sorted((TEMPLATE / "solution").glob("*.py")):
        write_file(solution / file.name, file.read_bytes())
    write_file(path, (TEMPLATE / "new.toml").read_bytes())
    return solution
