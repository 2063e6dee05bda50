"""Submissions, taken in one at a time, from files, folders and zips as they come."""

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
    harmless,
    read_file,
    words,
)
from samebits.grading.intake.find import KINDS, Handed, find_students, is_shown
from samebits.grading.intake.platforms import CODE, is_code, is_zip
from samebits.grading.intake.zips import open_zip

__all__ = ["Submission", "SubmissionError", "find_submissions", "list_students"]

LARGEST_FILE = MIB
LARGEST_SUBMISSION = 8 * MIB
LARGEST_READ = 32 * MIB  # with what is refused for its size only once it is unpacked
MOST_FILES = 200
MOST_ZIPS, MOST_ENTRIES = 20, 20_000  # to be looked into: no zip is opened after so many names
LARGEST_ZIP = 32 * MIB  # a student's own, in which data may lie
STUDENT_DIRECTORY = MIB
MOST_NOTES = 20
MOST_OTHERS = 5  # files of other kinds that are named where there is nothing else
DEEPEST_SEARCH = 6
# What may be meant as code and is not graded
LOOKS_LIKE_CODE = re.compile(
    r".+\.(ipynb|mlx|p|(m|py)\.txt|rar|7z|tar|tgz|tbz2?|txz|tar\.\w+|gz|bz2|xz)", re.IGNORECASE
)
# What Octave or Python would run without being asked
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
        What was not taken, and why.
    number, email : str
        The platform's for the student, or "".
    unreadable : str
        What the disk or the machine failed at, or "". Then there is no saying what was handed
        in: it cannot be graded, and that is no zero.
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

    Nothing is written or unpacked to the disk, no symbolic link is followed, and no more
    than one submission is held; of the others only the names are known.

    Parameters
    ----------
    paths : sequence of Path
        Files, a folder of one student's files or of students' folders, or zip files of
        either, as Canvas, Moodle, Blackboard and Gradescope export them. Of several, a folder or
        zip is one student's, unless its name is an export's.
    functions : collection of str
        Whose own files come first where there are too many.

    Yields
    ------
    Submission
        What is damaged gives a note, and an empty submission at the worst; where the disk or
        the machine fails, `unreadable` says so.

    Raises
    ------
    SubmissionError
        There is no such path, nothing of all can be read, or there are more than 5,000.
    """
    with ExitStack() as stack:
        students = find_students(paths, stack)
        students.reverse()
        while students:
            yield read_submission(students.pop(), functions)


def list_students(paths: Sequence[Path]) -> list[str]:
    """The students that `find_submissions` gives, by names alone, which is soon done.

    Raises
    ------
    SubmissionError
        As there.
    """
    with ExitStack() as stack:
        return [handed.student for handed in find_students(paths, stack)]


@dataclass
class Box:
    """A submission in the making: what fits is taken, the rest is noted.

    What is looked at is limited, and not what is taken alone: to refuse a file takes time, too.
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
            self.notes[harmless(text)] = None

    def fail(self, what: str, error: OSError) -> None:
        """The disk or the machine fails."""
        self.unreadable = self.unreadable or harmless(f"{what} cannot be read: {words(error)}")

    def take(self, name: str, file: File) -> None:
        if self.full:
            return
        if name.rpartition("/")[2] in RUN_UNASKED:
            self.note(f"{name} is left out: it would run unasked")
        elif name in self.files:
            self.note(f"{name} was handed in more than once; the file beside a zip, or in the first, counts")
        elif self.tried == MOST_FILES:
            self.full = True
            self.note(f"there are more than {MOST_FILES} files; the first {MOST_FILES} count")
        elif self.read > LARGEST_READ:
            self.full = True
            self.note(f"there are more than {LARGEST_READ // MIB} MiB; {name} and the rest is left out")
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
            self.note(f"there are more than {LARGEST_SUBMISSION // MIB} MiB; {name} and the rest is left out")
            return
        for other in self.files:
            if other.lower() == name.lower():
                self.note(f"{other} and {name} differ in upper and lower case alone")
        self.files[name] = content

    def pass_over(self, name: str) -> None:
        """A file that is neither code nor a zip."""
        if name.lower().endswith(CODE):
            self.note(f"{name} is left out; expected the suffix in lower case")
        for names in (self.others, *([self.like_code] if LOOKS_LIKE_CODE.fullmatch(name) else [])):
            if len(names) <= MOST_OTHERS:
                names.append(name)


