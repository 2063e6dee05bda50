"""A session with Octave."""

import atexit
import contextlib
import os
import shlex
import signal
import threading
import uuid
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from samebits.octave.program import QUIET, OctaveDied, OctaveError, OctaveProgram, OctaveTimeout
from samebits.resources import project_folder
from samebits.session.folder import SessionFolder, quoted
from samebits.session.oct2py_engine import start_oct2py
from samebits.session.pack import pack, unpack

SESSIONS: "weakref.WeakSet[OctaveSession]" = weakref.WeakSet()
# In a forked process, the parent's: garbage collected, oct2py would wait for a process that is not ours
PARENTS: list[Any] = []


@dataclass(frozen=True)
class Answer:
    """What Octave computed.

    Attributes
    ----------
    values : dict
        The outputs by name: 2-D arrays (text as str) in Octave's class and size.
    seconds : float
        Time of the statements alone, taken by Octave.
    """

    values: dict[str, Any]
    seconds: float


class OctaveSession:
    """One Octave process that runs statements on exact inputs.

    It starts quietly in a temporary folder of its own, with copies of the `.m`
    files, and ends with `close`, at the end of a `with` block, or with Python.
    After a crash, a time-out or an answer to another call it is ended, and the next
    call starts a new one. One call at a time: threads wait for each other.

    Parameters
    ----------
    program : OctaveProgram
    library_path : str, optional
        A folder that is searched for the BLAS before the system's.
    m_folders : sequence of Path, optional
        Folders of `.m` files; without it all of `octave_reference`.
    threads : int, optional
        How many threads OpenBLAS may use; without it as many as in this process.
    """

    def __init__(
        self,
        program: OctaveProgram,
        library_path: str | None = None,
        m_folders: tuple[Path, ...] | None = None,
        threads: int | None = None,
    ) -> None:
        self.program = program
        self._settings = {"LD_LIBRARY_PATH": library_path, "OPENBLAS_NUM_THREADS": threads}
        self._m_folders = all_reference_folders() if m_folders is None else m_folders
        self._oct2py: Any = None
        self._folder: SessionFolder | None = None
        self._lock = threading.Lock()
        SESSIONS.add(self)
        about = self.call("v = version(); b = version('-blas'); c = computer();", {}, ("v", "b", "c"))
        self.version = str(about.values["v"])
        self.blas = str(about.values["b"])
        self.platform = str(about.values["c"])

    def call(
        self,
        code: str,
        inputs: Mapping[str, Any],
        outputs: tuple[str, ...],
        timeout: float = 600,
    ) -> Answer:
        """Run statements and fetch variables that they set.

        Parameters
        ----------
        code : str
            Octave statements.
        inputs : mapping
            Variables for them: text, numbers or arrays of at most two dimensions. A vector
            is sent as a column; whole numbers become doubles, singles and logicals stay.
        outputs : tuple of str
            Variables to fetch afterwards.
        timeout : float
            Seconds of wall-clock time, after which Octave is killed.

        Raises
        ------
        TypeError
            An input that would not arrive unchanged: complex, None, a list of texts, ...
        OctaveError
            The statements failed, or did not set an output; the session goes on.
        OctaveTimeout, OctaveDied
            This Octave has ended; the next call starts another.
        """
        sent = {name: pack(value, name) for name, value in inputs.items()}
        with self._lock:
            if self._oct2py is None:
                self._start()
            try:
                return self._call(code, sent, outputs, timeout)
            except OctaveDied:
                self._end()
                raise
            except OctaveError:
                raise
            except BaseException:
                self._end()
                raise

    def use(self, m_folders: tuple[Path, ...]) -> None:
        """From now on, take the functions from other folders of `.m` files."""
        with self._lock:
            before, self._m_folders = self._m_folders, m_folders
            if self._oct2py is None or self._folder is None or before == m_folders:
                return
            try:
                new, old = (paths(self._folder.copy(folders)) for folders in (m_folders, before))
                leave = f"rmpath({old});" if old else ""
                enter = f"addpath({new});" if new else ""
                self._oct2py.eval(leave + enter, verbose=False)
            except BaseException:
                self._end()  # the next call starts another, with the folders asked for
                raise

    @property
    def pid(self) -> int | None:
        """The first process of Octave's process group; None while there is no Octave."""
        return None if self._oct2py is None else int(self._oct2py._engine.repl.child.pid)

    def close(self) -> None:
        """End Octave and remove its folder."""
        with self._lock:
            self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _call(
        self, code: str, sent: dict[str, tuple[str, Any]], outputs: tuple[str, ...], timeout: float
    ) -> Answer:
        nonce = uuid.uuid4().hex
        printed: list[str] = []
        expired = threading.Event()

        def kill() -> None:
            expired.set()
            self._kill()

        clock = threading.Timer(timeout, kill)
        clock.start()
        try:
            echoed, error, seconds, what, data = self._oct2py.feval(
                "samebits_call",
                nonce,
                code,
                ",".join(f"{name} {kind}" for name, (kind, _) in sent.items()),
                tuple(doubles for _, doubles in sent.values()) or (0.0,),
                ",".join(outputs),
                nout=5,
                stream_handler=printed.append,
            )
        except Exception as failure:  # oct2py lets pexpect's exceptions through
            if expired.is_set():
                raise OctaveTimeout(f"Octave gave no answer within {timeout:g} seconds") from None
            why = f"{type(failure).__name__}; {tail(printed)}"
            raise OctaveDied(f"Octave ended in the middle of a call ({why})") from failure
        finally:
            clock.cancel()
        if echoed != nonce:
            raise OctaveDied(f"Octave answered another call: {tail(printed)}")
        if error:
            raise OctaveError(str(error))
        return Answer(unpack(str(what), np.ravel(data)), float(np.ravel(seconds)[0]))

    def _start(self) -> None:
        own = Path(__file__).parent / "m"  # its files are named samebits_*, and hide no one's
        sources = (own, *self._m_folders, own / "stubs")
        try:
            self._folder = SessionFolder()
            atexit.register(self.close)
            folders = paths(self._folder.copy(sources))
            self._oct2py = start_oct2py(self._command(self._folder.path), self._folder.path)
            for dump in ("sighup", "sigterm", "crash"):
                self._oct2py.eval(f"{dump}_dumps_octave_core(0);", verbose=False)
            statements = f'warning("off", "Octave:shadowed-function"); addpath({folders});'
            self._oct2py.eval(statements, verbose=False)
        except BaseException as failure:
            self._end()
            if isinstance(failure, ImportError):
                needed = "a session with Octave needs oct2py: pip install 'samebits[parity]'"
                raise OctaveError(f"{needed} ({failure})") from failure
            if isinstance(failure, Exception):
                why = f"{type(failure).__name__}: {failure}"
                raise OctaveDied(f"{self.program.path} did not start: {why}") from failure
            raise

    def _command(self, folder: Path) -> str:
        script = Path(__file__).parent / "m" / "session.sh"
        command = ["sh", str(script), str(folder), self.program.path, *QUIET]
        settings = [f"{name}={value}" for name, value in self._settings.items() if value is not None]
        return shlex.join(["env", *settings, *command] if settings else command)

    def _kill(self) -> None:
        with contextlib.suppress(OSError):  # it may be gone already
            if self.pid is not None:
                os.killpg(self.pid, signal.SIGKILL)

    def _end(self) -> None:
        self._kill()
        if self._oct2py is not None:
            with contextlib.suppress(Exception):
                self._oct2py.exit()
        self._oct2py = None
        if self._folder is not None:
            self._folder.remove()
        self._folder = None
        atexit.unregister(self.close)

    def _leave_to_parent(self) -> None:
        """In a forked process: this Octave is the parent's, and a call here starts another."""
        self._lock = threading.Lock()
        if self._folder is not None:
            self._folder.release()
        PARENTS.append(self._oct2py)
        self._oct2py = self._folder = None


def all_reference_folders() -> tuple[Path, ...]:
    """Every folder of `octave_reference`, with the exercises before what they share."""
    return tuple(sorted(path for path in project_folder("octave_reference").rglob("*") if path.is_dir()))


def paths(folders: list[Path]) -> str:
    """Folders as arguments of Octave's addpath."""
    return ", ".join(f"'{quoted(folder)}'" for folder in folders)


def leave_all_to_parent() -> None:
    for session in list(SESSIONS):
        session._leave_to_parent()


def tail(printed: list[str]) -> str:
    """The last of what Octave printed."""
    text = "\n".join(filter(None, printed)).strip()
    return f"it printed {text[-300:]!r}" if text else "it printed nothing"


os.register_at_fork(after_in_child=leave_all_to_parent)
