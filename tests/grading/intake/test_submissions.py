"""What is taken in, and whose it is."""

import tracemalloc
from pathlib import Path

import pytest

from helpers.handed_in import M, make_zip, put, put_zip, taken
from samebits.grading.intake.read import Submission, SubmissionError, find_submissions, list_students

METADATA = b"""---
submission_456:
  :submitters:
  - :name: Ada Lovelace
    :sid: '1'
    :email: ada@example.org
  :created_at: 2026-01-01 00:00:00.000000000 Z
  :score: 10.0
  :results:
    output: |
      submission_457:
        :submitters:
        - :name: Mallory
  :history:
  - :id: 5
    :submitters:
    - :name: Nobody
submission_457:
  :submitters:
  - :name: 'Grace O''Hopper'
    :sid: ''
    :email: null
  - :sid: 20
    :email: =emmy@example.org
    :name: "Em\\u006dy"
submission_458:
  :submitters: []
"""


def test_single_files_are_one_students(tmp_path: Path) -> None:
    put(tmp_path / "ada", {"sigmoid.m": M, "predict.py": b"1", "notes.txt": b"2"})
    found = taken(*sorted((tmp_path / "ada").iterdir()))
    assert found["ada"].files == {"predict.py": b"1", "sigmoid.m": M}


def test_a_students_folder(tmp_path: Path) -> None:
    files = {"sigmoid.m": M, "private/help.m": b"1", "lib/x.m": b"2", "data.mat": b"3", ".git/y.m": b"4"}
    found = taken(put(tmp_path / "ada", files))
    assert found["ada"].files == {"sigmoid.m": M, "private/help.m": b"1"}
    assert found["ada"].notes == ("not opened, because there are files beside them: lib",)


@pytest.mark.parametrize("zipped", [False, True])
def test_a_class_in_folders(tmp_path: Path, zipped: bool) -> None:
    files = {
        "bob/ex4/sigmoid.m": M,
        "ada/sigmoid.m": M,
        "eve/ex4.zip": make_zip(
            {"ex4/sigmoid.m": M, "__MACOSX/ex4/._sigmoid.m": b"", "ex4/in.zip": make_zip({})}
        ),
        "dan/notes.txt": b"",
        "fay/ex3/sigmoid.m": M,
        "fay/ex4/sigmoid.m": M,
    }
    found = taken(put_zip(tmp_path / "c.zip", files) if zipped else put(tmp_path / "c", files))
    assert list(found) == ["ada", "bob", "dan", "eve", "fay"]
    for student in ("ada", "bob", "eve"):
        assert found[student].files == {"sigmoid.m": M}
    assert found["eve"].notes == ("in.zip is a zip in the zip ex4.zip and was not opened",)
    assert found["dan"].notes == ("there is no .m or .py file: notes.txt",)
    assert "several folders contain files, and none is graded: ex3, ex4" in found["fay"].notes[0]


def test_a_folder_in_a_folder_is_a_student_and_in_a_zip_how_it_was_packed(tmp_path: Path) -> None:
    assert list(taken(put(tmp_path / "class", {"ada/ex4/sigmoid.m": M}))) == ["ada"]
    found = taken(put_zip(tmp_path / "bob.zip", {"ex4/sigmoid.m": M, "ex4/private/h.m": b"1"}))
    assert found["bob"].files == {"private/h.m": b"1", "sigmoid.m": M}


def test_a_folder_of_zips(tmp_path: Path) -> None:
    put(
        tmp_path / "class", {"ada.zip": make_zip({"sigmoid.m": M}), "bob.ZIP": make_zip({"ex4/sigmoid.m": M})}
    )
    found = taken(tmp_path / "class")
    assert [found[student].files for student in ("ada", "bob")] == [{"sigmoid.m": M}] * 2
    assert taken(*(tmp_path / "class").iterdir()) == found


