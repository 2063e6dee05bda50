"""samebits.grade_class: what `samebits grade` does, with the grades as a value."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import samebits
from helpers.places import SOLUTIONS
from samebits.api.grade_class import GradingPlan
from samebits.cli import main
from samebits.grading.assignment.model import AssignmentError
from samebits.grading.intake.files import SubmissionError

PORT = (SOLUTIONS / "port.py").read_text()


@pytest.fixture
def class_folder(tmp_path: Path) -> Path:
    for student, text in (("ada", PORT), ("bob", PORT.replace("delta3 = h - Y", "delta3 = Y - h"))):
        (tmp_path / "class" / student).mkdir(parents=True)
        (tmp_path / "class" / student / "port.py").write_text(text)
    return tmp_path / "class"


def scores(results: Path) -> dict[str, Any]:
    return {s["student"]: s["score"] for s in json.loads(results.read_text())["students"]}


@pytest.fixture(autouse=True)
def no_octave(monkeypatch: pytest.MonkeyPatch) -> None:
    """Submissions in Python need none."""
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/no/octave")


def test_it_grades_as_the_command_does(class_folder: Path, tmp_path: Path) -> None:
    started: list[GradingPlan] = []
    progress: list[tuple[int, int]] = []
    grades = samebits.grade_class(
        class_folder,
        tmp_path / "ours",
        on_start=started.append,
        on_progress=lambda done, total: progress.append((done, total)),
    )
    assert grades.failed == []
    assert grades.scores["ada"] == 100
    assert grades.scores["bob"] < 100
    assert grades.last is not None
    assert grades.last.student == "bob"
    assert progress == [(0, 2), (1, 2), (2, 2)]
    assert started[0].assignment.points == 100
    done = CliRunner().invoke(main, ["grade", str(class_folder), "--out", str(tmp_path / "theirs")])
    assert done.exit_code == 0, done.output
    assert scores(tmp_path / "theirs" / "results.json") == grades.scores
    assert scores(tmp_path / "ours" / "results.json") == grades.scores


def test_what_cannot_be_graded(tmp_path: Path) -> None:
    with pytest.raises(AssignmentError, match="ex99: there is no such assignment"):
        samebits.grade_class(tmp_path, tmp_path / "out", "ex99")
    with pytest.raises(SubmissionError):
        samebits.grade_class([tmp_path / "none"], tmp_path / "out")
