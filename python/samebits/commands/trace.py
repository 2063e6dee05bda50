"""samebits trace: where two runs of a function part."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samebits.commands.common import CannotRun

if TYPE_CHECKING:
    from samebits.exercises.exercise import Exercise
    from samebits.octave.arithmetic import Name
    from samebits.octave.program import OctaveProgram
    from samebits.parity.case import Case
    from samebits.session.session import OctaveSession
    from samebits.trace.function import Function
    from samebits.trace.port import Port
    from samebits.trace.stages import Trace


@click.command(
    epilog="""\b
Examples:
  samebits trace ~/ex4/nnCostFunction.m         your solution, against ours
  samebits trace my_port.py --only sigmoid      a function of your own port
  samebits trace my_port.py nnCostFunction.m    your port against your solution
  samebits trace training                       from which iteration a run is another
"""
)
@click.argument("what", nargs=-1, metavar="[FILE.m] [FILE.py] | FUNCTION | training")
@click.option("--only", metavar="FUNCTION", help="Which function of FILE.py. [default: all that are there]")
@click.option(
    "--case",
    "kind",
    metavar="CASE",
    help="The inputs. For networks: graded (2-4-4 with 16 examples), debug (3-5-3 with 5) or digits "
    "(400-25-10 with 5,000). [default: graded]",
)
@click.option("--lambda", "lambda_", type=float, default=1.5, show_default=True, help="Regularisation.")
@click.option(
    "--arithmetic",
    type=click.Choice(["numpy", "netlib", "octave"]),
    help="That Python computes in. [default: octave, where its BLAS is found; numpy for training]",
)
@click.option("--octave", metavar="PATH", help="The Octave to run. [default: the one on the PATH]")
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), default=60, show_default=True,
    help="Seconds for Octave, and for FILE.py, to answer.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the trace as JSON.")
def trace(
    what: tuple[str, ...],
    only: str | None,
    kind: str | None,
    lambda_: float,
    arithmetic: "Name | None",
    octave: str | None,
    timeout: float,
    as_json: bool,
) -> None:
    """Run a function in Python and in Octave, and say where the two part.

    What each side computes on the way (a1, z2, delta2, ...) is compared in order; the
    first name and element that differ are told, and the mistake that would give these
    values. Variables are read when a function ends; its file is not changed, and may
    print, plot, pause and loop. A FILE takes the place of ours on its side; FUNCTION
    is a name of the exercise, such as nnCostFunction, and runs ours on both sides.

    Files are yours: they run with all that you are allowed to do.

    Exit status: 0 if they agree but for rounding, 1 if they part, 2 if the command
    could not run.
    """
    from samebits.exercises import all_exercises
    from samebits.octave.program import OctaveDied, OctaveError, OctaveTimeout, find_octave
    from samebits.trace.port import Port, PortError

    exercises = all_exercises()
    runs = {case.name.partition(",")[0]: case for case in traceable_runs(exercises)}
    m_file, py_file, name = sort_out(what, exercises, list(runs))
    try:
        program = find_octave(octave)
    except OctaveError as error:
        raise CannotRun(str(error)) from error
    if name in runs:
        source = click.get_current_context().get_parameter_source
        options = {"only": "--only", "kind": "--case", "lambda_": "--lambda"}
        ignored = [words for o, words in options.items() if (where := source(o)) and where.name != "DEFAULT"]
        if ignored:
            raise click.UsageError(f"{' '.join(ignored)}: {name} is one run, with inputs of its own")
        from samebits.trace.iterations import trace_run

        found = trace_run(runs[name], program, arithmetic or "numpy", echo=None if as_json else click.echo)
        if as_json:
            click.echo(json.dumps(found, indent=2))
        raise SystemExit(0 if found["iteration"] is None else 1)
    functions = functions_for(m_file)
    if only is not None and only not in {n for function in functions for n in function.names}:
        raise click.UsageError(
            f"--only {only}: expected one of {', '.join(function.octave for function in functions)}"
        )
    try:
        with ExitStack() as stack:
            known = partial(functions_for, m_file)
            port = stack.enter_context(Port(py_file, timeout, known)) if py_file else None
            wanted = [
                function
                for function in functions
                if (name is None or name in function.names)
                and (m_file is None or m_file.stem == function.octave)
                and (port is None or function.octave in port.functions)
                and (only is None or only in function.names)
            ]
            if not wanted:
                raise CannotRun(
                    f"{' '.join(what)}: no function of the exercise is there; expected one of "
                    + ", ".join(f"{octave} ({python})" for octave, python in (f.names for f in functions))
                )
            kinds = [kind_for(function, exercises, kind) for function in wanted]
            session = stack.enter_context(open_session(program, m_file, folders_of(wanted, exercises)))
            traces = [
                trace_one(function, session, m_file is not None, port, (tried, lambda_, arithmetic), timeout)
                for function, tried in zip(wanted, kinds, strict=True)
            ]
    except PortError as error:
        raise CannotRun(f"{error} (--timeout)" if str(error).endswith("?") else str(error)) from error
    except OctaveTimeout as error:
        raise CannotRun(f"{error}: an endless loop? (--timeout)") from error
    except OctaveDied as error:
        raise CannotRun(f"{error}: does the file call exit?") from error
    except OctaveError as error:
        raise CannotRun(str(error)) from error
    show(traces, kinds, (m_file, py_file, lambda_), as_json)
    raise SystemExit(1 if any(t.parted or t.error for t in traces) else 0)


def traceable_runs(exercises: "Sequence[Exercise]") -> "list[Case]":
    """The whole runs whose iterations can be traced."""
    return [case for e in exercises for case in e.cases if case.run is not None and case.run.iterations]


def functions_for(m_file: Path | None) -> "list[Function]":
    """The functions of all exercises, of each name one: the one of the exercise that the file lies in."""
    from samebits.exercises import all_exercises
    from samebits.exercises.course_folder import recognised

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


def kind_for(function: "Function", exercises: "Sequence[Exercise]", asked: str | None) -> str:
    """The kind of inputs that a function is tried on: the one asked for, else its exercise's first."""
    kinds = next(list(exercise.kinds) for exercise in exercises if function in exercise.functions)
    if asked is not None and asked not in kinds:
        raise click.UsageError(f"Invalid value for '--case': {asked!r} is not one of {', '.join(kinds)}.")
    return asked or kinds[0]


