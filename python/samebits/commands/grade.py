"""samebits grade: submissions in, points and feedback out."""

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from samebits.commands.common import CannotRun

if TYPE_CHECKING:
    from samebits.grading.assignment.model import Assignment
    from samebits.grading.batch.journal import JournalKey
    from samebits.grading.results import Graded
    from samebits.grading.sandbox.programs import Programs


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
@click.option(
    "--csv-encoding", type=click.Choice(["utf-8", "utf-8-sig"]), default="utf-8", show_default=True,
    help="Of grades.csv: utf-8-sig for Excel, utf-8 for all else.",
)  # fmt: skip
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
    csv_encoding: str,
    as_json: bool,
    new_assignment: Path | None,
    gradescope: Path | None,
) -> None:
    """Grade submissions in Octave, in Python, or in both.

    SUBMISSIONS are files, folders of one student's files, folders of students'
    folders, or zip files of either. Give a class as its folder or its zip, and not as
    class/*: of several folders or zips each is one student's, unless it bears an
    export's own name. Each runs confined, hands out values, and is
    compared with one reference. What has been graded is kept in a journal under
    --out: a run that was interrupted goes on where it was.

    Exit status: 0 if everything was graded, 1 if something could not be graded (it is
    tried again by the next run), 2 if the command could not run.
    """
    from samebits.grading.assignment.model import AssignmentError, load_assignment
    from samebits.grading.batch.workers import workers
    from samebits.grading.sandbox.confine import ConfinementError, level_for
    from samebits.grading.sandbox.programs import find_programs

    if new_assignment is not None:
        start_assignment(new_assignment)
        return
    try:
        assignment = load_assignment(name)
    except AssignmentError as error:
        raise CannotRun(str(error)) from error
    if gradescope is not None:
        from samebits.grading.autograder import write_autograder
        from samebits.grading.batch.journal import JournalError

        try:
            write_autograder(gradescope, name, trusted=trusted)
        except (AssignmentError, JournalError) as error:
            raise CannotRun(str(error)) from error
        except OSError as error:
            raise CannotRun(f"{gradescope} cannot be written: {error}") from error
        echo(f"setup.sh and run_autograder are in {gradescope}; zip its contents for Gradescope.")
        return
    if not submissions or out is None:
        raise click.UsageError("expected SUBMISSIONS and --out DIR")
    if (executor == "dask") != (address is not None):
        raise click.UsageError("--executor dask and --address go together")
    try:
        level = level_for(trusted)
    except ConfinementError as error:
        raise CannotRun(str(error)) from error
    hidden = tuple(path.absolute() for path in (*submissions, out, Path(name)))
    with told_as_ours():
        programs = replace(find_programs(level, octave), hidden=hidden)
        check_before(name, assignment, programs)
    say = (lambda text: None) if as_json else echo
    say(f"{assignment.title}, {assignment.points:g} points. Confinement: {level}.")
    if level == "rlimits":
        say("Nothing keeps submissions off this machine's files and network: you said that you trust them.")
    if level == "unshare":
        say("Submissions can read what everybody may read here; install bubblewrap to keep them from that.")
    if not programs.octave:
        say(f"No Octave ({programs.versions['octave']}): .m files cannot be graded.")
    at_once = jobs or os.cpu_count() or 1
    with told_as_ours(), workers(executor, address, at_once) as pool:
        graded = grade_all(submissions, out, assignment, programs, pool, at_once, regrade, csv_encoding)
    if as_json:
        click.echo((out / "results.json").read_text(encoding="utf-8"))
    else:
        show(graded, out)
    raise SystemExit(1 if graded.failed else 0)


def check_before(name: str, assignment: "Assignment", programs: "Programs") -> None:
    """What is the assignment's fault is told once, before the class."""
    from samebits.grading.assignment.model import AssignmentError
    from samebits.grading.judging.reference import check_reference

    try:
        check_reference(assignment, programs)
    except AssignmentError as error:
        raise CannotRun(f"{name}: {error}") from error


@dataclass
class Summary:
    """A class in short: its scores, who could not be graded, and the last one whole."""

    scores: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    last: "Graded | None" = None

    def add(self, graded: "Graded") -> None:
        if graded.gradable:
            self.scores.append(graded.score)
        else:
            self.failed.append(graded.student)
        self.last = graded


