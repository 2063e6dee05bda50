"""The scripts for Gradescope, run against a made-up samebits."""

import json
import os
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from samebits import __version__
from samebits.grading.assignment.model import BUILT_IN, AssignmentError, load_assignment
from samebits.grading.autograder import write_autograder
from samebits.grading.batch.journal import Journal
from samebits.grading.results import OUR_FAULT

GRADED = '{"score": 45.0, "tests": []}'


def autograder(folder: Path, samebits: str, assignment: str = "ex4", trusted: bool = False) -> Path:
    """A folder as Gradescope lays it out; `samebits` is the body of a script of that name."""
    root = folder / "auto grader"
    write_autograder(root / "source", assignment, trusted=trusted)
    (root / "submission").mkdir()
    program = root / "samebits" / "bin" / "samebits"
    program.parent.mkdir(parents=True)
    lines = [
        "#!/usr/bin/env bash",
        f"""printf '%s\\n' "$@" >"{root}/arguments\"""",
        'while [ "$1" != --out ]; do shift; done',
        "out=$2",
        samebits,
    ]
    program.write_text("\n".join(lines) + "\n")
    program.chmod(0o755)
    return root


def writes(results: str) -> str:
    return f'mkdir "$out/ada"; echo \'{results}\' >"$out/ada/results.json"'


def run(root: Path) -> tuple[Any, str]:
    """The results, and what the instructor sees."""
    done = subprocess.run(
        [root / "source" / "run_autograder"],
        env={**os.environ, "AUTOGRADER_ROOT": str(root), "TMPDIR": str(root)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (root / "results").iterdir()] == ["results.json"]
    assert not list(root.glob("tmp.*"))
    return json.loads((root / "results" / "results.json").read_text()), done.stdout


@pytest.mark.parametrize("name", ["setup.sh", "run_autograder"])
def test_they_are_bash(tmp_path: Path, name: str) -> None:
    write_autograder(tmp_path, "ex4")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "journal.sqlite",
        "run_autograder",
        "setup.sh",
    ]
    assert (tmp_path / name).stat().st_mode & stat.S_IXUSR
    assert "@" not in (tmp_path / "run_autograder").read_text().replace("[@]", "")
    done = subprocess.run(["bash", "-n", tmp_path / name], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_setup_installs_what_grading_needs(tmp_path: Path) -> None:
    write_autograder(tmp_path, "ex4")
    text = (tmp_path / "setup.sh").read_text()
    assert "octave bubblewrap" in text
    assert f"'samebits[grade]=={__version__}'" in text


def test_results_are_put_where_gradescope_looks(tmp_path: Path) -> None:
    root = autograder(
        tmp_path, f'mkdir "$out/ada"; echo \'{GRADED}\' >"$out/ada/results.json"; echo graded one'
    )
    results, told = run(root)
    assert results == json.loads(GRADED)
    assert told == "graded one\nsamebits grade: exit status 0\n"
    arguments = (root / "arguments").read_text().splitlines()
    assert arguments[:4] == ["grade", str(root / "submission"), "--assignment", "ex4"]
    assert arguments[4] == "--out"
    assert len(arguments) == 6


def test_the_courses_key_is_made_once_and_taken_along(tmp_path: Path) -> None:
    root = autograder(tmp_path, f'cp "$out/journal.sqlite" "{tmp_path}/seen.sqlite"')
    for _ in range(2):
        write_autograder(root / "source", "ex4")
        run(root)
        with Journal(tmp_path / "seen.sqlite") as seen, Journal(root / "source" / "journal.sqlite") as kept:
            assert seen.course_key() == kept.course_key()
            key = kept.course_key()
    write_autograder(root / "source", "ex4")
    with Journal(root / "source" / "journal.sqlite") as kept:
        assert kept.course_key() == key


@pytest.mark.parametrize("trusted", [True, False])
def test_trusted_only_where_it_was_asked_for(tmp_path: Path, trusted: bool) -> None:
    root = autograder(tmp_path, "", trusted=trusted)
    run(root)
    assert ("--trusted" in (root / "arguments").read_text().split()) is trusted


@pytest.mark.parametrize(
    ("samebits", "told"),
    [
        ("echo there is no bubblewrap >&2; exit 2", "there is no bubblewrap\nsamebits grade: exit status 2"),
        ("kill -9 $$", "exit status 137"),
        ("true", "wrote 0 results; expected 1"),
        ('mkdir "$out/ada"; echo "{" >"$out/ada/results.json"', "not JSON"),
        ('for n in a b; do mkdir "$out/$n"; echo {} >"$out/$n/results.json"; done', "wrote 2 results"),
        ('rm -rf "$out"', "wrote 0 results"),
    ],
)
def test_failures_of_the_harness_are_nobodys_zero(tmp_path: Path, samebits: str, told: str) -> None:
    results, said = run(autograder(tmp_path, samebits))
    assert told in said
    assert results["output"].startswith(OUR_FAULT)
    assert "score" not in results
    assert [sorted(test) for test in results["tests"]] == [["name", "output", "output_format", "visibility"]]


def test_without_a_samebits(tmp_path: Path) -> None:
    root = autograder(tmp_path, "")
    (root / "samebits" / "bin" / "samebits").write_text("#!/nowhere/at/all\n")
    results, _ = run(root)
    assert "score" not in results


def test_ungradable_results_are_handed_on(tmp_path: Path) -> None:
    """Exit status or not: what samebits has to say is better than what the script could."""
    ours = '{"output": "the disk was full", "tests": []}'
    root = autograder(tmp_path, f'mkdir "$out/ada"; echo \'{ours}\' >"$out/ada/results.json"; exit 2')
    assert run(root)[0] == json.loads(ours)


def own_assignment(folder: Path, reference: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "my $(touch owned) 'week' 4.toml"
    ours = (BUILT_IN / "ex4.toml").read_text(encoding="utf-8")
    path.write_text(ours.replace('reference = "samebits"', f'reference = "{reference}"'), encoding="utf-8")
    return path


def test_an_assignment_of_ones_own_goes_along(tmp_path: Path) -> None:
    course = tmp_path / "course"
    (course / "right" / "more").mkdir(parents=True)
    (course / "right" / "sigmoid.m").write_text("% right")
    (course / "right" / "more" / "notes.m").write_text("% more")
    path = own_assignment(course, "right")
    root = autograder(tmp_path, "", str(path))
    copied = root / "source" / path.name
    assert load_assignment(str(copied)).digest == load_assignment(str(path)).digest
    assert (root / "source" / "right" / "more" / "notes.m").is_file()
    run(root)
    assert str(copied) in (root / "arguments").read_text().splitlines()
    assert not list(tmp_path.rglob("owned"))


@pytest.mark.parametrize("reference", ["../elsewhere", "{}/elsewhere", "."])
def test_a_reference_that_would_not_be_in_the_zip(tmp_path: Path, reference: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    path = own_assignment(tmp_path / "course", reference.format(tmp_path))
    with pytest.raises(AssignmentError, match="a folder beside the file"):
        write_autograder(tmp_path / "out", str(path))


def test_an_unknown_assignment_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(AssignmentError, match="no such assignment"):
        write_autograder(tmp_path / "out", "ex44")
    assert not (tmp_path / "out").exists()
