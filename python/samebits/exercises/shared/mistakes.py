"""The mistakes in what several exercises share."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.shared.sigmoid import sigmoid

Doubles = NDArray[np.float64]
Named = dict[str, dict[str, Any]]  # by output, and by the words for the mistake


def sigmoid_mistakes(v: Mapping[str, Any]) -> Named:
    z = v["z"]
    return {
        "g": {
            "exp(z) where exp(-z) belongs": 1 / (1 + np.exp(z)),
            "exp(-z) alone": np.exp(-z),
            "1 + exp(-z) without the division": 1 + np.exp(-z),
            "tanh: another S-curve": np.tanh(z),
        }
    }


def label_mistakes(H: Doubles) -> Named:
    return {
        "p": {
            "labels are counted from 0; they start at 1": H.argmax(axis=1),
            "the smallest output is taken; the label is that of the largest": H.argmin(axis=1) + 1.0,
            "the largest value is returned; the label is its column": H.max(axis=1),
            "0 is returned for label 10; labels are 1 to 10": (H.argmax(axis=1) + 1) % H.shape[1],
        }
    }


def predict_mistakes(v: Mapping[str, Any]) -> Named:
    A2 = sigmoid(np.hstack([np.ones((len(v["X"]), 1)), v["X"]]) @ v["Theta1"].T)
    H = sigmoid(np.hstack([np.ones((len(A2), 1)), A2]) @ v["Theta2"].T)
    return label_mistakes(H)
