"""The three-layer network: the course's figures, and input that does not fit."""

import numpy as np
import pytest

from helpers.tiers import t0_bits, t2_rounding, t3_truncation
from samebits.exercises.ex4.gradient_check import compute_numerical_gradient
from samebits.exercises.ex4.inputs import network_inputs
from samebits.exercises.ex4.network import nn_cost_function, sigmoid_gradient
from samebits.exercises.ex4.parity import cost_bound, cost_function
from samebits.exercises.shared.bounds import sigmoid_bound
from samebits.exercises.shared.data import load_digits
from samebits.exercises.shared.parity import sigmoid_inputs
from samebits.exercises.shared.predict import predict
from samebits.exercises.shared.sigmoid import sigmoid
from samebits.octave.arithmetic import OctaveArray, octave_array
from samebits.octave.layout import unroll


def cost(kind: str, lambda_: float, arithmetic: str = "netlib") -> tuple[float, np.ndarray]:
    v = network_inputs(kind, lambda_)
    J, grad = cost_function(v)(octave_array(v["p"], arithmetic))
    return float(J), np.asarray(grad)


@pytest.mark.parametrize(
    ("kind", "lambda_", "J"),
    [
        ("graded", 0, 3.087449158158643),
        ("graded", 1.5, 3.647041255559591),
        ("debug", 0, 2.1009505699024653),
        ("debug", 3, 2.1463598150243586),
    ],
)
def test_the_figures_of_the_exercise(kind: str, lambda_: float, J: float) -> None:
    t0_bits(cost(kind, lambda_)[0], J)


@pytest.mark.parametrize("kind", ["graded", "debug", "digits"])
def test_numpy_arithmetic_is_within_rounding(kind: str) -> None:
    v = network_inputs(kind, 1.0)
    bound = cost_bound(v)
    J, grad = cost(kind, 1.0, "numpy")
    t2_rounding(J, cost(kind, 1.0)[0], bound["J"])
    t2_rounding(grad, cost(kind, 1.0)[1], bound["grad"])


def test_a_column_goes_in_and_comes_out() -> None:
    v = network_inputs("debug", 1.0)
    J, grad = cost_function(v)(v["p"][:, np.newaxis])
    flat_J, flat_grad = cost_function(v)(v["p"])
    assert grad.shape == (38, 1)
    t0_bits(J, flat_J)
    t0_bits(grad[:, 0], flat_grad)


def test_arithmetic_comes_in_with_either_array() -> None:
    v = network_inputs("debug", 1.0)
    with_p = nn_cost_function(octave_array(v["p"], "netlib"), 3, 5, 3, v["X"], v["y"], 1.0)
    with_X = nn_cost_function(v["p"], 3, 5, 3, octave_array(v["X"], "netlib"), v["y"], 1.0)
    assert isinstance(with_X[1], OctaveArray)
    t0_bits(with_X[0], with_p[0])
    t0_bits(with_X[1], with_p[1])


def test_arguments_are_not_changed() -> None:
    v = network_inputs("debug", 1.0)
    p, X, y = octave_array(v["p"].copy(), "netlib"), v["X"].copy(), v["y"].copy()
    nn_cost_function(p, 3, 5, 3, X, y, 1.0)
    for ours, before in ((p, v["p"]), (X, v["X"]), (y, v["y"])):
        t0_bits(ours, before)


def test_writeable_and_constant_examples_give_the_same() -> None:
    v = network_inputs("digits", 1.0)
    constant, copied = v["X"], v["X"].copy()
    p = octave_array(v["p"], "netlib")
    first = nn_cost_function(p, 400, 25, 10, constant, v["y"], 1.0)[1]
    t0_bits(nn_cost_function(p, 400, 25, 10, copied, v["y"], 1.0)[1], first)
    copied[0, 0] = 1.0  # and a change is seen
    assert (nn_cost_function(p, 400, 25, 10, copied, v["y"], 1.0)[1] != first).any()


