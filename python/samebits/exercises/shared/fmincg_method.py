"""fmincg as a method of `scipy.optimize.minimize`."""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult

from samebits.exercises.shared.cost import checked_cost
from samebits.exercises.shared.fmincg import line_searches
from samebits.octave.arithmetic import same_arithmetic

Vector = NDArray[np.float64]

NO_PROGRESS = (0, "Two line searches in a row found no lower cost.")
OUT_OF_ITERATIONS = (1, "Maximum number of iterations has been reached.")
OUT_OF_EVALUATIONS = (1, "Maximum number of function evaluations has been reached.")
STOPPED = (99, "`callback` raised `StopIteration`.")  # SciPy's own number and words


def fmincg_method(
    fun: Callable[..., Any],
    x0: Vector,
    args: tuple[Any, ...] = (),
    jac: Callable[..., Any] | None = None,
    callback: Callable[..., Any] | None = None,
    maxiter: int = 100,
    maxfev: int | None = None,
    disp: bool = False,
    **others: Any,
) -> OptimizeResult:
    """Minimise by fmincg, called by SciPy.

    ``scipy.optimize.minimize(cost, x0, jac=True, method=fmincg_method,
    options={"maxiter": 50})``, where `cost(x, *args)` returns the cost and its
    gradient; or with a function as `jac`.

    Parameters
    ----------
    fun, x0, args, jac, callback
        As `minimize` passes them on. The callback is called after each successful line
        search, with `x`, or with `intermediate_result` if that is what it takes;
        StopIteration from it ends the run.
    maxiter : int
        The most line searches to make.
    maxfev : int, optional
        The most evaluations to make, in place of `maxiter` (a negative MaxIter).
    disp : bool
        Print the message at the end.

    Returns
    -------
    OptimizeResult
        x, fun, jac, nit, nfev, success, status (0: no further progress; 1: out of
        iterations or evaluations; 99: stopped), message, and `costs`, the cost after
        each successful line search.

    Raises
    ------
    TypeError, ValueError
        There is no gradient; or bounds, constraints, a Hessian or an unknown option are given.

    Parity
    ------
    As fmincg. `minimize` makes a plain array of x0: give `args`, or what the cost
    function holds, the arithmetic.
    """
    if not callable(jac):
        raise TypeError("fmincg needs the gradient: minimize(..., jac=True), or a function as jac")
    refused = [name for name, value in others.items() if value is not None and value != ()]
    if refused:
        raise ValueError(
            f"fmincg does not take {', '.join(refused)}; its options are maxiter, maxfev and disp"
        )
    evaluations = 0
    history: list[OptimizeResult] = []
    call_back = with_result(callback)

    def cost(x: Vector) -> tuple[Any, Any]:
        nonlocal evaluations
        evaluations += 1
        return fun(x, *args), jac(x, *args)

    def report(i: int, X: Vector, f: np.float64, gradient: Vector) -> None:
        history.append(OptimizeResult(x=X.copy(), fun=float(f), jac=gradient.copy(), nit=i, nfev=evaluations))
        call_back(history[-1])

    (start,) = same_arithmetic(x0)
    length = float(maxiter if maxfev is None else -maxfev)
    try:
        run = line_searches(checked_cost(cost, start.shape, ()), start.copy(), length, 1.0, report)
        X, costs, i, f, gradient = run
        status, message = ending(i, length)
    except StopIteration:
        X, i, f, gradient = (history[-1][name] for name in ("x", "nit", "fun", "jac"))
        costs = [step.fun for step in history]
        status, message = STOPPED
    if disp:
        print(message)
    return OptimizeResult(
        x=X,
        fun=float(f),
        jac=gradient,
        nit=i if maxfev is None else len(costs),
        nfev=evaluations,
        success=status == 0,
        status=status,
        message=message,
        costs=np.array(costs, dtype=np.float64),
    )


def ending(i: int, length: float) -> tuple[int, str]:
    """Status and message of a run that was not stopped."""
    if i < abs(length):
        return NO_PROGRESS
    return OUT_OF_ITERATIONS if length > 0 else OUT_OF_EVALUATIONS


def with_result(callback: Callable[..., Any] | None) -> Callable[[OptimizeResult], Any]:
    """The callback as a function of an OptimizeResult, distinguished from the other kind as SciPy does."""
    if callback is None:
        return lambda result: None
    if set(inspect.signature(callback).parameters) == {"intermediate_result"}:
        return lambda result: callback(intermediate_result=result)
    return lambda result: callback(np.copy(result.x))
