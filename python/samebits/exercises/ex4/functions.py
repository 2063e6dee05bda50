"""The functions of exercise 4, as tracing and grading know them."""

import numpy as np

from samebits.exercises.ex4.gradient_check import check_nn_gradients, compute_numerical_gradient
from samebits.exercises.ex4.initialize import debug_initialize_weights, rand_initialize_weights
from samebits.exercises.ex4.inputs import network_arguments
from samebits.exercises.ex4.mistakes import (
    debug_mistakes,
    difference_mistakes,
    network_mistakes,
    random_mistakes,
    sigmoid_gradient_mistakes,
)
from samebits.exercises.ex4.network import nn_cost_function, sigmoid_gradient
from samebits.exercises.shared import small_costs
from samebits.exercises.shared.functions import FMINCG, OUTPUTS, PREDICT, SIGMOID, slope_inputs
from samebits.octave.random import OctaveRandom
from samebits.trace.function import SEED, Arguments, Doubles, Function


def gradient_blocks(v: Arguments) -> dict[str, int]:
    inputs, hidden, labels = (
        int(v[name]) for name in ("input_layer_size", "hidden_layer_size", "num_labels")
    )
    return {"Theta1_grad": hidden * (inputs + 1), "Theta2_grad": labels * (hidden + 1)}


def describe_labels(v: Arguments, right: Doubles, given: Doubles) -> str:
    """What is wrong with the matrix Y of the labels."""
    shifted = given.shape == right.shape and any(
        np.array_equal(np.roll(right, shift, axis=1), given) for shift in (1, -1)
    )
    return "each label's one stands a column off; labels start at 1" if shifted else ""


def describe_delta2(v: Arguments, right: Doubles, given: Doubles) -> str:
    """What is wrong with a delta2 that is too large for the next product."""
    return "the bias column is kept in delta2" if given.size == right.size + len(right) else ""


FUNCTIONS = (
    FMINCG,
    Function(
        "computeNumericalGradient",
        compute_numerical_gradient,
        ("numgrad",),
        lambda kind, lambda_: {"J": small_costs.rosen, "theta": np.array([-1.2, 1, 0.3, 2])},
        mistakes=difference_mistakes,
    ),
    Function(
        "checkNNGradients",
        check_nn_gradients,
        (),
        lambda kind, lambda_: {"lambda": lambda_},
        stages=dict.fromkeys(("Theta1", "Theta2", "X", "y", "grad", "numgrad"), ()),
    ),
    Function(
        "debugInitializeWeights",
        debug_initialize_weights,
        ("W",),
        lambda kind, lambda_: {"fan_out": 5, "fan_in": 3},
        mistakes=debug_mistakes,
    ),
    SIGMOID,
    Function(
        "sigmoidGradient",
        sigmoid_gradient,
        ("g",),
        lambda kind, lambda_: slope_inputs(),
        mistakes=sigmoid_gradient_mistakes,
    ),
    Function(
        "randInitializeWeights",
        rand_initialize_weights,
        ("W",),
        lambda kind, lambda_: {"L_in": 10, "L_out": 7, "rng": OctaveRandom(SEED)},
        mistakes=random_mistakes,
        draws=True,
        drawn={  # where {within} is the epsilon_init that is asked for
            "zero": "the weights are all zero: every hidden unit would stay equal to the others",
            "equal rows": "two hidden units start with the same weights, and would stay equal",
            "repeated": "the weights are the same at every call: nothing is drawn, or a seed is set inside",
            "positive": "no weight is negative; they belong between -{within:g} and {within:g}",
            "large": "the largest weight is {largest:.3g}; they belong between -{within:g} and {within:g}",
            "small": "the largest weight is {largest:.3g}: that is the check's step, and epsilon_init is "
            "{within:g}",
            "few": "only {different} of {size} weights are different from each other",
            "off centre": "the weights' mean is {mean:.3g}; they should lie evenly on both sides of 0",
            "narrow": "the weights' standard deviation is {spread:.3g}: all but a few of them are almost 0",
            "along rows": "the weights rise or fall along the rows: they are a sequence, not random",
            "along columns": "the weights rise or fall along the columns: they are a sequence, not random",
            "alike": "two calls give almost the same weights: they are a sequence, not random",
        },
    ),
    Function(
        "nnCostFunction",
        nn_cost_function,
        ("J", "grad"),
        network_arguments,
        labels=("y",),
        stages={
            "Theta1": (),
            "Theta2": (),
            "Y": ("ymatrix", "ymat", "yt", "yvec", "yonehot", "ybin", "newy"),
            "A1": ("a1",),
            "Z2": ("z2",),
            "A2": ("a2", "h1"),
            "Z3": ("z3",),
            "H": OUTPUTS,
            "J": (),
            "delta3": ("delta3", "d3", "sigma3", "error3", "del3"),
            "delta2": ("delta2", "d2", "sigma2", "error2", "del2"),
            "Theta1_grad": ("theta1grad", "grad1", "theta1gradient"),
            "Theta2_grad": ("theta2grad", "grad2", "theta2gradient"),
            "grad": (),
        },
        not_stages=("Delta",),
        blocks={"grad": gradient_blocks},
        mistakes=network_mistakes,
        looks={"Y": describe_labels, "delta2": describe_delta2},
    ),
    PREDICT,
)
