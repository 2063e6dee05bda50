"""Logistic regression."""

import numpy as np
import pytest

from helpers.tiers import t0_bits, t1_ulps, t3_truncation
from samebits.exercises.ex3.logistic import lr_cost_function
from samebits.exercises.ex4.gradient_check import compute_numerical_gradient
from samebits.octave.arithmetic import octave_array
from samebits.session.session import OctaveSession

X = np.column_stack([np.ones(5), np.arange(15.0).reshape(5, 3, order="F") / 10])
Y = np.array([1.0, 0, 1, 0, 1])
THETA = np.array([-2.0, -1, 1, 2])


def test_the_gradient_is_the_slope_of_the_cost() -> None:
    for lambda_ in (0.0, 3.0):
        numgrad = compute_numerical_gradient(lambda theta: lr_cost_function(theta, X, Y, lambda_), THETA)  # noqa: B023
        t3_truncation(np.abs(numgrad - lr_cost_function(THETA, X, Y, lambda_)[1]).max())


@pytest.mark.octave
def test_one_feature_is_octaves(reference: OctaveSession) -> None:
    """theta(2:end) is a scalar then, whose square Octave takes by libm's pow."""
    rng = np.random.default_rng(1)
    code = "J = zeros(columns(T), 1); for k = 1:columns(T); J(k) = lrCostFunction(T(:,k), X, y, 1000); end"
    T = rng.normal(size=(2, 1000))
    theirs = reference.call(code, {"T": T, "X": X[:, :2], "y": Y}, ("J",)).values["J"]
    ours = [lr_cost_function(octave_array(theta, "netlib"), X[:, :2], Y, 1000.0)[0] for theta in T.T]
    t0_bits(np.array([float(J) for J in ours]), theirs)


def test_at_zero_every_answer_is_even() -> None:
    J, grad = lr_cost_function(octave_array(np.zeros(4), "netlib"), X, Y, 3.0)
    t1_ulps(J, np.log(2.0), 1)
    t1_ulps(grad[0], -0.1, 0)


def test_a_column_goes_in_and_comes_out() -> None:
    assert lr_cost_function(THETA[:, np.newaxis], X, Y[:, np.newaxis], 1.0)[1].shape == (4, 1)


@pytest.mark.parametrize(
    ("theta", "X", "y", "message"),
    [
        (np.ones((2, 2)), X, Y, r"theta has shape \(2, 2\)"),
        (np.ones(3), X, Y, r"X has shape \(5, 4\); expected one example a row, \(m, 3\)"),
        (THETA, X, Y[:3], r"y has shape \(3,\)"),
        (THETA, X, Y + 1, r"y\[0\] is 2; expected whole numbers from 0 to 1"),
        (THETA, X[:0], Y[:0], "no examples"),
    ],
)
def test_input_that_does_not_fit(theta: np.ndarray, X: np.ndarray, y: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        lr_cost_function(theta, X, y, 0.0)


def test_nan_in_X_is_warned_of() -> None:
    with pytest.warns(RuntimeWarning, match="X holds NaN"):
        lr_cost_function(THETA, np.where(X == 0, np.nan, X), Y, 0.0)
