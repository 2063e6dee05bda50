"""What must not get in, hang, fill the memory or harm another's submission."""

import os
import random
import socket
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from helpers.handed_in import M, make_zip, put, put_zip, taken
from samebits.grading.intake import builder
from samebits.grading.intake import read as submissions
from samebits.grading.intake.read import Submission, SubmissionError, find_submissions
from samebits.grading.intake.zips import ZipMember

MIB = 1 << 20


def in_zip(tmp_path: Path, content: bytes) -> Submission:
    """A student's zip in the class's, beside somebody else's, whom it does not harm."""
    found = taken(put_zip(tmp_path / "c.zip", {"ada/sigmoid.m": M, "eve/ex4.zip": content, "eve/x.m": b"1"}))
    assert found["ada"] == Submission("ada", {"sigmoid.m": M})
    return found["eve"]


def patched(content: bytes, signature: bytes, offset: int, new: bytes) -> bytes:
    """Other bytes at an offset in each record of a zip that has this signature."""
    changed, at = bytearray(content), content.find(signature)
    while at >= 0:
        changed[at + offset : at + offset + len(new)] = new
        at = content.find(signature, at + 1)
    return bytes(changed)


def test_links_on_disk_are_not_followed(tmp_path: Path) -> None:
    secret = put(tmp_path / "secret", {"x.m": b"secret", "y.m": b"secret"})
    put(tmp_path / "c", {"ada/sigmoid.m": M})
    (tmp_path / "c" / "ada" / "x.m").symlink_to(secret / "x.m")
    (tmp_path / "c" / "ada" / "private").symlink_to(secret)
    (tmp_path / "c" / "eve").symlink_to(secret)
    (tmp_path / "zed").symlink_to(secret)
    found = taken(tmp_path / "c") | taken(tmp_path / "c" / "ada", tmp_path / "zed")
    link = "is a symbolic link, which is not followed"
    assert found["ada"] == Submission("ada", {"sigmoid.m": M}, (f"private {link}", f"x.m {link}"))
    assert found["eve"] == Submission("eve", {}, (f"eve {link}", "there is no .m or .py file"))
    assert found["zed"] == Submission("zed", {}, (link, "there is no .m or .py file"))


def test_a_file_that_becomes_a_link_after_it_was_listed(tmp_path: Path) -> None:
    put(tmp_path, {"c/ada/x.m": M, "c/bob/x.m": M, "c/eve/x.m": M, "secret/x.m": b"secret"})
    students = find_submissions([tmp_path / "c"])
    assert next(students).files == {"x.m": M}
    (tmp_path / "c" / "bob" / "x.m").unlink()
    (tmp_path / "c" / "bob").rmdir()
    (tmp_path / "c" / "bob").symlink_to(tmp_path / "secret")
    bob, eve = students
    assert bob.files == {}
    assert "the folder cannot be read" in bob.notes[0]
    assert eve.files == {"x.m": M}


def test_a_fifo_and_a_socket_do_not_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(tmp_path / "ada", {"sigmoid.m": M})
    os.mkfifo(folder / "x.m")
    monkeypatch.chdir(folder)  # a socket's name must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("y.py")
        found = taken(folder)
    special = "is not a regular file, and is not read"
    assert found["ada"] == Submission("ada", {"sigmoid.m": M}, (f"x.m {special}", f"y.py {special}"))
    with pytest.raises(SubmissionError, match=special):
        list(find_submissions([folder / "x.m"]))
    with pytest.raises(SubmissionError, match=special):
        list(find_submissions([Path("/dev/zero")]))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../x.m", "has a name that leads out of its folder"),
        ("ex4/../../x.m", "has a name that leads out of its folder"),
        ("..\\x.m", "has a name that leads out of its folder"),
        ("/etc/x.m", "has an absolute path as its name"),
        ("\\\\server\\x.m", "has an absolute path as its name"),
        ("C:\\x.m", "has an absolute path as its name"),
        ("C:x.m", "has an absolute path as its name"),
        ("x.m\0.txt", "has a NUL in its name"),
        ("x\n.m", "has control characters in its name"),
        ("\x1b[2J.m", "has control characters in its name"),
        ("\u202em.x.m", "has control characters in its name"),
        ("x" * 300 + ".m", "has a name that is too long"),
        ("d/" * 20 + "x.m", "is nested in too many folders"),
    ],
)
def test_names_in_zips(tmp_path: Path, name: str, why: str) -> None:
    eve = in_zip(tmp_path, make_zip({"sigmoid.m": M, name: b"bad"}))
    assert eve.files == {"x.m": b"1", "sigmoid.m": M}
    assert any(why in note for note in eve.notes)
    assert all(note.isprintable() for note in eve.notes)
    found = taken(put_zip(tmp_path / "c.zip", {"ada/sigmoid.m": M, f"eve/{name}": b"bad", "eve/y.m": b"1"}))
    assert found["ada"].files == {"sigmoid.m": M}
    assert found["eve"].files in ({"y.m": b"1"}, {"y.m": b"1", "x.m": b"bad"})


