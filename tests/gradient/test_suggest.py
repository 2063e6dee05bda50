"""Each mistake in a gradient is named, and what is none is not."""

import numpy as np
import pytest

from helpers.mistaken import SHAPES, debug_cost, mistaken
from samebits.exercises.ex4 import network
from samebits.gradient.report import check_gradient

SIGN = ("delta3 = H - Y", "delta3 = Y - H")
NO_M = [("delta2.T @ A1 / m", "delta2.T @ A1"), ("delta3.T @ A2 / m", "delta3.T @ A2")]
BIAS_GRAD = [
    (f"Theta{k}_grad[:, 1:] += lambda_ / m * Theta{k}[:, 1:]", f"Theta{k}_grad += lambda_ / m * Theta{k}")
    for k in (1, 2)
]
BIAS_J = [(f"np.sum(Theta{k}[:, 1:] ** 2, axis=0)", f"np.sum(Theta{k} ** 2, axis=0)") for k in (1, 2)]
NO_REG = [(f"    Theta{k}_grad[:, 1:] += lambda_ / m * Theta{k}[:, 1:]\n", "") for k in (1, 2)]
BY_ROWS = [("unroll(Theta1_grad, Theta2_grad)", "np.concatenate([Theta1_grad.ravel(), Theta2_grad.ravel()])")]
SWAPPED = [("unroll(Theta1_grad, Theta2_grad)", "unroll(Theta2_grad, Theta1_grad)")]
M_TWICE = [("delta2.T @ A1 / m", "delta2.T @ A1 / m / m"), ("delta3.T @ A2 / m", "delta3.T @ A2 / m / m")]
NAMED = {
    "sign": (0.0, [SIGN], "delta is y - h; it should be h - y"),
    "1/m missing": (0.0, NO_M, "5 times too large: the gradient is not divided by m, if m is 5"),
    "m twice": (0.0, M_TWICE, "too small: it is divided by m twice, or J is not divided by m, if m is 5"),
    "half": (0.0, [("1 / m * np.sum(", "2 / m * np.sum(")], "2 times too small"),
    "a third": (0.0, [("1 / m * np.sum(", "1.5 / m * np.sum(")], "0.666667 times what it should be"),
    "bias in the gradient": (3.0, BIAS_GRAD, "has 0.6 times the weights more than J has: the bias col"),
    "bias in J": (3.0, BIAS_J, "lacks 0.6 times the weights: the bias columns are regularised in J"),
    "no regularisation": (3.0, NO_REG, "lacks 0.6 times the weights: the gradient is not regularised"),
    "lambda/m in J": (3.0, [("lambda_ / (2 * m)", "lambda_ / m")], "or J's regularisation is lambda/m times"),
    "lambda/2m in both": (3.0, [("lambda_ / (2 * m)", "lambda_ / (4 * m)")], "0.3 times the weights more"),
    "by rows": (0.0, BY_ROWS, "unrolled row by row"),
    "swapped": (0.0, SWAPPED, "Theta2_grad stands before Theta1_grad in the gradient"),
    "slope at a": (0.0, [("sigmoid_gradient(Z2, g=a2)", "sigmoid_gradient(a2)")], "right and Theta1 is"),
    "no slope": (0.0, [(" * sigmoid_gradient(Z2, g=a2)", "")], "sigmoidGradient(z2), at z2 and not at a2"),
    "log(1 - h) missing": (0.0, [(" - (1 - Y) * np.log(1 - H)", "")], "Theta2 is wrong, the layer next to"),
    "1/m missing, regularised": (3.0, NO_M, "For the bias weights, which are not regularised, every partial"),
    "sign, regularised": (3.0, [SIGN], "every partial derivative is minus what it should be"),
    "bias of Theta1": (3.0, BIAS_GRAD[:1], "The gradient of the bias columns of Theta1 has 0.6 times"),
    "bias of Theta2": (3.0, BIAS_J[1:], "The gradient of the bias columns of Theta2 lacks 0.6 times"),
    "Theta2 not regularised": (3.0, NO_REG[1:], "The gradient of Theta2 lacks 0.6 times the weights"),
    "J not regularised": (3.0, [("J = J + l", "J = J + 0 * l")], "or J is not regularised"),
    "Theta1 not filled in": (0.0, [("unroll(Theta1_", "unroll(0 * Theta1_")], "of Theta1 is all zeros"),
    "zeros": (0.0, [("J, unroll", "J, 0 * unroll")], "all zeros"),
    "NaN": (0.0, [("J, unroll", "J, np.nan * unroll")], "NaN or Inf"),
}  # fmt: skip


def test_truncation_is_no_mistake() -> None:
    cost, theta = debug_cost(network.nn_cost_function, 0.0)
    check = check_gradient(cost, theta, SHAPES, step=1e-2)
    assert not check.right
    assert check.suggestion.startswith("Differences this small may be truncation (try complex_step=True)")
    assert check_gradient(cost, theta, SHAPES, complex_step=True).suggestion == ""


def test_J_without_the_division() -> None:
    cost, theta = debug_cost(mistaken(("1 / m * np.sum(", "np.sum(")), 0.0)
    check = check_gradient(cost, theta, SHAPES, expected_cost=2.100951)
    assert check.suggestion.startswith("J is 5 times what it should be, and what its gradient says")
    unknown = check_gradient(cost, theta, SHAPES)
    assert "5 times too small: it is divided by m twice, or J is not divided by m" in unknown.suggestion


def test_a_sample_says_that_all_would_tell_more() -> None:
    cost, theta = debug_cost(mistaken((" * sigmoid_gradient(Z2, g=a2)", "")), 0.0)
    check = check_gradient(cost, theta, SHAPES, parameters=10)
    assert check.suggestion.endswith("Some parameters were not drawn: checking them all would show more.")
    assert "not drawn" not in check_gradient(cost, theta, SHAPES).suggestion
    cost, theta = debug_cost(mistaken(*BIAS_J[1:]), 3.0)
    few = check_gradient(cost, theta, SHAPES, parameters=12)  # one of its three mistakes is drawn
    assert "is an index wrong?" not in few.suggestion


@pytest.mark.parametrize("mistake", NAMED)
def test_a_mistake_is_named(mistake: str) -> None:
    lambda_, replaced, words = NAMED[mistake]
    cost, theta = debug_cost(mistaken(*replaced), lambda_)
    check = check_gradient(cost, theta, SHAPES)
    assert not check.gradient_right
    assert not check.right
    assert words in check.suggestion
    assert "WRONG" in str(check)


def test_the_gradient_check_is_blind_to_the_order_and_the_check_of_J_is_not() -> None:
    def roll_by_rows(p: np.ndarray, *shapes: tuple[int, int], name: str) -> list[np.ndarray]:
        return [part.reshape(shape) for part, shape in zip(np.split(p, [20]), shapes, strict=True)]

    by_rows = mistaken(*BY_ROWS, (" roll(", " roll_by_rows("), roll_by_rows=roll_by_rows)
    cost, theta = debug_cost(by_rows, 0.0)
    check = check_gradient(cost, theta, SHAPES, expected_cost=2.100951)
    assert check.gradient_right
    assert check.J_right is False
    assert not check.right
    assert "theta is reshaped row by row" in check.suggestion
    assert f"J = {check.J:.15g}, WRONG" in str(check)


def test_another_wrong_J() -> None:
    cost, theta = debug_cost(network.nn_cost_function, 0.0)
    check = check_gradient(cost, theta, SHAPES, expected_cost=1.5)
    assert "J should be 1.5: they share a mistake" in check.suggestion
