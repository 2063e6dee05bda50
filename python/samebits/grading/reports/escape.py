"""Text from other people, made safe for terminals, files, spreadsheets and pages."""

import hashlib
import re
import unicodedata

# Commands of a terminal: CSI, strings (titles, links), and short ones
ANSI = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]"
)
# Control characters, changes of direction, lone surrogates: all that XML 1.0 forbids, and more
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
# = + - @, also in the wide forms that East Asian spreadsheets accept
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
SECOND_FIELD = re.compile(f'([;,][ "]*)(?=[{"".join(map(re.escape, FORMULA))}])')
# Safe on every file system: no dots, so not the name of a report; and lower case only
SAFE_NAME = re.compile(r"(?!(?:con|prn|aux|nul|com\d|lpt\d)\Z)[a-z0-9][a-z0-9_-]{0,63}")


def plain(text: str) -> str:
    """Text of several lines, without a terminal's commands; other control characters are spelled out."""
    lines = ANSI.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return CONTROL.sub(spelled, lines)


def one_line(text: str) -> str:
    """A name on one line: every control character is spelled out, so that names stay different."""
    return re.sub(r"[\t\n]", spelled, CONTROL.sub(spelled, text))


def message(text: str) -> str:
    """A message on one line: without a terminal's commands, and with blanks for newlines."""
    return " ".join(plain(text).split())


def spelled(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def cell(text: str) -> str:
    """Text for a spreadsheet: an apostrophe goes in front of what would be a formula.

    Also after a semicolon or a comma, because either may separate fields, depending on the
    country.
    """
    return ("'" if text.startswith(FORMULA) else "") + one_line(SECOND_FIELD.sub(r"\1'", text))


def number(value: float) -> str:
    """Points as text: 30 and not 30.0; 0.3 for 0.1 + 0.2."""
    return f"{value:.10g}"


def folder_name(student: str) -> str:
    """The folder of a student's reports.

    Parameters
    ----------
    student : str
        Any text.

    Returns
    -------
    str
        The name itself if it is short and consists of a-z, 0-9, _ and -. Otherwise its readable
        part, a tilde, and ten digits of its SHA-256. Different names give different folders,
        even if the file system does not distinguish upper and lower case.
    """
    if SAFE_NAME.fullmatch(student):
        return student
    readable = re.sub(r"[^\w-]+", "_", unicodedata.normalize("NFC", student)).strip("_-")[:40]
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{readable or 'student'}~{digest[:10]}"
