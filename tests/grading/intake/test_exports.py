"""Whose a file is, by names as the platforms really write them."""

import random
from pathlib import Path

import pytest

from helpers.handed_in import M, make_zip, put, put_zip, taken
from samebits.grading.intake import find as students
from samebits.grading.intake.platforms import origin, resolve_origins
from samebits.grading.intake.read import SubmissionError, find_submissions, list_students


@pytest.mark.parametrize(
    ("name", "student", "number", "file"),
    [
        ("projectgroup_1_1234_5678_nnCostFunction.m", "projectgroup_1", "1234", "nnCostFunction.m"),
        ("group_7_b_1234_5678_x.m", "group_7_b", "1234", "x.m"),
        ("lovelaceada_1234_5678_x_1_2.m", "lovelaceada", "1234", "x_1_2.m"),
        ("lovelaceada_LATE_1234_5678_ex4.zip", "lovelaceada", "1234", "ex4.zip"),
        ("mallory_14_98_lovelaceada_11_99_x.m", "mallory", "14", "lovelaceada_11_99_x.m"),
        ("anon_b3Kq9_5678_x.m", "anon_b3Kq9", "b3Kq9", "x.m"),
        ("LATE_anon_b3Kq9_5678_x.m", "anon_b3Kq9", "b3Kq9", "x.m"),
        ("anon_LATE_b3Kq9_5678_x.m", "anon_b3Kq9", "b3Kq9", "x.m"),
        ("anon_90210_5678_1_x.m", "anon_90210", "90210", "1_x.m"),
        ("王小明_1234_5678_x.m", "王小明", "1234", "x.m"),
        ("Ada Lovelace_77_assignsubmission_file_x.m", "Ada Lovelace", "77", "x.m"),
        ("Teilnehmerin_77_assignsubmission_file_", "Teilnehmerin", "77", ""),
        ("Group A-Ada Lovelace_77_assignsubmission_file", "Group A-Ada Lovelace", "77", ""),
        ("Ex 4_ada_attempt_2026-01-05-12-30-45_x.m", "Ex 4_ada", "", "x.m"),
    ],
)
def test_names(name: str, student: str, number: str, file: str) -> None:
    whose = origin(name)
    assert whose is not None
    assert (whose.student, whose.number, whose.file) == (student, number, file)
    assert ("late" in whose.note) == ("LATE" in name)


@pytest.mark.parametrize(
    "name",
    ["eve_1_2_x-" + "9" * 5000 + ".m", "e" * 256, "_1_" * 90, f"eve_{'9' * 19}_2_x.m", "x-1.m", "ex4_1.m"],
)
def test_what_is_no_platforms_name(name: str) -> None:
    assert origin(name) is None


def test_numbers_at_the_end_of_a_name_and_at_the_start_of_a_file(tmp_path: Path) -> None:
    """Which of several numbers are the student's is known from the other names."""
    names = {
        "projectgroup_1_1234_5678_a.m": ("projectgroup_1", "a.m"),
        "projectgroup_1_1234_5679_b.m": ("projectgroup_1", "b.m"),
        "projectgroup_2_1234_5680_a.m": ("projectgroup_2", "a.m"),
        "ada_11_90_1_cost.py": ("ada", "1_cost.py"),
        "ada_11_91_2_grad.py": ("ada", "2_grad.py"),
        "eve_12_92_x.m": ("eve", "x.m"),
        "eve_12_93_20260105_y.py": ("eve", "20260105_y.py"),
    }
    shuffled = random.Random(1).sample(list(names), len(names))
    told = {name: (whose.student, whose.file) for name, whose in resolve_origins(shuffled).items() if whose}
    assert told == names
    found = taken(put(tmp_path / "c", dict.fromkeys(names, M)))
    assert {student: sorted(it.files) for student, it in found.items()} == {
        "ada": ["1_cost.py", "2_grad.py"],
        "eve": ["20260105_y.py", "x.m"],
        "projectgroup_1": ["a.m", "b.m"],
        "projectgroup_2": ["a.m"],
    }


def test_a_name_that_begins_with_numbers_on_canvas() -> None:
    """Read like the names beside it, whose numbers are as long."""
    found = resolve_origins(
        ["lovelaceada_40115_990123_port.py", "turingalan_40116_990124_4_1_nn.py"]
        + ["hoppergrace_40117_990125_2024_11_nn.py"]
    )
    assert [(it.student, it.number, it.file) for it in found.values() if it] == [
        ("lovelaceada", "40115", "port.py"),
        ("turingalan", "40116", "4_1_nn.py"),
        ("hoppergrace", "40117", "2024_11_nn.py"),
    ]


