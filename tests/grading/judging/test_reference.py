"""The reference: its faults are the assignment's, told once; its public values are computed once."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from helpers.tiers import t0_bits
from samebits.grading.assignment.calls import Plan, plan
from samebits.grading.assignment.model import TEMPLATE, Assignment, AssignmentError, load_assignment
from samebits.grading.judging import reference
from samebits.grading.judging.reference import check_reference, right_values
from samebits.grading.sandbox.confine import level_for
from samebits.grading.sandbox.programs import Programs, find_programs
from samebits.grading.sandbox.protocol import Outcome

GOOD = (TEMPLATE / "new.toml").read_text(encoding="utf-8")
SOLUTION = (TEMPLATE / "solution" / "compute_cost.py").read_text(encoding="utf-8")
KEY = b"the course's key"


@pytest.fixture(scope="module")
def programs() -> Programs:
    return find_programs(level_for(trusted=False))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "solution").mkdir()
    return tmp_path


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many calls each run of a reference has."""
    counts: list[int] = []
    run_plan = reference.run_plan

    def counted(
        language: str,
        files: Mapping[str, bytes],
        assignment: Assignment,
        planned: Plan,
        programs: Programs,
        most: int,
    ) -> tuple[dict[int, Outcome], str]:
        counts.append(len(planned.calls))
        return run_plan(language, files, assignment, planned, programs, most)

    monkeypatch.setattr(reference, "run_plan", counted)
    monkeypatch.setattr(reference, "CACHE", {})
    return counts


def made(
    folder: Path, text: str = GOOD, solution: str = SOLUTION, name: str = "compute_cost.py"
) -> Assignment:
    (folder / "solution" / name).write_text(solution, encoding="utf-8")
    (folder / "ex5.toml").write_text(text, encoding="utf-8")
    return load_assignment(str(folder / "ex5.toml"))


def fault(assignment: Assignment, programs: Programs) -> str:
    with pytest.raises(AssignmentError) as caught:
        check_reference(assignment, programs)
    return str(caught.value)


def test_the_ones_that_come_along_are_right(folder: Path, programs: Programs) -> None:
    check_reference(load_assignment("ex4"), programs)
    check_reference(made(folder), programs)


def test_public_values_are_computed_once(folder: Path, programs: Programs, runs: list[int]) -> None:
    assignment = made(folder)
    check_reference(assignment, programs)
    first = right_values(assignment, plan(assignment, "ada", KEY), programs)
    second = right_values(assignment, plan(assignment, "bob", KEY), programs)
    assert runs == [2, 1, 1]  # then the hidden case alone
    t0_bits(first[0][0], second[0][0])
    with pytest.raises(AssertionError):
        t0_bits(first[1][0], second[1][0])
    assert len(reference.CACHE) == 1  # what is hidden is not kept


def test_without_hidden_cases_there_is_one_run(folder: Path, programs: Programs, runs: list[int]) -> None:
    assignment = made(folder, GOOD.replace(', { inputs = "random", hidden = true }', ""))
    values = [right_values(assignment, plan(assignment, s, KEY), programs)[0][0] for s in ("ada", "bob")]
    assert runs == [1]
    t0_bits(values[0], values[1])


def test_another_solution_or_key_has_other_values(folder: Path, programs: Programs, runs: list[int]) -> None:
    """Also where public numbers are drawn: from the course's key."""
    text = GOOD.replace(', { inputs = "random", hidden = true }', ', { inputs = "random" }')
    assignment = made(folder, text)
    one = right_values(assignment, plan(assignment, "ada", KEY), programs)
    other_key = right_values(assignment, plan(assignment, "ada", b"another"), programs)
    assert runs == [2, 1]
    t0_bits(one[0][0], other_key[0][0])
    with pytest.raises(AssertionError):
        t0_bits(one[1][0], other_key[1][0])
    doubled = made(folder, text, SOLUTION.replace("(2 * len(y))", "len(y)"))
    t0_bits(right_values(doubled, plan(doubled, "ada", KEY), programs)[0][0], 2 * one[0][0])


@pytest.mark.octave
def test_parts_that_want_more_outputs_have_a_call_of_their_own(folder: Path, programs: Programs) -> None:
    part = GOOD[GOOD.index("[[part]]") :]
    more = part.replace('"Cost"', '"Slope"').replace('outputs = ["J"]', 'outputs = ["J", "grad"]')
    text = GOOD + more.replace('graded = ["J"]', 'graded = ["grad"]')
    solution = "function [J, grad] = computeCost (X, y, theta)\nJ = 3;\ngrad = 2 * theta;\nend\n"
    assignment = made(folder, text, solution, "computeCost.m")
    planned = plan(assignment, "ada", KEY)
    right = right_values(assignment, planned, programs)
    t0_bits(right[planned.cases[1][0]][1], [0.2, 0.4])


