"""How long a program had to wait for a processor: what others' programs cost it.

Linux keeps, for each process, the time on a processor and the time in the queue for one. Where it
does not tell them nothing counts as waiting, and the wall clock decides alone.
"""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from time import monotonic

PROC = Path("/proc")
MOST = 0.9  # of the wall clock: the clock still ends what waits for ever
TICKS = os.sysconf("SC_CLK_TCK")


class Waited:
    """Seconds that a program has waited for a processor since it was started.

    What its own threads have used is no waiting, though they made each other wait.
    """

    def __init__(self) -> None:
        self.began = monotonic()
        self._told = 0.0

    def more(self, processes: Iterable[int]) -> float:
        """What has been added since this was last asked.

        Parameters
        ----------
        processes : iterable of int
            The program's, those between it and this one among them.
        """
        used = queued = 0.0
        for pid in processes:
            with contextlib.suppress(OSError, IndexError, ValueError):  # it has ended, or /proc is another
                fields = (PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()
                queue = int((PROC / f"{pid}/schedstat").read_text().split()[1])
                # Of all its threads, and of its children that have ended
                used += sum(map(int, fields[11:15])) / TICKS
                queued += queue / 1e9  # of its first thread
        passed = monotonic() - self.began
        waited = max(self._told, min(queued, passed - used, MOST * passed))
        more, self._told = waited - self._told, waited
        return more
