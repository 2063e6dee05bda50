"""Find the students in what was given, by names only; in a single flat folder files are read, too."""

import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from samebits.grading.batch.journal import APPLICATION
from samebits.grading.intake.files import (
    LINK,
    SPECIAL,
    ZIP_ERRORS,
    DiskFile,
    DiskFolder,
    File,
    Folder,
    Listing,
    SubmissionError,
    error_text,
    read_file,
)
from samebits.grading.intake.platforms import (
    BLACKBOARD,
    EXPORT,
    GRADESCOPE,
    METADATA,
    gradescope_people,
    is_code,
    is_zip,
    latest_files,
    origin,
    resolve_origins,
)
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
MOST_WRAPPERS = 4
LONGEST_NAME = 100
SQLITE_HEADER, APPLICATION_AT = 100, 68  # its length, and where in it the application's id is
# The functions that a file defines, to recognise the work of several students
DEFINITIONS = {
    ".m": re.compile(rb"^[ \t]*function\b(?:[^=(\r\n]*=)?[ \t]*(\w+)", re.MULTILINE),
    ".py": re.compile(rb"^def[ \t]+(\w+)", re.MULTILINE),
}
MOST_COMPARED, LARGEST_COMPARED = 200, 1 << 20
# Names of folders inside one student's submission
KINDS = {"octave", "matlab", "m", "python", "py", "src", "code", "solution"}


@dataclass
class StudentFiles:
    """What one student handed in.

    Attributes
    ----------
    student : str
    number, email : str
        The student's number and address on the platform, or "".
    files : Listing
        Files that the platform exports one by one.
    folders : list of Folder
        Folders of the student.
    notes : list of str
    readable : bool
        False if not even the names of the files are known.
    unreadable : str
        What the disk or the machine failed to read, or "".
    """

    student: str
    number: str = ""
    files: Listing = field(default_factory=Listing)
    folders: list[Folder] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    readable: bool = True
    email: str = ""
    unreadable: str = ""


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


def from_gradescope(name: str, known: Mapping[str, str], folder: Folder) -> StudentFiles:
    number, email = known.get("sid", ""), known.get("email", "")
    return StudentFiles(known.get("name") or name, number, folders=[folder], email=email)


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


def refuse_mixed_work(students: list[StudentFiles]) -> list[StudentFiles]:
    """The same students, unless the files of one look like the work of several.

    Raises
    ------
    SubmissionError
        More than half of the files that define functions define nearly the same ones as
        another file, not counting copies.
    """
    folder = students[0].folders[0].listing() if len(students) == 1 and students[0].folders else Listing()
    for suffix, definition in DEFINITIONS.items():
        defined: dict[str, set[bytes]] = {}
        for name in sorted(folder.files):
            if is_code(name) and name.endswith(suffix) and len(defined) < MOST_COMPARED:
                with suppress(SubmissionError):
                    names = set(definition.findall(read_file(folder.files[name], LARGEST_COMPARED)))
                    if names:
                        defined[name] = names
        for name in list(defined):
            if any(is_copy(name, other) for other in defined):
                del defined[name]
        alike = [name for name in defined if any(are_alike(name, other, defined) for other in defined)]
        if 2 * len(alike) > len(defined):
            shown = ", ".join(map(one_line, alike[:5])) + (", ..." if len(alike) > 5 else "")
            raise SubmissionError(
                f"contains {shown}, which define the same functions; if several students wrote them, give "
                f"each student a folder, and if one student did, remove the copies"
            )
    return students


def is_copy(name: str, other: str) -> bool:
    """Whether a name is that of a copy, such as `port_old.py` or `port (1).py` of `port.py`."""
    return name != other and Path(name).stem.lower().startswith(Path(other).stem.lower())


def are_alike(one: str, other: str, defined: Mapping[str, set[bytes]]) -> bool:
    shared, all_of_them = defined[one] & defined[other], defined[one] | defined[other]
    return one != other and 2 * len(shared) >= len(all_of_them)


def unreadable_student(name: str, why: str) -> StudentFiles:
    return StudentFiles(name, notes=[why], readable=False)


