"""The mistakes that explain wrong values.

A mistake is named when somebody's values are those that the same inputs give with it.
It is never guessed from the program's text, so Octave and Python are treated alike.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from samebits.parity.alike import alike
from samebits.trace.function import Arguments, Doubles, Function


def explanations(
    function: Function | None, output: str, v: Arguments, right: ArrayLike, given: ArrayLike
) -> list[str]:
    """Each known mistake that gives these values; an empty list if there is none.

    Parameters
    ----------
    function : Function, or None
        With its known mistakes. None: only the relation of the values to the right ones can
        be described.
    output : str
        One of its outputs.
    v : mapping
        The arguments that it was called with.
    right, given : array_like
        What it should have returned, and what it returned.
    """
    expected, found = np.asarray(right, dtype=np.float64), np.asarray(given, dtype=np.float64)
    if function is not None:
        if fits := known_mistakes(function, output, v, expected, found):
            return fits
        words = ""
        if output in function.blocks and found.size == expected.size:
            words = by_block(values_of(function, output, v), expected, found, function.blocks[output](v))
        if not words and output in function.looks:
            words = function.looks[output](v, expected, found)
        if words:
            return [words]
    words = relation(expected, found)
    return [words] if words else []


def known_mistakes(
    function: Function, output: str, v: Arguments, right: Doubles, given: Doubles
) -> list[str]:
    """The known mistakes of a function that give exactly these values, but for rounding."""
    return matching_mistakes(values_of(function, output, v), right, given, function.tolerance)


def values_of(function: Function, output: str, v: Arguments) -> dict[str, Doubles]:
    """The value that each known mistake gives for an output."""
    with np.errstate(all="ignore"):
        mistakes = function.mistakes(v).get(output, {})
    return {words: np.asarray(value, dtype=np.float64) for words, value in mistakes.items()}


def matching_mistakes(
    known: Mapping[str, Doubles], right: Doubles, given: Doubles, tolerance: float = 1e-8
) -> list[str]:
    """The mistakes that give these values and not the right ones."""
    return [
        words
        for words, value in known.items()
        if value.size == given.size and alike(value, given, tolerance) and not alike(value, right, tolerance)
    ]


def by_block(known: Mapping[str, Doubles], right: Doubles, given: Doubles, blocks: Mapping[str, int]) -> str:
    """The mistakes in each matrix that the output is unrolled from, where each has its own."""
    found, start = [], 0
    for block, size in blocks.items():
        part = slice(start, start + size)
        start += size
        expected, values = right.ravel()[part], given.ravel()[part]
        if not alike(expected, values):
            of_block = {key: value.ravel()[part] for key, value in known.items()}
            words = ", or ".join(matching_mistakes(of_block, expected, values))
            found.append(f"in {block}, {words or relation(expected, values) or 'another mistake'}")
    return "; ".join(found) if any("another mistake" not in words for words in found) else ""


def relation(right: Doubles, given: Doubles) -> str:
    """How a wrong value is related to the right one, in words, or ""."""
    a, b = right.ravel(order="F"), given.ravel(order="F")
    if b.size == 0:
        return "it is empty"
    if not np.isfinite(b).all() and np.isfinite(a).all():
        return "it holds NaN or Inf: a log of 0, or a division by 0"
    if a.size != b.size:
        return ""
    if not b.any():
        return "all zeros: not filled in"
    if alike(a, b):
        return "the right numbers in another shape"
    if alike(-a, b):
        return "the sign is wrong"
    if right.ndim == 2 and min(right.shape) > 1 and (alike(right.ravel(), b) or alike(a, given.ravel())):
        return (
            "the right numbers, transposed or row by row; Octave goes down the columns (in NumPy: order='F')"
        )
    k = float(a @ b / (a @ a)) if a.any() else 0.0
    if a.size > 1 and k and alike(k * a, b):
        return f"{k:.6g} times what it should be, everywhere"
    if a.size > 2 and alike(np.sort(a), np.sort(b)):
        return "the right numbers in another order"
    return ""
