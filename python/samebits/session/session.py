"""A session with Octave. The only module that imports oct2py."""

import atexit
import contextlib
import io
import os
import shlex
import shutil
import signal
import sys
import threading
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import numpy as np

from samebits.octave.program import QUIET, OctaveDied, OctaveError, OctaveProgram, OctaveTimeout
from samebits.resources import project_folder
from samebits.session.exchange import Answer, copy_m_files, packed, quoted, session_folder, tail, unpack

# Octave in a shell that ends it, and removes its folder, where Python is killed and cannot
OUTLIVES = 'exec 3<&0; "$@" <&3 3<&- & trap "kill -9 $!" HUP TERM; wait $!; rm -rf "$0"'


class OctaveSession:
    """One Octave process that runs statements on exact inputs.

    It starts quietly in a temporary folder of its own, with copies of the `.m`
    files, and ends with `close`, at the end of a `with` block, or with Python.
    After a crash, a time-out or an answer out of step it is thrown away, and the
    next call starts a new one. One call at a time: threads wait for each other.

    Parameters
    ----------
    program : OctaveProgram
    library_path : str, optional
        Goes before the system's folders when Octave looks for its BLAS.
    m_folders : sequence of Path, optional
        Folders of `.m` files; without it all of `octave_reference`.
    threads : int, optional
        How many OpenBLAS may use; without it as many as in this process.
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
        self._m_folders = all_of_ours() if m_folders is None else m_folders
        self._copies: dict[Path, Path] = {}
        self._oct2py: Any = None
        self._folder = Path()
        self._folder_lock: IO[str] | None = None
        self._lock = threading.Lock()
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
            Seconds of wall clock, after which Octave is killed.

        Raises
        ------
        TypeError
            An input that would not arrive as it is: complex, None, a list of texts, ...
        OctaveError
            The statements failed, or did not set an output; the session goes on.
        OctaveTimeout, OctaveDied
            This Octave is gone; the next call starts another.
        """
        sent = {name: packed(value, name) for name, value in inputs.items()}
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
        """Take the functions from other folders of `.m` files from now on."""
        with self._lock:
            before, self._m_folders = self._m_folders, m_folders
            if self._oct2py is None or before == m_folders:
                return
            for source in m_folders:
                if source not in self._copies:
                    self._copies[source] = copy_m_files(source, self._folder / f"m{len(self._copies) + 1}")
            try:
                self._oct2py.eval(
                    "".join(f"rmpath('{quoted(self._copies[source])}');" for source in before)
                    + "".join(f"addpath('{quoted(self._copies[source])}');" for source in m_folders[::-1]),
                    verbose=False,
                )
            except BaseException:
                self._end()  # the next call starts another, with the folders asked for
                raise

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
            raise OctaveDied(f"Octave's answer belongs to another call: {tail(printed)}")
        if error:
            raise OctaveError(str(error))
        return Answer(unpack(str(what), np.ravel(data)), float(np.ravel(seconds)[0]))

    def _start(self) -> None:
        own = Path(__file__).parent / "m"  # its files are named samebits_*, and hide nobody's
        sources = tuple(dict.fromkeys((own, *self._m_folders, own / "stubs")))
        self._folder, folders, self._folder_lock = session_folder(sources)
        self._copies = dict(zip(sources, folders, strict=True))
        atexit.register(self.close)
        command = ["sh", "-c", OUTLIVES, str(self._folder), self.program.path, *QUIET]
        settings = [f"{name}={value}" for name, value in self._settings.items() if value is not None]
        if settings:
            command = ["env", *settings, *command]
        try:
            self._oct2py = start_oct2py(shlex.join(command), self._folder)
            for dump in ("sighup", "sigterm", "crash"):
                self._oct2py.eval(f"{dump}_dumps_octave_core(0);", verbose=False)
            self._oct2py.eval(
                'warning("off", "Octave:shadowed-function");'
                f"rmpath('{quoted(kernel_folder())}');"  # its input and pause would ask somebody
                + "".join(f"addpath('{quoted(folder)}');" for folder in reversed(folders))
                + f"cd('{quoted(self._folder)}');",
                verbose=False,
            )
        except BaseException as failure:
            self._end()
            if isinstance(failure, ImportError):
                needed = "a session with Octave needs oct2py: pip install 'samebits[parity]'"
                raise OctaveError(f"{needed} ({failure})") from failure
            if isinstance(failure, Exception):
                raise OctaveDied(f"{self.program.path} did not start: {failure}") from failure
            raise

    def _kill(self) -> None:
        with contextlib.suppress(Exception):  # it may be gone already
            os.killpg(self._oct2py._engine.repl.child.pid, signal.SIGKILL)

    def _end(self) -> None:
        if self._oct2py is not None:
            self._kill()
            with contextlib.suppress(Exception):
                self._oct2py.exit()
        self._oct2py = None
        if self._folder_lock is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder_lock.close()
            self._folder_lock = None
        atexit.unregister(self.close)


