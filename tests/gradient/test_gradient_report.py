"""The gradient check's report: right gradients pass, and wrong ones do not."""

from typing import Any

import numpy as np
import pytest

from helpers.mistaken import SHAPES, Cost, debug_cost
from helpers.tiers import t1_ulps, t3_truncation, t4_outcome
from samebits.exercises.ex4 import network
from samebits.exercises.ex4.deep import deep_cost_function, theta_shapes
from samebits.exercises.ex4.inputs import network_inputs
from samebits.exercises.ex4.parity import cost_function
from samebits.exercises.shared.data import digits_for
from samebits.gradient.report import GradientCheck, check_gradient
from samebits.lecture.symmetry import starting_weights
from samebits.octave.arithmetic import octave_array
from samebits.octave.layout import unroll
from samebits.octave.random import OctaveRandom
from samebits.parity.case import Values


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
    check = check_gradient(cost, theta, shapes, expected_cost=float(cost(theta)[0]))
    assert check.right, str(check)
    t3_truncation(check.whole.relative_difference)
    exact = check_gradient(cost, theta, shapes, complex_step=True)
    assert exact.right, str(exact)
    t3_truncation(exact.whole.relative_difference, 1e-15)
    assert all(block.relative_difference < 1e-14 for block in exact.blocks)  # T3


@pytest.mark.parametrize("arithmetic", ["numpy", "netlib"])
def test_the_report_of_a_right_gradient(arithmetic: str) -> None:
    cost, theta = debug_cost(network.nn_cost_function, 3.0)
    check = check_gradient(
        cost, octave_array(theta, arithmetic), SHAPES, expected_cost=2.146360, directions=2
    )
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
    assert "worst" not in str(check)


@pytest.mark.parametrize("layers", [(4, 2, 2), (20, 5, 3)], ids=str)
def test_a_right_gradient_is_right_from_every_start_and_a_wrong_one_wrong(layers: tuple[int, ...]) -> None:
    """Slopes near 0, and sampled gradients far smaller than the others, have errors of differences, too."""
    X, y = digits_for(layers)
    shapes = theta_shapes(layers)
    for seed in range(1, 31):
        theta = unroll(*starting_weights("random", layers, seed))

        def cost(p: np.ndarray, in_bias: float = 0.0) -> tuple[np.float64, np.ndarray]:
            J, grad = deep_cost_function(p, layers, X, y, 1.0)
            bias = slice(0, layers[1])
            grad[bias] += in_bias * p[bias]  # the bias of Theta1 regularised
            return J, grad

        check = check_gradient(cost, theta, shapes, parameters=20, directions=2, seed=seed)
        assert check.right, str(check)
        wrong = check_gradient(
            lambda p, cost=cost: cost(p, 1 / len(X)), theta, shapes, parameters=2, directions=2, seed=seed
        )
        assert not all(line.right for line in wrong.directions), str(wrong)


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_direction_tells_what_rounding_hides_in_each_parameter(seed: int) -> None:
    """J is large beside its gradient, so that only all elements together are seen to be wrong."""

    def cost(x: np.ndarray) -> tuple[float, np.ndarray]:
        return 1e6 + float(x.sum()), np.full(100, 1 + 1.5e-5)

    check = check_gradient(cost, np.ones(100), [(10, 5), (10, 5)], directions=40, seed=seed)
    assert all(block.right for block in check.blocks)
    assert not check.right
    assert check.suggestion == (
        "Every partial derivative that was compared is right, but the slope in a random direction is "
        "wrong, so one that was not compared must be wrong."
    )


def test_a_direction_has_its_verdict() -> None:
    check = check_gradient(lambda x: (float(x @ x), 3 * x), np.ones(3), directions=1)
    (line,) = (text for text in str(check).splitlines() if text.startswith("direction 1"))
    assert line.endswith("WRONG")


def test_without_an_expected_J_the_report_says_so() -> None:
    cost, theta = debug_cost(network.nn_cost_function, 0.0)
    check = check_gradient(cost, theta, SHAPES)
    assert check.J_right is None
    assert check.right
    assert str(check).endswith("not checked: give expected_cost")


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
    assert len(check.worst) == 2  # the others are right
    assert check.suggestion == "All 38 elements are right but Theta2(3,1) and Theta1(5,4): is an index wrong?"
    single = check_gradient(lambda x: (float(x @ x), 3 * x), np.array([1.0, 2.0]))
    assert single.worst[0].name == "theta(2)"
    assert single.whole.name == "all"
    assert [b.name for b in single.blocks] == ["theta"]


def few_digits(lambda_: float) -> Values:
    """The network of the digits with all its weights, on 50 of the 5000 examples."""
    v = network_inputs("digits", lambda_)
    return {**v, "X": v["X"][::100], "y": v["y"][::100]}


def test_samples_and_directions_of_a_large_network() -> None:
    v = few_digits(1.0)
    calls = 0

    def cost(p: np.ndarray) -> tuple[np.float64, np.ndarray]:
        nonlocal calls
        calls += 1
        return cost_function(v)(p)

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
    v = few_digits(0.0)

    def cost(p: np.ndarray) -> tuple[np.float64, np.ndarray]:
        J, grad = cost_function(v)(p)
        grad[5000:5020] += 0.1
        return J, grad

    check = check_gradient(cost, v["p"], theta_shapes(v["layers"]), parameters=2, directions=1)
    assert all(block.right for block in check.blocks)
    assert not check.right
    assert "must be wrong. Some parameters were not drawn" in check.suggestion


@pytest.mark.filterwarnings("ignore:the cost is NaN")
def test_a_cost_of_nan_is_not_right() -> None:
    check = check_gradient(lambda x: (np.nan, 0 * x), np.ones(3))
    assert not check.right
    assert check.whole.compared == 3
    assert check.suggestion == "J is NaN or Inf: a log of 0, or a division by 0."


@pytest.mark.parametrize("options", [{}, {"parameters": 2}])
def test_an_element_of_nan_is_the_worst(options: dict[str, Any]) -> None:
    right, theta = debug_cost(network.nn_cost_function, 1.0)

    def cost(p: np.ndarray) -> tuple[np.float64, np.ndarray]:
        J, grad = right(p)
        grad[20 + 2] = np.nan
        return J, grad

    check = check_gradient(cost, theta, SHAPES, **options)
    assert [e.name for e in check.worst] == ["Theta2(3,1)"]
    assert [block.right for block in check.blocks] == [True, False]


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
        (lambda x: (np.zeros(2).astype(x.dtype).real[0] + float(x[0]), np.ones(2)), "keep complex"),
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
        (np.ones(0), None, {}, r"theta has shape \(0,\); expected at least one parameter"),
        (np.ones(38), SHAPES, {"step": 0}, "step is 0; expected a number above 0"),
        (np.ones(38), SHAPES, {"step": -1e-4}, "step is -0.0001"),
        (np.ones(38), SHAPES, {"step": np.nan}, "step is nan"),
        (np.ones(38), SHAPES, {"step": np.inf}, "step is inf"),
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
