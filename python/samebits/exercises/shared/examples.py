"""Examples and labels, as the course's cost functions take them."""

import warnings

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samebits.octave.arithmetic import same_arithmetic
from samebits.octave.constants import once_per_constant


def check_examples(X: NDArray[np.float64], features: int) -> None:
    """Raise a clear error unless X holds examples (rows) with that number of features.

    Raises
    ------
    ValueError
        X is not a matrix, has no rows, or does not have that number of columns.
    """
    if X.ndim != 2 or X.shape[1] != features:
        raise ValueError(f"X has shape {X.shape}; expected one example a row, (m, {features})")
    if X.shape[0] == 0:
        raise ValueError(f"X has no examples (shape {X.shape})")


def warn_of_nan(X: NDArray[np.float64], outputs: NDArray[np.float64]) -> None:
    """Warn where NaN among the examples has made outputs NaN.

    It always does, and the outputs are the smaller matrix, so they are searched first.

    Warns
    -----
    RuntimeWarning
        As in Octave, the computation continues.
    """
    if np.isnan(outputs).any() and np.isnan(X).any():
        warnings.warn("X holds NaN; as in Octave, so will the results", RuntimeWarning, stacklevel=4)


def add_ones(A: NDArray[np.float64]) -> NDArray[np.float64]:
    """`[ones(m, 1), A]`: a column of ones in front, for the bias unit."""
    (with_ones, _) = same_arithmetic(prepend_ones(np.asarray(A)), A)
    return with_ones


@once_per_constant
def prepend_ones(A: NDArray[np.float64]) -> NDArray[np.float64]:
    with_ones = np.hstack([np.ones((len(A), 1)), A])
    with_ones.flags.writeable = A.flags.writeable
    return with_ones


def one_hot(y: ArrayLike, m: int, num_labels: int) -> NDArray[np.float64]:
    """The labels of m examples as rows of zeros with a one: what each output unit should give.

    Labels run from 1 to num_labels; with a single output unit they are 0 and 1.

    Returns
    -------
    ndarray, (m, num_labels)

    Raises
    ------
    ValueError
        As `as_labels`.
    """
    labels = as_labels(y, m, range(1, num_labels + 1) if num_labels > 1 else range(2))
    Y: NDArray[np.bool_] = labels[:, np.newaxis] == np.arange(1, num_labels + 1)  # Octave: labels start at 1
    return Y.astype(np.float64)


def as_labels(y: ArrayLike, m: int, allowed: range) -> NDArray[np.float64]:
    """The labels of m examples as a plain vector.

    Raises
    ------
    ValueError
        The shape of y is neither (m,) nor (m, 1), or a value is not allowed.
    """
    labels = np.asarray(y)
    if labels.shape not in ((m,), (m, 1)):
        raise ValueError(f"y has shape {labels.shape}; X has {m} examples, so expected ({m},) or ({m}, 1)")
    labels = labels.ravel().astype(np.float64)
    wrong = ~((labels >= allowed[0]) & (labels <= allowed[-1]) & (labels == np.floor(labels)))
    if wrong.any():
        example = int(wrong.argmax())
        raise ValueError(
            f"y[{example}] is {labels[example]:g}; expected whole numbers from {allowed[0]} to {allowed[-1]}"
            + (" (10 stands for the digit 0)" if allowed == range(1, 11) else "")
        )
    return labels
