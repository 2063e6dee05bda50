"""An OctaveArray stays one, and what it does not cover raises."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import special

from helpers.tiers import t0_bits
from samebits.octave.arithmetic import Name, OctaveArray, octave_array, same_arithmetic

Operation = Callable[[Any], Any]

STAY: list[Operation] = [
    lambda a: a + 1,
    lambda a: 2 - a,
    lambda a: -a,
    lambda a: a @ a.T,
    lambda a: np.ones((3, 2)) @ a,
    lambda a: a.T @ np.ones(2),
    lambda a: np.dot(a, a.T),
    lambda a: a.dot(a.T),
    lambda a: np.dot(2, a),
    lambda a: np.sum(a),
    lambda a: a.sum(axis=0),
    lambda a: a.mean(axis=1, keepdims=True),
    lambda a: np.mean(a),
    lambda a: np.max(a, axis=0),
    lambda a: a.min(),
    lambda a: np.prod(a),
    lambda a: np.cumsum(a),
    lambda a: a.cumprod(),
    lambda a: a.trace(),
    lambda a: np.trace(a),
    lambda a: np.exp(a),
    lambda a: special.expit(a),
    lambda a: a > 2,
    lambda a: ~(a > 2) & (a < 5),
    lambda a: np.any(a > 2, axis=0),
    lambda a: a[0],
    lambda a: a[0, 0],
    lambda a: a[:, 1:],
    lambda a: a[a > 2],
    lambda a: a.T,
    lambda a: a.reshape(3, 2, order="F"),
    lambda a: a.ravel(),
    lambda a: a.copy(),
    lambda a: np.concatenate([a, np.ones((1, 3))]),
    lambda a: np.hstack([np.ones((2, 1)), a]),
    lambda a: np.vstack([np.ones(3), a]),
    lambda a: np.column_stack([np.ones(2), a]),
    lambda a: np.c_[np.ones(2), a],
    lambda a: np.r_[a, np.ones((1, 3))],
    lambda a: np.stack([a, a]),
    lambda a: np.append(a, [1.0]),
    lambda a: np.insert(a, 0, 1, axis=1),
    lambda a: np.where(a > 2, a, 0),
    lambda a: np.zeros_like(a),
    lambda a: np.full_like(a, 3),
    lambda a: np.outer(a[0], a[1]),
    lambda a: np.sort(-a),
    lambda a: np.tile(a, 2),
    lambda a: np.linalg.norm(a[1, :1]),
    lambda a: np.split(a, 3, axis=1)[0],
    lambda a: next(iter(a[0])),
    lambda a: sum(a[0]),
    lambda a: np.isnan(a),
    lambda a: a * np.float64(2),
    lambda a: pickle.loads(pickle.dumps(a)),
    lambda a: copy.deepcopy(a),
]


@pytest.mark.parametrize("operation", STAY)
def test_results_carry_the_arithmetic(operation: Operation) -> None:
    plain = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    result = operation(octave_array(plain, "netlib"))
    assert isinstance(result, OctaveArray)
    assert result.arithmetic == "netlib"
    t0_bits(result, operation(plain))  # small whole numbers: every order gives the same


RAISE: list[Operation] = [
    lambda a: np.einsum("ij,ij->i", a, a),
    lambda a: np.linalg.inv(a),
    lambda a: np.linalg.norm(a),
    lambda a: np.vdot(a, a),
    lambda a: np.inner(a, a),
    lambda a: np.tensordot(a, a),
    lambda a: np.arctan(a),
    lambda a: np.log1p(a),
    lambda a: a % 2,
    lambda a: a // 2,
    lambda a: np.round(a),
    lambda a: a.std(),
    lambda a: np.std(a),
    lambda a: a.round(1),
    lambda a: np.argmax(a, axis=1, keepdims=True),
    lambda a: np.linalg.norm(a, axis=1),
    lambda a: np.unique(a),
    lambda a: a.var(),
    lambda a: np.add.at(a, 0, 1),
    lambda a: np.add.reduceat(a, [0]),
    lambda a: np.sum(a, axis=(0, 1)),
    lambda a: np.sum(a, initial=3),
    lambda a: np.add(a, a, where=a > 2),
    lambda a: a.astype(np.float32) + 1,
    lambda a: a + np.float32(1),
    lambda a: a * 1j,
    lambda a: np.multiply(a, a, out=np.zeros((2, 2))),
]


@pytest.mark.parametrize("operation", RAISE)
def test_what_is_not_covered_raises(operation: Operation) -> None:
    with pytest.raises(TypeError):
        operation(octave_array([[1, 2], [3, 4]], "netlib"))


def test_the_error_says_what_and_why() -> None:
    a = octave_array([[1, 2], [3, 4]], "netlib")
    with pytest.raises(TypeError, match=r"np.linalg.inv is not covered by the arithmetic 'netlib'"):
        np.linalg.inv(a)
    plain = np.zeros((2, 2))
    with pytest.raises(TypeError, match="lose its arithmetic"):
        plain += a


def test_shapes_that_do_not_fit() -> None:
    a = octave_array(np.ones((2, 3)), "netlib")
    with pytest.raises(ValueError, match=r"cannot multiply shape \(2, 3\) by shape \(2, 3\)"):
        a @ a


def test_indices_and_answers_are_plain() -> None:
    a = octave_array(np.arange(300.0) % 5, "netlib")
    order = np.argsort(a)
    assert type(order) is np.ndarray
    assert (order == np.argsort(np.asarray(a), kind="stable")).all()
    assert type(a[order[:2] + 1]) is OctaveArray
    labels = octave_array([1, 2, 4], "netlib").astype(int) - 1
    assert type(labels) is np.ndarray
    assert np.eye(4)[labels].argmax(axis=1).tolist() == [0, 1, 3]
    assert type(a.astype(np.float64)) is OctaveArray
    assert np.allclose(a, a)
    assert np.isclose(a, np.asarray(a)).all()
    assert np.array_equal(a, a)
    np.testing.assert_array_equal(a, a)
    np.testing.assert_allclose(a, a, rtol=0)


def test_messages_name_what_was_called() -> None:
    a = octave_array([[1, 2], [3, 4]], "netlib")
    for operation, name in [
        (lambda: a.std(), "std is not covered"),
        (lambda: np.std(a), "np.std is not covered"),
        (lambda: a.round(1), "round is not covered"),
        (lambda: np.argmax(a, axis=1, keepdims=True), "np.argmax with keepdims="),
        (lambda: np.linalg.norm(a, axis=1), "norm is covered for the Euclidean norm of a vector"),
    ]:
        with pytest.raises(TypeError, match=name):
            operation()


def test_in_place() -> None:
    a = octave_array([[1.0, 2.0]], "netlib")
    a += 1
    a[:, 1:] *= 2
    t0_bits(a, np.array([[2.0, 6.0]]))
    assert isinstance(a, OctaveArray)


def test_whole_numbers_become_doubles_and_bools_stay() -> None:
    assert octave_array([1, 2], "netlib").dtype == np.float64
    assert octave_array([True], "netlib").dtype == np.bool_
    t0_bits(np.sum(octave_array([True, True], "netlib")), 2.0)
    t0_bits(octave_array([True], "netlib") + octave_array([True], "netlib"), np.array([2.0]))


@pytest.mark.parametrize("arithmetic", ["numpy", "netlib"])
def test_a_mask_is_not_dropped(arithmetic: Name) -> None:
    masked = np.ma.masked_array([1.0, 2.0], [False, True])
    for given in (masked, [masked, masked]):
        with pytest.raises(TypeError, match="masked array with"):
            octave_array(given, arithmetic)
    t0_bits(octave_array(np.ma.masked_array([1.0, 2.0]), arithmetic), [1.0, 2.0])


def test_numpy_arithmetic_is_a_plain_array() -> None:
    assert type(octave_array([1, 2], "numpy")) is np.ndarray


def test_unknown_arithmetic() -> None:
    with pytest.raises(ValueError, match="arithmetic is 'mkl'; expected one of numpy, netlib, octave"):
        octave_array([1], "mkl")


def test_same_arithmetic() -> None:
    a, b = same_arithmetic([1.0], octave_array([2.0], "netlib"))
    assert isinstance(a, OctaveArray)
    assert isinstance(b, OctaveArray)
    assert type(same_arithmetic([1.0])[0]) is np.ndarray


def test_different_arithmetics_do_not_mix() -> None:
    a, b = octave_array([1.0], "netlib"), octave_array([1.0], "netlib")
    b.carried = "another"
    with pytest.raises(TypeError, match=r"different arithmetics.*\['another', 'netlib'\]"):
        a + b


def test_a_number_prints_as_one() -> None:
    assert f"{np.sum(octave_array([1.0, 2.0], 'netlib')):.2f}" == "3.00"
