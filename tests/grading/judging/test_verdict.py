"""Each comparison fails on what it must, and no values make the judge raise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from samebits.grading.assignment.calls import plan, python_values
from samebits.grading.assignment.model import Part, load_assignment
from samebits.grading.judging.reference import right_values
from samebits.grading.judging.verdict import Tried, judge
from samebits.grading.sandbox.programs import Programs
from samebits.grading.sandbox.protocol import Outcome

ASSIGNMENT = load_assignment("ex4")
PARTS = {part.name: part for part in ASSIGNMENT.parts}
PLAN = plan(ASSIGNMENT, "anna", b"key")
RIGHT = right_values(ASSIGNMENT, PLAN, Programs("", "", {}))
COST, SLOPE, GRAD = "Feedforward and cost function", "Sigmoid gradient", "Regularised gradient"
EPS = float(np.finfo(float).eps)


def outcome(values: list[object], kind: str = "float64") -> Outcome:
    made = [value if isinstance(value, str) else np.asarray(value, dtype=np.float64) for value in values]
    return Outcome("done", made, [kind] * len(made))


def part_of(right: object, tolerance: float = 1e-8) -> Part:
    return Part("f", 1.0, {"octave": "f", "python": "f"}, ("x",), ("x",), (), tolerance)


def status(right: object, given: object, language: str = "python", tolerance: float = 1e-8) -> str:
    values = (np.asarray(right, dtype=np.float64),)
    return judge(part_of(right, tolerance), language, [Tried({}, values, outcome([given]), False)]).status


@pytest.mark.parametrize(
    ("right", "given"),
    [
        (5.0, [5.0, 5.0]),  # what broadcasting would let pass
        (5.0, [[5.0, 5.0]]),
        ([5.0, 5.0], 5.0),
        ([5.0], []),
        (5.0, []),
        ([5.0, 6.0], [[5.0, 6.0]]),  # transposed
        ([[1.0, 2.0], [3.0, 4.0]], [[1.0, 3.0], [2.0, 4.0]]),
        ([[1.0, 2.0]], [[[1.0, 2.0]]]),
        ([5.0, np.nan], [5.0, np.nan]),
        ([5.0, np.nan], [5.0, 7.0]),
        (5.0, np.nan),
        (5.0, np.inf),
        (np.inf, -np.inf),
        (np.inf, 5.0),
        (0.0, 1e-300),
        (5.0, "a masked array"),
        (5.0, "complex numbers"),
        ([5.0], "ndarray of object"),
        (5.0, "char"),
    ],
)  # fmt: skip
def test_what_must_not_pass_is_wrong(right: object, given: object) -> None:
    assert status(right, given) == "wrong"
    assert status(right, given, "octave") == "wrong"


@pytest.mark.parametrize(
    ("right", "given"),
    [(5.0, [5.0]), (5.0, [[5.0]]), ([5.0, 6.0], [[5.0], [6.0]]), ([5.0, np.inf], [5.0, np.inf]), (0.0, -0.0)],
)
def test_a_number_may_be_1x1_and_a_vector_a_column(right: object, given: object) -> None:
    assert status(right, given) == "right"


def test_the_tolerance_is_relative_to_the_largest_element() -> None:
    """T2: sums in another order differ by less than n*eps of the largest."""
    assert status([1.0, 1e-9], [1.0, 1e-9 + 32 * EPS]) == "right"
    assert status([1.0, 1e-9], [1.0, 1e-9 + 2e-8]) == "wrong"
    assert status([1.0, 1e-9], np.array([1.0, 1e-9], np.float32).astype(float) * (1 + 1e-7)) == "wrong"


def tries(name: str, change: dict[int, Outcome]) -> list[Tried]:
    part = PARTS[name]
    numbers = PLAN.cases[ASSIGNMENT.parts.index(part)]
    return [
        Tried(
            python_values(PLAN.arguments[k]),
            RIGHT[k],
            change.get(position, outcome(list(RIGHT[k]))),
            case.hidden,
        )
        for position, (k, case) in enumerate(zip(numbers, part.cases, strict=True))
    ]


def test_a_hidden_case_counts_and_its_values_are_never_told() -> None:
    hidden = tries(SLOPE, {})[1]
    wrong = outcome([hidden.right[0] + np.eye(*hidden.right[0].shape)])
    verdict = judge(PARTS[SLOPE], "python", tries(SLOPE, {1: wrong}))
    assert verdict.status == "wrong"
    words = " ".join(verdict.lines)
    assert "in another case than the exercise's own" in words
    for value in hidden.right[0].ravel():
        assert f"{value:.5g}" not in words


def test_cost_and_gradient_are_judged_apart() -> None:
    right = tries(GRAD, {})
    wrong_cost = {k: outcome([1.0, tried.right[1]]) for k, tried in enumerate(right)}
    assert judge(PARTS[GRAD], "python", tries(GRAD, wrong_cost)).status == "right"
    assert judge(PARTS[COST], "python", tries(COST, wrong_cost)).status == "wrong"


@pytest.mark.parametrize("status", ["missing", "failed", "ended", "timed out", "garbled", "not run"])
def test_what_did_not_finish_is_said_to_be_so(status: str) -> None:
    verdict = judge(PARTS[COST], "python", tries(COST, {1: Outcome(status, text="text")}))
    expected = {"missing": "missing", "timed out": "timed out"}.get(status, "crashed")
    assert verdict.status == expected
    assert verdict.lines


def test_an_output_that_is_not_returned_is_wrong() -> None:
    right = tries(GRAD, {})
    short = {k: outcome([tried.right[0]]) for k, tried in enumerate(right)}
    assert judge(PARTS[GRAD], "python", tries(GRAD, short)).lines[0] == "grad is not returned"


ANY = arrays.arrays(
    np.float64,
    st.one_of(
        st.sampled_from([(), (1,), (32,), (32, 1), (1, 32), (3, 10), (4, 7), (0,), (0, 0), (16,), (2, 2, 2)]),
        arrays.array_shapes(max_dims=4, max_side=3),
    ),
    elements=st.floats(),
    fill=st.floats(),
)


@given(st.sampled_from(sorted(PARTS)), st.lists(st.one_of(ANY, st.just("None")), max_size=4))
def test_no_values_make_the_judge_raise_or_give_points(name: str, values: list[object]) -> None:
    part = PARTS[name]
    if part.random is not None:
        verdict = judge(part, "octave", [Tried({}, (), outcome(values), False)] * 2)
    else:
        verdict = judge(part, "octave", tries(name, {0: outcome(values), 1: outcome(values)}))
    assert verdict.status == "wrong"