@pytest.mark.parametrize(
    ("handed_in", "files", "words"),
    [
        ({"x-1.m": 90}, {"x.m": b"x-1.m"}, ""),
        ({"x.m": 90, "x-1.m": 91}, {"x.m": b"x-1.m"}, "x.m was handed in again as x-1.m, which is graded"),
        (
            {"x-1.m": 90, "x-2.m": 91},
            {"x.m": b"x-2.m"},
            "x-1.m was handed in again as x-2.m, which is graded",
        ),
        (
            {"ex4.py": 90, "ex4-1.py": 91},
            {"ex4.py": b"ex4-1.py"},
            "ex4.py was handed in again as ex4-1.py, which is graded",
        ),
        ({"ex4-1.py": 90, "ex4-2.py": 91}, None, "ex4-1.py, ex4-2.py are all used, under these names"),
        ({"ex4.py": 95, "ex4-1.py": 91}, None, "ex4.py, ex4-1.py are all used, under these names"),
        (
            {"hw4-2024.py": 90, "hw4-2025.py": 91},
            None,
            "hw4-2024.py, hw4-2025.py are all used, under these names",
        ),
    ],
)
def test_handed_in_again_on_canvas(
    tmp_path: Path, handed_in: dict[str, int], files: dict[str, bytes] | None, words: str
) -> None:
    """No file is lost without a word: the one taken bears the plain name, or all bear their own."""
    put(tmp_path / "c", {f"ada_11_{turn}_{name}": name.encode() for name, turn in handed_in.items()})
    ada = taken(tmp_path / "c")["ada"]
    if files is None:
        assert ada.files == {name: name.encode() for name in handed_in}
    else:
        assert ada.files == files
    assert ada.notes == ((words,) if words else ())


def test_of_zips_handed_in_again_the_last_is_opened_first(tmp_path: Path) -> None:
    zips = {f"ada_11_{90 + k}_1234-{k}.zip": make_zip({"x.m": str(k).encode()}) for k in (1, 2)}
    ada = taken(put(tmp_path / "c", zips))["ada"]
    assert ada.files == {"x.m": b"2"}
    assert "1234-1.zip, 1234-2.zip are all used, under these names" in ada.notes


@pytest.mark.parametrize("word", ["Participant", "参加者", "Teilnehmerin", "Участник", "參與者"])
def test_moodles_blind_marking(tmp_path: Path, word: str) -> None:
    files = {f"{word}_{k}_assignsubmission_file_x.m": str(k).encode() for k in (77, 78)}
    found = taken(put(tmp_path / "c", files))
    assert {student: it.files["x.m"] for student, it in found.items()} == {
        f"{word} (77)": b"77",
        f"{word} (78)": b"78",
    }
    more = taken(put(tmp_path / "c", {f"{word}_9_assignsubmission_file_x.m": b"9"}))
    assert more == found | {f"{word} (9)": more[f"{word} (9)"]}


def test_blackboard(tmp_path: Path) -> None:
    put(
        tmp_path / "c",
        {
            "Exercise 4_ada_attempt_2026-01-05-12-30-45.txt": b"Name: Ada",
            "Exercise 4_ada_attempt_2026-01-05-12-30-45_x.m": b"first",
            "Exercise 4_ada_attempt_2026-01-06-09-00-00_x.m": b"last",
            "Exercise 4_ada_attempt_2026-01-06-09-00-00.txt": b"",
            "Exercise 4_alan_Versuch_2026-01-05-12-30-45_ex4.zip": make_zip({"x.m": M}),
            "Exercise 4_li_ming_尝试_2026-01-05-12-30-45_x.m": b"li",
            "Exercise 4_wu_ming_尝试_2026-01-05-12-30-45_x.m": b"wu",
        },
    )
    found = taken(tmp_path / "c")
    assert {student: it.files["x.m"] for student, it in found.items()} == {
        "Exercise 4_li_ming": b"li",
        "Exercise 4_wu_ming": b"wu",
        "ada": b"last",
        "alan": M,
    }
    assert found["ada"].notes == ("x.m was handed in more than once; the last one is graded",)


ADA = b"def sigmoid(z): pass\ndef predict(T, X): pass\ndef nn_cost_function(p): pass\n"
ALAN = b"import numpy as np\n\ndef sigmoid(z): pass\ndef nn_cost_function(nn_params): pass\n"
OCTAVE = b"%% my cost\nfunction [J grad] = nnCostFunction(p)\nend\n"


@pytest.mark.parametrize("how", ["folder", "files", "zip"])
@pytest.mark.parametrize(
    "files",
    [
        {"lovelace.py": ADA, "turing.py": ALAN},
        {"lovelace.py": ADA, "turing.py": ALAN, "hopper.py": ADA, "noether.py": b"1", "li.py": b"def f(): 0"},
        {"lovelace.m": OCTAVE, "turing.m": OCTAVE},
    ],
)
def test_a_class_in_one_flat_folder_is_refused(tmp_path: Path, how: str, files: dict[str, bytes]) -> None:
    folder = put(tmp_path / "class", files)
    paths = {"folder": [folder], "files": [folder / name for name in files]}.get(how)
    with pytest.raises(SubmissionError, match=r"lovelace.* define the same functions; if several students"):
        list_students(paths or [put_zip(tmp_path / "class.zip", files)])


