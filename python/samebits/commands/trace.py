"""samebits trace: the first value at which two runs of a function differ."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from samebits.api.trace_function import known_functions, trace_functions, trace_run, traceable_runs
from samebits.commands.common import CannotRun
from samebits.errors import SamebitsError
from samebits.octave.arithmetic import Name
from samebits.octave.program import OctaveDied, OctaveTimeout
from samebits.parity.report import comparison_as_json
from samebits.trace.port import PortError
from samebits.trace.stages import Trace, lines

FIRST_FUNCTION = "nnCostFunction"  # where nothing is named


@click.command(
    epilog="""\b
Examples:
  samebits trace ~/ex4/nnCostFunction.m         your solution, against ours
  samebits trace my_port.py --only sigmoid      a function of your own port
  samebits trace my_port.py nnCostFunction.m    your port against your solution
  samebits trace training                       the first iteration at which two runs differ
"""
)
@click.argument("what", nargs=-1, metavar="[FILE.m] [FILE.py] | FUNCTION | training")
@click.option("--only", metavar="FUNCTION", help="Which function of FILE.py. [default: all it has]")
@click.option(
    "--case",
    metavar="CASE",
    help="The inputs. For networks: graded (2-4-4 with 16 examples), debug (3-5-3 with 5) or digits "
    "(400-25-10 with 5,000). [default: graded]",
)
@click.option("--lambda", "lambda_", type=float, default=1.5, show_default=True, help="Regularisation.")
@click.option(
    "--arithmetic",
    type=click.Choice(["numpy", "netlib", "octave"]),
    help="Python's arithmetic. [default: octave, where its BLAS is found; numpy for training]",
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
    case: str | None,
    lambda_: float,
    arithmetic: Name | None,
    octave: str | None,
    timeout: float,
    as_json: bool,
) -> None:
    """Run a function in Python and in Octave, and find the first difference.

    The values that each side computes on the way (a1, z2, delta2, ...) are compared in
    order. The report names the first variable and element that differ, and the mistake
    that gives these values. Variables are read when a function ends; its file is not
    changed, and may print, plot, pause and loop. A FILE takes the place of ours on its
    side; FUNCTION is a name of the exercise, such as nnCostFunction, and runs ours on
    both sides. With training, the report names the first iteration at which two
    training runs differ.

    Your files run with all your permissions.

    Exit status: 0 if they agree but for rounding, 1 if they differ, 2 if the command
    could not run.
    """
    m_file, py_file, name = sort_arguments(what)
    try:
        if name in traceable_runs():
            show_run(name, arithmetic or "numpy", octave, as_json)
        traces = trace_functions(
            only or name,
            m_file,
            py_file,
            case=case,
            lambda_=lambda_,
            arithmetic=arithmetic,
            octave=octave,
            timeout=timeout,
        )
    except PortError as error:
        raise CannotRun(f"{error} (--timeout)" if str(error).endswith("?") else str(error)) from error
    except OctaveTimeout as error:
        raise CannotRun(f"{error}: an endless loop? (--timeout)") from error
    except OctaveDied as error:
        raise CannotRun(f"{error}: does the file call exit?") from error
    except SamebitsError as error:
        raise CannotRun(str(error)) from error
    if as_json:
        click.echo(json.dumps([trace_as_json(found) for found in traces], indent=2))
    else:
        show(traces, m_file, py_file, lambda_)
    raise SystemExit(1 if any(found.parted or found.error for found in traces) else 0)


def sort_arguments(what: Sequence[str]) -> tuple[Path | None, Path | None, str | None]:
    """The `.m` file, the `.py` file and the name among the arguments."""
    files = {suffix: [Path(w) for w in what if w.endswith(suffix)] for suffix in (".m", ".py")}
    names = [w for w in what if not w.endswith((".m", ".py"))]
    if len(names) > 1 or any(len(given) > 1 for given in files.values()) or (names and len(what) > 1):
        raise click.UsageError(
            f"expected one .m file, one .py file, or a function's name; got {' '.join(what)}"
        )
    functions = known_functions()
    runs = traceable_runs()
    if names and names[0] not in {*runs, *(name for function in functions for name in function.names)}:
        known = ", ".join([*runs, *(function.octave for function in functions)])
        raise click.UsageError(f"{names[0]}: expected a .m or .py file, or one of {known}")
    m_file, py_file = (next(iter(given), None) for given in files.values())
    return m_file, py_file, names[0] if names else None if what else FIRST_FUNCTION


def show_run(name: str, arithmetic: Name, octave: str | None, as_json: bool) -> None:
    """Trace a whole run, and exit."""
    source = click.get_current_context().get_parameter_source
    options = {"only": "--only", "case": "--case", "lambda_": "--lambda"}
    ignored = [words for o, words in options.items() if (where := source(o)) and where.name != "DEFAULT"]
    if ignored:
        raise click.UsageError(f"{' '.join(ignored)}: {name} is one run, with inputs of its own")
    found = trace_run(name, arithmetic=arithmetic, octave=octave, echo=None if as_json else click.echo)
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2))
    raise SystemExit(0 if found.iteration is None else 1)


def show(traces: Sequence[Trace], m_file: Path | None, py_file: Path | None, lambda_: float) -> None:
    for found in traces:
        sides = f"{py_file or 'our Python'} and {m_file or f'our {found.function}.m'} in Octave"
        click.echo(f"{found.function}: {sides}, {found.kind} case, lambda {lambda_:g}")
        for line in lines(found):
            wrong = line.startswith(("They part", "Likely mistake", "Python failed", "Octave failed"))
            click.echo(click.style(line, fg="red") if wrong else line)
        click.echo()


def trace_as_json(found: Trace) -> dict[str, Any]:
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
