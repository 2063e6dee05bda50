"""What the README shows works."""

import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from helpers.tiers import t0_bits
from samebits import catalogue
from samebits.exercises.ex4 import network
from samebits.exercises.ex4.inputs import network_inputs
from samebits.exercises.ex4.parity import training_case
from samebits.gradient.report import check_gradient
from samebits.parity.recorded import load_recording

ROOT = Path(__file__).parents[1]
PAGES = {name: (ROOT / name).read_text() for name in ("README.md", "README.zh.md")}
README = PAGES["README.md"]
COMMANDS = (ROOT / "docs" / "commands.md").read_text()
LECTURE = (ROOT / "docs" / "lecture.md").read_text()


def test_the_training_run(recordings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, Any] = {}
    exec(block, names)
    assert capsys.readouterr().out.count("Cost: ") == 50
    case = training_case(1)
    recorded = load_recording(recordings, case, case.inputs()).values
    t0_bits(names["weights"], recorded["weights"])
    t0_bits(names["costs"], recorded["costs"])


def test_the_commands_exist() -> None:
    from samebits.cli import COMMANDS as KNOWN

    shown = re.findall(r"^samebits ([a-z]+)", COMMANDS, re.MULTILINE)
    assert set(shown) == set(KNOWN)


@pytest.mark.parametrize("page", [*PAGES, *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))])
def test_files_it_points_to_exist(page: str) -> None:
    path = ROOT / page
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text()):
        assert target.startswith("https://") or (path.parent / target).exists()


@pytest.mark.parametrize("page", PAGES)
def test_it_fits_on_a_screen(page: str) -> None:
    assert len(PAGES[page].splitlines()) <= 80


@pytest.mark.parametrize("page", PAGES)
def test_the_table_has_as_many_rows_as_there_are(page: str) -> None:
    """With both BLAS libraries there: each case in each arithmetic."""
    rows = sum(1 if case.bound is None else 4 if case.products else 2 for case in catalogue.cases())
    assert re.search(rf"\b{rows} (rows|行)", PAGES[page])
    counts = re.findall(
        r"(\d+) (?:exact|within bound|different|skipped|more are)", PAGES[page].split("```")[3]
    )
    assert sum(map(int, counts)) == rows


def test_both_languages_show_the_same() -> None:
    """All but comments and the two tables in words."""
    blocks = [page.split("```")[1::2] for page in PAGES.values()]
    without_comments = [[re.sub(r"(?m) +#.*$", "", block) for block in found] for found in blocks]
    assert without_comments[0] == without_comments[1]
    links = [set(re.findall(r"\]\(((?!README)[^)]+)\)", page)) for page in PAGES.values()]
    assert links[0] == {link for link in links[1] if not link.endswith("_zh.py")}


def test_the_report_of_the_gradient_check() -> None:
    v = network_inputs("debug", 0.0)
    names = dict(vars(network))
    source = inspect.getsource(network.nn_cost_function)
    exec(source.replace("sigmoid_gradient(Z2, g=a2)", "sigmoid_gradient(a2)"), names)
    check = check_gradient(
        lambda p: names["nn_cost_function"](p, 3, 5, 3, v["X"], v["y"], 0.0),
        v["p"],
        [(5, 4), (3, 6)],
        expected_cost=2.100951,
    )
    (shown,) = (block for block in LECTURE.split("```")[1::2] if "Theta1(1,1)" in block)
    words = [re.sub(r"[-\d.e]+", "", text).split() for text in (str(check), shown)]
    assert words[0] == words[1]
