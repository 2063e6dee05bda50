"""Exercise 4 as parity, tracing and grading know it."""

import io
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.ex4.bounds import network_bound, sigmoid_gradient_bound
from samebits.exercises.ex4.functions import FUNCTIONS
from samebits.exercises.ex4.gradient_check import check_nn_gradients, compute_numerical_gradient
from samebits.exercises.ex4.initialize import debug_initialize_weights, rand_initialize_weights
from samebits.exercises.ex4.inputs import DIGITS, network_inputs, start
from samebits.exercises.ex4.network import nn_cost_function, sigmoid_gradient
from samebits.exercises.exercise import CourseData, Exercise, Figure
from samebits.exercises.shared.fmincg import fmincg
from samebits.exercises.shared.functions import KINDS, slope_inputs
from samebits.exercises.shared.parity import digits, no_bound
from samebits.exercises.shared.predict import predict
from samebits.octave.arithmetic import Arithmetic, Scalar, octave_array
from samebits.octave.layout import roll, unroll
from samebits.octave.random import OctaveRandom
from samebits.parity.bounds import numerical_gradient_bound
from samebits.parity.case import Case, Run, Values
from samebits.resources import reference_folders

ROUNDED_START = 4 * 0.12 * 2.0**-53  # of weights drawn and scaled in another order

COST_CALL = "nnCostFunction(p, layers(1), layers(2), layers(3), X, y, lambda)"
NETWORK = ("nnCostFunction", "sigmoid", "sigmoidGradient")

case = partial(Case, exercise="ex4", m_folders=reference_folders("ex4"))


# randInitializeWeights and debugInitializeWeights -----------------------------


def run_random_weights(v: Values, arithmetic: Arithmetic) -> Values:
    return {"W": rand_initialize_weights(400, 25, OctaveRandom(v["seed"]))}


def run_debug_weights(v: Values, arithmetic: Arithmetic) -> Values:
    return {"W": debug_initialize_weights(v["fan_out"], v["fan_in"])}


RANDOM_WEIGHTS = case(
    "randInitializeWeights",
    lambda: {"seed": 1},
    run_random_weights,
    "rand('state', seed); W = randInitializeWeights(400, 25);",
    ("W",),
    ("randInitializeWeights",),
)
WEIGHTS = (
    replace(
        RANDOM_WEIGHTS,
        own=replace(RANDOM_WEIGHTS, bound=lambda v: {"W": np.full((25, 401), ROUNDED_START)}),
    ),
    case(
        "debugInitializeWeights",
        lambda: {"fan_out": 25, "fan_in": 400},
        run_debug_weights,
        "W = debugInitializeWeights(fan_out, fan_in);",
        ("W",),
        ("debugInitializeWeights",),
    ),
)


# sigmoidGradient --------------------------------------------------------------


def run_sigmoid_gradient(v: Values, arithmetic: Arithmetic) -> Values:
    return {"g": sigmoid_gradient(octave_array(v["z"], arithmetic))}


SLOPES = case(
    "sigmoidGradient, graded",
    slope_inputs,
    run_sigmoid_gradient,
    "g = sigmoidGradient(z);",
    ("g",),
    ("sigmoidGradient", "sigmoid"),
    lambda v: {"g": sigmoid_gradient_bound(v["z"])},
)


# nnCostFunction ---------------------------------------------------------------


def cost_function(v: Values) -> Callable[[NDArray[np.float64]], tuple[Scalar, NDArray[np.float64]]]:
    """nnCostFunction of the weights alone."""
    inputs, hidden, labels = v["layers"]
    return lambda p: nn_cost_function(p, inputs, hidden, labels, v["X"], v["y"], v["lambda"])


def run_cost(v: Values, arithmetic: Arithmetic) -> Values:
    J, grad = cost_function(v)(octave_array(v["p"], arithmetic))
    return {"J": J, "grad": grad}


