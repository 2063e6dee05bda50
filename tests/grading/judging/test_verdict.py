"""Each comparison fails on what it must, and no values make the judge raise."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from samebits.grading.assignment.calls import plan, python_values
from samebits.grading.assignment.model import Part, load_assignment
from samebits.grading.judging import submission as grade
from samebits.grading.judging import verdict as judging
from samebits.grading.judging.reference import right_values
from samebits.grading.judging.verdict import JudgedCall, Verdict, judge
from samebits.grading.results import Graded
from samebits.grading.sandbox.programs import Programs, find_programs
from samebits.grading.sandbox.protocol import Outcome

ASSIGNMENT = load_assignment("ex4")
PARTS = {part.name: part for part in ASSIGNMENT.parts}
PLAN = plan(ASSIGNMENT, "anna", b"key")
PROGRAMS = Programs("bubblewrap", "octave-cli", {})
RIGHT = right_values(ASSIGNMENT, PLAN, find_programs("bubblewrap"))
COST, SLOPE, GRAD = "Feedforward and cost function", "Sigmoid gradient", "Regularised gradient"
EPS = float(np.finfo(float).eps)


def outcome(values: list[object], kind: str = "float64") -> Outcome:
    made = [value if isinstance(value, str) else np.asarray(value, dtype=np.float64) for value in values]
    return Outcome("done", made, [kind] * len(made))


def part_of(right: object, tolerance: float = 1e-8) -> Part:
    return Part("f", 1.0, {"octave": "f", "python": "f"}, ("x",), ("x",), (), tolerance)


def status(right: object, given: object, language: str = "python", tolerance: float = 1e-8) -> str:
    values = (np.asarray(right, dtype=np.float64),)
    return judge(
        part_of(right, tolerance), language, [JudgedCall({}, values, outcome([given]), False)]
    ).status


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


def tries(name: str, change: dict[int, Outcome]) -> list[JudgedCall]:
    part = PARTS[name]
    numbers = PLAN.cases[ASSIGNMENT.parts.index(part)]
    return [
        JudgedCall(
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
    assert "in a case other than the exercise's own" in words
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
        verdict = judge(part, "octave", [JudgedCall({}, (), outcome(values), False)] * 2)
    else:
        verdict = judge(part, "octave", tries(name, {0: outcome(values), 1: outcome(values)}))
    assert verdict.status == "wrong"


@pytest.mark.parametrize(
    ("draws", "plain", "of_weights"),
    [
        ([0, 0], "all values are zero", "the weights are all zero: every hidden unit"),
        ([0.05, 0.05], "two rows are equal", "two hidden units start with the same weights"),
        ([0.01, 0.1], "no value is negative; expected values", "no weight is negative; they belong"),
        (
            [-0.01, 0.2],
            "the largest value is 0.2; expected values",
            "the largest weight is 0.2; they belong",
        ),
        (
            [-1e-4, 1e-5],
            "the largest value is 0.0001; expected values up to 0.12",
            "that is the check's step",
        ),
    ],
)
def test_random_values_are_told_in_the_exercise_s_words(
    draws: list[float], plain: str, of_weights: str
) -> None:
    ours = next(part for part in PARTS.values() if part.random is not None)
    tries = [JudgedCall({}, (), outcome([np.reshape(draws, (2, 1)) * sign]), False) for sign in (1, 0.9)]
    for part, words in (replace(ours, exercise=""), plain), (ours, of_weights):
        small = replace(part, random={"shape": [2, 1], "within": 0.12})
        assert words in judge(small, "python", tries).mistake


def graded(
    monkeypatch: pytest.MonkeyPatch,
    octave: Sequence[Outcome],
    python: Sequence[Outcome],
    assignment: object = ASSIGNMENT,
) -> Graded:
    """What comes of a submission whose calls gave these outcomes, in each language."""
    runs: list[str] = []

    def given_outcomes(language: str, *_: object) -> tuple[dict[int, Outcome], str]:
        runs.append(language)
        return dict(enumerate({"octave": octave, "python": python}[language])), ""

    with monkeypatch.context() as patch:
        patch.setattr(grade, "run_plan", given_outcomes)
        patch.setattr(grade, "right_values", lambda *_: RIGHT)
        patch.setattr(grade, "plan", lambda *_: PLAN)
        result = grade.grade_submission(assignment, "anna", {"a.m": b"", "a.py": b""}, b"key", PROGRAMS)  # type: ignore[arg-type]
    assert runs == ["octave", "python"]  # each once, whatever came of it
    return result


ANY_OUTCOME = st.one_of(
    st.builds(
        lambda values, kinds: Outcome("done", values, kinds),
        st.lists(st.one_of(ANY, st.text(max_size=5)), max_size=3),
        st.lists(st.sampled_from(["float64", "single", "", "char"]), min_size=3, max_size=3),
    ),
    st.builds(
        lambda status, text, importing: Outcome(status, text=text, importing=importing),
        st.sampled_from(["missing", "failed", "ended", "timed out", "garbled", "not run"]),
        st.text(max_size=20),
        st.text(max_size=5),
    ),
)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_outcomes_in_two_languages_make_grading_fail_or_give_points(data: st.DataObject) -> None:
    """Also what names mistakes, and what says where the languages part."""
    few = st.lists(ANY_OUTCOME, min_size=1, max_size=4)
    octave, python = (
        [drawn[k % len(drawn)] for k in range(len(PLAN.calls))] for drawn in (data.draw(few), data.draw(few))
    )
    if data.draw(st.booleans()):
        python = [replace(outcome, values=[*outcome.values]) for outcome in octave]
    result = graded(pytest.MonkeyPatch(), octave, python)
    assert result.gradable, [part.feedback for part in result.parts]
    assert result.score == 0


def test_values_of_three_dimensions_part_without_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    cube = np.zeros((2, 2, 2))
    apart = [[outcome([value, value])] * len(PLAN.calls) for value in (cube, cube + 1)]
    result = graded(monkeypatch, *apart)
    assert result.gradable
    assert result.notes == ["Your .m and your .py first differ in J of Feedforward and cost function."]
    assert graded(monkeypatch, apart[0], apart[0]).notes == []


def test_a_part_that_is_held_back_is_in_no_note(monkeypatch: pytest.MonkeyPatch) -> None:
    right = [outcome(list(values)) for values in RIGHT]
    wrong = [outcome([value + 1 for value in values]) for values in RIGHT]
    assert "Feedforward and cost function: " in graded(monkeypatch, right, wrong).notes[0]
    hidden = replace(ASSIGNMENT, parts=tuple(replace(p, visibility="hidden") for p in ASSIGNMENT.parts))
    assert graded(monkeypatch, right, wrong, hidden).notes == []


def test_where_mistakes_cannot_be_named_the_values_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> list[str]:
        raise KeyError("hidden_layer_size")

    monkeypatch.setattr(judging, "explanations", fails)
    wrong = [outcome([value + 1 for value in values]) for values in RIGHT]
    result = graded(monkeypatch, wrong, wrong)
    assert result.gradable
    assert {part.status for part in result.parts} >= {"wrong"}


def test_a_failure_of_both_judges_is_ours_and_costs_one_part(monkeypatch: pytest.MonkeyPatch) -> None:
    def judges(part: Part, *arguments: object, explain: bool = True) -> Verdict:
        if part.name == SLOPE:
            raise ValueError("too many values to unpack")
        return judge(part, *arguments, explain=explain)  # type: ignore[arg-type]

    monkeypatch.setattr(grade, "judge", judges)
    right = [outcome(list(values)) for values in RIGHT]
    parts = {part.name: part for part in graded(monkeypatch, right, right).parts}
    assert parts[SLOPE].status == "not gradable"
    assert "not your fault: judging failed with ValueError: too many values" in parts[SLOPE].feedback[0]
    assert parts[COST].status == "right"


def test_empty_values_can_be_compared() -> None:
    assert status(np.zeros((0, 3)), np.zeros((3, 0))) == "wrong"
    assert status(np.zeros(0), np.zeros((0, 1))) == "right"


def test_an_element_of_a_larger_case_is_counted_in_the_whole() -> None:
    """The blocks are those of the exercise's own case."""
    large = tries(GRAD, {})[2]
    values = large.right[1].copy()
    values[20] += 1
    verdict = judge(PARTS[GRAD], "python", tries(GRAD, {2: outcome([large.right[0], values])}))
    assert verdict.lines[0].startswith("grad(21) is wrong in a case other than the exercise's own")


