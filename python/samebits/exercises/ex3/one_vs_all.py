"""Several classes by logistic regression: one classifier a label, each against all others."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samebits.exercises.ex3.logistic import lr_cost_function
from samebits.exercises.shared.examples import add_ones, as_labels, check_examples
from samebits.exercises.shared.fmincg import fmincg
from samebits.exercises.shared.sigmoid import sigmoid
from samebits.octave.arithmetic import same_arithmetic


def one_vs_all(X: ArrayLike, y: ArrayLike, num_labels: int, lambda_: float) -> NDArray[np.float64]:
    """Train a logistic regression for each label, 50 iterations of fmincg from zeros.

    Parameters
    ----------
    X : array_like, (m, n)
        One example a row, without the ones of the intercept term.
    y : array_like, (m,) or (m, 1)
        Labels 1 to num_labels. In the course's data 10 stands for the digit 0.
    num_labels : int
    lambda_ : float
        Weight of the regularisation.

    Returns
    -------
    all_theta : ndarray, (num_labels, n + 1)
        A classifier a row.

    Raises
    ------
    ValueError
        Sizes that do not fit together, no examples, or labels out of range.

    Source
    ------
    octave_reference/ex3/oneVsAll.m; exercise 3, "One-vs-all classification".

    Parity
    ------
    netlib, octave: equal bits. numpy: rounding grows from iteration to iteration.
    """
    (X,) = same_arithmetic(X)
    check_examples(X, X.shape[-1])
    labels = as_labels(y, len(X), range(1, num_labels + 1))
    A = add_ones(X)
    initial_theta, _ = same_arithmetic(np.zeros(A.shape[1]), X)
    options = {"MaxIter": 50, "Display": "off"}
    classifiers = []
    for c in range(1, num_labels + 1):  # Octave: labels start at 1
        theta, _, _ = fmincg(lr_cost_function, initial_theta, options, A, labels == c, lambda_)
        classifiers.append(theta)
    return np.vstack(classifiers)


def predict_one_vs_all(all_theta: ArrayLike, X: ArrayLike) -> NDArray[np.intp]:
    """Label of each example: that of the classifier with the largest probability.

    Parameters
    ----------
    all_theta : array_like, (num_labels, n + 1)
    X : array_like, (m, n)

    Returns
    -------
    ndarray of int, (m,)
        Labels from 1; the first of two that are equal.

    Raises
    ------
    ValueError
        Sizes that do not fit together, or no examples.

    Source
    ------
    octave_reference/ex3/predictOneVsAll.m; exercise 3, "One-vs-all prediction".

    Parity
    ------
    netlib, octave: equal. numpy: equal unless two classifiers agree to rounding.
    """
    all_theta, X = same_arithmetic(all_theta, X)
    check_examples(X, all_theta.shape[-1] - 1)
    p: NDArray[np.intp] = np.argmax(sigmoid(add_ones(X) @ all_theta.T), axis=1) + 1
    return p
