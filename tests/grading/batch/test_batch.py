"""A class: journaled one by one, resumed after a kill, on any executor."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from helpers.made_class import made_class
from helpers.places import SOLUTIONS
from helpers.replaced import replaced
from helpers.seed import seed
from samebits.exercises import load_exercise
from samebits.grading.assignment.model import Assignment, load_assignment
from samebits.grading.batch.journal import Journal
from samebits.grading.batch.run import TRIES, grade_submissions
from samebits.grading.intake.read import Submission, find_submissions
from samebits.grading.results import NOT_GRADABLE, RIGHT, TIMED_OUT, Graded, PartResult
from samebits.grading.sandbox.confine import level_for
from samebits.grading.sandbox.programs import Programs, find_programs

PORT = (SOLUTIONS / "port.py").read_text()
COUNT = 24


@pytest.fixture(scope="module")
def programs() -> Programs:
    return find_programs(level_for(trusted=False))


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return load_assignment("ex4")


@pytest.fixture
def class_folder(tmp_path: Path) -> Path:
    """Students whose mistakes differ, each with something of their own in the file."""
    folder = tmp_path / "class"
    for k in range(COUNT):
        student = folder / f"student{k:02}"
        student.mkdir(parents=True)
        text = replaced(PORT, "h - Y", "Y - h") if k % 3 == 1 else PORT
        text = replaced(text, "def predict(", "def predicted(") if k % 3 == 2 else text
        (student / "port.py").write_text(f"{text}\n# {k}\n")
    return folder


def submissions(folder: Path) -> list[Submission]:
    return list(find_submissions([folder]))


def run(
    folder: Path,
    journal: Path,
    assignment: Assignment,
    programs: Programs,
    pool: Executor,
    regrade: bool = False,
) -> tuple[dict[str, Graded], int]:
    """What came out by student, and how many were graded now."""
    with Journal(journal) as opened:
        steps = list(
            grade_submissions(submissions(folder), assignment, b"k" * 32, programs, opened, pool, 2, regrade)
        )
    assert len({step.key.student for step in steps}) == len(steps)
    return {step.graded.student: step.graded for step in steps}, sum(step.fresh for step in steps)


def without_times(graded: dict[str, Graded]) -> dict[str, Any]:
    values = {student: one.as_dict() for student, one in sorted(graded.items())}
    for one in values.values():
        for part in one["parts"]:
            part["seconds"] = 0
    return values


def test_each_is_graded_once_and_a_second_run_grades_none(
    class_folder: Path, assignment: Assignment, programs: Programs, tmp_path: Path
) -> None:
    journal, few = tmp_path / "journal.sqlite", 9
    for student in sorted(class_folder.iterdir())[few:]:
        shutil.rmtree(student)
    with ThreadPoolExecutor(2) as pool:
        first, fresh = run(class_folder, journal, assignment, programs, pool)
        assert fresh == few
        assert [first[f"student{k:02}"].score for k in range(3)] == [100, 50, 100]
        second, fresh = run(class_folder, journal, assignment, programs, pool)
        assert fresh == 0
        assert without_times(second) == without_times(first)
        (class_folder / "student04" / "port.py").write_text(PORT)
        third, fresh = run(class_folder, journal, assignment, programs, pool)
        assert fresh == 1  # what has changed
        assert third["student04"].score == 100
        _, fresh = run(class_folder, journal, assignment, programs, pool, regrade=True)
        assert fresh == few


def test_the_journal_learns_the_platforms_number(
    assignment: Assignment, programs: Programs, tmp_path: Path
) -> None:
    with Journal(tmp_path / "journal.sqlite") as journal, ThreadPoolExecutor(1) as pool:
        for number, email in (("", ""), ("11", "ada@example.org")):
            submission = Submission("ada", {"port.py": PORT.encode()}, number=number, email=email)
            (step,) = grade_submissions([submission], assignment, b"k" * 32, programs, journal, pool, 1)
            for graded in (step.graded, journal.find(step.key)):
                assert graded is not None
                assert (graded.number, graded.email) == (number, email)
        assert not step.fresh


def test_hidden_cases_are_the_same_in_a_regrade_and_other_for_others(assignment: Assignment) -> None:
    from samebits.grading.assignment.calls import plan

    draws = [
        repr(plan(assignment, student, key).arguments)
        for student, key in [("ann", b"1"), ("ann", b"1"), ("bob", b"1"), ("ann", b"2")]
    ]
    assert draws[0] == draws[1]
    assert len(set(draws)) == 3


GRADER = """
import sys
from samebits.cli import main
sys.exit(main(["grade", sys.argv[1], "--out", sys.argv[2], "--jobs", "2"]))
"""


def grader(folder: Path, out: Path, code: str = GRADER) -> "subprocess.Popen[bytes]":
    with out.with_suffix(".txt").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-c", code, str(folder), str(out)],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def reports(out: Path) -> dict[str, str]:
    """All reports, without the times in them."""
    files = [path for path in sorted(out.rglob("*")) if path.is_file() and "journal" not in path.name]
    times = re.compile(r'"(seconds|execution_time)": [\d.e-]+|time="[\d.e-]+"|[\d.]+ (ms|s)\b')
    return {str(path.relative_to(out)): times.sub("", path.read_text()) for path in files}


@pytest.mark.slow
@pytest.mark.octave
def test_killed_at_three_moments_a_class_goes_on(tmp_path: Path) -> None:
    """T0 of points and of the reports of all but the hostile, whose ends depend on the moment.

    SAMEBITS_SEED=N gives the moments of an earlier run again.
    """
    made = made_class(tmp_path / "class", 36)
    text = (load_exercise("ex4").folder / "grading.toml").read_text()
    (tmp_path / "ex4.toml").write_text(replaced(text, "seconds = 10", "seconds = 4"))
    code = replaced(GRADER, '"--jobs"', f'"--assignment", {str(tmp_path / "ex4.toml")!r}, "--jobs"')
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    began = time.monotonic()
    assert grader(tmp_path / "class", whole, code).wait(timeout=600) == 0, whole.with_suffix(
        ".txt"
    ).read_text()
    length = time.monotonic() - began
    print(f"\n{len(made)} graded in {length:.0f} s")
    moments = random.Random(seed())
    broken.mkdir()
    with Journal(whole / "journal.sqlite") as one, Journal(broken / "journal.sqlite") as other:
        other.course_key(one.course_key())  # the same hidden cases
    for _ in range(3):
        process = grader(tmp_path / "class", broken, code)
        time.sleep(moments.uniform(0.1, 0.4) * length)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=60)
        time.sleep(0.5)
        assert not left_over(tmp_path)
    assert grader(tmp_path / "class", broken, code).wait(timeout=600) == 0
    assert not list(tmp_path.glob("samebits-grade-*"))  # swept up by the run after the kill
    rows = json.loads((broken / "results.json").read_text())["students"]
    assert [row["student"] for row in rows] == sorted(made)
    assert (broken / "grades.csv").read_text() == (whole / "grades.csv").read_text()
    of_whole, of_broken = reports(whole), reports(broken)
    for student, expected in made.items():
        if expected.kind != "hostile":
            for report in (f"{student}/results.json", f"{student}/index.html"):
                assert of_broken[report] == of_whole[report]


def left_over(temporary: Path) -> list[str]:
    """Processes that run a submission staged there."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = place.read_bytes()
        except OSError:
            continue
        if f"{temporary}/samebits-grade-".encode() in command:
            found.append(command.decode(errors="replace"))
    return found