def test_backslashes_in_a_zip_are_folders(tmp_path: Path) -> None:
    assert taken(put_zip(tmp_path / "ada.zip", {"ex4\\sigmoid.m": M}))["ada"].files == {"sigmoid.m": M}


def test_names_on_disk(tmp_path: Path) -> None:
    folder = put(tmp_path / "c" / "ada", {"sigmoid.m": M, "a\\b.m": b"", "x\n.m": b"", "C:y.m": b""})
    for name in (b"\xff.m", b"../J\xf3se/x.m"):
        path = os.path.join(os.fsencode(folder), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(os.fsdecode(path)).write_bytes(M)
    found = taken(tmp_path / "c")
    assert found["J_udcf3se"].files == {"x.m": M}
    assert found["ada"].files == {"sigmoid.m": M}
    odd = "has control characters in its name, or is not UTF-8"
    assert found["ada"].notes == (
        "C:y.m has a name that begins with a drive letter",
        "a\\b.m has a backslash in its name",
        f"x\\x0a.m {odd}",
        f"\\udcff.m {odd}",
    )


def test_names_without_the_flag_of_utf8(tmp_path: Path) -> None:
    content = patched(make_zip({"Zoë/sigmoid.m": M, "Ada/sigmoid.m": M}), b"PK\x01\x02", 8, b"\0\0")
    (tmp_path / "c.zip").write_bytes(patched(content, b"PK\x03\x04", 6, b"\0\0"))
    assert list(taken(tmp_path / "c.zip")) == ["Ada", "Zoë"]


def test_a_name_that_is_not_the_utf8_it_says(tmp_path: Path) -> None:
    eve = in_zip(tmp_path, make_zip({"é.m": M}).replace("é".encode(), b"\xff\xff"))
    assert "ex4.zip is not a zip, or is damaged: 'utf-8' codec" in eve.notes[0]


def test_links_and_devices_in_zips(tmp_path: Path) -> None:
    content = make_zip([("sigmoid.m", M), ("x.m", "/etc/passwd"), ("private", "/etc")])
    eve = in_zip(tmp_path, content)
    assert eve.files == {"sigmoid.m": M, "x.m": b"1"}
    assert sum("is a symbolic link" in note for note in eve.notes) == 2
    found = taken(put_zip(tmp_path / "d.zip", [("ada/x.m", M), ("eve", "/etc"), ("bob/x.m", M)]))
    assert found["eve"].files == {}
    assert "is a symbolic link" in found["eve"].notes[0]


def test_entries_that_are_there_twice(tmp_path: Path) -> None:
    eve = in_zip(tmp_path, make_zip([("sigmoid.m", b"first"), ("sigmoid.m", M), ("x.m", b"2")]))
    assert eve.files == {"sigmoid.m": M, "x.m": b"1"}
    assert eve.notes == (
        "sigmoid.m is in the zip more than once; the last one is graded",
        "x.m was handed in more than once; the file beside a zip, or in the first zip, is graded",
    )


def test_files_that_are_too_large_or_too_many(tmp_path: Path) -> None:
    files = {"x.m": bytes(MIB), "y.m": bytes(MIB + 1)}
    found = taken(put(tmp_path / "ada", files), put_zip(tmp_path / "bob.zip", files))
    for student in ("ada", "bob"):
        assert found[student] == Submission(student, {"x.m": bytes(MIB)}, ("y.m is larger than 1 MiB",))
    found = taken(
        put(tmp_path / "many", {f"{k:03}.m": b"" for k in range(201)}),
        put(tmp_path / "much", {f"{k}.m": bytes(MIB - 9) for k in range(9)}),
    )
    assert list(found["many"].files) == [f"{k:03}.m" for k in range(200)]
    assert found["many"].notes == ("there are more than 200 files; the first 200 are graded",)
    assert list(found["much"].files) == [f"{k}.m" for k in range(8)]
    assert found["much"].notes == ("there are more than 8 MiB; 8.m and the rest are left out",)


@pytest.mark.parametrize("declared", [None, 0, 10, 2**32 - 2])
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_zip_bombs(tmp_path: Path, method: int, declared: int | None) -> None:
    content = make_zip({"bomb.m": bytes(32 * MIB)}, method)
    if declared is not None:
        content = patched(content, b"PK\x01\x02", 24, struct.pack("<I", declared))
    tracemalloc.start()
    eve = in_zip(tmp_path, content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert eve.files == {"x.m": b"1"}
    assert eve.notes[0].startswith("bomb.m ")
    assert peak < 8 * MIB


def test_a_bomb_that_is_a_students_zip(tmp_path: Path) -> None:
    eve = in_zip(tmp_path, bytes(100 * MIB))
    assert eve.notes == ("ex4.zip is larger than 32 MiB",)


def test_a_zip_of_very_many_names(tmp_path: Path) -> None:
    content = make_zip({f"{k}.txt": b"" for k in range(40_000)})
    tracemalloc.start()
    eve = in_zip(tmp_path, content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "ex4.zip has a directory of" in eve.notes[0]
    assert peak < 4 * len(content)


def test_an_encrypted_zip(tmp_path: Path) -> None:
    content = patched(make_zip({"sigmoid.m": M}), b"PK\x01\x02", 8, b"\x01\0")
    assert in_zip(tmp_path, content) == Submission("eve", {"x.m": b"1"}, ("sigmoid.m is encrypted",))


def test_damaged_zips(tmp_path: Path) -> None:
    """Cut, or with another byte, all over: never an exception, never another content."""
    whole = make_zip({"sigmoid.m": M, "ex4/predict.m": M * 9})
    for at in range(0, len(whole), 3):
        cut = in_zip(tmp_path, whole[:at])
        assert cut.files == {"x.m": b"1"}
        assert cut.notes[0].startswith("ex4.zip is not a zip, or is damaged")
        other = in_zip(tmp_path, whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        assert other.files.get("sigmoid.m", M) == M


def test_a_zip_of_a_zip_of_itself(tmp_path: Path) -> None:
    content = make_zip({"x.m": M})
    for _ in range(5):
        content = make_zip({"more.zip": content})
    (tmp_path / "ada.zip").write_bytes(content)
    assert taken(tmp_path / "ada.zip")["ada"].files == {}


def test_notes_come_to_an_end(tmp_path: Path) -> None:
    eve = in_zip(tmp_path, make_zip([(f"{k}.m", "/etc/passwd") for k in range(500)]))
    assert len(eve.notes) == 21
    assert eve.notes[-1] == "and 480 more notes"


def test_nothing_is_written_beside_the_originals(tmp_path: Path) -> None:
    put(tmp_path, {"c/ada/sigmoid.m": M, "c/bob.zip": make_zip({"ex4/sigmoid.m": M})})
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert len(taken(tmp_path / "c")) == 2
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("seed", range(50))
def test_random_bytes_are_never_more_than_a_submission_error(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x03\x04PK\x05\x06" + random.Random(seed).randbytes(60))
    with pytest.raises(SubmissionError, match="x.zip"):
        list(find_submissions([path]))


def test_a_zip_of_refused_names_costs_as_much_as_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the notes that are shown are made; the others are counted."""
    made: list[str] = []
    whole = builder.one_line
    monkeypatch.setattr(builder, "one_line", lambda text: (made.append(text), whole(text))[1])
    eve = in_zip(tmp_path, make_zip([(f"../{k}.m", b"") for k in range(3000)]))
    assert eve.notes[-1] == "and 2980 more notes"
    assert len(eve.notes) == 21
    assert len(made) < 100


def test_many_zips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zips = {f"{k:02}.zip": make_zip({f"f{k}.m": M}) for k in range(30)}
    eve = taken(put(tmp_path / "c", {"ada/x.m": M} | {f"eve/{name}": it for name, it in zips.items()}))["eve"]
    assert len(eve.files) == 20
    assert eve.notes == ("there are 30 zips; the first 20 are opened",)
    monkeypatch.setattr(submissions, "MOST_ENTRIES", 5)
    eve = taken(tmp_path / "c")["eve"]
    assert len(eve.files) == 6
    assert "there are more than 5 files in zips; 06.zip and the rest are left out" in eve.notes


def test_what_is_refused_for_its_size_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    whole = ZipMember.open
    monkeypatch.setattr(ZipMember, "open", lambda self: (opened.append(self.info.filename), whole(self))[1])
    eve = in_zip(tmp_path, make_zip({f"{k:03}.m": bytes(MIB + 1) for k in range(300)}))
    assert sorted(opened) == ["ada/sigmoid.m", "eve/ex4.zip", "eve/x.m"]
    assert eve.files == {"x.m": b"1"}
    assert eve.notes[0] == "000.m is larger than 1 MiB"


def test_what_is_read_to_be_refused_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "LARGEST_READ", 3 * MIB)
    files = {f"{k:03}.m": bytes(MIB + 1) for k in range(9)}
    eve = taken(put(tmp_path / "eve", files))["eve"]
    assert eve.notes == (
        *(f"{k:03}.m is larger than 1 MiB" for k in range(4)),
        "there are more than 3 MiB; 004.m and the rest are left out",
        "there is no .m or .py file",
    )


def test_of_too_many_files_the_functions_own_come_first(tmp_path: Path) -> None:
    names = [f"a{k:03}.py" for k in range(220)] + ["nn_cost_function.py", "sigmoidGradient.m"]
    folder = put(tmp_path / "ada", dict.fromkeys(names, b"1"))
    (ada,) = find_submissions([folder], {"nnCostFunction", "sigmoidGradient"})
    assert len(ada.files) == 200
    assert {"nn_cost_function.py", "sigmoidGradient.m"} < set(ada.files)
