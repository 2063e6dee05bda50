"""The gradient check's report: right gradients pass, and each mistake is named."""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from samebits.course import network
from samebits.course.deep import deep_cost_function, theta_shapes
from samebits.course.gradient_report import GradientCheck, check_gradient
from samebits.octave.arithmetic import octave_array
from samebits.octave.random import OctaveRandom
from samebits.parity import sides
from tiers import t1_ulps, t3_truncation, t4_outcome

SHAPES = [(5, 4), (3, 6)]
Cost = Callable[[np.ndarray], Any]


def debug_cost(function: Callable[..., Any], lambda_: float) -> tuple[Cost, np.ndarray]:
    v = sides.network_inputs("debug", lambda_)
    return lambda p: function(p, 3, 5, 3, v["X"], v["y"], lambda_), v["p"]


def mistaken(*replaced: tuple[str, str], **helpers: Callable[..., Any]) -> Callable[..., Any]:
    """nn_cost_function with mistakes planted in its source."""
    source = inspect.getsource(network.nn_cost_function)
    for correct, wrong in replaced:
        assert correct in source
        source = source.replace(correct, wrong)
    names = {**vars(network), **helpers}
    exec(source, names)
    return names["nn_cost_function"]


@pytest.mark.parametrize("lambda_", [0.0, 3.0])
@pytest.mark.parametrize("hidden", [1, 2, 3, 4])
def test_deep_gradients_are_right(hidden: int, lambda_: float) -> None:
    layers = (3, *range(6, 6 - hidden, -1), 3)
    rng = OctaveRandom(7)
    theta = np.concatenate([rng.randn(*shape).ravel() for shape in theta_shapes(layers)])
    X, y = rng.randn(5, 3), [2, 3, 1, 2, 3]

    def cost(p: np.ndarray) -> tuple[np.float64, np.ndarray]:
        return deep_cost_function(p, layers, X, y, lambda_)

    shapes = theta_shapes(layers)
    check = check_gradient(cost, theta, shapes, expected_J=float(cost(theta)[0]))
    assert check.right, str(check)
    t3_truncation(check.whole.relative_difference)
    exact = check_gradient(cost, theta, shapes, complex_step=True)
    assert exact.right, str(exact)
    t3_truncation(exact.whole.relative_difference, 1e-15)
    assert all(block.relative_difference < 1e-14 for block in exact.blocks)  # T3


@pytest.mark.parametrize("arithmetic", ["numpy", "netlib"])
def test_the_report_of_a_right_gradient(arithmetic: str) -> None:
    cost, theta = debug_cost(network.nn_cost_function, 3.0)
    check = check_gradient(cost, octave_array(theta, arithmetic), SHAPES, expected_J=2.146360, directions=2)
    assert check.right
    t4_outcome(check.whole.relative_difference, 2.1e-11, 2.5e-11)
    assert [(b.name, b.compared, b.size) for b in check.blocks] == [("Theta1", 20, 20), ("Theta2", 18, 18)]
    text = str(check).splitlines()
    assert text[1].split() == [
        "Theta1",
        "20",
        "of",
        "20",
        f"{check.blocks[0].relative_difference:.3g}",
        "right",
    ]
    assert text[3].split()[:4] == ["all", "38", "of", "38"]
    assert text[5].startswith("direction 1")
    assert text[-1] == f"J = {check.J:.15g}, right"
    assert "WRONG" not in str(check)


