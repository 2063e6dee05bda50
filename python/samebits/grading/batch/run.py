"""A whole class: graded in parallel, journaled one by one, resumed where it was."""

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
        Graded now, and not in an earlier run.
    """

    key: JournalKey
    graded: Graded
    fresh: bool


@dataclass
class Waiting:
    """A submission that is being graded.

    Attributes
    ----------
    submission : Submission
    key : JournalKey
    tries : int
        So far; more than one where its worker was lost.
    crowded : bool
        Others were graded at the same time.
    first : Graded or None
        What came out among others, where it has another try alone.
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
    """Grade what the journal does not have yet, and journal each as soon as it is done.

    What ran out of time while others ran is graded once more, alone, before it is journaled:
    the others may have slowed it down.

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
        How many to hand to it at a time, and to keep for a second try; memory depends on this alone.
    regrade : bool
        Grade again what the journal has; what comes out replaces it.

    Yields
    ------
    Progress
        In the order in which they are done.
    """
    versions = json.dumps(programs.versions | {"confinement": programs.level}, sort_keys=True)
    pending: dict[Future[Graded], Waiting] = {}
    put_aside: list[Waiting] = []

    def hand_in(work: Waiting) -> None:
        submission = work.submission
        files = dict(submission.files)
        pending[
            executor.submit(grade_submission, assignment, submission.student, files, secret, programs)
        ] = work
        if len(pending) > 1:
            for one in pending.values():
                one.crowded = True

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
            if work.first is not None:
                graded = better(work.first, graded)
            elif work.crowded and any(part.status == TIMED_OUT for part in graded.parts):
                work.first = graded
                put_aside.append(work)
                continue
            graded.notes.extend(work.submission.notes)
            graded = with_address(graded, work.submission)
            journal.record(work.key, graded, replace=regrade)
            yield Progress(work.key, graded, fresh=True)

    def alone() -> Iterator[Progress]:
        while pending:
            yield from finished()
        while put_aside:
            hand_in(put_aside.pop(0))
            while pending:
                yield from finished()

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
        if len(put_aside) >= at_once:
            yield from alone()
    yield from alone()


def better(first: Graded, alone: Graded) -> Graded:
    """The second try, unless the first had more points."""
    return first if alone.gradable and first.score > alone.score else alone


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
