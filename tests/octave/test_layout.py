"""Column-major unroll and roll."""

import numpy as np
import pytest

from helpers.tiers import t0_bits
from samebits.octave.arithmetic import OctaveArray, octave_array
from samebits.octave.layout import as_matrix, roll, unroll


def test_unroll_runs_down_the_columns() -> None:
    A, B = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0]])
    t0_bits(unroll(A, B), np.array([1.0, 3.0, 2.0, 4.0, 5.0, 6.0]))


@pytest.mark.parametrize("column", [False, True])
def test_roll_undoes_unroll(column: bool) -> None:
    A, B = np.arange(6.0).reshape(2, 3), np.arange(4.0).reshape(4, 1)
    v = unroll(A, B)
    for ours, theirs in zip(roll(v[:, np.newaxis] if column else v, (2, 3), (4, 1)), (A, B), strict=True):
        t0_bits(ours, theirs)


def test_they_carry_the_arithmetic() -> None:
    A = octave_array(np.eye(2), "netlib")
    assert isinstance(unroll(A, A), OctaveArray)
    assert all(isinstance(M, OctaveArray) for M in roll(unroll(A, A), (2, 2), (2, 2)))


def test_a_wrong_size_is_named() -> None:
    with pytest.raises(ValueError, match="nn_params has 10284 elements; 25x401 and 10x26 need 10285"):
        roll(np.zeros(10284), (25, 401), (10, 26), name="nn_params")


def test_a_row_is_not_a_vector() -> None:
    with pytest.raises(ValueError, match=r"has shape \(1, 4\)"):
        roll(np.zeros((1, 4)), (2, 2))


def test_octave_shapes() -> None:
    assert as_matrix(3.0).shape == (1, 1)
    assert as_matrix([1.0, 2.0]).shape == (2, 1)
    assert as_matrix(np.zeros((2, 3))).shape == (2, 3)
