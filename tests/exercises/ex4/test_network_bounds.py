"""The network's rounding bound: wide enough for rounding, too narrow for a mistake."""

import numpy as np
import pytest

from samebits.exercises.ex4.inputs import network_inputs
from samebits.exercises.ex4.parity import cost_bound, cost_function
from samebits.parity.compare import compare


@pytest.mark.parametrize("kind", ["graded", "debug", "digits"])
@pytest.mark.parametrize("size", [1e-9, 1e-10])
def test_a_small_mistake_in_a_network_is_not(kind: str, size: float) -> None:
    v = dict(network_inputs(kind, 1.0))
    bound = cost_bound(v)
    J, grad = cost_function(v)(v["p"])
    v["lambda"] += size * 1e3
    other_J, other_grad = cost_function(v)(v["p"])
    assert not compare("J", np.asarray(other_J), np.asarray(J), bound["J"]).within_bound
    assert not compare("grad", other_grad, grad, bound["grad"]).within_bound


def test_bounds_are_small() -> None:
    bound = cost_bound(network_inputs("digits", 1.0))
    assert bound["J"] < 1e-10
    assert bound["grad"].max() < 1e-11
