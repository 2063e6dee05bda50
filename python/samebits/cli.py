"""The command line: samebits parity, samebits train, samebits record."""

import json
import math
import os
import platform
import tempfile
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

import click

from samebits import __version__


class Commands(click.Group):
    """Ctrl-C ends with the exit status that shells give it, which no command uses itself."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            click.echo("Interrupted", err=True)
            raise SystemExit(130) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="samebits")
def main() -> None:
    """The neural-network exercise of the Machine Learning course, with Octave's bits."""


@main.command(
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


@main.command(
    epilog="""\b
Examples:
  samebits train                                  50 iterations from seed 1
  samebits train --arithmetic netlib --seed 2     with the reference BLAS's bits
  samebits train --start weights.mat --max-iter 400 --out more.mat
"""
)
@click.option("--seed", type=float, default=1, show_default=True, help="Seed of the random start.")
@click.option("--max-iter", type=click.IntRange(min=1), default=50, show_default=True)
@click.option(
    "--lambda",
    "lambda_",
    type=click.FloatRange(min=0),
    default=1,
    show_default=True,
    callback=lambda context, option, value: finite(value),
)
@click.option(
    "--arithmetic", type=click.Choice(["numpy", "netlib", "octave"]), default="numpy", show_default=True
)
@click.option(
    "--data", type=click.Path(path_type=Path), help="A .mat file with X and y. [default: the digits]"
)
@click.option(
    "--start", type=click.Path(path_type=Path), help="Start from Theta1 and Theta2 in this .mat file."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("weights.mat"),
    show_default=True,
    help="Where to save Theta1 and Theta2, for Octave's load.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the costs and the accuracy as JSON.")
def train(
    seed: float,
    max_iter: int,
    lambda_: float,
    arithmetic: str,
    data: Path | None,
    start: Path | None,
    out: Path,
    as_json: bool,
) -> None:
    """Train the network of the exercise on handwritten digits with fmincg.

    25 hidden units, 10 labels; as many inputs as the data has columns. Saves the
    weights as Theta1 and Theta2 in a .mat file.
    """
    import time

    import numpy as np

    from samebits.course.data import DataError, load_digits, load_weights, save_weights
    from samebits.course.fmincg import fmincg
    from samebits.course.initialize import rand_initialize_weights
    from samebits.course.network import nn_cost_function, predict
    from samebits.octave.arithmetic import octave_array
    from samebits.octave.layout import roll, unroll
    from samebits.octave.random import OctaveRandom

    try:
        X, y = load_digits(data)
        if start is not None:
            Theta1, Theta2 = load_weights(start)
        else:
            rng = OctaveRandom(seed)
            Theta1 = rand_initialize_weights(X.shape[1], 25, rng)
            Theta2 = rand_initialize_weights(25, 10, rng)
        try:
            tempfile.TemporaryFile(dir=out.parent).close()
        except OSError as error:
            raise DataError(f"{out}: nothing can be written there ({error.strerror})") from error
        inputs, hidden, labels = Theta1.shape[1] - 1, Theta1.shape[0], Theta2.shape[0]
        nn_params = octave_array(unroll(Theta1, Theta2), arithmetic)
        options = {"MaxIter": max_iter, "Display": "off" if as_json else "iter"}
        began = time.perf_counter()
        weights, costs, i = fmincg(
            nn_cost_function, nn_params, options, inputs, hidden, labels, X, y, lambda_
        )
        seconds = time.perf_counter() - began
        Theta1, Theta2 = roll(weights, Theta1.shape, Theta2.shape)
        accuracy = 100 * float(np.mean(predict(Theta1, Theta2, X) == y))
        save_weights(out, Theta1, Theta2)
    except (ValueError, OSError) as error:
        raise CannotRun(str(error)) from error
    if as_json:
        result = {"costs": costs.tolist(), "iterations": i, "accuracy": accuracy, "seconds": seconds}
        click.echo(json.dumps({**result, "arithmetic": arithmetic, "weights": str(out)}))
    else:
        click.echo(f"{i} iterations in {seconds:.1f} s, {arithmetic} arithmetic")
        click.echo(f"Training accuracy: {accuracy:.2f}%")
        click.echo(f"Weights saved to {out}")


@main.command(
    epilog="""\b
Examples:
  samebits record                       every case, into data/recorded
  samebits record --only sigmoid --out /tmp/recorded
"""
)
@click.option("--only", metavar="PATTERN", default="", help="Record the cases whose name contains PATTERN.")
@click.option("--octave", metavar="PATH", help="The Octave to run. [default: the one on the PATH]")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder. [default: data/recorded]"
)
def record(only: str, octave: str | None, out: Path | None) -> None:
    """Run the cases in Octave on the reference BLAS, and keep the results.

    `samebits parity` and the tests compare with them where there is no Octave.
    """
    from samebits.octave.octave_program import OctaveError, find_octave
    from samebits.parity import report
    from samebits.parity.cases import CASES, MORE_CASES
    from samebits.parity.recorded import save_recording
    from samebits.parity.run import Octaves
    from samebits.resources import project_folder

    cases = report.matching([*CASES, *MORE_CASES], only)
    if not cases:
        raise click.UsageError(f"no case matches {only!r}")
    folder = out or project_folder("data") / "recorded"
    try:
        octaves = Octaves(find_octave(octave), folder)
    except OctaveError as error:
        raise CannotRun(f"no session with Octave: {error}") from error
    try:
        if octaves.reference is None:
            raise CannotRun("recording needs the reference BLAS (Debian: libblas3 and liblapack3)")
        folder.mkdir(parents=True, exist_ok=True)
        for case in cases:
            inputs = case.inputs()
            answer = octaves.answer(case, inputs, octaves.reference)
            path = save_recording(folder, case, inputs, answer)
            click.echo(f"{case.name}: {path.name} ({path.stat().st_size} bytes)")
    except (OctaveError, OSError) as error:
        raise CannotRun(str(error)) from error
    finally:
        octaves.close()


def finite(value: float) -> float:
    if not math.isfinite(value):
        raise click.BadParameter(f"{value} is not a finite number")
    return value


class CannotRun(click.ClickException):
    """The command could not do its work."""

    exit_code = 2


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
