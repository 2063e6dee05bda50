"""Nothing that lies in the current folder runs, unless it was named."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from samebits import cli
from samebits.octave.program import OctaveProgram
from samebits.resources import project_folder

pytestmark = pytest.mark.octave

FUNCTIONS = (
    "version", "char", "addpath", "rmpath", "eval", "evalc", "printf", "fileread", "unique", "regexp", "cd",
    "more", "exist", "strsplit", "warning", "samebits_call", "computer", "load", "startup", "finish",
)  # fmt: skip
SCRIPTS = ("PKG_ADD", ".octaverc", "octaverc")
MODULES = (
    "numpy", "scipy", "sitecustomize", "usercustomize", "click", "oct2py", "pexpect", "IPython", "jinja2",
    "matplotlib", "random", "tempfile", "code", "conftest",
)  # fmt: skip
PROGRAM = str(Path(sys.executable).with_name("samebits"))
COMMANDS = {
    "parity": ["--only", "sigmoid"],
    "train": ["--max-iter", "1", "--arithmetic", "octave", "--out", "../weights.mat"],
    "record": ["--only", "sigmoid", "--out", "../recorded"],
    "lesson": ["--layers", "10,10,1", "--max-iter", "2", "--init", "zero", "--out", "../pictures"],
    "trace": ["sigmoid"],
    "grade": ["nnCostFunction.m", "--out", "../grades"],
}
MORE = {
    "parity of a folder": [
        "parity",
        "--course-dir",
        "../named",
        "--only",
        "sigmoid",
        "--html",
        "../page.html",
    ],
    "parity, recorded": ["parity", "--recorded", "--only", "sigmoid"],
    "trace of files": ["trace", "../named/sigmoid.m", "../named/port.py"],
    "grade of a folder": ["grade", "../named", "--out", "../folder"],
    "an assignment": ["grade", "--new-assignment", "../new/own.toml"],
    "an autograder": ["grade", "--gradescope", "../autograder"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder full of traps: each writes its name into the folder `sprung` beside it."""
    folder, sprung = tmp_path / "traps", tmp_path / "sprung"
    for made in (folder, sprung, tmp_path / "named", tmp_path / "new"):
        made.mkdir()
    for name in FUNCTIONS:
        write = f"fclose (fopen ('{sprung / name}', 'w')); error ('the trap {name}');"
        (folder / f"{name}.m").write_text(f"function varargout = {name} (varargin)\n  {write}\nend\n")
    for name in SCRIPTS:
        (folder / name).write_text(f"fclose (fopen ('{sprung / name}', 'w'));\n")
    for name in MODULES:
        (folder / f"{name}.py").write_text(f"open({str(sprung / name)!r}, 'w').close()\n")
    (folder / "octave-workspace").write_text("precious")
    reference = project_folder("octave_reference")
    for place in (folder / "nnCostFunction.m", tmp_path / "named" / "nnCostFunction.m"):
        place.write_bytes((reference / "ex4" / "nnCostFunction.m").read_bytes())
    (tmp_path / "named" / "sigmoid.m").write_bytes((reference / "shared" / "sigmoid.m").read_bytes())
    (tmp_path / "named" / "port.py").write_text(
        "import numpy as np\n\n\ndef sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n"
    )
    return folder


def run(command: Sequence[str], folder: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )


def sprung(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder.parent / "sprung").iterdir())


def test_the_traps_work(folder: Path, octave_program: OctaveProgram) -> None:
    run([octave_program.path, "--norc", "--eval", "try version (); end"], folder)
    run([sys.executable, "-c", "import numpy"], folder)
    assert {"PKG_ADD", "version", "numpy"} <= set(sprung(folder))


def test_no_command_runs_what_lies_in_the_current_folder(folder: Path, octave_program: OctaveProgram) -> None:
    assert set(COMMANDS) == set(cli.COMMANDS)
    commands = {**{name: [name, *options] for name, options in COMMANDS.items()}, **MORE}
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with ThreadPoolExecutor(4) as pool:
        done = dict(
            zip(
                commands,
                pool.map(lambda words: run([PROGRAM, *words], folder), commands.values()),
                strict=True,
            )
        )
    assert sprung(folder) == []
    failed = {name: ended.stdout + ended.stderr for name, ended in done.items() if ended.returncode}
    assert not failed
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    grades = json.loads((folder.parent / "grades" / "results.json").read_text())
    assert "nnCostFunction" in json.dumps(grades)
    assert "They do not part" in done["trace of files"].stdout


def test_neither_does_the_pytest_plugin(folder: Path, octave_program: OctaveProgram) -> None:
    for path in folder.glob("*.py"):
        path.unlink()
    (folder / "conftest.py").write_text("ASKED_FOR = True\n")  # which pytest is to run
    (folder / "test_port.py").write_text(
        "import numpy as np\n\n\ndef test_sigmoid(parity):\n"
        "    parity.check('sigmoid', [0.0], ours=np.array([[0.5]]))\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--m-path", "../named"]
    done = run(command, folder)
    assert sprung(folder) == []
    assert "1 exact" in done.stdout
    assert (folder / "octave-workspace").read_text() == "precious"


def test_folders_of_octave_path_are_for_sessions_alone(folder: Path, octave_program: OctaveProgram) -> None:
    """Grading asks Octave what it is, and runs nothing of somebody's."""
    done = run([PROGRAM, "grade", "../named", "--out", "../grades"], folder, OCTAVE_PATH=str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    assert sprung(folder) == []


def test_relative_paths_are_those_of_the_current_folder(folder: Path, octave_program: OctaveProgram) -> None:
    octave = os.path.relpath(octave_program.path, folder)
    for words in (
        ["parity", "--octave", octave, "--only", "sigmoid"],
        ["trace", "--octave", octave, "../named/sigmoid.m"],
        ["grade", "--octave", octave, "../named", "--out", "../grades"],
    ):
        done = run([PROGRAM, *words], folder)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "none:" not in done.stdout
    assert sprung(folder) == []
