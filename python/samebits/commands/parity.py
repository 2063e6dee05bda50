"""samebits parity: both sides of every case, compared."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from samebits.api.run_parity import ParityError, ParityReport, run_parity
from samebits.commands.common import CannotRun, require_place
from samebits.octave.program import OctaveError, OctaveNotFound
from samebits.parity import report
from samebits.parity.m_folder import CourseFolderError
from samebits.parity.run import Row


@click.command(
    epilog="""\b
Examples:
  samebits parity                            every case, against the Octave found
  samebits parity --only training            the whole run, from seeds 1 to 5
  samebits parity --recorded --json          without Octave, for a program to read
  samebits parity --html report.html         a page to look at
  samebits parity --course-dir ~/ex4         your own .m files in place of ours
"""
)
@click.option("--only", metavar="PATTERN", help="Run the cases whose name contains PATTERN.")
@click.option("--octave", metavar="PATH", help="The Octave to run. [default: the one on the PATH]")
@click.option("--recorded", is_flag=True, help="Compare with recorded results; do not start Octave.")
@click.option(
    "--course-dir",
    type=click.Path(path_type=Path),
    envvar="SAMEBITS_COURSE_DIR",
    help="A folder of an exercise (ex3, ex4): run its .m files in place of ours. It is never written to. "
    "[default: the environment variable SAMEBITS_COURSE_DIR]",
)
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), help="Also write the report as a page."
)
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), default=600, show_default=True,
    help="Seconds for Octave to answer a case.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def parity(
    only: str | None,
    octave: str | None,
    recorded: bool,
    course_dir: Path | None,
    html: Path | None,
    timeout: float,
    as_json: bool,
) -> None:
    """Run every case in Python and in Octave, and compare the bits.

    Equal means equal bits in the arithmetic `netlib`, against Octave on the
    reference BLAS, and in `octave`, against the BLAS that Octave links. `numpy`, and
    `netlib` against another BLAS, are held to a rounding bound that follows from the
    sizes; whole training runs are not judged there.

    With --course-dir, your own solutions run in Octave. Their sums may run in another
    order, so they are held to the rounding bound; a function that has not been written
    yet is unsolved, not different. `samebits trace FILE.m` finds where a wrong one
    differs first.

    Exit status: 0 if nothing differs, 1 if something does, 2 if a case was skipped
    or the command could not run.
    """
    source = click.get_current_context().get_parameter_source("course_dir")
    if recorded and source is not None and source.name == "ENVIRONMENT":
        course_dir = None
    if recorded and (octave or course_dir):
        raise click.UsageError(
            f"{'--octave' if octave else '--course-dir'} and --recorded exclude each other"
        )
    write_page = page_writer(html) if html else None

    def show_header(lines: Sequence[str]) -> None:
        for line in (*lines, "", report.header()):
            click.echo(line)

    def show_row(row: Row) -> None:
        click.echo(click.style(report.line(row), fg="red" if row.status == "different" else None))

    try:
        found = run_parity(
            only,
            octave=octave,
            recorded=recorded,
            course_dir=course_dir,
            timeout=timeout,
            on_start=None if as_json else show_header,
            on_row=None if as_json else show_row,
        )
    except ParityError as error:
        raise click.UsageError(str(error)) from error
    except (CourseFolderError, OctaveNotFound) as error:
        raise CannotRun(str(error)) from error
    except OctaveError as error:
        raise CannotRun(f"{error}; `samebits parity --recorded` does without Octave") from error
    if as_json:
        click.echo(json.dumps(found.as_dict(), indent=2))
    else:
        click.echo(f"\n{found.summary}")
    if write_page is not None:
        write_page(found)
        if not as_json:
            click.echo(f"The report is in {html}.")
    counts = found.counts
    raise SystemExit(1 if counts["different"] else 2 if counts["skipped"] else 0)


def page_writer(path: Path) -> Callable[[ParityReport], None]:
    """A function that writes the page; whatever it lacks is reported before the work begins."""
    require_place(path)
    try:
        from samebits.parity.html import write_page
    except ImportError as error:
        raise CannotRun(
            f"--html needs matplotlib and jinja2: pip install 'samebits[html]' ({error})"
        ) from error

    def write(found: ParityReport) -> None:
        try:
            write_page(path, found.rows, found.lines)
        except OSError as error:
            raise CannotRun(f"{path}: the page could not be written ({error.strerror})") from error

    return write
