"""Logistic regression: the model for which a start from zeros is fine."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samebits.exercises.shared.examples import as_labels, check_examples, warn_of_nan
from samebits.exercises.shared.sigmoid import sigmoid
from samebits.octave.arithmetic import Scalar, same_arithmetic


@np.errstate(divide="ignore", invalid="ignore")  # Octave: log(0) is -Inf, and 0 * Inf NaN
def lr_cost_function(
    theta: ArrayLike, X: ArrayLike, y: ArrayLike, lambda_: float
) -> tuple[Scalar, NDArray[np.float64]]:
    """Regularised cost of logistic regression, and its gradient.

    Parameters
    ----------
    theta : array_like, (n,) or (n, 1)
    X : array_like, (m, n)
        One example a row, the ones of the intercept term in the first column.
    y : array_like, (m,) or (m, 1)
        0 or 1.
    lambda_ : float
        Weight of the regularisation, which does not include theta[0].

    Returns
    -------
    J : float64, or OctaveArray of shape () where the arrays carry an arithmetic
    grad : ndarray, the shape of theta

    Raises
    ------
    ValueError
        Sizes that do not fit together, no examples, or labels other than 0 and 1.

    Source
    ------
    octave_reference/ex3/lrCostFunction.m; exercise 3, "Vectorizing logistic regression".

    Parity
    ------
    netlib, octave: equal bits. numpy: within the rounding bound of sums in another order.
    """
    theta, X = same_arithmetic(theta, X)
    if theta.ndim not in (1, 2) or theta.size == 0 or theta.shape[0] != theta.size:
        raise ValueError(f"theta has shape {theta.shape}; expected (n,) or (n, 1)")
    weights = theta.ravel()
    check_examples(X, weights.size)
    m = X.shape[0]
    labels = as_labels(y, m, range(2))

    h = sigmoid(X @ weights)
    warn_of_nan(X, h)
    J = 1 / m * np.sum(-labels * np.log(h) - (1 - labels) * np.log(1 - h))
    J = J + lambda_ / (2 * m) * np.sum(weights[1:] ** 2)

    grad = X.T @ (h - labels) / m
    grad[1:] += lambda_ / m * weights[1:]
    return J, grad.reshape(theta.shape)
