"""Whose a file is, by the names that Canvas, Moodle and Gradescope give to what they export."""

import json
import re
from dataclasses import dataclass
from pathlib import PurePath

from samebits.grading.intake.files import MIB, ZIP_ERRORS, File, SubmissionError

CODE = (".m", ".py")
METADATA = "submission_metadata.yml"
LONGEST_METADATA = 64 * MIB
# lastnamefirst_LATE_user_attachment_file; where marking is anonymous the user is five letters
CANVAS = re.compile(
    r"(?P<student>.+?)_(?P<late>LATE_)?(?P<number>\d+|(?<=anon_)[0-9A-Za-z]{5}|(?<=anon_LATE_)[0-9A-Za-z]{5})"
    r"_(?P<attachment>\d+)_(?P<file>.+)",
    re.DOTALL,
)
MOODLE = re.compile(
    r"(?P<student>.+?)_((?P<number>\d+)_)?assignsubmission_(?P<kind>file|onlinetext)(_(?P<file>.*))?",
    re.DOTALL,
)
GRADESCOPE = re.compile(r"submission_(\d+)")
RESUBMITTED = re.compile(r"(?P<stem>.+)-(?P<times>\d+)(?P<suffix>\.(m|py|zip))")


@dataclass(frozen=True)
class Origin:
    """Where an exported file comes from.

    Attributes
    ----------
    student : str
    number : str
        The platform's for the student, which tells two of the same name apart.
    file : str
        The name that the student gave; "" for a folder of files.
    turn : tuple of int
        The larger, the later it was handed in.
    note : str
        What the name says besides, or "".
    """

    student: str
    number: str
    file: str
    turn: tuple[int, int] = (0, 0)
    note: str = ""


def origin(name: str) -> Origin | None:
    """What a platform's name for a file or a folder says, or None where it is no such name."""
    if found := MOODLE.fullmatch(name):
        text = found["kind"] == "onlinetext"
        file = "" if text else found["file"] or ""
        return Origin(
            found["student"], found["number"] or "", file, note="an online text is not graded" if text else ""
        )
    if not (found := CANVAS.fullmatch(name)):
        return None
    file, times = found["file"], 0
    if again := RESUBMITTED.fullmatch(file):  # Canvas numbers files that were handed in again
        file, times = again["stem"] + again["suffix"], int(again["times"])
    student = found["student"] if found["student"] != "anon" else f"anon_{found['number']}"
    late = "handed in late, as Canvas says" if found["late"] else ""
    return Origin(student, found["number"], file, (times, int(found["attachment"])), late)


def gradescope_people(file: File) -> dict[str, dict[str, str]]:
    """Who handed in each folder, from an export's submission_metadata.yml.

    Of YAML only the lines that Gradescope writes are known; what else the file says is
    passed over, and a folder that is not named keeps its own name.

    Parameters
    ----------
    file : File

    Returns
    -------
    dict
        From `submission_456` to what is known of `name`, `sid` and `email`; of a group, to
        "Ada Lovelace, Alan Turing" and so on.
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
    except (SubmissionError, *ZIP_ERRORS):
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
