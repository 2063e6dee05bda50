"""Octave as a program that runs one statement after another. The only module that imports oct2py.

oct2py 6.1 and octave_kernel 1.1 are made for a person who works with one Octave. What does
not suit a session is turned off here, and a comment names the function that it works around.
"""

import atexit
import contextlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from samebits.octave.program import OctaveDied
from samebits.session.folder import quoted


def start_oct2py(command: str, folder: Path) -> Any:
    """An Oct2Py that keeps its files in `folder` and leaves this process as it was."""
    with preserved_terminal():
        oct2py = import_oct2py()
        import oct2py.core as core
        from octave_kernel.kernel import OctaveEngine

        class Engine(OctaveEngine):
            """octave_kernel's engine, in a folder of ours."""

            def _get_temp_dir(self) -> str:
                # OctaveEngine._get_temp_dir makes a folder that is removed only at Python's end
                (folder / "plots").mkdir(exist_ok=True)
                return str(folder)

            def _validate_executable(self, executable: str) -> str:
                # OctaveEngine._validate_executable starts Octave once more, and waits without limit;
                # `find_octave` has checked it, within a time limit
                return ""

            def _startup(self) -> None:
                # OctaveEngine._startup changes to this process's current folder, whose files would
                # hide Octave's functions, and adds octave_kernel's own to the path
                self._has_startup = True
                self.eval(f"more off; cd('{quoted(folder)}'); {self.repl.prompt_change_cmd}", silent=True)
                self.plot_settings = self._plot_settings

            def _interrupt(self, continuation: bool = False, silent: bool = False) -> str:
                # OctaveEngine.eval catches KeyboardInterrupt and calls this, which would interrupt
                # Octave and swallow the Ctrl-C
                raise KeyboardInterrupt

        # Oct2Py.restart, which the constructor calls, takes the engine's class from its module
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
        # OctaveEngine.__init__ registers _cleanup, and metakernel's REPLWrapper.__init__ terminate:
        # at the end of a forked process they would end the parent's Octave. `OctaveSession` ends ours
        atexit.unregister(session._engine._cleanup)
        atexit.unregister(session._engine.repl.terminate)
        # Oct2Py._feval calls restart after a crash: a new Octave without our path and folder
        session.restart = refuse_restart
        # Oct2Py._handle_stdin calls input(), which would wait for the terminal
        session._handle_stdin = lambda line: ""
        return session


def import_oct2py() -> Any:
    """oct2py, without the session that it starts when it is first imported.

    `oct2py/__init__.py` ends with `octave = Oct2Py()`. The Octave it finds here is a program
    that fails, so it starts none; whoever asks for `oct2py.octave` later still gets one.
    """
    if "oct2py" in sys.modules:
        return sys.modules["oct2py"]
    asked = os.environ.get("OCTAVE_EXECUTABLE")
    os.environ["OCTAVE_EXECUTABLE"] = "false"
    # IPython, which oct2py imports, asks sys.stdin for its encoding (IPython/utils/encoding.py);
    # the stand-in of pytest has none where stdin was closed
    stdin, sys.stdin = sys.stdin, io.StringIO()
    try:
        # The failure is printed by oct2py/__init__.py, with a traceback
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            import oct2py
    finally:
        sys.stdin = stdin
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
    """Put back TERM, which OctaveEngine._create_repl sets to "dumb" for the whole process."""
    term = os.environ.pop("TERM", None)
    try:
        yield
    finally:
        os.environ.pop("TERM", None)
        os.environ.update({} if term is None else {"TERM": term})


def refuse_restart() -> None:
    raise OctaveDied("Octave ended")
