"""The reports of a made-up class, read back."""

import csv
import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from helpers.made_results import NAMES, ex4, made_class, made_student
from samebits.grading.reports.escape import folder_name, one_line
from samebits.grading.reports.write import (
    COLUMNS,
    ReportError,
    gradescope_results,
    prepare_reports,
    remove_unfinished,
    write_reports,
)
from samebits.grading.results import (
    CRASHED,
    MISSING,
    NOT_GRADABLE,
    OUR_FAULT,
    RIGHT,
    TIMED_OUT,
    WRONG,
    Graded,
    PartResult,
    graded_from,
)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class") / "out"
    write_reports(folder, ex4(), iter(made_class()))
    return folder


def no_constant(name: str) -> Any:
    raise AssertionError(f"{name} is not JSON")


def read_json(path: Path) -> Any:
    return json.loads(path.read_bytes(), parse_constant=no_constant)


def test_what_lies_where(out: Path) -> None:
    folders = {folder_name(name) for name in NAMES}
    assert {path.name for path in out.iterdir()} == {
        *folders, "grades.csv", "index.html", "junit.xml", "results.json",
    }  # fmt: skip
    for folder in folders:
        assert {path.name for path in (out / folder).iterdir()} == {"index.html", "results.json"}
    assert list(out.parent.iterdir()) == [out]


def test_the_same_results_give_the_same_bytes(out: Path, tmp_path: Path) -> None:
    write_reports(tmp_path, ex4(), made_class())
    for path in out.rglob("*.*"):
        assert (tmp_path / path.relative_to(out)).read_bytes() == path.read_bytes(), path


def test_gradescope(out: Path) -> None:
    results = read_json(out / folder_name(NAMES[3]) / "results.json")
    graded = made_class()[3]
    assert results["score"] == graded.score
    assert results["execution_time"] == round(graded.seconds, 3)
    assert (results["visibility"], results["stdout_visibility"]) == ("visible", "hidden")
    assert "The submission printed:\nJ = 0.287629\n<b>bold?</b>\\x00\\x08\n" in results["output"]
    assert "\x1b" not in json.dumps(results, ensure_ascii=False)
    for test, part in zip(results["tests"], graded.parts, strict=True):
        assert (test["name"], test["score"], test["max_score"]) == (part.name, part.score, part.points)
        assert test["status"] == ("passed" if part.status == RIGHT else "failed")
        assert (test["output_format"], test["visibility"]) == ("text", "visible")
        assert test["extra_data"]["status"] == part.status
        assert test["output"].startswith(part.status)
    assert [test["number"] for test in results["tests"]] == [str(n) for n in range(1, 10)]


def test_the_mistake_is_told() -> None:
    parts = [
        PartResult("cost", 30, 0, WRONG, "python", ["J is 1; expected 2"], "labels start at 0", "hidden")
    ]
    (test,) = gradescope_results(Graded("ada", parts))["tests"]
    assert test["output"] == "wrong: 0 of 30 points\nThe mistake: labels start at 0\nJ is 1; expected 2"
    assert (test["tags"], test["visibility"]) == (["python"], "hidden")


def test_what_could_not_be_graded_is_no_zero(out: Path) -> None:
    """Gradescope adds up the tests' scores where there is no other: so none has one."""
    name = NAMES[1]
    results = read_json(out / folder_name(name) / "results.json")
    assert "score" not in results
    assert results["output"].startswith(OUR_FAULT)
    assert not any("score" in test for test in results["tests"])
    assert "status" not in results["tests"][2]
    assert results["tests"][2]["output"].startswith(
        "Could not be graded, which is not the submission's fault"
    )
    assert results["tests"][0]["output"] == "right: 30 of 30 points"
    row = rows(out)[1]
    assert (row["raw_score"], row["score"], row["late_submission_penalty"]) == ("", "", "")
    entry = read_json(out / "results.json")["students"][1]
    assert entry["score"] is None
    assert entry["gradable"] is False


def rows(out: Path) -> list[dict[str, str]]:
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv(out: Path) -> None:
    read = rows(out)
    assert tuple(read[0]) == COLUMNS
    assert len(read) == len(NAMES)
    for row, graded in zip(read, made_class(), strict=True):
        assert row["student_id"].removeprefix("'") == one_line(graded.student)
        assert not row["student_id"].startswith(("=", "+", "-", "@", "\t", "\r"))
        assert row["assignment"] == "ex4"
        assert float(row["max_score"]) == 100
        if graded.gradable:
            assert float(row["score"]) == float(row["raw_score"]) == graded.score
    assert read[NAMES.index("-1")]["student_id"] == "'-1"


