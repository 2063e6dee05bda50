"""The network of any depth."""

import numpy as np
import pytest

from helpers.tiers import t0_bits, t3_truncation
from samebits.exercises.ex3.logistic import lr_cost_function
from samebits.exercises.ex4.deep import deep_cost_function, theta_shapes
from samebits.exercises.ex4.inputs import network_inputs
from samebits.exercises.ex4.network import nn_cost_function
from samebits.octave.arithmetic import octave_array
from samebits.octave.random import OctaveRandom


@pytest.mark.parametrize("arithmetic", ["numpy", "netlib"])
@pytest.mark.parametrize("lambda_", [0.0, 1.5])
@pytest.mark.parametrize("kind", ["graded", "debug", "digits"])
def test_three_layers_are_those_of_the_exercise(kind: str, lambda_: float, arithmetic: str) -> None:
    v = network_inputs(kind, lambda_)
    p = octave_array(v["p"], arithmetic)
    J, grad = nn_cost_function(p, *v["layers"], v["X"], v["y"], lambda_)
    deep_J, deep_grad = deep_cost_function(p, v["layers"], v["X"], v["y"], lambda_)
    t0_bits(deep_J, J)
    t0_bits(deep_grad, grad)


def test_three_layers_with_one_output() -> None:
    p, X = OctaveRandom(1).rand(121, 1) - 0.5, OctaveRandom(2).randn(20, 10)
    y = np.arange(20) % 2
    J, grad = deep_cost_function(octave_array(p, "netlib"), (10, 10, 1), X, y, 1.0)
    same_J, same_grad = nn_cost_function(octave_array(p, "netlib"), 10, 10, 1, X, y, 1.0)
    t0_bits(J, same_J)
    t0_bits(grad, same_grad)
    assert grad.shape == (121, 1)


def test_without_hidden_layers_it_is_logistic_regression() -> None:
    theta, X = OctaveRandom(1).randn(4, 1).ravel(), OctaveRandom(2).randn(20, 3)
    y = np.arange(20) % 2
    J, grad = deep_cost_function(theta, (3, 1), X, y, 2.0)
    same_J, same_grad = lr_cost_function(theta, np.hstack([np.ones((20, 1)), X]), y, 2.0)
    t3_truncation(abs(J - same_J), 1e-14)  # other sums
    t3_truncation(np.abs(grad - same_grad).max(), 1e-14)


def test_arguments_are_not_changed() -> None:
    p, X, y = OctaveRandom(1).randn(121, 1), OctaveRandom(2).randn(20, 10), np.arange(20.0) % 2
    before = p.copy(), X.copy(), y.copy()
    deep_cost_function(p, (10, 10, 1), X, y, 1.0)
    for ours, was in zip((p, X, y), before, strict=True):
        t0_bits(ours, was)


def test_shapes() -> None:
    assert theta_shapes((400, 25, 10)) == [(25, 401), (10, 26)]
    assert theta_shapes((3, 1)) == [(1, 4)]


@pytest.mark.parametrize(
    ("size", "layers", "X", "y", "message"),
    [
        (38, (3,), (5, 3), (5,), r"layer_sizes is \(3,\); expected two layers or more"),
        (38, (3, 0, 3), (5, 3), (5,), r"layer_sizes is \(3, 0, 3\); expected .* each of one unit or more"),
        (37, (3, 5, 3), (5, 3), (5,), "params has 37 elements; 5x4 and 3x6 need 38"),
        (59, (3, 5, 4, 3), (5, 2), (5,), r"X has shape \(5, 2\); expected one example a row, \(m, 3\)"),
        (59, (3, 5, 4, 3), (5, 3), (4,), r"y has shape \(4,\); X has 5 examples"),
    ],
)
def test_input_that_does_not_fit(
    size: int, layers: tuple[int, ...], X: tuple[int, ...], y: tuple[int, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        deep_cost_function(np.zeros(size), layers, np.zeros(X), np.ones(y), 0.0)


def test_labels_of_a_single_output() -> None:
    with pytest.raises(ValueError, match=r"y\[1\] is 2; expected whole numbers from 0 to 1"):
        deep_cost_function(np.zeros(4), (3, 1), np.zeros((2, 3)), [1, 2], 0.0)


def test_nan_in_X_is_warned_of() -> None:
    X = np.full((2, 3), np.nan)
    with pytest.warns(RuntimeWarning, match="X holds NaN"):
        J, _ = deep_cost_function(np.ones(4), (3, 1), X, [0, 1], 0.0)
    assert np.isnan(J)
