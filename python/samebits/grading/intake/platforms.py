"""Tell whose a file is by the name that Canvas, Moodle, Blackboard or Gradescope gave it."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath

from samebits.grading.intake.files import MIB, ZIP_ERRORS, File, SubmissionError, raise_ours

CODE = (".m", ".py")
LATE = "handed in late, according to Canvas"
METADATA = "submission_metadata.yml"
LONGEST_NAME = 255
LONGEST_METADATA = 64 * MIB
# lastnamefirst_LATE_user_attachment_file; a group's name may end with a number, a file's may begin with one
CANVAS = re.compile(
    r"(?P<student>.+?)_(?P<late>LATE_)?(?P<numbers>\d{1,18}(_\d{1,18})+)_(?P<file>.+)", re.DOTALL
)
# With anonymous marking the user is five letters
ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?anon_(?P<late_too>LATE_)?(?P<user>\d{1,18}|[0-9A-Za-z]{5})_(?P<attachment>\d{1,18})_(?P<file>.+)",
    re.DOTALL,
)
MOODLE = re.compile(
    r"(?P<student>.+?)_((?P<number>\d{1,18})_)?assignsubmission_(?P<kind>file|onlinetext)(_(?P<file>.*))?",
    re.DOTALL,
)
# assignment_user_attempt_date_file, the third word in the site's language
BLACKBOARD = re.compile(
    r"(?P<student>.+)_[^\W\d_]+_(?P<date>\d{4}(-\d\d){5})(_(?P<file>.+)|\.txt)", re.DOTALL
)
GRADESCOPE = re.compile(r"submission_(\d+)")
# The platforms' names for an export itself, and a browser's for a second download
EXPORT = re.compile(r"(submissions|assignment_\d+_export)( ?\(\d+\))?")
RESUBMITTED = re.compile(r"(?P<stem>.+)-(?P<times>\d{1,4})(?P<suffix>\.(m|py|zip))")


@dataclass(frozen=True)
class Origin:
    """Where an exported file comes from.

    Attributes
    ----------
    student : str
    number : str
        The student's number on the platform, which distinguishes students with the same name.
    file : str
        The name that the student gave; "" for a folder of files.
    turn : int
        The larger, the later it was handed in.
    note : str
        Anything else that the name says, or "".
    """

    student: str
    number: str
    file: str
    turn: int = 0
    note: str = ""


def origin(name: str) -> Origin | None:
    """The origin in a platform's name for a file or a folder; None if it is not such a name."""
    return next(iter(origins(name)), None)


def origins(name: str) -> list[Origin]:
    """All ways to read a name, the likeliest first; `resolve_origins` chooses between them."""
    if len(name) > LONGEST_NAME:
        return []
    if found := MOODLE.fullmatch(name):
        text = found["kind"] == "onlinetext"
        file = "" if text else found["file"] or ""
        note = "an online text is not graded" if text else ""
        return [Origin(found["student"], found["number"] or "", file, note=note)]
    if found := ANONYMOUS.fullmatch(name):
        late = LATE if found["late"] or found["late_too"] else ""
        user, attachment = found["user"], int(found["attachment"])
        return [Origin(f"anon_{user}", user, found["file"], attachment, late)]
    if found := BLACKBOARD.fullmatch(name):
        # The text file beside the others holds the student's message to the teacher
        return [Origin(found["student"], "", found["file"] or "", int(found["date"].replace("-", "")))]
    if not (found := CANVAS.fullmatch(name)):
        return []
    numbers, late = found["numbers"].split("_"), LATE if found["late"] else ""
    readings = []
    for k in range(len(numbers) - 2, -1, -1):  # the last two numbers are the user and the attachment
        student = "_".join([found["student"], *numbers[:k]])
        file = "_".join([*numbers[k + 2 :], found["file"]])
        readings.append(Origin(student, numbers[k], file, int(numbers[k + 1]), late))
    return readings