def test_sigmoid_at_the_ends() -> None:
    z = octave_array([-np.inf, -800, 0, 800, np.inf], "netlib")
    t0_bits(sigmoid(z), np.array([0, 0, 0.5, 1, 1.0]))
    t0_bits(sigmoid_gradient(z), np.array([0, 0, 0.25, 0, 0]))
    assert np.isnan(sigmoid(np.nan))


def test_sigmoid_in_numpy_arithmetic() -> None:
    z = sigmoid_inputs()["z"]
    t2_rounding(sigmoid(z), sigmoid(octave_array(z, "netlib")), sigmoid_bound(z))


def test_predict_takes_the_first_largest() -> None:
    Theta1, Theta2 = np.zeros((2, 3)), np.zeros((3, 3))
    assert predict(Theta1, Theta2, np.ones((2, 2))).tolist() == [1, 1]
    Theta2[2, 0] = 1
    assert predict(Theta1, Theta2, np.ones((2, 2))).tolist() == [3, 3]


P, X, Y = np.zeros(38), np.zeros((5, 3)), np.array([1, 2, 3, 1, 2])


@pytest.mark.parametrize(
    ("p", "X", "y", "message"),
    [
        (P[:-1], X, Y, r"nn_params has 37 elements; 5x4 and 3x6 need 38"),
        (P[np.newaxis], X, Y, r"nn_params has shape \(1, 38\)"),
        (P, X[:, :2], Y, r"X has shape \(5, 2\); expected one example a row, \(m, 3\)"),
        (P, X[0], Y, r"X has shape \(3,\)"),
        (P, X[:0], Y[:0], "X has no examples"),
        (P, X, Y[:4], r"y has shape \(4,\); X has 5 examples, so expected \(5,\) or \(5, 1\)"),
        (P, X, Y[np.newaxis], r"y has shape \(1, 5\)"),
        (P, X, Y - 1, r"y\[0\] is 0; expected whole numbers from 1 to 3"),
        (P, X, Y + 1, r"y\[2\] is 4; expected"),
        (P, X, Y + 0.5, r"y\[0\] is 1.5; expected"),
        (P, X, [1, 2, np.nan, 1, 2], r"y\[2\] is nan; expected"),
    ],
)
def test_input_that_does_not_fit(p: np.ndarray, X: np.ndarray, y: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        nn_cost_function(p, 3, 5, 3, X, y, 0.0)


def test_labels_from_zero_are_explained() -> None:
    _, y = load_digits()
    with pytest.raises(ValueError, match="10 stands for the digit 0"):
        nn_cost_function(np.zeros(10285), 400, 25, 10, np.zeros((5000, 400)), y % 10, 0.0)


@pytest.mark.parametrize("arithmetic", ["numpy", "netlib"])
def test_nan_in_X_is_allowed_and_warned_of(arithmetic: str) -> None:
    v = network_inputs("debug", 1.0)
    X = v["X"].copy()
    X[2, 1] = np.nan
    p = octave_array(v["p"], arithmetic)
    with pytest.warns(RuntimeWarning, match="X holds NaN"):
        J, grad = nn_cost_function(p, 3, 5, 3, X, v["y"], 1.0)
    assert np.isnan(J)
    assert np.isnan(grad).any()
    with pytest.warns(RuntimeWarning, match="X holds NaN"):
        predict(*(np.ones((2, 4)), np.ones((3, 3))), X)


def test_predict_with_weights_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match=r"Theta1 has shape \(2, 3\) and Theta2 \(3, 2\)"):
        predict(np.zeros((2, 3)), np.zeros((3, 2)), np.zeros((1, 2)))


def test_unroll_order_shows_in_the_cost() -> None:
    """The gradient check is blind to it; the cost is not."""
    v = dict(network_inputs("debug", 0.0))
    Theta1, Theta2 = v["p"][:20].reshape(5, 4), v["p"][20:].reshape(3, 6)
    v |= {"p": unroll(Theta1, Theta2), "X": v["X"].ravel(order="F").reshape(5, 3)}
    J, grad = cost_function(v)(v["p"])
    assert f"{J:.6f}" == "2.096802"
    numgrad = compute_numerical_gradient(cost_function(v), v["p"])
    t3_truncation(np.linalg.norm(numgrad - grad) / np.linalg.norm(numgrad + grad))
