"""What the sandbox lacks is found before the class; copies of files are known by their functions."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from samebits.cli import main
from samebits.grading.assignment.model import Assignment, load_assignment
from samebits.grading.judging.submission import grade_submission
from samebits.grading.judging.verdict import missing_message
from samebits.grading.results import MISSING, RIGHT
from samebits.grading.sandbox.confine import HarnessError, level_for
from samebits.grading.sandbox.programs import find_programs, octave_places, rename_copies, try_packages
from samebits.grading.sandbox.protocol import Outcome
from samebits.octave.program import OctaveProgram

LEVEL = level_for(trusted=False)
SLOPE = b"% A comment first\nfunction [g] = sigmoidGradient (z)\ng = exp (-z) ./ (1 + exp (-z)) .^ 2;\nend\n"


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    """The sigmoid's gradient alone."""
    whole = load_assignment("ex4")
    return replace(whole, parts=tuple(part for part in whole.parts if part.name == "Sigmoid gradient"))


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.mark.octave
def test_an_octave_in_a_folder_of_its_own_runs_in_the_sandbox(
    tmp_path: Path, octave_program: OctaveProgram, assignment: Assignment
) -> None:
    for name in ("lib", "share", "libexec"):
        if Path("/usr", name).exists():
            (tmp_path / name).symlink_to(Path("/usr", name))
    program = script(
        tmp_path / "bin" / "octave", f'OCTAVE_HOME={tmp_path} exec {octave_program.path} --no-gui "$@"'
    )
    (tmp_path / "journal.sqlite").write_text("secret")
    programs = find_programs(LEVEL, str(program))
    assert tmp_path / "bin" in programs.octave_places
    assert tmp_path not in programs.octave_places  # what else lies there is nobody's
    assert {tmp_path / name for name in ("lib", "share")} <= set(programs.octave_places)
    graded = grade_submission(assignment, "ada", {"sigmoidGradient.m": SLOPE}, b"k" * 32, programs)
    assert [part.status for part in graded.parts] == [RIGHT]


@pytest.mark.octave
def test_the_systems_octave_needs_nothing(octave_program: OctaveProgram) -> None:
    assert octave_places(LEVEL, octave_program.path, Path("/usr")) == ()


@pytest.mark.octave
def test_an_octave_that_the_sandbox_cannot_run_is_told_before_the_class(
    tmp_path: Path, octave_program: OctaveProgram
) -> None:
    beyond = script(tmp_path / "beyond" / "octave", f'exec {octave_program.path} "$@"')
    program = script(tmp_path / "bin" / "octave", f'exec {beyond} "$@"')
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "ada" / "sigmoidGradient.m").write_bytes(SLOPE)
    arguments = [str(tmp_path / "class"), "--out", str(tmp_path / "out"), "--octave", str(program)]
    result = CliRunner().invoke(main, ["grade", *arguments])
    assert result.exit_code == 2
    assert f"{program} runs on this machine, but not in {LEVEL}" in result.output
    assert f"{beyond}: not found" in result.output
    assert not (tmp_path / "out").exists()


def test_each_package_is_imported_once_before_the_class(
    tmp_path: Path, assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "whole.py").write_text("import json\n")
    (tmp_path / "half.py").write_text("import the_other_half\n")
    (tmp_path / "the_other_half.py").write_text("")  # is not among the packages
    monkeypatch.syspath_prepend(tmp_path)
    try_packages(replace(assignment, packages=("numpy", "whole")), LEVEL)
    with pytest.raises(HarnessError) as caught:
        try_packages(replace(assignment, packages=("numpy", "whole", "half")), LEVEL)
    assert str(caught.value).startswith(
        f"packages: half cannot be imported in {LEVEL}, where submissions run: "
    )
    assert "No module named 'the_other_half'" in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "sigmoidGradient (1).m", "sigmoidGradient(2).m", "sigmoidGradient - Copy.m",
        "sigmoidGradient - Kopie (3).m", "Copy of sigmoidGradient.m", "sigmoidGradient - 副本.m",
        "sigmoidGradient的副本.m", "sigmoidGradient-1.m",
    ],
)  # fmt: skip
@pytest.mark.octave
def test_a_copy_is_taken_where_there_is_no_other(name: str, assignment: Assignment) -> None:
    programs = find_programs(LEVEL)
    graded = grade_submission(assignment, "ada", {name: SLOPE}, b"k" * 32, programs)
    assert [part.status for part in graded.parts] == [RIGHT]
    assert (
        f"{name} was graded as sigmoidGradient.m: an .m file should have the name of its function."
        in graded.notes
    )


@pytest.mark.parametrize(
    "files",
    [
        {"sigmoidGradient.m": b"", "sigmoidGradient (1).m": SLOPE},
        {"sigmoidGradient (1).m": SLOPE, "sigmoidGradient (2).m": SLOPE},  # which of them?
        {"old/sigmoidGradient (1).m": SLOPE},
        {"sigmoidGradient2.m": SLOPE},  # a name of its own
        {"another - Copy.m": SLOPE},
        {"sigmoidGradient (1).m": b"g = 1;\n"},
        {"sigmoidGradient (1).py": SLOPE},
    ],
)
def test_other_files_keep_their_names(files: dict[str, bytes]) -> None:
    assert rename_copies(files) == (files, [])


@pytest.mark.parametrize(
    ("names", "there", "expected"),
    [
        (["f"], [], "f was not handed in"),
        (["predict"], ["predict (1)", "predict - 副本"],
         "; rename predict (1).m or predict - 副本.m to predict.m"),
        (["predict"], ["pred ict", "other"], "predict was not handed in; did you mean pred ict?"),
        (["sigmoidGradient"], ["sigmoid", "sigmoidGradiant"], "; did you mean sigmoidGradiant?"),
        (["nn_cost_function", "nnCostFunction"], ["lr_cost_function", "nnCostFunc"],
         "mean lr_cost_function or nnCostFunc?"),
        (["nn_cost_function", "nnCostFunction"], ["nn_cost_functions", "nnCost"], "mean nn_cost_functions?"),
    ],
)  # fmt: skip
def test_what_there_is_in_place_of_a_function(names: list[str], there: list[str], expected: str) -> None:
    assert missing_message(names, Outcome(MISSING, names=tuple(there))).endswith(expected)
