"""The pages of a made-up class, read as text and looked at in a browser."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from helpers.browser import screenshot, shows
from helpers.made_results import NAMES, ex4, made_class, made_student
from samebits.grading.assignment.model import Assignment
from samebits.grading.reports.escape import folder_name
from samebits.grading.reports.pages import ClassPage, bars, student_page
from samebits.grading.reports.write import write_reports
from samebits.grading.results import CRASHED, MISSING, NOT_GRADABLE, RIGHT, WRONG, Graded, PartResult


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    write_reports(folder, ex4(), made_class())
    return folder


def class_page(students: list[Graded], assignment: Assignment) -> str:
    page = ClassPage(assignment)
    for graded in students:
        page.add(graded)
    return page.render()


def test_they_are_files_without_scripts(out: Path) -> None:
    pages = list(out.rglob("*.html"))
    assert len(pages) == len(NAMES) + 1
    for page in pages:
        text = page.read_text(encoding="utf-8")
        tags = set(re.findall(r"<\s*([a-zA-Z]+)", text))
        assert not tags & {"script", "img", "iframe", "link", "object", "base", "form"}
        assert not re.search(r"<[^>]*\son\w+\s*=", text)
        assert "default-src 'none'" in text
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ufffe\uffff]", text)
        addresses = re.findall(r"""<[^>]*(?:src|href|url)\s*[=(]\s*["']?([^"'>)]*)""", text)
        assert all(re.fullmatch(r"[^/:]+/index\.html", address) for address in addresses)


def test_names_link_to_pages(out: Path) -> None:
    text = (out / "index.html").read_text(encoding="utf-8")
    addresses = list(dict.fromkeys(re.findall(r'href="([^"]+)"', text)))
    assert {unquote(address) for address in addresses} == {
        f"{folder_name(name)}/index.html" for name in NAMES
    }
    assert all((out / unquote(address)).is_file() for address in addresses)
    assert "{{ 7 * 7 }}" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_what_a_student_reads() -> None:
    parts = [
        PartResult("cost", 30, 30, RIGHT, "octave"),
        PartResult("gradient", 40, 0, WRONG, "python", ["Theta1_grad(3,1) is <0>"], "labels start at 0"),
        PartResult("predict", 0, 0, MISSING),
    ]
    text = student_page(
        Graded("Ada", parts, "bubblewrap", printed="\x1b[1m<J>", versions={"Octave": "7.3.0"}), ex4()
    )
    assert '<p class="total">30 of 70 points</p>' in text
    assert "✓</span> right" in text
    assert "✗</span> wrong" in text
    assert "∅</span> missing" in text
    assert "The mistake: labels start at 0" in text
    assert "Theta1_grad(3,1) is &lt;0&gt;" in text
    assert "&lt;J&gt;</pre>" in text
    assert "Confined by bubblewrap." in text
    assert "Octave 7.3.0" in text
    assert "held back" not in text


@pytest.mark.parametrize("visibility", ["hidden", "after_due_date", "after_published"])
def test_held_back_parts(visibility: str) -> None:
    secret = PartResult("secret", 40, 0, WRONG, "python", ["a hint"], "a mistake", visibility)
    graded = Graded("ada", [PartResult("cost", 30, 30, RIGHT), secret])
    first, second = ex4().parts[:2]
    parts = (replace(first, name="cost"), replace(second, name="secret", visibility=visibility))
    assignment = replace(ex4(), parts=parts)
    text = student_page(graded, assignment)
    assert "30 of 30 points" in text
    assert "Some parts are held back for now" in text
    for word in ("secret", "a hint", "a mistake", "70"):
        assert word not in re.sub("<style>.*</style>", "", text, flags=re.DOTALL)
    whole = class_page([graded], assignment)
    assert "secret" in whole
    assert "a mistake" in whole
    assert "held back" in whole


def test_what_could_not_be_graded() -> None:
    parts = [PartResult("Sigmoid gradient", 5, 0, NOT_GRADABLE, feedback=["the disk is full"])]
    graded = Graded("ada", parts)
    text = student_page(graded, ex4())
    assert "No score yet." in text
    assert "no score yet of 5" in text
    assert "0 of 5" not in text
    whole = class_page([graded], ex4())
    assert "1 student, 0 graded, 1 could not be graded." in whole
    assert "the disk is full" in whole
    assert "? no score" in whole


def test_mistakes_are_counted_by_student() -> None:
    names = [part.name for part in ex4().parts[:3]]
    twice = [PartResult(name, 5, 0, WRONG, mistake="labels start at 0") for name in names[:2]]
    once = [PartResult(names[2], 5, 0, WRONG, mistake="<m> is missing")]
    text = class_page([Graded("ada", twice), Graded("alan", twice), Graded("grace", once)], ex4())
    table = re.findall(r'<tr><td class="n">(\d+)</td><td>(.*?)</td><td>(.*?)</td></tr>', text)
    assert table == [
        ("2", "labels start at 0", ", ".join(names[:2])),
        ("1", "&lt;m&gt; is missing", names[2]),
    ]
    assert "No known mistakes were found." in class_page([made_student(0, "ada")], ex4())


def test_errors_are_counted_by_student_wherever_they_occurred() -> None:
    names = [part.name for part in ex4().parts[:3]]
    said = "nn_cost_function failed while {0} was imported: No module named <x> ({0}, line {1})"
    students = [
        Graded(f"s{k}", [crashed(name, said.format(f"nn{k}.py", k)) for name in names[:2]]) for k in range(20)
    ]
    students.append(Graded("eve", [crashed(names[2], "sigmoid failed: undefined (s.m, line 2)\nmore")]))
    students += [Graded(f"t{k}", [crashed(names[2], f"ended {k}")]) for k in range(20)]
    text = class_page(students, ex4())
    table = re.findall(r'<td class="n">(\d+)</td><td class="error"><bdi>(.*?)</bdi></td><td>(.*?)</td>', text)
    assert table[0] == ("20", "No module named &lt;x&gt;", ", ".join(names[:2]))
    assert len(table) == 10
    assert "Most common errors" in text
    assert "Most common errors" not in class_page([made_student(0, "ada")], ex4())


def crashed(name: str, why: str) -> PartResult:
    return PartResult(name, 5, 0, CRASHED, "python", [why])


def test_bars() -> None:
    counted = bars([0, 0.05, 0.1, 0.1 + 0.2, 0.999, 1, 1, -0.1], 50)
    assert counted[0] == ("0 to 5", 3)
    assert counted[1] == ("5 to 10", 1)
    assert counted[3] == ("15 to 20", 1)  # 0.1 + 0.2 and 0.3 are the same share
    assert counted[-2:] == [("45 to 50", 1), ("all 50", 2)]
    assert sum(count for _, count in counted) == 8


def test_they_need_no_plotting() -> None:
    """No matplotlib: reports start fast and take little memory."""
    code = "import sys, samebits.grading.reports.pages; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.slow
def test_how_they_look(out: Path, tmp_path: Path) -> None:
    """The bars, the marks and the warning are there to see; nothing runs over the edge of a phone."""
    for width in (1200, 1100, 400):
        picture = screenshot(out / "index.html", tmp_path, width, 2000)
        assert picture.shape[1] == width
        assert shows(picture, "#0072b2") > 5000  # the bars
        assert shows(picture, "#fff4e5") > 5000  # what could not be graded
        page = out / folder_name(NAMES[1]) / "index.html"
        picture = screenshot(page, tmp_path, width, 2000)
        assert shows(picture, "#fff4e5") > 5000
        assert shows(picture, "#0072b2") > 100  # right
        assert shows(picture, "#d55e00") > 100  # not right
        assert (picture[:, -8:, :3] > 0.98).all()


def test_parse_errors_are_counted_together_on_one_line() -> None:
    def student(name: str, line: int) -> Graded:
        error = f"parse error near line {line} of file nnCostFunction.m\n\n  syntax error\n\n>>> J = ({line};"
        part = PartResult("cost", 30, 0, CRASHED, "octave", [f"nnCostFunction failed: {error}"])
        return Graded(name, [part])

    text = class_page([student("ada", 3), student("bob", 16)], ex4())
    assert re.search(r'<td class="n">2</td><td class="error"><bdi>parse error</bdi>', text)
    assert "\\x0a" not in text


def test_newlines_of_an_error_are_blanks_on_the_class_page() -> None:
    part = PartResult("cost", 30, 0, CRASHED, "python", ["f failed: ValueError: one\n  two\x1b[0m"])
    text = class_page([Graded("ada", [part])], ex4())
    assert "<bdi>ValueError: one two</bdi>" in text
