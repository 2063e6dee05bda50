"""A port in a process of its own, which can be ended whatever the port does."""

import contextlib
import importlib.util
import inspect
import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Self

import numpy as np

from samebits.errors import SamebitsError
from samebits.octave.arithmetic import Name, octave_array
from samebits.trace.function import Function
from samebits.trace.variables import RunResult, python_run

Setting = tuple[str, float, Name]  # the case, lambda, the arithmetic


class PortError(SamebitsError, RuntimeError):
    """The port cannot be imported, does not answer in time, or ends its Python."""


class Port:
    """The functions of a Python file.

    Parameters
    ----------
    path : Path
    timeout : float
        Seconds for the import, and for each function.
    functions_known : callable
        `functions_known()` gives the functions that may be asked for. It is called in the other
        process, so it is a function of a module.

    Attributes
    ----------
    functions : set of str
        Those that the file has, by their Octave names.

    Raises
    ------
    PortError
    """

    def __init__(self, path: Path, timeout: float, functions_known: Callable[[], Sequence[Function]]) -> None:
        self._path, self._timeout = path, timeout
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, path, functions_known), daemon=True)
        self._process.start()
        theirs.close()
        try:
            self._answer(None)  # it has started: from here on the port's time runs
            names = self._answer(timeout)
        except BaseException:
            self.close()
            raise
        if isinstance(names, str):
            self.close()
            raise PortError(f"{path} cannot be imported: {names}")
        self.functions: set[str] = names

    def run(self, function: Function, setting: Setting) -> tuple[RunResult, str]:
        """Call the port's function, in numpy if it fails in the arithmetic.

        Returns
        -------
        RunResult
        str
            The error in that arithmetic, where numpy does not fail; else "".
        """
        self._connection.send((function.octave, setting))
        ran, why = self._answer(self._timeout)
        return ran, why

    def _answer(self, timeout: float | None) -> Any:
        try:
            if not self._connection.poll(timeout):
                raise PortError(f"{self._path} gave no answer within {timeout:g} seconds: an endless loop?")
            return self._connection.recv()
        except (EOFError, ConnectionError):
            raise PortError(f"{self._path} ended its Python: does it call os._exit?") from None

    def close(self) -> None:
        """End the process, and the processes that it started."""
        assert self._process.pid is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):  # gone, or not yet in its own group
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.join()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def serve(connection: Connection, path: Path, functions_known: Callable[[], Sequence[Function]]) -> None:
    """The main function of the process: import the file, then run the functions asked for."""
    os.setsid()
    threading.Thread(target=end_with_parent, daemon=True).start()
    known = {function.octave: function for function in functions_known()}
    connection.send("started")
    try:
        module = module_of(path)
    except BaseException as error:
        connection.send(f"{type(error).__name__}: {error}")
        return
    theirs = {name: own for name, function in known.items() if (own := own_function(module, function))}
    connection.send(set(theirs))
    while True:
        name, setting = connection.recv()
        connection.send(run_or_in_numpy(known[name], theirs[name], setting))


def end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os.killpg(0, signal.SIGKILL)


def module_of(path: Path) -> Any:
    """A Python file, imported."""
    sys.dont_write_bytecode = True  # nothing is written beside it
    sys.path.insert(0, str(path.absolute().parent))  # it may import its neighbours
    spec = importlib.util.spec_from_file_location(f"ported_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    with redirect_stdout(io.StringIO()):
        spec.loader.exec_module(module)
    return module


def own_function(module: Any, function: Function) -> Callable[..., Any] | None:
    """The module's function of that name, in Python or in Octave."""
    return next((getattr(module, name) for name in function.names[::-1] if hasattr(module, name)), None)


def run_or_in_numpy(
    function: Function, called: Callable[..., Any], setting: Setting
) -> tuple[RunResult, str]:
    """Call a function, in numpy if only the arithmetic fails; return the result, and that error."""
    kind, lambda_, arithmetic = setting
    ran = run_python(function, called, setting, whole_labels=True)
    if not ran.error or arithmetic == "numpy":
        return ran, ""
    again = run_python(function, called, (kind, lambda_, "numpy"), whole_labels=True)
    return (ran, "") if again.error == ran.error else (again, "" if again.error else ran.error)


def run_python(
    function: Function, called: Callable[..., Any], setting: Setting, whole_labels: bool = False
) -> RunResult:
    """Call a Python function on arrays of an arithmetic; labels may be whole numbers, to index with."""
    kind, lambda_, arithmetic = setting
    values = []
    for name, value in function.arguments(kind, lambda_).items():
        if name in function.labels and whole_labels:
            value = np.asarray(value).astype(np.int64)
        elif isinstance(value, np.ndarray) and value.dtype == np.float64:
            value = octave_array(value, arithmetic)
        values.append(value)
    parameters = parameters_of(called)
    if "arithmetic" in parameters:
        values.append(arithmetic)
    if function.draws and len(parameters) < len(values):
        values = values[:-1]  # a port that draws by itself
    return python_run(called, tuple(values), function.outputs)


def parameters_of(function: Callable[..., Any]) -> list[str]:
    try:
        return list(inspect.signature(function).parameters)
    except ValueError:  # a function that is not written in Python
        return []
