"""Read submissions one at a time, from files, folders and zips."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from samebits.grading.intake.builder import MOST_OTHERS, SubmissionBuilder
from samebits.grading.intake.code_files import normal_name, take_folder
from samebits.grading.intake.files import MIB, File, SubmissionError
from samebits.grading.intake.find import find_students
from samebits.grading.intake.folders import StudentFiles
from samebits.grading.intake.zips import open_zip
from samebits.grading.reports.escape import one_line

__all__ = ["Submission", "SubmissionError", "find_submissions", "list_students"]

MOST_ZIPS, MOST_ENTRIES = 20, 20_000  # no more zips are opened after this many zips or names
LARGEST_ZIP = 32 * MIB  # a student's own, which may contain data
STUDENT_DIRECTORY = MIB


@dataclass(frozen=True)
class Submission:
    """What a student handed in.

    Attributes
    ----------
    student : str
        No two have the same name.
    files : mapping
        From names such as `sigmoid.m`, `private/helper.m` or `utils/helper.py` to contents.
    notes : tuple of str
        What was left out, and why.
    number, email : str
        The student's number and address on the platform, or "".
    unreadable : str
        What the disk or the machine failed to read, or "". Then the submission cannot be
        graded, which is not a zero.
    """

    student: str
    files: Mapping[str, bytes]
    notes: tuple[str, ...] = ()
    number: str = ""
    email: str = ""
    unreadable: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of names and contents."""
        digest = hashlib.sha256()
        for name, content in sorted(self.files.items()):
            for piece in (name.encode(), content):
                digest.update(len(piece).to_bytes(8, "little") + piece)
        return digest.hexdigest()


def find_submissions(paths: Sequence[Path], functions: Collection[str] = ()) -> Iterator[Submission]:
    """Read submissions, one after the other, in the order of the students' names.

    Nothing is written or unpacked to disk, and no symbolic link is followed. Only one
    submission is in memory at a time; of the others only the names are known.

    Parameters
    ----------
    paths : sequence of Path
        Files, a folder of one student's files or of students' folders, or zip files of
        either, as Canvas, Moodle, Blackboard and Gradescope export them. If there are several
        paths, a folder or zip is one student's, unless it has the name of an export.
    functions : collection of str
        If there are too many files, those named after these functions come first.

    Yields
    ------
    Submission
        A damaged file gives a note, and at worst an empty submission. If the disk or the
        machine fails, `unreadable` says so.

    Raises
    ------
    SubmissionError
        There is no such path, nothing can be read, or there are more than 5,000 submissions.
    """
    with ExitStack() as stack:
        students = find_students(paths, stack)
        students.reverse()
        while students:
            yield read_submission(students.pop(), functions)


def list_students(paths: Sequence[Path]) -> list[str]:
    """The names of the students that `find_submissions` gives, which is quick.

    Raises
    ------
    SubmissionError
        For the same reasons.
    """
    with ExitStack() as stack:
        return [entry.student for entry in find_students(paths, stack)]


def read_submission(entry: StudentFiles, functions: Collection[str] = ()) -> Submission:
    builder = SubmissionBuilder(
        unreadable=one_line(entry.unreadable), first={normal_name(name) for name in functions}
    )
    for note in entry.notes:
        builder.note(note)
    zips: dict[str, File] = {}
    for folder in (entry.files, *entry.folders):
        try:
            zips.update(take_folder(builder, folder))
        except OSError as error:
            builder.refuse("the folder", error)
    if len(zips) > MOST_ZIPS:
        builder.note(f"there are {len(zips)} zips; the first {MOST_ZIPS} are opened")
    entries = 0
    for name, file in list(zips.items())[:MOST_ZIPS]:
        if entries > MOST_ENTRIES:
            builder.note(
                f"there are more than {MOST_ENTRIES:,} files in zips; {name} and the rest are left out"
            )
            break
        try:
            with open_zip(file, STUDENT_DIRECTORY, LARGEST_ZIP) as inside:
                entries += inside.entries
                if inside.encoding:
                    builder.note(f"the names in {name} were read as {inside.encoding}")
                for inner in take_folder(builder, inside):
                    builder.note(f"{inner} is a zip in the zip {name} and was not opened")
        except SubmissionError as error:
            builder.note(f"{name} {error}")
        except OSError as error:
            builder.refuse(name, error)
    if not builder.files:
        builder.note(f"there is no .m or .py file{listed(builder.others)}")
    elif builder.like_code:
        builder.note(f"not graded, because only .m and .py files are{listed(builder.like_code)}")
    notes = [*builder.notes, *([f"and {builder.more_notes} more notes"] if builder.more_notes else [])]
    files = dict(sorted(builder.files.items()))
    return Submission(entry.student, files, tuple(notes), entry.number, entry.email, builder.unreadable)


def listed(names: Sequence[str]) -> str:
    more = ", ..." if len(names) > MOST_OTHERS else ""
    return f": {', '.join(names[:MOST_OTHERS])}{more}" if names else ""