def bound_at(v: Values, p: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    return network_bound(p, v["layers"], v["X"], v["y"], v["lambda"])


def cost_bound(v: Values) -> Values:
    J, grad = bound_at(v, v["p"])
    return {"J": J, "grad": grad}


def network_case(kind: str, lambda_: float) -> Case:
    return case(
        f"nnCostFunction {kind}, lambda {lambda_:g}",
        partial(network_inputs, kind, lambda_),
        run_cost,
        f"[J, grad] = {COST_CALL};",
        ("J", "grad"),
        NETWORK,
        cost_bound,
        products=True,
    )


def figure_case(lambda_: float, J: float, data: CourseData) -> Case:
    """The course's data and weights: J as the exercise's text prints it."""
    inputs = {
        "p": unroll(data["Theta1"], data["Theta2"]),
        "layers": DIGITS,
        "X": data["X"],
        "y": data["y"].ravel(),
        "lambda": lambda_,
    }
    return replace(
        network_case("course data", lambda_),
        inputs=lambda: inputs,
        python=lambda v, arithmetic: {**run_cost(v, arithmetic), "J_printed": J},
        octave=f'[J, grad] = {COST_CALL}; J_printed = str2double(sprintf("%.6f", J));',
        outputs=("J", "grad", "J_printed"),
    )


# computeNumericalGradient and checkNNGradients --------------------------------


def run_numerical_gradient(v: Values, arithmetic: Arithmetic) -> Values:
    p = octave_array(v["p"], arithmetic)
    return {"numgrad": compute_numerical_gradient(cost_function(v), p)}


def numerical_bound(v: Values) -> Values:
    return {"numgrad": numerical_gradient_bound(lambda p: bound_at(v, p)[0], v["p"])}


NUMERICAL_GRADIENT = case(
    "computeNumericalGradient",
    partial(network_inputs, "debug", 3.0),
    run_numerical_gradient,
    f"numgrad = computeNumericalGradient(@(p) {COST_CALL}, p);",
    ("numgrad",),
    ("computeNumericalGradient", *NETWORK),
    numerical_bound,
    products=True,
)

# The course's checkNNGradients returns nothing, and prints the relative difference last
PRINTED_DIFFERENCE = """if nargout("checkNNGradients") != 0
  diff = checkNNGradients(lambda);
else
  printed = evalc("checkNNGradients(lambda);");
  numbers = regexp(printed, '[-+]?\\d+\\.?\\d*([eE][-+]?\\d+)?|NaN|Inf', "match");
  diff = str2double(numbers{end});
end"""


def run_check(v: Values, arithmetic: Arithmetic) -> Values:
    with redirect_stdout(io.StringIO()):
        return {"diff": check_nn_gradients(v["lambda"], arithmetic)}


def check_bound(v: Values) -> Values:
    """The relative difference is one vector's length over another's."""
    numerical, analytical = numerical_bound(v)["numgrad"], cost_bound(v)["grad"]
    grad = run_cost(v, "numpy")["grad"]
    return {"diff": np.linalg.norm(numerical + analytical) / (2 * np.linalg.norm(grad)) * 1.01}


def check_case(lambda_: float) -> Case:
    ours = case(
        f"checkNNGradients, lambda {lambda_:g}",
        partial(network_inputs, "debug", lambda_),
        run_check,
        "diff = checkNNGradients(lambda);",
        ("diff",),
        ("checkNNGradients", "computeNumericalGradient", "debugInitializeWeights", *NETWORK),
        check_bound,
        products=True,
    )
    return replace(ours, own=replace(ours, octave=PRINTED_DIFFERENCE))


# Training ---------------------------------------------------------------------


def training_inputs(seed: int, every: int = 1, iterations: int = 50) -> Values:
    """A random start, and every n-th of the digits."""
    X, y = digits()
    examples = {"X": X[::every], "y": y[::every]}
    return {"seed": seed, "layers": DIGITS, **examples, "lambda": 1.0, "iterations": iterations}


def run_training(v: Values, arithmetic: Arithmetic) -> Values:
    p0 = octave_array(start(v["layers"], v["seed"]), arithmetic)
    cost = cost_function(v)
    J, grad = cost(p0)
    p, fX, i = fmincg(cost, p0, {"MaxIter": v["iterations"], "Display": "off"})
    Theta1, Theta2 = roll(p, (25, 401), (10, 26))
    accuracy = np.mean(predict(Theta1, Theta2, v["X"]) == v["y"]) * 100
    return {"start": p0, "J": J, "grad": grad, "costs": fX, "weights": p, "i": i, "accuracy": accuracy}


def training_case(seed: int) -> Case:
    """The whole training run on the digits: 50 iterations from a random start."""
    return case(
        f"training, seed {seed}",
        partial(training_inputs, seed),
        run_training,
        f"""rand("state", seed);
        Theta1 = randInitializeWeights(layers(1), layers(2));
        Theta2 = randInitializeWeights(layers(2), layers(3));
        start = [Theta1(:); Theta2(:)];
        cost = @(p) {COST_CALL};
        [J, grad] = cost(start);
        [weights, costs, i] = fmincg(cost, start, struct("MaxIter", iterations));
        Theta1 = reshape(weights(1:numel(Theta1)), size(Theta1));
        Theta2 = reshape(weights(numel(Theta1)+1:end), size(Theta2));
        accuracy = mean(double(predict(Theta1, Theta2, X) == y)) * 100;""",
        ("start", "J", "grad", "costs", "weights", "i", "accuracy"),
        (*NETWORK, "fmincg", "predict", "randInitializeWeights"),
        no_bound,
        products=True,
        iterative=True,
        run=Run("costs", "weights", "iterations"),
    )


def short_training_bound(v: Values) -> Values:
    grown = 1e-7  # measured: 5.4e-11 of the weights, 2.5e-11 of the costs
    values = dict.fromkeys(("J", "grad", "costs", "weights"), grown)
    return {"start": ROUNDED_START, **values, "i": 0.0, "accuracy": 100 / len(v["y"])}


# A solution may loop over the examples: a short run, in which rounding has not grown far
SHORT_TRAINING = replace(
    training_case(1),
    name="training, 500 digits, 20 iterations",
    inputs=partial(training_inputs, seed=1, every=10, iterations=20),
    bound=short_training_bound,
    iterative=False,
)


EXERCISE = Exercise(
    name="ex4",
    title="Exercise 4: neural network learning",
    functions=FUNCTIONS,
    handed_out=(
        "fmincg",
        "computeNumericalGradient",
        "checkNNGradients",
        "debugInitializeWeights",
        "sigmoid",
    ),
    same_order=frozenset({"fmincg", "debugInitializeWeights"}),
    known_by=frozenset({"nnCostFunction", "checkNNGradients", "ex4"}),
    data={
        "ex4data1.mat": ("X", "y"),
        "ex3data1.mat": ("X", "y"),
        "ex4weights.mat": ("Theta1", "Theta2"),
        "ex3weights.mat": ("Theta1", "Theta2"),
    },
    kinds=KINDS,
    cases=(
        *WEIGHTS,
        SLOPES,
        *(network_case("graded", lambda_) for lambda_ in (0.0, 1.5)),
        *(network_case("debug", lambda_) for lambda_ in (0.0, 3.0)),
        *(network_case("digits", lambda_) for lambda_ in (0.0, 1.0)),
        NUMERICAL_GRADIENT,
        *(check_case(lambda_) for lambda_ in (0.0, 3.0)),
        replace(training_case(1), own=SHORT_TRAINING),
    ),
    more_cases=tuple(training_case(seed) for seed in range(2, 6)),
    figures=tuple(
        Figure("nnCostFunction", ("X", "y", "Theta1", "Theta2"), partial(figure_case, lambda_, J))
        for lambda_, J in ((0.0, 0.287629), (1.0, 0.383770), (3.0, 0.576051))
    ),
    folder=Path(__file__).parent,
    m_folders=reference_folders("ex4"),
)
