"""How long a program had to wait for a processor because other programs were running.

Linux counts, for each process, the time on a processor and the time in the queue for one. Where
these are not available nothing counts as waiting, and only the wall clock decides.
"""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from time import monotonic

PROC = Path("/proc")
MOST = 0.9  # of the wall clock, which still ends a program that waits for ever
TICKS = os.sysconf("SC_CLK_TCK")


class WaitingTime:
    """Seconds that a program has waited for a processor since it was started.

    Time that its own threads used does not count, although they made each other wait.
    """

    def __init__(self) -> None:
        self.began = monotonic()
        self._reported = 0.0

    def since_last(self, processes: Iterable[int]) -> float:
        """The seconds added since the last call.

        Parameters
        ----------
        processes : iterable of int
            The program's processes, and those between them and this one.
        """
        used = queued = 0.0
        for pid in processes:
            # It may have ended, and /proc may not be Linux's
            with contextlib.suppress(OSError, IndexError, ValueError):
                fields = (PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()
                queue = int((PROC / f"{pid}/schedstat").read_text().split()[1])
                # Used: by all threads, and by children that have ended. Queued: the first thread
                used += sum(map(int, fields[11:15])) / TICKS
                queued += queue / 1e9
        passed = monotonic() - self.began
        waited = max(self._reported, min(queued, passed - used, MOST * passed))
        added, self._reported = waited - self._reported, waited
        return added
