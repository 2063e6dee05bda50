"""Which mistake a wrong gradient looks like.

Only the gradient, the differences and the parameters are known, not the program; so
each rule says what it saw, and what usually causes it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isclose, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.ex4.gradient_check import first

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Evidence:
    """What a gradient check knows.

    Attributes
    ----------
    cost, theta, shapes
        As given to `check_gradient`.
    numerical, analytical : ndarray, (n,)
        NaN in `numerical` where it was not asked for.
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
        What J should have been, where it is something else.
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
        not_finite, direction, all_zero, regularisation, small, other_factor, other_order, lone, which_layer,
    )  # fmt: skip
    said = next(filter(None, (rule(e) for rule in rules)), "")
    if e.sampled:
        said += " Some parameters were not drawn: to check them all would tell more."
    return said.strip()


def not_finite(e: Evidence) -> str:
    if np.isfinite(e.J) and np.isfinite(e.analytical).all():
        return ""
    what = "The gradient holds" if np.isfinite(e.J) else "J is"
    return f"{what} NaN or Inf: a log of 0, or a division by 0."


def direction(e: Evidence) -> str:
    if not all(e.blocks_right):
        return ""
    return "Every parameter that was compared is right, and a direction is not."


def all_zero(e: Evidence) -> str:
    if not e.analytical.any():
        return "The gradient is all zeros: it was not filled in."
    blocks = enumerate(zip(matrices(e, e.analytical), e.blocks_right, strict=True), 1)
    zero = [f"Theta{k}" for k, (block, right) in blocks if not right and not block.any()]
    return f"The gradient of {' and '.join(zero)} is all zeros: it was not filled in." if zero else ""


def small(e: Evidence) -> str:
    """All but right."""
    if not alike(seen(e, e.numerical), seen(e, e.analytical)):
        return ""
    truncation = "" if e.exact else "truncation (try complex_step=True), or "
    return f"Differences this small may be {truncation}numbers in single precision."


def other_factor(e: Evidence) -> str:
    """The gradient is the differences times one number, at least where nothing is regularised."""
    everywhere = np.ones(e.theta.size, dtype=bool)
    bias = "By the bias weights, which are not regularised, every partial derivative"
    for where, what in ((everywhere, "Every partial derivative"), (is_bias(e), bias)):
        known = where & ~np.isnan(e.numerical)
        a, b = e.numerical[known], e.analytical[known]
        k = float(a @ b / (a @ a)) if a.any() else 0.0
        if a.size > 1 and k and not isclose(k, 1, rel_tol=1e-3) and alike(k * a, b):
            return factor(e, k, what)
    return ""


def factor(e: Evidence, k: float, what: str) -> str:
    """What multiplies a gradient by k."""
    if e.missed_J is not None and isclose(k * e.J, e.missed_J, rel_tol=1e-4):
        return f"J is {1 / k:.6g} times what it should be, and what its gradient says: is it divided by m?"
    if isclose(k, -1, rel_tol=1e-4):
        return f"{what} is minus what it should be: the output layer's delta is h - y, not y - h."
    for times, said in (
        (k, "times too large: a division by m is missing"),
        (1 / k, "times too small: it is divided by m twice, or J is not"),
    ):
        if times > 1.5 and isclose(times, round(times), rel_tol=1e-4):
            return f"{what} is {round(times)} {said}, if m is {round(times)}."
    return f"{what} is {k:.6g} times what it should be: a factor such as 1/m is wrong."


def other_order(e: Evidence) -> str:
    """The right numbers in other places."""
    if e.sampled:
        return ""
    by_rows = np.concatenate([block.ravel() for block in matrices(e, e.numerical)])
    if alike(by_rows, e.analytical):
        return (
            "The gradient holds the right numbers, unrolled row by row; Octave's (:) goes down the "
            "columns. In NumPy: Theta_grad.ravel(order='F')."
        )
    swapped = np.concatenate([block.ravel(order="F") for block in matrices(e, e.numerical)[::-1]])
    if alike(swapped, e.analytical):
        return (
            "The gradient holds the right numbers in the wrong order: Theta1_grad comes first, and the "
            "last layer's comes last."
        )
    return ""


def regularisation(e: Evidence) -> str:
    """What is wrong is a multiple of the weights, in the bias columns or beside them."""
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
            or not alike(e.numerical[elsewhere], e.analytical[elsewhere])
        ):
            continue
        times = f"{abs(c):.4g} times the weights"
        if name == "bias":
            place = "the gradient" if c > 0 else "J"
            return f"The bias of {of} is regularised in {place} ({times}), and should not be."
        if c > 0:
            return (
                f"The gradient of {of} has {times} more than J has: lambda/m in one, and lambda/(2m) in the "
                "other, or J's regularisation is missing?"
            )
        return (
            f"The gradient of {of} lacks {times}: its regularisation is missing or too small, or J has "
            "lambda/m where lambda/(2m) belongs."
        )
    return ""


def lone(e: Evidence) -> str:
    """A few elements among many."""
    if e.sampled or e.wrong > len(e.worst) or 10 * e.wrong > e.theta.size:
        return ""
    return f"All {e.theta.size} elements are right but {' and '.join(e.worst)}: is an index wrong?"


def which_layer(e: Evidence) -> str:
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
    if isclose(float(first(e.cost(rearranged))), expected, rel_tol=1e-6):
        return (
            "J is as it should be if the matrices are unrolled row by row: the cost reshapes them in that "
            "order. Octave's goes down the columns; in NumPy, reshape(..., order='F'). The gradient check "
            "cannot see this."
        )
    return f"The gradient belongs to this J, but J should be {expected:.10g}: both share a mistake."


def seen(e: Evidence, values: Vector) -> Vector:
    """The elements for which there are differences."""
    return values[~np.isnan(e.numerical)]


def is_bias(e: Evidence) -> NDArray[np.bool_]:
    """Which elements are weights of a bias unit: the first column of each matrix."""
    return np.concatenate([np.arange(prod(shape)) < shape[0] for shape in e.shapes])


def matrices(e: Evidence, values: Vector) -> list[Vector]:
    parts = np.split(values, np.cumsum([prod(shape) for shape in e.shapes])[:-1])
    return [part.reshape(shape, order="F") for part, shape in zip(parts, e.shapes, strict=True)]


def alike(a: Vector, b: Vector, within: float = 1e-6) -> bool:
    """Equal but for the errors of differences."""
    return bool(np.linalg.norm(a - b) <= within * np.linalg.norm(a + b))
