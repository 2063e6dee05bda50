"""A whole class: graded in parallel, journaled one by one, resumed where it was."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import dataclass, replace

from samebits.grading.assignment import Assignment
from samebits.grading.grade import grade_submission
from samebits.grading.journal import Journal, JournalKey
from samebits.grading.programs import Programs
from samebits.grading.results import NOT_GRADABLE, Graded, PartResult
from samebits.grading.submissions import Submission

TRIES = 3  # of a submission whose worker was lost


@dataclass(frozen=True)
class Progress:
    """A submission that is done.

    Attributes
    ----------
    key : JournalKey
    graded : Graded
    fresh : bool
        Graded now, and not in an earlier run.
    """

    key: JournalKey
    graded: Graded
    fresh: bool


@dataclass
class Waiting:
    submission: Submission
    key: JournalKey
    tries: int = 1


def grade_class(
    submissions: Iterable[Submission],
    assignment: Assignment,
    secret: bytes,
    programs: Programs,
    journal: Journal,
    executor: Executor,
    at_once: int,
    regrade: bool = False,
) -> Iterator[Progress]:
    """Grade what the journal does not have yet, and journal each as soon as it is done.

    Parameters
    ----------
    submissions : iterable of Submission
    assignment : Assignment
    secret : bytes
        The course's key, from which hidden cases follow.
    programs : Programs
    journal : Journal
    executor : Executor
    at_once : int
        How many to hand to it at a time; memory depends on this alone.
    regrade : bool
        Grade again what the journal has; what comes out replaces it.

    Yields
    ------
    Progress
        In the order in which they are done.
    """
    versions = json.dumps(programs.versions | {"confinement": programs.level}, sort_keys=True)
    pending: dict[Future[Graded], Waiting] = {}

    def hand_in(work: Waiting) -> None:
        submission = work.submission
        files = dict(submission.files)
        pending[
            executor.submit(grade_submission, assignment, submission.student, files, secret, programs)
        ] = work

    def finished() -> Iterator[Progress]:
        done, _ = wait(pending, return_when=FIRST_COMPLETED)
        for future in done:
            work = pending.pop(future)
            try:
                graded = future.result()
            except (Exception, CancelledError) as error:  # the worker's end, not the submission's doing
                if work.tries < TRIES:
                    work.tries += 1
                    hand_in(work)
                    continue
                graded = lost(work.submission.student, assignment, f"{type(error).__name__}: {error}")
            graded.notes.extend(work.submission.notes)
            graded = with_address(graded, work.submission)
            journal.record(work.key, graded, replace=regrade)
            yield Progress(work.key, graded, fresh=True)

    for submission in submissions:
        key = JournalKey(
            submission.student, submission.digest, assignment.digest, versions, fingerprint(secret)
        )
        if submission.unreadable:
            graded = lost(submission.student, assignment, submission.unreadable)
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
        hand_in(Waiting(submission, key))
        while len(pending) >= at_once:
            yield from finished()
    while pending:
        yield from finished()


def with_address(graded: Graded, submission: Submission) -> Graded:
    """The same with what the platform says of the student; journals know what it said then."""
    return replace(graded, number=submission.number, email=submission.email)


def fingerprint(secret: bytes) -> str:
    """What tells one course's key from another, without telling the key."""
    return hashlib.sha256(secret).hexdigest()[:16]


def lost(student: str, assignment: Assignment, error: str) -> Graded:
    """What to say where grading itself failed."""
    why = f"Not graded, by no fault of yours: {error}"
    parts = [
        PartResult(part.name, part.points, 0.0, NOT_GRADABLE, feedback=[why], visibility=part.visibility)
        for part in assignment.parts
    ]
    return Graded(student, parts)
