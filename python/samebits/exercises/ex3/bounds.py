"""How far rounding may separate two computations of logistic regression's cost."""

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.shared.bounds import cross_entropy_error, sigmoid_error
from samebits.exercises.shared.sigmoid import sigmoid
from samebits.parity.bounds import U, gamma

Doubles = NDArray[np.float64]


def logistic_bound(theta: Doubles, X: Doubles, y: Doubles, lambda_: float) -> tuple[float, Doubles]:
    """Differences of J and of grad between two computations of `lr_cost_function`."""
    m, n = X.shape
    z = X @ theta
    h = sigmoid(z)
    h_error = sigmoid_error(z, gamma(n) * (np.abs(X) @ np.abs(theta)))
    terms = np.abs(-y * np.log(h) - (1 - y) * np.log(1 - h)).sum()
    J_error = cross_entropy_error(y, h, h_error) + gamma(n + 5) * lambda_ / 2 * (theta**2).sum()
    residual = np.abs(h - y)
    grad_error = np.abs(X).T @ (h_error + gamma(m + 4) * residual) + 4 * U * lambda_ * np.abs(theta)
    return 2 * (J_error + gamma(3) * terms) / m, 2 * grad_error / m
