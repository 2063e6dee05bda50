"""Files are written whole or not at all; links stay links, devices stay devices."""

import os
import stat
import threading
from pathlib import Path

import pytest

from samebits.resources import try_folder, try_place, whole_file, write_file


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_file(path, b"before")

    def fail_halfway() -> None:
        with whole_file(path) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_link_names_is_written_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target, second, link = (tmp_path / name for name in ("elsewhere/target", "second", "link"))
    second.symlink_to(target)
    link.symlink_to(second)
    for content in (b"new", b"again"):  # the target is not there at first
        try_place(link)
        write_file(link, content)
        assert link.is_symlink()
        assert second.is_symlink()
        assert target.read_bytes() == content
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["elsewhere", "link", "second", "target"]


def test_a_link_to_itself_is_an_error(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(link)
    for attempt in (lambda: try_place(link), lambda: write_file(link, b"")):
        with pytest.raises(OSError, match="symbolic links"):
            attempt()
    assert link.is_symlink()


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    try_place(link)  # without a reader, and without waiting for one
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    write_file(link, b"through")
    reader.join(30)
    assert read == [b"through"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_device_stays_a_device(tmp_path: Path) -> None:
    """Through a link: where this went wrong, the link would be replaced, not /dev/null."""
    link = tmp_path / "null"
    link.symlink_to("/dev/null")
    try_place(link)
    write_file(link, b"away")
    assert link.is_symlink()
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_a_place_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"kept")
    for path, error in (
        (tmp_path, IsADirectoryError),
        (tmp_path / "none" / "file", FileNotFoundError),
        (tmp_path / "file" / "below", NotADirectoryError),
    ):
        with pytest.raises(error):
            try_place(path)
    with pytest.raises(OSError, match="file"):
        try_folder(tmp_path / "file")
    try_place(tmp_path / "file")
    try_folder(tmp_path / "a" / "b")
    assert (tmp_path / "file").read_bytes() == b"kept"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "file"]
