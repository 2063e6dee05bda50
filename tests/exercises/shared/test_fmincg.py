"""fmincg against recorded runs of the original, and its traps."""

import warnings
from typing import Any

import numpy as np
import pytest
from scipy.io import loadmat

from helpers.places import GOLDEN
from helpers.tiers import t0_bits, t4_outcome
from samebits.exercises.shared import small_costs as costs
from samebits.exercises.shared.fmincg import fmincg
from samebits.octave.arithmetic import OctaveArray, octave_array
from samebits.session.session import OctaveSession

GOLDEN = [case[0, 0] for case in loadmat(GOLDEN / "fmincg_original.mat")["cases"].ravel()]
QUIET = {"Display": "off"}


def bowl(x: np.ndarray) -> tuple[float, np.ndarray]:
    return costs.bowl(x, 1.0)


@pytest.mark.filterwarnings("ignore:the cost is NaN")
@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: str(case["name"][0]))
def test_runs_of_the_original(case: Any) -> None:
    parameters = [float(p.item()) for p in case["P"].ravel()]
    x0 = octave_array(case["x0"], "netlib")
    options = {"MaxIter": case["MaxIter"].ravel(), **QUIET}
    X, fX, i = fmincg(getattr(costs, case["cost"][0]), x0, options, *parameters)
    t0_bits(X, case["X"])
    t0_bits(fX, case["fX"] if case["fX"].size else np.zeros((0, 1)))
    assert i == case["i"].item()


@pytest.mark.octave
@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: str(case["name"][0]))
def test_our_m_file_agrees_with_the_original(case: Any, reference: OctaveSession) -> None:
    inputs = {"x0": case["x0"], "length": case["MaxIter"]}
    inputs |= {f"p{k}": p.item() for k, p in enumerate(case["P"].ravel())}
    extra = "".join(f", {name}" for name in inputs if name.startswith("p"))
    code = f"[X, fX, i] = fmincg(@{case['cost'][0]}, x0, struct('MaxIter', length){extra});"
    theirs = reference.call(code, inputs, ("X", "fX", "i")).values
    t0_bits(theirs["X"], case["X"])
    t0_bits(theirs["fX"], case["fX"])
    t0_bits(theirs["i"], case["i"])


@pytest.mark.octave
@pytest.mark.filterwarnings("ignore:the cost is NaN")
@pytest.mark.parametrize("seed", range(40))
def test_random_runs_are_octaves(seed: int, reference: OctaveSession) -> None:
    """Starts, lengths and reductions at random, on costs that take every branch."""
    rng = np.random.default_rng(seed)
    cost, parameters = [
        (costs.rosen, []),
        (costs.wavy, [6.0, float(rng.choice([1, 1, -1]))]),
        (costs.vee, []),
        (costs.nanwall, []),
        (costs.bowl, [float(10.0 ** rng.integers(-3, 4))]),
    ][seed % 5]
    x0 = rng.normal(size=rng.integers(2, 12)) * 10.0 ** rng.integers(-2, 3)
    length = [float(rng.integers(-90, 60)), float(rng.choice([1.0, 0.5, 10.0, 1e-3]))]
    inputs = {"x0": x0, "length": np.atleast_2d(length), **dict(zip("ab", parameters, strict=False))}
    extra = "".join(f", {p}" for p in "ab"[: len(parameters)])
    code = f"[X, fX, i] = fmincg(@{cost.__name__}, x0, struct('MaxIter', length){extra});"
    theirs = reference.call(code, inputs, ("X", "fX", "i")).values
    X, fX, i = fmincg(cost, octave_array(x0, "netlib"), {"MaxIter": length, **QUIET}, *parameters)
    t0_bits(X, theirs["X"])
    t0_bits(fX if fX.size else np.zeros((0, 0)), theirs["fX"])
    assert i == theirs["i"].item()


def test_shapes_and_the_start() -> None:
    x0 = np.array([[1.0], [2.0]])
    X, fX, _ = fmincg(bowl_column, x0, {"MaxIter": 5, **QUIET})
    assert X.shape == (2, 1)
    assert fX.ndim == 1
    t0_bits(x0, np.array([[1.0], [2.0]]))


def bowl_column(x: np.ndarray) -> tuple[float, np.ndarray]:
    assert x.shape == (2, 1)
    f, g = bowl(x[:, 0])
    return f, g[:, np.newaxis]


def test_it_finds_the_minimum() -> None:
    X, fX, i = fmincg(costs.rosen, np.array([-1.2, 1.0]), {"MaxIter": 100, **QUIET})
    t4_outcome(np.abs(X - 1).max(), 0, 1e-6)
    assert len(fX) <= i <= 100


