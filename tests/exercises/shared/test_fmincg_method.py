"""fmincg as a method of scipy.optimize.minimize."""

from typing import Any

import numpy as np
import pytest
from scipy.optimize import OptimizeResult, minimize

from helpers.tiers import t0_bits, t3_truncation, t4_outcome
from samebits.exercises.shared import small_costs as costs
from samebits.exercises.shared.fmincg import fmincg
from samebits.exercises.shared.fmincg_method import fmincg_method

START = np.array([-1.2, 1.0] * 3)


def run(cost: Any = costs.rosen, x0: Any = START, **options: Any) -> OptimizeResult:
    callback = options.pop("callback", None)
    args = options.pop("args", ())
    return minimize(cost, x0, args=args, jac=True, method=fmincg_method, callback=callback, options=options)


def test_it_is_fmincg() -> None:
    X, fX, i = fmincg(costs.rosen, START, {"MaxIter": 50, "Display": "off"})
    result = run(maxiter=50)
    t0_bits(result.x, X)
    t0_bits(result.costs, fX)
    assert (result.nit, result.status, result.success) == (i, 1, False)
    assert result.message.startswith("Maximum number of iterations")
    f, g = costs.rosen(result.x)
    t0_bits(result.fun, f)
    t0_bits(result.jac, g)


def test_a_negative_max_iter_is_maxfev() -> None:
    X, fX, i = fmincg(costs.rosen, START, {"MaxIter": -60, "Display": "off"})
    result = run(maxfev=60)
    t0_bits(result.x, X)
    t0_bits(result.costs, fX)
    assert result.nfev == i == 60
    assert result.nit == len(fX)


def test_evaluations_are_counted() -> None:
    calls = 0

    def counted(x: np.ndarray) -> tuple[float, np.ndarray]:
        nonlocal calls
        calls += 1
        return costs.rosen(x)

    assert run(counted, maxiter=20).nfev == calls


def test_the_end_of_progress() -> None:
    result = run(costs.bowl, np.ones(3), args=(1.0,), maxiter=500)
    assert (result.status, result.success) == (0, True)
    t4_outcome(np.abs(result.x).max(), 0, 1e-6)
    at_minimum = run(costs.bowl, np.zeros(3), args=(1.0,))
    assert (at_minimum.status, at_minimum.costs.size, at_minimum.fun) == (0, 0, 0.0)


def test_the_gradient_where_the_last_search_failed() -> None:
    for length in range(1, 12):
        result = run(costs.vee, np.array([0.1, -3, 8]), maxiter=length)
        f, g = costs.vee(result.x)
        t0_bits(result.fun, f)
        t0_bits(result.jac, g)


def test_a_gradient_of_its_own() -> None:
    result = minimize(
        lambda x: costs.rosen(x)[0], START, jac=lambda x: costs.rosen(x)[1], method=fmincg_method,
        options={"maxiter": 50},
    )  # fmt: skip
    t0_bits(result.x, run(maxiter=50).x)


def test_callbacks() -> None:
    points: list[np.ndarray] = []
    results: list[OptimizeResult] = []

    def told(intermediate_result: OptimizeResult) -> None:
        results.append(intermediate_result)

    result = run(maxiter=20, callback=points.append)
    run(maxiter=20, callback=told)
    assert len(points) == len(results) == len(result.costs)
    t0_bits(points[-1], result.x)
    t0_bits(np.array([step.fun for step in results]), result.costs)
    assert [step.nfev for step in results] == sorted(step.nfev for step in results)


def test_a_callback_stops_the_run() -> None:
    def stop(intermediate_result: OptimizeResult) -> None:
        if intermediate_result.nit == 5:
            raise StopIteration

    result = run(maxiter=50, callback=stop)
    assert (result.nit, result.status, result.success) == (5, 99, False)
    t0_bits(result.x, run(maxiter=5).x)
    t0_bits(result.costs, run(maxiter=5).costs)
    t3_truncation(abs(result.fun - costs.rosen(result.x)[0]))


def test_it_says_how_it_ended(capsys: pytest.CaptureFixture[str]) -> None:
    run(maxiter=3, disp=True)
    assert capsys.readouterr().out == "Maximum number of iterations has been reached.\n"


def test_what_it_does_not_take() -> None:
    with pytest.raises(TypeError, match="fmincg needs the gradient"):
        minimize(lambda x: x @ x, START, method=fmincg_method)
    with pytest.raises(ValueError, match="fmincg does not take bounds"):
        minimize(costs.rosen, START, jac=True, method=fmincg_method, bounds=[(0, 1)] * 6)
    with pytest.raises(
        ValueError, match="fmincg does not take gtol; its options are maxiter, maxfev and disp"
    ):
        run(gtol=1e-3)
