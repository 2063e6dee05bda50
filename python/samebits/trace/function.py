"""The functions of the exercise as something to call: by name, with arguments, on either side."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from samebits.exercises.ex4.initialize import debug_initialize_weights, rand_initialize_weights
from samebits.exercises.shared import small_costs as costs
from samebits.octave.random import OctaveRandom
from samebits.parity import sides

SEED = 1  # of what is drawn at random


@dataclass(frozen=True)
class Subject:
    """A function that is looked into.

    Attributes
    ----------
    name, python : str
        In Octave, and in Python.
    module : str
        Below `samebits`, where ours is.
    outputs : tuple of str
    arguments : callable
        `arguments(kind, lambda_)` makes them, by Octave's names. A callable is a cost of
        `costs`, a dict a struct; an OctaveRandom goes to our Python alone.
    stages : tuple of str
        What is computed on the way, in order: the names in our Python.
    iterative : bool
        Rounding grows from iteration to iteration.
    """

    name: str
    python: str
    module: str
    outputs: tuple[str, ...]
    arguments: Callable[[str, float], dict[str, Any]]
    stages: tuple[str, ...] = field(default=())
    iterative: bool = False

    def octave_call(self, arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """The statement that calls it in Octave, and the values it needs."""
        written, values = [], {}
        for name, value in arguments.items():
            if isinstance(value, OctaveRandom):
                continue
            if callable(value):
                written.append(f"@{value.__name__}")
            elif isinstance(value, dict):
                written.append(f"struct({', '.join(f'{key!r}, {item!r}' for key, item in value.items())})")
            else:
                written.append(name)
                values[name] = value
        outputs = f"[{', '.join(self.outputs)}] = " if self.outputs else ""
        call = f"{outputs}{self.name}({', '.join(written)});"
        return (f"rand('state', {SEED}); {call}" if self.random else call), values

    @property
    def random(self) -> bool:
        return self.name == "randInitializeWeights"


def network_arguments(kind: str, lambda_: float) -> dict[str, Any]:
    v = sides.network_inputs(kind, lambda_)
    sizes = zip(("input_layer_size", "hidden_layer_size", "num_labels"), v["layers"], strict=True)
    return {"nn_params": v["p"], **dict(sizes), "X": v["X"], "y": v["y"], "lambda": lambda_}


def logistic_arguments(kind: str, lambda_: float) -> dict[str, Any]:
    """A few examples of three features, or the digits: is it a 0?"""
    if kind == "digits":
        v = sides.logistic_inputs(lambda_)
        return {name: v[name] for name in ("theta", "X", "y", "lambda")}
    X = np.hstack([np.ones((5, 1)), debug_initialize_weights(5, 2) * 10])
    theta, y = np.array([-2.0, -1, 1, 2]), np.array([1.0, 0, 1, 0, 1])
    return {"theta": theta, "X": X, "y": y, "lambda": lambda_}


def predict_arguments(kind: str, lambda_: float) -> dict[str, Any]:
    """Weights and examples, the digits or a few."""
    if kind != "digits":
        rng = OctaveRandom(39)  # each of the four labels comes out for some
        Theta1, Theta2 = rng.rand(4, 3) * 8 - 4, rng.rand(4, 5) * 8 - 4
        return {"Theta1": Theta1, "Theta2": Theta2, "X": rng.rand(16, 2) * 4 - 2}
    v = sides.network_inputs(kind, lambda_)
    inputs, hidden, labels = v["layers"]
    split = hidden * (inputs + 1)
    Theta1 = v["p"][:split].reshape((hidden, inputs + 1), order="F")
    return {"Theta1": Theta1, "Theta2": v["p"][split:].reshape((labels, hidden + 1), order="F"), "X": v["X"]}


def classes_arguments(kind: str, lambda_: float) -> dict[str, Any]:
    v = sides.network_inputs("graded", lambda_)
    return {"X": v["X"], "y": v["y"], "num_labels": 4, "lambda": lambda_}


SUBJECTS = {
    subject.name: subject
    for subject in (
        Subject(
            "nnCostFunction",
            "nn_cost_function",
            "exercises.ex4.network",
            ("J", "grad"),
            network_arguments,
            ("Theta1", "Theta2", "Y", "A1", "Z2", "A2", "Z3", "H", "J", "delta3", "delta2")
            + ("Theta1_grad", "Theta2_grad", "grad"),
        ),
        Subject(
            "lrCostFunction",
            "lr_cost_function",
            "exercises.ex3.logistic",
            ("J", "grad"),
            logistic_arguments,
            ("h", "J", "grad"),
        ),
        Subject(
            "sigmoid",
            "sigmoid",
            "exercises.shared.sigmoid",
            ("g",),
            lambda kind, lambda_: {"z": sides.graded_slopes()["z"]},
        ),
        Subject(
            "sigmoidGradient",
            "sigmoid_gradient",
            "exercises.ex4.network",
            ("g",),
            lambda kind, lambda_: {"z": sides.graded_slopes()["z"]},
        ),
        Subject("predict", "predict", "exercises.ex4.network", ("p",), predict_arguments, ("A2", "H", "p")),
        Subject(
            "randInitializeWeights",
            "rand_initialize_weights",
            "exercises.ex4.initialize",
            ("W",),
            lambda kind, lambda_: {"L_in": 10, "L_out": 7, "rng": OctaveRandom(SEED)},
        ),
        Subject(
            "debugInitializeWeights",
            "debug_initialize_weights",
            "exercises.ex4.initialize",
            ("W",),
            lambda kind, lambda_: {"fan_out": 5, "fan_in": 3},
        ),
        Subject(
            "computeNumericalGradient",
            "compute_numerical_gradient",
            "exercises.ex4.gradient_check",
            ("numgrad",),
            lambda kind, lambda_: {"J": costs.rosen, "theta": np.array([-1.2, 1, 0.3, 2])},
        ),
        Subject(
            "checkNNGradients",
            "check_nn_gradients",
            "exercises.ex4.gradient_check",
            (),
            lambda kind, lambda_: {"lambda": lambda_},
            ("Theta1", "Theta2", "X", "y", "grad", "numgrad"),
        ),
        Subject(
            "oneVsAll",
            "one_vs_all",
            "exercises.ex3.one_vs_all",
            ("all_theta",),
            classes_arguments,
            iterative=True,
        ),
        Subject(
            "predictOneVsAll",
            "predict_one_vs_all",
            "exercises.ex3.one_vs_all",
            ("p",),
            lambda kind, lambda_: {
                "all_theta": rand_initialize_weights(400, 10, OctaveRandom(3)),
                "X": sides.classes_inputs()["X"],
            },
        ),
        Subject(
            "fmincg",
            "fmincg",
            "exercises.shared.fmincg",
            ("X", "fX", "i"),
            lambda kind, lambda_: {
                "f": costs.rosen,
                "X": np.array([-1.2, 1, -1.2, 1]),
                "options": {"MaxIter": 50},
            },
            ("fX", "i", "X"),
            iterative=True,
        ),
    )
}
