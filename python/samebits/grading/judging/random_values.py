"""Random values: no values are the right ones, so their size, range and distribution are judged."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

# What may be wrong, in words
DRAWN = {
    "zero": "all values are zero",
    "equal rows": "two rows are equal",
    "repeated": "every call returns the same values: they are not random, or the function sets a seed",
    "positive": "no value is negative; expected values between -{within:g} and {within:g}",
    "large": "the largest value is {largest:.3g}; expected values between -{within:g} and {within:g}",
    "small": "the largest value is {largest:.3g}; expected values up to {within:g}",
    "few": "only {different} of {size} values are distinct",
    "off centre": "the mean of the values is {mean:.3g}; expected values evenly on both sides of 0",
    "narrow": "the standard deviation of the values is {spread:.3g}: nearly all of them are almost 0",
    "along rows": "the values rise or fall along the rows: they are not random",
    "along columns": "the values rise or fall along the columns: they are not random",
    "alike": "two calls return almost the same values: they are not random",
}


def wrong_draw(draws: Sequence[Doubles], within: float) -> str:
    """What is wrong with random values: a key of `DRAWN`, or ""."""
    W = draws[0]
    largest = float(np.abs(W).max())
    if largest == 0:
        return "zero"
    if len(np.unique(W, axis=0)) < len(W):
        return "equal rows"
    if any(np.array_equal(W, other) for other in draws[1:]):
        return "repeated"
    if W.min() >= 0:
        return "positive"
    if largest > within:
        return "large"
    return "small" if largest < within / 10 else uneven_draw(draws)


def uneven_draw(draws: Sequence[Doubles]) -> str:
    """What random numbers show in at most one call of a million: a key of `DRAWN`, or ""."""
    W = draws[0].ravel(order="F")
    chance = 5 / np.sqrt(W.size)  # five standard deviations of a mean, and of a correlation
    if len(np.unique(W)) < 0.9 * W.size:
        return "few"
    if abs(W.mean()) > chance * W.std():
        return "off centre"
    if W.std() < np.abs(W).max() / 6:
        return "narrow"
    if chance < 1:
        for key, counted in ("along rows", draws[0].ravel()), ("along columns", W):
            if abs(np.corrcoef(counted, np.arange(W.size))[0, 1]) > chance:
                return key
        if any(abs(np.corrcoef(W, other.ravel(order="F"))[0, 1]) > chance for other in draws[1:]):
            return "alike"
    return ""