def folders_of(functions: "Sequence[Function]", exercises: "Sequence[Exercise]") -> tuple[Path, ...]:
    """The folders of our `.m` files for some functions."""
    folders = [f for e in exercises if {*functions} & {*e.functions} for f in e.m_folders]
    return tuple(dict.fromkeys(folders))


def sort_out(
    what: tuple[str, ...], exercises: "Sequence[Exercise]", runs: list[str]
) -> tuple[Path | None, Path | None, str | None]:
    """The `.m` file, the `.py` file and the name among the arguments."""
    files = {suffix: [Path(w) for w in what if w.endswith(suffix)] for suffix in (".m", ".py")}
    names = [w for w in what if not w.endswith((".m", ".py"))]
    if len(names) > 1 or any(len(given) > 1 for given in files.values()) or (names and len(what) > 1):
        raise click.UsageError(
            f"expected one .m file, one .py file, or a function's name; got {' '.join(what)}"
        )
    functions = functions_for(None)
    if names and names[0] not in {*runs, *(n for function in functions for n in function.names)}:
        known = ", ".join([*runs, *(function.octave for function in functions)])
        raise click.UsageError(f"{names[0]}: expected a .m or .py file, or one of {known}")
    m_file, py_file = (next(iter(given), None) for given in files.values())
    for path in (m_file, py_file):
        if path is not None and path.is_dir():
            raise CannotRun(f"{path} is a folder; expected a file")
        if path is not None and not path.is_file():
            raise CannotRun(f"{path}: there is no such file")
    if m_file is not None:
        require_text(m_file)
    return m_file, py_file, names[0] if names else None if what else "nnCostFunction"


