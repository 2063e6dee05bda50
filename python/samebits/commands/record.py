"""samebits record: results for machines without Octave."""

from pathlib import Path

import click

from samebits.api.record_cases import record_cases
from samebits.api.run_parity import ParityError
from samebits.commands.common import CannotRun, require_folder
from samebits.octave.program import OctaveError
from samebits.resources import project_folder


@click.command(
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
    """Run the cases in Octave, and keep the results.

    The Octave runs on the reference BLAS. `samebits parity` and the tests compare with
    these results where there is no Octave.
    """
    folder = out or project_folder("data") / "recorded"
    require_folder(folder)
    try:
        for case, path in record_cases(folder, only, octave=octave):
            click.echo(f"{case.name}: {path.name} ({path.stat().st_size} bytes)")
    except ParityError as error:
        raise click.UsageError(str(error)) from error
    except (OctaveError, OSError) as error:
        raise CannotRun(str(error)) from error
