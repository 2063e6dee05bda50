"""Collect a submission's files up to the limits, and notes on the rest."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from samebits.grading.intake.files import FROM_THE_FILE, MIB, File, SubmissionError, error_text, read_file
from samebits.grading.intake.platforms import CODE
from samebits.grading.reports.escape import one_line

LARGEST_FILE = MIB
LARGEST_SUBMISSION = 8 * MIB
LARGEST_READ = 32 * MIB  # including files that turn out to be too large when they are unpacked
MOST_FILES = 200
MOST_NOTES = 20
MOST_OTHERS = 5  # files of other kinds that are named in a note
# Files that may be meant as code but are not graded
LOOKS_LIKE_CODE = re.compile(
    r".+\.(ipynb|mlx|p|(m|py)\.txt|rar|7z|tar|tgz|tbz2?|txz|tar\.\w+|gz|bz2|xz)", re.IGNORECASE
)
# Files that Octave or Python would run by themselves
RUN_UNASKED = (
    ".octaverc", "octaverc", ".startup.m", "startup.m", "finish.m", "PKG_ADD", "PKG_DEL", "sitecustomize.py",
    "usercustomize.py",
)  # fmt: skip


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

    def refuse(self, what: str, error: OSError) -> None:
        """Note an error that is the submission's; record any other as the disk's or the machine's."""
        if error.errno in FROM_THE_FILE:
            self.note(f"{what} cannot be read: {error_text(error)}")
        else:
            self.fail(what, error)

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
