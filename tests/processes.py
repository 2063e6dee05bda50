"""Whether other processes have ended."""

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
