"""The temporary folder of a session, which is gone once its Python has ended."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from samebits.session.m_files import m_files

PREFIX, LOCK, ALIVE = "samebits-octave-", "samebits.lock", "alive"


class SessionFolder:
    """A new temporary folder, with two files that show whether its Python is alive.

    The kernel releases both when the process ends, however it ends. The lock shows later
    sessions which folders are no longer in use. Through the FIFO, whose only write end is
    open here, `session.sh` learns at once that Python has ended.

    Attributes
    ----------
    path : Path
    """

    def __init__(self) -> None:
        remove_stale_folders()
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._copies: dict[Path, Path] = {}
        self._lock = (self.path / "new").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        (self.path / "new").rename(self.path / LOCK)
        os.mkfifo(self.path / ALIVE)
        # To open it for writing waits for a reader
        reading = os.open(self.path / ALIVE, os.O_RDONLY | os.O_NONBLOCK)
        self._alive = os.open(self.path / ALIVE, os.O_WRONLY)
        os.close(reading)

    def copy(self, sources: tuple[Path, ...]) -> list[Path]:
        """Copies of folders of `.m` files, each made once.

        Copies, because Octave misses a file changed within the second, and so that
        nothing is ever written where the originals lie.
        """
        for source in sources:
            if source in self._copies:
                continue
            copy = self._copies[source] = self.path / f"m{len(self._copies)}"
            copy.mkdir()
            for path in m_files(source):
                (copy / path.parent).mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source / path, copy / path)
        return [self._copies[source] for source in dict.fromkeys(sources)]

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        self.release()

    def release(self) -> None:
        """Close both files and leave the folder: in a forked process it is the parent's."""
        self._lock.close()
        os.close(self._alive)


def remove_stale_folders() -> None:
    """Remove the folders of sessions whose Python was killed: those that are not locked."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{LOCK}"):
        with contextlib.suppress(OSError), path.open("r+") as lock:  # locked, gone, or not ours
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path.parent, ignore_errors=True)


def quoted(path: Path) -> str:
    """A path inside the single quotes of an Octave text."""
    return str(path).replace("'", "''")
