"""The parity report as a page, read as text and looked at in a browser."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from helpers.browser import screenshot, shows
from samebits import catalogue
from samebits.cli import main
from samebits.parity.case import Run
from samebits.parity.compare import compare
from samebits.parity.html import COLOURS, write_page
from samebits.parity.run import Octaves, Row, run_case

TRAINING = Run("costs", "weights", "iterations")
PICKED = ("rand, 10000 numbers", "sigmoid", "nnCostFunction graded, lambda 0")


@pytest.fixture(scope="module")
def rows(recordings: Path) -> list[Row]:
    """Equal bits and rounding, of recorded results; and two whole runs."""
    octaves = Octaves(None, recordings)
    picked = [row for case in catalogue.cases() if case.name in PICKED for row in run_case(case, octaves)]
    return [*picked, whole_run("netlib", 0.0), whole_run("numpy", 1e-9)]


def whole_run(arithmetic: str, apart: float) -> Row:
    """A training run whose costs are others from the third iteration on."""
    theirs = np.exp(-np.arange(50.0) / 10)
    ours = theirs + np.where(np.arange(50) < 2, 0, apart)
    found = compare("costs", ours[:, np.newaxis], theirs[:, np.newaxis])
    status = "exact" if found.exact else "not judged"
    return Row(
        "training, seed 1", arithmetic, "recorded", status, [found], run=TRAINING, histories=(ours, theirs)
    )


def different() -> Row:
    right = np.arange(6.0).reshape(2, 3)
    wrong = right.copy()
    wrong[1, 2] = np.nextafter(5, 6)
    return Row("<b>mine</b> & 'yours'", "numpy", "recorded", "different", [compare("W", wrong, right)])


def page(tmp_path: Path, rows: Sequence[Row]) -> str:
    write_page(tmp_path / "report.html", rows, ["Octave 7.3.0", "samebits <0>"])
    return (tmp_path / "report.html").read_text()


def test_it_is_one_file_without_scripts(tmp_path: Path, rows: list[Row]) -> None:
    text = page(tmp_path, [*rows, different()])
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert "<script" not in text
    addresses = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')\s]{1,40})""", text)
    assert addresses
    assert all(address.startswith("data:image/svg+xml;base64,") for address in addresses)


def test_what_it_tells(tmp_path: Path, rows: list[Row]) -> None:
    text = page(tmp_path, [*rows, different()])
    assert "Octave 7.3.0<br>samebits &lt;0&gt;<br>" in text
    assert "<b>1</b>different" in text
    assert "W(2,3): 5.000000000000001 in Python, 5.0 in Octave; 1 of 6 elements differ" in text
    assert "<b>mine</b>" not in text
    assert "&lt;b&gt;mine&lt;/b&gt; &amp;" in text
    assert "training, seed 1: netlib against Octave on recorded" in text
    assert "All 50 costs have equal bits." in text  # T0, of netlib
    assert "The first cost that differs is at iteration 3; the largest difference is 1e-09." in text  # numpy
    assert "by rounding, within the bound that follows from their sizes" in text
    assert "Nothing differs by more than rounding." not in text
    assert "Nothing differs by more than rounding." in page(tmp_path, rows)


@pytest.mark.slow
def test_how_it_looks(tmp_path: Path, rows: list[Row]) -> None:
    """The chart, the curves and the warning are there to see, on a wide page and on a narrow one."""
    page(tmp_path, [*rows, different()])
    for width in (1200, 400):
        picture = screenshot(tmp_path / "report.html", tmp_path, width)
        assert picture.shape[1] == width
        for status in ("exact", "within bound", "different"):
            assert shows(picture, COLOURS[status]) >= 5, status
        assert shows(picture, "#fde8e0") > 1000  # the row that differs
    page(tmp_path, rows)
    picture = screenshot(tmp_path / "report.html", tmp_path)
    assert shows(picture, "#fde8e0") < 1000


def test_the_command_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    done = CliRunner().invoke(main, ["parity", "--recorded", "--only", "graded", "--html", str(path)])
    assert done.exit_code == 0, done.output
    assert f"The report is in {path}." in done.output
    assert "nnCostFunction graded, lambda 1.5" in path.read_text()


def test_where_it_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "report.html"
    done = CliRunner().invoke(main, ["parity", "--recorded", "--html", str(path)])
    assert done.exit_code == 2
    assert f"{path}: nothing can be written there (No such file or directory)" in done.output
    assert "function" not in done.output  # said before the work begins