def resolve_origins(names: Iterable[str]) -> dict[str, Origin | None]:
    """The origin of each name in an export, also of names that are ambiguous by themselves.

    Of several ways to read a name, the one that most other names agree with counts: a student
    has one number, and no two attachments have the same. Where that does not decide, the numbers
    are as long as those of the names that can be read in one way alone.
    """
    readings = {name: origins(name) for name in names}
    attachments: dict[tuple[str, str], list[int]] = defaultdict(list)
    for found in readings.values():
        for it in found:
            attachments[it.student, it.number].append(it.turn)

    def shared(it: Origin) -> int:
        turns = attachments[it.student, it.number]
        return len(turns) if len(set(turns)) == len(turns) else 0

    plain = [found[0] for found in readings.values() if len(found) == 1]
    lengths = Counter((len(it.number), len(str(it.turn))) for it in plain)

    def likelihood(it: Origin) -> tuple[int, int]:
        return shared(it), lengths[len(it.number), len(str(it.turn))]

    return {name: max(found, key=likelihood) if found else None for name, found in readings.items()}


def latest_files(files: Mapping[str, tuple[int, File]]) -> tuple[dict[str, File], list[str]]:
    """A student's files under their original names, the newest first, and notes on the others.

    Canvas names a file that is handed in again x-1.m, x-2.m and so on; so may a student.

    Parameters
    ----------
    files : mapping
        From names to when they were handed in, and the file.
    """
    again: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for name, (turn, _) in files.items():
        found = RESUBMITTED.fullmatch(name)
        plain, times = (found["stem"] + found["suffix"], int(found["times"])) if found else (name, 0)
        again[plain].append((times, turn, name))
    taken: dict[str, tuple[int, File]] = {}
    notes = []
    for plain, tries in again.items():
        tries.sort()
        *before, (_, _, last) = tries
        rising = all(a[1] < b[1] for a, b in pairwise(tries))
        if not before or (rising and (tries[0][0] == 0 or plain.endswith(".m"))):
            taken[plain] = files[last]
            notes += [f"{name} was handed in again as {last}, which is graded" for _, _, name in before]
        else:
            taken |= {name: files[name] for _, _, name in tries}
            notes.append(f"{', '.join(name for _, _, name in tries)} are all used, under these names")
    newest_first = sorted(taken, key=lambda name: (-taken[name][0], name))
    return {name: taken[name][1] for name in newest_first}, notes


def gradescope_people(file: File) -> dict[str, dict[str, str]]:
    """Who handed in each folder, from an export's submission_metadata.yml.

    Only the lines of YAML that Gradescope writes are understood; others are ignored. A folder
    that is not listed keeps its own name.

    Parameters
    ----------
    file : File

    Returns
    -------
    dict
        From `submission_456` to its `name`, `sid` and `email`, as far as they are known. For a
        group the name is "Ada Lovelace, Alan Turing" and so on.
    """
    people: dict[str, dict[str, list[str]]] = {}
    folder, listed, length = "", False, 0
    try:
        with file.open() as stream:
            while (line := stream.readline(MIB)) and length <= LONGEST_METADATA:
                length += len(line)
                text = line.decode(errors="replace").rstrip()
                if text and not text[0].isspace():
                    folder, listed = text.rstrip(":").strip("\"'"), False
                elif re.match(r"  :\w+:", text):
                    listed = text.startswith("  :submitters:")
                elif listed and (found := re.fullmatch(r"  (?:- |  )(?:  )?:(name|sid|email): +(.+)", text)):
                    people.setdefault(folder, {}).setdefault(found[1], []).append(yaml_text(found[2]))
    except (SubmissionError, *ZIP_ERRORS) as error:
        raise_ours(error)
        return {}
    return {
        folder: {key: ", ".join(filter(None, texts)) for key, texts in known.items()}
        for folder, known in people.items()
    }


def yaml_text(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if text.startswith('"'):
        try:
            return str(json.loads(text))
        except ValueError:
            return ""
    return "" if text in ("null", "~") else text


def is_code(name: str) -> bool:
    return PurePath(name).suffix in CODE and not name.startswith(".")


def is_zip(name: str) -> bool:
    return name.lower().endswith(".zip") and not name.startswith(".")
