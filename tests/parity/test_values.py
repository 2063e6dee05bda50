"""Values of every class that a port may return, against Octave's."""

from typing import Any

import numpy as np
import pytest

from samebits.parity.values import compare_value


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32])
def test_whole_numbers_in_octave_s_class(kind: type) -> None:
    theirs = np.array([[1], [2]], dtype=kind)
    assert compare_value("k", np.array([1, 2], dtype=kind), theirs).exact  # T0
    assert not compare_value("k", np.array([1, 3], dtype=kind), theirs).exact
    assert not compare_value("k", np.array([1.0, 2.0]), theirs).exact
    assert compare_value("k", np.array([1, 2], dtype=kind), theirs.astype(np.float64)).exact  # T0


def test_whole_numbers_that_are_no_doubles_are_refused() -> None:
    assert compare_value("k", np.array([2**53, 2**60]), np.array([[2.0**53], [2.0**60]])).exact  # T0
    most = np.array([2**64 - 1], dtype=np.uint64)
    for ours, theirs in ((np.array([2**53 + 1]), 2.0**53), (2**63 - 1, 2.0**63), (most, 2.0**64)):
        with pytest.raises(TypeError, match="k holds whole numbers beyond 2\\^53 that no double holds"):
            compare_value("k", ours, np.array([[theirs]]))


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        ("abc", "abd", "s: 'abc' in Python, 'abd' in Octave"),
        ("abc", "ab", "s: 'abc' in Python, 'ab' in Octave"),
        (np.array([[1.0]]), "a", "s: array([[1.]]) in Python, 'a' in Octave"),
        ("a", np.array([[97.0]]), "s: 'a' in Python, array([[97.]]) in Octave"),
        (None, np.array([[1.0]]), "s: class object in Python, float64 in Octave"),
    ],
)
def test_text_has_a_verdict(ours: Any, theirs: Any, words: str) -> None:
    result = compare_value("s", ours, theirs)
    assert not result.exact
    assert not result.within_bound
    assert result.describe() == words


def test_equal_text() -> None:
    assert compare_value("s", "hä", "hä").exact
    assert compare_value("s", "", "").exact


def test_a_list_in_place_of_a_tuple_is_told() -> None:
    J, grad = 1.0, np.array([1.0, 2.0])
    with pytest.raises(TypeError, match="a list of parts with different shapes is not an array; several"):
        compare_value("out", [J, grad], np.array([[1.0]]))
    result = compare_value("out", [grad, grad], grad)
    assert not result.exact
    assert result.describe().endswith("a list is one array, several values are a tuple")
    assert compare_value("out", [1.0, 2.0], grad).exact  # T0: a list of numbers is a vector


def test_masked_elements_are_refused_on_either_side_and_in_the_bound() -> None:
    masked, plain = np.ma.array([1, -999], mask=[0, 1]), np.array([1, -999])
    for arguments in ((masked, plain), (plain, masked), ([masked, masked], plain), (plain, plain, masked)):
        with pytest.raises(TypeError, match=r"a masked array with \d masked element"):
            compare_value("a", *arguments)
    assert compare_value("a", np.ma.array([1, 2]), np.array([1, 2])).exact  # nothing is masked


def test_a_vector_of_bounds_is_a_column() -> None:
    y = np.array([1.0, 2.0, 3.0])
    theirs = y[:, np.newaxis] + [[0], [0], [1e-11]]
    assert compare_value("y", y, theirs, np.full(3, 1e-10)).within_bound  # T2
    assert not compare_value("y", y, theirs, np.array([1e-10, 1e-10, 1e-12])).within_bound
    with pytest.raises(ValueError, match=r"y: a bound of shape \(2, 1\) does not fit \(3, 1\)"):
        compare_value("y", y, theirs, np.full(2, 1e-10))
