"""The commands, as a user types them."""

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import click
import numpy as np
import pytest
from click.testing import CliRunner, Result
from scipy.io import loadmat, savemat

from helpers.processes import with_default_signals
from helpers.tiers import t0_bits, t4_outcome
from samebits import cli
from samebits.cli import COMMANDS, main
from samebits.exercises.ex4.network import nn_cost_function
from samebits.exercises.ex4.parity import training_case
from samebits.exercises.shared.data import load_digits, load_weights
from samebits.octave.layout import unroll
from samebits.octave.program import OctaveProgram
from samebits.parity.recorded import load_recording

FOLDER = Path(cli.__file__).parent / "commands"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_help_has_examples() -> None:
    for command in COMMANDS:
        result = run(command, "--help")
        assert result.exit_code == 0
        _, examples = result.output.split("Examples:\n")
        assert f"samebits {command}" in examples


def test_the_list_of_commands_says_what_each_does() -> None:
    """In the words of the command's own help, and without importing it."""
    shown = " ".join(run("--help").output.split())
    assert set(COMMANDS) == {path.stem for path in FOLDER.glob("*.py")} - {"__init__", "common"}
    for name, words in COMMANDS.items():
        command = main.get_command(click.Context(main), name)
        assert command is not None
        assert " ".join((command.help or "").split()).startswith(words)
        assert f"{name} {words}" in shown


@pytest.mark.parametrize("module", ["numpy", "scipy", "jinja2", "matplotlib", "oct2py"])
def test_the_list_of_commands_imports_little(module: str) -> None:
    code = f"import sys; sys.modules['{module}'] = None; from samebits.cli import main; main(['--help'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert len(re.findall(r"^  [a-z]+ {2,}", done.stdout, re.MULTILINE)) == 6


@pytest.mark.parametrize("command", COMMANDS)
def test_help_needs_no_optional_package(command: str) -> None:
    missing = "sys.modules.update(dict.fromkeys(['jinja2', 'matplotlib', 'oct2py', 'distributed']))"
    code = f"import sys; {missing}; from samebits.cli import main; main(['{command}', '--help'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Examples:" in done.stdout


def test_parity_with_recorded_results() -> None:
    result = run("parity", "--recorded", "--only", "debug")
    assert result.exit_code == 0, result.output
    first, *_, last = result.output.splitlines()
    assert first.startswith(
        "Octave is not started (--recorded): comparing with results recorded from Octave "
    )
    assert "reference BLAS" in first
    assert last.endswith("/ 0 different / 0 skipped")


def test_parity_without_octave_says_so_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("OCTAVE_EXECUTABLE", raising=False)
    result = run("parity", "--only", "sigmoidGradient")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Octave was not found: looked for octave-cli and octave: comparing with")


def test_parity_with_an_octave_asked_for_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/nowhere/octave")
    assert run("parity", "--only", "sigmoid").exit_code == 2


def test_parity_without_anything_to_compare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("samebits.api.run_parity.project_folder", lambda name: tmp_path)
    result = run("parity", "--recorded", "--only", "rand")
    assert result.exit_code == 2
    assert "no Octave (none of the recordings can be used)" in result.output
    assert "skipped: rand_the_lecture_s_weights.mat: there is no recording" in result.output


def test_control_c(monkeypatch: pytest.MonkeyPatch) -> None:
    from samebits.exercises.ex4 import parity as ex4

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ex4, "debug_initialize_weights", interrupt)
    assert run("parity", "--recorded", "--only", "debugInit").exit_code == 130


@pytest.mark.octave
def test_parity_with_octave(octave_program: OctaveProgram) -> None:
    result = run("parity", "--octave", octave_program.path, "--only", "nnCostFunction graded", "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.output)
    assert report["octave"]["version"] == octave_program.version
    assert {row["arithmetic"] for row in report["rows"]} == {"netlib", "octave", "numpy"}
    assert report["counts"]["different"] == 0
    assert report["counts"]["exact"] >= 2


def test_parity_fails_on_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    from samebits.exercises.ex4 import parity as ex4

    correct = ex4.debug_initialize_weights
    monkeypatch.setattr(ex4, "debug_initialize_weights", lambda *sizes: correct(*sizes) * (1 + 2**-52))
    result = run("parity", "--recorded", "--only", "debugInitializeWeights")
    assert result.exit_code == 1
    assert "DIFFERENT: W(" in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--octave", "/nowhere/octave"], "Octave was not found: looked for /nowhere/octave"),
        (["--octave", "true"], "is not a working Octave"),
        (["--only", "nothing of the sort"], "no case matches 'nothing of the sort'; the cases are"),
        (["--recorded", "--octave", "x"], "exclude each other"),
    ],
)
def test_parity_that_cannot_run(arguments: list[str], message: str) -> None:
    result = run("parity", *arguments)
    assert result.exit_code == 2
    assert message in result.output


