"""The journal: whole after every kill, and plain about what is wrong."""

import math
import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.places import TESTS
from helpers.seed import seed
from samebits.grading.batch.journal import Journal, JournalError, JournalKey
from samebits.grading.results import NOT_GRADABLE, RIGHT, WRONG, Graded, PartResult


def key_of(k: int) -> JournalKey:
    return JournalKey(f"student {k}", f"{k:064x}", "a" * 64, "samebits 1", "seed")


def graded_of(k: int) -> Graded:
    # Names out of order, and enough text for several pages
    parts = [PartResult(f"part {9 - n}", 10, 0.1 * n, RIGHT, "python", ["=1+1", "\x1b é"]) for n in range(5)]
    return Graded(f"student {k}", parts, "bubblewrap", ["a note"], "printed " * 500, {"NumPy": "2.0"})


def record_many(journal: Journal, count: int) -> None:
    for k in range(count):
        journal.record(key_of(k), graded_of(k))


RECORDER = """
    import sys
    from pathlib import Path
    from test_journal import Journal, graded_of, key_of
    with Journal(Path(sys.argv[1])) as journal:
        print("open", flush=True)
        for k in range(int(sys.argv[2]), 100_000):
            journal.record(key_of(k), graded_of(k))
            print(k, flush=True)
"""