def require_text(path: Path) -> None:
    """Refuse a `.m` file that is not text, or is empty: what Octave says of it leads astray."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CannotRun(f"{path} cannot be read: {error.strerror}") from error
    if b"\0" in content:
        raise CannotRun(f"{path} is a binary file; expected the text of an Octave function")
    if not content.strip():
        raise CannotRun(f"{path} is empty; expected a function")


def open_session(
    program: "OctaveProgram", m_file: Path | None, exercise_folders: tuple[Path, ...]
) -> "OctaveSession":
    """An Octave with the files beside `m_file` on its path, and ours behind them."""
    from samebits.session.session import OctaveSession

    own = () if m_file is None else (m_file.absolute().parent,)
    return OctaveSession(program, m_folders=(*own, *exercise_folders))


def trace_one(
    function: "Function",
    session: "OctaveSession",
    own_m: bool,
    port: "Port | None",
    setting: "tuple[str, float, Name | None]",
    timeout: float,
) -> "Trace":
    """Run a function on both sides."""
    from samebits.octave.blas import BlasNotFound, octave_blas
    from samebits.trace.port import run_python
    from samebits.trace.stages import trace as compare
    from samebits.trace.variables import octave_run

    kind, lambda_, arithmetic = setting
    call, inputs = function.octave_call(function.arguments(kind, lambda_))
    octave = octave_run(session, function.octave, call, inputs, function.outputs, timeout)
    nearest: Name = "octave"
    try:
        octave_blas()
    except BlasNotFound:
        nearest = "netlib"
    right = run_python(function, function.python, (kind, lambda_, nearest))
    used: Name = arithmetic or nearest
    python, why = right, ""
    if port is not None:
        python, why = port.run(function, (kind, lambda_, used))
    elif used != nearest:
        python = run_python(function, function.python, (kind, lambda_, used))
    judged = "Python" if port is not None else "Octave"
    found = compare(function, function.arguments(kind, lambda_), python, octave, right, judged)
    if why:
        found = replace(found, note=f"Computed in numpy, since the arithmetic {used} cannot run it ({why}).")
    rounding = why_rounding(found, port is not None, own_m, "numpy" if why else arithmetic)
    return replace(found, rounding=rounding)


def why_rounding(found: "Trace", own_py: bool, own_m: bool, arithmetic: "Name | None") -> str:
    """What makes bits differ where nothing is wrong."""
    if found.error or found.parted or found.first_bit is None:
        return ""
    if arithmetic == "numpy":
        words = "Only rounding: NumPy's own products and sums run in another order"
        return f"{words}." if found.note else f"{words}; see --arithmetic octave."
    if own_py:
        return (
            "Only rounding: the port sums in another order, or leaves the arithmetic of its arguments "
            "(np.array(...), math.exp, a plain sum()), so that NumPy's own sum or product is taken."
        )
    return "Only rounding: the solution sums in another order." if own_m else "Only rounding."


def show(
    traces: "list[Trace]", kinds: list[str], setting: tuple[Path | None, Path | None, float], as_json: bool
) -> None:
    from samebits.trace.stages import lines

    m_file, py_file, lambda_ = setting
    if as_json:
        click.echo(json.dumps([trace_as_json(t) for t in traces], indent=2))
        return
    for found, kind in zip(traces, kinds, strict=True):
        sides = f"{py_file or 'our Python'} and {m_file or f'our {found.function}.m'} in Octave"
        click.echo(f"{found.function}: {sides}, {kind} case, lambda {lambda_:g}")
        for line in lines(found):
            wrong = line.startswith(("They part", "Likely mistake", "Python failed", "Octave failed"))
            click.echo(click.style(line, fg="red") if wrong else line)
        click.echo()


def trace_as_json(found: "Trace") -> dict[str, Any]:
    from samebits.parity.report import comparison_as_json

    return {
        "function": found.function,
        "error": found.error or None,
        "parted": found.parted.comparison.describe() if found.parted else None,
        "first_other_bit": found.first_bit.comparison.describe() if found.first_bit else None,
        "explanations": found.explanations,
        "rounding": found.rounding or None,
        "note": found.note or None,
        "stages": [
            {
                "stage": s.name,
                "status": s.status,
                "last_example_alone": s.example,
                **comparison_as_json(s.comparison),
            }
            for s in found.stages
        ],
    }
