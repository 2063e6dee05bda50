"""Cases of the lecture: deep networks, gradient descent, and runs from symmetric starts."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from samebits.exercises.ex4.deep import deep_cost_function
from samebits.exercises.ex4.initialize import debug_initialize_weights
from samebits.exercises.shared import small_costs as costs
from samebits.exercises.shared.data import digits_for
from samebits.exercises.shared.gradient_descent import gradient_descent
from samebits.lecture.symmetry import ALPHA, starting_weights, train
from samebits.octave.arithmetic import octave_array
from samebits.octave.layout import unroll
from samebits.parity import case_bounds
from samebits.parity.case import Case, Values

UPDATES = (1, 10, 50)
TEN, DIGITS = (10, 10, 1), (400, 25, 10)
COST = "@(p) deepCostFunction(p, layers, X, y, lambda)"
OPTIMISE = {
    "gradient-descent": f"gradientDescent({COST}, start, alpha, updates(k))",
    "fmincg": f"fmincg({COST}, start, struct('MaxIter', updates(k)))",
}


def deep_case(layers: tuple[int, ...], lambda_: float) -> Case:
    return Case(
        f"deepCostFunction {named(layers)}, lambda {lambda_:g}",
        partial(deep_inputs, layers, lambda_),
        run_deep_cost,
        f"cost = {COST}; [J, grad] = cost(p);",
        ("J", "grad"),
        ("deepCostFunction", "sigmoid"),
        deep_bound,
        products=True,
    )


def descent_case(
    name: str, cost: Callable[..., Any], x0: list[float], alpha: float, **parameters: float
) -> Case:
    extra = "".join(f", {p}" for p in parameters)
    return Case(
        f"gradientDescent {name}",
        lambda: {"x0": np.array(x0), "alpha": alpha, "num_iters": 100, **parameters},
        partial(run_descent, cost),
        f"[X, J_history] = gradientDescent(@(x) {cost.__name__}(x{extra}), x0, alpha, num_iters);",
        ("X", "J_history"),
        ("gradientDescent",),
        case_bounds.no_bound,
        iterative=True,
    )


def symmetry_case(start: str, optimiser: str, layers: tuple[int, ...]) -> Case:
    """All weights of a run after 1, 10 and 50 updates."""
    statements = [
        f"k = {k}; [after{updates}, costs] = {OPTIMISE[optimiser]};" for k, updates in enumerate(UPDATES, 1)
    ]
    minimiser = {"gradient-descent": "gradientDescent", "fmincg": "fmincg"}[optimiser]
    return Case(
        f"{start} start, {minimiser}, {named(layers)}",
        partial(symmetry_inputs, start, layers),
        partial(run_symmetry, start, optimiser),
        "\n".join(statements),
        (*(f"after{updates}" for updates in UPDATES), "costs"),
        ("deepCostFunction", "sigmoid", minimiser),
        case_bounds.no_bound,
        products=True,
        iterative=True,
    )


def named(layers: tuple[int, ...]) -> str:
    return "digits" if layers[0] == 400 else "-".join(map(str, layers))


# Inputs and Python's side -----------------------------------------------------


def deep_inputs(layers: tuple[int, ...], lambda_: float) -> Values:
    """The debug weights and examples, or a random start on the digits."""
    if layers[0] == 3:
        p = unroll(*(debug_initialize_weights(out, into) for into, out in pairwise(layers)))
        X, y = debug_initialize_weights(5, 2), 1.0 + np.arange(1, 6) % layers[-1]
    else:
        p = unroll(*starting_weights("random", layers))
        X, y = digits_for(layers)
    return {"p": p, "layers": layers, "X": X, "y": y, "lambda": lambda_}


def symmetry_inputs(start: str, layers: tuple[int, ...]) -> Values:
    X, y = digits_for(layers)
    common = {"layers": layers, "X": X, "y": y, "lambda": 1.0, "alpha": ALPHA, "updates": np.array(UPDATES)}
    return {"start": unroll(*starting_weights(start, layers)), **common}


def run_deep_cost(v: Values, arithmetic: str) -> Values:
    p = octave_array(v["p"], arithmetic)
    J, grad = deep_cost_function(p, v["layers"], v["X"], v["y"], v["lambda"])
    return {"J": J, "grad": grad}


def deep_bound(v: Values) -> Values:
    J, grad = case_bounds.network_bound(v, v["p"])
    return {"J": J, "grad": grad}


def run_descent(cost: Callable[..., Any], v: Values, arithmetic: str) -> Values:
    parameters = [v[name] for name in ("s",) if name in v]
    x0 = octave_array(v["x0"], arithmetic)
    X, J_history = gradient_descent(lambda x: cost(x, *parameters), x0, v["alpha"], v["num_iters"])
    return {"X": X, "J_history": J_history}


def run_symmetry(start: str, optimiser: str, v: Values, arithmetic: str) -> Values:
    run = train(start, v["layers"], v["X"], v["y"], optimiser, UPDATES[-1], 1, v["lambda"], arithmetic)
    return {**{f"after{k}": run.weights[k] for k in UPDATES}, "costs": np.array(run.costs[1:])}


# The cases --------------------------------------------------------------------

SYMMETRIC = [(start, optimiser) for start in ("zero", "constant") for optimiser in OPTIMISE]

CASES: list[Case] = [
    deep_case((3, 5, 3), 3.0),
    deep_case((3, 5, 4, 3), 3.0),
    deep_case((10, 10, 1), 1.0),
    deep_case((400, 25, 25, 10), 1.0),
    descent_case("rosen", costs.rosen, [-1.2, 1, -1.2], 0.001),
    descent_case("bowl", costs.bowl, [3, -2, 1], 0.05, s=1.0),
    *(symmetry_case(start, optimiser, TEN) for start, optimiser in SYMMETRIC),
]

MORE_CASES: list[Case] = [
    *(symmetry_case("random", optimiser, TEN) for optimiser in OPTIMISE),
    *(symmetry_case(start, optimiser, DIGITS) for start, optimiser in SYMMETRIC),
]
