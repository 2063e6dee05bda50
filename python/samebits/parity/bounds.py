"""How far rounding can take two correct programs apart.

Each bound holds, to first order, for the difference of two computations that
run the same formulas with sums in any order, fused or not, and with functions
good to 4 ULP. They follow from the sizes and the values, not from experience:
a sum of k products differs from the exact one by at most k u/(1 - k u) times the
sum of their magnitudes (N. J. Higham, "Accuracy and Stability of Numerical
Algorithms", section 3.1), with u = 2^-53; both sides may err, so twice that.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.ex4.deep import feed_forward, theta_shapes
from samebits.exercises.shared.examples import one_hot
from samebits.exercises.shared.sigmoid import sigmoid
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
    params: Doubles, layer_sizes: Sequence[int], X: Doubles, y: Doubles, lambda_: float
) -> tuple[float, Doubles]:
    """Differences of J and of grad between two computations of a network's cost."""
    Thetas = roll(params, *theta_shapes(layer_sizes))
    m = len(X)
    Y = one_hot(y, m, layer_sizes[-1])

    # Each error is carried forward from layer to layer, then back
    A, H = feed_forward(Thetas, X)
    A_errors = [np.zeros_like(A[0])]
    for Theta, a in zip(Thetas, A, strict=True):
        magnitude = np.abs(Theta.T)
        z_error = gamma(a.shape[1]) * (np.abs(a) @ magnitude) + A_errors[-1] @ magnitude
        A_errors.append(np.hstack([np.zeros((m, 1)), sigmoid_error(a @ Theta.T, z_error)]))
    H_error = A_errors.pop()[:, 1:]

    squares = sum(float((Theta[:, 1:] ** 2).sum()) for Theta in Thetas)
    J_error = cross_entropy_error(Y, H, H_error) / m
    J_error += gamma(params.size + 5) * lambda_ / (2 * m) * squares
    J_error += gamma(3) * abs(float((-Y * np.log(H) - (1 - Y) * np.log(1 - H)).sum() / m))

    delta = H - Y
    delta_error = H_error + U * np.abs(delta)
    grad_errors: list[Doubles] = []
    for Theta, a, a_error in zip(Thetas[::-1], A[::-1], A_errors[::-1], strict=True):
        magnitude = np.abs(delta).T @ np.abs(a)
        error = gamma(m + 3) * magnitude + delta_error.T @ np.abs(a) + np.abs(delta).T @ a_error
        grad_errors.insert(0, (error + 4 * U * (magnitude + lambda_ * np.abs(Theta))) / m)
        if a is A[0]:
            break
        weights, g, g_error = Theta[:, 1:], a[:, 1:], a_error[:, 1:]
        inner = delta @ weights
        inner_error = (gamma(len(Theta)) * np.abs(delta) + delta_error) @ np.abs(weights)
        slope = g * (1 - g)
        delta = inner * slope
        delta_error = (
            inner_error * slope + (np.abs(inner) + inner_error) * slope_error(g, g_error) + U * np.abs(delta)
        )
    return 2 * J_error, 2 * unroll(*grad_errors)


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