def test_training_saves_the_recorded_weights(tmp_path: Path, recordings: Path) -> None:
    out = tmp_path / "weights.mat"
    result = run("train", "--seed", "1", "--lambda", "1", "--arithmetic", "netlib", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert result.output.count("Cost: ") == 50
    case = training_case(1)
    recorded = load_recording(recordings, case, case.inputs()).values
    assert f"Training accuracy: {recorded['accuracy'].item():.2f}%" in result.output
    Theta1, Theta2 = load_weights(out)
    t0_bits(np.concatenate([Theta1.ravel("F"), Theta2.ravel("F")]), recorded["weights"])


def test_training_in_numpy_and_on_from_there(tmp_path: Path) -> None:
    out, more = tmp_path / "weights.mat", tmp_path / "more.mat"
    first = json.loads(run("train", "--max-iter", "5", "--out", str(out), "--json").output)
    assert len(first["costs"]) == 5
    second = json.loads(
        run("train", "--start", str(out), "--max-iter", "5", "--out", str(more), "--json").output
    )
    assert second["costs"][0] < first["costs"][-1]
    t4_outcome(second["accuracy"], first["accuracy"], 100)
    assert {name for name in loadmat(more) if not name.startswith("__")} == {"Theta1", "Theta2"}


def test_training_on_own_data(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    savemat(tmp_path / "own.mat", {"X": rng.normal(size=(30, 6)), "y": rng.integers(1, 11, size=(30, 1))})
    arguments = ["--data", str(tmp_path / "own.mat"), "--out", str(tmp_path / "w.mat"), "--max-iter", "3"]
    assert run("train", *arguments).exit_code == 0
    assert load_weights(tmp_path / "w.mat")[0].shape == (25, 7)


def test_training_that_cannot_run(tmp_path: Path) -> None:
    out = tmp_path / "kept.mat"
    out.write_text("precious")
    (tmp_path / "bad.mat").write_text("no data")
    savemat(tmp_path / "labels.mat", {"X": np.ones((3, 4)), "y": [[0], [1], [2]]})
    for arguments, message in [
        (["--data", str(tmp_path / "none.mat")], "there is no such file"),
        (["--data", str(tmp_path / "bad.mat")], "cannot be read as a .mat file"),
        (["--data", str(tmp_path / "labels.mat")], "y[0] is 0; expected whole numbers from 1 to 10"),
        (["--start", str(tmp_path / "labels.mat")], "expected Theta1, Theta2"),
        (
            ["--out", str(tmp_path / "none" / "w.mat")],
            "nothing can be written there (No such file or directory)",
        ),
        (["--max-iter", "many"], "not a valid integer"),
        (["--arithmetic", "exact"], "not one of"),
        (["--lambda", "-1"], "not in the range"),
        (["--lambda", "nan"], "nan is not a finite number"),
    ]:
        result = run("train", "--out", str(out), *arguments)
        assert result.exit_code == 2, result.output
        assert message in result.output
    assert out.read_text() == "precious"


@pytest.mark.octave
def test_record(tmp_path: Path, recordings: Path, octave_program: OctaveProgram) -> None:
    result = run("record", "--only", "sigmoid", "--out", str(tmp_path / "new"))
    assert result.exit_code == 0, result.output
    names = sorted(str(path.relative_to(tmp_path / "new")) for path in (tmp_path / "new").rglob("*.mat"))
    assert names == ["ex4/sigmoidGradient_graded.mat", "shared/sigmoid.mat"]
    for name in names:
        ours, theirs = (loadmat(folder / name) for folder in (tmp_path / "new", recordings))
        assert ours["outputs_sha256"] == theirs["outputs_sha256"]  # T0
    assert run("record", "--only", "nothing").exit_code == 2
    assert run("record", "--octave", "/nowhere/octave").exit_code == 2


def test_the_program_is_installed() -> None:
    program = shutil.which("samebits", path=str(Path(sys.executable).parent))
    assert program
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("samebits, version")


def started_training(out: Path, *defaults: str) -> subprocess.Popen[str]:
    """A long training that has come to its 5th iteration."""
    program = shutil.which("samebits", path=str(Path(sys.executable).parent))
    assert program
    process = subprocess.Popen(
        ["env", *defaults, program, "train", "--max-iter", "100000", "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    shown = ""
    while "Iteration    5" not in shown:
        shown += process.stdout.read(20)
    return process


@pytest.mark.parametrize("name", ["TERM", "HUP"])
def test_a_training_that_is_ended_saves_what_it_has(name: str, tmp_path: Path) -> None:
    out = tmp_path / "weights.mat"
    number = signal.Signals[f"SIG{name}"]
    process = started_training(out, f"--default-signal={name}")
    process.send_signal(number)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 128 + number, errors
    assert f"are saved to {out}" in errors
    assert load_weights(out)[0].shape == (25, 401)


def test_a_training_whose_reader_has_gone_saves_what_it_has(tmp_path: Path) -> None:
    out = tmp_path / "weights.mat"
    process = started_training(out)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr as stream:
        errors = stream.read()
    assert process.wait(120) != 0
    assert f"are saved to {out}" in errors
    assert "Traceback" not in errors
    assert load_weights(out)[0].shape == (25, 401)


def test_a_training_whose_output_is_full_saves_what_it_has(tmp_path: Path) -> None:
    out = tmp_path / "weights.mat"
    program = shutil.which("samebits", path=str(Path(sys.executable).parent))
    assert program
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [program, "train", "--max-iter", "2", "--out", str(out)],
            stdout=full, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    assert done.returncode != 0
    assert "No space left on device" in done.stderr
    assert load_weights(out)[0].shape == (25, 401)


def test_a_training_that_fails_at_once_leaves_the_old_weights(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise MemoryError("no memory")

    out = tmp_path / "weights.mat"
    out.write_text("precious")
    monkeypatch.setattr("samebits.commands.train.nn_cost_function", fail)
    assert isinstance(run("train", "--out", str(out)).exception, MemoryError)
    assert out.read_text() == "precious"


def test_weights_go_through_a_link_and_into_a_device(tmp_path: Path) -> None:
    (tmp_path / "link.mat").symlink_to(tmp_path / "weights.mat")
    (tmp_path / "null").symlink_to("/dev/null")
    for name in ("link.mat", "null"):
        assert run("train", "--max-iter", "1", "--out", str(tmp_path / name)).exit_code == 0
        assert (tmp_path / name).is_symlink()
    assert load_weights(tmp_path / "weights.mat")[0].shape == (25, 401)


def test_a_place_is_tried_before_the_work_begins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A read-only folder, for root as well: the trial itself fails, and nothing is computed."""
    from samebits import resources

    def refuse(**_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(resources.tempfile, "TemporaryFile", refuse)
    for arguments in (
        ["parity", "--recorded", "--html", str(tmp_path / "report.html")],
        ["train", "--out", str(tmp_path / "weights.mat")],
        ["lesson", "--out", str(tmp_path / "pictures")],
        ["record", "--out", str(tmp_path / "recorded")],
    ):
        done = run(*arguments)
        assert done.exit_code == 2
        assert done.output.startswith(
            f"Error: {arguments[-1]}: nothing can be written there (Permission denied)"
        )


@pytest.mark.parametrize("encoding", ["ascii:strict", "cp1252"])
def test_no_output_is_too_narrow_for_a_command(encoding: str, tmp_path: Path) -> None:
    program = shutil.which("samebits", path=str(Path(sys.executable).parent))
    assert program
    out = tmp_path / "权重ł.mat"
    for arguments in (
        ["train", "--max-iter", "1", "--out", out],
        ["train", "--start", tmp_path / "无ł.mat", "--out", out],
        ["parity", "--recorded", "--only", "sigmoid"],
        ["lesson", "--layers", "4,3,2", "--max-iter", "1"],
        ["trace", tmp_path / "无ł.m"],
    ):
        done = subprocess.run(
            [program, *arguments], env={**os.environ, "PYTHONIOENCODING": encoding}, capture_output=True
        )
        assert b"Traceback" not in done.stderr, done.stderr
        assert b"UnicodeEncodeError" not in done.stderr
        assert done.returncode == (2 if "无ł" in f"{arguments}" else 0), done.stderr


def test_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    from samebits.exercises.ex4 import parity as ex4

    correct = ex4.debug_initialize_weights
    monkeypatch.setattr(ex4, "debug_initialize_weights", lambda *sizes: correct(*sizes) * (1 + 2**-52))
    arguments = ["parity", "--recorded", "--only", "debugInitializeWeights"]
    for variable, colours in (("", True), ("1", False)):
        monkeypatch.setenv("NO_COLOR", variable)
        shown = CliRunner().invoke(main, arguments, color=True).output
        assert ("\x1b[31m" in shown) == colours


def test_an_interrupted_training_saves_what_it_has(tmp_path: Path) -> None:
    out = tmp_path / "weights.mat"
    program = shutil.which("samebits", path=str(Path(sys.executable).parent))
    assert program
    command = [program, "train", "--max-iter", "100000", "--out", str(out)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        with_default_signals(*command),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    shown = ""
    while "Iteration   20" not in shown:
        shown += process.stdout.read(20)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert f"are saved to {out}" in errors
    assert "Interrupted" in errors
    Theta1, Theta2 = load_weights(out)
    X, y = load_digits()
    J, _ = nn_cost_function(unroll(Theta1, Theta2), 400, 25, 10, X, y, 1.0)
    t4_outcome(J, 0.1, 0.9)  # as low as 20 iterations bring it, or lower
    assert run("train", "--start", str(out), "--max-iter", "1", "--out", str(out)).exit_code == 0