def students_in_folder(name: str, folder: Folder, zipped: bool, wrappers: int = 0) -> list[StudentFiles]:
    """The students in a folder or a zip, which may be a student's own.

    A single folder in a folder is a student's. A single folder in a zip belongs to the student
    who made the zip.
    """
    there = folder.listing()
    files = {file: it for file, it in there.files.items() if is_code(file) or is_zip(file)}
    folders = {sub: it for sub, it in there.folders.items() if is_shown(sub) and sub != "private"}
    folders = {sub: it for sub, it in folders.items() if not is_report_folder(it)}
    if is_export(there, files):
        return students_in_export(there)
    numbered = [sub for sub in folders if GRADESCOPE.fullmatch(sub)]
    if numbered and (METADATA in there.files or len(numbered) == len(folders)):
        people = gradescope_people(there.files[METADATA]) if METADATA in there.files else {}
        return [from_gradescope(sub, people.get(sub, {}), it) for sub, it in folders.items()]
    zips = {file: it for file, it in files.items() if is_zip(file)}
    if len(zips) < len(files):
        return [StudentFiles(name, folders=[folder])]
    refused = {other: why for other, why in there.notes.items() if is_shown(other)}
    if len(folders) + len(zips) == 1:
        if folders and wrappers < MOST_WRAPPERS:
            ((only, inside),) = folders.items()
            students = []
            with suppress(OSError):  # reported when the submission is read
                students = students_in_folder(only, inside, zipped, wrappers + 1)
            if [entry.student for entry in students] not in ([], [only]):
                return students
        if zipped or wrappers:
            return [StudentFiles(name, folders=[folder])]
    packed = [*folders, *(Path(file).stem for file in zips)]
    if packed and {sub.lower() for sub in packed} <= KINDS:
        return [StudentFiles(name, folders=[folder])]
    if not folders and not zips and not refused:
        other = ", ".join(one_line(file) for file in islice(filter(is_shown, there.files), 5))
        why = (
            f"contains no .m, .py or .zip file, but: {other}" if other else "contains no files and no folders"
        )
        return [StudentFiles(name, folders=[folder], readable=False, notes=[why])]
    return [
        *(StudentFiles(sub, folders=[it]) for sub, it in folders.items()),
        *(StudentFiles(Path(file).stem, files=Listing(files={file: it})) for file, it in zips.items()),
        *(unreadable_student(other, f"{other} {why}") for other, why in refused.items()),
    ]


def is_shown(name: str) -> bool:
    return not name.startswith(".") and name != "__MACOSX"


def is_report_folder(folder: Folder) -> bool:
    """Whether it is a folder of reports (an --out), and not a submission."""
    try:
        there = folder.listing().files
        if "journal.sqlite" not in there or any(is_code(name) or is_zip(name) for name in there):
            return False
        with there["journal.sqlite"].open() as journal:
            header = journal.read(SQLITE_HEADER)
    except (SubmissionError, *ZIP_ERRORS):
        return False
    # After a run that was killed, the mark may only be in the -wal file
    return header[APPLICATION_AT:][:4] == APPLICATION.to_bytes(4) or "journal.sqlite-wal" in there


def is_export(there: Listing, files: Iterable[str]) -> bool:
    """Whether the names are those of an export: a single name of a student's own may look like one."""
    if any("assignsubmission" in name and origin(name) for name in (*there.folders, *there.files)):
        return True
    return all(map(origin, files)) and any(map(origin, there.files))


def students_in_export(there: Listing) -> list[StudentFiles]:
    """The students in a flat export, or in Moodle's folders."""
    students: dict[tuple[str, str], StudentFiles] = {}
    files: dict[tuple[str, str], dict[str, tuple[int, File]]] = defaultdict(dict)
    names = [name for name in sorted({*there.files, *there.folders, *there.notes}) if is_shown(name)]
    for name, whose in resolve_origins(names).items():
        known = name in there.folders or is_code(name) or is_zip(name) or name in there.notes
        if whose is None and not known:
            continue
        if name in there.folders and is_report_folder(there.folders[name]):
            continue
        key = (whose.student, whose.number) if whose else (name, "")
        entry = students.setdefault(key, StudentFiles(*key))
        if whose and whose.note and whose.note not in entry.notes:
            entry.notes.append(whose.note)
        if name in there.notes:
            entry.notes.append(f"{name} {there.notes[name]}")
        if name in there.folders and not (whose and whose.note):
            entry.folders.append(there.folders[name])
        if name in there.files:
            file, turn = (whose.file, whose.turn) if whose else (name, 0)
            if not file:  # written by the platform itself
                continue
            if file in files[key]:
                entry.notes.append(f"{file} was handed in more than once; the last one is graded")
            if turn >= files[key].get(file, (0,))[0]:
                files[key][file] = turn, there.files[name]
    for key, entry in students.items():
        entry.files.files, notes = latest_files(files[key])
        entry.notes += notes
    return (
        blackboard_users(list(students.values()))
        if any(map(BLACKBOARD.fullmatch, names))
        else list(students.values())
    )


def blackboard_users(students: list[StudentFiles]) -> list[StudentFiles]:
    """The same students, named by the last word only, unless two have the same one."""
    users = Counter(entry.student.rpartition("_")[2] for entry in students)
    for entry in students:
        user = entry.student.rpartition("_")[2]
        if users[user] == 1:
            entry.student = user
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
