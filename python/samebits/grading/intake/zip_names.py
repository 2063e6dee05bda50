"""Decode the names in a zip, which often does not state their encoding."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence

UTF8_FLAG = 0x800  # of a zip's entries
UNICODE_PATH = 0x7075  # the extra field in which some programs write the name in UTF-8
# The encodings in which Windows writes names in East Asia: in two of them 0x5C, the backslash,
# may be the second byte of a character
EAST_ASIAN = {"gbk": "GBK", "cp950": "Big5", "cp932": "Shift-JIS"}
# Of the most common characters, which make up most names: first bytes, and the least second byte
COMMON = {
    "gbk": (range(0xB0, 0xD8), 0xA1),
    "cp950": (range(0xA4, 0xC7), 0x40),
    "cp932": (range(0x82, 0x99), 0x40),
}


class ZipNames:
    """The decoded names of a zip's entries.

    Parameters
    ----------
    entries : iterable of ZipInfo

    Attributes
    ----------
    encoding : str
        The encoding that was guessed for names, if it is not UTF-8; or "".
    """

    def __init__(self, entries: Iterable[zipfile.ZipInfo]) -> None:
        raw = [
            name for entry in entries if not declared_name(entry) and not (name := raw_name(entry)).isascii()
        ]
        self.order = likely_encodings(raw)
        self.encoding = ""

    def name(self, entry: zipfile.ZipInfo) -> str:
        """The name, with / between folders."""
        if name := declared_name(entry):
            return name.replace("\\", "/")
        raw = raw_name(entry)
        for encoding in self.order:
            try:
                name = raw.decode(encoding)
            except UnicodeError:
                continue
            if encoding in EAST_ASIAN and not raw.isascii():
                self.encoding = EAST_ASIAN[encoding]
            return name.replace("\\", "/")
        # After an undecoded byte a backslash may be half a character
        return re.sub(r"(?<=[^\0-\x7f])\\", "_", entry.orig_filename).replace("\\", "/")


def declared_name(entry: zipfile.ZipInfo) -> str:
    """The name, if the zip states its encoding, or ""."""
    return entry.orig_filename if entry.flag_bits & UTF8_FLAG else unicode_path(entry)


def raw_name(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("cp437")  # as zipfile has decoded it


def unicode_path(entry: zipfile.ZipInfo) -> str:
    """The name in the extra field for Unicode names, if it belongs to this entry; or ""."""
    at, extra = 0, entry.extra
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + length]
        if kind == UNICODE_PATH and field[:5] == struct.pack("<BI", 1, zlib.crc32(raw_name(entry))):
            return field[5:].decode(errors="replace")
        at += 4 + length
    return ""


def likely_encodings(names: Sequence[bytes]) -> list[str]:
    """The encodings to try, the likeliest first; one program wrote all names of a zip."""
    scores = {encoding: sum(likeliness(name, encoding) for name in names) for encoding in EAST_ASIAN}
    fitting = sorted((it for it in scores if scores[it] > 0), key=lambda it: -scores[it])
    utf8 = sum(map(is_utf8, names))
    return ["utf-8", *fitting] if 2 * utf8 >= len(names) else [*fitting, "utf-8"]


def is_utf8(name: bytes) -> bool:
    try:
        name.decode()
    except UnicodeError:
        return False
    return True


def likeliness(name: bytes, encoding: str) -> float:
    """How many characters are common ones, minus others and single ones inside a Western word."""
    try:
        text = name.decode(encoding)
    except UnicodeError:
        return -1.0
    leads, least = COMMON[encoding]
    score = 0.0
    for k, character in enumerate(text):
        if character.isascii():
            continue
        code = character.encode(encoding, "replace")
        beside = text[max(k - 1, 0) : k] + text[k + 1 : k + 2]
        in_word = any(other.isascii() and other.isalpha() for other in beside)
        common = len(code) == 2 and code[0] in leads and code[1] >= least
        score += 1.0 if common and not in_word else -0.5
    return score
