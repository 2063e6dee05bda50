"""What goes to Octave and comes back: exact values, and the folder they pass through."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.octave.layout import as_matrix


def exact(value: Any) -> NDArray[Any]:
    """A value as Octave will see it: 2-D, doubles or logicals."""
    a = as_matrix(value)
    return a if a.dtype == np.bool_ else np.asfortranarray(a, dtype=np.float64)


def unpack(what: str, data: NDArray[np.float64]) -> dict[str, Any]:
    """The outputs, from their names, classes and sizes and all their elements in a row."""
    values: dict[str, Any] = {}
    start = 0
    for line in what.splitlines():
        name, kind, *sizes = line.split()
        shape = tuple(map(int, sizes))
        stop = start + int(np.prod(shape))
        elements = data[start:stop]
        start = stop
        if kind == "char":
            values[name] = bytes(int(code) for code in elements).decode(errors="replace")
        else:
            dtype = {"double": "float64", "single": "float32", "logical": "bool"}.get(kind, kind)
            values[name] = elements.astype(dtype).reshape(shape, order="F")
    return values


def session_folder(sources: tuple[Path, ...]) -> tuple[Path, list[Path]]:
    """A new temporary folder, with a copy of each folder of `.m` files.

    Copies, because Octave misses a file changed within the second, and so that
    nothing is ever written where the originals lie.
    """
    remove_stale_folders()
    folder = Path(tempfile.mkdtemp(prefix=f"samebits-{os.getpid()}-"))
    copies = []
    for number, source in enumerate(sources):
        shutil.copytree(source, folder / f"m{number}", ignore=only_m_files)
        copies.append(folder / f"m{number}")
    return folder, copies


def remove_stale_folders() -> None:
    """Remove folders of sessions whose Python was killed."""
    for folder in Path(tempfile.gettempdir()).glob("samebits-*-*"):
        pid = folder.name.split("-")[1]
        if pid.isdigit() and not is_running(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's
    return True


def only_m_files(folder: str, names: list[str]) -> list[str]:
    """What not to copy: all but `.m` files and folders."""
    return [n for n in names if not n.endswith(".m") and not os.path.isdir(os.path.join(folder, n))]
