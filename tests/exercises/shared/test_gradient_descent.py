"""Plain gradient descent."""

from typing import Any

import numpy as np
import pytest

from helpers.tiers import t0_bits
from samebits.exercises.shared.gradient_descent import gradient_descent
from samebits.exercises.shared.small_costs import bowl
from samebits.octave.arithmetic import OctaveArray, octave_array


def half_square(x: np.ndarray) -> tuple[float, np.ndarray]:
    return float((x**2).sum()) / 2, x


def test_each_update_is_alpha_times_the_gradient() -> None:
    X, J_history = gradient_descent(half_square, [8.0, -4.0], 0.5, 3)
    t0_bits(X, np.array([1.0, -0.5]))
    t0_bits(J_history, np.array([10.0, 2.5, 0.625]))


def test_a_column_goes_in_and_comes_out() -> None:
    start = np.array([[8.0], [-4.0]])
    X, _ = gradient_descent(half_square, start, 0.5, 1)
    assert X.shape == (2, 1)
    t0_bits(start, np.array([[8.0], [-4.0]]))


def test_no_updates() -> None:
    X, J_history = gradient_descent(half_square, [8.0], 0.5, 0)
    t0_bits(X, np.array([8.0]))
    assert J_history.shape == (0,)


def test_the_arithmetic_is_kept() -> None:
    X, _ = gradient_descent(lambda x: bowl(x, 1.0), octave_array([1.0, 2.0], "netlib"), 0.1, 2)
    assert isinstance(X, OctaveArray)
    assert X.arithmetic == "netlib"


def test_as_many_evaluations_as_updates_and_one() -> None:
    calls = []
    gradient_descent(lambda x: (calls.append(1) or 0.0, x), [1.0], 0.1, 7)
    assert len(calls) == 8


def test_too_large_a_step_is_told_by_the_costs() -> None:
    _, J_history = gradient_descent(half_square, [1.0], 3.0, 5)
    assert (np.diff(J_history) > 0).all()


@pytest.mark.parametrize(
    ("start", "num_iters", "message"),
    [
        (np.ones((1, 3)), 1, r"X has shape \(1, 3\); expected a vector"),
        (np.ones(0), 1, r"X has shape \(0,\)"),
        (np.ones(2), -1, "num_iters is -1; expected 0 or more"),
        (np.ones(2), 2.5, "num_iters is 2.5; expected 0 or more updates, a whole number"),
    ],
)
def test_input_that_does_not_fit(start: np.ndarray, num_iters: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        gradient_descent(half_square, start, 0.1, num_iters)


def test_a_cost_without_a_gradient() -> None:
    with pytest.raises(TypeError, match="returned float; expected a cost and a gradient"):
        gradient_descent(lambda x: 1.0, [1.0], 0.1, 1)  # type: ignore[arg-type,return-value]


def test_nan_is_warned_of() -> None:
    with pytest.warns(RuntimeWarning, match="the cost is NaN"):
        _, J_history = gradient_descent(lambda x: (np.nan, x), [1.0], 0.1, 2)
    assert np.isnan(J_history).all()
