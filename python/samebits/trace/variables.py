"""The variables of a function when it ends, in Octave and in Python; no file is changed."""

import inspect
import io
import re
import sys
import warnings
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from types import FrameType
from typing import Any

import numpy as np

from samebits.octave.layout import as_matrix
from samebits.octave.program import OctaveDied, OctaveError
from samebits.session.session import OctaveSession

COPIES = re.compile(r"/\S*samebits-octave-[^/\s]+/m\d+/")  # a session's copies of `.m` files


@dataclass(frozen=True)
class RunResult:
    """The outputs and variables of a function that was run.

    Attributes
    ----------
    values : dict
        Its outputs by name; empty if it failed.
    variables : dict
        Its local variables, as 2-D doubles; if it failed, those set by then.
    error : str
        The error that it failed with, or "".
    """

    values: dict[str, Any]
    variables: dict[str, Any]
    error: str = ""


def octave_run(
    session: OctaveSession,
    name: str,
    call: str,
    inputs: Mapping[str, Any],
    outputs: tuple[str, ...],
    timeout: float = 600,
) -> RunResult:
    """Call a `.m` function, and read its variables at its end.

    Raises
    ------
    OctaveDied
        Octave ended, or gave no answer in time.
    """

    def once(everywhere: str) -> dict[str, Any]:
        code = f'samebits_stops("{name}", {everywhere}); {call} dbclear("all");'
        return session.call(code, inputs, outputs, timeout).values

    try:
        return RunResult(once("false"), read_variables(session))
    except OctaveDied:
        raise
    except OctaveError as error:
        try:
            once("true")
        except OctaveDied:
            raise
        except OctaveError:
            pass  # the same error; now the variables have been read
        return RunResult({}, read_variables(session), without_our_copies(error))


def without_our_copies(error: OctaveError) -> str:
    """Octave's error, with the name of the file that was given in place of our copy's."""
    text = COPIES.sub("", str(error))
    if script := re.match(r"invalid call to script (.+)", text):
        return f"{script[1]} is a script; expected a file that begins with the word function"
    return text


def read_variables(session: OctaveSession) -> dict[str, Any]:
    """The variables that `samebits_keep.m` has read last."""
    ask = 'dbclear("all"); global SAMEBITS_VARIABLES; names = strjoin(fieldnames(SAMEBITS_VARIABLES)\', " ");'
    names = tuple(session.call(ask, {}, ("names",)).values["names"].split())
    if not names:
        return {}
    # Under other names: a variable called class or size would hide the function
    fetched = tuple(f"value{k}" for k in range(len(names)))
    pairs = zip(fetched, names, strict=True)
    fetch = "".join(f"{short} = SAMEBITS_VARIABLES.{name};" for short, name in pairs)
    values = session.call(f"global SAMEBITS_VARIABLES; {fetch}", {}, fetched).values
    return {name: values[short] for short, name in zip(fetched, names, strict=True)}


def python_run(
    function: Callable[..., Any], arguments: tuple[Any, ...], outputs: tuple[str, ...]
) -> RunResult:
    """Call a Python function, and read its variables when it returns."""
    code = getattr(inspect.unwrap(function), "__code__", None)  # a ufunc has no code, and no variables
    variables: dict[str, Any] = {}

    def profile(frame: FrameType, event: str, argument: Any) -> None:
        if event == "return" and frame.f_code is code:
            variables.clear()
            variables.update(frame.f_locals)

    sys.setprofile(profile)
    try:
        with redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # Octave has none either
            returned = function(*arguments)
    except (Exception, SystemExit) as error:
        return RunResult({}, numbers(variables), f"{type(error).__name__}: {error}")
    finally:
        sys.setprofile(None)
    lists = (tuple, list) if len(outputs) > 1 else tuple  # as `samebits grade` takes them
    several = tuple(returned) if isinstance(returned, lists) else (returned,)
    if len(several) < len(outputs):
        given = f"{len(several)} value{'s' * (len(several) != 1)} ({', '.join(outputs)} expected)"
        return RunResult({}, numbers(variables), f"it returned {given}")
    values = {}
    for name, value in zip(outputs, several, strict=False):
        try:
            values[name] = output(value)
        except TypeError as error:
            return RunResult({}, numbers(variables), f"{name} is {error}")
    return RunResult(values, numbers(variables))


def output(value: Any) -> Any:
    """A value that a function returned, as a matrix.

    Raises
    ------
    TypeError
        It is not a matrix; the message says what it is.
    """
    if value is None:
        raise TypeError("None; expected numbers: is it never set?")
    a = as_matrix(value)
    if a.dtype.kind not in "biuf" or a.ndim > 2:
        raise TypeError(f"an array of {a.dtype} of shape {a.shape}; expected real numbers, at most 2-D")
    return a


def numbers(variables: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that Octave would hold as matrices of doubles."""
    found = {}
    for name, value in variables.items():
        if isinstance(value, (int, float, np.ndarray, np.number)) and np.ndim(value) <= 2:
            a = as_matrix(value)
            if a.dtype.kind in "biuf":
                found[name] = a.astype(np.float64)
    return found