def test_csv_has_the_platforms_number(tmp_path: Path) -> None:
    graded = Graded("=Ada", [], number="-11", email="@example.org")
    write_reports(tmp_path, ex4(), [graded, Graded("Alan", [], email="alan@example.org")])
    wanted = [("'-11", "'=Ada", "'@example.org"), ("Alan", "", "alan@example.org")]
    assert [(row["student_id"], row["last_name"], row["email"]) for row in rows(tmp_path)] == wanted
    older = {k: value for k, value in graded.as_dict().items() if k not in ("number", "email")}
    assert graded_from(older) == Graded("=Ada", [])


def test_csv_keeps_our_own_numbers(tmp_path: Path) -> None:
    write_reports(tmp_path, ex4(), [Graded("ada", [PartResult("cost", 30, -2.5, WRONG)])])
    assert rows(tmp_path)[0]["score"] == "-2.5"


def test_junit(out: Path) -> None:
    suites = ElementTree.parse(out / "junit.xml").getroot()
    assert [suite.get("name") for suite in suites] == [one_line(name) for name in NAMES]
    kinds = {RIGHT: None, WRONG: "failure", CRASHED: "failure", TIMED_OUT: "failure", MISSING: "skipped"}
    kinds[NOT_GRADABLE] = "error"
    for suite, graded in zip(suites, made_class(), strict=True):
        cases = suite.findall("testcase")
        for case, part in zip(cases, graded.parts, strict=True):
            assert [child.tag for child in case] == ([kinds[part.status]] if kinds[part.status] else [])
            if part.mistake:
                assert part.mistake in (case[0].text or "")
        for attribute, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(attribute) == str(sum(case.find(kind) is not None for case in cases))
    assert suites[1].get("errors") == "1"


def test_the_class_as_json(out: Path) -> None:
    read = read_json(out / "results.json")
    assert (read["assignment"], read["digest"]) == ("ex4", ex4().digest)
    for entry, graded in zip(read["students"], made_class(), strict=True):
        ours = {key: entry.pop(key) for key in ("folder", "gradable", "score", "points")}
        assert graded_from(entry) == graded  # T0, also of the seconds
        assert ours["points"] == graded.points
        assert ours["folder"] == folder_name(graded.student)


def test_no_nan_in_json(tmp_path: Path) -> None:
    part = PartResult("cost", 30, float("nan"), RIGHT, seconds=float("inf"))
    write_reports(tmp_path, ex4(), [Graded("ada", [part])])
    assert read_json(tmp_path / "results.json")["students"][0]["parts"][0]["score"] is None
    assert read_json(tmp_path / "ada" / "results.json")["score"] is None


def test_an_empty_class(tmp_path: Path) -> None:
    write_reports(tmp_path, ex4(), [])
    assert read_json(tmp_path / "results.json")["students"] == []
    assert rows(tmp_path) == []
    assert len(ElementTree.parse(tmp_path / "junit.xml").getroot()) == 0
    assert "0 students" in (tmp_path / "index.html").read_text()


def test_a_student_who_comes_twice(tmp_path: Path) -> None:
    """Nothing of the class is written, and nothing of an earlier one is lost."""
    write_reports(tmp_path, ex4(), [made_student(0, "ada")])
    before = (tmp_path / "grades.csv").read_bytes()
    with pytest.raises(ValueError, match="two results of the student 'alan'"):
        write_reports(tmp_path, ex4(), [made_student(0, "alan"), made_student(2, "alan")])
    assert (tmp_path / "grades.csv").read_bytes() == before
    assert not list(tmp_path.glob(".*"))


def test_folders_of_students_who_are_gone(tmp_path: Path) -> None:
    """Removed, unless somebody has put something there, or it is none of ours."""
    write_reports(tmp_path, ex4(), [Graded(name, []) for name in ("ada", "alan", "eve")])
    (tmp_path / "alan" / "notes.txt").write_text("mine")
    for text in ("{}", "[]", "what"):
        other = tmp_path / f"other{len(text)}{text[0] == '{'}"
        other.mkdir()
        (other / "results.json").write_text(text)
        (other / "index.html").write_text("")
    write_reports(tmp_path, ex4(), [Graded("eve", [])])
    folders = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert folders == {"alan", "eve", "other2True", "other2False", "other4False"}


