"""The network of the exercise: three layers, sigmoid units, backpropagation."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samebits.exercises.shared.examples import add_ones, check_examples, one_hot, warn_of_nan
from samebits.exercises.shared.sigmoid import sigmoid
from samebits.octave.arithmetic import Scalar, same_arithmetic
from samebits.octave.layout import roll, unroll


def sigmoid_gradient(z: ArrayLike, *, g: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Slope of the sigmoid at `z`, elementwise.

    Parameters
    ----------
    z : array_like, any shape
        Weighted input of a layer, dimensionless.
    g : ndarray, the shape of `z`, optional
        The sigmoid of `z`, if it is already known: computing it again takes as long as the
        rest of a layer's delta.

    Returns
    -------
    ndarray, the shape of `z`
        g(z) (1 - g(z)), between 0 and 1/4.

    Source
    ------
    octave_reference/ex4/sigmoidGradient.m; exercise 4, "Sigmoid gradient".

    Parity
    ------
    netlib, octave: equal bits. numpy: within the rounding of g(z) and of 1 - g(z).
    """
    if g is None:
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
) -> tuple[Scalar, NDArray[np.float64]]:
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
        Weight of the regularisation, which does not include the bias columns.

    Returns
    -------
    J : float64, or OctaveArray of shape () where the arrays carry an arithmetic
    grad : ndarray, the shape of nn_params

    Raises
    ------
    ValueError
        Sizes that do not fit together, no examples, or labels out of range.

    Warns
    -----
    RuntimeWarning
        X holds NaN, so J and grad are NaN.

    Source
    ------
    octave_reference/ex4/nnCostFunction.m; exercise 4, parts 1.3, 1.4, 2.3 and 2.5.

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
    delta2 = (delta3 @ Theta2[:, 1:]) * sigmoid_gradient(Z2, g=a2)
    Theta1_grad = delta2.T @ A1 / m
    Theta2_grad = delta3.T @ A2 / m
    Theta1_grad[:, 1:] += lambda_ / m * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lambda_ / m * Theta2[:, 1:]

    return J, unroll(Theta1_grad, Theta2_grad).reshape(nn_params.shape)