def test_without_an_expected_J_the_report_says_so() -> None:
    cost, theta = debug_cost(network.nn_cost_function, 0.0)
    check = check_gradient(cost, theta, SHAPES)
    assert check.J_right is None
    assert check.right
    assert str(check).endswith("not checked: give expected_J")


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
    "sign": (0.0, [SIGN], "h - y, not y - h"),
    "1/m missing": (0.0, NO_M, "5 times too large: a division by m is missing, if m is 5"),
    "m twice": (0.0, M_TWICE, "5 times too small: it is divided by m twice, if m is 5"),
    "half": (0.0, [("1 / m * np.sum(", "2 / m * np.sum(")], "2 times too small"),
    "a third": (0.0, [("1 / m * np.sum(", "1.5 / m * np.sum(")], "0.666667 times what it should be"),
    "bias in the gradient": (3.0, BIAS_GRAD, r"regularised in the gradient (0.6 times the weights)"),
    "bias in J": (3.0, BIAS_J, r"regularised in J (0.6 times the weights)"),
    "no regularisation": (3.0, NO_REG, r"lacks 0.6 times the weights: its regularisation is missing"),
    "lambda/m in J": (3.0, [("lambda_ / (2 * m)", "lambda_ / m")], "or J has lambda/m where lambda/(2m)"),
    "lambda/2m in both": (3.0, [("lambda_ / (2 * m)", "lambda_ / (4 * m)")], "0.3 times the weights more"),
    "by rows": (0.0, BY_ROWS, "unrolled row by row"),
    "swapped": (0.0, SWAPPED, "in the wrong order: Theta1_grad comes first"),
    "slope at a": (0.0, [("(a2 * (1 - a2))", "sigmoid_gradient(a2)")], "Theta2 is right and Theta1 is wrong"),
    "no slope": (0.0, [("* (a2 * (1 - a2))", "")], "sigmoidGradient(z2), at z2 and not at a2"),
    "log(1 - h) missing": (0.0, [(" - (1 - Y) * np.log(1 - H)", "")], "Theta2 is wrong, the layer next to"),
    "zeros": (0.0, [("J, unroll", "J, 0 * unroll")], "all zeros"),
    "NaN": (0.0, [("J, unroll", "J, np.nan * unroll")], "NaN or Inf"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", NAMED)
def test_a_mistake_is_named(mistake: str) -> None:
    lambda_, replaced, words = NAMED[mistake]
    cost, theta = debug_cost(mistaken(*replaced), lambda_)
    check = check_gradient(cost, theta, SHAPES)
    assert not check.gradient_right
    assert not check.right
    assert words in check.suggestion
    assert "WRONG" in str(check)


def test_the_worst_elements_have_octaves_names() -> None:
    right, theta = debug_cost(network.nn_cost_function, 1.0)

    def cost(p: np.ndarray) -> tuple[np.float64, np.ndarray]:
        J, grad = right(p)
        grad[20 + 2] += 0.5  # column-major: Theta2(3,1)
        grad[19] -= 0.25
        return J, grad

    check = check_gradient(cost, theta, SHAPES)
    assert [e.name for e in check.worst[:2]] == ["Theta2(3,1)", "Theta1(5,4)"]
    t3_truncation(abs(check.worst[0].analytical - check.worst[0].numerical - 0.5))
    assert "Theta2(3,1)" in str(check)
    single = check_gradient(lambda x: (float(x @ x), 3 * x), np.array([1.0, 2.0]))
    assert single.worst[0].name == "theta(2)"
    assert single.whole.name == "all"
    assert [b.name for b in single.blocks] == ["theta"]


def test_the_gradient_check_is_blind_to_the_order_and_the_check_of_J_is_not() -> None:
    def roll_by_rows(p: np.ndarray, *shapes: tuple[int, int], name: str) -> list[np.ndarray]:
        return [part.reshape(shape) for part, shape in zip(np.split(p, [20]), shapes, strict=True)]

    by_rows = mistaken(*BY_ROWS, (" roll(", " roll_by_rows("), roll_by_rows=roll_by_rows)
    cost, theta = debug_cost(by_rows, 0.0)
    check = check_gradient(cost, theta, SHAPES, expected_J=2.100951)
    assert check.gradient_right
    assert check.J_right is False
    assert not check.right
    assert "unrolled row by row: the cost reshapes them" in check.suggestion
    assert f"J = {check.J:.15g}, WRONG" in str(check)


def test_another_wrong_J() -> None:
    cost, theta = debug_cost(network.nn_cost_function, 0.0)
    check = check_gradient(cost, theta, SHAPES, expected_J=1.5)
    assert "J should be 1.5: both share a mistake" in check.suggestion


def test_samples_and_directions_of_a_large_network() -> None:
    v = sides.network_inputs("digits", 1.0)
    calls = 0

    def cost(p: np.ndarray) -> tuple[np.float64, np.ndarray]:
        nonlocal calls
        calls += 1
        return sides.cost_function(v)(p)

    shapes = theta_shapes(v["layers"])
    check = check_gradient(cost, v["p"], shapes, parameters=20, directions=3)
    assert check.right, str(check)
    assert calls == 1 + 2 * (20 + 3)
    assert [(b.compared, b.size) for b in check.blocks] == [(10, 10025), (10, 260)]
    again = check_gradient(cost, v["p"], shapes, parameters=20, directions=3)
    assert again == check
    other = check_gradient(cost, v["p"], shapes, parameters=20, directions=3, seed=2)
    assert other.directions != check.directions


def test_a_direction_finds_what_a_sample_misses() -> None:
    theta = OctaveRandom(1).randn(1000, 1)

    def cost(x: np.ndarray) -> tuple[float, np.ndarray]:
        grad = 2 * x
        grad[:100] *= 1.5
        return float((x**2).sum()), grad

    check = check_gradient(cost, theta, parameters=1, directions=1)
    assert check.blocks[0].right  # the one element that was drawn happens to be right
    assert not check.gradient_right


def test_a_direction_is_wrong_and_no_matrix() -> None:
    v = sides.network_inputs("digits", 0.0)

    def cost(p: np.ndarray) -> tuple[np.float64, np.ndarray]:
        J, grad = sides.cost_function(v)(p)
        grad[5000:5020] += 0.1
        return J, grad

    check = check_gradient(cost, v["p"], theta_shapes(v["layers"]), parameters=2, directions=1)
    assert all(block.right for block in check.blocks)
    assert not check.right
    assert "a direction is not: check all parameters" in check.suggestion


@pytest.mark.filterwarnings("ignore:the cost is NaN")
def test_a_cost_of_nan_is_not_right() -> None:
    check = check_gradient(lambda x: (np.nan, 0 * x), np.ones(3))
    assert not check.right
    assert check.whole.compared == 3
    assert check.suggestion == "J is NaN or Inf: a log of 0, or a division by 0."


def test_the_complex_step_is_at_rounding_level() -> None:
    def cost(x: np.ndarray) -> tuple[Any, np.ndarray]:
        return np.sum(np.exp(x) * x**2), np.exp(x) * (x**2 + 2 * x)

    x = np.linspace(-3, 3, 50)
    check = check_gradient(cost, x, complex_step=True, directions=1)
    assert check.right
    t3_truncation(check.whole.relative_difference, 1e-15)
    t1_ulps(check.directions[0].numerical, check.directions[0].analytical, 64)


@pytest.mark.parametrize(
    ("cost", "message"),
    [
        (lambda x: (float(np.real(x).sum()), np.ones(2)), "returned a number of type float64"),
        (lambda x: (np.zeros(2).astype(x.dtype).real[0] + float(x[0]), np.ones(2)), "carry complex"),
        (lambda x: (np.sum(octave_array(np.asarray(x), "netlib")), np.ones(2)), "complex128; expected real"),
    ],
)
def test_a_cost_that_takes_no_complex_numbers(cost: Cost, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        check_gradient(cost, np.ones(2), complex_step=True)


@pytest.mark.parametrize(
    ("theta", "shapes", "options", "message"),
    [
        (np.ones(38), [(5, 4)], {}, r"theta has shape \(38,\); the shapes \[\(5, 4\)\] need \(20,\)"),
        (np.ones((1, 38)), SHAPES, {}, r"theta has shape \(1, 38\)"),
        (np.ones(38), SHAPES, {"parameters": 1}, "parameters is 1; expected at least one for each of 2"),
    ],
)
def test_input_that_does_not_fit(theta: Any, shapes: Any, options: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_gradient(lambda x: (0.0, x), theta, shapes, **options)


def test_a_cost_without_a_gradient() -> None:
    with pytest.raises(TypeError, match="returned float; expected a cost and a gradient"):
        check_gradient(lambda x: float(x.sum()), np.ones(2))  # type: ignore[arg-type,return-value]


def test_at_a_stationary_point() -> None:
    check = check_gradient(lambda x: (0.0, 0 * x), np.ones(3))
    assert isinstance(check, GradientCheck)
    assert check.right
    assert check.worst == []
