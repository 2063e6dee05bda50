"""Checks of what a cost function returns, for the minimisers and the gradient check."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.octave.arithmetic import same_arithmetic

Vector = NDArray[np.float64]


def checked_cost(
    f: Callable[..., tuple[Any, Any]], shape: tuple[int, ...], P: tuple[Any, ...]
) -> Callable[[Vector], tuple[np.float64, Vector]]:
    """`f` as a function of vectors (n,) that checks what `f` returns."""

    def cost(X: Vector) -> tuple[np.float64, Vector]:
        returned = f(X.reshape(shape).copy(), *P)  # Octave: f may change its argument
        if not isinstance(returned, tuple) or len(returned) != 2:
            raise TypeError(
                f"the cost function returned {describe_returned(returned)}; expected a cost and a gradient"
            )
        if returned[1] is None:
            raise TypeError(f"the cost function returned None as its gradient; expected shape {shape}")
        value, (gradient, _) = np.asarray(returned[0]), same_arithmetic(returned[1], X)
        if value.size != 1 or value.dtype.kind not in "biuf":
            raise TypeError(
                f"the cost has shape {value.shape} and type {value.dtype}; expected one real number"
            )
        if gradient.shape != shape:
            raise ValueError(f"the gradient has shape {gradient.shape}; X has {shape}")
        if np.isnan(value).any():
            warnings.warn(
                "the cost is NaN; as in Octave, the minimiser continues",
                RuntimeWarning,
                stacklevel=5,
            )
        return as_number(value.item()), gradient.ravel().copy()  # f may use its array again

    return cost


def describe_returned(returned: Any) -> str:
    """What a function returned instead of a cost and a gradient, in words."""
    if isinstance(returned, tuple):
        return f"{len(returned)} value{'s' * (len(returned) != 1)}"
    if isinstance(returned, list):
        return "a list (expected a tuple: return J, grad)"
    return type(returned).__name__


def as_number(value: Any) -> np.float64:
    """One number, with NumPy's division: by zero it gives Inf or NaN, as in Octave."""
    return np.float64(value)


def first_value(returned: Any) -> Any:
    """The first value that a function returned: what Octave gives a caller who asks for one."""
    return returned[0] if isinstance(returned, tuple) else returned
