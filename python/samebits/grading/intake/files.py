"""Read folders from other people, without following links or trusting anything."""

import errno
import io
import os
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from samebits.errors import SamebitsError
from samebits.grading.reports.escape import one_line

MIB = 1 << 20
CHUNK = 1 << 16
DEEPEST = 12  # folders in folders
FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # a FIFO must not hang
LINK, SPECIAL = "is a symbolic link, which is not followed", "is not a regular file, and is not read"
# Errors of zipfile and zlib on files that are damaged or malicious
ZIP_ERRORS = (
    OSError, EOFError, ValueError, LookupError, RuntimeError, OverflowError, struct.error, zlib.error,
    zipfile.BadZipFile,
)  # fmt: skip
# Errors caused by what was handed in; all others of the system are the disk's or the machine's
FROM_THE_FILE = {
    None, errno.EINVAL, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.ENOTDIR, errno.ENXIO,
    errno.EOVERFLOW,
}  # fmt: skip


class SubmissionError(SamebitsError, ValueError):
    """What was handed in cannot be read."""


class File(Protocol):
    """A file that was handed in: on disk, or in a zip."""

    @property
    def declared(self) -> int:
        """Its size in bytes according to the zip; 0 on disk, where reading it shows."""

    def open(self) -> BinaryIO: ...


class Folder(Protocol):
    """A folder that was handed in: on disk, or in a zip."""

    def listing(self) -> "Listing": ...


@dataclass
class Listing:
    """The contents of a folder.

    Attributes
    ----------
    folders, files : dict
        By name.
    notes : dict
        Refused names, each with the reason.
    encoding : str
        The encoding guessed for the names in a zip, or "".
    entries : int
        The number of entries in a zip.
    """

    folders: dict[str, Folder] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    entries: int = 0

    def listing(self) -> "Listing":
        return self


@dataclass(frozen=True)
class DiskFile:
    """The file `inner` in the folder `root`, or `root` itself; no symbolic link is followed."""

    root: Path
    inner: tuple[str, ...] = ()
    declared = 0

    def open(self) -> BinaryIO:
        if not self.inner:
            return open_regular(str(self.root), None)
        folder = open_folder(self.root, self.inner[:-1])
        try:
            return open_regular(self.inner[-1], folder)
        finally:
            os.close(folder)


@dataclass(frozen=True)
class DiskFolder:
    """The folder `inner` in the folder `root`."""

    root: Path
    inner: tuple[str, ...] = ()

    def listing(self) -> Listing:
        found = Listing()
        folder = open_folder(self.root, self.inner)
        try:
            with os.scandir(folder) as entries:
                for entry in sorted(entries, key=lambda entry: entry.name):
                    below = (*self.inner, entry.name)
                    if entry.is_symlink():
                        found.notes[entry.name] = LINK
                    elif entry.is_dir(follow_symlinks=False):
                        if len(below) <= DEEPEST:
                            found.folders[entry.name] = DiskFolder(self.root, below)
                    elif not entry.is_file(follow_symlinks=False):
                        found.notes[entry.name] = SPECIAL
                    elif why := bad_file_name(entry.name) or (
                        "\\" in entry.name and "has a backslash in its name"
                    ):
                        found.notes[entry.name] = why
                    else:
                        found.files[entry.name] = DiskFile(self.root, below)
        finally:
            os.close(folder)
        return found


def open_folder(root: Path, inner: tuple[str, ...]) -> int:
    folder = os.open(root, FOLDER_FLAGS)
    for name in inner:
        try:
            below = os.open(name, FOLDER_FLAGS, dir_fd=folder)
        finally:
            os.close(folder)
        folder = below
    return folder


def open_regular(name: str, folder: int | None) -> BinaryIO:
    # Checked before opening, too: opening a device may have side effects
    if not stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
        raise SubmissionError(SPECIAL)
    file = os.open(name, FILE_FLAGS, dir_fd=folder)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise SubmissionError(SPECIAL)
    return os.fdopen(file, "rb")


def read_file(file: File, limit: int) -> bytes:
    """A file's content.

    Raises
    ------
    SubmissionError
        It is damaged, or larger than `limit` bytes; no more than these are read.
    OSError
        The disk or the machine fails.
    """
    return read_buffer(file, limit).getvalue()


def read_buffer(file: File, limit: int) -> io.BytesIO:
    content = io.BytesIO()
    if file.declared > limit:
        raise SubmissionError(f"is larger than {limit / MIB:g} MiB")
    try:
        with file.open() as stream:
            while content.tell() <= limit and (piece := stream.read(CHUNK)):
                content.write(piece)
    except SubmissionError:
        raise
    except ZIP_ERRORS as error:
        raise_ours(error)
        raise SubmissionError(f"cannot be read: {error_text(error)}") from error
    if content.tell() > limit:
        raise SubmissionError(f"is larger than {limit / MIB:g} MiB")
    content.seek(0)
    return content


def raise_ours(error: BaseException) -> None:
    """Raise an error again if it is the disk's or the machine's, and not the file's."""
    for reason in (error, error.__context__):  # zipfile calls a zip damaged if the disk fails
        if isinstance(reason, OSError) and reason.errno not in FROM_THE_FILE:
            raise reason


def bad_file_name(name: str) -> str:
    if one_line(name) != name:
        return "has control characters in its name, or is not UTF-8"
    if name[1:2] == ":":
        return "has a name that begins with a drive letter"
    return "has a name that is too long" if len(name.encode()) > 255 else ""


def error_text(error: BaseException) -> str:
    """The message of an error, without the path, which the caller names."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
