"""The network of the exercise with any number of layers.

`nn_cost_function` is the case of three; the steps are the same, in loops.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samebits.exercises.shared.examples import add_ones, check_examples, one_hot, warn_of_nan
from samebits.exercises.shared.sigmoid import sigmoid
from samebits.octave.arithmetic import Scalar, same_arithmetic
from samebits.octave.layout import roll, unroll

Matrix = NDArray[np.float64]


@np.errstate(divide="ignore", invalid="ignore")  # Octave: log(0) is -Inf, and 0 * Inf NaN
def deep_cost_function(
    params: ArrayLike, layer_sizes: Sequence[int], X: ArrayLike, y: ArrayLike, lambda_: float
) -> tuple[Scalar, NDArray[np.float64]]:
    """Regularised cross-entropy of a network of any depth, and its gradient.

    Parameters
    ----------
    params : array_like, (n,) or (n, 1)
        `[Theta1(:); Theta2(:); ...]`, each unrolled column by column. A Theta has a row
        for each unit of its layer, and a column for the bias and each unit below.
    layer_sizes : sequence of int
        Units in each layer, inputs first, without the bias units: (400, 25, 10) is the
        network of the exercise, (400, 1) logistic regression.
    X : array_like, (m, layer_sizes[0])
        One example a row.
    y : array_like, (m,) or (m, 1)
        Labels 1 to layer_sizes[-1]; with a single output unit, 0 and 1.
    lambda_ : float
        Weight of the regularisation, which does not include the bias columns.

    Returns
    -------
    J : float64, or OctaveArray of shape () where the arrays carry an arithmetic
    grad : ndarray, the shape of params

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
    octave_reference/ex4/deepCostFunction.m; exercise 4, with a loop over the layers.

    Parity
    ------
    netlib, octave: equal bits, and for three layers those of `nn_cost_function`. numpy:
    within the rounding bound of sums in another order.
    """
    params, X = same_arithmetic(params, X)
    Thetas = roll(params, *theta_shapes(layer_sizes), name="params")
    check_examples(X, layer_sizes[0])
    m = X.shape[0]
    Y = one_hot(y, m, layer_sizes[-1])

    A, H = feed_forward(Thetas, X)
    warn_of_nan(X, H)

    losses = -Y * np.log(H) - (1 - Y) * np.log(1 - H)
    J = 1 / m * np.sum(np.sum(losses, axis=0))
    squares = sum(np.sum(np.sum(Theta[:, 1:] ** 2, axis=0)) for Theta in Thetas)
    J = J + lambda_ / (2 * m) * squares

    grads = []
    for Theta, a, delta in zip(Thetas, A, deltas(Thetas, A, H, Y), strict=True):
        Theta_grad = delta.T @ a / m
        Theta_grad[:, 1:] += lambda_ / m * Theta[:, 1:]
        grads.append(Theta_grad)
    return J, unroll(*grads).reshape(params.shape)


def theta_shapes(layer_sizes: Sequence[int]) -> list[tuple[int, int]]:
    """Rows and columns of each Theta.

    Raises
    ------
    ValueError
        Fewer than two layers, or a layer without units.
    """
    if len(layer_sizes) < 2 or min(layer_sizes) < 1:
        raise ValueError(
            f"layer_sizes is {tuple(layer_sizes)}; expected two layers or more, each of one unit or more"
        )
    return [(out, 1 + into) for into, out in pairwise(layer_sizes)]


def feed_forward(Thetas: Sequence[Matrix], X: Matrix) -> tuple[list[Matrix], Matrix]:
    """The inputs of each Theta, with their column of ones, and the outputs H of the last one."""
    A = [add_ones(X)]
    for Theta in Thetas[:-1]:
        A.append(add_ones(sigmoid(A[-1] @ Theta.T)))
    return A, sigmoid(A[-1] @ Thetas[-1].T)


def deltas(Thetas: Sequence[Matrix], A: Sequence[Matrix], H: Matrix, Y: Matrix) -> list[Matrix]:
    """The error of each layer above the inputs, an example a row, by backpropagation."""
    found = [H - Y]
    for Theta, a in zip(Thetas[:0:-1], A[:0:-1], strict=True):
        a = a[:, 1:]
        found.insert(0, (found[0] @ Theta[:, 1:]) * (a * (1 - a)))  # the sigmoid's slope
    return found
