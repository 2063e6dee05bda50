"""Zips as they are handed in, honest and hostile."""

import io
import stat
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path

from samebits.grading.intake.read import Submission, find_submissions

M = b"function g = sigmoid(z)\ng = 1 ./ (1 + exp(-z));\nend\n"
Content = bytes | str  # text is where a symbolic link points
Files = Mapping[str, Content] | list[tuple[str, Content]]


def make_zip(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    pairs = list(files.items()) if isinstance(files, Mapping) else files
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")  # of names that are there twice
        for name, content in pairs:
            info = zipfile.ZipInfo("x")
            info.filename = name  # as it is, with NUL and all
            info.compress_type = method
            if isinstance(content, str):
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def taken(*paths: Path) -> dict[str, Submission]:
    found = list(find_submissions(paths))
    names = [submission.student for submission in found]
    assert names == sorted(names)
    assert len(set(names)) == len(names)
    return {submission.student: submission for submission in found}


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def put_zip(path: Path, files: Files) -> Path:
    path.write_bytes(make_zip(files))
    return path
