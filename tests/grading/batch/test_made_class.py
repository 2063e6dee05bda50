"""A class of made submissions: none right loses a point, none hostile gains one, mistakes are named."""

import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.made_class import POINTS, Expected, made_class
from helpers.processes import adopt_orphans, children, left_over
from helpers.tiers import t0_bits, t4_outcome
from samebits.grading.assignment.model import load_assignment
from samebits.grading.judging.submission import grade_submission
from samebits.grading.results import Graded
from samebits.grading.sandbox.confine import level_for
from samebits.grading.sandbox.programs import find_programs

WHOLE = load_assignment("ex4")
ASSIGNMENT = replace(WHOLE, seconds=4, parts=WHOLE.parts[:5])


def test_the_class_is_what_it_is_said_to_be(tmp_path: Path) -> None:
    made = made_class(tmp_path, 200)
    assert Counter(student.kind for student in made.values()) == {"right": 40, "mistake": 120, "hostile": 40}
    words = {student.words for student in made.values()} - {""}
    assert len(words) >= 15
    for kind in ("right", "mistake", "hostile"):
        languages = {s.what.partition(":")[0] for s in made.values() if s.kind == kind}
        assert languages == {"py", "m"}
    assert dict.fromkeys(POINTS) == dict.fromkeys(part.name for part in ASSIGNMENT.parts)
    assert len(list(tmp_path.iterdir())) == 200


def named(expected: Expected, result: Graded) -> tuple[bool, bool]:
    """Whether the mistake is named rightly, and whether one is named wrongly."""
    mistakes = [part.mistake for part in result.parts if part.mistake]
    right = [expected.words != "" and expected.words in mistake for mistake in mistakes]
    return any(right), not all(right)


@pytest.mark.slow
@pytest.mark.octave
@pytest.mark.parametrize("count", [60, pytest.param(200, marks=pytest.mark.whole)])
def test_a_class_is_graded_fairly(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    adopt_orphans()
    made = made_class(tmp_path / "class", count)
    staged = tmp_path / "staged"
    staged.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(staged))
    programs = find_programs(level_for(trusted=False))
    before, began = children(), time.monotonic()

    def grade(student: str) -> Graded:
        folder = tmp_path / "class" / student
        files = {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
        return grade_submission(ASSIGNMENT, student, files, b"the course's key", programs)

    with ThreadPoolExecutor(2) as pool:
        results = dict(zip(made, pool.map(grade, made), strict=True))
    seconds = time.monotonic() - began
    assert not left_over(before)
    assert not list(staged.iterdir())

    unfair, unnamed, wrongly = [], [], []
    for student, expected in made.items():
        result = results[student]
        told = f"{expected.what}: {[(part.status, part.feedback) for part in result.parts]}"
        for part in result.parts:
            at_most = expected.points[part.name]
            fair = part.score <= at_most if expected.kind == "hostile" else part.score == at_most
            unfair += [] if fair and result.gradable else [told]
        if expected.kind == "mistake":
            rightly, wrong = named(expected, result)
            unnamed += [] if rightly else [told]
            wrongly += [told] if wrong else []
    mistakes = sum(expected.kind == "mistake" for expected in made.values())
    named_rightly = mistakes - len(unnamed)
    print(f"\n{count} graded in {seconds:.0f} s")
    print(f"mistakes named: {named_rightly} of {mistakes}, wrongly {len(wrongly)}")
    assert not unfair  # T0: points are given or not
    t4_outcome(named_rightly / mistakes, 0.95, 1)
    t0_bits(len(wrongly), 0)
