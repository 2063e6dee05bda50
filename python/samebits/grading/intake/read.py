"""Read submissions one at a time, from files, folders and zips."""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from samebits.grading.intake.files import (
    FROM_THE_FILE,
    MIB,
    File,
    Folder,
    Listing,
    SubmissionError,
    error_text,
    read_file,
)
from samebits.grading.intake.find import KINDS, StudentFiles, find_students, is_shown
from samebits.grading.intake.platforms import CODE, is_code, is_zip
from samebits.grading.intake.zips import open_zip
from samebits.grading.reports.escape import one_line

__all__ = ["Submission", "SubmissionError", "find_submissions", "list_students"]

LARGEST_FILE = MIB
LARGEST_SUBMISSION = 8 * MIB
LARGEST_READ = 32 * MIB  # including files that turn out to be too large when they are unpacked
MOST_FILES = 200
MOST_ZIPS, MOST_ENTRIES = 20, 20_000  # no more zips are opened after this many zips or names
LARGEST_ZIP = 32 * MIB  # a student's own, which may contain data
STUDENT_DIRECTORY = MIB
MOST_NOTES = 20
MOST_OTHERS = 5  # files of other kinds that are named in a note
DEEPEST_SEARCH = 6
# Files that may be meant as code but are not graded
LOOKS_LIKE_CODE = re.compile(
    r".+\.(ipynb|mlx|p|(m|py)\.txt|rar|7z|tar|tgz|tbz2?|txz|tar\.\w+|gz|bz2|xz)", re.IGNORECASE
)
# Files that Octave or Python would run by themselves
RUN_UNASKED = (
    ".octaverc", "octaverc", ".startup.m", "startup.m", "finish.m", "PKG_ADD", "PKG_DEL", "sitecustomize.py",
    "usercustomize.py",
)  # fmt: skip


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


@dataclass
class SubmissionBuilder:
    """Collects a submission's files up to the limits, and notes on the rest.

    The limits are on what is read, and not only on what is kept: refusing a file takes time, too.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    more_notes: int = 0
    others: list[str] = field(default_factory=list)
    like_code: list[str] = field(default_factory=list)
    first: Collection[str] = ()
    unreadable: str = ""
    full: bool = False
    tried: int = 0
    read: int = 0

    def note(self, text: str) -> None:
        if len(self.notes) == MOST_NOTES:
            self.more_notes += 1
        else:
            self.notes[one_line(text)] = None

    def fail(self, what: str, error: OSError) -> None:
        """Record that the disk or the machine failed."""
        self.unreadable = self.unreadable or one_line(f"{what} cannot be read: {error_text(error)}")

    def take(self, name: str, file: File) -> None:
        if self.full:
            return
        if name.rpartition("/")[2] in RUN_UNASKED:
            self.note(f"{name} is left out: it would run by itself")
        elif name in self.files:
            self.note(
                f"{name} was handed in more than once; the file beside a zip, or in the first zip, is graded"
            )
        elif self.tried == MOST_FILES:
            self.full = True
            self.note(f"there are more than {MOST_FILES} files; the first {MOST_FILES} are graded")
        elif self.read > LARGEST_READ:
            self.full = True
            self.note(f"there are more than {LARGEST_READ // MIB} MiB; {name} and the rest are left out")
        else:
            self.tried += 1
            try:
                self.put(name, read_file(file, LARGEST_FILE))
            except SubmissionError as error:
                if not file.declared > LARGEST_FILE:
                    self.read += LARGEST_FILE
                self.note(f"{name} {error}")
            except OSError as error:
                self.fail(name, error)

    def put(self, name: str, content: bytes) -> None:
        self.read += len(content)
        if sum(map(len, self.files.values())) + len(content) > LARGEST_SUBMISSION:
            self.full = True
            self.note(
                f"there are more than {LARGEST_SUBMISSION // MIB} MiB; {name} and the rest are left out"
            )
            return
        for other in self.files:
            if other.lower() == name.lower():
                self.note(f"{other} and {name} differ only in upper and lower case")
        self.files[name] = content

    def pass_over(self, name: str) -> None:
        """Record a file that is neither code nor a zip."""
        if name.lower().endswith(CODE):
            self.note(f"{name} is left out; expected the suffix in lower case")
        for names in (self.others, *([self.like_code] if LOOKS_LIKE_CODE.fullmatch(name) else [])):
            if len(names) <= MOST_OTHERS:
                names.append(name)


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
            refuse(builder, "the folder", error)
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
            refuse(builder, name, error)
    if not builder.files:
        builder.note(f"there is no .m or .py file{listed(builder.others)}")
    elif builder.like_code:
        builder.note(f"not graded, because only .m and .py files are{listed(builder.like_code)}")
    notes = [*builder.notes, *([f"and {builder.more_notes} more notes"] if builder.more_notes else [])]
    files = dict(sorted(builder.files.items()))
    return Submission(entry.student, files, tuple(notes), entry.number, entry.email, builder.unreadable)


def refuse(builder: SubmissionBuilder, what: str, error: OSError) -> None:
    """Note an error that is the submission's; record any other as the disk's or the machine's."""
    if error.errno in FROM_THE_FILE:
        builder.note(f"{what} cannot be read: {error_text(error)}")
    else:
        builder.fail(what, error)


