"""The largest difference that rounding can make between two correct programs.

Each bound holds, to first order, for two computations of the same formulas with
sums in any order, with or without fused multiply-adds, and with functions that
are accurate to 4 ULP. They follow from the sizes and the values, not from experience:
a sum of k products differs from the exact one by at most k u/(1 - k u) times the
sum of their magnitudes (N. J. Higham, "Accuracy and Stability of Numerical
Algorithms", section 3.1), with u = 2^-53; both sides may err, so twice that.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

U = 2.0**-53
FUNCTION = 8 * U  # exp and log of any library: at most 4 ULP, a ULP being at most 2 u


def gamma(k: int) -> float:
    """Relative error of a sum of k products, in any order."""
    return k * U / (1 - k * U)


def product_bound(A: Doubles, B: Doubles) -> Doubles:
    """Difference of two computations of A * B."""
    return 2 * gamma(A.shape[1]) * (np.abs(A) @ np.abs(B))


def sum_bound(a: Doubles, axis: int | None = None) -> Doubles:
    """Difference of two computations of a sum."""
    k = a.size if axis is None else a.shape[axis]
    return np.asarray(2 * gamma(k) * np.abs(a).sum(axis=axis))


def numerical_gradient_bound(
    cost_bound: Callable[[Doubles], float], theta: Doubles, step: float = 1e-4
) -> Doubles:
    """Difference of two computations of central differences: two costs, over two steps."""
    bound = np.empty_like(theta)
    for p in range(theta.size):
        shift = np.zeros_like(theta)
        shift[p] = step
        bound[p] = (cost_bound(theta - shift) + cost_bound(theta + shift)) / (2 * step)
    return bound * (1 + 4 * U)
