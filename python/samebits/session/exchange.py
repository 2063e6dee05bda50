"""What goes to Octave and comes back: exact values, and the folder they pass through."""

import contextlib
import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from samebits.octave.layout import as_matrix

PREFIX, LOCK = "samebits-octave-", "samebits.lock"


@dataclass(frozen=True)
class Answer:
    """What Octave computed.

    Attributes
    ----------
    values : dict
        The outputs by name: 2-D arrays (text as str) in Octave's class and size.
    seconds : float
        Time of the statements alone, taken by Octave.
    """

    values: dict[str, Any]
    seconds: float


def packed(value: Any, name: str) -> tuple[str, NDArray[np.float64]]:
    """A value's class in Octave, and its elements as 2-D doubles.

    Raises
    ------
    TypeError
        A value that would not arrive as it is.
    """
    if isinstance(value, str):
        codes = list(value.encode())
        return "char", np.array([codes], dtype=np.float64) if codes else np.zeros((0, 0))
    a = as_matrix(value)
    if a.dtype.kind not in "biuf" or a.ndim > 2 or a.dtype in (np.float16, np.longdouble):
        what = f"an array of {a.dtype} of shape {np.shape(value)}" if a.dtype != object else repr(value)
        raise TypeError(f"{name} is {what}; expected text, or real numbers in at most two dimensions")
    doubles = np.asfortranarray(as_double(a, name), dtype=np.float64)
    return {"b": "logical", "f": "single" if a.itemsize < 8 else "double"}.get(
        a.dtype.kind, "double"
    ), doubles


def as_double(value: Any, name: str = "the value") -> NDArray[Any]:
    """Octave's class for a number of Python: a double, whether whole or not.

    Raises
    ------
    TypeError
        A whole number that is no double.
    """
    a = as_matrix(value)
    if a.dtype.kind not in "iu":
        return a
    doubles = a.astype(np.float64)
    large = np.abs(doubles) >= 2.0**53
    if any(int(x) != n for x, n in zip(doubles[large].tolist(), a[large].tolist(), strict=True)):
        raise TypeError(f"{name} holds whole numbers beyond 2^53, which are no doubles")
    return doubles


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


def session_folder(sources: tuple[Path, ...]) -> tuple[Path, list[Path], IO[str]]:
    """A new temporary folder, with a copy of each folder of `.m` files, and its lock.

    Copies, because Octave misses a file changed within the second, and so that
    nothing is ever written where the originals lie. The lock is held until it is
    closed, or until this process ends however it ends.
    """
    remove_stale_folders()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = (folder / "new").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    (folder / "new").rename(folder / LOCK)
    copies = [copy_m_files(source, folder / f"m{number}") for number, source in enumerate(sources)]
    return folder, copies, lock


def copy_m_files(source: Path, copy: Path) -> Path:
    """Copy a folder's `.m` files, and return where to."""
    copy.mkdir()
    for path in m_files(source):
        (copy / path.parent).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / path, copy / path)
    return copy


def remove_stale_folders() -> None:
    """Remove the folders of sessions whose Python was killed: those that nobody locks."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{LOCK}"):
        with contextlib.suppress(OSError), path.open("r+") as lock:  # locked, gone, or not ours
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path.parent, ignore_errors=True)


def m_files(folder: Path, under: Path = Path()) -> Iterator[Path]:
    """The `.m` files there and in the folders that Octave looks into by itself: paths in `folder`."""
    for path in sorted((folder / under).iterdir()):
        if path.is_dir() and (path.name[0] in "@+" or path.name == "private"):
            yield from m_files(folder, under / path.name)
        elif path.is_file() and path.name.endswith(".m"):
            yield under / path.name


def m_file_hashes(folders: Sequence[Path]) -> dict[str, str]:
    """SHA-256 of each file that a session on these folders copies."""
    return {
        str(path) + (f" (folder {number})" if number > 1 else ""): file_hash(folder / path)
        for number, folder in enumerate(folders, 1)
        for path in m_files(folder)
    }


def file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def tail(printed: list[str]) -> str:
    """The last of what Octave printed."""
    text = "\n".join(filter(None, printed)).strip()
    return f"it printed {text[-300:]!r}" if text else "it printed nothing"
