"""Remembering what follows from arrays that cannot change."""

import gc

import numpy as np
from numpy.typing import NDArray

from samebits.octave.constants import constant_owner, once_per_constant


class Counter:
    """Counts the calls of a remembered function."""

    def __init__(self) -> None:
        self.calls = 0

        @once_per_constant
        def total(a: NDArray[np.float64]) -> float:
            self.calls += 1
            return float(a.sum())

        self.total = total


def frozen(values: list[float]) -> NDArray[np.float64]:
    a = np.array(values)
    a.flags.writeable = False
    return a


def test_constants_are_computed_once() -> None:
    counter, a = Counter(), frozen([1, 2, 3])
    assert counter.total(a) == counter.total(a[:]) == 6
    assert counter.calls == 1
    assert counter.total(a[1:]) == 5
    assert counter.calls == 2


def test_what_may_change_is_computed_every_time() -> None:
    counter, a = Counter(), np.array([1.0, 2.0])
    assert counter.total(a) == 3
    a[0] = 5
    assert counter.total(a) == 7
    view = a[:]
    view.flags.writeable = False  # the memory below it can still change
    assert constant_owner(view) is None
    assert counter.total(view) == 7
    a[0] = 1
    assert counter.total(view) == 3


def test_few_results_are_kept() -> None:
    counter, a = Counter(), frozen([1, 2, 3, 4, 5, 6, 7, 8])
    for size in range(8):
        counter.total(a[:size])
    counter.total(a[:7])
    assert counter.calls == 8
    counter.total(a[:1])
    assert counter.calls == 9


def test_results_are_forgotten_with_the_array() -> None:
    counter = Counter()
    for value in range(10):
        a = frozen([value, value])
        assert counter.total(a) == 2 * value
        del a
        gc.collect()
