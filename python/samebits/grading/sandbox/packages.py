"""What submissions in Python may import besides the standard library."""

import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from sysconfig import get_path

from samebits.grading.assignment.schema import FieldError

PACKAGE = Path(__file__).resolve().parents[2]
# Holds right solutions: an installed package, or the checkout
PROJECT = PACKAGE if (PACKAGE / "octave_reference").is_dir() else PACKAGE.parents[1]


@cache
def package_places(name: str) -> tuple[Path, ...]:
    """The paths of a package or a module, and of the libraries in its wheel.

    Raises
    ------
    ModuleNotFoundError
    """
    spec = None if name == "__main__" else importlib.util.find_spec(name)
    if spec is None:
        raise ModuleNotFoundError(f"the assignment lets submissions import {name}, which is not installed")
    found = spec.submodule_search_locations or ([spec.origin] if spec.has_location and spec.origin else [])
    places = [Path(place) for place in found]
    libraries = [place.with_name(f"{name}.libs") for place in places]
    return (*places, *(folder for folder in libraries if folder.is_dir()))


def check_packages(names: Sequence[str]) -> None:
    """Check that each package can be shown to submissions.

    Raises
    ------
    FieldError
        One is not installed, or holds right solutions.
    """
    for name in names:
        try:
            places = package_places(name)
        except ModuleNotFoundError:
            raise FieldError(
                f"packages: {name} is not installed; expected names as in an import statement"
            ) from None
        if any(map(holds_solutions, places)):
            raise FieldError(f"packages: {name} contains right solutions, which submissions must not see")


def holds_solutions(place: Path) -> bool:
    """Whether a package is part of this project, and not only installed in a folder inside it."""
    place = place.resolve()
    folders = [Path(get_path(key)).resolve() for key in ("purelib", "platlib")]
    beside = any(place.is_relative_to(folder) for folder in folders if not PACKAGE.is_relative_to(folder))
    return PACKAGE.is_relative_to(place) or (place.is_relative_to(PROJECT) and not beside)
