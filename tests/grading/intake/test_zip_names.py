"""Names in zips made on Windows in East Asia, which do not say how they are encoded."""

import struct
import zlib
from pathlib import Path

import pytest

from helpers.handed_in import M, make_zip, put, taken

NAMES = {
    "cp950": ["許志明", "許功蓋", "蓋", "陳怡君", "林志豪", "黃雅婷"],
    "gbk": ["许志明", "王伟", "张丽", "刘璐", "陈静", "欧阳娜娜", "錢穆"],
    "cp932": ["表", "十", "佐藤健", "田中ソニア", "能", "山田太郎", "たなか"],
}
TOLD = {"cp950": "Big5", "gbk": "GBK", "cp932": "Shift-JIS"}
WESTERN = ["Müller", "château", "José Núñez", "André", "Éric", "Größe", "naïve"]


def windows_zip(names: list[str], encoding: str, unicode_path: bool = False) -> bytes:
    """A zip with a file of each name, as Windows makes it: its own encoding, and no flag of UTF-8."""
    raw = [name.encode(encoding) for name in names]
    local, central = b"", b""
    for name, text in zip(raw, names, strict=True):
        extra = b""
        if unicode_path:
            utf8 = text.encode()
            extra = struct.pack("<HHBI", 0x7075, 5 + len(utf8), 1, zlib.crc32(name)) + utf8
        same = struct.pack("<HHHHIIIHH", 0, 0, 0, 0, zlib.crc32(M), len(M), len(M), len(name), len(extra))
        at = len(local)
        local += b"PK\x03\x04" + struct.pack("<H", 20) + same + name + extra + M
        central += b"PK\x01\x02" + struct.pack("<HH", 20, 20) + same
        central += struct.pack("<HHHII", 0, 0, 0, 0, at) + name + extra
    end = struct.pack("<HHHHIIH", 0, 0, len(raw), len(raw), len(central), len(local), 0)
    return local + central + b"PK\x05\x06" + end


@pytest.mark.parametrize("encoding", NAMES)
@pytest.mark.parametrize("separator", ["/", "\\"])
def test_a_class_of_such_names(tmp_path: Path, encoding: str, separator: str) -> None:
    """Nobody is lost, and no two become one, where half a character is a backslash."""
    names = NAMES[encoding]
    content = windows_zip([f"{name}{separator}x.m" for name in names], encoding)
    found = taken(put(tmp_path, {"c.zip": content}) / "c.zip")
    assert sorted(found) == sorted(names)
    for submission in found.values():
        assert submission.files == {"x.m": M}
        assert submission.notes == (f"the names in c.zip were read as {TOLD[encoding]}",)


@pytest.mark.parametrize(("encoding", "name"), [(it, name) for it in NAMES for name in NAMES[it]])
def test_one_such_name_loses_nothing(tmp_path: Path, encoding: str, name: str) -> None:
    """Of a few characters alone the encoding may be guessed wrongly, and the file is there all the same."""
    content = windows_zip([f"{name}/x.m", f"{name}/{name}.py"], encoding)
    found = taken(put(tmp_path, {"c/ada/x.m": M, "c/eve/ex4.zip": content}) / "c")["eve"]
    assert found.files["x.m"] == M
    assert len(found.files) == 2
    assert any(note.startswith("the names in ex4.zip were read as ") for note in found.notes)


@pytest.mark.parametrize("names", [WESTERN, *([name] for name in WESTERN)])
def test_western_names_stay_western(tmp_path: Path, names: list[str]) -> None:
    content = windows_zip([f"{name}/x.m" for name in (*names, "Ada")], "cp437")
    found = taken(put(tmp_path, {"c.zip": content}) / "c.zip")
    assert sorted(found) == sorted([*names, "Ada"])
    assert all(submission.notes == () for submission in found.values())


@pytest.mark.parametrize("encoding", NAMES)
def test_utf8_goes_before_a_guess_and_what_the_zip_says_before_both(tmp_path: Path, encoding: str) -> None:
    names = NAMES[encoding]
    paths = [f"{name}/x.m" for name in names]
    put(tmp_path, {"utf8.zip": windows_zip(paths, "utf-8"), "flag.zip": make_zip(dict.fromkeys(paths, M))})
    put(tmp_path, {"field.zip": windows_zip(paths, encoding, unicode_path=True)})
    for path in tmp_path.iterdir():
        found = taken(path)
        assert sorted(found) == sorted(names)
        assert all(submission.notes == () for submission in found.values())


def test_a_unicode_path_that_belongs_to_another_name_is_passed_over(tmp_path: Path) -> None:
    content = windows_zip(["ada/x.m", "bob/x.m"], "ascii", unicode_path=True)
    put(
        tmp_path,
        {"c.zip": content.replace(struct.pack("<I", zlib.crc32(b"ada/x.m")) + b"ada", bytes(4) + b"eve")},
    )
    assert list(taken(tmp_path / "c.zip")) == ["ada", "bob"]


def test_a_unicode_path_is_no_way_out(tmp_path: Path) -> None:
    content = windows_zip(["許/x.m", "ada/x.m", "bob/x.m"], "cp950", unicode_path=True)
    put(tmp_path, {"c.zip": content.replace("許/x.m".encode(), b"../../x")})
    found = taken(tmp_path / "c.zip")
    assert {student: it.files for student, it in found.items()} == {
        "ada": {"x.m": M},
        "bob": {"x.m": M},
        "x": {},
    }
    assert "x has a name that leads out of its folder" in found["x"].notes


def test_half_a_character_that_nothing_decodes(tmp_path: Path) -> None:
    content = (
        windows_zip(["ab/x.m", "cd/x.m"], "ascii").replace(b"ab/", b"\xff\\/").replace(b"cd/", b"\xfe\\/")
    )
    found = taken(put(tmp_path, {"c.zip": content}) / "c.zip")
    assert [it.files for it in found.values()] == [{"x.m": M}] * 2
