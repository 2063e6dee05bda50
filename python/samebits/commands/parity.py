"""samebits parity: both sides of every case, compared."""

import json
import os
import platform
from collections.abc import Callable, Sequence
from importlib.metadata import version as package_version
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samebits import __version__
from samebits.commands.common import CannotRun, require_place

if TYPE_CHECKING:
    from samebits.exercises.course_folder import CourseFolder
    from samebits.parity.case import Case
    from samebits.parity.run import Octaves, Row


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
    "[default: the environment's SAMEBITS_COURSE_DIR]",
)
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), help="Write the report as a page, too."
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
    sizes; whole training runs are informational there.

    With --course-dir, somebody's own solutions run in Octave. Their sums may run in
    another order, so they are held to the rounding bound; what nobody has written yet
    is unsolved, not different. `samebits trace FILE.m` says where a wrong one parts.

    Exit status: 0 if nothing differs, 1 if something does, 2 if a case was skipped
    or the command could not run.
    """
    from samebits import catalogue
    from samebits.parity import report
    from samebits.parity.run import run_case

    source = click.get_current_context().get_parameter_source("course_dir")
    if recorded and source is not None and source.name == "ENVIRONMENT":
        course_dir = None
    if recorded and (octave or course_dir):
        raise click.UsageError(
            f"{'--octave' if octave else '--course-dir'} and --recorded exclude each other"
        )
    page = page_writer(html) if html else None
    folder = None if course_dir is None else course_folder(course_dir)
    every = [*catalogue.cases(), *(catalogue.more_cases() if only is not None else [])]
    available = every if folder is None else folder.cases
    cases = available if only is None else report.matching(available, only)
    if not cases:
        names = "\n  ".join(case.name for case in available)
        raise click.UsageError(f"no case matches {only!r}; the cases are\n  {names}")
    octaves, why_recorded = open_octaves(octave, recorded, folder, timeout)

    say = (lambda text: None) if as_json else click.echo
    rows = []
    try:
        about, lines = libraries(octaves, cases, why_recorded)
        if folder is not None:
            about["course_folder"] = {"path": str(folder.path), "missing": folder.missing}
            lines = [*folder.describe(), *lines]
        for line in (*lines, "", report.header()):
            say(line)
        ran = chain.from_iterable(run_case(case, octaves) for case in cases)
        for row in ran if folder is None else folder.run(cases, octaves):
            rows.append(row)
            say(click.style(report.line(row), fg="red" if row.status == "different" else None))
    finally:
        octaves.close()
    if as_json:
        click.echo(json.dumps(report.as_json(rows, about), indent=2))
    else:
        say("")
        say(report.summary(rows))
    if page is not None:
        page(rows, lines)
        say(f"The report is in {html}.")
    statuses = {row.status for row in rows}
    raise SystemExit(1 if "different" in statuses else 2 if "skipped" in statuses else 0)


def course_folder(path: Path) -> "CourseFolder":
    from samebits import catalogue
    from samebits.exercises import all_exercises
    from samebits.exercises.course_folder import CourseFolder
    from samebits.parity.m_folder import CourseFolderError

    try:
        return CourseFolder(path, all_exercises(), catalogue.cases())
    except CourseFolderError as error:
        raise CannotRun(str(error)) from error


def page_writer(path: Path) -> Callable[[Sequence["Row"], Sequence[str]], None]:
    """What writes the page at the end; whatever it lacks is told before the work begins."""
    require_place(path)
    try:
        from samebits.parity.html import write_page
    except ImportError as error:
        raise CannotRun(
            f"--html needs matplotlib and jinja2: pip install 'samebits[html]' ({error})"
        ) from error

    def write(rows: Sequence["Row"], lines: Sequence[str]) -> None:
        try:
            write_page(path, rows, lines)
        except OSError as error:
            raise CannotRun(f"{path}: the page could not be written ({error.strerror})") from error

    return write


def open_octaves(
    octave: str | None, recorded: bool, folder: "CourseFolder | None", timeout: float
) -> tuple["Octaves", str]:
    """Octave's answers, live or recorded, and why they are recorded."""
    from samebits.octave.program import OctaveError, OctaveNotFound, find_octave
    from samebits.parity.run import Octaves
    from samebits.resources import project_folder

    why_recorded = "Octave is not started (--recorded)" if recorded else ""
    program = None
    if not recorded:
        try:
            program = find_octave(octave)
        except OctaveNotFound as error:
            if folder is not None:
                raise CannotRun(f"{error}; the folder's files need one") from error
            if octave or "OCTAVE_EXECUTABLE" in os.environ:
                raise CannotRun(str(error)) from error
            why_recorded = str(error)
        except OctaveError as error:
            raise CannotRun(f"{error}; `samebits parity --recorded` does without Octave") from error
    try:
        recordings = project_folder("data") / "recorded"
        return Octaves(program, recordings, once=folder is not None, timeout=timeout), why_recorded
    except OctaveError as error:
        raise CannotRun(f"no session with Octave: {error}") from error


def libraries(
    octaves: "Octaves", cases: "Sequence[Case]", why_recorded: str
) -> tuple[dict[str, Any], list[str]]:
    """Versions of what computes, for a program and in words."""
    from samebits.parity.run import blas_label

    versions = {name: package_version(name) for name in ("numpy", "scipy")}
    about: dict[str, Any] = {"samebits": __version__, "python": platform.python_version(), **versions}
    words = ", ".join(f"{name} {version}" for name, version in about.items())
    if octaves.own is None:
        about["recorded"] = octaves.recorded_from(cases)
        return about, [f"{why_recorded}: comparing with results recorded from {about['recorded']}.", words]
    program = octaves.own.program
    about["octave"] = {"program": program.path, "version": program.version, "blas": octaves.own.blas}
    lines = [f"Octave {program.version} ({program.path}), linked to {blas_label(octaves.own.blas)}."]
    if octaves.blas is None:
        lines.append(f"The arithmetic octave is left out: {octaves.no_blas}.")
    else:
        about["octave"] |= {"library": octaves.blas.path, "threads": octaves.blas.threads}
        threads = f", {octaves.blas.threads} threads" if octaves.blas.threads else ""
        lines.append(f"The arithmetic octave calls {octaves.blas.path}{threads}.")
    if octaves.reference is None and not octaves.once:
        lines.append(
            "The reference BLAS is not on this machine (Debian: libblas3 and liblapack3): "
            "netlib is compared with recorded results."
        )
    return about, [*lines, words]