def listed(names: Sequence[str]) -> str:
    more = ", ..." if len(names) > MOST_OTHERS else ""
    return f": {', '.join(names[:MOST_OTHERS])}{more}" if names else ""


def take_folder(builder: SubmissionBuilder, folder: Folder) -> dict[str, File]:
    """Take the files of the folders that hold the functions; return the zips found on the way."""
    for note in refused_inside(folder):
        builder.note(note)
    for name in others(folder):
        builder.pass_over(name)
    zips: dict[str, File] = {}
    found = code_files(builder, folder, zips)
    for name in sorted(found, key=lambda name: normal_name(PurePath(name).stem) not in builder.first):
        builder.take(name, found[name])
    return zips


def normal_name(function: str) -> str:
    """A function's name in a form that `costFunction` and `cost_function` share."""
    return function.replace("_", "").lower()


def code_files(
    builder: SubmissionBuilder, folder: Folder, zips: dict[str, File], depth: int = 1
) -> dict[str, File]:
    """The files of the folder that holds the functions, or of several without a common file name."""
    there = folder.listing()
    zips |= {name: file for name, file in there.files.items() if is_zip(name)}
    if not isinstance(folder, Listing):  # `refused_inside` has all of a zip
        for name, why in sorted(there.notes.items()):
            builder.note(f"{name} {why}")
    holding = [sub for sub in code_folders(there) if holds_code(there.folders[sub], depth)]
    if any(map(is_code, there.files)) or not holding:
        return beside(builder, there, holding)
    found: dict[str, File] = {}
    for sub in holding:
        for name, file in code_files(builder, there.folders[sub], zips, depth + 1).items():
            if found.setdefault(name, file) is not file and name not in (*RUN_UNASKED, "__init__.py"):
                builder.note(
                    f"several folders contain files, and none is graded: {', '.join(holding)} "
                    f"({name} is in more than one)"
                )
                return {}
    if len(holding) > 1:
        builder.note(f"several folders contain files, which are graded together: {', '.join(holding)}")
    return found


def beside(builder: SubmissionBuilder, there: Listing, holding: Sequence[str]) -> dict[str, File]:
    """The files of a folder, with those in `private` and in Python packages."""
    found = {name: it for name, it in sorted(there.files.items()) if is_code(name) or name in RUN_UNASKED}
    if "private" in there.folders:  # its functions are found only by those of the folder itself
        try:
            inside = there.folders["private"].listing().files
            found |= {f"private/{name}": it for name, it in sorted(inside.items()) if is_code(name)}
        except OSError as error:
            refuse(builder, "the folder private", error)
    passed_over = []
    for sub in holding:
        inside = {name: it for name, it in there.folders[sub].listing().files.items() if is_code(name)}
        modules = [name for name in sorted(inside) if is_python(name)]
        if sub.isidentifier() and modules and any(map(is_python, found)):
            found |= {f"{sub}/{name}": inside[name] for name in modules}
        elif sub.lower() in KINDS and not {name[-2:] for name in inside} & {name[-2:] for name in found}:
            found |= inside  # the other language
            builder.note(f"the files beside the folder {sub} are graded together with those in it")
        else:
            passed_over.append(sub)
    if passed_over:
        builder.note(f"not opened, because there are files beside them: {', '.join(passed_over)}")
    return found


def is_python(name: str) -> bool:
    return is_code(name) and name.endswith(".py")


def others(folder: Folder, depth: int = 1) -> Iterator[str]:
    """The names of the files that are neither code nor zips."""
    there = folder.listing()
    yield from (
        name for name in sorted(there.files) if is_shown(name) and not (is_code(name) or is_zip(name))
    )
    for sub in code_folders(there) if depth < DEEPEST_SEARCH else ():
        yield from others(there.folders[sub], depth + 1)


def refused_inside(folder: Folder) -> Iterator[str]:
    """Notes on what was refused in a zip, in any of its folders."""
    if isinstance(folder, Listing):
        yield from (f"{name} {why}" for name, why in sorted(folder.notes.items()))
        for name in filter(is_shown, folder.folders):
            yield from refused_inside(folder.folders[name])


def code_folders(there: Listing) -> list[str]:
    return [name for name in sorted(there.folders) if is_shown(name) and name != "private"]


def holds_code(folder: Folder, depth: int = 1) -> bool:
    there = folder.listing()
    return any(map(is_code, there.files)) or (
        depth < DEEPEST_SEARCH
        and any(holds_code(there.folders[sub], depth + 1) for sub in code_folders(there))
    )
