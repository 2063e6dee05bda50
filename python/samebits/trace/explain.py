"""The mistakes that students make, each with the values that it gives.

A mistake is named when somebody's values are those that the same inputs give with it.
It is never guessed from the program's text, so Octave and Python are treated alike.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samebits.exercises.ex3 import mistakes as ex3
from samebits.exercises.ex4 import mistakes as ex4
from samebits.exercises.shared.mistakes import sigmoid_mistakes
from samebits.parity.alike import alike

Doubles = NDArray[np.float64]
Arguments = Mapping[str, Any]


MISTAKES: dict[str, Callable[[Arguments], Mapping[str, Mapping[str, Any]]]] = {
    "sigmoid": sigmoid_mistakes,
    "sigmoidGradient": ex4.sigmoid_gradient_mistakes,
    "nnCostFunction": ex4.network_mistakes,
    "randInitializeWeights": ex4.random_mistakes,
    "debugInitializeWeights": ex4.debug_mistakes,
    "computeNumericalGradient": ex4.difference_mistakes,
    "predict": ex4.predict_mistakes,
    "lrCostFunction": ex3.logistic_mistakes,
    "oneVsAll": ex3.one_vs_all_mistakes,
    "predictOneVsAll": ex3.predict_one_vs_all_mistakes,
}


def mistaken(function: str, output: str, v: Arguments) -> Mapping[str, Any]:
    """What each known mistake of a function gives for one of its outputs."""
    if function not in MISTAKES:
        return {}
    with np.errstate(all="ignore"):
        return MISTAKES[function](v).get(output, {})


def explain(function: str, output: str, v: Arguments, right: ArrayLike, given: ArrayLike) -> str:
    """The mistakes that give these values, in words; see `explanations`."""
    return ", or ".join(explanations(function, output, v, right, given))


def explanations(function: str, output: str, v: Arguments, right: ArrayLike, given: ArrayLike) -> list[str]:
    """Each mistake that gives these values; none if no known one does.

    Parameters
    ----------
    function, output : str
        `nnCostFunction` and `grad`, for example.
    v : mapping
        The arguments that it was called with.
    right, given : array_like
        What it should return, and what it did.
    """
    expected, found = np.asarray(right, dtype=np.float64), np.asarray(given, dtype=np.float64)
    tolerance = 1e-2 if function == "oneVsAll" else 1e-8  # 50 iterations do not reach the same optimum
    known = {
        words: np.asarray(value, dtype=np.float64) for words, value in mistaken(function, output, v).items()
    }
    if fits := fitting(known, expected, found, tolerance):
        return fits
    words = ""
    if (function, output) == ("nnCostFunction", "grad") and found.size == expected.size:
        split = int(v["hidden_layer_size"] * (v["input_layer_size"] + 1))
        words = by_block(known, expected, found, split)
    words = words or relation(expected, found)
    return [words] if words else []


def fitting(
    known: Mapping[str, Doubles], right: Doubles, given: Doubles, tolerance: float = 1e-8
) -> list[str]:
    """The mistakes that give these values and not the right ones."""
    return [
        words
        for words, value in known.items()
        if value.size == given.size and alike(value, given, tolerance) and not alike(value, right, tolerance)
    ]


def by_block(known: Mapping[str, Doubles], right: Doubles, given: Doubles, split: int) -> str:
    """The mistakes in Theta1_grad and in Theta2_grad, where each has its own."""
    found = []
    for block, part in (("Theta1_grad", slice(split)), ("Theta2_grad", slice(split, None))):
        expected, values = right.ravel()[part], given.ravel()[part]
        if not alike(expected, values):
            blocks = {key: value.ravel()[part] for key, value in known.items()}
            words = ", or ".join(fitting(blocks, expected, values))
            found.append(f"in {block}, {words or relation(expected, values) or 'another mistake'}")
    return "; ".join(found) if any("another mistake" not in words for words in found) else ""


def relation(right: Doubles, given: Doubles) -> str:
    """What two arrays have to do with each other, where one is not the other."""
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