def child(program: str, *arguments: object) -> subprocess.Popen[str]:
    """A Python that can import this file, and what this file imports."""
    command = [sys.executable, "-c", textwrap.dedent(program), *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": f"{Path(__file__).parent}{os.pathsep}{TESTS}"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def count_results(path: Path) -> int:
    with Journal(path) as journal:
        return journal.number("SELECT count(*) FROM results")


def test_what_is_recorded_is_found(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    odd = replace(
        graded_of(1), parts=[PartResult("J", 30, math.pi, WRONG, seconds=5e-324)], printed="\udcff\0"
    )
    with Journal(path) as journal:
        assert journal.find(key_of(0)) is None
        journal.record(key_of(0), graded_of(0))
        journal.record(key_of(1), odd)
        assert journal.find(key_of(0)) == graded_of(0)
    with Journal(path) as journal:
        assert journal.find(key_of(0)) == graded_of(0)
        assert journal.find(key_of(1)) == odd
    assert path.stat().st_mode & 0o777 == 0o600
    assert [it.name for it in tmp_path.iterdir()] == ["journal.sqlite"]


@pytest.mark.parametrize("field", ["student", "submission", "assignment", "versions", "seed"])
def test_all_of_the_key_counts(tmp_path: Path, field: str) -> None:
    with Journal(tmp_path / "journal.sqlite") as journal:
        journal.record(key_of(0), graded_of(0))
        assert journal.find(replace(key_of(0), **{field: "other"})) is None


def test_the_first_result_stays(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with Journal(path) as journal:
        journal.record(key_of(0), graded_of(0))
        journal.record(
            key_of(0), replace(graded_of(0), printed="other", parts=[PartResult("part 9", 1, 1, RIGHT)])
        )
        assert journal.find(key_of(0)) == graded_of(0)
    assert count_results(path) == 1


def test_what_could_not_be_graded_is_tried_again(tmp_path: Path) -> None:
    graded = graded_of(0)
    with Journal(tmp_path / "journal.sqlite") as journal:
        journal.record(key_of(0), replace(graded, parts=[*graded.parts, PartResult("x", 1, 0, NOT_GRADABLE)]))
        assert journal.find(key_of(0)) is None
        journal.record(key_of(0), graded)
        assert journal.find(key_of(0)) == graded


def test_kills_at_random_moments(tmp_path: Path) -> None:
    """SAMEBITS_SEED=N gives the moments of an earlier run again."""
    rng = random.Random(seed())
    path, told = tmp_path / "journal.sqlite", -1
    for _ in range(8):
        recorder = child(RECORDER, path, max(0, told - 5))  # some of them again
        assert recorder.stdout is not None
        assert recorder.stdout.readline() == "open\n"
        time.sleep(rng.uniform(0, 0.15))
        recorder.send_signal(signal.SIGKILL)
        lines = recorder.stdout.read().split()
        recorder.wait()
        recorder.stdout.close()
        told = max([told, *map(int, lines)])
        recorded = count_results(path)  # the lock died with the child
        assert recorded in (told + 1, told + 2)
        with Journal(path) as journal:
            assert all(journal.find(key_of(k)) == graded_of(k) for k in range(recorded))
            assert journal.database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            record_many(journal, recorded)
        assert count_results(path) == recorded
    assert told > 0


def test_killed_while_it_is_made(tmp_path: Path) -> None:
    for k in range(10):
        path = tmp_path / f"{k}.sqlite"
        recorder = child(RECORDER, path, 0)
        while not path.exists():
            assert recorder.poll() is None
            time.sleep(0.001)
        time.sleep(0.0005 * k)
        recorder.kill()
        recorder.communicate()
        recorded = count_results(path)
        with Journal(path) as journal:
            assert all(journal.find(key_of(i)) == graded_of(i) for i in range(recorded))


def test_locked_by_another_grader(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    other = child(RECORDER, path, 0)
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    os.kill(other.pid, signal.SIGSTOP)
    try:
        with pytest.raises(JournalError, match="journal.sqlite is in use by another grader"):
            Journal(path)
    finally:
        other.kill()
        other.communicate()
    with Journal(path), pytest.raises(JournalError, match="in use"):  # in one process as well
        Journal(path)


FILLED = """
    import resource, sys
    from pathlib import Path
    from test_journal import Journal, JournalError, graded_of, key_of
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
    with Journal(Path(sys.argv[1])) as journal:
        try:
            for k in range(1000):
                journal.record(key_of(k), graded_of(k))
        except JournalError as error:
            print(k, error)
        assert all(journal.find(key_of(i)) == graded_of(i) for i in range(k))
        assert journal.find(key_of(k)) is None
"""


def test_no_more_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    run = child(FILLED, path)
    said, _ = run.communicate()
    assert run.returncode == 0
    assert "journal.sqlite cannot be read or written: is the disk full" in said
    recorded = int(said.split()[0])
    assert recorded > 0
    assert count_results(path) == recorded


def test_the_disk_is_full(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with Journal(path) as journal:
        journal.database.execute("PRAGMA max_page_count = 40")
        with pytest.raises(JournalError, match="journal.sqlite cannot be written: the disk is full"):
            record_many(journal, 100)
        k = journal.number("SELECT count(*) FROM results")
        assert k > 0
        assert journal.find(key_of(k - 1)) == graded_of(k - 1)
        assert journal.find(key_of(k)) is None
        journal.database.execute("PRAGMA max_page_count = 4000")
        journal.record(key_of(k), graded_of(k))
    assert count_results(path) == k + 1


def test_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my notes, which nobody should overwrite " * 20)
    before = path.read_bytes()
    with pytest.raises(JournalError, match="notes.txt is not a journal, nor any other database"):
        Journal(path)
    assert path.read_bytes() == before


def test_a_database_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE parts (x)")
    database.close()
    before = path.read_bytes()
    with pytest.raises(JournalError, match="other.sqlite is a database, but not a journal of samebits"):
        Journal(path)
    assert path.read_bytes() == before


def test_a_journal_of_another_version(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with Journal(path) as journal:
        journal.database.execute("PRAGMA user_version = 1")
    before = path.read_bytes()
    with pytest.raises(
        JournalError, match="a journal in format 1, of another version of samebits; this .* 2"
    ):
        Journal(path)
    assert path.read_bytes() == before


def test_a_damaged_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with Journal(path) as journal:
        record_many(journal, 20)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with Journal(path) as journal, pytest.raises(JournalError, match="journal.sqlite is damaged"):
        journal.find(key_of(0))


READ_ONLY = """
    import os, sys
    from pathlib import Path
    from samebits.grading.batch.journal import Journal, JournalError
    folder = Path(sys.argv[1])
    os.chdir(folder)
    if os.geteuid() == 0:  # whom permissions do not stop
        os.setuid(65534)
    for path in ("new.sqlite", "there.sqlite"):
        try:
            Journal(Path(path))
        except JournalError as error:
            print(error)
"""


def test_a_folder_for_reading_only(tmp_path: Path) -> None:
    with Journal(tmp_path / "there.sqlite"):
        pass
    (tmp_path / "there.sqlite").chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        said, _ = child(READ_ONLY, tmp_path).communicate()
    finally:
        tmp_path.chmod(0o755)
    new, there = said.splitlines()
    assert new == "new.sqlite cannot be made: Permission denied"
    assert there.startswith(
        ("there.sqlite cannot be written: it is read-only", "there.sqlite cannot be opened")
    )


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="journal.sqlite cannot be made: No such file or directory"):
        Journal(tmp_path / "nowhere" / "journal.sqlite")
    with pytest.raises(JournalError, match="cannot be opened"):
        Journal(tmp_path)


def test_the_courses_key_is_made_once(tmp_path: Path) -> None:
    with Journal(tmp_path / "a.sqlite") as journal:
        key = journal.course_key()
        assert len(key) == 32
        assert journal.course_key(b"own") == b"own"
    with Journal(tmp_path / "a.sqlite") as journal:
        assert journal.course_key() == key
    with Journal(tmp_path / "b.sqlite") as journal:
        assert journal.course_key(b"own") == b"own"
        assert journal.course_key() == b"own"
    with Journal(tmp_path / "c.sqlite") as journal:
        assert journal.course_key() != key
