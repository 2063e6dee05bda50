"""The folder of `.m` files that is meant: the one given, or the only one in it."""

from collections.abc import Collection
from pathlib import Path

from samebits.errors import SamebitsError


class CourseFolderError(SamebitsError, ValueError):
    """The path given is not a folder of the course."""


def folder_with_functions(path: Path, known: Collection[str] = ()) -> Path:
    """The folder with the functions: the one given, or the only folder in it that has any.

    Parameters
    ----------
    path : Path
    known : collection of str
        Names of the functions; without it any `.m` file will do.

    Raises
    ------
    CourseFolderError
    """
    if not path.is_dir():
        raise CourseFolderError(f"{path}: there is no such folder")
    places = [path, *sorted(p for p in path.iterdir() if p.is_dir() and p.name[0] not in "._")]
    found = [place for place in places if any(not known or f.stem in known for f in place.glob("*.m"))]
    if found and (found[0] == path or len(found) == 1):
        return found[0]
    if found:
        names = ", ".join(str(place) for place in found)
        raise CourseFolderError(f"{path}: several folders in it hold course files, give one of them: {names}")
    expected = f"; expected some of {', '.join(f'{name}.m' for name in sorted(known))}" if known else ""
    raise CourseFolderError(f"{path}: no {'known ' if known else ''}.m file is there{expected}")
