"""samebits record: results for machines without Octave."""

from pathlib import Path

import click

from samebits.commands.common import CannotRun, require_folder


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
    """Run the cases in Octave on the reference BLAS, and keep the results.

    `samebits parity` and the tests compare with them where there is no Octave.
    """
    from samebits import catalogue
    from samebits.octave.program import OctaveError, find_octave
    from samebits.parity import report
    from samebits.parity.recorded import save_recording
    from samebits.parity.run import Octaves
    from samebits.resources import project_folder

    cases = report.matching([*catalogue.cases(), *catalogue.more_cases()], only)
    if not cases:
        raise click.UsageError(f"no case matches {only!r}")
    folder = out or project_folder("data") / "recorded"
    require_folder(folder)
    try:
        octaves = Octaves(find_octave(octave), folder)
    except OctaveError as error:
        raise CannotRun(f"no session with Octave: {error}") from error
    try:
        if octaves.reference is None:
            raise CannotRun("recording needs the reference BLAS (Debian: libblas3 and liblapack3)")
        for case in cases:
            inputs = case.inputs()
            answer = octaves.answer(case, inputs, octaves.reference)
            path = save_recording(folder, case, inputs, answer)
            click.echo(f"{case.name}: {path.name} ({path.stat().st_size} bytes)")
    except (OctaveError, OSError) as error:
        raise CannotRun(str(error)) from error
    finally:
        octaves.close()
