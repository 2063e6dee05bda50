"""Trace functions of the exercises: where Python and Octave differ first."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from os import PathLike
from pathlib import Path

from samebits.errors import SamebitsError
from samebits.exercises import all_exercises
from samebits.exercises.course_folder import recognised
from samebits.exercises.exercise import Exercise
from samebits.octave.arithmetic import Name
from samebits.octave.program import find_octave
from samebits.parity.case import Case
from samebits.session.session import OctaveSession
from samebits.trace import iterations
from samebits.trace.function import Function
from samebits.trace.iterations import RunTrace
from samebits.trace.port import Port
from samebits.trace.run import trace_in_session
from samebits.trace.stages import Trace

File = str | PathLike[str]


class TraceError(SamebitsError, ValueError):
    """A file or a name that cannot be traced; the message says what was expected."""


def trace_function(
    name: str,
    m_file: File | None = None,
    py_file: File | None = None,
    *,
    case: str | None = None,
    lambda_: float = 1.5,
    arithmetic: Name | None = None,
    octave: str | None = None,
    timeout: float = 60,
) -> Trace:
    """Run a function in Python and in Octave, and find the first value that differs.

    Parameters
    ----------
    name : str
        A function of an exercise, by its name in Octave or in Python.
    m_file, py_file : path, optional
        A solution in Octave and a port in Python, in place of ours.
    case : str, optional
        The inputs: for networks `graded`, `debug` or `digits`. By default the exercise's first.
    lambda_ : float
        The regularisation.
    arithmetic : {"numpy", "netlib", "octave"}, optional
        Of Python's side. By default `octave` where its BLAS is found, else `netlib`.
    octave : str, optional
        The Octave to run. By default the one on the PATH.
    timeout : float
        Seconds for Octave, and for the Python file, to answer.

    Returns
    -------
    Trace
        All values on the way, compared; `parted` is the first that differs by more than
        rounding, and `explanations` are the mistakes that give these values.

    Raises
    ------
    TraceError
        The file or the name is not one of an exercise.
    OctaveError
        There is no Octave, or it ended or gave no answer in time.
    PortError
        The Python file cannot be imported, ends its Python or gives no answer in time.

    Notes
    -----
    A Python file runs in a process of its own. In a script, the call belongs under
    ``if __name__ == "__main__":``, as with `multiprocessing`.

    Examples
    --------
    >>> import samebits
    >>> found = samebits.trace_function("sigmoid")
    >>> found.parted is None
    True
    """
    (found,) = trace_functions(
        name,
        m_file,
        py_file,
        case=case,
        lambda_=lambda_,
        arithmetic=arithmetic,
        octave=octave,
        timeout=timeout,
    )
    return found


def trace_functions(
    name: str | None = None,
    m_file: File | None = None,
    py_file: File | None = None,
    *,
    case: str | None = None,
    lambda_: float = 1.5,
    arithmetic: Name | None = None,
    octave: str | None = None,
    timeout: float = 60,
) -> list[Trace]:
    """Trace all the functions that the files have, or the one of that name.

    Parameters, errors and notes are those of `trace_function`.

    Returns
    -------
    list of Trace
        In the order of the exercises; never empty.
    """
    m_path, py_path = (None if file is None else Path(file) for file in (m_file, py_file))
    require_files(m_path, py_path)
    functions = known_functions(m_path)
    if name is not None and name not in {n for function in functions for n in function.names}:
        raise TraceError(f"{name}: expected one of {', '.join(function.octave for function in functions)}")
    program = find_octave(octave)
    exercises = all_exercises()
    with ExitStack() as stack:
        port = None
        if py_path is not None:
            port = stack.enter_context(Port(py_path, timeout, partial(known_functions, m_path)))
        wanted = [
            function
            for function in functions
            if (name is None or name in function.names)
            and (m_path is None or m_path.stem == function.octave)
            and (port is None or function.octave in port.functions)
        ]
        if not wanted:
            files = " ".join(str(path) for path in (m_path, py_path) if path is not None)
            expected = ", ".join(f"{octave} ({python})" for octave, python in (f.names for f in functions))
            raise TraceError(f"{files}: no function of the exercise is there; expected one of {expected}")
        kinds = [kind_for(function, exercises, case) for function in wanted]
        folders = m_folders_of(wanted, exercises)
        if m_path is not None:
            folders = (m_path.absolute().parent, *folders)
        session = stack.enter_context(OctaveSession(program, m_folders=folders))
        return [
            trace_in_session(
                function,
                session,
                port=port,
                own_m=m_path is not None,
                kind=kind,
                lambda_=lambda_,
                arithmetic=arithmetic,
                timeout=timeout,
            )
            for function, kind in zip(wanted, kinds, strict=True)
        ]


def trace_run(
    name: str = "training",
    *,
    arithmetic: Name = "numpy",
    octave: str | None = None,
    echo: Callable[[str], None] | None = None,
) -> RunTrace:
    """Find the first iteration at which two runs of a minimiser differ.

    Parameters
    ----------
    name : str
        One of `traceable_runs()`.
    arithmetic : {"numpy", "netlib", "octave"}
        Of Python's side.
    octave : str, optional
        The Octave to run. By default the one on the PATH.
    echo : callable, optional
        Called with a line for each run.

    Raises
    ------
    TraceError
        There is no such run.
    OctaveError
        There is no Octave, or it failed.
    """
    runs = traceable_runs()
    if name not in runs:
        raise TraceError(f"{name}: expected one of {', '.join(runs)}")
    return iterations.trace_run(runs[name], find_octave(octave), arithmetic, echo)


def traceable_runs() -> dict[str, Case]:
    """The whole runs whose iterations can be traced, by the names of their minimisations."""
    cases = [case for e in all_exercises() for case in e.cases if case.run and case.run.iterations]
    return {case.name.partition(",")[0]: case for case in cases}


def known_functions(m_file: Path | None = None) -> list[Function]:
    """The functions of all exercises.

    Of several of one name the one of the exercise that the folder of `m_file` belongs to,
    else the first.
    """
    exercises = all_exercises()
    ordered = list(exercises)
    if m_file is not None:
        own = recognised({file.stem for file in m_file.absolute().parent.glob("*.m")}, exercises)
        ordered.sort(key=lambda exercise: exercise is not own)
    found: dict[str, Function] = {}
    for exercise in ordered:
        for function in exercise.functions:
            found.setdefault(function.octave, function)
    return list(found.values())


def kind_for(function: Function, exercises: Sequence[Exercise], asked: str | None) -> str:
    """The inputs that a function is tried on: those asked for, else the first of its exercise."""
    kinds = next(list(exercise.kinds) for exercise in exercises if function in exercise.functions)
    if asked is not None and asked not in kinds:
        raise TraceError(f"case {asked!r} is not one of {', '.join(kinds)}")
    return asked or kinds[0]


def m_folders_of(functions: Sequence[Function], exercises: Sequence[Exercise]) -> tuple[Path, ...]:
    """The folders of our `.m` files for some functions."""
    folders = [f for e in exercises if {*functions} & {*e.functions} for f in e.m_folders]
    return tuple(dict.fromkeys(folders))


def require_files(*paths: Path | None) -> None:
    """Refuse what is not a file, and a `.m` file that is not text or is empty: Octave's error misleads."""
    for path in paths:
        if path is None:
            continue
        if path.is_dir():
            raise TraceError(f"{path} is a folder; expected a file")
        if not path.is_file():
            raise TraceError(f"{path}: there is no such file")
        if path.suffix == ".m":
            try:
                content = path.read_bytes()
            except OSError as error:
                raise TraceError(f"{path} cannot be read: {error.strerror}") from error
            if b"\0" in content:
                raise TraceError(f"{path} is a binary file; expected the text of an Octave function")
            if not content.strip():
                raise TraceError(f"{path} is empty; expected a function")
