"""Remembering what was computed from an array that cannot change.

In training the examples are the same at every evaluation. If the array is read-only
(`X.flags.writeable = False`, as `load_digits` leaves it), what follows from it alone
is computed once; for any other array it is computed anew every time. So do not make
such an array writeable again: copy it.
"""

import weakref
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Result = TypeVar("Result")

KEPT = 4  # results at a time, so that a thousand slices of X do not fill the memory


def once_per_constant(function: Callable[[NDArray[Any]], Result]) -> Callable[[NDArray[Any]], Result]:
    """Let a function of one array remember its results for constant arrays.

    A result is forgotten with the array that owns the memory; it must not be a
    view of it, and must never be written to.
    """
    remembered: dict[tuple[object, ...], tuple[weakref.ref[NDArray[Any]], Result]] = {}

    @wraps(function)
    def once(a: NDArray[Any]) -> Result:
        owner = constant_owner(a)
        if owner is None:
            return function(a)
        key = id(owner), a.__array_interface__["data"][0], a.shape, a.strides
        if key not in remembered:
            if len(remembered) >= KEPT:
                remembered.pop(next(iter(remembered)), None)
            forget = weakref.ref(owner, lambda _: remembered.pop(key, None))
            remembered[key] = forget, function(a)
        result: Result = remembered[key][1]
        return result

    return once


def constant_owner(a: NDArray[Any]) -> NDArray[Any] | None:
    """The array that owns the memory of `a`, if that is read-only all the way down."""
    while not a.flags.writeable:
        if a.base is None:
            return a
        if not isinstance(a.base, np.ndarray):
            return None
        a = a.base
    return None
