"""How other processes start, and whether they have ended."""

import ctypes
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

START = """
import os, signal, sys
for name in ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGPIPE"):
    signal.signal(getattr(signal, name), signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])
"""


def with_default_signals(*command: str) -> list[str]:
    """A command as it runs in the foreground; a job in the background ignores signals."""
    return [sys.executable, "-c", START, *command]


def comes_true(condition: Callable[[], bool]) -> bool:
    """Whether it does within half a minute: a busy machine is slow."""
    for _ in range(600):
        if condition():
            return True
        time.sleep(0.05)
    return False


def ends(pid: int) -> bool:
    """Whether a process ends within half a minute (a zombie has)."""
    return comes_true(lambda: has_ended(pid))


def has_ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return True


def adopt_orphans() -> None:
    """Make this process the parent of all orphans below it, so that none is overlooked."""
    PR_SET_CHILD_SUBREAPER = 36
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def children() -> set[int]:
    """The living children of this process; zombies have ended."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(parent) == os.getpid() and state != "Z":
            found.add(int(stat.parent.name))
    return found


def left_over(before: set[int]) -> set[int]:
    """The children that have not ended since `before` was taken, after some seconds of grace."""
    for _ in range(100):
        if not children() - before:
            break
        time.sleep(0.05)
    return children() - before
