"""What goes to Octave and comes back: exact values, and the `.m` files that a session copies."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.octave.layout import as_matrix


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
