"""Inputs of the parity cases, and what Python computes from them."""

import io
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.ex3.logistic import lr_cost_function
from samebits.exercises.ex3.one_vs_all import one_vs_all, predict_one_vs_all
from samebits.exercises.ex4.gradient_check import check_nn_gradients, compute_numerical_gradient
from samebits.exercises.ex4.initialize import debug_initialize_weights, rand_initialize_weights
from samebits.exercises.ex4.network import nn_cost_function, predict, sigmoid_gradient
from samebits.exercises.shared.data import load_digits
from samebits.exercises.shared.fmincg import fmincg
from samebits.exercises.shared.sigmoid import sigmoid
from samebits.octave.arithmetic import octave_array
from samebits.octave.layout import roll, unroll
from samebits.octave.random import OctaveRandom
from samebits.parity.case import Values

DIGITS = (400, 25, 10)  # input_layer_size, hidden_layer_size, num_labels
DEBUG = (3, 5, 3)
GRADED = (2, 4, 4)

# Inputs -----------------------------------------------------------------------


@lru_cache(maxsize=1)
def digits() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return load_digits()


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


def sigmoid_inputs() -> Values:
    """A grid, and numbers at the ends of the range."""
    ends = [-np.inf, -1e308, -746, -745, -710, -0.0, 0.0, 5e-324, 37, 710, 1e308, np.inf, np.nan]
    return {"z": np.concatenate([np.linspace(-40, 40, 20_001), ends])}


def graded_slopes() -> Values:
    sines = np.asarray(np.sin(octave_array(np.arange(1, 31), "netlib")))
    return {"z": (3 * sines).reshape(3, 10, order="F")}


def layout_inputs() -> Values:
    return {"A": OctaveRandom(5).rand(25, 401), "B": OctaveRandom(6).rand(10, 26)}


def product_inputs() -> Values:
    X = digits()[0][::5]
    Theta1, _ = roll(start(DIGITS, 1), (25, 401), (10, 26))
    A = np.hstack([np.ones((len(X), 1)), X])
    D = OctaveRandom(3).rand(len(X), 25) - 0.5
    return {"A": A, "T": Theta1, "D": D, "v": D[:, 0], "w": D[:, 1]}


def logistic_inputs(lambda_: float) -> Values:
    """Is it a zero? The digits with a column of ones in front."""
    X, y = digits()
    theta = rand_initialize_weights(400, 1, OctaveRandom(2)).ravel()
    return {
        "theta": theta,
        "X": np.hstack([np.ones((len(X), 1)), X]),
        "y": (y == 10).astype(np.float64),
        "lambda": lambda_,
    }


def classes_inputs() -> Values:
    """500 of the digits, and classifiers that nobody trained."""
    X, y = digits()
    all_theta = rand_initialize_weights(400, 10, OctaveRandom(3))
    return {"X": X[::10], "y": y[::10], "num_labels": 10, "lambda": 0.1, "all_theta": all_theta}


def training_inputs(seed: int, every: int = 1, iterations: int = 50) -> Values:
    """A random start on every so many of the digits."""
    X, y = digits()
    examples = {"X": X[::every], "y": y[::every]}
    return {"seed": seed, "layers": DIGITS, **examples, "lambda": 1.0, "iterations": iterations}


# Python's side ----------------------------------------------------------------


def run_lecture(v: Values, arithmetic: str) -> Values:
    """The random start of the lecture, as it is written there."""
    rng, INIT_EPSILON = OctaveRandom(v["seed"]), v["INIT_EPSILON"]
    Theta1 = rng.rand(10, 11) * (2 * INIT_EPSILON) - INIT_EPSILON
    Theta2 = rng.rand(1, 11) * (2 * INIT_EPSILON) - INIT_EPSILON
    return {"Theta1": Theta1, "Theta2": Theta2}


def run_rand(v: Values, arithmetic: str) -> Values:
    return {"u": OctaveRandom(v["seed"]).rand(10_000, 1)}


def run_randn(v: Values, arithmetic: str) -> Values:
    return {"z": OctaveRandom(v["seed"]).randn(10_000, 1)}


def run_rande(v: Values, arithmetic: str) -> Values:
    return {"e": OctaveRandom(v["seed"]).rande(10_000, 1)}


def run_randi(v: Values, arithmetic: str) -> Values:
    return {"k": OctaveRandom(v["seed"]).randi((-5, 1000), 1000, 3)}


def run_randperm(v: Values, arithmetic: str) -> Values:
    rng = OctaveRandom(v["seed"])
    return {"p": rng.randperm(1000)[np.newaxis], "q": rng.randperm(1000, 10)[np.newaxis]}