def test_what_is_too_slow_for_the_large_case_alone_is_told_so() -> None:
    late = tries(GRAD, {2: Outcome("timed out")})
    assert judge(PARTS[GRAD], "python", late).lines[-1].startswith("The exercise's own case finished in time")
    assert len(judge(PARTS[GRAD], "python", tries(GRAD, {0: Outcome("timed out")})).lines) == 1


def drawn(make: object) -> list[str]:
    """What is said of random weights that are made for the first call and the second."""
    part = PARTS["Random initialisation"]
    return judge(part, "python", [JudgedCall({}, (), outcome([make(k)]), False) for k in (1, 2)]).mistakes  # type: ignore[operator]


COUNTED = np.arange(77.0).reshape(7, 11)
DRAWN = np.random.default_rng(4).uniform(-0.12, 0.12, (7, 11))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda k: (COUNTED - 38) / 400 + k / 1000, "the weights rise or fall along the rows"),
        (lambda k: DRAWN * (1 - k / 100), "two calls give almost the same weights"),
        (lambda k: np.round(np.roll(DRAWN, k) * 100) / 100, "weights are different from each other"),
        (lambda k: 0.05 + np.roll(DRAWN, k) * 0.51, "the weights' mean is"),
        (lambda k: np.where(np.abs(DRAWN) == np.abs(DRAWN).max(), 0.1 * (-1) ** k, np.roll(DRAWN, k) / 1000),
         "the weights' standard deviation is"),
    ],
)  # fmt: skip
def test_weights_that_are_not_drawn(make: object, words: str) -> None:
    (mistake,) = drawn(make)
    assert words in mistake


def test_weights_that_are_drawn_are_right() -> None:
    """T4: of 2,000 draws none is taken for counted."""
    rng = np.random.default_rng(1)
    for kind in (
        lambda _: rng.uniform(-0.12, 0.12, (7, 11)),
        lambda _: np.clip(rng.normal(0, 0.04, (7, 11)), -0.12, 0.12),
    ):
        assert [words for _ in range(1000) for words in drawn(kind)] == []
