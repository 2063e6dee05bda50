"""How far rounding can take two correct programs apart.

Each bound holds, to first order, for the difference of two computations that
run the same formulas with sums in any order, fused or not, and with functions
good to 4 ULP. They follow from the sizes and the values, not from experience:
a sum of k products differs from the exact one by at most k u/(1 - k u) times the
sum of their magnitudes (N. J. Higham, "Accuracy and Stability of Numerical
Algorithms", section 3.1), with u = 2^-53; both sides may err, so twice that.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from samebits.course.network import sigmoid
from samebits.octave.layout import roll, unroll

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


def sigmoid_bound(z: Doubles) -> Doubles:
    """Difference of two computations of the sigmoid at the same z."""
    return 2 * sigmoid_error(z, np.zeros_like(z))


def sigmoid_gradient_bound(z: Doubles) -> Doubles:
    """Difference of two computations of the sigmoid's slope at the same z."""
    g = sigmoid(z)
    return 2 * slope_error(g, sigmoid_error(z, np.zeros_like(z)))


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


def network_bound(
    nn_params: Doubles,
    input_layer_size: int,
    hidden_layer_size: int,
    num_labels: int,
    X: Doubles,
    y: Doubles,
    lambda_: float,
) -> tuple[float, Doubles]:
    """Differences of J and of grad between two computations of `nn_cost_function`."""
    Theta1, Theta2 = roll(
        nn_params, (hidden_layer_size, input_layer_size + 1), (num_labels, hidden_layer_size + 1)
    )
    m = len(X)
    ones = np.ones((m, 1))
    Y = (y.reshape(m, 1) == np.arange(1, num_labels + 1)).astype(np.float64)
    A1 = np.hstack([ones, X])
    Z2 = A1 @ Theta1.T
    Z2_error = gamma(A1.shape[1]) * (np.abs(A1) @ np.abs(Theta1.T))
    A2 = np.hstack([ones, sigmoid(Z2)])
    A2_error = np.hstack([0 * ones, sigmoid_error(Z2, Z2_error)])
    Z3 = A2 @ Theta2.T
    Z3_error = gamma(A2.shape[1]) * (np.abs(A2) @ np.abs(Theta2.T)) + A2_error @ np.abs(Theta2.T)
    H = sigmoid(Z3)
    H_error = sigmoid_error(Z3, Z3_error)

    squares = (Theta1[:, 1:] ** 2).sum() + (Theta2[:, 1:] ** 2).sum()
    J_error = cross_entropy_error(Y, H, H_error) / m
    J_error += gamma(nn_params.size + 5) * lambda_ / (2 * m) * squares
    J_error += gamma(3) * abs(float((-Y * np.log(H) - (1 - Y) * np.log(1 - H)).sum() / m))

    delta3 = H - Y
    delta3_error = H_error + U * np.abs(delta3)
    inner = delta3 @ Theta2[:, 1:]
    inner_error = (gamma(num_labels) * np.abs(delta3) + delta3_error) @ np.abs(Theta2[:, 1:])
    slope = A2[:, 1:] * (1 - A2[:, 1:])
    delta2 = inner * slope
    delta2_error = (
        inner_error * slope
        + (np.abs(inner) + inner_error) * slope_error(A2[:, 1:], A2_error[:, 1:])
        + U * np.abs(delta2)
    )

    def gradient_error(
        delta: Doubles, delta_error: Doubles, A: Doubles, A_error: Doubles, Theta: Doubles
    ) -> Doubles:
        magnitude = np.abs(delta).T @ np.abs(A)
        error = gamma(m + 3) * magnitude + delta_error.T @ np.abs(A) + np.abs(delta).T @ A_error
        regularised = lambda_ * np.abs(Theta)
        return np.asarray((error + 4 * U * (magnitude + regularised)) / m)

    grad_error = unroll(
        gradient_error(delta2, delta2_error, A1, np.zeros_like(A1), Theta1),
        gradient_error(delta3, delta3_error, A2, A2_error, Theta2),
    )
    return 2 * J_error, 2 * grad_error


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
