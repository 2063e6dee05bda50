"""Write the reports of a graded class, student by student."""

import csv
import io
import json
import math
import re
import shutil
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from samebits.errors import SamebitsError
from samebits.grading.assignment.model import Assignment
from samebits.grading.reports.escape import cell, folder_name, number, one_line, plain
from samebits.grading.reports.pages import ClassPage, student_page
from samebits.grading.results import MISSING, NOT_GRADABLE, OUR_FAULT, RIGHT, Graded, PartResult
from samebits.resources import whole_file, write_file

# nbgrader's
COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip


CLASS_REPORTS = ("grades.csv", "junit.xml", "results.json", "index.html")
STUDENT_REPORTS = {"results.json", "index.html"}
# The name that `whole_file` gives a report until it is complete
UNFINISHED = re.compile(rf"\.(?:{'|'.join(map(re.escape, CLASS_REPORTS))})\.\d+\.tmp")


class ReportError(SamebitsError):
    """The reports cannot be written where they should be."""


def prepare_reports(out: Path, students: Iterable[str], submissions: Iterable[Path]) -> None:
    """Make sure that the reports can be written, before a class is graded.

    Parameters
    ----------
    out : Path
        Made if it is missing.
    students : iterable of str
    submissions : iterable of Path
        The submissions, which are never overwritten.

    Raises
    ------
    ReportError
        `out` is a submission; or a link, or a file of another kind, is in the way.
    OSError
        The folder cannot be written to.
    """
    handed_in = {path.resolve() for path in submissions}
    if out.resolve() in handed_in:
        raise ReportError(f"--out is {out}, which is one of the submissions; expected another folder")
    out.mkdir(parents=True, exist_ok=True)
    if code := sorted(path.name for path in out.iterdir() if path.suffix in (".m", ".py", ".ipynb")):
        raise ReportError(f"--out is {out}, which holds {code[0]}; expected a folder without submissions")
    for folder in map(folder_name, students):
        place = out / folder
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            raise ReportError(f"{place} is not a folder; expected a folder for a student's report")
        if place.resolve() in handed_in:
            raise ReportError(f"{place} is a submission; expected another folder for --out")
        refuse_in_the_way(place, STUDENT_REPORTS)
    refuse_in_the_way(out, CLASS_REPORTS)
    with TemporaryFile(dir=out):
        pass


def refuse_in_the_way(place: Path, names: Iterable[str]) -> None:
    """Refuse what is not a report where one goes: a folder, or a link, which would be written through."""
    for path in (place / name for name in names):
        if path.is_symlink() or path.is_dir():
            what = "a symbolic link" if path.is_symlink() else "a folder"
            raise ReportError(f"{path} is {what}; expected a file or nothing there")


def remove_unfinished(out: Path) -> None:
    """Remove incomplete reports of a run that was killed, and nothing else."""
    for path in [*out.glob(".*.tmp"), *out.glob("*/.*.tmp")]:
        ours = UNFINISHED.fullmatch(path.name) and not path.parent.is_symlink()
        if ours and path.is_file() and not path.is_symlink():
            path.unlink(missing_ok=True)


def write_reports(
    out: Path, assignment: Assignment, graded: Iterable[Graded], csv_encoding: str = "utf-8"
) -> None:
    """Write a folder for each student, and the class's grades.csv, junit.xml, results.json and index.html.

    The same results in the same order give the same bytes, except for the seconds. Students'
    folders of an earlier run are removed if they hold nothing but reports.

    Parameters
    ----------
    out : Path
        Made if it is missing. The class's files appear after the last student is written.
    assignment : Assignment
    graded : iterable of Graded
        Only one at a time is kept in memory.
    csv_encoding : {"utf-8", "utf-8-sig"}
        The encoding of grades.csv. The second begins with a byte order mark, which tells Excel
        that it is UTF-8.

    Raises
    ------
    ValueError
        There are two results of one student.
    """
    out.mkdir(parents=True, exist_ok=True)
    page = ClassPage(assignment)
    students: set[str] = set()
    folders: set[str] = set()
    with ExitStack() as stack:
        grades, junit, results = (
            stack.enter_context(whole_file(out / name))
            for name in ("grades.csv", "junit.xml", "results.json")
        )
        grades.write("".encode(csv_encoding) + csv_line(COLUMNS))
        junit.write(b"<?xml version='1.0' encoding='utf-8'?>\n")
        junit.write(f"<testsuites name={quoteattr(one_line(assignment.name))}>\n".encode())
        head = as_json(
            {"assignment": assignment.name, "title": assignment.title, "digest": assignment.digest}
        )
        results.write(head.removesuffix(b"}") + b', "students": [')
        for one in graded:
            if one.student in students:
                raise ValueError(f"there are two results of the student {one.student!r}; expected one")
            folder = out / folder_name(one.student)
            folder.mkdir(exist_ok=True)
            write_file(folder / "results.json", as_json(gradescope_results(one), indent=1) + b"\n")
            write_file(folder / "index.html", student_page(one, assignment).encode())
            page.add(one)
            grades.write(csv_line(csv_row(one, assignment)))
            junit.write(
                ElementTree.tostring(junit_suite(one), encoding="utf-8", xml_declaration=False) + b"\n"
            )
            results.write((b",\n" if students else b"\n") + as_json(class_entry(one)))
            students.add(one.student)
            folders.add(folder.name)
        junit.write(b"</testsuites>\n")
        results.write(b"\n]}\n")
        write_file(out / "index.html", page.render().encode())
    for old in sorted(out.iterdir()):
        if old.name not in folders and is_student_folder(old):
            shutil.rmtree(old)


