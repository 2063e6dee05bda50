"""The `.m` files in a folder that Octave finds, and their hashes."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path


def m_files(folder: Path, under: Path = Path()) -> Iterator[Path]:
    """The `.m` files there and in the folders that Octave looks into by itself: paths in `folder`."""
    for path in sorted((folder / under).iterdir()):
        if path.is_dir() and (path.name[0] in "@+" or path.name == "private"):
            yield from m_files(folder, under / path.name)
        elif path.is_file() and path.name.endswith(".m"):
            yield under / path.name


def m_file_hashes(folders: Sequence[Path]) -> dict[str, str]:
    """SHA-256 of each file that a session on these folders copies."""
    return {
        str(path) + (f" (folder {number})" if number > 1 else ""): file_hash(folder / path)
        for number, folder in enumerate(folders, 1)
        for path in m_files(folder)
    }


def file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
