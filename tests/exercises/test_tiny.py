"""An exercise is a folder: one more of them, in a temporary folder, is known everywhere."""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samebits import exercises
from samebits.cli import main

RIGHT = "function s = meanSquare (x)\n  s = x' * x / numel (x);\nend\n"
UNDIVIDED = RIGHT.replace(" / numel (x)", "")
NAMED = "the sum is not divided by the number of elements"


@pytest.fixture(autouse=True)
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder and the line in the list: all that it takes to add an exercise."""
    folder = tmp_path / "exercises" / "tiny"
    shutil.copytree(Path(__file__).parent / "tiny", folder)
    monkeypatch.setattr(exercises, "__path__", [*exercises.__path__, str(folder.parent)])
    monkeypatch.setattr(exercises, "EXERCISES", (*exercises.EXERCISES, "tiny"))
    yield folder
    for name in [name for name in sys.modules if name.startswith("samebits.exercises.tiny")]:
        del sys.modules[name]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def course_file(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "meanSquare.m").write_text(text)
    return folder / "meanSquare.m"


@pytest.mark.octave
def test_parity_has_its_rows() -> None:
    done = run("parity", "--only", "meanSquare", "--json")
    assert done.exit_code == 0, done.output
    rows = json.loads(done.output)["rows"]
    assert [row["arithmetic"] for row in rows] == ["netlib", "numpy"]
    assert rows[0]["status"] == "exact"


@pytest.mark.octave
def test_it_is_recorded(tmp_path: Path) -> None:
    done = run("record", "--only", "meanSquare", "--out", tmp_path / "recorded")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "recorded" / "tiny" / "meanSquare.mat").is_file()


@pytest.mark.octave
def test_a_course_folder_is_recognised(tmp_path: Path) -> None:
    file = course_file(tmp_path / "mine", RIGHT)
    done = run("parity", "--course-dir", file.parent, "--json")
    assert done.exit_code == 0, done.output
    assert [row["case"] for row in json.loads(done.output)["rows"]] == ["meanSquare"]
    file.write_text(UNDIVIDED)
    done = run("parity", "--course-dir", file.parent)
    assert done.exit_code == 1
    assert "DIFFERENT: s(1,1): " in done.output


@pytest.mark.octave
def test_it_is_traced_and_a_mistake_is_named(tmp_path: Path) -> None:
    file = course_file(tmp_path / "mine", RIGHT)
    assert run("trace", file).exit_code == 0
    file.write_text(UNDIVIDED)
    done = run("trace", file)
    assert done.exit_code == 1, done.output
    assert f"s: {NAMED}" in done.output


def test_it_is_graded_and_a_mistake_is_named(tmp_path: Path) -> None:
    for student, quotient in (("ada", " / len(x)"), ("bob", "")):
        (tmp_path / "class" / student).mkdir(parents=True)
        text = f"import numpy as np\n\ndef mean_square(x):\n    return np.sum(x**2){quotient}\n"
        (tmp_path / "class" / student / "mean_square.py").write_text(text)
    done = run("grade", tmp_path / "class", "--assignment", "tiny", "--out", tmp_path / "out", "--json")
    assert done.exit_code == 0, done.output
    parts = {graded["student"]: graded["parts"][0] for graded in json.loads(done.stdout)["students"]}
    assert {student: (part["score"], part["mistake"]) for student, part in parts.items()} == {
        "ada": (10.0, ""),
        "bob": (0.0, NAMED),
    }


@pytest.mark.octave
def test_a_function_of_the_same_name_in_another_exercise(tiny: Path, tmp_path: Path) -> None:
    """`predict` of exercises 3 and 4 and another one here: neither takes the other's place."""
    text = (tiny / "parity.py").read_text()
    (tiny / "parity.py").write_text(text.replace("meanSquare", "predict"))
    (tiny / "octave" / "meanSquare.m").unlink()
    (tiny / "octave" / "predict.m").write_text(RIGHT.replace("meanSquare", "predict"))
    done = run("parity", "--only", "predict", "--json")
    assert done.exit_code == 0, done.output
    rows = [row for row in json.loads(done.output)["rows"] if row["case"] == "predict"]
    outputs = {(row["compared"][0]["name"], row["status"]) for row in rows if row["arithmetic"] == "netlib"}
    assert outputs == {("labels", "exact"), ("s", "exact")}
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "predict.m").write_text(UNDIVIDED.replace("meanSquare", "predict"))
    done = run("trace", tmp_path / "mine" / "predict.m")
    assert done.exit_code == 1, done.output
    assert f"s: {NAMED}" in done.output