def test_the_default_length_is_a_hundred() -> None:
    _, _, i = fmincg(costs.rosen, np.array([-1.2, 1.0] * 3), QUIET)
    assert i == 100


def test_the_arithmetic_survives_a_cost_that_loses_it() -> None:
    X, _, _ = fmincg(lambda x: bowl(np.asarray(x)), octave_array([1.0, 2.0], "netlib"), QUIET)
    assert isinstance(X, OctaveArray)


def test_a_cost_may_spoil_its_argument_and_use_its_array_again() -> None:
    buffer = np.zeros(6)

    def careless(x: np.ndarray) -> tuple[float, np.ndarray]:
        f, buffer[:] = costs.rosen(x)
        x[:] = np.nan
        return f, buffer

    x0 = np.array([-1.2, 1.0] * 3)
    for ours, theirs in zip(fmincg(careless, x0, QUIET), fmincg(costs.rosen, x0, QUIET), strict=True):
        t0_bits(ours, theirs)
    t0_bits(x0, np.array([-1.2, 1.0] * 3))


def test_it_prints_an_iteration_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    fmincg(bowl, np.array([1.0, 1.0]), {"MaxIter": 2})
    printed = capsys.readouterr().out
    assert printed.startswith("Iteration    1 | Cost: ")
    assert printed.count("\r") == 2
    assert printed.endswith("\n")


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    fmincg(bowl, np.array([1.0, 1.0]), {"MaxIter": 2, **QUIET})
    assert capsys.readouterr().out == ""


def test_a_nan_cost_is_warned_of() -> None:
    with pytest.warns(RuntimeWarning, match="the cost is NaN; as in Octave"):
        _, fX, _ = fmincg(costs.nanwall, np.array([-4.0, 7.0]), {"MaxIter": 50, **QUIET})
    assert np.isnan(fX).any()


def test_divisions_by_zero_are_quiet() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        X, fX, i = fmincg(bowl, np.zeros(3), {"MaxIter": 20, **QUIET})
    t0_bits(X, np.zeros(3))
    assert (fX.size, i) == (0, 2)


@pytest.mark.parametrize("max_iter", ["50", None, float("nan"), [1, 2, 3], [], 1j, [50, "x"]])
def test_max_iter_that_is_no_number(max_iter: object) -> None:
    with pytest.raises(TypeError, match=r"MaxIter is .*; expected a number, or \[length, red\]"):
        fmincg(bowl, np.ones(2), {"MaxIter": max_iter, **QUIET})


def test_the_course_s_own_options() -> None:
    _, _, i = fmincg(bowl, np.ones(2), {"GradObj": "on", "MaxIter": 3, **QUIET})
    assert i == 3


def test_options_that_are_no_mapping() -> None:
    with pytest.raises(TypeError, match="options is 50; expected a mapping such as {'MaxIter': 50}"):
        fmincg(bowl, np.ones(2), 50)  # type: ignore[arg-type]


def test_unknown_options() -> None:
    with pytest.raises(ValueError, match="unknown option 'maxiter'; fmincg takes 'MaxIter' and 'Display'"):
        fmincg(bowl, np.ones(2), {"maxiter": 5})
    with pytest.raises(ValueError, match="Display is 'loud'"):
        fmincg(bowl, np.ones(2), {"Display": "loud"})


@pytest.mark.parametrize(
    ("returned", "error", "message"),
    [
        (1.0, TypeError, r"the cost function returned float; expected a cost and a gradient"),
        ((1.0, np.ones(2), 3), TypeError, "returned 3 values"),
        ((np.ones(2), np.ones(2)), TypeError, r"the cost has shape \(2,\)"),
        ((1j, np.ones(2)), TypeError, "type complex128; expected one real number"),
        ((1.0, np.ones(3)), ValueError, r"the gradient has shape \(3,\); X has \(2,\)"),
        ((1.0, np.ones((2, 1))), ValueError, r"the gradient has shape \(2, 1\); X has \(2,\)"),
        ((1.0, None), TypeError, r"the cost function returned None as its gradient; expected shape \("),
        (
            [1.0, np.zeros(2)],
            TypeError,
            r"returned a list \(expected a tuple: return J, grad\); expected a cost",
        ),
    ],
)
def test_costs_that_return_something_else(returned: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        fmincg(lambda x: returned, np.ones(2), QUIET)


@pytest.mark.parametrize("X", [np.ones((2, 2)), np.ones((1, 3)), np.ones(0), 3.0])
def test_a_start_that_is_no_vector(X: object) -> None:
    with pytest.raises(ValueError, match=r"expected a vector, \(n,\) or \(n, 1\)"):
        fmincg(bowl, X, QUIET)  # type: ignore[arg-type]
