"""The gradient check with a report: where a gradient is wrong, by how much, and perhaps why."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import isclose, prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samebits.exercises.shared.cost import checked_cost, first_value
from samebits.gradient.suggest import Evidence, suggest
from samebits.octave.arithmetic import same_arithmetic
from samebits.octave.random import OctaveRandom

Vector = NDArray[np.float64]
COMPLEX_STEP = 1e-20  # nothing is subtracted, so it may be as small as you like


@dataclass(frozen=True)
class Part:
    """What was compared of one matrix of parameters, or of all of them.

    Attributes
    ----------
    name : str
    compared, size : int
        Partial derivatives that were compared, of how many.
    relative_difference : float
        norm(numerical - analytical) / norm(numerical + analytical).
    right : bool
        Below the tolerance, or as close as differences can tell: within J's rounding divided by
        the step, or within the tolerance of the whole gradient.
    """

    name: str
    compared: int
    size: int
    relative_difference: float
    right: bool


@dataclass(frozen=True)
class Element:
    """A partial derivative, or the slope in a direction: from differences, and from the gradient."""

    name: str
    numerical: float
    analytical: float
    right: bool


@dataclass(frozen=True)
class GradientCheck:
    """What `check_gradient` found. Print it for the report.

    Attributes
    ----------
    gradient_right : bool
        Everything that was compared agrees.
    tolerance : float
    J : float
    J_right : bool or None
        Whether J is what it should be; None where nothing was expected.
    whole : Part
    blocks : list of Part
        One for each matrix.
    worst : list of Element
        Of those that are wrong, the three whose absolute difference is largest, by Octave's names.
    directions : list of Element
        Slopes in random directions, all parameters at once.
    suggestion : str
        The mistake that the differences look like; empty where none is recognised.
    """

    gradient_right: bool
    tolerance: float
    J: float
    J_right: bool | None
    whole: Part
    blocks: list[Part]
    worst: list[Element]
    directions: list[Element]
    suggestion: str

    @property
    def right(self) -> bool:
        """Neither the gradient nor J is wrong."""
        return self.gradient_right and self.J_right is not False

    def __str__(self) -> str:
        return "\n".join(report_lines(self))


def check_gradient(
    cost: Callable[[Vector], Any],
    theta: ArrayLike,
    shapes: Sequence[tuple[int, int]] | None = None,
    *,
    expected_cost: float | None = None,
    parameters: int | None = None,
    directions: int = 0,
    complex_step: bool = False,
    step: float = 1e-4,
    tolerance: float = 1e-9,
    seed: float = 1,
) -> GradientCheck:
    """Compare a cost's gradient with differences of the cost.

    Parameters
    ----------
    cost : callable
        `cost(theta)` returns the cost and its gradient, regularised or not.
    theta : array_like, (n,) or (n, 1)
        Where to check: random weights, or those of `debug_initialize_weights`.
    shapes : sequence of (rows, columns), optional
        Of the matrices unrolled in theta, which the report calls Theta1, Theta2, ...
    expected_cost : float, optional
        What the cost should be at theta, known from elsewhere, to six digits. The gradient
        check cannot see a mistake that the cost and its gradient share, such as matrices
        unrolled in the wrong order.
    parameters : int, optional
        The number of partial derivatives to check, drawn at random from every matrix
        alike. By default all, at the cost of 2 n evaluations.
    directions : int
        The number of random directions in which to check the slope as well. Each involves
        all parameters and takes 2 evaluations.
    complex_step : bool
        Take each derivative from one evaluation at theta + 1e-20i, to rounding. The cost has
        to accept complex numbers and use only arithmetic, exp and log on them: no abs, no
        max, no conj or vdot. Our costs do, in the arithmetic `numpy`.
    step : float
        The step of the differences: the lecture's EPSILON, which has nothing to do with
        INIT_EPSILON.
    tolerance : float
        The largest relative difference at which a gradient counts as right.
    seed : float
        For what is drawn at random.

    Returns
    -------
    GradientCheck

    Raises
    ------
    TypeError
        The cost function does not return a cost and a gradient, or does not take complex numbers.
    ValueError
        Shapes that do not fit together, no parameters, or a step that is not above 0.

    Source
    ------
    Exercise 4, "Gradient checking", and beyond. Complex step: W. Squire and G. Trapp, "Using
    complex variables to estimate derivatives of real functions", SIAM Review 40 (1998).

    Parity
    ------
    As `compute_numerical_gradient`, for the central differences.
    """
    (theta,) = same_arithmetic(theta)
    if theta.size == 0:
        raise ValueError(f"theta has shape {theta.shape}; expected at least one parameter")
    if not 0 < step < np.inf:
        raise ValueError(f"step is {step}; expected a number above 0")
    shapes = [(theta.size, 1)] if shapes is None else list(shapes)
    names = [f"Theta{k}" for k in range(1, len(shapes) + 1)] if len(shapes) > 1 else ["theta"]
    sizes = [prod(shape) for shape in shapes]
    if sum(sizes) != theta.size or theta.shape[0] != theta.size:
        raise ValueError(f"theta has shape {theta.shape}; the shapes {shapes} need ({sum(sizes)},)")
    if parameters is not None and parameters < len(shapes):
        raise ValueError(
            f"parameters is {parameters}; expected at least one for each of {len(shapes)} matrices"
        )

    J, gradient = checked_cost(cost, theta.shape, ())(theta.ravel())
    analytical = np.asarray(gradient)
    # Differences have errors of their own. They divide the rounding of J by the step; and they leave
    # out the curve of J, which depends on the whole gradient, however small the part they belong to
    noise = 0 if complex_step else 8 * np.finfo(float).eps * abs(float(J)) / step
    length = float(np.linalg.norm(analytical[np.isfinite(analytical)]))
    curve = 0 if complex_step else 2 * tolerance * length

    def slope(direction: Vector) -> float:
        direction = direction.reshape(theta.shape)
        if complex_step:
            return complex_slope(cost, np.asarray(theta), direction)
        loss1, loss2 = (float(first_value(cost(theta + e * direction))) for e in (-step, step))
        return (loss2 - loss1) / (2 * step)

    rng = OctaveRandom(seed)
    numerical = np.full(theta.size, np.nan)
    asked = list(choose_parameters(sizes, parameters, rng))
    numerical[asked] = [slope(np.eye(1, theta.size, p)) for p in asked]
    to_compare = ~np.isfinite(analytical)  # whether it was drawn or not
    to_compare[asked] = True

    def part(name: str, elements: slice) -> Part:
        compared = to_compare[elements]
        a, b = numerical[elements][compared], analytical[elements][compared]
        apart, together = float(np.linalg.norm(a - b)), float(np.linalg.norm(a + b))
        relative = apart / together if together else (0.0 if apart == 0 else np.inf)
        right = apart <= max(tolerance * together, curve) + noise * np.sqrt(a.size)
        return Part(name, a.size, compared.size, float(relative), bool(right))

    ends = np.cumsum(sizes).tolist()
    whole = part("all", slice(None))
    blocks = [part(name, slice(end - size, end)) for name, size, end in zip(names, sizes, ends, strict=True)]
    lines = []
    for k in range(1, directions + 1):
        direction = rng.randn(theta.size, 1).ravel()
        direction = direction / np.linalg.norm(direction)
        by_differences, by_gradient = slope(direction), float(analytical @ direction)
        # A slope of 0 has a curve, too; it is at most 4e-9 of the gradient's length, measured
        right = abs(by_differences - by_gradient) <= 10 * tolerance * length + noise
        lines.append(Element(f"direction {k}", by_differences, by_gradient, bool(right)))
    gap = np.abs(numerical - analytical)
    near = gap <= tolerance * np.abs(numerical + analytical) + noise  # never so where there is NaN
    wrong = np.flatnonzero(np.repeat([not block.right for block in blocks], sizes) & to_compare & ~near)
    largest = wrong[np.argsort(-np.nan_to_num(gap[wrong], nan=np.inf), kind="stable")[:3]].tolist()
    worst = [
        Element(element_name(p, names, shapes), float(numerical[p]), float(analytical[p]), False)
        for p in largest
    ]
    J_right = None if expected_cost is None else isclose(J, expected_cost, rel_tol=1e-6, abs_tol=1e-6)
    gradient_right = all(block.right for block in blocks) and all(line.right for line in lines)
    evidence = Evidence(
        cost, theta, shapes, numerical, analytical, complex_step, len(asked) < theta.size,
        gradient_right, [block.right for block in blocks], len(wrong), [element.name for element in worst],
        float(J), expected_cost if J_right is False else None,
    )  # fmt: skip
    return GradientCheck(
        gradient_right, tolerance, float(J), J_right, whole, blocks, worst, lines, suggest(evidence)
    )


def complex_slope(cost: Callable[[Any], Any], theta: Vector, direction: Vector) -> float:
    """The imaginary part of the cost at theta + ih, divided by h: no difference, no cancellation."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", np.exceptions.ComplexWarning)
            J = np.asarray(first_value(cost(theta + 1j * COMPLEX_STEP * direction)))
        if J.dtype.kind != "c":
            raise TypeError(f"it returned a number of type {J.dtype}")
    except (TypeError, np.exceptions.ComplexWarning) as error:
        raise TypeError(
            f"the cost does not keep complex numbers complex ({error}); leave complex_step out"
        ) from error
    return float(J.imag) / COMPLEX_STEP


