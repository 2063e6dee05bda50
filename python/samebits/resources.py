"""Where the project's files lie, and how files are written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def project_folder(name: str) -> Path:
    """The project's folder `name`: beside the code in an installed package, else in the checkout.

    Raises
    ------
    FileNotFoundError
        Neither has it.
    """
    package = Path(__file__).resolve().parent
    for base in (package, package.parents[1]):
        if (base / name).is_dir():
            return base / name
    raise FileNotFoundError(f"the folder {name} is missing from {package} and {package.parents[1]}")


def reference_folders(*exercises: str) -> tuple[Path, ...]:
    """The folders of our `.m` files: of some exercises, and behind them what all exercises share."""
    reference = project_folder("octave_reference")
    return (*(reference / name for name in (*exercises, "shared")), reference / "shared" / "costs")


def write_file(path: Path, content: bytes) -> None:
    """Write a whole file, or leave what was there: a temporary name first, then a rename."""
    with whole_file(path) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to piece by piece, with the same promise as `write_file`."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
