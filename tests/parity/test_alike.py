"""Alike: equal but for rounding, and nothing else."""

import numpy as np
import pytest

from samebits.parity.alike import alike

A = np.array([[1.0, 2, 3], [4, 5, 6]])


def test_rounding_and_the_shape_are_passed_over() -> None:
    assert alike(A, A * (1 + 1e-9))
    assert alike(A, A.ravel(order="F")[:, np.newaxis])
    assert alike(np.zeros(3), -np.zeros(3))


@pytest.mark.parametrize(
    "other",
    [
        A * (1 + 2e-8),
        A + np.eye(2, 3) * 1e-6,
        A.ravel(),
        -A,
        np.where(A == 3, np.nan, A),
        np.where(A == 3, np.inf, A),
        A[:, :2],
        A[:1, :1],
        np.zeros(0),
    ],
    ids=["a factor", "an element", "by rows", "sign", "NaN", "Inf", "fewer", "one", "none"],
)
def test_what_differs_is_not_alike(other: np.ndarray) -> None:
    assert not alike(A, other)
    assert not alike(other, A)


def test_nothing_is_alike_to_zeros_but_zeros() -> None:
    assert not alike(np.zeros(3), np.full(3, 1e-100))


def test_a_tolerance_is_of_the_first_s_length() -> None:
    assert alike(A, A * 1.0009, 1e-3)
    assert not alike(A, A * 1.0011, 1e-3)