class Losing(Executor):
    """Loses the worker of some submissions, once or every time."""

    def __init__(self, times: int) -> None:
        self.times, self.lost = times, 0

    def submit(self, function: Any, *arguments: Any, **options: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        if arguments[1] == "student03" and self.lost < self.times:
            self.lost += 1
            future.set_exception(ConnectionError("the worker is gone"))
        else:
            future.set_result(function(*arguments, **options))
        return future


def test_a_lost_worker_is_nobody_s_zero(
    class_folder: Path, assignment: Assignment, programs: Programs, tmp_path: Path
) -> None:
    for student in sorted(class_folder.iterdir())[5:]:
        shutil.rmtree(student)
    losing = Losing(1)
    graded, _ = run(class_folder, tmp_path / "one.sqlite", assignment, programs, losing)
    assert losing.lost == 1
    assert graded["student03"].score == 100
    losing = Losing(TRIES)
    graded, _ = run(class_folder, tmp_path / "all.sqlite", assignment, programs, losing)
    assert not graded["student03"].gradable
    assert {part.status for part in graded["student03"].parts} == {NOT_GRADABLE}
    assert "ConnectionError: the worker is gone" in graded["student03"].parts[0].feedback[0]
    graded, fresh = run(class_folder, tmp_path / "all.sqlite", assignment, programs, Losing(0))
    assert fresh == 1  # the next run tries it again
    assert graded["student03"].score == 100


class Scripted(Executor):
    """Gives the scores that are written down, and knows how many are being graded at a time."""

    def __init__(self, script: dict[str, list[int | None]]) -> None:
        self.script, self.open, self.company = script, 0, list[int]()

    def submit(self, function: Any, *arguments: Any, **options: Any) -> "Future[Any]":
        score = self.script[arguments[1]].pop(0)
        self.open += 1
        self.company.append(self.open)
        part = PartResult("f", 10, score or 0, TIMED_OUT if score is None else RIGHT)
        executor = self

        class Taken(Future[Any]):
            def result(self, timeout: float | None = None) -> Any:
                executor.open -= 1
                return super().result(timeout)

        future = Taken()
        if score == -1:
            future.set_exception(ConnectionError("the worker is gone"))
        else:
            future.set_result(Graded(arguments[1], [part]))
        return future


def graded_by(
    script: dict[str, list[int | None]], at_once: int, path: Path, assignment: Assignment
) -> tuple[dict[str, float | None], list[int], list[str]]:
    """Each one's score, None where it cannot be told; how many ran at each start; what stayed unused."""
    executor = Scripted(script)
    nobody = Programs("", "", {})
    work = [Submission(student, {}) for student in script]
    with Journal(path / "journal.sqlite") as journal:
        steps = list(grade_submissions(work, assignment, b"k" * 32, nobody, journal, executor, at_once))
        for step in steps:
            kept = journal.find(step.key)
            assert kept == (step.graded if step.graded.gradable else None)
    assert len(steps) == len(script)
    scores = {s.graded.student: s.graded.score if s.graded.gradable else None for s in steps}
    return scores, executor.company, [student for student, left in script.items() if left]


def test_who_ran_out_of_time_beside_others_is_tried_once_more_alone(
    tmp_path: Path, assignment: Assignment
) -> None:
    script = {"ada": [10], "bob": [None, 10], "cid": [None, None], "dan": [10], "eve": [10], "fay": [None, 5]}
    scores, company, unused = graded_by(script, 2, tmp_path, assignment)
    assert scores == {"ada": 10, "bob": 10, "cid": 0, "dan": 10, "eve": 10, "fay": 5}
    assert unused == []
    assert len(company) == 9
    assert company.count(1) >= 3  # each of the three second tries, and the first of all
    assert company[-1] == 1


def test_who_ran_out_of_time_alone_is_not_tried_again(tmp_path: Path, assignment: Assignment) -> None:
    script = {"ada": [None, 10], "bob": [10], "cid": [None, 10]}
    scores, company, unused = graded_by(script, 1, tmp_path, assignment)
    assert scores == {"ada": 0, "bob": 10, "cid": 0}
    assert company == [1, 1, 1]
    assert unused == ["ada", "cid"]


def test_the_second_try_may_fail_for_our_reasons(tmp_path: Path, assignment: Assignment) -> None:
    script = {"ada": [None, *[-1] * TRIES], "bob": [10]}
    scores, _, _ = graded_by(script, 2, tmp_path, assignment)
    assert scores == {"ada": None, "bob": 10}


@pytest.mark.slow
def test_on_a_dask_cluster_that_loses_a_worker(class_folder: Path, tmp_path: Path) -> None:
    """A scheduler and two workers on loopback; one worker is killed in the middle."""
    scheduler_file = tmp_path / "scheduler.json"  # where it says which port it was given
    python = [sys.executable, "-m"]
    scheduler = [*python, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    worker = [*python, "distributed.cli.dask_worker", "--nthreads", "1"]
    processes = []

    def start(*command: str) -> None:
        command = (*command, "--scheduler-file", str(scheduler_file), "--no-dashboard")
        with (tmp_path / "cluster.txt").open("a") as log:
            processes.append(
                subprocess.Popen(command, stdout=log, stderr=log, cwd=tmp_path, start_new_session=True)
            )

    try:
        start(*scheduler)
        for name in ("one", "two"):
            start(*worker, "--name", name)
        for _ in range(600):
            if scheduler_file.exists() and scheduler_file.read_text().rstrip().endswith("}"):
                break
            time.sleep(0.05)
        address = json.loads(scheduler_file.read_text())["address"]
        options = f'"--jobs", "4", "--executor", "dask", "--address", "{address}"'
        process = grader(class_folder, tmp_path / "out", replaced(GRADER, '"--jobs", "2"', options))
        journal = tmp_path / "out" / "journal.sqlite-wal"
        for _ in range(600):
            if journal.exists() and journal.stat().st_size > 60_000:
                break
            time.sleep(0.05)
        os.killpg(processes[1].pid, signal.SIGKILL)
        assert process.wait(timeout=300) == 0, (tmp_path / "out.txt").read_text()
    finally:
        for one in processes:
            os.killpg(one.pid, signal.SIGKILL)
            one.wait(timeout=60)
    rows = json.loads((tmp_path / "out" / "results.json").read_text())["students"]
    assert len(rows) == COUNT
    assert [row["score"] for row in rows[:3]] == [100, 50, 100]
