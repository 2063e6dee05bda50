"""Exercise 4's mistakes: they depart from the right values, and no two are the same."""

import numpy as np
import pytest

from samebits.exercises.ex4 import mistakes
from samebits.exercises.ex4.network import nn_cost_function
from samebits.exercises.ex4.stages import Network
from samebits.octave.random import OctaveRandom
from samebits.parity.alike import alike

NAMES = ("nn_params", "input_layer_size", "hidden_layer_size", "num_labels", "X", "y", "lambda")


def arguments(lambda_: float) -> dict:
    """A network of 3-5-4 on 12 examples, with each label."""
    rng = OctaveRandom(7)
    p, X = rng.rand(5 * 4 + 4 * 6, 1).ravel() - 0.5, rng.randn(12, 3)
    return dict(zip(NAMES, (p, 3, 5, 4, X, np.tile([1.0, 2, 3, 4], 3), lambda_), strict=True))


@pytest.mark.parametrize("lambda_", [0.0, 3.0])
def test_the_stages_are_the_port_s(lambda_: float) -> None:
    """T2: sums in another order."""
    v = arguments(lambda_)
    J, grad = nn_cost_function(*v.values())
    s = Network(v)
    assert alike(np.asarray(J), np.asarray(s.J), 1e-14)
    assert alike(grad, s.grad, 1e-14)


@pytest.mark.parametrize("output", ["J", "grad"])
def test_each_mistake_has_values_of_its_own(output: str) -> None:
    v = arguments(3.0)
    found = mistakes.network_mistakes(v)[output]
    assert len(found) == {"J": 7 + 14, "grad": 7 + 15}[output]
    values = {"right": getattr(Network(v), output)} | found
    values = {words: np.asarray(value) for words, value in values.items()}
    same = [(a, b) for a in values for b in values if a < b and alike(values[a], values[b])]
    assert same == []


def test_every_table_names_its_output() -> None:
    z, sizes = np.array([[-1.0, 0.5], [2, 3]]), {"L_in": 3, "L_out": 2, "fan_in": 3, "fan_out": 2}
    cost = {"J": lambda theta: (float(theta @ theta**2), 3 * theta**2), "theta": np.array([1.0, 2])}
    for table, v, output, right in (
        (mistakes.sigmoid_gradient_mistakes, {"z": z}, "g", 1 / (2 + np.exp(z) + np.exp(-z))),
        (mistakes.debug_mistakes, sizes, "W", np.sin(np.arange(1, 9)).reshape((2, 4), order="F") / 10),
        (mistakes.random_mistakes, sizes, "W", OctaveRandom(1).rand(2, 4) * 0.24 - 0.12),
        (mistakes.difference_mistakes, cost, "numgrad", np.array([3.0, 12])),
    ):
        found = table(v)
        assert list(found) == [output]
        assert len(found[output]) >= 3
        assert not any(alike(right, np.asarray(value)) for value in found[output].values())
