"""What docs/grading.md says is so."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from samebits.cli import main
from samebits.commands.grade import grade
from samebits.grading.assignment.model import load_assignment
from samebits.grading.results import STATUSES
from samebits.grading.sandbox.confine import LEVELS

PAGE = (Path(__file__).parents[1] / "docs" / "grading.md").read_text()


def test_the_commands_parse() -> None:
    shown = re.findall(r"samebits grade [^`\n]+", PAGE)
    assert len(shown) >= 5
    for command in shown:
        words = shlex.split(command)[2:]
        context = grade.make_context("grade", list(words))
        assert (
            context.params["submissions"] or context.params["new_assignment"] or context.params["gradescope"]
        )


def test_points_statuses_and_levels_are_those_of_the_program() -> None:
    assignment = load_assignment("ex4")
    assert [part.points for part in assignment.parts if part.points] == [30, 15, 5, 40, 10]
    assert (
        "cost 30, regularised cost 15, sigmoid gradient 5, gradient 40, regularised gradient 10"
        in " ".join(PAGE.split())
    )
    assert all(status in PAGE for status in STATUSES)
    assert all(level in PAGE for level in LEVELS)


def test_the_assignment_to_start_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = PAGE.split("```")[1::2]
    (block,) = (block for block in blocks if "--new-assignment" in block)
    monkeypatch.chdir(tmp_path)
    for line in block.strip().splitlines():
        done = CliRunner().invoke(main, shlex.split(line)[1:])
        assert done.exit_code == 0, done.output
    assert "10.0 points on average" in done.output