def grade_all(
    submissions: Sequence[Path],
    out: Path,
    assignment: "Assignment",
    programs: "Programs",
    pool: Executor,
    at_once: int,
    regrade: bool,
    csv_encoding: str,
) -> Summary:
    """Grade them all, and write the reports."""
    from samebits.grading.batch.journal import Journal
    from samebits.grading.batch.run import grade_class
    from samebits.grading.intake.read import find_submissions, list_students
    from samebits.grading.reports.write import prepare_reports, remove_unfinished, write_reports

    names = list_students(submissions)
    functions = {name for part in assignment.parts for name in part.function.values()}
    prepare_reports(out, names, submissions)
    keys: dict[str, JournalKey] = {}
    failed: dict[str, Graded] = {}
    summary = Summary()
    with Journal(out / "journal.sqlite") as journal:
        remove_unfinished(out)
        progress = grade_class(
            find_submissions(submissions, functions),
            assignment,
            journal.course_key(),
            programs,
            journal,
            pool,
            at_once,
            regrade,
        )
        with click.progressbar(length=len(names), label="Grading", file=sys.stderr, show_pos=True) as bar:
            for step in progress:
                keys[step.key.student] = step.key
                if not step.graded.gradable:  # the rest is in the journal, and need not be kept in memory
                    failed[step.key.student] = step.graded
                bar.update(1)

        def results() -> "Iterator[Graded]":
            for name in names:
                if name not in keys:  # gone since the run began
                    continue
                found = failed.get(name) or journal.find(keys[name])
                assert found is not None
                summary.add(found)
                yield found

        write_reports(out, assignment, results(), csv_encoding)
    return summary


def echo(text: str) -> None:
    """A line on the terminal: names, titles and messages may hold commands of it."""
    from samebits.grading.reports.escape import one_line

    click.echo(one_line(text))


@contextmanager
def told_as_ours() -> Iterator[None]:
    """What fails is told as the grader's failure, with what has been kept."""
    from samebits.grading.batch.journal import JournalError
    from samebits.grading.intake.read import SubmissionError
    from samebits.grading.reports.write import ReportError
    from samebits.grading.sandbox.confine import HarnessError

    try:
        yield
    except KeyboardInterrupt:
        click.echo("\nInterrupted. What was graded is kept; the same command goes on from there.", err=True)
        raise SystemExit(130) from None
    except (SubmissionError, JournalError, HarnessError, ReportError) as error:
        raise CannotRun(str(error)) from error
    except ImportError as error:
        raise CannotRun(f"grading needs more packages: pip install 'samebits[grade]' ({error})") from error
    except OSError as error:
        raise CannotRun(f"the reports cannot be written: {error}") from error


def show(graded: Summary, out: Path) -> None:
    """The class in a line or two; a submission alone, with its feedback."""
    from samebits.grading.reports.escape import message, one_line

    count = len(graded.scores) + len(graded.failed)
    if count == 1 and graded.last is not None:
        for part in graded.last.parts:
            score = f"{part.score:g} of {part.points:g}" if part.points else "no points"
            echo(f"  {part.name:<44}{score:<12}{part.status}")
            mistake = [f"The mistake: {part.mistake}"] if part.mistake else []
            for line in [*mistake, *part.feedback] if part.status != "right" else []:
                echo(f"      {message(line)}")
    if graded.scores:
        average = sum(graded.scores) / len(graded.scores)
        echo(f"{len(graded.scores)} graded, {average:.1f} points on average.")
    if graded.failed:
        shown = ", ".join(map(one_line, graded.failed[:5])) + (", ..." if len(graded.failed) > 5 else "")
        echo(f"{len(graded.failed)} could not be graded, by no fault of theirs: {shown}. Run it again.")
    echo(f"The reports are in {out}: index.html, grades.csv, results.json, junit.xml, a folder a student.")


def start_assignment(path: Path) -> None:
    """Write the assignment to start from, and the solution that it compares with."""
    from samebits.grading.assignment.model import TEMPLATE
    from samebits.resources import write_file

    solution = path.parent / "solution"
    for place in (path, solution):
        if place.exists():
            raise CannotRun(f"{place}: it is there already, and nothing is written over")
    if path.suffix != ".toml":
        raise CannotRun(f"{path}: expected a name that ends in .toml")
    try:
        solution.mkdir()
        for file in sorted((TEMPLATE / "solution").glob("*.py")):
            write_file(solution / file.name, file.read_bytes())
        write_file(path, (TEMPLATE / "new.toml").read_bytes())
    except OSError as error:
        raise CannotRun(f"{path} cannot be written: {error}") from error
    echo(
        f"Written: {path} and {solution}. Try it: samebits grade {solution} --assignment {path} --out grades"
    )
