"""Somebody's own course files, run in place of ours."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from scipy.io import savemat

from helpers.places import ROOT, SOLUTIONS
from helpers.replaced import replaced
from samebits import catalogue
from samebits.cli import main
from samebits.exercises import all_exercises
from samebits.exercises.course_folder import CourseFolder
from samebits.exercises.ex4.inputs import network_inputs
from samebits.exercises.shared.parity import digits
from samebits.octave.program import OctaveProgram
from samebits.parity.m_folder import CourseFolderError
from samebits.parity.run import Octaves

pytestmark = [pytest.mark.octave]

OWN = os.environ.get("SAMEBITS_COURSE_DIR")
STUBS = {
    "nnCostFunction": "function [J grad] = nnCostFunction(p, n, h, K, X, y, lambda)\n"
    "J = 0;\ngrad = zeros(size(p));\nend\n",
    "sigmoidGradient": "function g = sigmoidGradient(z)\ng = zeros(size(z));\nend\n",
    "predict": "function p = predict(Theta1, Theta2, X)\np = zeros(size(X, 1), 1);\nend\n",
    "randInitializeWeights": "function W = randInitializeWeights(L_in, L_out)\n"
    "W = zeros(L_out, 1 + L_in);\nend\n",
}


@pytest.fixture(autouse=True, scope="module")
def no_other_folder() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SAMEBITS_COURSE_DIR", raising=False)
        yield


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["parity", "--course-dir", str(folder), *arguments])


def course_folder(path: Path) -> CourseFolder:
    return CourseFolder(path, all_exercises(), catalogue.cases())


def statuses(done: Result) -> dict[str, str]:
    assert done.exit_code in (0, 1), done.output
    return {row["case"]: row["status"] for row in json.loads(done.output)["rows"]}


def state(folder: Path) -> dict[str, Any]:
    return {str(p): (p.stat().st_mtime_ns, p.is_file() and p.read_bytes()) for p in folder.rglob("*")}


def variant(tmp_path: Path, **files: str) -> Path:
    """A copy of the solved exercise 4 with other files in it."""
    folder = tmp_path / "ex4"
    shutil.copytree(SOLUTIONS / "ex4", folder)
    for name, text in files.items():
        (folder / f"{name}.m").write_text(text)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("exercise", ["ex4", "ex3"])
def test_a_solved_folder_matches(exercise: str) -> None:
    """T2 of a solution in loops, T0 of what sums nothing; and the folder stays as it was."""
    before = state(SOLUTIONS / exercise)
    found = statuses(run(SOLUTIONS / exercise, "--json"))
    assert state(SOLUTIONS / exercise) == before
    assert set(found.values()) <= {"exact", "within bound"}
    main_cases = {
        "ex4": ("nnCostFunction digits, lambda 1", "checkNNGradients, lambda 3", "computeNumericalGradient"),
        "ex3": ("lrCostFunction, lambda 0.1", "oneVsAll", "predictOneVsAll"),
    }[exercise]
    assert set(main_cases) <= set(found)
    assert {found[f"fmincg {name}"] for name in ("rosen", "wavy", "vee", "nanwall")} == {"exact"}
    assert ("nnCostFunction graded, lambda 0" in found) == (exercise == "ex4")  # ours are not run for theirs


def test_the_row_says_how_far_within_the_bound_another_order_is() -> None:
    done = run(SOLUTIONS / "ex4", "--only", "nnCostFunction graded")
    assert done.exit_code == 0, done.output
    assert done.output.count("of bound") == 2
    assert "0 exact / 2 within bound / 0 different / 0 skipped" in done.output


def test_a_stub_is_unsolved_and_not_different(tmp_path: Path) -> None:
    found = statuses(run(variant(tmp_path, **STUBS), "--json", "--only", "n"))
    assert "different" not in found.values()
    for case in ("nnCostFunction graded, lambda 1.5", "sigmoidGradient, graded", "randInitializeWeights"):
        assert found[case] == "unsolved"
    assert found["checkNNGradients, lambda 0"] == "unsolved"  # it needs what is not written yet
    assert found["fmincg nanwall"] == "exact"
    done = run(tmp_path / "ex4", "--only", "graded")
    assert done.output.count("unsolved: nnCostFunction.m gives zeros") == 2
    assert "unsolved: sigmoidGradient.m gives zeros" in done.output
    assert "0 exact / 0 within bound / 0 different / 3 unsolved / 0 skipped" in done.output


def test_a_function_that_waits_for_another(tmp_path: Path) -> None:
    folder = variant(tmp_path, sigmoidGradient=STUBS["sigmoidGradient"])
    done = run(folder, "--only", "graded")
    assert done.exit_code == 0, done.output
    assert done.output.count("unsolved: sigmoidGradient.m not solved yet") == 2


def test_a_wrong_solution_is_different(tmp_path: Path) -> None:
    text = (SOLUTIONS / "ex4" / "nnCostFunction.m").read_text()
    done = run(variant(tmp_path, nnCostFunction=replaced(text, "a3 - yt", "yt - a3")), "--only", "graded")
    assert done.exit_code == 1
    assert "DIFFERENT: grad(1,1): " in done.output  # J is right
    done = run(
        variant(tmp_path / "2", nnCostFunction=replaced(text, "J = J / m", "J = J / k")), "--only", "graded"
    )
    assert done.exit_code == 1
    assert "DIFFERENT: Octave failed: 'k' undefined" in done.output
    assert "in nnCostFunction, line 36" in done.output


def test_a_stub_is_known_before_what_needs_it_runs(tmp_path: Path) -> None:
    folder = variant(tmp_path, **STUBS)
    done = run(folder, "--only", "check")
    assert done.exit_code == 0, done.output
    assert done.output.count("unsolved: nnCostFunction.m and sigmoidGradient.m not solved yet") == 2
    done = run(folder, "--only", "computeNumericalGradient")
    assert "unsolved: nnCostFunction.m and sigmoidGradient.m not solved yet" in done.output


@pytest.mark.slow
def test_wrong_whole_runs_are_different(tmp_path: Path) -> None:
    """T2: classifiers of other labels, and a training run from other weights."""
    folder = tmp_path / "ex3"
    shutil.copytree(SOLUTIONS / "ex3", folder)
    text = (folder / "oneVsAll.m").read_text()
    (folder / "oneVsAll.m").write_text(replaced(text, "y == c", "y == c - 1"))
    assert statuses(run(folder, "--json", "--only", "oneVsAll"))["oneVsAll"] == "different"
    text = (SOLUTIONS / "ex4" / "randInitializeWeights.m").read_text()
    other = variant(tmp_path, randInitializeWeights=replaced(text, "0.12", "0.13"))
    found = statuses(run(other, "--json", "--only", "training"))
    assert found["training, 500 digits, 20 iterations"] == "different"


def test_after_a_time_out_the_file_is_not_tried_again(tmp_path: Path) -> None:
    text = (SOLUTIONS / "ex4" / "nnCostFunction.m").read_text()
    folder = variant(tmp_path, nnCostFunction=replaced(text, "J = 0;", "J = 0; while true, end"))
    done = run(folder, "--only", "nnCostFunction", "--timeout", "2")
    assert done.exit_code == 1
    assert done.output.count("Octave failed: Octave gave no answer within 2 seconds") == 1
    assert done.output.count("skipped: nnCostFunction.m gave no answer before") >= 3


def test_recorded_leaves_the_environment_s_folder_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMEBITS_COURSE_DIR", str(SOLUTIONS / "ex4"))
    done = CliRunner().invoke(main, ["parity", "--recorded", "--only", "graded"])
    assert done.exit_code == 0, done.output
    assert "comparing with results recorded" in done.output


def test_what_is_missing_is_listed_and_ours_stands_in(tmp_path: Path) -> None:
    folder = variant(tmp_path)
    (folder / "sigmoidGradient.m").unlink()
    (folder / "predict.m").unlink()
    done = run(folder, "--only", "graded")
    assert done.exit_code == 0, done.output
    assert "Missing there: sigmoidGradient.m, predict.m." in done.output
    assert done.output.count("(with our sigmoidGradient.m)") == 2


def test_the_course_s_own_data(tmp_path: Path) -> None:
    """Made-up weights give another J than the course prints, and the row says so."""
    folder = variant(tmp_path)
    X, y = digits()
    weights = network_inputs("digits", 0.0)["p"]
    Theta1, Theta2 = weights[:10025].reshape(25, 401, order="F"), weights[10025:].reshape(10, 26, order="F")
    savemat(folder / "ex4data1.mat", {"X": X[::50], "y": y[::50, np.newaxis]})
    savemat(folder / "ex4weights.mat", {"Theta1": Theta1, "Theta2": Theta2})
    done = run(folder, "--only", "course data")
    assert done.exit_code == 1
    assert "Data of the course there: X, y, Theta1, Theta2." in done.output
    for figure in ("0.287629", "0.38377", "0.576051"):
        assert f"DIFFERENT: J_printed(1,1): {figure} in Python, " in done.output
    (folder / "ex4data1.mat").write_bytes(b"not a MAT-file")
    done = run(folder, "--only", "course data")
    assert done.exit_code == 2
    assert "ex4data1.mat: expected a MAT-file with X and y" in done.output


def test_the_folder_that_holds_it_will_do_and_so_will_the_first_edition_s(tmp_path: Path) -> None:
    shutil.copytree(SOLUTIONS / "ex4", tmp_path / "machine-learning" / "mlclass-ex4")
    assert course_folder(tmp_path / "machine-learning").path.name == "mlclass-ex4"
    assert course_folder(tmp_path / "machine-learning" / "mlclass-ex4").exercise.name == "ex4"


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("nowhere", "there is no such folder"),
        ("tests/octave", "no known .m file is there; expected some of checkNNGradients.m"),
        ("tests/submissions/right", "several folders in it hold course files, give one of them"),
    ],
)
def test_wrong_folders(folder: str, message: str) -> None:
    done = run(ROOT / folder)
    assert done.exit_code == 2
    assert message in done.output
    with pytest.raises(CourseFolderError, match=message):
        course_folder(ROOT / folder)
    assert run(ROOT / folder, "--recorded").exit_code == 2
    assert run(SOLUTIONS / "ex4", "--octave", "/no/octave").exit_code == 2


def test_your_own_course_folder(octave_program: OctaveProgram, recordings: Path) -> None:
    """SAMEBITS_COURSE_DIR=~/ex4 pytest: what is solved there is right. Else some cases of ours."""
    folder = course_folder(Path(OWN).expanduser() if OWN else SOLUTIONS / "ex3")
    octaves = Octaves(octave_program, recordings, once=True)
    try:
        cases = [case for case in folder.cases if OWN or case.name.startswith(("sigmoid", "fmincg"))]
        rows = list(folder.run(cases, octaves))
    finally:
        octaves.close()
    assert rows
    assert not [row for row in rows if row.status == "different"]
