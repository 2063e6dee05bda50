"""Octave as a program that takes one statement after the other. The only module that imports oct2py."""

import atexit
import contextlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from samebits.octave.program import OctaveDied
from samebits.session.exchange import quoted


def start_oct2py(command: str, folder: Path) -> Any:
    """An Oct2Py that keeps its files in `folder` and leaves this process as it was."""
    with preserved_terminal():
        oct2py = import_oct2py()
        import oct2py.core as core
        from octave_kernel.kernel import OctaveEngine

        class Engine(OctaveEngine):
            """oct2py's engine in our folder, where it would take the user's for its files and Octave's."""

            def _get_temp_dir(self) -> str:
                (folder / "plots").mkdir(exist_ok=True)
                return str(folder)

            def _validate_executable(self, executable: str) -> str:
                return ""  # `find_octave` has done that, with a wall clock

            def _startup(self) -> None:
                self._has_startup = True
                self.eval(f"more off; cd('{quoted(folder)}'); {self.repl.prompt_change_cmd}", silent=True)
                self.plot_settings = self._plot_settings

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
        # Whoever starts a session ends it; in a fork, oct2py would end the parent's
        atexit.unregister(session._engine._cleanup)
        atexit.unregister(session._engine.repl.terminate)
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
    # IPython asks stdin for its encoding, and pytest's says none where stdin was closed
    stdin, sys.stdin = sys.stdin, io.StringIO()
    try:
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
    """oct2py sets TERM for the whole process; put back what was there."""
    term = os.environ.pop("TERM", None)
    try:
        yield
    finally:
        os.environ.pop("TERM", None)
        os.environ.update({} if term is None else {"TERM": term})


def refuse_restart() -> None:
    raise OctaveDied("Octave ended")  # and a new one would have lost path and folder
