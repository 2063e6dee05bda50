"""Whether other processes have ended."""

import ctypes
import os
import time
from pathlib import Path


def ends(pid: int) -> bool:
    """Whether a process ends within ten seconds (a zombie has)."""
    for _ in range(200):
        try:
            os.kill(pid, 0)
            if "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text():
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


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
