"""Weights and examples for exercise 4: of the digits, the debug network and the graded case."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.ex4.initialize import debug_initialize_weights, rand_initialize_weights
from samebits.exercises.shared.parity import digits
from samebits.octave.arithmetic import octave_array
from samebits.octave.layout import unroll
from samebits.octave.random import OctaveRandom
from samebits.parity.case import Values

DIGITS = (400, 25, 10)  # input_layer_size, hidden_layer_size, num_labels
DEBUG = (3, 5, 3)
GRADED = (2, 4, 4)


def start(layers: tuple[int, int, int], seed: int) -> NDArray[np.float64]:
    """The random start of a network: Theta1, then Theta2, from one stream."""
    rng = OctaveRandom(seed)
    Theta1 = rand_initialize_weights(layers[0], layers[1], rng)
    return unroll(Theta1, rand_initialize_weights(layers[1], layers[2], rng))


def network_inputs(kind: str, lambda_: float) -> Values:
    """Weights, examples and labels of the digits, the debug net or the graded case."""
    if kind == "digits":
        X, y = digits()
        return {"p": start(DIGITS, 1), "layers": DIGITS, "X": X, "y": y, "lambda": lambda_}
    if kind == "debug":
        p = unroll(debug_initialize_weights(5, 3), debug_initialize_weights(3, 5))
        X, y = debug_initialize_weights(5, 2), np.array([2.0, 3, 1, 2, 3])
        return {"p": p, "layers": DEBUG, "X": X, "y": y, "lambda": lambda_}
    sines = octave_array([np.arange(1, 33), np.arange(1, 64, 2)], "netlib")
    X = np.asarray(np.sin(sines[0])).reshape(16, 2, order="F") / 5
    p = np.concatenate([np.asarray(np.sin(sines[1][:12])), np.asarray(np.cos(sines[1][:20]))])
    return {"p": p, "layers": GRADED, "X": X, "y": 1.0 + np.arange(1, 17) % 4, "lambda": lambda_}


def network_arguments(kind: str, lambda_: float) -> dict[str, Any]:
    v = network_inputs(kind, lambda_)
    sizes = zip(("input_layer_size", "hidden_layer_size", "num_labels"), v["layers"], strict=True)
    return {"nn_params": v["p"], **dict(sizes), "X": v["X"], "y": v["y"], "lambda": lambda_}
