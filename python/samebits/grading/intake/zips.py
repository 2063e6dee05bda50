"""Read zip files from other people, without unpacking them to disk or trusting them."""

import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from samebits.grading.intake.files import (
    CHUNK,
    DEEPEST,
    LINK,
    SPECIAL,
    ZIP_ERRORS,
    File,
    Listing,
    SubmissionError,
    bad_file_name,
    error_text,
    raise_ours,
    read_buffer,
)
from samebits.grading.intake.zip_names import ZipNames


@dataclass(frozen=True)
class ZipMember:
    """A file in a zip; the zip has to stay open."""

    archive: zipfile.ZipFile
    info: zipfile.ZipInfo

    @property
    def declared(self) -> int:
        return self.info.file_size

    def open(self) -> BinaryIO:
        if self.info.flag_bits & 1:
            raise SubmissionError("is encrypted")
        # zipfile unpacks the others without a limit, so a zip bomb would go off
        if self.info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise SubmissionError("is compressed in an unusual way; expected deflate")
        return self.archive.open(self.info)  # type: ignore[return-value]


class LimitedReads(io.BufferedReader):
    """A file that refuses to be read in large pieces.

    zipfile reads the whole directory of a zip at once, whatever size the zip says it has, and
    makes an object for each entry.
    """

    largest = 0

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > self.largest:
            raise SubmissionError(
                f"has a directory of {size} bytes; expected at most {self.largest}: unpack it first"
            )
        return super().read(size)


@contextmanager
def open_zip(file: File, directory: int, limit: int | None = None) -> Iterator[Listing]:
    """Look into a zip.

    Parameters
    ----------
    file : File
    directory : int
        The largest size of its directory, in bytes.
    limit : int, optional
        For a zip in a zip: read it into memory, up to this size in bytes.

    Raises
    ------
    SubmissionError
        It is damaged or too large.
    OSError
        The disk or the machine fails.
    """
    try:
        raw = read_buffer(file, limit) if limit else file.open()
        stream = LimitedReads(raw)  # type: ignore[arg-type]
        stream.largest = max(directory, CHUNK)
    except OSError as error:
        raise_ours(error)
        raise SubmissionError(f"cannot be read: {error_text(error)}") from error
    with stream:
        try:
            archive = zipfile.ZipFile(stream)
        except SubmissionError:
            raise
        except ZIP_ERRORS as error:
            raise_ours(error)
            raise SubmissionError(f"is not a zip, or is damaged: {error_text(error)}") from error
        with archive:
            names = ZipNames(archive.infolist())
            members = [(names.name(info), ZipMember(archive, info)) for info in archive.infolist()]
            top = Listing(encoding=names.encoding, entries=len(members))
            for name, member in sorted(members, key=lambda pair: pair[0]):
                add_entry(top, name, member)
            yield top


def add_entry(top: Listing, name: str, member: ZipMember) -> None:
    """Put an entry of a zip into the folders given by its name."""
    why = bad_path(name) or special_entry(member.info)
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    if len(parts) > DEEPEST:
        parts, why = [parts[0], parts[-1]], "is nested in too many folders"
    if not parts:
        return
    listing = top
    for part in parts[:-1]:
        listing = subfolder(listing, part)
    last = parts[-1]
    if why:
        listing.notes[last] = why
    elif name.endswith("/"):
        subfolder(listing, last)
    elif why := bad_file_name(last):
        listing.notes[last] = why
    else:
        if last in listing.files:
            listing.notes[last] = "is in the zip more than once; the last one is graded"
        listing.files[last] = member


def subfolder(listing: Listing, name: str) -> Listing:
    return listing.folders.setdefault(name, Listing()).listing()


def special_entry(info: zipfile.ZipInfo) -> str:
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return LINK
    return SPECIAL if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR) else ""


def bad_path(name: str) -> str:
    parts = name.split("/")
    if ".." in parts:
        return "has a name that leads out of its folder"
    if parts[0] == "" or name[1:2] == ":":
        return "has an absolute path as its name"
    return "has a NUL in its name" if "\0" in name else ""
