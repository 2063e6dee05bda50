"""The network of the exercise: three layers, sigmoid units, backpropagation."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samebits.exercises.shared.examples import add_ones, check_examples, one_hot, warn_of_nan
from samebits.exercises.shared.sigmoid import sigmoid
from samebits.octave.arithmetic import same_arithmetic
from samebits.octave.layout import roll, unroll


def sigmoid_gradient(z: ArrayLike) -> NDArray[np.float64]:
    """Slope of the sigmoid at `z`, elementwise.

    Parameters
    ----------
    z : array_like, any shape
        Weighted input of a layer, dimensionless.

    Returns
    -------
    ndarray, the shape of `z`
        g(z) (1 - g(z)), between 0 and 1/4.

    Source
    ------
    octave_reference/sigmoidGradient.m; exercise 4, "Sigmoid gradient".

    Parity
    ------
    netlib, octave: equal bits. numpy: within the rounding of g(z) and of 1 - g(z).
    """
    g = sigmoid(z)
    return g * (1 - g)


@np.errstate(divide="ignore", invalid="ignore")  # Octave: log(0) is -Inf, and 0 * Inf NaN
def nn_cost_function(
    nn_params: ArrayLike,
    input_layer_size: int,
    hidden_layer_size: int,
    num_labels: int,
    X: ArrayLike,
    y: ArrayLike,
    lambda_: float,
) -> tuple[np.float64, NDArray[np.float64]]:
    """Regularised cross-entropy of a three-layer network, and its gradient.

    Parameters
    ----------
    nn_params : array_like, (n,) or (n, 1)
        `[Theta1(:); Theta2(:)]`: Theta1 is hidden_layer_size x (1 + input_layer_size),
        Theta2 is num_labels x (1 + hidden_layer_size), both unrolled column by column.
    input_layer_size, hidden_layer_size, num_labels : int
        Units in each layer, without the bias units.
    X : array_like, (m, input_layer_size)
        One example a row.
    y : array_like, (m,) or (m, 1)
        Labels 1 to num_labels. In the course's data 10 stands for the digit 0.
        With a single output unit, 0 and 1.
    lambda_ : float
        Weight of the regularisation, which leaves the bias columns out.

    Returns
    -------
    J : float
    grad : ndarray, the shape of nn_params

    Raises
    ------
    ValueError
        Sizes that do not fit together, no examples, or labels out of range.

    Warns
    -----
    RuntimeWarning
        X holds NaN, and so J and grad are NaN.

    Source
    ------
    octave_reference/nnCostFunction.m; exercise 4, parts 1.3, 1.4, 2.3 and 2.5.

    Parity
    ------
    netlib, octave: equal bits. numpy: within the rounding bound of sums in another order.
    """
    nn_params, X = same_arithmetic(nn_params, X)
    Theta1, Theta2 = roll(
        nn_params,
        (hidden_layer_size, input_layer_size + 1),
        (num_labels, hidden_layer_size + 1),
        name="nn_params",
    )
    check_examples(X, input_layer_size)
    m = X.shape[0]
    Y = one_hot(y, m, num_labels)

    # Forward propagation
    A1 = add_ones(X)
    Z2 = A1 @ Theta1.T
    a2 = sigmoid(Z2)
    A2 = add_ones(a2)
    Z3 = A2 @ Theta2.T
    H = sigmoid(Z3)
    warn_of_nan(X, H)

    # Cost; the inner sum runs down the columns, as Octave's does
    losses = -Y * np.log(H) - (1 - Y) * np.log(1 - H)
    J = 1 / m * np.sum(np.sum(losses, axis=0))
    squares = np.sum(np.sum(Theta1[:, 1:] ** 2, axis=0)) + np.sum(np.sum(Theta2[:, 1:] ** 2, axis=0))
    J = J + lambda_ / (2 * m) * squares

    # Backpropagation
    delta3 = H - Y
    delta2 = (delta3 @ Theta2[:, 1:]) * (a2 * (1 - a2))  # the sigmoid's slope at Z2
    Theta1_grad = delta2.T @ A1 / m
    Theta2_grad = delta3.T @ A2 / m
    Theta1_grad[:, 1:] += lambda_ / m * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lambda_ / m * Theta2[:, 1:]

    return J, unroll(Theta1_grad, Theta2_grad).reshape(nn_params.shape)


@np.errstate(invalid="ignore")
def predict(Theta1: ArrayLike, Theta2: ArrayLike, X: ArrayLike) -> NDArray[np.intp]:
    """Label of each example: the output unit with the largest activation.

    Parameters
    ----------
    Theta1 : array_like, (hidden_layer_size, 1 + input_layer_size)
    Theta2 : array_like, (num_labels, 1 + hidden_layer_size)
    X : array_like, (m, input_layer_size)

    Returns
    -------
    ndarray of int, (m,)
        Labels from 1; the first one where two activations are equal.

    Raises
    ------
    ValueError
        Sizes that do not fit together, or no examples.

    Source
    ------
    octave_reference/predict.m; exercise 3, "Feedforward propagation and prediction".

    Parity
    ------
    netlib, octave: equal. numpy: equal unless two activations agree to rounding.
    """
    Theta1, Theta2, X = same_arithmetic(Theta1, Theta2, X)
    if Theta1.ndim != 2 or Theta2.ndim != 2 or Theta2.shape[1] != Theta1.shape[0] + 1:
        raise ValueError(
            f"Theta1 has shape {Theta1.shape} and Theta2 {Theta2.shape}; expected (hidden, 1 + inputs) "
            "and (labels, 1 + hidden)"
        )
    check_examples(X, Theta1.shape[1] - 1)
    A2 = sigmoid(add_ones(X) @ Theta1.T)
    H = sigmoid(add_ones(A2) @ Theta2.T)
    warn_of_nan(X, H)
    p: NDArray[np.intp] = np.argmax(H, axis=1) + 1  # Octave: labels start at 1
    return p
