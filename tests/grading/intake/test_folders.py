"""Folders in folders: whose they are, and what of them is taken."""

import shutil
from pathlib import Path

import pytest

from helpers.handed_in import M, make_zip, put, put_zip, taken
from samebits.grading.batch.journal import APPLICATION, Journal
from samebits.grading.intake import find as students
from samebits.grading.intake.read import SubmissionError, find_submissions


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("around", ["", "ada/"])
def test_octave_and_python_in_folders_of_their_own(tmp_path: Path, zipped: bool, around: str) -> None:
    files = {
        "Octave/ex4/sigmoid.m": M,
        "PYTHON/nn.py": b"1",
        "PYTHON/__init__.py": b"",
        "src/__init__.py": b"",
    }
    files = {around + name: content for name, content in files.items()}
    top = put_zip(tmp_path / "eve.zip", files) if zipped else put(tmp_path / "eve", files)
    ((student, found),) = taken(top).items()
    assert student == ("eve" if zipped else around[:-1] or "eve")
    assert found.files == {"__init__.py": b"", "nn.py": b"1", "sigmoid.m": M}
    assert found.notes == ("several folders contain files, which are graded together: Octave, PYTHON, src",)


def test_the_other_language_in_a_folder_beside(tmp_path: Path) -> None:
    files = {"sigmoid.m": M, "python/nn.py": b"1", "old/sigmoid.m": M}
    (found,) = taken(put(tmp_path / "ada", files)).values()
    assert found.files == {"nn.py": b"1", "sigmoid.m": M}
    assert found.notes == (
        "the files beside the folder python are graded together with those in it",
        "not opened, because there are files beside them: old",
    )


def test_what_gradescope_has_graded_is_one_students_whatever_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put(tmp_path / "submission", {"ex4/sigmoid.m": M, "mine/nn.py": b"1"})
    assert list(taken(folder)) == ["ex4", "mine"]
    for metadata, student in {
        b'{"users": [{"name": "Ada", "sid": "7"}, {"name": "Alan", "sid": null}]}': "Ada, Alan",
        b'{"users": [{"name": 1, "email": "ada@example.org"}]}': "1",
        b'{"users": [1]}': "submission",
        b'{"users": []}': "submission",
        b"[": "submission",
    }.items():
        (tmp_path / "submission_metadata.json").write_bytes(metadata)
        assert taken(folder)[student].files == {"nn.py": b"1", "sigmoid.m": M}
    (tmp_path / "submission_metadata.json").unlink()
    monkeypatch.setattr(students, "GRADED", folder)
    assert list(taken(folder)) == ["submission"]


@pytest.mark.parametrize("around", ["", "Python/"])
def test_pythons_packages_are_taken_along(tmp_path: Path, around: str) -> None:
    package = {"utils/__init__.py": b"", "utils/helpers.py": b"1"}
    other = {"utils/deeper/x.py": b"", "no-name/x.py": b"", "lib/x.m": M, "utils/notes.txt": b""}
    files = {"nn.py": b"2"} | package | other
    found = taken(put(tmp_path / "c/ada", {around + name: it for name, it in files.items()}))["ada"]
    assert found.files == {"nn.py": b"2"} | package
    assert found.notes == ("not opened, because there are files beside them: lib, no-name",)
    found = taken(put(tmp_path / "eve", {"sigmoid.m": M} | package))["eve"]
    assert found.files == {"sigmoid.m": M}


def journal(mark: int = APPLICATION) -> bytes:
    return b"SQLite format 3\0".ljust(68, b"\0") + mark.to_bytes(4) + bytes(28)


def test_the_graders_own_folder_is_no_students(tmp_path: Path) -> None:
    grades = {"grades/journal.sqlite": journal(), "grades/ada/results.json": b"", "grades/index.html": b""}
    others = {"eve/journal.sqlite": journal(1), "eve/ex4/sigmoid.m": M, "bob/journal.sqlite": b""}
    put(tmp_path / "class", grades | {"ada/sigmoid.m": M} | others)
    assert list(taken(tmp_path / "class")) == ["ada", "bob", "eve"]
    put(tmp_path / "canvas", grades | {"ada_11_90_sigmoid.m": M, "eve_12_91_sigmoid.m": M})
    assert list(taken(tmp_path / "canvas")) == ["ada", "eve"]