@pytest.mark.parametrize("how", ["folder", "zip", "packed again", "one by one"])
def test_canvas(tmp_path: Path, how: str) -> None:
    files = {
        "lovelaceada_11_90_sigmoid.m": b"first",
        "lovelaceada_11_91_sigmoid-1.m": b"second",
        "lovelaceada_11_95_sigmoid-10.m": b"last",
        "lovelaceada_11_92_predict.py": b"1",
        "turingalan_LATE_12_93_ex4.zip": make_zip({"ex4/sigmoid.m": M}),
        "turingalan_13_94_report.pdf": b"",
        "anon_LATE_x7Yz2_97_sigmoid.m": M,
        "mallory_14_98_lovelaceada_11_99_sigmoid.m": b"not hers",
    }
    if how == "folder":
        found = taken(put(tmp_path / "c", files))
    elif how == "zip":
        found = taken(put_zip(tmp_path / "c.zip", files))
    elif how == "packed again":
        found = taken(put_zip(tmp_path / "c.zip", {f"export/{name}": it for name, it in files.items()}))
    else:
        names = [name for name in files if not name.endswith("pdf")]
        found = taken(*(put(tmp_path / "c", files) / name for name in names))
    assert found["lovelaceada"].files == {"sigmoid.m": b"last", "predict.py": b"1"}
    assert found["lovelaceada"].number == "11"
    assert found["lovelaceada"].notes == (
        "sigmoid.m was handed in again as sigmoid-10.m, which is graded",
        "sigmoid-1.m was handed in again as sigmoid-10.m, which is graded",
    )
    late = found["turingalan" if how == "one by one" else "turingalan (12)"]
    assert (late.files, late.number) == ({"sigmoid.m": M}, "12")
    assert late.notes == ("handed in late, according to Canvas",)
    assert found["anon_x7Yz2"].files == {"sigmoid.m": M}
    assert found["mallory"].files == {"lovelaceada_11_99_sigmoid.m": b"not hers"}
    if how != "one by one":  # another of the same name
        assert found["turingalan (13)"].notes == ("there is no .m or .py file: report.pdf",)


@pytest.mark.parametrize("zipped", [False, True])
def test_moodle(tmp_path: Path, zipped: bool) -> None:
    files = {
        "Ada Lovelace_11_assignsubmission_file_/sigmoid.m": M,
        "Ada Lovelace_11_assignsubmission_onlinetext_/onlinetext.html": b"",
        "José Núñez_12_assignsubmission_file/ex4.zip": make_zip({"sigmoid.m": M}),
        "Alan Turing_13_assignsubmission_file_sigmoid.m": M,
        "Alan Turing_13_assignsubmission_file_predict.m": b"1",
        "Eve_14_assignsubmission_file_Ada Lovelace_11_assignsubmission_file_x.m": b"2",
    }
    found = taken(put_zip(tmp_path / "c.zip", files) if zipped else put(tmp_path / "c", files))
    assert list(found) == ["Ada Lovelace", "Alan Turing", "Eve", "José Núñez"]
    assert found["Ada Lovelace"].files == found["José Núñez"].files == {"sigmoid.m": M}
    assert found["Ada Lovelace"].notes == ("an online text is not graded",)
    assert [found[name].number for name in found] == ["11", "13", "14", "12"]
    assert found["Alan Turing"].files == {"sigmoid.m": M, "predict.m": b"1"}


def test_one_of_moodles_folders(tmp_path: Path) -> None:
    folder = put(tmp_path / "Ada Lovelace_11_assignsubmission_file_", {"ex4/sigmoid.m": M})
    assert taken(folder)["Ada Lovelace"].files == {"sigmoid.m": M}


@pytest.mark.parametrize("zipped", [False, True])
def test_gradescope(tmp_path: Path, zipped: bool) -> None:
    files = {f"assignment_1_export/submission_{k}/sigmoid.m": M for k in (456, 457, 458)}
    files["assignment_1_export/submission_metadata.yml"] = METADATA
    found = taken(put_zip(tmp_path / "c.zip", files) if zipped else put(tmp_path / "c", files))
    assert [(student, it.number, it.email) for student, it in found.items()] == [
        ("Ada Lovelace", "1", "ada@example.org"),
        ("Grace O'Hopper, Emmy", "20", "=emmy@example.org"),
        ("submission_458", "", ""),
    ]
    assert all(submission.files == {"sigmoid.m": M} for submission in found.values())


def test_gradescope_names_cannot_become_paths(tmp_path: Path) -> None:
    metadata = b"submission_1:\n  :submitters:\n  - :name: ../../etc/x\n"
    put(tmp_path / "c", {"submission_1/x.m": M, "submission_2/x.m": M, "submission_metadata.yml": metadata})
    assert list(taken(tmp_path / "c")) == [".._.._etc_x", "submission_2"]


