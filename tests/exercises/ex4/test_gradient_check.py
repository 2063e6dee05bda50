"""Gradients against differences of the cost."""

import numpy as np
import pytest

from helpers.tiers import t0_bits, t3_truncation, t4_outcome
from samebits.exercises.ex4.gradient_check import check_nn_gradients, compute_numerical_gradient
from samebits.octave.arithmetic import octave_array


@pytest.mark.parametrize("arithmetic", ["numpy", "netlib"])
@pytest.mark.parametrize("lambda_", [0.0, 3.0])
def test_backpropagation_is_right(
    arithmetic: str, lambda_: float, capsys: pytest.CaptureFixture[str]
) -> None:
    diff = check_nn_gradients(lambda_, arithmetic)
    t3_truncation(diff)
    t4_outcome(diff, 2.1e-11, 2.5e-11)  # 2.25e-11 and 2.22e-11 in Octave with another solution
    printed = capsys.readouterr().out
    assert len(printed.splitlines()) == 38 + 2
    assert f"Relative difference: {diff:g}" in printed


def test_the_shape_of_theta_is_kept() -> None:
    def J(theta: np.ndarray) -> tuple[float, None]:
        return float((theta**2).sum()), None

    assert compute_numerical_gradient(J, np.ones(3)).shape == (3,)
    numgrad = compute_numerical_gradient(J, np.ones((3, 1)))
    assert numgrad.shape == (3, 1)
    t3_truncation(np.abs(numgrad - 2).max())


def test_a_cost_alone_will_do() -> None:
    t3_truncation(np.abs(compute_numerical_gradient(lambda theta: (theta**2).sum(), np.ones(2)) - 2).max())


def test_each_element_is_moved_alone_by_the_step() -> None:
    seen = []

    def J(theta: np.ndarray) -> tuple[float, None]:
        seen.append(np.asarray(theta).copy())
        return 0.0, None

    compute_numerical_gradient(J, octave_array([1.0, 2.0], "netlib"))
    t0_bits(np.array(seen), np.array([[1 - 1e-4, 2], [1 + 1e-4, 2], [1, 2 - 1e-4], [1, 2 + 1e-4]]))
