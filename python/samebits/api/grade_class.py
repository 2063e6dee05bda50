"""Grade a class: submissions in, reports out."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import Literal

from samebits.grading.assignment.model import Assignment, AssignmentError, load_assignment
from samebits.grading.batch.journal import Journal, JournalKey
from samebits.grading.batch.run import grade_submissions
from samebits.grading.batch.workers import workers
from samebits.grading.intake.read import find_submissions, list_students
from samebits.grading.judging.reference import check_reference
from samebits.grading.reports.write import prepare_reports, remove_unfinished, write_reports
from samebits.grading.results import Graded
from samebits.grading.sandbox.confine import level_for
from samebits.grading.sandbox.programs import Programs, find_programs

CsvEncoding = Literal["utf-8", "utf-8-sig"]


@dataclass
class ClassGrades:
    """A graded class, in short; each student's results are in the reports.

    Attributes
    ----------
    scores : dict
        Each student's points.
    failed : list of str
        Students whose submission could not be graded, by no fault of theirs. They have no
        score; the next run tries them again.
    last : Graded or None
        The last submission's result: of a submission alone, all there is.
    """

    scores: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    last: Graded | None = None

    def add(self, graded: Graded) -> None:
        if graded.gradable:
            self.scores[graded.student] = graded.score
        else:
            self.failed.append(graded.student)
        self.last = graded


@dataclass(frozen=True)
class GradingPlan:
    """What a class is graded with: known before the first submission runs.

    Attributes
    ----------
    assignment : Assignment
    programs : Programs
        Python and Octave with their versions, and the level of confinement.
    """

    assignment: Assignment
    programs: Programs


def grade_class(
    submissions: str | PathLike[str] | Sequence[str | PathLike[str]],
    out: str | PathLike[str],
    assignment: str = "ex4",
    *,
    jobs: int | None = None,
    regrade: bool = False,
    trusted: bool = False,
    octave: str | None = None,
    address: str | None = None,
    csv_encoding: CsvEncoding = "utf-8",
    on_start: Callable[[GradingPlan], None] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> ClassGrades:
    """Grade submissions in Octave, in Python, or in both, and write the reports.

    Each submission runs confined, returns values, and is compared with one reference. What
    has been graded is kept in a journal in `out`: a run that was interrupted goes on from there.

    Parameters
    ----------
    submissions : path, or sequence of paths
        Files, folders of one student's files, folders of students' folders, or zip files of
        either.
    out : path
        The folder for the reports and the journal.
    assignment : str
        An exercise's name, or a `.toml` file.
    jobs : int, optional
        How many submissions run at a time. By default one on each processor.
    regrade : bool
        Grade again what has been graded.
    trusted : bool
        Run submissions even where nothing can confine them.
    octave : str, optional
        The Octave to run. By default the one on the PATH.
    address : str, optional
        The scheduler of a Dask cluster to grade on. By default this machine.
    csv_encoding : {"utf-8", "utf-8-sig"}
        Of grades.csv; the second is for Excel.
    on_start : callable, optional
        Called with a GradingPlan before the first submission runs.
    on_progress : callable, optional
        `on_progress(done, total)`, called before the first submission and after each.

    Returns
    -------
    ClassGrades

    Raises
    ------
    AssignmentError
        There is no such assignment, or it or its reference cannot be used.
    SubmissionError
        There is no such path, or nothing in it can be read.
    ConfinementError
        Nothing here can confine submissions, and they are not trusted.
    ReportError, JournalError, HarnessError
        The reports, the journal or the sandbox cannot be used.

    Examples
    --------
    >>> import samebits
    >>> grades = samebits.grade_class("submissions/", "grades/")  # doctest: +SKIP
    >>> grades.scores  # doctest: +SKIP
    {'ada': 100.0, 'bob': 85.0}
    """
    given = [submissions] if isinstance(submissions, str | PathLike) else submissions
    paths = [Path(path) for path in given]
    place = Path(out)
    loaded = load_assignment(assignment)
    own = [path.absolute() for path in (*paths, place, Path(assignment))]
    # With what lies beside them, such as the reports of last week; not a folder such as /usr/local itself
    hidden = (*own, *(path.parent for path in own if len(path.parent.parts) > 3))
    programs = replace(find_programs(level_for(trusted), octave), hidden=hidden)
    try:  # once, before the class
        check_reference(loaded, programs)
    except AssignmentError as error:
        raise AssignmentError(f"{assignment}: {error}") from error
    plan = GradingPlan(loaded, programs)
    if on_start is not None:
        on_start(plan)
    at_once = jobs or os.cpu_count() or 1
    with workers("local" if address is None else "dask", address, at_once) as pool:
        return grade_and_report(paths, place, plan, pool, at_once, regrade, csv_encoding, on_progress)


def grade_and_report(
    submissions: Sequence[Path],
    out: Path,
    plan: GradingPlan,
    pool: Executor,
    at_once: int,
    regrade: bool,
    csv_encoding: CsvEncoding,
    on_progress: Callable[[int, int], None] | None,
) -> ClassGrades:
    """Grade all submissions on `pool`, and write the reports."""
    names = list_students(submissions)
    functions = {name for part in plan.assignment.parts for name in part.function.values()}
    prepare_reports(out, names, submissions)
    report_progress = on_progress or (lambda done, total: None)
    keys: dict[str, JournalKey] = {}
    failed: dict[str, Graded] = {}
    grades = ClassGrades()
    with Journal(out / "journal.sqlite") as journal:
        remove_unfinished(out)
        report_progress(0, len(names))
        for done, step in enumerate(
            grade_submissions(
                find_submissions(submissions, functions),
                plan.assignment,
                journal.course_key(),
                plan.programs,
                journal,
                pool,
                at_once,
                regrade,
            ),
            1,
        ):
            keys[step.key.student] = step.key
            if not step.graded.gradable:  # the rest is in the journal, and need not be kept in memory
                failed[step.key.student] = step.graded
            report_progress(done, len(names))

        def results() -> Iterator[Graded]:
            for name in names:
                if name not in keys:  # gone since the run began
                    continue
                found = failed.get(name) or journal.find(keys[name])
                assert found is not None
                grades.add(found)
                yield found

        write_reports(out, plan.assignment, results(), csv_encoding)
    return grades
