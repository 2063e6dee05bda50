"""Text that somebody else wrote, made harmless."""

import time
from pathlib import Path

import pytest

from helpers.made_results import NAMES
from samebits.grading.reports.escape import cell, folder_name, message, number, one_line, plain


def test_folders_are_safe_and_each_is_another(tmp_path: Path) -> None:
    """Also where upper and lower case are the same; and none is the name of a report."""
    folders = [folder_name(name) for name in NAMES]
    assert len({folder.casefold() for folder in folders}) == len(NAMES)
    for folder in folders:
        assert not set(folder) & set('/\\.\0:*?"<>| ')
        assert len(folder.encode()) < 200
        (tmp_path / folder).mkdir()
    assert len(list(tmp_path.iterdir())) == len(NAMES)


@pytest.mark.parametrize(
    ("student", "start"),
    [
        ("Ada Lovelace", "Ada_Lovelace~"),
        ("../../etc", "etc~"),
        ("", "student~"),
        ("李雷", "李雷~"),
        ("con", "con~"),
    ],
)
def test_changed_names_are_readable_and_marked(student: str, start: str) -> None:
    name, tilde, digest = folder_name(student).partition("~")
    assert name + tilde == start
    assert len(digest) == 10
    assert folder_name(student) == folder_name(student)


def test_a_plain_name_stays() -> None:
    assert folder_name("doejane_123-4") == "doejane_123-4"
    assert folder_name("a" * 64) == "a" * 64
    assert "~" in folder_name("a" * 65)


def test_nobody_can_take_the_folder_of_another() -> None:
    assert folder_name(folder_name("Ada")) != folder_name("Ada")


def test_plain_text() -> None:
    assert plain("\x1b[31;1mred\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x1b\\ \x9b2Jend") == "red link end"
    assert plain("a\r\nb\rc\td\n") == "a\nb\nc\td\n"
    assert plain("\x00\x07\x7f\x85\u202e\udc80\uffff") == r"\x00\x07\x7f\x85\u202e\udc80\uffff"
    assert plain("naïve 李雷 \u05d0 \U0001f600") == "naïve 李雷 \u05d0 \U0001f600"


def test_names_stay_different_on_one_line() -> None:
    assert one_line("a\n\tb\x1b[0m") == r"a\x0a\x09b\x1b[0m"
    assert len({one_line(name) for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("hostile", ["\x1b]", "\x1b[", "\x1b[1", "\x1bP\x1b", "\x9b;"])
def test_long_unfinished_commands_take_no_time(hostile: str) -> None:
    start = time.process_time()
    plain(hostile * 200_000)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_formulas(start: str) -> None:
    assert cell(start + "1+1") == "'" + one_line(start) + "1+1"
    assert cell("1" + start) == "1" + one_line(start)


def test_numbers() -> None:
    assert [number(x) for x in (30.0, 0.1 + 0.2, 12.5, 0.0)] == ["30", "0.3", "12.5", "0"]


@pytest.mark.parametrize("separator", [";", ",", "; ", ';"'])
def test_formulas_in_a_second_field(separator: str) -> None:
    assert cell(f"x{separator}=HYPERLINK(1)") == f"x{separator}'=HYPERLINK(1)"
    assert cell(f"x{separator}y=1") == f"x{separator}y=1"


def test_a_message_is_one_line_without_codes() -> None:
    octave = "parse error near line 16 of file f.m\n\n  syntax error\n\n>>> g = (z;\n"
    assert message(octave) == "parse error near line 16 of file f.m syntax error >>> g = (z;"
    assert message("\x1b[31mred\x1b[0m\ttab\x00") == r"red tab\x00"
