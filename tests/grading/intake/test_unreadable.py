"""Where the disk or the machine fails, nothing is known of what was handed in: never a zero."""

import errno
import io
import json
import os
import resource
from pathlib import Path
from typing import BinaryIO

import pytest
from click.testing import CliRunner

from helpers.handed_in import M, make_zip, put, put_zip, taken
from helpers.places import SOLUTIONS
from samebits.cli import main
from samebits.grading.intake import files as trees
from samebits.grading.intake.files import DiskFile, DiskFolder, Listing
from samebits.grading.intake.folders import StudentFiles
from samebits.grading.intake.read import SubmissionError, find_submissions, read_submission

PORT = (SOLUTIONS / "port.py").read_bytes()
OURS = ("EACCES", "EPERM", "EMFILE", "ENFILE", "EIO", "ESTALE", "ENOMEM", "ENOENT", "EINTR", "ETIMEDOUT")
STUDENTS = ("ELOOP", "ENOTDIR", "ENXIO", "EINVAL")


class FailingDisk(io.BytesIO):
    """A file that can be opened, and fails when it is read."""

    def __init__(self, number: int) -> None:
        super().__init__(bytes(100))
        self.number = number

    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError(self.number, os.strerror(self.number))

    def readinto(self, buffer: object, /) -> int:
        raise OSError(self.number, os.strerror(self.number))


def failing(monkeypatch: pytest.MonkeyPatch, what: str, name: str, number: int) -> None:
    """A disk on which the folder or the file of this name cannot be opened, or not read."""
    whole_folder, whole_file = trees.open_folder, trees.open_regular

    def open_folder(root: Path, inner: tuple[str, ...]) -> int:
        if what == "folder" and name in (root.name, *inner):
            raise OSError(number, os.strerror(number))
        return whole_folder(root, inner)

    def open_regular(path: str, folder: int | None) -> BinaryIO:
        if Path(path).name == name and what in ("file", "content"):
            if what == "content":
                return FailingDisk(number)
            raise OSError(number, os.strerror(number))
        return whole_file(path, folder)

    monkeypatch.setattr(trees, "open_folder", open_folder)
    monkeypatch.setattr(trees, "open_regular", open_regular)


CASES = [("folder", "eve"), ("folder", "private"), ("folder", "ex4")]
CASES += [(what, name) for what in ("file", "content") for name in ("x.m", "y.zip")]


@pytest.mark.parametrize("number", OURS + STUDENTS)
@pytest.mark.parametrize(("what", "name"), CASES)
def test_what_the_disk_does_is_told_from_what_lies_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, name: str, number: str
) -> None:
    eve = {"eve/ex4/x.m": M, "eve/ex4/private/h.m": b"1", "eve/ex4/y.zip": make_zip({"z.m": b"2"})}
    put(tmp_path / "class", {"ada/sigmoid.m": M} | eve)
    failing(monkeypatch, what, name, getattr(errno, number))
    found = taken(tmp_path / "class")
    assert (found["ada"].files, found["ada"].unreadable) == ({"sigmoid.m": M}, "")
    words = os.strerror(getattr(errno, number))
    if number in OURS:
        assert found["eve"].unreadable.endswith(f"cannot be read: {words}")
    else:
        assert found["eve"].unreadable == ""
        assert any(words in note for note in found["eve"].notes)


def test_a_private_folder_that_cannot_be_read(tmp_path: Path) -> None:
    file = DiskFile(put(tmp_path, {"sigmoid.m": M}) / "sigmoid.m")
    folder = Listing({"private": DiskFolder(tmp_path / "gone")}, {"sigmoid.m": file})
    found = read_submission(StudentFiles("ada", folders=[folder]))
    assert found.files == {"sigmoid.m": M}
    assert found.unreadable == "the folder private cannot be read: No such file or directory"


@pytest.mark.parametrize("number", OURS[:-4])
def test_a_path_of_several_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    put(tmp_path, {"ada/x.m": M, "eve/x.m": M, "bob.zip": make_zip({"x.m": M})})
    failing(monkeypatch, "folder", "eve", getattr(errno, number))
    paths = [tmp_path / name for name in ("ada", "eve", "bob.zip")]
    words = os.strerror(getattr(errno, number))
    assert taken(*paths)["eve"].unreadable == f"eve {words}"
    failing(monkeypatch, "content", "bob.zip", getattr(errno, number))
    assert taken(*paths)["bob"].unreadable == f"bob.zip {words}"
    with pytest.raises(SubmissionError, match=f"eve: eve {words}"):
        list(find_submissions([tmp_path / "eve"]))


def test_a_process_without_descriptors(tmp_path: Path) -> None:
    put(tmp_path / "class", {"ada/x.m": M, "eve/x.m": M})
    students = find_submissions([tmp_path / "class"])
    assert next(students).files == {"x.m": M}
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, limits[1]))
    try:
        eve = next(students)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert eve.unreadable == "the folder cannot be read: Too many open files"


def test_what_is_wrong_with_the_file_is_the_students(tmp_path: Path) -> None:
    whole = make_zip({"sigmoid.m": M * 50})
    files = {"cut.zip": whole[:-30], "text.zip": b"no zip", "large/x.m": bytes((1 << 20) + 1)}
    found = taken(put(tmp_path / "class", files))
    assert [it.unreadable for it in found.values()] == [""] * 3
    assert all(it.notes for it in found.values())
    assert taken(put_zip(tmp_path / "c.zip", files))["cut"].unreadable == ""


@pytest.mark.parametrize("what", ["folder", "file", "content"])
def test_it_is_not_graded_and_the_next_run_tries_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Though the journal has a zero of the time when nothing was handed in."""
    folder = put(tmp_path / "class", {"ada/port.py": PORT, "eve/notes.txt": b""})
    arguments = ["grade", str(folder), "--out", str(tmp_path / "grades")]
    assert scores(arguments, 0) == {"ada": 100, "eve": 0}
    put(folder, {"eve/port.py": PORT})
    with monkeypatch.context() as broken:
        failing(broken, what, "eve" if what == "folder" else "port.py", errno.EMFILE)
        assert "eve" not in scores(arguments, 1)
        told = json.loads((tmp_path / "grades" / "results.json").read_text())["students"]
        (eve,) = (it for it in told if it["student"] == "eve")
        assert {part["status"] for part in eve["parts"]} == {"not gradable"}
        assert "Too many open files" in eve["parts"][0]["feedback"][0]
    assert scores(arguments, 0) == {"ada": 100, "eve": 100}


def scores(arguments: list[str], status: int) -> dict[str, float]:
    """The points of those who were graded."""
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == status, done.output
    told = json.loads(Path(arguments[-1], "results.json").read_text())["students"]
    return {it["student"]: it["score"] for it in told if it["score"] is not None}
