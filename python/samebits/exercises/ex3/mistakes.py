"""The mistakes in exercise 3's functions, each a line: its words, and the values that it gives."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.ex3.one_vs_all import one_vs_all
from samebits.exercises.ex3.stages import Logistic
from samebits.exercises.shared.examples import add_ones
from samebits.exercises.shared.mistakes import Mistakes, label_mistakes
from samebits.exercises.shared.stages import Arguments, mistaken_values
from samebits.gradient import words

Doubles = NDArray[np.float64]

COSTS: dict[str, Callable[[Logistic], Any]] = {
    "theta(1) is regularised in J, and should not be":
        lambda s: s.loss + s.lambda_ / (2 * s.m) * (s.theta**2).sum(),
    words.J_NOT_DIVIDED:
        lambda s: s.loss * s.m + s.penalty,
    words.LAMBDA_OVER_M_IN_J:
        lambda s: s.loss + 2 * s.penalty,
    words.J_NOT_REGULARISED:
        lambda s: s.loss,
    "J lacks the term (1 - y) log(1 - h)":
        lambda s: s.replace(losses=-s.labels * np.log(s.h)).J,
    "J has the wrong sign":
        lambda s: -s.J,
    "y is a column and h a vector (or the other way round), and their difference is m x m":
        lambda s: s.broadcast.J,
    "y is a column and h a vector (or the other way round), and the mean goes over m x m":
        lambda s: s.broadcast.loss / s.m + s.penalty,
    "y is a column and h a row: their difference is m x m, and J is a row":
        lambda s: s.broadcast.losses.sum(axis=0) / s.m + s.penalty,
    "y is a row and h a column: their difference is m x m, and J is a row":
        lambda s: s.broadcast.losses.sum(axis=1) / s.m + s.penalty,
}  # fmt: skip
GRADIENTS: dict[str, Callable[[Logistic], Doubles]] = {
    "y is a column and h a vector, and h - y is m x m, summed along its rows":
        lambda s: s.replace(residuals=(s.h - s.labels[:, np.newaxis]).sum(axis=1)).grad,
    "y is a column and h a vector, and h - y is m x m, summed down its columns":
        lambda s: s.replace(residuals=(s.h - s.labels[:, np.newaxis]).sum(axis=0)).grad,
    "theta(1) is regularised in the gradient, and should not be":
        lambda s: s.loss_grad + s.lambda_ / s.m * s.theta,
    words.GRADIENT_NOT_DIVIDED:
        lambda s: s.loss_grad * s.m + s.penalty_grad,
    "the gradient's regularisation is lambda/(2m) times theta; it should be lambda/m":
        lambda s: s.loss_grad + s.penalty_grad / 2,
    words.GRADIENT_NOT_REGULARISED:
        lambda s: s.loss_grad,
    "the gradient has y - h; it should be h - y":
        lambda s: s.penalty_grad - s.loss_grad,
}  # fmt: skip


def logistic_mistakes(v: Arguments) -> Mistakes:
    """What each mistake in lrCostFunction gives for its outputs."""
    s = Logistic(v)
    return {"J": mistaken_values(COSTS, s), "grad": mistaken_values(GRADIENTS, s)}


def one_vs_all_mistakes(v: Arguments) -> Mistakes:
    """What each mistake in oneVsAll gives for its output, trained like the right one."""
    X, y, K, lambda_ = v["X"], np.asarray(v["y"]).ravel(), int(v["num_labels"]), v["lambda"]
    from_zero = one_vs_all(X, y + 1, K + 1, lambda_)[:K]
    return {
        "all_theta": {
            "labels are counted from 0 (y == c - 1); they start at 1": from_zero,
            "a classifier a column; all_theta has one a row": one_vs_all(X, y, K, lambda_).T,
            "not regularised: lambda is not passed on": one_vs_all(X, y, K, 0.0),
        }
    }


def predict_one_vs_all_mistakes(v: Arguments) -> Mistakes:
    """What each mistake in predictOneVsAll gives for its output."""
    return label_mistakes(add_ones(np.asarray(v["X"])) @ np.asarray(v["all_theta"]).T)
