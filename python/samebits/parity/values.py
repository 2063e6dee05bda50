"""A value that a port returned, of any class, compared with Octave's."""

from typing import Any

import numpy as np

from samebits.octave.layout import as_matrix
from samebits.parity.compare import Comparison, compare, failed
from samebits.session.pack import as_double


def as_tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def compare_value(name: str, ours: Any, theirs: Any, bound: Any = None) -> Comparison:
    """As `compare`, for what `feval` returns: text, and numbers in Octave's class.

    Parameters
    ----------
    name : str
        What reports call the value.
    ours, theirs : str or array_like
        A vector counts as a column. Whole numbers of ours count as doubles where Octave's are.
    bound : array_like, optional
        It broadcasts to their shape; here too, a vector counts as a column.

    Raises
    ------
    TypeError
        Whole numbers of ours that no double holds, where Octave has doubles; values that do
        not make an array (see `as_matrix`).
    ValueError
        A bound that is negative or NaN, or does not fit.
    """
    if isinstance(ours, str) or isinstance(theirs, str):
        same = isinstance(ours, str) and isinstance(theirs, str) and ours == theirs
        shown = f"{ours!r} in Python, {theirs!r} in Octave"
        return Comparison(name, (1, len(ours))) if same else failed(name, as_matrix(ours), shown)
    a, b = as_matrix(ours), as_matrix(theirs)
    if b.dtype == np.float64:
        a = as_double(a, name)
    result = compare(name, a, b, None if bound is None else as_matrix(bound))
    if isinstance(ours, list) and a.shape != b.shape:
        return failed(name, a, f"{result.mismatch}; a list is one array, several values are a tuple")
    return result
