"""Which mistake a wrong gradient looks like.

Only the gradient, the differences and the parameters are known, not the program. So
each rule says what it found, and what usually causes it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isclose, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.shared.cost import first_value
from samebits.gradient import words
from samebits.parity.alike import alike

Vector = NDArray[np.float64]

# Why the gradient may contain more of the weights than J does (True), or less, by the columns
REGULARISED = {
    ("bias", True): (words.BIAS_IN_GRADIENT,),
    ("bias", False): (words.BIAS_IN_J,),
    ("other", True): (words.LAMBDA_NOT_DIVIDED, words.J_NOT_REGULARISED),
    ("other", False): (words.GRADIENT_NOT_REGULARISED, words.LAMBDA_OVER_M_IN_J),
}
DIFFERENCES = 1e-6  # the relative error of differences, at most


@dataclass(frozen=True)
class Evidence:
    """What a gradient check knows.

    Attributes
    ----------
    cost, theta, shapes
        As given to `check_gradient`.
    numerical, analytical : ndarray, (n,)
        NaN in `numerical` where it was not computed.
    exact : bool
        `numerical` comes from the complex step, without truncation.
    sampled : bool
        Some parameters were not compared.
    gradient_right : bool
    blocks_right : list of bool
    wrong : int
        How many elements are wrong.
    worst : list of str
        The names of three of them, or of all if they are fewer.
    J : float
    missed_J : float or None
        What J should be, if it is not.
    """

    cost: Callable[[Vector], Any]
    theta: Vector
    shapes: Sequence[tuple[int, int]]
    numerical: Vector
    analytical: Vector
    exact: bool
    sampled: bool
    gradient_right: bool
    blocks_right: list[bool]
    wrong: int
    worst: list[str]
    J: float
    missed_J: float | None


def suggest(e: Evidence) -> str:
    """The first mistake that fits, in words; empty where none does, or nothing is wrong."""
    if e.gradient_right:
        return "" if e.missed_J is None else wrong_J(e, e.missed_J)
    rules = (
        not_finite, wrong_direction, all_zero, regularisation, small_difference, wrong_factor, wrong_order,
        few_elements, wrong_layer,
    )  # fmt: skip
    suggestion = next(filter(None, (rule(e) for rule in rules)), "")
    if e.sampled:
        suggestion += " Some parameters were not drawn: checking them all would show more."
    return suggestion.strip()


def not_finite(e: Evidence) -> str:
    if np.isfinite(e.J) and np.isfinite(e.analytical).all():
        return ""
    what = "The gradient holds" if np.isfinite(e.J) else "J is"
    return f"{what} NaN or Inf: a log of 0, or a division by 0."


def wrong_direction(e: Evidence) -> str:
    if not all(e.blocks_right):
        return ""
    return (
        "Every partial derivative that was compared is right, but the slope in a random direction is "
        "wrong, so one that was not compared must be wrong."
    )


def all_zero(e: Evidence) -> str:
    if not e.analytical.any():
        return "The gradient is all zeros: it was not filled in."
    blocks = enumerate(zip(matrices(e, e.analytical), e.blocks_right, strict=True), 1)
    zero = [f"Theta{k}" for k, (block, right) in blocks if not right and not block.any()]
    return f"The gradient of {' and '.join(zero)} is all zeros: it was not filled in." if zero else ""


def small_difference(e: Evidence) -> str:
    """The gradient is almost right."""
    if not alike(compared(e, e.numerical), compared(e, e.analytical), DIFFERENCES):
        return ""
    truncation = "" if e.exact else "truncation (try complex_step=True), or "
    return f"Differences this small may be {truncation}numbers in single precision."


def wrong_factor(e: Evidence) -> str:
    """The gradient is the differences times one number, at least where nothing is regularised."""
    everywhere = np.ones(e.theta.size, dtype=bool)
    bias = "For the bias weights, which are not regularised, every partial derivative"
    for where, what in ((everywhere, "Every partial derivative"), (is_bias(e), bias)):
        known = where & ~np.isnan(e.numerical)
        a, b = e.numerical[known], e.analytical[known]
        k = float(a @ b / (a @ a)) if a.any() else 0.0
        if a.size > 1 and k and not isclose(k, 1, rel_tol=1e-3) and alike(k * a, b, DIFFERENCES):
            return factor(e, k, what)
    return ""


def factor(e: Evidence, k: float, what: str) -> str:
    """What multiplies a gradient by k."""
    if e.missed_J is not None and isclose(k * e.J, e.missed_J, rel_tol=1e-4):
        return f"J is {1 / k:.6g} times what it should be, and what its gradient says: {words.J_NOT_DIVIDED}?"
    if isclose(k, -1, rel_tol=1e-4):
        return f"{what} is minus what it should be: the output layer's delta {words.REVERSED}."
    for times, cause in (
        (k, f"times too large: {words.GRADIENT_NOT_DIVIDED}"),
        (1 / k, f"times too small: it is divided by m twice, or {words.J_NOT_DIVIDED}"),
    ):
        if times > 1.5 and isclose(times, round(times), rel_tol=1e-4):
            return f"{what} is {round(times)} {cause}, if m is {round(times)}."
    return f"{what} is {k:.6g} times what it should be: a factor such as 1/m is wrong."


def wrong_order(e: Evidence) -> str:
    """The right numbers in the wrong places."""
    if e.sampled:
        return ""
    by_rows = np.concatenate([block.ravel() for block in matrices(e, e.numerical)])
    if alike(by_rows, e.analytical, DIFFERENCES):
        return f"The gradient holds the right numbers: {words.UNROLLED_BY_ROWS}."
    swapped = np.concatenate([block.ravel(order="F") for block in matrices(e, e.numerical)[::-1]])
    if alike(swapped, e.analytical, DIFFERENCES):
        last = f"Theta{len(e.shapes)}_grad"
        return f"The gradient holds the right numbers: {last} {words.BEFORE_THE_FIRST}."
    return ""


def regularisation(e: Evidence) -> str:
    """The error is a multiple of the weights, in the bias columns or in the others."""
    if len(e.shapes) < 2:
        return ""
    wrong = np.repeat([not right for right in e.blocks_right], [prod(shape) for shape in e.shapes])
    of = " and ".join(f"Theta{k}" for k, right in enumerate(e.blocks_right, 1) if not right)
    drawn = ~np.isnan(e.numerical)
    gap, weights = e.analytical - e.numerical, e.theta.ravel()
    for column, name in ((is_bias(e), "bias"), (~is_bias(e), "other")):
        known, elsewhere = drawn & wrong & column, drawn & ~(wrong & column)
        w = np.asarray(weights[known])
        c = float(gap[known] @ w / (w @ w)) if w.any() else 0.0
        if (
            w.size < 2
            or not alike(c * w, gap[known], 1e-4)
            or not alike(e.numerical[elsewhere], e.analytical[elsewhere], DIFFERENCES)
        ):
            continue
        where = f"the bias columns of {of}" if name == "bias" else of
        amount = f"{abs(c):.4g} times the weights"
        gap_is = f"has {amount} more than J has" if c > 0 else f"lacks {amount}"
        return f"The gradient of {where} {gap_is}: {', or '.join(REGULARISED[name, c > 0])}."
    return ""


def few_elements(e: Evidence) -> str:
    """A few elements among many."""
    if e.sampled or e.wrong > len(e.worst) or 10 * e.wrong > e.theta.size:
        return ""
    return f"All {e.theta.size} elements are right but {' and '.join(e.worst)}: is an index wrong?"


def wrong_layer(e: Evidence) -> str:
    """How far back from the output the gradient is right."""
    if len(e.shapes) < 2:
        return ""
    last = len(e.shapes)
    if not e.blocks_right[-1]:
        return (
            f"Theta{last} is wrong, the layer next to the output: look at the delta there, h - y, and at "
            "both terms of J."
        )
    k = max(k for k, right in enumerate(e.blocks_right, 1) if not right) + 1  # the layer of the delta
    return (
        f"Theta{last} is right and Theta{k - 1} is wrong, so perhaps the error is lost on its way back: "
        f"delta{k} is (delta{k + 1} * Theta{k} without its bias column) .* sigmoidGradient(z{k}), at z{k} "
        f"and not at a{k}."
    )


def wrong_J(e: Evidence, expected: float) -> str:
    """The gradient is right for this J, which is itself wrong."""
    parts = np.split(np.asarray(e.theta).ravel(), np.cumsum([prod(shape) for shape in e.shapes])[:-1])
    by_rows = [part.reshape(shape, order="F").ravel() for part, shape in zip(parts, e.shapes, strict=True)]
    rearranged = np.concatenate(by_rows).reshape(e.theta.shape)
    if isclose(float(first_value(e.cost(rearranged))), expected, rel_tol=1e-6):
        return (
            f"J is right for theta in a different order: theta {words.RESHAPED_BY_ROWS}. The gradient "
            "check cannot see this."
        )
    return f"The gradient belongs to this J, but J should be {expected:.10g}: they share a mistake."


def compared(e: Evidence, values: Vector) -> Vector:
    """The elements for which there are differences."""
    return values[~np.isnan(e.numerical)]


def is_bias(e: Evidence) -> NDArray[np.bool_]:
    """Which elements are weights of a bias unit: the first column of each matrix."""
    return np.concatenate([np.arange(prod(shape)) < shape[0] for shape in e.shapes])


def matrices(e: Evidence, values: Vector) -> list[Vector]:
    parts = np.split(values, np.cumsum([prod(shape) for shape in e.shapes])[:-1])
    return [part.reshape(shape, order="F") for part, shape in zip(parts, e.shapes, strict=True)]
