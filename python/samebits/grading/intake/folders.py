"""The students in a folder or a zip, which may be an export, a class or one student's own."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from samebits.grading.batch.journal import APPLICATION
from samebits.grading.intake.files import ZIP_ERRORS, File, Folder, Listing, SubmissionError
from samebits.grading.intake.platforms import (
    BLACKBOARD,
    GRADESCOPE,
    METADATA,
    gradescope_people,
    is_code,
    is_zip,
    latest_files,
    origin,
    resolve_origins,
)
from samebits.grading.reports.escape import one_line

MOST_WRAPPERS = 4
SQLITE_HEADER, APPLICATION_AT = 100, 68  # its length, and where in it the application's id is
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


def from_gradescope(name: str, known: Mapping[str, str], folder: Folder) -> StudentFiles:
    number, email = known.get("sid", ""), known.get("email", "")
    return StudentFiles(known.get("name") or name, number, folders=[folder], email=email)


def unreadable_student(name: str, why: str) -> StudentFiles:
    return StudentFiles(name, notes=[why], readable=False)


def is_export(there: Listing, files: Iterable[str]) -> bool:
    """Whether the names are those of an export: a single name of a student's own may look like one."""
    if any("assignsubmission" in name and origin(name) for name in (*there.folders, *there.files)):
        return True
    return all(map(origin, files)) and any(map(origin, there.files))


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


def is_shown(name: str) -> bool:
    return not name.startswith(".") and name != "__MACOSX"
