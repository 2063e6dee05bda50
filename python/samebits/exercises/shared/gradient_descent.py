"""Plain gradient descent, the first optimiser of the course."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samebits.exercises.shared.cost import checked_cost
from samebits.octave.arithmetic import same_arithmetic


def gradient_descent(
    f: Callable[[NDArray[np.float64]], tuple[Any, Any]], X: ArrayLike, alpha: float, num_iters: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Minimise a function by steps of `alpha` times the gradient, downhill.

    Parameters
    ----------
    f : callable
        `f(X)` returns the cost and its gradient, which has the shape of X.
    X : array_like, (n,) or (n, 1)
        The start. It is not changed.
    alpha : float
        The learning rate. If it is too large, the cost grows.
    num_iters : int
        Updates to make. f is evaluated once more than that.

    Returns
    -------
    X : ndarray, the shape of the start
        The point reached.
    J_history : ndarray, (num_iters,)
        The cost after each update.

    Raises
    ------
    TypeError, ValueError
        X is not a vector, num_iters is not a whole number of 0 or more, or f does not return a
        cost and a gradient.

    Warns
    -----
    RuntimeWarning
        f returned a cost of NaN. As in Octave the run continues.

    Source
    ------
    octave_reference/shared/gradientDescent.m; exercise 1, for any cost.

    Parity
    ------
    netlib, octave: equal bits, if f has them. numpy: rounding of f, growing with the updates.
    """
    (start,) = same_arithmetic(X)
    if start.ndim not in (1, 2) or start.size == 0 or start.shape[0] != start.size:
        raise ValueError(f"X has shape {start.shape}; expected a vector, (n,) or (n, 1)")
    if num_iters < 0 or num_iters % 1:
        raise ValueError(f"num_iters is {num_iters}; expected 0 or more updates, a whole number")
    num_iters = int(num_iters)
    cost = checked_cost(f, start.shape, ())
    X = start.ravel().copy()
    J_history = np.zeros(num_iters)
    _, gradient = cost(X)
    for k in range(num_iters):
        X = X - alpha * gradient
        J_history[k], gradient = cost(X)
    return X.reshape(start.shape), J_history
