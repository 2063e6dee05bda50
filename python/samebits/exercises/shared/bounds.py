"""How far rounding may separate two computations of the sigmoid and of its cross-entropy."""

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.shared.sigmoid import sigmoid
from samebits.parity.bounds import FUNCTION, U, gamma

Doubles = NDArray[np.float64]


def sigmoid_bound(z: Doubles) -> Doubles:
    """Difference of two computations of the sigmoid at the same z; NaN is NaN on both sides."""
    return np.where(np.isnan(z), 0.0, 2 * sigmoid_error(z, np.zeros_like(z)))


def sigmoid_error(z: Doubles, z_error: Doubles) -> Doubles:
    """Error of g(z) where z has an error: the slope grows by exp(error) at most."""
    g = sigmoid(z)
    slope = g * (1 - g)
    return slope * z_error * np.exp(z_error) + g * ((1 - g) * FUNCTION + 4 * U)


def slope_error(g: Doubles, g_error: Doubles) -> Doubles:
    """Error of g (1 - g) where g has an error."""
    return np.abs(1 - 2 * g) * g_error + g_error**2 + g * (1 - g) * 4 * U + g * U


def cross_entropy_error(labels: Doubles, h: Doubles, h_error: Doubles) -> float:
    """Error of the sum of -y log(h) - (1 - y) log(1 - h)."""
    terms = -labels * np.log(h) - (1 - labels) * np.log(1 - h)
    each = labels * h_error / h + (1 - labels) * (h_error / (1 - h) + U) + np.abs(terms) * (FUNCTION + 2 * U)
    return float(each.sum() + gamma(h.size + 2) * np.abs(terms).sum())