def all_of_ours() -> tuple[Path, ...]:
    """Every folder of `octave_reference`, with the exercises before what they share."""
    return tuple(sorted(path for path in project_folder("octave_reference").rglob("*") if path.is_dir()))


def start_oct2py(command: str, folder: Path) -> Any:
    """An Oct2Py that keeps its files in `folder` and leaves this process as it was."""
    with preserved_terminal():
        oct2py = import_oct2py()
        import oct2py.core as core
        from octave_kernel.kernel import OctaveEngine

        class Engine(OctaveEngine):
            """oct2py's engine, with its temporary files in our folder."""

            def _get_temp_dir(self) -> str:
                (folder / "plots").mkdir(exist_ok=True)
                return str(folder)

            def _validate_executable(self, executable: str) -> str:
                return ""  # `find_octave` has done that, with a wall clock

            def _interrupt(self, continuation: bool = False, silent: bool = False) -> str:
                raise KeyboardInterrupt  # else Ctrl-C would be swallowed

        original = core.OctaveEngine
        core.OctaveEngine = Engine
        try:
            session = oct2py.Oct2Py(
                executable=command,
                temp_dir=str(folder),
                oned_as="column",
                load_octaverc=False,
                backend="disable",
                keep_matlab_shapes=True,
            )
        finally:
            core.OctaveEngine = original
        session.restart = refuse_restart
        session._handle_stdin = lambda line: ""
        return session


def import_oct2py() -> Any:
    """oct2py, without the session that it starts when it is first imported.

    Pointed at a program that fails, it starts none; whoever asks for
    `oct2py.octave` later still gets one.
    """
    if "oct2py" in sys.modules:
        return sys.modules["oct2py"]
    asked = os.environ.get("OCTAVE_EXECUTABLE")
    os.environ["OCTAVE_EXECUTABLE"] = "false"
    try:
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            import oct2py
    finally:
        del os.environ["OCTAVE_EXECUTABLE"]
        if asked is not None:
            os.environ["OCTAVE_EXECUTABLE"] = asked

    def default_session(name: str) -> Any:
        if name != "octave":
            raise AttributeError(f"module 'oct2py' has no attribute {name!r}")
        oct2py.octave = oct2py.Oct2Py()
        return oct2py.octave

    oct2py.__getattr__ = default_session
    return oct2py


@contextlib.contextmanager
def preserved_terminal() -> Iterator[None]:
    """oct2py sets TERM for the whole process; put back what was there."""
    term = os.environ.pop("TERM", None)
    try:
        yield
    finally:
        os.environ.pop("TERM", None)
        os.environ.update({} if term is None else {"TERM": term})


def kernel_folder() -> Path:
    """The folder of octave_kernel, which oct2py puts on Octave's path."""
    import octave_kernel

    return Path(str(octave_kernel.__file__)).resolve().parent


def refuse_restart() -> None:
    raise OctaveDied("Octave ended")  # and a new one would have lost path and folder
