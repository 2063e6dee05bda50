"""The mistakes in the functions of exercise 3: each run with one mistake in it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.ex3.one_vs_all import one_vs_all
from samebits.exercises.shared.mistakes import label_mistakes
from samebits.exercises.shared.sigmoid import sigmoid

Doubles = NDArray[np.float64]
Arguments = Mapping[str, Any]
Named = dict[str, dict[str, Any]]  # by output, and by the words for the mistake

LOGISTIC = {
    "bias in J": "theta(1) is regularised in J, and should not be",
    "m in J": "J is not divided by m",
    "lambda/m in J": "J's regularisation is lambda/m times the squares; it should be lambda/(2m)",
    "no lambda in J": "J is not regularised",
    "no 1-h": "J lacks the term (1 - y) log(1 - h)",
    "sign in J": "J has the wrong sign",
    "broadcast": "y is a column and h a vector (or the other way round), and their difference is m x m",
    "broadcast mean": "y is a column and h a vector (or the other way round), and the mean goes over m x m",
    "broadcast rows": "y is a column and h a vector, and h - y is m x m, summed along its rows",
    "broadcast columns": "y is a column and h a vector, and h - y is m x m, summed down its columns",
    "bias in grad": "theta(1) is regularised in the gradient, and should not be",
    "m in grad": "the gradient is not divided by m",
    "lambda/2m in grad": "the gradient's regularisation is lambda/(2m) times theta; it should be lambda/m",
    "no lambda in grad": "the gradient is not regularised",
    "y - h": "the gradient has y - h; it should be h - y",
}


def logistic_with(v: Arguments, mistake: str) -> tuple[Doubles, Doubles]:
    """J and grad of logistic regression with one mistake in it; "" for none."""
    X, y, theta, lambda_ = v["X"], np.ravel(v["y"]), np.ravel(v["theta"]), v["lambda"]
    m, h = len(X), sigmoid(X @ np.ravel(v["theta"]))
    labels = y[:, np.newaxis] if mistake.startswith("broadcast") else y
    losses = -labels * np.log(h) - (mistake != "no 1-h") * (1 - labels) * np.log(1 - h)
    squares = (theta[0 if mistake == "bias in J" else 1 :] ** 2).sum()
    weight = lambda_ / (2 * m) * {"lambda/m in J": 2, "no lambda in J": 0}.get(mistake, 1)
    J = losses.sum() / {"m in J": 1, "broadcast mean": m**2}.get(mistake, m) + weight * squares
    regular = lambda_ / m * theta * {"lambda/2m in grad": 0.5, "no lambda in grad": 0}.get(mistake, 1)
    if mistake != "bias in grad":
        regular[0] = 0
    residual = h - y
    if mistake in ("broadcast rows", "broadcast columns"):
        residual = (h - labels).sum(axis=1 if mistake == "broadcast rows" else 0)
    grad = X.T @ residual * (-1 if mistake == "y - h" else 1) / (1 if mistake == "m in grad" else m) + regular
    return -J if mistake == "sign in J" else J, grad


def logistic_mistakes(v: Arguments) -> Named:
    return {
        output: {words: logistic_with(v, name)[k] for name, words in LOGISTIC.items()}
        for k, output in enumerate(("J", "grad"))
    }


def one_vs_all_mistakes(v: Arguments) -> Named:
    """oneVsAll's mistakes, each trained like the right one."""
    X, y, K, lambda_ = v["X"], np.ravel(v["y"]), int(v["num_labels"]), v["lambda"]
    right = one_vs_all(X, y, K, lambda_)
    return {
        "all_theta": {
            "labels are counted from 0 (y == c - 1); they start at 1": one_vs_all(X, y + 1, K + 1, lambda_)[
                :K
            ],
            "a classifier a column; all_theta has one a row": right.T,
            "not regularised: lambda is not handed on": one_vs_all(X, y, K, 0.0),
        }
    }


def predict_one_vs_all_mistakes(v: Arguments) -> Named:
    return label_mistakes(np.hstack([np.ones((len(v["X"]), 1)), v["X"]]) @ v["all_theta"].T)