def choose_parameters(sizes: Sequence[int], parameters: int | None, rng: OctaveRandom) -> Iterator[int]:
    """Which parameters to check: all, or the same number of each matrix, at random."""
    start = 0
    for k, size in enumerate(sizes):
        if parameters is None:
            yield from range(start, start + size)
        else:
            share = parameters // len(sizes) + (k < parameters % len(sizes))
            drawn = rng.randperm(size, min(share, size)) - 1  # Octave: from 1
            yield from (start + drawn.astype(int)).tolist()
        start += size


def element_name(p: int, names: Sequence[str], shapes: Sequence[tuple[int, int]]) -> str:
    """The element's name in Octave: Theta2(3,1)."""
    for name, (rows, columns) in zip(names, shapes, strict=True):
        if p < rows * columns:
            return f"{name}({p + 1})" if columns == 1 else f"{name}({p % rows + 1},{p // rows + 1})"
        p -= rows * columns
    raise IndexError(p)


def report_lines(check: GradientCheck) -> Iterator[str]:
    """The report, a line at a time."""
    yield f"{'':10} {'compared':>15}  relative difference"
    for part in [*check.blocks, check.whole] if len(check.blocks) > 1 else [check.whole]:
        compared, verdict = f"{part.compared} of {part.size}", "right" if part.right else "WRONG"
        if part.right and part.relative_difference > check.tolerance:
            verdict = "right, as far as differences can tell"
        yield f"{part.name:10} {compared:>15}  {part.relative_difference:<10.3g} {verdict}"
    if check.directions:
        yield f"{'':14} {'by differences':>16} {'by the gradient':>16}"
        yield from (f"{element_line(e)}  {'right' if e.right else 'WRONG'}" for e in check.directions)
    if check.worst:
        yield f"{'worst':14} {'by differences':>16} {'by the gradient':>16}"
        yield from map(element_line, check.worst)
    verdict = {None: "not checked: give expected_cost", True: "right", False: "WRONG"}[check.J_right]
    yield f"J = {check.J:.15g}, {verdict}"
    if check.suggestion:
        yield check.suggestion


def element_line(e: Element) -> str:
    """An element's name and its two numbers."""
    return f"{e.name:14} {e.numerical:16.10f} {e.analytical:16.10f}"