@pytest.mark.parametrize(
    "files",
    [
        {"ex4.py": ADA, "utils.py": b"def sigmoid(z): pass\n"},
        {"ex4.py": ADA, "ex4_old.py": ADA, "Ex4 (1).py": ADA},
        {"sigmoid.m": M, "nnCostFunction.m": OCTAVE, "nn.py": ADA},
        {"a.py": b"x = 1\n", "b.py": b"x = 1\n"},
    ],
)
def test_one_students_flat_folder_is_not(tmp_path: Path, files: dict[str, bytes]) -> None:
    assert taken(put(tmp_path / "ada", files))["ada"].files == files


def test_in_a_class_a_student_may_have_defined_things_twice(tmp_path: Path) -> None:
    put(tmp_path / "c", {"ada/one.py": ADA, "ada/two.py": ADA, "eve/x.m": M})
    assert list(taken(tmp_path / "c")) == ["ada", "eve"]


def test_of_several_paths_each_is_one_students(tmp_path: Path) -> None:
    """As `class/*` gives them: nobody hands in for others."""
    put(
        tmp_path / "c",
        {
            "eve/ada_1001_90_x.m": b"not hers",
            "eve/bob_1002_91_x.m": b"not his",
            "fay/ex4/x.m": M,
            "fay/lib/y.m": M,
            "Ada Lovelace_11_assignsubmission_file_/x.m": M,
            "mallory.zip": make_zip({"ada/x.m": b"not hers", "bob/y.m": b"not his"}),
            "gus.zip": make_zip({"ada_1001_90_x.m": b"not hers", "bob_1002_91_x.m": b"not his"}),
        },
    )
    found = taken(*sorted((tmp_path / "c").iterdir()))
    assert list(found) == ["Ada Lovelace", "eve", "fay", "gus", "mallory"]
    assert [it.number for it in found.values()] == ["11", "", "", "", ""]
    assert found["fay"].files == {"x.m": M, "y.m": M}


def test_of_several_paths_an_export_is_known_by_its_own_name(tmp_path: Path) -> None:
    canvas = {"ada_11_90_x.m": M, "eve_12_91_x.m": M}
    paths = [put_zip(tmp_path / name, canvas) for name in ("submissions.zip", "other.zip")]
    paths.append(put(tmp_path / "assignment_7_export", {"submission_1/x.m": M, "submission_2/x.m": M}))
    paths.append(put_zip(tmp_path / "submissions (1).zip", {"fay_13_90_x.m": M, "gus_11_91_x.m": M}))
    found = taken(*paths)
    assert list(found) == ["ada", "eve", "fay", "gus", "other", "submission_1", "submission_2"]
    for student in ("ada", "gus"):
        assert found[student].notes == ("another submission also has the number 11",)


def test_names_that_stopped_everybody(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "eve.zip": make_zip({"eve_1_2_x-" + "9" * 5000 + ".m": M, "y.m": M}),
            "ada/submission_metadata.yml": b"",
            "ada/port.py": b"1",
            "bob/x.m": M,
        },
    )
    found = taken(*(tmp_path / name for name in ("eve.zip", "ada", "bob")))
    assert list(found) == ["ada", "bob", "eve"]
    assert found["ada"].files == {"port.py": b"1"}
    assert found["eve"].files == {"y.m": M}
    assert taken(tmp_path / "ada")["ada"].files == {"port.py": b"1"}
    assert taken(put_zip(tmp_path / "fay.zip", {"submission_metadata.yml": b""}))["fay"].files == {}
    with pytest.raises(SubmissionError, match=r"gus: contains no .m, .py or .zip file"):
        list(find_submissions([put(tmp_path / "gus", {"submission_metadata.yml": b""})]))


def test_a_large_class_zip_is_read_and_a_larger_one_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert students.CLASS_DIRECTORY == 64 << 20
    monkeypatch.setattr(students, "CLASS_DIRECTORY", 1 << 17)
    path = put_zip(tmp_path / "c.zip", {f"ada/{k}.txt": b"" for k in range(3000)})
    with pytest.raises(SubmissionError, match=f"expected at most {1 << 17}: unpack it first"):
        list_students([path])


def test_folders_that_are_named_like_files(tmp_path: Path) -> None:
    assert taken(put(tmp_path / "d.m", {"x.m": M}))["d.m"].files == {"x.m": M}
    files = {"x.m": M, "y.m/z.m": M, "w.py/v.py": b"1", "u.zip/t.m": M}
    found = taken(put(tmp_path / "ada", files))["ada"]
    assert found.files == {"x.m": M}
    assert found.notes == ("not opened, because there are files beside them: u.zip, w.py, y.m",)
