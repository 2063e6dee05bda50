"""Where the project's files lie, and how files are written."""

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def project_folder(name: str) -> Path:
    """The project's folder `name`: beside the code in an installed package, else in the checkout.

    Raises
    ------
    FileNotFoundError
        Neither has it.
    """
    package = Path(__file__).resolve().parent
    for base in (package, package.parents[1]):
        if (base / name).is_dir():
            return base / name
    raise FileNotFoundError(f"the folder {name} is missing from {package} and {package.parents[1]}")


def reference_folders(*exercises: str) -> tuple[Path, ...]:
    """The folders of our `.m` files: of some exercises, and behind them what all exercises share."""
    reference = project_folder("octave_reference")
    return (*(reference / name for name in (*exercises, "shared")), reference / "shared" / "costs")


def write_file(path: Path, content: bytes) -> None:
    """Write a whole file, or leave what was there: a temporary name first, then a rename.

    A symbolic link stays, and what it names is written; a device or a pipe is written to.
    """
    with whole_file(path) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to piece by piece, with the same promise as `write_file`."""
    if is_special(path):
        with path.open("wb") as file:
            yield file
        return
    target = Path(os.path.realpath(path))  # a rename would replace a link
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def is_special(path: Path) -> bool:
    """Whether something other than a regular file is there, a device or a pipe, which no file may replace."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False


def try_place(path: Path) -> None:
    """Find out, before the work begins, whether `write_file` can write there; nothing is changed.

    Raises
    ------
    OSError
        It cannot: a folder is missing or read-only, or `path` is a folder.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not is_special(path):
        tempfile.TemporaryFile(dir=Path(os.path.realpath(path)).parent).close()
    elif not os.access(path, os.W_OK):  # opened, a pipe would wait for its reader
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def try_folder(path: Path) -> None:
    """Make the folder, and find out whether files can be written into it.

    Raises
    ------
    OSError
        It cannot be made, or is read-only.
    """
    path.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryFile(dir=path).close()