def read_submission(handed: Handed, functions: Collection[str] = ()) -> Submission:
    box = Box(unreadable=harmless(handed.unreadable), first={plain(name) for name in functions})
    for note in handed.notes:
        box.note(note)
    zips: dict[str, File] = {}
    for folder in (handed.files, *handed.folders):
        try:
            zips.update(take_folder(box, folder))
        except OSError as error:
            refuse(box, "the folder", error)
    if len(zips) > MOST_ZIPS:
        box.note(f"there are {len(zips)} zips; the first {MOST_ZIPS} count")
    entries = 0
    for name, file in list(zips.items())[:MOST_ZIPS]:
        if entries > MOST_ENTRIES:
            box.note(f"there are more than {MOST_ENTRIES:,} files in zips; {name} and the rest is left out")
            break
        try:
            with open_zip(file, STUDENT_DIRECTORY, LARGEST_ZIP) as inside:
                entries += inside.entries
                if inside.encoding:
                    box.note(f"the names in {name} are read as {inside.encoding}")
                for inner in take_folder(box, inside):
                    box.note(f"{inner} is a zip in the zip {name}, and is not opened")
        except SubmissionError as error:
            box.note(f"{name} {error}")
        except OSError as error:
            refuse(box, name, error)
    if not box.files:
        box.note(f"there is no .m or .py file{listed(box.others)}")
    elif box.like_code:
        box.note(f"not graded, for only .m and .py files are{listed(box.like_code)}")
    notes = [*box.notes, *([f"and {box.more_notes} more such notes"] if box.more_notes else [])]
    files = dict(sorted(box.files.items()))
    return Submission(handed.student, files, tuple(notes), handed.number, handed.email, box.unreadable)


def refuse(box: Box, what: str, error: OSError) -> None:
    """Note what is wrong with what lies there; what is not that is the disk's or the machine's fault."""
    if error.errno in FROM_THE_FILE:
        box.note(f"{what} cannot be read: {words(error)}")
    else:
        box.fail(what, error)


def listed(names: Sequence[str]) -> str:
    more = ", ..." if len(names) > MOST_OTHERS else ""
    return f": {', '.join(names[:MOST_OTHERS])}{more}" if names else ""


def take_folder(box: Box, folder: Folder) -> dict[str, File]:
    """Take the files of the folders that hold the functions; returns the zips on the way there."""
    for note in refused_inside(folder):
        box.note(note)
    for name in others(folder):
        box.pass_over(name)
    zips: dict[str, File] = {}
    found = code_files(box, folder, zips)
    for name in sorted(found, key=lambda name: plain(PurePath(name).stem) not in box.first):
        box.take(name, found[name])
    return zips


def plain(function: str) -> str:
    """A function's name as `costFunction` and `cost_function` have it in common."""
    return function.replace("_", "").lower()


def code_files(box: Box, folder: Folder, zips: dict[str, File], depth: int = 1) -> dict[str, File]:
    """The files of the folder that holds the functions, or of several with no name in common."""
    there = folder.listing()
    zips |= {name: file for name, file in there.files.items() if is_zip(name)}
    if not isinstance(folder, Listing):  # a zip's are noted, all of them
        for name, why in sorted(there.notes.items()):
            box.note(f"{name} {why}")
    holding = [sub for sub in code_folders(there) if holds_code(there.folders[sub], depth)]
    if any(map(is_code, there.files)) or not holding:
        return beside(box, there, holding)
    found: dict[str, File] = {}
    for sub in holding:
        for name, file in code_files(box, there.folders[sub], zips, depth + 1).items():
            if found.setdefault(name, file) is not file and name not in (*RUN_UNASKED, "__init__.py"):
                box.note(
                    f"files lie in several folders, of which none is taken: {', '.join(holding)} "
                    f"({name} is in more than one)"
                )
                return {}
    if len(holding) > 1:
        box.note(f"files lie in several folders, and are taken together: {', '.join(holding)}")
    return found


def beside(box: Box, there: Listing, holding: Sequence[str]) -> dict[str, File]:
    """The files of a folder, with those in `private` and in packages of Python's."""
    found = {name: it for name, it in sorted(there.files.items()) if is_code(name) or name in RUN_UNASKED}
    if "private" in there.folders:  # functions that Octave finds from the folder's own alone
        try:
            inside = there.folders["private"].listing().files
            found |= {f"private/{name}": it for name, it in sorted(inside.items()) if is_code(name)}
        except OSError as error:
            refuse(box, "the folder private", error)
    passed_over = []
    for sub in holding:
        inside = {name: it for name, it in there.folders[sub].listing().files.items() if is_code(name)}
        modules = [name for name in sorted(inside) if is_python(name)]
        if sub.isidentifier() and modules and any(map(is_python, found)):
            found |= {f"{sub}/{name}": inside[name] for name in modules}
        elif sub.lower() in KINDS and not {name[-2:] for name in inside} & {name[-2:] for name in found}:
            found |= inside  # the other language
            box.note(f"files lie beside the folder {sub}, and are taken together with those in it")
        else:
            passed_over.append(sub)
    if passed_over:
        box.note(f"not looked into, for there are files beside: {', '.join(passed_over)}")
    return found


def is_python(name: str) -> bool:
    return is_code(name) and name.endswith(".py")


def others(folder: Folder, depth: int = 1) -> Iterator[str]:
    """The names of files that are neither code nor zips."""
    there = folder.listing()
    yield from (
        name for name in sorted(there.files) if is_shown(name) and not (is_code(name) or is_zip(name))
    )
    for sub in code_folders(there) if depth < DEEPEST_SEARCH else ():
        yield from others(there.folders[sub], depth + 1)


def refused_inside(folder: Folder) -> Iterator[str]:
    """What was refused in a zip, wherever its name says that it lies."""
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
