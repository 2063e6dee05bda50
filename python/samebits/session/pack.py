"""Values on their way to Octave and back: their class there, and their elements as doubles.

oct2py carries arrays of doubles and text. Everything else is packed into these, so that
a single, a logical or a text arrives as what it is, and no number is rounded.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.octave.layout import as_matrix

CLASSES = {"double": "float64", "single": "float32", "logical": "bool"}  # Octave's: NumPy's


def pack(value: Any, name: str) -> tuple[str, NDArray[np.float64]]:
    """A value's class in Octave, and its elements as 2-D doubles.

    Raises
    ------
    TypeError
        A value that would not arrive unchanged.
    """
    if isinstance(value, str):
        codes = list(value.encode())
        return "char", np.array([codes], dtype=np.float64) if codes else np.zeros((0, 0))
    a = as_matrix(value)
    if a.dtype.kind not in "biuf" or a.ndim > 2 or a.dtype in (np.float16, np.longdouble):
        what = f"an array of {a.dtype} of shape {np.shape(value)}" if a.dtype != object else repr(value)
        raise TypeError(f"{name} is {what}; expected text, or real numbers in at most two dimensions")
    doubles = np.asfortranarray(as_double(a, name), dtype=np.float64)
    if a.dtype == np.bool_:
        return "logical", doubles
    single = a.dtype.kind == "f" and a.itemsize < 8
    return "single" if single else "double", doubles


def as_double(value: Any, name: str = "the value") -> NDArray[Any]:
    """Octave's class for a number of Python: a double, whether whole or not.

    Raises
    ------
    TypeError
        A whole number that a double cannot hold.
    """
    a = as_matrix(value)
    if a.dtype.kind not in "iu":
        return a
    doubles = a.astype(np.float64)
    large = np.abs(doubles) >= 2.0**53
    if any(int(x) != n for x, n in zip(doubles[large].tolist(), a[large].tolist(), strict=True)):
        raise TypeError(f"{name} holds whole numbers beyond 2^53 that no double holds")
    return doubles


def unpack(what: str, data: NDArray[np.float64]) -> dict[str, Any]:
    """The outputs of `samebits_call.m` by name: 2-D arrays in Octave's class and size, and text.

    Parameters
    ----------
    what : str
        A line for each output: its name, class and size.
    data : ndarray, shape (elements,)
        The elements of all outputs, one after the other, each column by column.
    """
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
            values[name] = elements.astype(CLASSES.get(kind, kind)).reshape(shape, order="F")
    return values
