"""What a cost function returns to those that minimise or check it."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.octave.arithmetic import same_arithmetic

Vector = NDArray[np.float64]


def checked(
    f: Callable[..., tuple[Any, Any]], shape: tuple[int, ...], P: tuple[Any, ...]
) -> Callable[[Vector], tuple[np.float64, Vector]]:
    """`f` on vectors (n,), with what it returns checked."""

    def cost(X: Vector) -> tuple[np.float64, Vector]:
        returned = f(X.reshape(shape).copy(), *P)  # Octave: f may change its argument
        if not isinstance(returned, tuple) or len(returned) != 2:
            raise TypeError(
                f"the cost function returned {described(returned)}; expected a cost and a gradient"
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
                "the cost is NaN; as in Octave, the minimiser goes on",
                RuntimeWarning,
                stacklevel=5,
            )
        return scalar(value.item()), gradient.ravel().copy()  # f may use its array again

    return cost


def described(returned: Any) -> str:
    """What a function returned in place of a cost and a gradient."""
    if isinstance(returned, tuple):
        return f"{len(returned)} value{'s' * (len(returned) != 1)}"
    if isinstance(returned, list):
        return "a list (a tuple is wanted: return J, grad)"
    return type(returned).__name__


def scalar(value: Any) -> np.float64:
    """One number, with NumPy's division: by zero it gives Inf or NaN, as in Octave."""
    return np.float64(value)


def first(returned: Any) -> Any:
    """The first of the values that a function returned; Octave takes it if one is asked for."""
    return returned[0] if isinstance(returned, tuple) else returned