def is_student_folder(folder: Path) -> bool:
    """Whether it is a student's folder made by `write_reports`, with nothing else in it."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    try:
        if {path.name for path in folder.iterdir()} != STUDENT_REPORTS:
            return False
        return "gradable" in json.loads((folder / "results.json").read_bytes())["extra_data"]
    except (OSError, ValueError, LookupError, TypeError):
        return False


def gradescope_results(graded: Graded) -> dict[str, Any]:
    """A submission's results in the form that Gradescope reads.

    If something could not be graded, no part has a score: Gradescope would add up the rest, and
    so count the missing part as a zero.
    """
    lines = [] if graded.gradable else [OUR_FAULT]
    lines += [plain(note) for note in graded.notes]
    if graded.confinement:
        lines.append(f"Confined by {graded.confinement}")
    if graded.printed:
        lines.append(f"The submission printed:\n{plain(graded.printed)}")
    results: dict[str, Any] = {"score": graded.score} if graded.gradable else {}
    return {
        **results,
        "execution_time": round(graded.seconds, 3),
        "output": "\n".join(lines),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "gradable": graded.gradable,
            "confinement": graded.confinement,
            "versions": graded.versions,
        },
        "tests": [gradescope_test(i, part, graded.gradable) for i, part in enumerate(graded.parts, 1)],
    }


def gradescope_test(place: int, part: PartResult, with_score: bool) -> dict[str, Any]:
    test: dict[str, Any] = {"score": part.score} if with_score else {}
    test["max_score"] = part.points
    if part.status != NOT_GRADABLE:
        test["status"] = "passed" if part.status == RIGHT else "failed"
    return {
        **test,
        "name": one_line(part.name),
        "number": str(place),
        "output": "\n".join(part_lines(part)),
        "output_format": "text",
        "tags": [part.language] if part.language else [],
        "visibility": part.visibility,
        "extra_data": {"status": part.status, "mistake": part.mistake, "seconds": part.seconds},
    }


def part_lines(part: PartResult) -> list[str]:
    """The lines on a part: its status and points, the mistake, the feedback."""
    points = number(part.points)
    if part.status == NOT_GRADABLE:
        lines = [f"Could not be graded, which is not the submission's fault: no score yet of {points}."]
    elif part.points:
        lines = [f"{part.status}: {number(part.score)} of {points} points"]
    else:
        lines = [f"{part.status} (this part has no points)"]
    if part.mistake:
        lines.append(f"The mistake: {plain(part.mistake)}")
    return lines + [plain(line) for line in part.feedback]


def csv_row(graded: Graded, assignment: Assignment) -> list[str]:
    """A row of nbgrader's columns; the score is empty if there is none.

    If the platform's number is known, it is the student's id, and the name is a column of its own.
    """
    score = number(graded.score) if graded.gradable else ""
    penalty = "0" if graded.gradable else ""
    person = [graded.number or graded.student, graded.student if graded.number else "", "", graded.email]
    names = [cell(assignment.name), "", "", *map(cell, person)]
    return [*names, score, penalty, score, number(graded.points)]


def csv_line(values: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(values)
    return text.getvalue().encode()


def junit_suite(graded: Graded) -> ElementTree.Element:
    """A student as a test suite of JUnit: each part is a test, and a missing part is a skipped one."""
    suite = ElementTree.Element("testsuite", name=one_line(graded.student), tests=str(len(graded.parts)))
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in [("confinement", graded.confinement), *sorted(graded.versions.items())]:
        ElementTree.SubElement(properties, "property", name=one_line(name), value=one_line(value))
    kinds = [junit_element(part.status) for part in graded.parts]
    for part, kind in zip(graded.parts, kinds, strict=True):
        case = ElementTree.SubElement(suite, "testcase", classname=suite.attrib["name"])
        case.attrib |= {"name": one_line(part.name), "time": f"{part.seconds:.3f}"}
        first, *rest = part_lines(part)
        if kind:
            ElementTree.SubElement(case, kind, message=one_line(first)).text = "\n".join(rest)
    for attribute, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(kinds.count(kind)))
    suite.set("time", f"{graded.seconds:.3f}")
    ElementTree.SubElement(suite, "system-out").text = plain("\n".join([*graded.notes, graded.printed]))
    return suite


def junit_element(status: str) -> str:
    """JUnit's element for a status; "" for a right part."""
    return {RIGHT: "", NOT_GRADABLE: "error", MISSING: "skipped"}.get(status, "failure")


def class_entry(graded: Graded) -> dict[str, Any]:
    return {
        **graded.as_dict(),
        "folder": folder_name(graded.student),
        "gradable": graded.gradable,
        "score": graded.score if graded.gradable else None,
        "points": graded.points,
    }


def as_json(value: Any, indent: int | None = None) -> bytes:
    return json.dumps(finite(value), indent=indent, allow_nan=False).encode()


def finite(value: Any) -> Any:
    """The value with null for NaN and Inf, which JSON does not have."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