def test_students_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    files = {f"lee_{k}_5_x.m": str(k).encode() for k in (9, 10)} | {"lee (8)_3_5_x.m": b"his own name"}
    found = taken(put(tmp_path / "c", files))
    by_name = {student: submission.files["x.m"] for student, submission in found.items()}
    assert by_name == {"lee (10)": b"10", "lee (8)": b"his own name", "lee (9)": b"9"}
    assert list_students([tmp_path / "c"]) == list(found)
    more = taken(put(tmp_path / "c", {"lee_7_5_x.m": b"7", "ada_1_5_x.m": b"1"}))  # nobody else is renamed
    assert set(found) < set(more)
    assert all(more[student] == found[student] for student in found)


def test_students_of_the_same_name_without_a_number(tmp_path: Path) -> None:
    paths = [put(tmp_path / folder / "ada", {"x.m": folder.encode()}) for folder in ("a", "b")]
    assert {name: it.files["x.m"] for name, it in taken(*paths).items()} == {"ada": b"a", "ada (2)": b"b"}


def test_a_digest_tells_names_and_contents_apart() -> None:
    contents = [
        {},
        {"a.m": b""},
        {"a.m": b"b"},
        {"a.mb": b""},
        {"a.m": b"", "b.m": b""},
        {"b.m": b"", "a.mb": b""},
    ]
    assert len({Submission("ada", files).digest for files in contents}) == len(contents)
    one, other = {"a.m": b"1", "b.m": b"2"}, {"b.m": b"2", "a.m": b"1"}
    assert Submission("ada", one).digest == Submission("bob", other, ("a note",)).digest


def test_what_runs_unasked_is_left_out(tmp_path: Path) -> None:
    names = (".octaverc", "PKG_ADD", "startup.m", "finish.m", "sitecustomize.py", "private/startup.m")
    found = taken(put(tmp_path / "ada", {"sigmoid.m": M} | dict.fromkeys(names, b"exit")))
    assert found["ada"].files == {"sigmoid.m": M}
    assert sorted(found["ada"].notes) == sorted(
        f"{name} is left out: it would run by itself" for name in names
    )


def test_names_that_differ_in_case_are_kept_and_told(tmp_path: Path) -> None:
    found = taken(put(tmp_path / "ada", {"predict.m": M, "Predict.m": b"1", "SIGMOID.M": b"2"}))
    assert found["ada"].files == {"predict.m": M, "Predict.m": b"1"}
    assert found["ada"].notes == (
        "SIGMOID.M is left out; expected the suffix in lower case",
        "Predict.m and predict.m differ only in upper and lower case",
    )


def test_nothing_to_read_says_what_was_given_and_expected(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    (tmp_path / "x.pdf").write_bytes(b"")
    for name, words in {
        "nowhere": "nowhere: there is no such file or folder; expected",
        "empty": "empty: contains no files and no folders; expected",
        "bad.zip": "bad: bad.zip is not a zip, or is damaged: File is not a zip file; expected",
        "x.pdf": "x.pdf is not an .m, .py or .zip file; expected",
    }.items():
        with pytest.raises(SubmissionError, match=words):
            list(find_submissions([tmp_path / name]))
    with pytest.raises(SubmissionError, match="nothing was given; expected"):
        list(find_submissions([]))


def test_a_bad_zip_among_good_ones(tmp_path: Path) -> None:
    put(tmp_path, {"bad.zip": b"no zip", "ada/sigmoid.m": M})
    found = taken(tmp_path / "bad.zip", tmp_path / "ada")
    assert found["ada"].files == {"sigmoid.m": M}
    assert "bad.zip is not a zip" in found["bad"].notes[0]


def test_more_than_the_most_submissions(tmp_path: Path) -> None:
    path = put_zip(tmp_path / "c.zip", {f"s{k}/x.m": b"" for k in range(5001)})
    with pytest.raises(SubmissionError, match="there are 5001 submissions; expected at most 5000"):
        next(find_submissions([path]))


@pytest.mark.parametrize("zipped", [False, True])
def test_one_submission_is_held_at_a_time(tmp_path: Path, zipped: bool) -> None:
    size = 1 << 20
    files = {f"s{k}/x.m": bytes(size) for k in range(60)}
    path = put_zip(tmp_path / "c.zip", files) if zipped else put(tmp_path / "c", files)
    del files
    tracemalloc.start()
    assert sum(1 for _ in find_submissions([path])) == 60
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * size
