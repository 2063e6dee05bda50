"""Find the students in what was given, by names only; in a single flat folder files are read, too."""

import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from samebits.grading.intake.files import (
    LINK,
    SPECIAL,
    DiskFile,
    DiskFolder,
    Listing,
    SubmissionError,
    error_text,
    read_file,
)
from samebits.grading.intake.folders import (
    StudentFiles,
    from_gradescope,
    is_shown,
    students_in_folder,
    unreadable_student,
)
from samebits.grading.intake.mixed_work import refuse_mixed_work
from samebits.grading.intake.platforms import EXPORT, is_code, is_zip, origin
from samebits.grading.intake.zips import open_zip
from samebits.grading.reports.escape import one_line

EXPECTED = (
    "expected .m or .py files, a student's folder, a folder of students' folders, or zip files of these"
)
CLASS_DIRECTORY = 64 << 20  # bytes of a zip's directory: about 400,000 files
LARGEST_EXPORT = 256 << 20  # bytes of a zip in a zip, which is read into memory
MOST_SUBMISSIONS = 5000
GRADED = Path("/autograder/submission")
SUBMITTED = "submission_metadata.json"  # Gradescope puts it beside a submission
LONGEST_SUBMITTED = 64 << 20
LONGEST_NAME = 100


def find_students(paths: Sequence[Path], stack: ExitStack) -> list[StudentFiles]:
    """All students in the order of their names, which are all different.

    Parameters
    ----------
    paths : sequence of Path
    stack : ExitStack
        Closes the zips that the submissions are read from.

    Raises
    ------
    SubmissionError
        There is no such path, nothing can be read, or there are too many submissions.
    """
    found: list[StudentFiles] = []
    ignored: list[str] = []
    loose: dict[Path, Listing] = defaultdict(Listing)
    for path in paths:
        try:
            found += students_at(Path(os.path.abspath(path)), len(paths) > 1, loose, ignored, stack)
        except FileNotFoundError as error:
            raise SubmissionError(f"{path}: there is no such file or folder; {EXPECTED}") from error
    for folder, listing in loose.items():
        try:
            found += refuse_mixed_work(students_in_folder(folder.name, listing, False))
        except SubmissionError as error:
            raise SubmissionError(f"{folder} {error}") from error
    if not any(entry.readable for entry in found):
        reasons = [f"{entry.student}: {note}" for entry in found for note in entry.notes] + ignored
        raise SubmissionError(f"{'; '.join(reasons) or 'nothing was given'}; {EXPECTED}")
    if len(found) > MOST_SUBMISSIONS:
        raise SubmissionError(f"there are {len(found)} submissions; expected at most {MOST_SUBMISSIONS}")
    return with_different_names(found)


def students_at(
    path: Path, several: bool, loose: dict[Path, Listing], ignored: list[str], stack: ExitStack
) -> list[StudentFiles]:
    """The students at a path; of several paths each is one student's, unless it has an export's name."""
    one_student = several and not EXPORT.fullmatch(path.name.removesuffix(".zip"))
    try:
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            path.lstat()  # raises where there is nothing
            return [unreadable_student(path.stem, LINK if path.is_symlink() else SPECIAL)]
        if path.is_dir():
            if is_gradescope_submission(path):
                return [from_gradescope(path.name, gradescope_student(path), DiskFolder(path))]
            students = students_in_folder(path.name, DiskFolder(path), False)
            if one_student and any(entry.readable for entry in students):
                students = [StudentFiles(path.name, folders=[DiskFolder(path)])]
            return with_platform_name(path.name, students if one_student else refuse_mixed_work(students))
        if is_code(path.name) or (is_zip(path.name) and origin(path.name)):
            loose[path.parent].files[path.name] = DiskFile(path)
        elif is_zip(path.name):
            return students_in_zip(path, one_student, stack)
        else:
            ignored.append(f"{path} is not an .m, .py or .zip file")
    except SubmissionError as error:
        return [unreadable_student(path.stem, f"{path.name} {error_text(error)}")]
    except FileNotFoundError:
        raise
    except OSError as error:
        why = f"{path.name} {error_text(error)}"
        return [StudentFiles(path.stem, notes=[why], readable=False, unreadable=why)]
    return []