def run_single(v: Values, arithmetic: str) -> Values:
    return {"u": OctaveRandom(v["seed"]).rand(1000, 1, dtype="single")}


def run_random_weights(v: Values, arithmetic: str) -> Values:
    return {"W": rand_initialize_weights(400, 25, OctaveRandom(v["seed"]))}


def run_debug_weights(v: Values, arithmetic: str) -> Values:
    return {"W": debug_initialize_weights(v["fan_out"], v["fan_in"])}


def run_layout(v: Values, arithmetic: str) -> Values:
    rolled = unroll(v["A"], v["B"])
    C, D = roll(rolled, (401, 25), (26, 10))
    return {"v": rolled, "C": C, "D": D}


def run_sigmoid(v: Values, arithmetic: str) -> Values:
    return {"g": sigmoid(octave_array(v["z"], arithmetic))}


def run_sigmoid_gradient(v: Values, arithmetic: str) -> Values:
    return {"g": sigmoid_gradient(octave_array(v["z"], arithmetic))}


def cost_function(v: Values) -> Callable[[NDArray[np.float64]], tuple[np.float64, NDArray[np.float64]]]:
    """nnCostFunction of the weights alone."""
    inputs, hidden, labels = v["layers"]
    return lambda p: nn_cost_function(p, inputs, hidden, labels, v["X"], v["y"], v["lambda"])


def run_cost(v: Values, arithmetic: str) -> Values:
    J, grad = cost_function(v)(octave_array(v["p"], arithmetic))
    return {"J": J, "grad": grad}


def run_logistic(v: Values, arithmetic: str) -> Values:
    theta = octave_array(v["theta"], arithmetic)
    J, grad = lr_cost_function(theta, v["X"], v["y"], v["lambda"])
    return {"J": J, "grad": grad}


def run_products(v: Values, arithmetic: str) -> Values:
    A, T, D, x, w = (octave_array(v[name], arithmetic) for name in "ATDvw")
    return {"AT": A @ T.T, "DA": D.T @ A, "Ax": A.T @ x, "xA": x @ A, "DD": D.T @ D, "xw": x @ w, "xx": x @ x}


def run_sums(v: Values, arithmetic: str) -> Values:
    D, x = (octave_array(v[name], arithmetic) for name in "Dv")
    return {
        "columns": np.sum(D, axis=0)[np.newaxis],
        "rows": np.sum(D, axis=1),
        "total": np.sum(D),
        "average": np.mean(x),
        "length": np.linalg.norm(x),
    }


def run_numerical_gradient(v: Values, arithmetic: str) -> Values:
    p = octave_array(v["p"], arithmetic)
    return {"numgrad": compute_numerical_gradient(cost_function(v), p)}


def run_check(v: Values, arithmetic: str) -> Values:
    with redirect_stdout(io.StringIO()):
        return {"diff": check_nn_gradients(v["lambda"], arithmetic)}


def run_predict(v: Values, arithmetic: str) -> Values:
    Theta1, Theta2 = roll(octave_array(v["p"], arithmetic), (25, 401), (10, 26))
    return {"labels": predict(Theta1, Theta2, v["X"]).astype(np.float64)}


def run_one_vs_all(v: Values, arithmetic: str) -> Values:
    X = octave_array(v["X"], arithmetic)
    return {"all_theta": one_vs_all(X, v["y"], v["num_labels"], v["lambda"])}


def run_predict_one_vs_all(v: Values, arithmetic: str) -> Values:
    all_theta = octave_array(v["all_theta"], arithmetic)
    return {"labels": predict_one_vs_all(all_theta, v["X"]).astype(np.float64)}


def run_fmincg(cost: Callable[..., Any], v: Values, arithmetic: str) -> Values:
    parameters = [v[name] for name in ("a", "b") if name in v]
    x0 = octave_array(v["x0"], arithmetic)
    options = {"MaxIter": np.ravel(v["length"]), "Display": "off"}
    X, fX, i = fmincg(cost, x0, options, *parameters)
    return {"X": X, "fX": fX if fX.size else np.zeros((0, 0)), "i": i}


def run_training(v: Values, arithmetic: str) -> Values:
    p0 = octave_array(start(v["layers"], v["seed"]), arithmetic)
    cost = cost_function(v)
    J, grad = cost(p0)
    p, fX, i = fmincg(cost, p0, {"MaxIter": v["iterations"], "Display": "off"})
    Theta1, Theta2 = roll(p, (25, 401), (10, 26))
    accuracy = np.mean(predict(Theta1, Theta2, v["X"]) == v["y"]) * 100
    return {"start": p0, "J": J, "grad": grad, "costs": fX, "weights": p, "i": i, "accuracy": accuracy}
