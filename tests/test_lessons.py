"""Each lesson runs from top to bottom as a notebook, with Octave and without."""

import ast
import os
from pathlib import Path
from typing import Any

import jupytext
import pytest
from nbclient import NotebookClient

from samebits.lecture.prose import read_prose
from samebits.octave.program import OctaveProgram

LESSONS = sorted((Path(__file__).parents[1] / "python" / "lessons").glob("*.py"))
PICTURES = {"1": 4, "2": 0, "3": 2, "4": 1}  # at least


def run(lesson: Path, **environment: str) -> list[Any]:
    """What the cells put out; an error in one of them is raised."""
    notebook = jupytext.read(lesson)
    environment |= {"OPENBLAS_NUM_THREADS": "1"}  # on a busy machine its threads wait for each other
    NotebookClient(notebook, timeout=300).execute(env={**os.environ, **environment})
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def test_there_are_lessons() -> None:
    assert [path.name[:2] for path in LESSONS] == ["1_", "1_", "2_", "3_", "4_"]


def test_the_chinese_lesson_runs_the_same_code() -> None:
    english, chinese = (ast.dump(ast.parse(path.read_text())) for path in LESSONS[:2])
    assert english == chinese


def test_the_chinese_lesson_makes_the_same_points() -> None:
    """And the command prints the English ones."""
    english, chinese = map(read_prose, LESSONS[:2])
    assert list(english) == list(chinese)
    assert english == read_prose()
    for passages in (english, chinese):
        assert all(passage.text for passage in passages.values())
    assert [tag for tag in english if english[tag].title] == [tag for tag in chinese if chinese[tag].title]


# The Chinese lesson's code is the English one's, which the test above says
RUN = [pytest.param(path, marks=pytest.mark.whole if path.stem.endswith("_zh") else ()) for path in LESSONS]


@pytest.mark.slow
@pytest.mark.parametrize("lesson", RUN, ids=lambda path: path.stem)
def test_a_lesson_without_octave(lesson: Path, tmp_path: Path) -> None:
    outputs = run(lesson, OCTAVE_EXECUTABLE=str(tmp_path / "no-octave"))
    assert not [o for o in outputs if o.output_type == "stream" and o.name == "stderr"]  # nor a warning
    pictures = [o for o in outputs if "image/png" in o.get("data", {})]
    assert len(pictures) >= PICTURES[lesson.name[0]]


@pytest.mark.slow
@pytest.mark.octave
def test_the_lesson_that_asks_octave(octave_program: OctaveProgram) -> None:
    (lesson,) = (path for path in LESSONS if path.name.startswith("2_"))
    outputs = run(lesson, OCTAVE_EXECUTABLE=octave_program.path)
    assert not [o for o in outputs if o.output_type == "stream" and o.name == "stderr"]
