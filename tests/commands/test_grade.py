"""samebits grade."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from helpers.places import SOLUTIONS
from helpers.processes import with_default_signals
from samebits.cli import main
from samebits.grading.batch.journal import Journal
from samebits.grading.intake.read import list_students
from samebits.grading.sandbox import confine

PORT = (SOLUTIONS / "port.py").read_text()
NAMED = "\n".join(
    f"{name} = utils.port.{name}" for name in re.findall(r"^(?:def|from .* import) (\w+)", PORT, re.M)
)


def grade(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["grade", *map(str, arguments)])


@pytest.fixture
def class_folder(tmp_path: Path) -> Path:
    """A right solution in each language, both with different mistakes, and an empty one."""
    folder = tmp_path / "class"
    for student in ("octave", "python", "both", "nobody"):
        (folder / student).mkdir(parents=True)
    for file in sorted((SOLUTIONS / "ex4").glob("*.m")):
        text = file.read_text()
        (folder / "octave" / file.name).write_text(text)
        (folder / "both" / file.name).write_text(text.replace("J = J / m;", ""))
    (folder / "python" / "port.py").write_text(PORT)
    (folder / "both" / "port.py").write_text(PORT.replace("h - Y", "Y - h"))
    return folder


@pytest.mark.octave
def test_a_class_in_one_command(class_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "grades"
    before = {p: p.read_bytes() for p in class_folder.rglob("*") if p.is_file()}
    done = grade(class_folder, "--out", out)
    assert done.exit_code == 0, done.output
    assert "100 points. Confinement: bubblewrap." in done.output
    assert "4 graded" in done.output
    with (out / "grades.csv").open() as file:
        assert {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)} == {
            "octave": 100, "python": 100, "both": 100, "nobody": 0,
        }  # fmt: skip
    rows = {row["student"]: row for row in json.loads((out / "results.json").read_text())["students"]}
    languages = {part["name"]: part["language"] for part in rows["both"]["parts"]}
    assert languages["Feedforward and cost function"] == "python"  # each part where it is right
    assert languages["Neural network gradient (backpropagation)"] == "octave"
    (note,) = rows["both"]["notes"]
    words, values = note.rsplit(": ", 1)
    assert words == "Your .m and your .py first differ in J(1,1) of Feedforward and cost function"
    assert [round(float(value.rstrip(".")), 6) for value in values.split(" and ")] == [49.399187, 3.087449]
    assert {part["status"] for part in rows["nobody"]["parts"]} == {"missing"}
    assert (out / "index.html").is_file()
    assert (out / "python" / "index.html").is_file()
    assert before == {p: p.read_bytes() for p in class_folder.rglob("*") if p.is_file()}


def test_one_file_is_reported_on_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "port.py").write_text(PORT.replace("h - Y", "Y - h"))
    done = grade(tmp_path / "port.py", "--out", tmp_path / "grades")
    assert done.exit_code == 0, done.output
    assert "Feedforward and cost function               30 of 30    right" in done.output
    assert "Neural network gradient (backpropagation)   0 of 40     wrong" in done.output
    assert "The mistake: delta3 is y - h; it should be h - y" in done.output
    assert "1 graded, 50.0 points on average." in done.output


def test_a_package_of_a_students(tmp_path: Path) -> None:
    (tmp_path / "ada" / "utils").mkdir(parents=True)
    (tmp_path / "ada" / "utils" / "port.py").write_text(PORT)
    (tmp_path / "ada" / "nn.py").write_text("import utils.port\nfrom utils.port import *\n" + NAMED)
    done = grade(tmp_path / "ada", "--out", tmp_path / "grades")
    assert "1 graded, 100.0 points on average." in done.output, done.output


def test_out_among_the_students_is_not_one_of_them(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "port.py").write_text(PORT)
    for _ in range(2):
        done = grade(tmp_path, "--out", tmp_path / "grades")
        assert "1 graded, 100.0 points on average." in done.output, done.output


def test_a_student_who_goes_away_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for student in ("ada", "eve"):
        (tmp_path / "class" / student).mkdir(parents=True)
        (tmp_path / "class" / student / "port.py").write_text(PORT)

    def names_at_first(paths: Sequence[Path]) -> list[str]:
        names = list_students(paths)
        shutil.rmtree(tmp_path / "class" / "eve")
        (tmp_path / "class" / "bob").mkdir()
        return names

    monkeypatch.setattr("samebits.api.grade_class.list_students", names_at_first)
    done = grade(tmp_path / "class", "--out", tmp_path / "grades")
    assert done.exit_code == 0, done.output
    assert "1 graded, 100.0 points on average." in done.output


def test_json(tmp_path: Path) -> None:
    (tmp_path / "port.py").write_text(PORT)
    done = CliRunner().invoke(
        main, ["grade", str(tmp_path / "port.py"), "--out", str(tmp_path / "g"), "--json"]
    )
    assert done.exit_code == 0, done.output
    printed = json.loads(done.stdout)
    assert printed["students"][0]["score"] == 100


def test_m_files_get_no_score_without_octave(
    class_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "grades"
    done = grade(class_folder, "--out", out, "--octave", "/no/octave")  # one that was asked for
    assert done.exit_code == 2
    assert "--octave /no/octave: Octave was not found" in done.output
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/no/octave")
    done = grade(class_folder, "--out", out)
    assert done.exit_code == 1
    assert (
        "No Octave (none: Octave was not found: looked for /no/octave): .m files cannot be graded."
        in done.output
    )
    assert "2 could not be graded, by no fault of theirs: both, octave. Run it again." in done.output
    with (out / "grades.csv").open() as file:
        scores = {row["student_id"]: row["score"] for row in csv.DictReader(file)}
    assert scores["octave"] == scores["both"] == ""  # whose gradient is right in Octave alone
    assert float(scores["python"]) == 100


def test_a_confinement_that_breaks_gives_no_score(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "port.py").write_text(PORT)
    whole = confine.bubblewrap

    def broken(limits: confine.Limits, filter_fd: int | None) -> list[str]:
        """Breaks with the class, and not before it."""
        handed_in = any((path / "submission" / "port.py").exists() for path in limits.visible)
        return ["sh", "-c", "echo no space left; exit 1"] if handed_in else whole(limits, filter_fd)

    monkeypatch.setattr(confine, "bubblewrap", broken)
    done = grade(tmp_path / "port.py", "--out", tmp_path / "grades")
    assert done.exit_code == 1, done.output
    assert "not gradable" in done.output
    assert "not your fault" in done.output
    assert "did not start (ended): no space left" in done.output
    monkeypatch.undo()
    done = grade(tmp_path / "port.py", "--out", tmp_path / "grades")
    assert done.exit_code == 0, done.output
    assert "1 graded, 100.0 points on average." in done.output


def test_nothing_runs_unconfined_unless_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "port.py").write_text(PORT)
    monkeypatch.setattr(confine, "strongest_level", lambda: "rlimits")
    done = grade(tmp_path / "port.py", "--out", tmp_path / "grades")
    assert done.exit_code == 2
    assert (
        "nothing would keep submissions away from this machine's files and network; --trusted runs them"
        in done.output
    )
    assert not (tmp_path / "grades").exists()
    done = grade(tmp_path / "port.py", "--out", tmp_path / "grades", "--trusted")
    assert done.exit_code == 0, done.output
    assert "you said that you trust them" in done.output
    assert "1 graded, 100.0 points on average." in done.output


def test_a_journal_in_use_or_malformed(tmp_path: Path) -> None:
    (tmp_path / "port.py").write_text(PORT)
    out = tmp_path / "grades"
    out.mkdir()
    with Journal(out / "journal.sqlite"):
        done = grade(tmp_path / "port.py", "--out", out)
    assert done.exit_code == 2
    assert "journal.sqlite" in done.output
    (out / "journal.sqlite").write_text("grades of last year")
    done = grade(tmp_path / "port.py", "--out", out)
    assert done.exit_code == 2
    assert (out / "journal.sqlite").read_text() == "grades of last year"


def test_interrupted_it_keeps_what_it_has(class_folder: Path, tmp_path: Path) -> None:
    (class_folder / "zz").mkdir()
    slow = "import time\ntime.sleep(60)\ndef nn_cost_function():\n    pass\n"
    (class_folder / "zz" / "slow.py").write_text(slow)
    out = tmp_path / "grades"
    code = "import sys; from samebits.cli import main; main(sys.argv[1:])"
    process = subprocess.Popen(
        with_default_signals(
            sys.executable, "-c", code, "grade", str(class_folder), "--out", str(out), "--jobs", "1"
        ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    journal = out / "journal.sqlite-wal"
    for _ in range(400):
        if journal.exists() and journal.stat().st_size > 60_000:
            break
        time.sleep(0.05)
    os.kill(process.pid, 2)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 130, output
    assert "Interrupted. What was graded is kept" in output


def test_an_assignment_of_one_s_own(tmp_path: Path) -> None:
    path = tmp_path / "ex5.toml"
    done = grade("--new-assignment", path)
    assert done.exit_code == 0, done.output
    done = grade(tmp_path / "solution", "--assignment", path, "--out", tmp_path / "right")
    assert done.exit_code == 0, done.output
    assert "10 of 10    right" in done.output
    text = (tmp_path / "solution" / "compute_cost.py").read_text()
    (tmp_path / "mine.py").write_text(text.replace("(2 * len(y))", "len(y)"))
    done = grade(tmp_path / "mine.py", "--assignment", path, "--out", tmp_path / "wrong")
    assert "0 of 10     wrong" in done.output
    assert ", expected " in done.output
    done = grade("--new-assignment", path)
    assert done.exit_code == 2
    assert "exists already, and is not overwritten" in done.output


def test_what_cannot_go_into_an_autograder_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "ex5.toml"
    grade("--new-assignment", path)
    path.write_text(path.read_text().replace('reference = "solution"', f'reference = "{tmp_path}/solution"'))
    done = grade("--gradescope", tmp_path / "auto", "--assignment", path)
    assert done.exit_code == 2
    assert "it has to be a folder beside the file" in done.output
    (tmp_path / "auto" / "journal.sqlite").write_text("grades of last year")
    done = grade("--gradescope", tmp_path / "auto")
    assert done.exit_code == 2
    assert "is not a journal" in done.output
    done = grade("--gradescope", path / "auto")
    assert "cannot be written" in done.output


@pytest.mark.octave
def test_an_assignment_whose_reference_is_octave_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ex5.toml"
    grade("--new-assignment", path)
    for file in (tmp_path / "solution").iterdir():
        file.unlink()
    (tmp_path / "solution" / "computeCost.m").write_text(
        "function J = computeCost (X, y, theta)\n  J = sum ((X * theta - y) .^ 2) / (2 * numel (y));\nend\n"
    )
    (tmp_path / "mine.py").write_text(
        "def compute_cost(X, y, theta):\n    return ((X @ theta - y) ** 2).sum() / 2 / len(y)\n"
    )
    done = grade(tmp_path / "mine.py", "--assignment", path, "--out", tmp_path / "grades")
    assert done.exit_code == 0, done.output
    assert "10 of 10    right" in done.output
    (tmp_path / "solution" / "computeCost.m").write_text("function J = computeCost (X, y, theta)\nend\n")
    done = grade(tmp_path / "mine.py", "--assignment", path, "--out", tmp_path / "broken")
    assert done.exit_code == 2
    assert f"{path}: the reference returns no values for Cost" in done.output
    assert not (tmp_path / "broken").exists()
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/no/octave")
    done = grade(tmp_path / "mine.py", "--assignment", path, "--out", tmp_path / "broken")
    assert done.exit_code == 2
    assert "the reference is in Octave, which is not available (none: Octave was not found" in done.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "expected SUBMISSIONS and --out DIR"),
        (["nowhere", "--out", "g"], "nowhere"),
        (["tests", "--out", "g", "--assignment", "ex9"], "ex9: there is no such assignment"),
        (["tests", "--out", "g", "--executor", "dask"], "--executor dask and --address go together"),
        (["tests", "--out", "g", "--jobs", "0"], "0 is not in the range"),
        (["--new-assignment", "ex5.txt"], "expected a name that ends in .toml"),
        (["tests/submissions/right/port.py", "--out", "README.md"], "is a file"),
    ],
)
def test_wrong_input(arguments: list[str], message: str) -> None:
    done = grade(*arguments)
    assert done.exit_code == 2
    assert message in done.output


def test_out_that_cannot_be_written_is_reported_before_the_class_is_graded(tmp_path: Path) -> None:
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "ada" / "port.py").write_text(PORT)
    out = tmp_path / "grades"
    (out / "grades.csv").mkdir(parents=True)
    done = grade(tmp_path / "class", "--out", out)
    assert done.exit_code == 2
    assert "grades.csv is a folder; expected a file or nothing there" in done.output
    assert not (out / "journal.sqlite").exists()
    done = grade(tmp_path / "class", "--out", tmp_path / "class")
    assert done.exit_code == 2
    assert "which is one of the submissions" in done.output
    assert [path.name for path in (tmp_path / "class").iterdir()] == ["ada"]


def test_no_commands_reach_the_terminal(tmp_path: Path) -> None:
    """Of file names, of an assignment's title and its parts' names, of a missing file."""
    hostile = "\x1b]0;mine\x07\x1b[31m\x9b2J"
    path = tmp_path / "ex5.toml"
    grade("--new-assignment", path)
    written = path.read_text()
    shown = hostile.encode("unicode_escape").decode().replace("\\x", "\\u00")
    text = re.sub(r'(title|name) = "', lambda found: f"{found[0]}{shown}", written)
    assert text.count(shown) > 1
    path.write_text(text)
    (tmp_path / "mine.py").write_text("def compute_cost():\n    raise ValueError('" + hostile + "\\n')\n")
    for arguments in (
        [tmp_path / "mine.py", "--assignment", path, "--out", tmp_path / f"g{hostile}"],
        [tmp_path / f"no{hostile}", "--out", tmp_path / "g"],
        [tmp_path / "mine.py", "--assignment", f"ex{hostile}.toml", "--out", tmp_path / "g"],
    ):
        done = grade(*arguments)
        assert "points" in done.output or "Error: " in done.output
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", done.output), done.output


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("cp1252", rb"\u674e\u96f7"), ("ascii", "李雷".encode())],  # click itself takes UTF-8 for ASCII
)
def test_names_that_a_terminal_does_not_have(tmp_path: Path, encoding: str, shown: bytes) -> None:
    (tmp_path / "port.py").write_text(PORT)
    code = "from samebits.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "grade", str(tmp_path / "port.py"), "--out", str(tmp_path / "李雷")],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": encoding},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"1 graded, 100.0 points on average." in done.stdout
    assert shown in done.stdout


@pytest.mark.parametrize(("value", "coloured"), [("1", False), ("", True)])
def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch, value: str, coloured: bool) -> None:
    @main.command("colour")
    def colour() -> None:
        click.secho("red", fg="red")

    monkeypatch.setenv("NO_COLOR", value)
    try:
        done = CliRunner().invoke(main, ["colour"], color=True)
    finally:
        del main.commands["colour"]
    assert ("\x1b" in done.output) == coloured
