"""Every parity case, declared once: what runs in Python, what runs in Octave.

The tests, the command line and the recorder all take their cases from here.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from samebits.exercises.shared import small_costs as costs
from samebits.lecture import parity as lecture
from samebits.parity import case_bounds, sides
from samebits.parity.case import Case

COST_CALL = "nnCostFunction(p, layers(1), layers(2), layers(3), X, y, lambda)"


NETWORK = ("nnCostFunction", "sigmoid", "sigmoidGradient")
TRAINING = (*NETWORK, "fmincg", "predict", "randInitializeWeights")


def network_case(kind: str, lambda_: float) -> Case:
    return Case(
        f"nnCostFunction {kind}, lambda {lambda_:g}",
        partial(sides.network_inputs, kind, lambda_),
        sides.run_cost,
        f"[J, grad] = {COST_CALL};",
        ("J", "grad"),
        NETWORK,
        case_bounds.cost_bound,
        products=True,
    )


def fmincg_case(
    name: str, cost: Callable[..., Any], x0: list[float], length: float | list[float], **parameters: float
) -> Case:
    extra = "".join(f", {p}" for p in parameters)
    return Case(
        f"fmincg {name}",
        lambda: {"x0": np.array(x0), "length": np.atleast_2d(length), **parameters},
        partial(sides.run_fmincg, cost),
        f"[X, fX, i] = fmincg(@{cost.__name__}, x0, struct('MaxIter', length){extra});",
        ("X", "fX", "i"),
        ("fmincg",),
        case_bounds.no_bound,
        iterative=True,
    )


def training_case(seed: int) -> Case:
    """The whole training run on the digits: 50 iterations from a random start."""
    return Case(
        f"training, seed {seed}",
        partial(sides.training_inputs, seed),
        sides.run_training,
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
        TRAINING,
        case_bounds.no_bound,
        products=True,
        iterative=True,
    )


CASES: list[Case] = [
    Case(
        "rand, the lecture's weights",
        lambda: {"seed": 1, "INIT_EPSILON": 0.12},
        sides.run_lecture,
        "rand('state', seed); Theta1 = rand(10,11)*(2*INIT_EPSILON) - INIT_EPSILON;"
        "Theta2 = rand(1,11)*(2*INIT_EPSILON) - INIT_EPSILON;",
        ("Theta1", "Theta2"),
    ),
    Case(
        "rand, 10000 numbers",
        lambda: {"seed": 42},
        sides.run_rand,
        "rand('state', seed); u = rand(10000, 1);",
        ("u",),
    ),
    Case(
        "rand, single precision",
        lambda: {"seed": 42},
        sides.run_single,
        "rand('state', seed); u = rand(1000, 1, 'single');",
        ("u",),
    ),
    Case(
        "randn, 10000 numbers",
        lambda: {"seed": 42},
        sides.run_randn,
        "randn('state', seed); z = randn(10000, 1);",
        ("z",),
    ),
    Case(
        "rande, 10000 numbers",
        lambda: {"seed": 42},
        sides.run_rande,
        "rande('state', seed); e = rande(10000, 1);",
        ("e",),
    ),
    Case(
        "randi, -5 to 1000",
        lambda: {"seed": 42},
        sides.run_randi,
        "rand('state', seed); k = randi([-5 1000], 1000, 3);",
        ("k",),
    ),
    Case(
        "randperm",
        lambda: {"seed": 42},
        sides.run_randperm,
        "rand('state', seed); p = randperm(1000); q = randperm(1000, 10);",
        ("p", "q"),
    ),
    Case(
        "randInitializeWeights",
        lambda: {"seed": 1},
        sides.run_random_weights,
        "rand('state', seed); W = randInitializeWeights(400, 25);",
        ("W",),
        ("randInitializeWeights",),
    ),
    Case(
        "debugInitializeWeights",
        lambda: {"fan_out": 25, "fan_in": 400},
        sides.run_debug_weights,
        "W = debugInitializeWeights(fan_out, fan_in);",
        ("W",),
        ("debugInitializeWeights",),
    ),
    Case(
        "A(:) and reshape",
        sides.layout_inputs,
        sides.run_layout,
        "v = [A(:); B(:)]; C = reshape(v(1:10025), 401, 25); D = reshape(v(10026:end), 26, 10);",
        ("v", "C", "D"),
    ),
    Case(
        "sigmoid",
        sides.sigmoid_inputs,
        sides.run_sigmoid,
        "g = sigmoid(z);",
        ("g",),
        ("sigmoid",),
        case_bounds.sigmoid_bound,
    ),
    Case(
        "sigmoidGradient, graded",
        sides.graded_slopes,
        sides.run_sigmoid_gradient,
        "g = sigmoidGradient(z);",
        ("g",),
        ("sigmoidGradient", "sigmoid"),
        case_bounds.sigmoid_gradient_bound,
    ),
    Case(
        "matrix products",
        sides.product_inputs,
        sides.run_products,
        "AT = A*T'; DA = D'*A; Ax = A'*v; xA = (v'*A)'; DD = D'*D; xw = v'*w; xx = v'*v;",
        ("AT", "DA", "Ax", "xA", "DD", "xw", "xx"),
        (),
        case_bounds.products_bound,
        products=True,
    ),
    Case(
        "sum, mean, norm",
        sides.product_inputs,
        sides.run_sums,
        "columns = sum(D); rows = sum(D, 2); total = sum(D(:)); average = mean(v); length = norm(v);",
        ("columns", "rows", "total", "average", "length"),
        (),
        case_bounds.sums_bound,
    ),
    *(
        Case(
            f"lrCostFunction, lambda {lambda_:g}",
            partial(sides.logistic_inputs, lambda_),
            sides.run_logistic,
            "[J, grad] = lrCostFunction(theta, X, y, lambda);",
            ("J", "grad"),
            ("lrCostFunction", "sigmoid"),
            case_bounds.logistic_bound,
            products=True,
        )
        for lambda_ in (0.0, 0.1)
    ),
    Case(
        "oneVsAll",
        sides.classes_inputs,
        sides.run_one_vs_all,
        "all_theta = oneVsAll(X, y, num_labels, lambda);",
        ("all_theta",),
        ("oneVsAll", "lrCostFunction", "sigmoid", "fmincg"),
        case_bounds.no_bound,
        products=True,
        iterative=True,
    ),
    Case(
        "predictOneVsAll",
        sides.classes_inputs,
        sides.run_predict_one_vs_all,
        "labels = predictOneVsAll(all_theta, X);",
        ("labels",),
        ("predictOneVsAll", "sigmoid"),
        case_bounds.no_bound,
        products=True,
    ),
    *(network_case("graded", lambda_) for lambda_ in (0.0, 1.5)),
    *(network_case("debug", lambda_) for lambda_ in (0.0, 3.0)),
    *(network_case("digits", lambda_) for lambda_ in (0.0, 1.0)),
    Case(
        "predict",
        partial(sides.network_inputs, "digits", 0.0),
        sides.run_predict,
        "labels = predict(reshape(p(1:10025), 25, 401), reshape(p(10026:end), 10, 26), X);",
        ("labels",),
        ("predict", "sigmoid"),
        case_bounds.no_bound,
        products=True,
    ),
    Case(
        "computeNumericalGradient",
        partial(sides.network_inputs, "debug", 3.0),
        sides.run_numerical_gradient,
        f"numgrad = computeNumericalGradient(@(p) {COST_CALL}, p);",
        ("numgrad",),
        ("computeNumericalGradient", *NETWORK),
        case_bounds.numerical_bound,
        products=True,
    ),
    *(
        Case(
            f"checkNNGradients, lambda {lambda_:g}",
            partial(sides.network_inputs, "debug", lambda_),
            sides.run_check,
            "diff = checkNNGradients(lambda);",
            ("diff",),
            ("checkNNGradients", "computeNumericalGradient", "debugInitializeWeights", *NETWORK),
            case_bounds.check_bound,
            products=True,
        )
        for lambda_ in (0.0, 3.0)
    ),
    fmincg_case("rosen", costs.rosen, [-1.2, 1, -1.2, 1, -1.2, 1], 100),
    fmincg_case("rosen, 60 evaluations", costs.rosen, [-1.2, 1, -1.2, 1, -1.2, 1], -60),
    fmincg_case("rosen, [40 0.5]", costs.rosen, [-1.2, 1], [40, 0.5]),
    fmincg_case("wavy", costs.wavy, [0.3, -0.2, 1.7], 50, a=6.0, b=1.0),
    fmincg_case("wavy, wrong gradient", costs.wavy, [0.3, -0.2, 1.7], 50, a=6.0, b=-1.0),
    fmincg_case("vee", costs.vee, [0.1, -3, 8], 50),
    fmincg_case("nanwall", costs.nanwall, [-4, 7], 50),
    fmincg_case("bowl at its minimum", costs.bowl, [0, 0, 0], 20, a=1.0),
    *lecture.CASES,
    training_case(1),
]

# More of the lecture, and more seeds of training: recorded, tested, and shown if `--only` asks for them.
MORE_CASES: list[Case] = [*lecture.MORE_CASES, *(training_case(seed) for seed in range(2, 6))]
