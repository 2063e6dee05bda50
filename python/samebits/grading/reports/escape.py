"""Text that somebody else wrote, made harmless for files, spreadsheets and pages."""

import hashlib
import re
import unicodedata

# A terminal's commands: CSI, the strings (titles, links), and the short ones
ANSI = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]"
)
# Control characters, those that turn the direction of a line, lone surrogates: what XML 1.0 forbids, and more
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
# = + - @ also in the wide forms that spreadsheets of East Asia take for them
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
SECOND_FIELD = re.compile(f'([;,][ "]*)(?=[{"".join(map(re.escape, FORMULA))}])')
# Safe on every file system, as it is: no dot, hence no name of a report; nobody else's but for case
SAFE_NAME = re.compile(r"(?!(?:con|prn|aux|nul|com\d|lpt\d)\Z)[a-z0-9][a-z0-9_-]{0,63}")


def plain(text: str) -> str:
    """Text of any lines, without a terminal's commands; other control characters are spelled out."""
    lines = ANSI.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return CONTROL.sub(spelled, lines)


def one_line(text: str) -> str:
    """A name on one line: every control character is spelled out, so that names stay different."""
    return re.sub(r"[\t\n]", spelled, CONTROL.sub(spelled, text))


def message(text: str) -> str:
    """Somebody's message on one line: without a terminal's commands, and newlines become blanks."""
    return " ".join(plain(text).split())


def spelled(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def cell(text: str) -> str:
    """Text for a spreadsheet: what would be a formula gets an apostrophe in front.

    Also behind a semicolon or a comma: which of them separates fields, each country's
    spreadsheet decides for itself.
    """
    return ("'" if text.startswith(FORMULA) else "") + one_line(SECOND_FIELD.sub(r"\1'", text))


def number(value: float) -> str:
    """Points in words: 30 and not 30.0; 0.3 for 0.1 + 0.2."""
    return f"{value:.10g}"


def folder_name(student: str) -> str:
    """The folder of a student's reports.

    Parameters
    ----------
    student : str
        Anything at all.

    Returns
    -------
    str
        The name itself, where it is short and of a-z, 0-9, _ and -. Else what can be read of
        it, a tilde, and ten digits of its SHA-256: other names give other folders, also
        where a file system takes upper and lower case for the same.
    """
    if SAFE_NAME.fullmatch(student):
        return student
    readable = re.sub(r"[^\w-]+", "_", unicodedata.normalize("NFC", student)).strip("_-")[:40]
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{readable or 'student'}~{digest[:10]}"
