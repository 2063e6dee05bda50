"""The comparison has teeth: it fails on whatever differs."""

import numpy as np
import pytest

from helpers.tiers import t1_ulps
from samebits.parity.compare import compare, ulp_distance

A = np.array([[1.0, 2.0], [3.0, 4.0]])


def changed(row: int, column: int, value: float) -> np.ndarray:
    B = A.copy()
    B[row, column] = value
    return B


def test_equal_bits() -> None:
    assert compare("A", A, A.copy()).exact
    assert compare("A", A, np.asfortranarray(A)).exact
    assert compare("A", np.zeros((0, 3)), np.zeros((0, 3))).exact


def test_one_ulp_is_a_difference() -> None:
    result = compare("A", A, changed(1, 0, np.nextafter(3.0, 4)))
    assert not result.exact
    assert not result.within_bound
    assert (result.first, result.max_ulps, result.differing) == ((2, 1), 1, 1)


def test_minus_zero_is_not_zero() -> None:
    result = compare("A", np.array([[0.0]]), np.array([[-0.0]]))
    assert not result.exact
    assert (result.max_ulps, result.max_diff) == (1, 0.0)


def test_nan_equals_nan_whatever_its_payload() -> None:
    other = np.array([[0x7FF8DEADBEEF0001]], dtype=np.uint64).view(np.float64)
    assert compare("A", np.array([[np.nan]]), other).exact


def test_nan_on_one_side_is_a_difference_that_no_bound_allows() -> None:
    for a, b in ((changed(0, 0, np.nan), A), (A, changed(0, 0, np.nan)), (A, changed(0, 0, np.inf))):
        result = compare("A", a, b, bound=np.inf)
        assert not result.exact
        assert not result.within_bound
        assert result.max_diff == np.inf
        assert result.max_ulps == 2**64 - 1  # no number of units allows it, either
        assert "NaN or Inf on one side" in result.describe()


@pytest.mark.parametrize(("a", "b"), [(np.nan, 1.0), (1.0, np.nan), (np.finfo(float).max, np.inf)])
@pytest.mark.parametrize(("c", "d"), [(1.0, 1.0), (1.0, np.nextafter(1.0, 2))])
def test_the_tier_of_ulps_allows_neither_nan_nor_inf_against_a_number(
    a: float, b: float, c: float, d: float
) -> None:
    with pytest.raises(AssertionError, match="differ"):
        t1_ulps([c, a], [d, b], 2**60)


def test_a_bound_that_does_not_fit() -> None:
    with pytest.raises(ValueError, match=r"A: a bound of shape \(3,\) does not fit \(2, 2\)"):
        compare("A", A, A, np.ones(3))


@pytest.mark.parametrize("other", [A.ravel(), A[np.newaxis], A[:, :1], A[:0]])
def test_another_shape(other: np.ndarray) -> None:
    result = compare("A", A, other)
    assert not result.exact
    assert not result.within_bound
    assert "shape (2, 2) in Python" in result.describe()


def test_a_vector_is_not_a_column() -> None:
    assert not compare("v", np.zeros(3), np.zeros((3, 1))).exact


@pytest.mark.parametrize("dtype", [np.float32, np.int64, np.bool_, np.complex128])
def test_another_class(dtype: type) -> None:
    result = compare("A", A, A.astype(dtype))
    assert not result.exact
    assert "class float64 in Python" in result.describe()


def test_bools_and_singles_are_compared() -> None:
    assert compare("b", np.array([True, False]), np.array([True, False])).exact
    assert not compare("b", np.array([True, False]), np.array([True, True])).exact
    single = np.array([1.0, -0.0], dtype=np.float32)
    assert compare("s", single, single.copy()).exact
    assert not compare("s", single, np.array([1.0, 0.0], dtype=np.float32)).exact


def test_the_first_difference_is_octave_s_first() -> None:
    B = A + 1e-9
    B[0, 0] = A[0, 0]
    result = compare("A", A, B)
    assert result.first == (2, 1)  # down the first column, before (1, 2)
    assert "A(2,1): 3.0 in Python, 3.000000001 in Octave; 3 of 4 elements differ" in result.describe()


