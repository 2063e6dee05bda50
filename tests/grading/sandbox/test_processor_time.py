"""What a program waits for a processor is no time of its own, unless it makes itself wait."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from samebits.grading.sandbox import processor_time
from samebits.grading.sandbox.processor_time import WaitingTime


@pytest.fixture
def proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A /proc of our own, in which 10 s have passed."""
    monkeypatch.setattr(processor_time, "PROC", tmp_path)
    monkeypatch.setattr(processor_time, "monotonic", lambda: 0.0 if not list(tmp_path.iterdir()) else 10.0)
    return tmp_path


def process(proc: Path, pid: int, used: float, queued: float) -> None:
    folder = proc / f"{pid}"
    folder.mkdir()
    ticks = int(used * processor_time.TICKS)
    (folder / "stat").write_text(f"{pid} (a ) name) S {' '.join('0' * 10)} {ticks} 0 0 0 20")
    (folder / "schedstat").write_text(f"{int(used * 1e9)} {int(queued * 1e9)} 5\n")


@pytest.mark.parametrize(
    ("used", "queued", "expected"),
    [
        (0, 0, 0),  # it slept
        (10, 0, 0),
        (2, 8, 8),  # others had the processor
        (2, 5, 5),
        (9, 8, 1),  # its own threads had it
        (0, 30, 9),  # never more than nine tenths
    ],
)
def test_what_counts_as_waiting(proc: Path, used: float, queued: float, expected: float) -> None:
    waited = WaitingTime()
    process(proc, 7, 0, 0)
    process(proc, 8, used, queued)
    assert waited.since_last([7, 8]) == pytest.approx(expected)  # T4
    assert waited.since_last([7, 8]) == 0  # told already


def test_where_the_system_does_not_tell_the_clock_decides(proc: Path) -> None:
    assert WaitingTime().since_last([7]) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells")
def test_two_busy_programs_on_one_processor_wait() -> None:
    code = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); print(flush=True)\n"
    code += "while True: pass"
    busy = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(2)]
    try:
        for one in busy:
            assert one.stdout is not None
            one.stdout.readline()
        waited, found = WaitingTime(), 0.0
        for _ in range(200):
            time.sleep(0.05)
            if found := waited.since_last([busy[0].pid]):
                break
        assert found > 0
    finally:
        for one in busy:
            one.kill()
            one.communicate()