@pytest.mark.parametrize("killed", [False, True])
def test_a_real_journal_is_known_also_after_a_kill(tmp_path: Path, killed: bool) -> None:
    out = put(tmp_path / "class", {"ada/sigmoid.m": M, "grades/index.html": b""}) / "grades"
    with Journal(out / "journal.sqlite"):
        if killed:
            shutil.copytree(out, tmp_path / "class" / "copy")
    shutil.rmtree(out) if killed else None
    assert list(taken(tmp_path / "class")) == ["ada"]


def test_what_is_there_in_place_of_code_is_named(tmp_path: Path) -> None:
    others = {f"{k}.ipynb": b"" for k in range(4)}
    files = {
        "ada/ex4.tar.gz": b"",
        "ada/text/report.pdf": b"",
        "bob.zip": make_zip(others),
        "eve/a.zip": make_zip(others),
        "eve/b.rar": b"",
        "eve/c.docx": b"",
    }
    found = taken(put(tmp_path / "c", files))
    notebooks = "0.ipynb, 1.ipynb, 2.ipynb, 3.ipynb"
    assert found["ada"].notes == ("there is no .m or .py file: ex4.tar.gz, report.pdf",)
    assert found["bob"].notes == (f"there is no .m or .py file: {notebooks}",)
    assert found["eve"].notes == (
        "there is no .m or .py file: b.rar, c.docx, 0.ipynb, 1.ipynb, 2.ipynb, ...",
    )
    with pytest.raises(SubmissionError, match=r"alan: contains no .m, .py or .zip file, but: a.pdf; exp"):
        list(find_submissions([put(tmp_path / "alan", {"a.pdf": b""})]))


def test_an_exports_zip_in_a_zip(tmp_path: Path) -> None:
    export = make_zip({"ada_11_90_sigmoid.m": M, "eve_12_91_sigmoid.m": M})
    found = taken(put_zip(tmp_path / "c.zip", {"export.zip": export, "__MACOSX/._export.zip": b""}))
    assert [(name, it.files, it.number) for name, it in found.items()] == [
        ("ada", {"sigmoid.m": M}, "11"),
        ("eve", {"sigmoid.m": M}, "12"),
    ]
    found = taken(put_zip(tmp_path / "bob.zip", {"ex4.zip": export[:-9]}))
    assert "ex4.zip is a zip in the zip bob.zip and was not opened" in found["bob"].notes


def test_what_may_be_meant_as_code_is_named_beside_code(tmp_path: Path) -> None:
    files = {
        "ada": {"exercise4.ipynb": b"", "utils.py": b"1", "data.mat": b"", "report.pdf": b""},
        "bob": {"sigmoidGradient.m": M, "live/nnCostFunction.mlx": b""},
        "eve": {"x.m": M, "nnCostFunction.m.txt": b"", "a.zip": make_zip({"ex4.tar.gz": b"", "b.7z": b""})},
        "fay": {"x.m": M, "old/SIGMOID.M": M, "Y.PY": b""},
        "gus": {"x.m": M, "readme.txt": b"", "ex4data1.mat": b""},
    }
    folder = put(tmp_path / "c", {f"{who}/{name}": it for who in files for name, it in files[who].items()})
    only = "not graded, because only .m and .py files are: "
    assert {student: it.notes for student, it in taken(folder).items()} == {
        "ada": (f"{only}exercise4.ipynb",),
        "bob": (f"{only}nnCostFunction.mlx",),
        "eve": (f"{only}nnCostFunction.m.txt, b.7z, ex4.tar.gz",),
        "fay": tuple(
            f"{name} is left out; expected the suffix in lower case" for name in ("Y.PY", "SIGMOID.M")
        ),
        "gus": (),
    }