def test_a_bound_for_each_element() -> None:
    B = A + [[1e-9, 0], [0, 1e-6]]
    assert compare("A", A, B, np.array([[2e-9, 0], [0, 2e-6]])).within_bound
    assert not compare("A", A, B, np.array([[2e-6, 0], [0, 2e-9]])).within_bound
    assert compare("A", A, B, 1e-6 * 1.001).bound_used == pytest.approx(0.999, abs=1e-3)
    assert not compare("A", A, B, 0.0).within_bound


@pytest.mark.parametrize("wrong", [-1e-300, -np.inf, np.nan])
def test_a_bound_that_is_negative_or_nan_is_refused(wrong: float) -> None:
    several = np.array([[1.0, 1.0], [wrong, 1.0]])
    for bound in (wrong, several):
        for other in (A, A + 100, A[:1]):  # whatever is compared, equal or not
            with pytest.raises(ValueError, match=r"A: a bound is -?(1e-300|inf|nan); expected bounds of 0"):
                compare("A", A, other, bound)


def test_minus_zero_is_within_any_bound() -> None:
    for bound in (0.0, -0.0, 5e-324, np.array([[0.0]])):
        result = compare("A", np.array([[-0.0]]), np.array([[0.0]]), bound)
        assert not result.exact
        assert result.within_bound
        assert result.bound_used == 0
    assert not compare("A", np.array([[-0.0]]), np.array([[5e-324]]), 0.0).within_bound


def test_a_bound_of_the_distance_itself_is_enough_and_the_next_smaller_is_not() -> None:
    B = changed(1, 1, np.nextafter(4.0, 5))
    distance = B[1, 1] - 4.0
    assert compare("A", A, B, distance).within_bound
    assert not compare("A", A, B, np.nextafter(distance, 0)).within_bound


def test_the_element_named_is_the_first_beyond_its_bound() -> None:
    ours, theirs = np.array([[0.500000001], [7.0]]), np.array([[0.5], [8.0]])
    result = compare("A", ours, theirs, 1e-6)
    assert (result.first, result.ours, result.theirs, result.beyond) == ((2, 1), 7.0, 8.0, 1)
    assert compare("A", ours, theirs, 2.0).first == (1, 1)  # none is beyond: the first that differs
    assert compare("A", ours, theirs).first == (1, 1)


def test_whole_numbers_that_no_double_tells_apart_are_no_closer() -> None:
    large = np.array([[2**60]])
    result = compare("k", large, large + 1, 0.5)
    assert not result.within_bound
    assert result.max_diff == 1
    assert compare("k", large, large + 1, 1.0).within_bound


def test_the_imaginary_part_is_not_lost() -> None:
    z = np.array([[1 + 1j]])
    assert compare("z", z, z.copy(), 0.1).exact
    result = compare("z", z, z + 5j, 0.1)
    assert not result.within_bound
    assert "1 of 1 complex elements differ" in result.describe()


def test_ulps_do_not_overflow() -> None:
    def ulps(a: float, b: float) -> int:
        return int(ulp_distance(np.array([a]), np.array([b]))[0])

    assert ulps(1e308, -1e308) > 2**63
    assert ulps(1.0, np.nextafter(1.0, 2)) == 1
    assert ulps(-5e-324, 5e-324) == 3
    assert ulps(0.0, -0.0) == 1
    assert ulps(1.0, 2.0) == 2**52
    assert ulps(np.finfo(float).max, np.inf) == 1


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        ([1.0], [np.nextafter(1.0, 2)], "1 of 1 elements differ, by at most 1 ULP, 2.22e-16"),
        ([1.0, 4.0], [1.0, 5.0], "1 of 2 elements differ, by at most 1 (relative 0.2)"),
        ([-1.0], [1e308], "by at most 1e+308 (relative 1)"),
        ([-3.0], [3.0], "by at most 6 (relative 2)"),
        ([0.0], [5e-320], "by at most 5e-320 (relative 1)"),
        ([np.nan], [5.0], "NaN or Inf on one side, inf"),
    ],
)
def test_far_apart_is_said_as_a_relative_difference(
    ours: list[float], theirs: list[float], words: str
) -> None:
    assert compare("A", np.array(ours), np.array(theirs)).describe().endswith(words)
