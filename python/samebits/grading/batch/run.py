"""Grade a class: in parallel, journaled one by one, and continued after an interruption."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import dataclass, replace

from samebits.grading.assignment.model import Assignment
from samebits.grading.batch.journal import Journal, JournalKey
from samebits.grading.intake.read import Submission
from samebits.grading.judging.submission import grade_submission
from samebits.grading.results import NOT_GRADABLE, TIMED_OUT, Graded, PartResult
from samebits.grading.sandbox.programs import Programs

TRIES = 3  # of a submission whose worker was lost


@dataclass(frozen=True)
class Progress:
    """A submission that is done.

    Attributes
    ----------
    key : JournalKey
    graded : Graded
    fresh : bool
        Whether it was graded now, and not in an earlier run.
    """

    key: JournalKey
    graded: Graded
    fresh: bool


@dataclass
class Task:
    """A submission that is being graded.

    Attributes
    ----------
    submission : Submission
    key : JournalKey
    tries : int
        The number of tries so far; more than one if its worker was lost.
    crowded : bool
        Whether others were graded at the same time.
    first : Graded or None
        The result of the first try, if it is graded once more, alone.
    """

    submission: Submission
    key: JournalKey
    tries: int = 1
    crowded: bool = False
    first: Graded | None = None


def grade_submissions(
    submissions: Iterable[Submission],
    assignment: Assignment,
    secret: bytes,
    programs: Programs,
    journal: Journal,
    executor: Executor,
    at_once: int,
    regrade: bool = False,
) -> Iterator[Progress]:
    """Grade what the journal does not have yet, and journal each result as soon as it is there.

    A submission that ran out of time while others ran is graded once more, alone, before it is
    journaled: the others may have slowed it down.

    Parameters
    ----------
    submissions : iterable of Submission
    assignment : Assignment
    secret : bytes
        The course's key, from which hidden cases are drawn.
    programs : Programs
    journal : Journal
    executor : Executor
    at_once : int
        How many submissions run at a time, and how many are kept for a second try. Memory
        depends only on this.
    regrade : bool
        Grade again what the journal has, and replace it.

    Yields
    ------
    Progress
        In the order in which they are done.
    """
    versions = json.dumps(programs.versions | {"confinement": programs.level}, sort_keys=True)
    pending: dict[Future[Graded], Task] = {}
    put_aside: list[Task] = []

    def submit(task: Task) -> None:
        submission = task.submission
        files = dict(submission.files)
        pending[
            executor.submit(grade_submission, assignment, submission.student, files, secret, programs)
        ] = task
        if len(pending) > 1:
            for one in pending.values():
                one.crowded = True

    def finish_some() -> Iterator[Progress]:
        done, _ = wait(pending, return_when=FIRST_COMPLETED)
        for future in done:
            task = pending.pop(future)
            try:
                graded = future.result()
            except (Exception, CancelledError) as error:  # the worker was lost
                if task.tries < TRIES:
                    task.tries += 1
                    submit(task)
                    continue
                graded = not_gradable_result(
                    task.submission.student, assignment, f"{type(error).__name__}: {error}"
                )
            if task.first is not None:
                graded = better_result(task.first, graded)
            elif task.crowded and any(part.status == TIMED_OUT for part in graded.parts):
                task.first = graded
                put_aside.append(task)
                continue
            graded.notes.extend(task.submission.notes)
            graded = with_address(graded, task.submission)
            journal.record(task.key, graded, replace=regrade)
            yield Progress(task.key, graded, fresh=True)

    def finish_all() -> Iterator[Progress]:
        while pending:
            yield from finish_some()
        while put_aside:
            submit(put_aside.pop(0))
            while pending:
                yield from finish_some()

    for submission in submissions:
        key = JournalKey(
            submission.student, submission.digest, assignment.digest, versions, fingerprint(secret)
        )
        if submission.unreadable:
            graded = not_gradable_result(submission.student, assignment, submission.unreadable)
            graded.notes.extend(submission.notes)
            yield Progress(key, with_address(graded, submission), fresh=True)
            continue
        found = None if regrade else journal.find(key)
        if found is not None:
            current = with_address(found, submission)
            if current != found:
                journal.record(key, current, replace=True)
            yield Progress(key, current, fresh=False)
            continue
        submit(Task(submission, key))
        while len(pending) >= at_once:
            yield from finish_some()
        if len(put_aside) >= at_once:
            yield from finish_all()
    yield from finish_all()


def better_result(first: Graded, second: Graded) -> Graded:
    """The result of the second try, unless the first had more points."""
    return first if second.gradable and first.score > second.score else second


def with_address(graded: Graded, submission: Submission) -> Graded:
    """The result with the platform's current number and address; the journal has earlier ones."""
    return replace(graded, number=submission.number, email=submission.email)


def fingerprint(secret: bytes) -> str:
    """A digest that identifies a course's key without revealing it."""
    return hashlib.sha256(secret).hexdigest()[:16]


def not_gradable_result(student: str, assignment: Assignment, error: str) -> Graded:
    """The result of a submission that could not be graded."""
    why = f"Not graded, not your fault: {error}"
    parts = [
        PartResult(part.name, part.points, 0.0, NOT_GRADABLE, feedback=[why], visibility=part.visibility)
        for part in assignment.parts
    ]
    return Graded(student, parts)
