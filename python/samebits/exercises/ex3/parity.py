"""Exercise 3 as parity, tracing and grading know it."""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.ex3.bounds import logistic_bound
from samebits.exercises.ex3.logistic import lr_cost_function
from samebits.exercises.ex3.mistakes import (
    logistic_mistakes,
    one_vs_all_mistakes,
    predict_one_vs_all_mistakes,
)
from samebits.exercises.ex3.one_vs_all import one_vs_all, predict_one_vs_all
from samebits.exercises.ex3.optimum import same_optimum
from samebits.exercises.exercise import Exercise
from samebits.exercises.shared.functions import FMINCG, KINDS, OUTPUTS, PREDICT, SIGMOID
from samebits.exercises.shared.parity import digits, no_bound
from samebits.octave.arithmetic import Arithmetic, octave_array
from samebits.octave.random import OctaveRandom
from samebits.parity.case import Case, Values
from samebits.resources import reference_folders
from samebits.trace.function import Function

case = partial(Case, exercise="ex3", m_folders=reference_folders("ex3"), products=True)


def small_weights(rows: int, columns: int, seed: int) -> NDArray[np.float64]:
    """Untrained classifiers."""
    weights: NDArray[np.float64] = OctaveRandom(seed).rand(rows, columns) * 2 * 0.12 - 0.12
    return weights


# lrCostFunction ---------------------------------------------------------------


def logistic_inputs(lambda_: float) -> Values:
    """Is it a zero? The digits with a column of ones in front."""
    X, y = digits()
    return {
        "theta": small_weights(1, 401, 2).ravel(),
        "X": np.hstack([np.ones((len(X), 1)), X]),
        "y": (y == 10).astype(np.float64),
        "lambda": lambda_,
    }


def run_logistic(v: Values, arithmetic: Arithmetic) -> Values:
    theta = octave_array(v["theta"], arithmetic)
    J, grad = lr_cost_function(theta, v["X"], v["y"], v["lambda"])
    return {"J": J, "grad": grad}


def cost_bound(v: Values) -> Values:
    J, grad = logistic_bound(v["theta"], v["X"], v["y"], v["lambda"])
    return {"J": J, "grad": grad}


def logistic_case(lambda_: float) -> Case:
    return case(
        f"lrCostFunction, lambda {lambda_:g}",
        partial(logistic_inputs, lambda_),
        run_logistic,
        "[J, grad] = lrCostFunction(theta, X, y, lambda);",
        ("J", "grad"),
        ("lrCostFunction", "sigmoid"),
        cost_bound,
    )


def logistic_arguments(kind: str, lambda_: float) -> dict[str, Any]:
    """A few examples of three features, or the digits: is it a 0?"""
    if kind == "digits":
        return dict(logistic_inputs(lambda_))
    X = np.hstack([np.ones((5, 1)), np.sin(np.arange(1, 16)).reshape(5, 3, order="F")])
    theta, y = np.array([-2.0, -1, 1, 2]), np.array([1.0, 0, 1, 0, 1])
    return {"theta": theta, "X": X, "y": y, "lambda": lambda_}


# oneVsAll and predictOneVsAll -------------------------------------------------


def classes_inputs() -> Values:
    """500 of the digits, and untrained classifiers."""
    X, y = digits()
    all_theta = small_weights(10, 401, 3)
    return {"X": X[::10], "y": y[::10], "num_labels": 10, "lambda": 0.1, "all_theta": all_theta}


def separable_inputs() -> Values:
    """Examples on which 50 iterations reach the optimum, whatever the order of the sums."""
    rng = OctaveRandom(1)
    X = rng.randn(60, 3)
    return {"X": X, "y": np.floor(1 + 4 * rng.rand(60, 1)).ravel(), "num_labels": 4, "lambda": 1.0}


def run_one_vs_all(v: Values, arithmetic: Arithmetic) -> Values:
    X = octave_array(v["X"], arithmetic)
    return {"all_theta": one_vs_all(X, v["y"], v["num_labels"], v["lambda"])}


def one_vs_all_case(inputs: Any, bound: Any, iterative: bool, own: Case | None = None) -> Case:
    return case(
        "oneVsAll",
        inputs,
        run_one_vs_all,
        "all_theta = oneVsAll(X, y, num_labels, lambda);",
        ("all_theta",),
        ("oneVsAll", "lrCostFunction", "sigmoid", "fmincg"),
        bound,
        iterative=iterative,
        own=own,
    )


def optimum_bound(v: Values) -> Values:
    return {"all_theta": np.full((4, 4), 1e-6)}  # measured: 1.2e-8


def classes_arguments(kind: str, lambda_: float) -> dict[str, Any]:
    X = np.sin(np.arange(1, 33)).reshape(16, 2, order="F") / 5
    return {"X": X, "y": 1.0 + np.arange(1, 17) % 4, "num_labels": 4, "lambda": lambda_}


def run_predict_one_vs_all(v: Values, arithmetic: Arithmetic) -> Values:
    all_theta = octave_array(v["all_theta"], arithmetic)
    return {"labels": predict_one_vs_all(all_theta, v["X"]).astype(np.float64)}


def label_arguments(kind: str, lambda_: float) -> dict[str, Any]:
    v = classes_inputs()
    return {"all_theta": v["all_theta"], "X": v["X"]}


EXERCISE = Exercise(
    name="ex3",
    title="Exercise 3: multi-class classification and neural networks",
    functions=(
        FMINCG,
        SIGMOID,
        Function(
            "lrCostFunction",
            lr_cost_function,
            ("J", "grad"),
            logistic_arguments,
            stages={"h": OUTPUTS, "J": (), "grad": ()},
            mistakes=logistic_mistakes,
            labels=("y",),
        ),
        Function(
            "oneVsAll",
            one_vs_all,
            ("all_theta",),
            classes_arguments,
            mistakes=one_vs_all_mistakes,
            iterative=True,
            as_good={"all_theta": same_optimum},
            labels=("y",),
            tolerance=1e-2,  # 50 iterations do not reach the same optimum
        ),
        Function(
            "predictOneVsAll",
            predict_one_vs_all,
            ("p",),
            label_arguments,
            mistakes=predict_one_vs_all_mistakes,
        ),
        PREDICT,
    ),
    handed_out=("fmincg", "sigmoid"),
    same_order=frozenset({"fmincg"}),
    known_by=frozenset({"lrCostFunction", "oneVsAll", "predictOneVsAll", "ex3", "ex3_nn"}),
    data={"ex3data1.mat": ("X", "y"), "ex3weights.mat": ("Theta1", "Theta2")},
    kinds=KINDS,
    cases=(
        logistic_case(0.0),
        logistic_case(0.1),
        one_vs_all_case(
            classes_inputs, no_bound, True, own=one_vs_all_case(separable_inputs, optimum_bound, False)
        ),
        case(
            "predictOneVsAll",
            classes_inputs,
            run_predict_one_vs_all,
            "labels = predictOneVsAll(all_theta, X);",
            ("labels",),
            ("predictOneVsAll", "sigmoid"),
            no_bound,
        ),
    ),
    folder=Path(__file__).parent,
    m_folders=reference_folders("ex3"),
)
