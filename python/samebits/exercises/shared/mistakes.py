"""The mistakes in what several exercises share: the sigmoid, and labels taken from outputs."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.shared.examples import add_ones
from samebits.exercises.shared.sigmoid import sigmoid

Doubles = NDArray[np.float64]
Mistakes = dict[str, dict[str, Any]]  # by output, and by the words for the mistake


def sigmoid_mistakes(v: Mapping[str, Any]) -> Mistakes:
    """What each mistake in sigmoid gives for its output."""
    z = np.asarray(v["z"])
    return {
        "g": {
            "exp(z) where exp(-z) belongs": 1 / (1 + np.exp(z)),
            "exp(-z) alone": np.exp(-z),
            "1 + exp(-z) without the division": 1 + np.exp(-z),
            "tanh: another S-curve": np.tanh(z),
        }
    }


def label_mistakes(H: Doubles) -> Mistakes:
    """What each mistake in taking the label of the largest output gives; H has an example a row."""
    best = H.argmax(axis=1)
    return {
        "p": {
            "labels are counted from 0; they start at 1": best,
            "the smallest output is taken; the label is that of the largest": H.argmin(axis=1) + 1,
            "the largest value is returned; the label is its column": H.max(axis=1),
            "0 is returned for label 10; labels are 1 to 10": (best + 1) % H.shape[1],
        }
    }


def predict_mistakes(v: Mapping[str, Any]) -> Mistakes:
    """What each mistake in predict gives for its output."""
    X, Theta1, Theta2 = (np.asarray(v[name]) for name in ("X", "Theta1", "Theta2"))
    return label_mistakes(sigmoid(add_ones(sigmoid(add_ones(X) @ Theta1.T)) @ Theta2.T))