def is_gradescope_submission(path: Path) -> bool:
    """Whether it is the submission that Gradescope gives to its autograder, whatever is in it."""
    return path == GRADED or (path.name == GRADED.name and path.with_name(SUBMITTED).is_file())


def gradescope_student(path: Path) -> dict[str, str]:
    """Who handed it in, so that each student has different hidden cases."""
    try:
        users = json.loads(read_file(DiskFile(path.with_name(SUBMITTED)), LONGEST_SUBMITTED))["users"]
        return {
            key: ", ".join(str(user[key]) for user in users if user.get(key))
            for key in ("name", "sid", "email")
        }
    except (FileNotFoundError, SubmissionError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def students_in_zip(path: Path, one_student: bool, stack: ExitStack) -> list[StudentFiles]:
    with ExitStack() as opened:
        top = opened.enter_context(open_zip(DiskFile(path), CLASS_DIRECTORY))
        students = students_in_folder(path.stem, unwrap_single_zip(top, opened), True)
        if len(students) == 1 and students[0].student == path.stem:
            students = students_in_folder(path.stem, top, True)
        # A zip of one student is opened later: with many of them, too many would be open
        if one_student or (len(students) == 1 and students[0].student == path.stem):
            refuse_mixed_work([] if one_student else students)
            return [StudentFiles(path.stem, files=Listing(files={path.name: DiskFile(path)}))]
        if top.encoding:
            for entry in students:
                if not entry.student.isascii():
                    entry.notes.append(f"the names in {path.name} were read as {top.encoding}")
        stack.push(opened.pop_all())
        return students


def unwrap_single_zip(top: Listing, opened: ExitStack) -> Listing:
    """The contents of a zip's only file if that is a zip; otherwise those of the zip itself."""
    names = list(filter(is_shown, (*top.files, *top.folders)))
    if len(names) == 1 and names[0] in top.files and is_zip(names[0]):
        with suppress(SubmissionError):
            return opened.enter_context(open_zip(top.files[names[0]], CLASS_DIRECTORY, LARGEST_EXPORT))
    return top


def with_platform_name(name: str, students: list[StudentFiles]) -> list[StudentFiles]:
    """The same students; a folder with a platform's name is named after the student in it."""
    if len(students) == 1 and (whose := origin(name)):
        students[0].student, students[0].number = whose.student, whose.number
    return students


def with_different_names(found: list[StudentFiles]) -> list[StudentFiles]:
    """The same students with different names: equal names get the platform's number after them.

    All of them get it, so a name does not depend on who else of that name has handed in.
    """
    for entry in found:
        # A name may become a file's name
        name = re.sub(r"[/\\]", "_", one_line(entry.student))
        entry.student = name[:LONGEST_NAME].strip() or "nobody"
        entry.number, entry.email = (one_line(it)[:LONGEST_NAME] for it in (entry.number, entry.email))
    numbers = Counter(entry.number for entry in found if entry.number)
    names = Counter(entry.student for entry in found)
    for entry in found:
        if numbers[entry.number] > 1:
            entry.notes.append(f"another submission also has the number {entry.number}")
        if names[entry.student] > 1 and entry.number:
            entry.student = f"{entry.student} ({entry.number})"
    found.sort(key=lambda entry: (entry.student, len(entry.number), entry.number))
    taken = {entry.student for entry in found}
    seen: set[str] = set()
    for entry in found:
        if entry.student in seen:  # no number, or the same one
            free: Iterator[str] = (f"{entry.student} ({k})" for k in range(2, len(found) + 2))
            entry.student = next(name for name in free if name not in taken)
            taken.add(entry.student)
        seen.add(entry.student)
    return sorted(found, key=lambda entry: entry.student)