def test_memory_does_not_grow_with_the_class(tmp_path: Path) -> None:
    """60 submissions that printed 100 kB each: 6 MB, of which a few are in memory at a time."""

    def students() -> Iterator[Graded]:
        for k in range(60):
            yield replace(made_student(k, f"student{k}"), printed=f"{k:5} " * 17_000)

    tracemalloc.start()
    write_reports(tmp_path, ex4(), students())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3e6
    assert (tmp_path / "results.json").stat().st_size > 5.6e6


def test_only_our_unfinished_reports_are_removed(tmp_path: Path) -> None:
    write_reports(tmp_path, ex4(), made_class())
    student = tmp_path / folder_name(NAMES[0])
    ours = [tmp_path / ".grades.csv.77.tmp", student / ".index.html.8.tmp"]
    others = [tmp_path / ".notes.tmp", student / ".grades.tmp", tmp_path / ".index.html.x.tmp"]
    (tmp_path / ".x.tmp").mkdir()
    (tmp_path / ".results.json.7.tmp").mkdir()
    (student / "deep").mkdir()
    others.append(student / "deep" / ".index.html.8.tmp")
    for path in (*ours, *others):
        path.write_text("x")
    remove_unfinished(tmp_path)
    assert not any(path.exists() for path in ours)
    assert all(path.exists() for path in others)
    assert (tmp_path / ".x.tmp").is_dir()
    assert (tmp_path / ".results.json.7.tmp").is_dir()


def test_reports_never_go_where_submissions_are(tmp_path: Path) -> None:
    ada, link = tmp_path / "ada", tmp_path / "link"
    ada.mkdir()
    link.symlink_to(tmp_path)
    for out in (tmp_path, link):
        with pytest.raises(ReportError, match="which is one of the submissions"):
            prepare_reports(out, ["ada"], [tmp_path])
    with pytest.raises(ReportError, match="ada is a submission"):
        prepare_reports(tmp_path, ["ada"], [ada])
    (ada / "port.py").write_text("")
    with pytest.raises(ReportError, match="which holds port.py"):
        prepare_reports(ada, ["ada"], [tmp_path])
    prepare_reports(tmp_path / "grades", ["ada"], [tmp_path])
    assert not list((tmp_path / "grades").iterdir())


@pytest.mark.parametrize(
    "what",
    ["link", "file", "folder for a file", "folder for the class", "link for the class", "link for a file"],
)
def test_what_stands_in_the_way_is_told_before(tmp_path: Path, what: str) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    out.mkdir()
    elsewhere.mkdir()
    if what == "link":
        (out / "ada").symlink_to(elsewhere)
    elif what == "file":
        (out / "ada").write_text("x")
    elif what.startswith("link for"):
        (out / "ada").mkdir()
        place = out / ("ada/results.json" if what == "link for a file" else "index.html")
        place.symlink_to(elsewhere / "precious")
    else:
        (out / ("ada/index.html" if what == "folder for a file" else "grades.csv")).mkdir(parents=True)
    with pytest.raises(ReportError, match="expected"):
        prepare_reports(out, ["ada"], [])


def test_csv_for_excel_and_for_nbgrader(tmp_path: Path) -> None:
    """Excel takes a file for UTF-8 by its byte order mark; without one nbgrader finds its first column."""
    for encoding, start in (("utf-8", b'"assignment"'), ("utf-8-sig", b'\xef\xbb\xbf"assignment"')):
        write_reports(tmp_path / encoding, ex4(), made_class(), encoding)
        content = (tmp_path / encoding / "grades.csv").read_bytes()
        assert content.startswith(start)
        assert content.count(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")
    assert (tmp_path / "utf-8-sig" / "grades.csv").read_bytes()[3:] == (
        tmp_path / "utf-8" / "grades.csv"
    ).read_bytes()


def test_no_spreadsheet_finds_a_formula(tmp_path: Path) -> None:
    """Whatever separates its fields."""
    write_reports(tmp_path, ex4(), [Graded("x;=HYPERLINK(1)", []), Graded('y,"=1', [])])
    text = (tmp_path / "grades.csv").read_text()
    for separator in ",;\t":
        fields = [field for row in csv.reader(text.splitlines(), delimiter=separator) for field in row]
        assert not [field for field in fields if field.startswith(("=", "+", "-", "@"))]
