"""samebits parity: both sides of every case, compared."""

import json
import os
import platform
from importlib.metadata import version as package_version
from typing import Any

import click

from samebits import __version__
from samebits.commands.common import CannotRun


@click.command(
    epilog="""\b
Examples:
  samebits parity                      every case, against the Octave found
  samebits parity --only training      the whole run, from seeds 1 to 5
  samebits parity --recorded --json    without Octave, for a program to read
"""
)
@click.option("--only", metavar="PATTERN", help="Run the cases whose name contains PATTERN.")
@click.option("--octave", metavar="PATH", help="The Octave to run. [default: the one on the PATH]")
@click.option("--recorded", is_flag=True, help="Compare with recorded results; do not start Octave.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def parity(only: str | None, octave: str | None, recorded: bool, as_json: bool) -> None:
    """Run every case in Python and in Octave, and compare the bits.

    Equal means equal bits in the arithmetic `netlib`, against Octave on the
    reference BLAS, and in `octave`, against the BLAS that Octave links. `numpy`, and
    `netlib` against another BLAS, are held to a rounding bound that follows from the
    sizes; whole training runs are informational there.

    Exit status: 0 if nothing differs, 1 if something does, 2 if a case was skipped
    or the command could not run.
    """
    from samebits.octave.octave_program import OctaveError, OctaveNotFound, find_octave
    from samebits.parity import report
    from samebits.parity.cases import CASES, MORE_CASES
    from samebits.parity.run import Octaves, blas_label, run_case
    from samebits.resources import project_folder

    if octave and recorded:
        raise click.UsageError("--octave and --recorded exclude each other")
    cases = CASES if only is None else report.matching([*CASES, *MORE_CASES], only)
    if not cases:
        names = "\n  ".join(case.name for case in [*CASES, *MORE_CASES])
        raise click.UsageError(f"no case matches {only!r}; the cases are\n  {names}")
    why_recorded = "Octave is not started (--recorded)" if recorded else ""
    program = None
    if not recorded:
        try:
            program = find_octave(octave)
            use_blas_of(program.path)
        except OctaveNotFound as error:
            if octave or "OCTAVE_EXECUTABLE" in os.environ:
                raise CannotRun(str(error)) from error
            why_recorded = str(error)
        except OctaveError as error:
            raise CannotRun(f"{error}; `samebits parity --recorded` does without Octave") from error
    try:
        octaves = Octaves(program, project_folder("data") / "recorded")
    except OctaveError as error:
        raise CannotRun(f"no session with Octave: {error}") from error

    say = (lambda text: None) if as_json else click.echo
    rows = []
    try:
        about = libraries()
        if program is None:
            about["recorded"] = octaves.recorded_from(cases)
            say(f"{why_recorded}: comparing with results recorded from {about['recorded']}.")
        else:
            assert octaves.own is not None
            about["octave"] = {"program": program.path, "version": program.version, "blas": octaves.own.blas}
            say(f"Octave {program.version} ({program.path}), linked to {blas_label(octaves.own.blas)}.")
            if octaves.blas is None:
                say(f"The arithmetic octave is left out: {octaves.no_blas}.")
            else:
                about["octave"] |= {"library": octaves.blas.path, "threads": octaves.blas.threads}
                threads = f", {octaves.blas.threads} threads" if octaves.blas.threads else ""
                say(f"The arithmetic octave calls {octaves.blas.path}{threads}.")
            if octaves.reference is None:
                say(
                    "The reference BLAS is not on this machine (Debian: libblas3 and liblapack3): "
                    "netlib is compared with recorded results."
                )
        say(", ".join(f"{name} {about[name]}" for name in ("samebits", "python", "numpy", "scipy")))
        say("")
        say(report.header())
        for case in cases:
            for row in run_case(case, octaves):
                rows.append(row)
                say(click.style(report.line(row), fg="red" if row.status == "different" else None))
    finally:
        octaves.close()
    if as_json:
        click.echo(json.dumps(report.as_json(rows, about), indent=2))
    else:
        say("")
        say(report.summary(rows))
    statuses = {row.status for row in rows}
    raise SystemExit(1 if "different" in statuses else 2 if "skipped" in statuses else 0)


def use_blas_of(octave: str) -> None:
    """Let the arithmetic `octave` ask this Octave for its BLAS, while the command runs."""
    variables = {"OCTAVE_EXECUTABLE": os.environ.get("OCTAVE_EXECUTABLE")}
    os.environ["OCTAVE_EXECUTABLE"] = octave

    def restore() -> None:
        os.environ.pop("OCTAVE_EXECUTABLE")
        os.environ.update({name: value for name, value in variables.items() if value is not None})

    click.get_current_context().call_on_close(restore)


def libraries() -> dict[str, Any]:
    """Versions of what computes."""
    versions = {name: package_version(name) for name in ("numpy", "scipy")}
    return {"samebits": __version__, "python": platform.python_version(), **versions}
