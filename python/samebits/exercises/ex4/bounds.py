"""How far rounding may separate two computations of a network's cost."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.ex4.deep import feed_forward, theta_shapes
from samebits.exercises.shared.bounds import cross_entropy_error, sigmoid_error, slope_error
from samebits.exercises.shared.examples import one_hot
from samebits.exercises.shared.sigmoid import sigmoid
from samebits.octave.layout import roll, unroll
from samebits.parity.bounds import U, gamma

Doubles = NDArray[np.float64]


def sigmoid_gradient_bound(z: Doubles) -> Doubles:
    """Difference of two computations of the sigmoid's slope at the same z."""
    return 2 * slope_error(sigmoid(z), sigmoid_error(z, np.zeros_like(z)))


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
