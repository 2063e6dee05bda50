"""Checking a gradient against differences of the cost."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samebits.exercises.ex4.initialize import debug_initialize_weights
from samebits.exercises.ex4.network import nn_cost_function
from samebits.exercises.shared.cost import first_value
from samebits.octave.arithmetic import Arithmetic, Scalar, octave_array, same_arithmetic
from samebits.octave.layout import unroll


def compute_numerical_gradient(
    J: Callable[[NDArray[np.float64]], Any], theta: ArrayLike
) -> NDArray[np.float64]:
    """Gradient of a cost by central differences with a step of 1e-4.

    Parameters
    ----------
    J : callable
        `J(theta)` returns the cost, or the cost first, as `nn_cost_function` does.
    theta : array_like, (n,) or (n, 1)
        Where to differentiate. J is called 2 n times: far too slow for training.

    Returns
    -------
    ndarray, the shape of theta

    Source
    ------
    octave_reference/ex4/computeNumericalGradient.m; exercise 4, "Gradient checking".

    Parity
    ------
    netlib, octave: equal bits, if J has them. numpy: J's rounding divided by 1e-4.
    """
    (theta,) = same_arithmetic(theta)
    numgrad = np.zeros_like(theta)
    perturb = np.zeros_like(theta)
    e = 1e-4
    for p in np.ndindex(theta.shape):
        perturb[p] = e
        loss1, loss2 = first_value(J(theta - perturb)), first_value(J(theta + perturb))
        numgrad[p] = (loss2 - loss1) / (2 * e)
        perturb[p] = 0
    return numgrad


def check_nn_gradients(lambda_: float = 0.0, arithmetic: Arithmetic = "numpy") -> np.float64:
    """Check backpropagation on a small network, and print both gradients.

    A 3-5-3 network with five examples, all from `debug_initialize_weights`.
    The check does not notice the order of unrolling, so compare a cost as well.

    Parameters
    ----------
    lambda_ : float
        Weight of the regularisation.
    arithmetic : {"numpy", "netlib", "octave"}
        See `samebits.octave.arithmetic`.

    Returns
    -------
    float
        norm(numgrad - grad) / norm(numgrad + grad); below 1e-9 where
        backpropagation is right.

    Source
    ------
    octave_reference/ex4/checkNNGradients.m; exercise 4, "Gradient checking".

    Parity
    ------
    netlib, octave: equal bits.
    """
    input_layer_size, hidden_layer_size, num_labels, m = 3, 5, 3, 5
    Theta1 = debug_initialize_weights(hidden_layer_size, input_layer_size)
    Theta2 = debug_initialize_weights(num_labels, hidden_layer_size)
    X = debug_initialize_weights(m, input_layer_size - 1)
    y = 1 + np.arange(1, m + 1) % num_labels
    nn_params = octave_array(unroll(Theta1, Theta2), arithmetic)

    def cost(p: NDArray[np.float64]) -> tuple[Scalar, NDArray[np.float64]]:
        return nn_cost_function(p, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_)

    _, grad = cost(nn_params)
    numgrad = compute_numerical_gradient(cost, nn_params)
    diff = np.linalg.norm(numgrad - grad) / np.linalg.norm(numgrad + grad)

    print("Numerical and analytical gradient, side by side:")
    for numerical, analytical in zip(numgrad, grad, strict=True):
        print(f"{numerical:14.10f} {analytical:14.10f}")
    print(f"Relative difference: {diff:g} (below 1e-9 if backpropagation is right)")
    return np.float64(diff)
