"""fmincg: the course's minimiser, by Carl Edward Rasmussen.

Nonlinear conjugate gradients (Polak-Ribiere) with a line search by polynomial
interpolation and extrapolation, under the Wolfe-Powell conditions.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samebits.exercises.shared.cost import as_number, checked_cost
from samebits.exercises.shared.line_search import extrapolate, interpolate, smaller
from samebits.octave.arithmetic import same_arithmetic

RHO = 0.01  # Wolfe-Powell: the cost must fall by at least this part of the slope
SIGMA = 0.5  # Wolfe-Powell: at most this part of the slope may be left
MAX = 20  # evaluations in one line search
RATIO = 100  # largest ratio of slopes between line searches
REALMIN = np.finfo(np.float64).tiny

Vector = NDArray[np.float64]


def fmincg(
    f: Callable[..., tuple[Any, Any]],
    X: ArrayLike,
    options: Mapping[str, Any] | None = None,
    *P: Any,
) -> tuple[Vector, Vector, int]:
    """Minimise a differentiable function of many variables.

    Parameters
    ----------
    f : callable
        `f(X, *P)` returns the cost and its gradient, which has the shape of X and is
        given its arithmetic. f may change both X and the gradient, or use them again.
    X : array_like, (n,) or (n, 1)
        The start. It is not changed.
    options : mapping, optional
        ``"MaxIter"``: the most line searches (default 100); if negative, the most
        evaluations of f; ``[length, red]`` also gives the reduction of the cost to
        expect at first (default 1). ``"Display"``: ``"iter"`` prints each
        iteration's cost (default), ``"off"`` prints nothing. ``"GradObj"`` is allowed,
        since the course sets it, and ignored.
    *P
        Passed on to f.

    Returns
    -------
    X : ndarray, the shape of the start
        The best point found.
    fX : ndarray, (k,)
        The cost after each line search that succeeded.
    i : int
        Line searches done, or evaluations where MaxIter is negative.

    Raises
    ------
    TypeError, ValueError
        An option, or what f returns, is not as described above.

    Warns
    -----
    RuntimeWarning
        f returned a cost of NaN. As in Octave the run continues, and counts it as progress.

    Source
    ------
    octave_reference/shared/fmincg.m; C. E. Rasmussen's fmincg of 2001, which the course ships.

    Parity
    ------
    netlib, octave: equal bits in X, fX and i. numpy: rounding separates the runs after some
    iterations, as it does with two BLAS libraries.
    """
    length, red, show = read_options(options)
    (start,) = same_arithmetic(X)
    if start.ndim not in (1, 2) or start.size == 0 or start.shape[0] != start.size:
        raise ValueError(f"X has shape {start.shape}; expected a vector, (n,) or (n, 1)")

    def show_progress(i: int, X: Vector, cost: np.float64, gradient: Vector) -> None:
        print(f"Iteration {i:4d} | Cost: {cost:4.6e}", end="\r", flush=True)

    cost = checked_cost(f, start.shape, P)
    X, fX, i, _, _ = line_searches(cost, start.ravel().copy(), length, red, show_progress if show else None)
    if show and fX:
        print()
    return X.reshape(start.shape), np.array(fX, dtype=np.float64), i


@np.errstate(all="ignore")  # as in Octave, a division by zero gives Inf or NaN, quietly
def line_searches(
    cost: Callable[[Vector], tuple[np.float64, Vector]],
    X: Vector,
    length: float,
    red: float,
    report: Callable[[int, Vector, np.float64, Vector], None] | None = None,
) -> tuple[Vector, list[np.float64], int, np.float64, Vector]:
    """Run fmincg: X, fX and i, and the cost and the gradient at X.

    `report(i, X, cost, gradient)` is called after each line search that succeeded.
    """
    per_search = length > 0  # what i counts: line searches ...
    per_evaluation = length < 0  # ... or evaluations
    budget = -length if per_evaluation else np.inf
    i = 0
    fX: list[np.float64] = []
    failed = False  # whether the line search before this one failed

    f1, df1 = cost(X)
    gradient = df1
    i = i + per_evaluation
    s = -df1
    d1 = as_number(-s @ s)
    z1 = red / (1 - d1)

    while i < abs(length):
        i = i + per_search
        X0, f0, df0 = X, f1, df1

        X = X + z1 * s
        f2, df2 = cost(X)
        i = i + per_evaluation
        d2 = as_number(df2 @ s)
        f3, d3, z3 = f1, d1, -z1  # point 3 starts out as point 1
        M = min(MAX, budget - i)
        limit = np.float64(-1)  # no far end of the bracket yet

        searching = True
        while searching:
            while (f2 > f1 + z1 * RHO * d1 or d2 > -SIGMA * d1) and M > 0:
                # Too far: the minimum is bracketed, so look for it between the points
                limit = z1
                z2 = interpolate(f1, f2, f3, d2, d3, z3)
                z1 = z1 + z2
                X = X + z2 * s
                f2, df2 = cost(X)
                M = M - 1
                i = i + per_evaluation
                d2 = as_number(df2 @ s)
                z3 = z3 - z2

            too_high = f2 > f1 + z1 * RHO * d1 or d2 > -SIGMA * d1
            success = not too_high and d2 > SIGMA * d1
            searching = not too_high and not success and M != 0
            if searching:
                # Not far enough: the slope still goes down steeply
                z2 = extrapolate(f2, f3, d2, d3, z1, z3, limit)
                f3, d3, z3 = f2, d2, -z2
                z1 = z1 + z2
                X = X + z2 * s
                f2, df2 = cost(X)
                M = M - 1
                i = i + per_evaluation
                d2 = as_number(df2 @ s)

        if success:
            f1 = f2
            fX.append(f1)
            gradient = df2
            if report is not None:
                report(i, X, f1, gradient)
            # Polak-Ribiere direction
            s = as_number((df2 @ df2 - df1 @ df2) / (df1 @ df1)) * s - df2
            df1, df2 = df2, df1
            d2 = as_number(df1 @ s)
            if d2 > 0:
                # It must go downhill, else take the steepest descent
                s = -df1
                d2 = as_number(-s @ s)
            z1 = z1 * smaller(RATIO, d1 / (d2 - REALMIN))
            d1 = d2
            failed = False
        else:
            X, f1, df1 = X0, f0, df0
            if failed or i > abs(length):
                # Twice in a row, or out of evaluations: give up
                break
            # Try the steepest descent, of the point where the search failed
            df1, df2 = df2, df1
            s = -df1
            d1 = as_number(-s @ s)
            z1 = 1 / (1 - d1)
            failed = True

    return X, fX, int(i), f1, gradient


def read_options(options: Mapping[str, Any] | None) -> tuple[float, float, bool]:
    """MaxIter as (length, red), and whether to print."""
    if not isinstance(options, Mapping | None):
        raise TypeError(f"options is {options!r}; expected a mapping such as {{'MaxIter': 50}}")
    given = dict(options or {})
    given.pop("GradObj", None)
    max_iter = given.pop("MaxIter", 100)
    display = given.pop("Display", "iter")
    if given:
        raise ValueError(
            f"unknown option {', '.join(map(repr, given))}; fmincg takes 'MaxIter' and 'Display'"
        )
    if display not in ("iter", "off"):
        raise ValueError(f"Display is {display!r}; expected 'iter' or 'off'")
    numbers = np.asarray(max_iter)
    if numbers.dtype.kind not in "iuf" or numbers.size not in (1, 2) or np.isnan(numbers).any():
        raise TypeError(f"MaxIter is {max_iter!r}; expected a number, or [length, red]")
    length, *rest = (float(number) for number in numbers.ravel())
    return length, rest[0] if rest else 1.0, display == "iter"
