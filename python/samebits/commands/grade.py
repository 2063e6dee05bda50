"""samebits grade: submissions in, points and feedback out."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from samebits.commands.common import CannotRun

if TYPE_CHECKING:
    from samebits.grading.assignment import Assignment
    from samebits.grading.batch import Progress
    from samebits.grading.grade import Programs
    from samebits.grading.journal import Journal
    from samebits.grading.results import Graded

TEMPLATE = "python/samebits/grading/assignments/new.toml"


@click.command(
    epilog="""\b
Examples:
  samebits grade submissions/ --out grades          a folder of students' folders
  samebits grade canvas.zip --out grades            as Canvas, Moodle or Gradescope export it
  samebits grade nnCostFunction.m --out grades      one file, the points on the terminal
  samebits grade submissions/ --out grades --assignment ex5.toml
  samebits grade --new-assignment ex5.toml          start an assignment of your own
"""
)
@click.argument("submissions", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Where the reports and the journal go."
)
@click.option(
    "--assignment", "name", default="ex4", show_default=True, help="ex4, or the .toml file of your own."
)
@click.option("--jobs", type=click.IntRange(min=1), help="Submissions at a time. [default: a processor each]")
@click.option("--regrade", is_flag=True, help="Grade again what has been graded.")
@click.option("--trusted", is_flag=True, help="Run submissions even where nothing can confine them.")
@click.option("--octave", metavar="PATH", help="The Octave to run. [default: the one on the PATH]")
@click.option(
    "--executor", type=click.Choice(["local", "dask"]), default="local", show_default=True,
    help="Where submissions run: on this machine, or on a Dask cluster.",
)  # fmt: skip
@click.option("--address", metavar="tcp://HOST:PORT", help="The scheduler of the Dask cluster.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@click.option(
    "--new-assignment",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write an assignment to start from.",
)
@click.option(
    "--gradescope", type=click.Path(path_type=Path, file_okay=False),
    help="Write setup.sh and run_autograder for Gradescope into this folder.",
)  # fmt: skip
def grade(
    submissions: tuple[Path, ...],
    out: Path | None,
    name: str,
    jobs: int | None,
    regrade: bool,
    trusted: bool,
    octave: str | None,
    executor: str,
    address: str | None,
    as_json: bool,
    new_assignment: Path | None,
    gradescope: Path | None,
) -> None:
    """Grade submissions in Octave, in Python, or in both.

    SUBMISSIONS are files, folders of one student's files, folders of students'
    folders, or zip files of either. Each runs confined, hands out values, and is
    compared with one reference. What has been graded is kept in a journal under
    --out: a run that was interrupted goes on where it was.

    Exit status: 0 if everything was graded, 1 if something could not be graded (it is
    tried again by the next run), 2 if the command could not run.
    """
    from samebits.grading.assignment import AssignmentError, load_assignment
    from samebits.grading.confine import ConfinementError, level_for
    from samebits.grading.grade import find_programs

    if new_assignment is not None:
        start_assignment(new_assignment)
        return
    try:
        assignment = load_assignment(name)
    except AssignmentError as error:
        raise CannotRun(str(error)) from error
    if gradescope is not None:
        from samebits.grading.gradescope import write_autograder

        write_autograder(gradescope, name, trusted=trusted)
        click.echo(f"setup.sh and run_autograder are in {gradescope}; zip its contents for Gradescope.")
        return
    if not submissions or out is None:
        raise click.UsageError("expected SUBMISSIONS and --out DIR")
    if (executor == "dask") != (address is not None):
        raise click.UsageError("--executor dask and --address go together")
    try:
        level = level_for(trusted)
    except ConfinementError as error:
        raise CannotRun(str(error)) from error
    programs = find_programs(level, octave)
    say = (lambda text: None) if as_json else click.echo
    about = [f"{assignment.title}, {assignment.points:g} points. Confinement: {level}."]
    if level == "rlimits":
        about.append(
            "Nothing keeps submissions off this machine's files and network: you said that you trust them."
        )
    if not programs.octave:
        about.append(f"No Octave ({programs.versions['octave']}): .m files cannot be graded.")
    for line in about:
        say(line)
    at_once = jobs or os.cpu_count() or 1
    with workers(executor, address, at_once) as pool:
        result = grade_all(submissions, out, assignment, programs, pool, at_once, regrade, as_json)
    if as_json:
        click.echo(json.dumps(result, indent=2))
    raise SystemExit(1 if result["not_gradable"] else 0)