@pytest.mark.parametrize(
    ("solution", "expected"),
    [
        ("def another():\n    return 1\n", "it has no compute_cost or computeCost (it has another)"),
        ("def compute_cost(:\n", "it has no compute_cost or computeCost (a file cannot be read: "),
        ("def compute_cost(X, y, theta):\n    return 1 / 0\n", "ZeroDivisionError: division by zero (comp"),
        ("def compute_cost(X):\n    return 1\n", "TypeError: compute_cost() takes 1 positional"),
        ("def compute_cost(X, y, theta):\n    while True: pass\n", "timed out"),
        ("def compute_cost(X, y, theta):\n    return None\n", "it returns 0 arrays of real numbers"),
    ],
)  # fmt: skip
def test_a_reference_that_gives_no_values(
    folder: Path, programs: Programs, solution: str, expected: str
) -> None:
    text = GOOD.replace("seconds = 10", "seconds = 1")
    message = fault(made(folder, text, solution), programs)
    assert message.startswith(f"the reference returns no values for Cost: {expected}")


def test_values_that_nobody_can_match(folder: Path, programs: Programs) -> None:
    solution = "def compute_cost(X, y, theta):\n    return float('nan')\n"
    assert "J of the reference contains NaN" in fault(made(folder, GOOD, solution), programs)


def test_blocks_of_another_size(folder: Path, programs: Programs) -> None:
    text = GOOD + 'blocks = { J = [["Theta1", 4, 3]] }\n'
    assert fault(made(folder, text), programs) == (
        "Cost: the blocks of J have 12 elements; the reference returns 1"
    )


def test_a_reference_in_the_other_language(folder: Path, programs: Programs) -> None:
    text = GOOD.replace('python = "compute_cost"', "").replace('"computeCost",', '"computeCost"')
    assert "it is in Python, and the part has no name for the function there" in fault(
        made(folder, text), programs
    )


def test_a_folder_that_holds_no_solution(folder: Path, programs: Programs) -> None:
    assert fault(made(folder, name="notes.txt"), programs) == (
        f"the reference, {folder / 'solution'}, has no solution; expected .m or .py files"
    )


def test_a_reference_in_octave_without_one(folder: Path) -> None:
    without = Programs(level_for(trusted=False), "", {"octave": "none: it was not found"})
    assignment = made(folder, GOOD, "function J = computeCost (X, y, theta)\nJ = 1;\nend\n", "computeCost.m")
    assert fault(assignment, without) == (
        "the reference is in Octave, which is not available (none: it was not found)"
    )


@pytest.mark.octave
def test_a_reference_in_octave_that_lacks_the_function(folder: Path, programs: Programs) -> None:
    assignment = made(folder, GOOD, "function J = another ()\nJ = 1;\nend\n", "another.m")
    assert "it has no computeCost (it has another)" in fault(assignment, programs)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ('{ octave = "computeCost" }', "the port has no computeCost; expected a reference"),
        ('{ python = "predict" }', "the port has no function without a name in Octave"),
        ('{ octave = "predict" }', "the reference returns no values for Cost: "),
    ],
)  # fmt: skip
def test_a_port_that_gives_no_values(folder: Path, programs: Programs, function: str, expected: str) -> None:
    text = re.sub(r"function = .*", f"function = {function}", GOOD)
    text = text.replace('reference = "solution"', 'reference = "samebits"')
    text = text.replace("theta = { value = [0.1, 0.2] }", "theta = { value = [0.1, 0.2] }\nmore = 3")
    assert fault(made(folder, text), programs).startswith(expected)


@pytest.mark.octave
@pytest.mark.parametrize(
    ("octave", "python", "expected"),
    [
        ("@(x) x", "lamda", "Cost, theta: in Python: NameError: name 'lamda' is not defined"),
        ("@(x) x +", "[1, 2]", "Cost, theta: in Octave: parse error"),
        ("nowhere ('x')", "[1, 2]", "Cost, theta: in Octave: 'nowhere' undefined"),
    ],
)
def test_expressions_that_cannot_be_evaluated(
    folder: Path, programs: Programs, octave: str, python: str, expected: str
) -> None:
    spec: Any = f'theta = {{ octave = "{octave}", python = "{python}" }}'
    text = GOOD.replace("theta = { value = [0.1, 0.2] }", spec)
    assert fault(made(folder, text), programs).startswith(expected)
