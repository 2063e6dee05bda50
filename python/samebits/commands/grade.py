"""samebits grade: submissions in, points and feedback out."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samebits.commands.common import CannotRun
from samebits.errors import SamebitsError
from samebits.grading.assignment.start import start_assignment
from samebits.grading.autograder import write_autograder
from samebits.grading.reports.escape import message, one_line
from samebits.grading.results import NOT_GRADABLE

if TYPE_CHECKING:
    from samebits.api.grade_class import ClassGrades, CsvEncoding, GradingPlan


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
    "--assignment", "name", default="ex4", show_default=True, help="An exercise, or your own .toml file."
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="How many submissions run at a time. [default: one on each processor]",
)
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
    help="Encoding of grades.csv: utf-8-sig for Excel, utf-8 for everything else.",
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
    csv_encoding: "CsvEncoding",
    as_json: bool,
    new_assignment: Path | None,
    gradescope: Path | None,
) -> None:
    """Grade submissions in Octave, in Python, or in both.

    SUBMISSIONS are files, folders of one student's files, folders of students'
    folders, or zip files of either. Give a class as its folder or its zip, and not as
    class/*: each of several folders or zips is taken for one student's, unless its name
    is that of a platform's export. Each submission runs confined, returns values, and is
    compared with one reference. What has been graded is kept in a journal in --out: a
    run that was interrupted goes on from there.

    Exit status: 0 if everything was graded, 1 if something could not be graded (it is
    tried again in the next run), 2 if the command could not run.
    """
    with report_errors():
        if new_assignment is not None:
            solution = start_assignment(new_assignment)
            echo(f"Written: {new_assignment} and {solution}. Try it:")
            echo(f"  samebits grade {solution} --assignment {new_assignment} --out grades")
            return
        if gradescope is not None:
            write_autograder(gradescope, name, trusted=trusted)
            echo(f"setup.sh and run_autograder are in {gradescope}; zip its contents for Gradescope.")
            return
    if not submissions or out is None:
        raise click.UsageError("expected SUBMISSIONS and --out DIR")
    if (executor == "dask") != (address is not None):
        raise click.UsageError("--executor dask and --address go together")
    with report_errors(), ExitStack() as stack:
        from samebits.api.grade_class import grade_class  # needs jinja2

        bars: list[Any] = []

        def show_progress(done: int, total: int) -> None:
            if not bars:
                bar = click.progressbar(length=total, label="Grading", file=sys.stderr, show_pos=True)
                bars.append(stack.enter_context(bar))
            bars[0].update(done - bars[0].pos)

        grades = grade_class(
            submissions,
            out,
            name,
            jobs=jobs,
            regrade=regrade,
            trusted=trusted,
            octave=octave,
            address=address,
            csv_encoding=csv_encoding,
            on_start=None if as_json else show_plan,
            on_progress=show_progress,
        )
    if as_json:
        click.echo((out / "results.json").read_text(encoding="utf-8"))
    else:
        show(grades, out)
    raise SystemExit(1 if grades.failed else 0)


def echo(text: str) -> None:
    """Print a line: names, titles and messages may hold commands of the terminal."""
    click.echo(one_line(text))


@contextmanager
def report_errors() -> Iterator[None]:
    """Report what goes wrong outside of submissions, and say what has been kept."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo("\nInterrupted. What was graded is kept; the same command goes on from there.", err=True)
        raise SystemExit(130) from None
    except BrokenPipeError:
        raise  # click ends quietly
    except SamebitsError as error:
        raise CannotRun(str(error)) from error
    except ImportError as error:
        raise CannotRun(f"grading needs more packages: pip install 'samebits[grade]' ({error})") from error
    except OSError as error:
        raise CannotRun(f"files cannot be written: {error}") from error


def show_plan(plan: "GradingPlan") -> None:
    """Print what the class is graded with."""
    level, octave = plan.programs.level, plan.programs.octave
    echo(f"{plan.assignment.title}, {plan.assignment.points:g} points. Confinement: {level}.")
    if level == "rlimits":
        echo("Nothing keeps submissions off this machine's files and network: you said that you trust them.")
    if level == "unshare":
        echo("Submissions can read what every user of this machine can read; bubblewrap would prevent that.")
    if not octave:
        echo(f"No Octave ({plan.programs.versions['octave']}): .m files cannot be graded.")


def show(grades: "ClassGrades", out: Path) -> None:
    """The class in a line or two; a submission alone, with its feedback."""
    scores, failed = grades.scores.values(), grades.failed
    if len(scores) + len(failed) == 1 and grades.last is not None:
        for part in grades.last.parts:
            points = "-" if part.status == NOT_GRADABLE else f"{part.score:g}"
            score = f"{points} of {part.points:g}" if part.points else "no points"
            echo(f"  {part.name:<44}{score:<12}{part.status}")
            mistake = [f"The mistake: {part.mistake}"] if part.mistake else []
            for line in [*mistake, *part.feedback] if part.status != "right" else []:
                echo(f"      {message(line)}")
    if scores:
        echo(f"{len(scores)} graded, {sum(scores) / len(scores):.1f} points on average.")
    if failed:
        shown = ", ".join(map(one_line, failed[:5])) + (", ..." if len(failed) > 5 else "")
        echo(f"{len(failed)} could not be graded, by no fault of theirs: {shown}. Run it again.")
    echo(
        f"The reports are in {out}: index.html, grades.csv, results.json, junit.xml, "
        "and a folder for each student."
    )
