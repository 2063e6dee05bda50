"""The functions that several exercises share, as tracing and grading know them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.shared import small_costs
from samebits.exercises.shared.data import load_digits
from samebits.exercises.shared.fmincg import fmincg
from samebits.exercises.shared.mistakes import predict_mistakes, sigmoid_mistakes
from samebits.exercises.shared.predict import predict
from samebits.exercises.shared.sigmoid import sigmoid
from samebits.octave.arithmetic import octave_array
from samebits.octave.random import OctaveRandom
from samebits.trace.function import Function

# What students call a network's outputs
OUTPUTS = ("h", "a3", "h2", "hx", "htheta", "hyp", "hypothesis", "output", "predictions")

# The kinds of inputs for the network and for logistic regression
KINDS = {
    "graded": "2-4-4 with 16 examples",
    "debug": "3-5-3 with 5",
    "digits": "400-25-10 with 5,000",
}


def slope_inputs() -> dict[str, Any]:
    """The weighted inputs on which the course grades the sigmoid's slope."""
    sines = np.asarray(np.sin(octave_array(np.arange(1, 31), "netlib")))
    return {"z": (3 * sines).reshape(3, 10, order="F")}


def digit_weights(seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Random weights of the 400-25-10 network, as randInitializeWeights draws them."""
    rng = OctaveRandom(seed)
    Theta1 = rng.rand(25, 401) * 2 * 0.12 - 0.12
    return Theta1, rng.rand(10, 26) * 2 * 0.12 - 0.12


def predict_arguments(kind: str, lambda_: float) -> dict[str, Any]:
    """Weights and examples, the digits or a few."""
    if kind == "digits":
        Theta1, Theta2 = digit_weights(1)
        return {"Theta1": Theta1, "Theta2": Theta2, "X": load_digits()[0]}
    rng = OctaveRandom(39)  # each of the four labels comes out for some
    Theta1, Theta2 = rng.rand(4, 3) * 8 - 4, rng.rand(4, 5) * 8 - 4
    return {"Theta1": Theta1, "Theta2": Theta2, "X": rng.rand(16, 2) * 4 - 2}


def minimum_arguments(kind: str, lambda_: float) -> dict[str, Any]:
    return {"f": small_costs.rosen, "X": np.array([-1.2, 1, -1.2, 1]), "options": {"MaxIter": 50}}


SIGMOID = Function(
    "sigmoid", sigmoid, ("g",), lambda kind, lambda_: slope_inputs(), mistakes=sigmoid_mistakes
)
PREDICT = Function(
    "predict",
    predict,
    ("p",),
    predict_arguments,
    stages={"A2": ("a2", "h1"), "H": OUTPUTS, "p": ()},
    mistakes=predict_mistakes,
)
FMINCG = Function(
    "fmincg",
    fmincg,
    ("X", "fX", "i"),
    minimum_arguments,
    stages={"fX": (), "i": (), "X": ()},
    iterative=True,
)
