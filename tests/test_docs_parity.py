"""What docs/parity.md shows works."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from samebits.cli import main
from samebits.octave.program import OctaveProgram

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "parity.md").read_text()
pytestmark = [pytest.mark.octave]


def blocks(language: str) -> list[str]:
    fenced = [block.partition("\n") for block in PAGE.split("```")[1::2]]
    return [text for head, _, text in fenced if head == language]


def test_the_example(pytester: pytest.Pytester, octave_program: OctaveProgram) -> None:
    folder = pytester.mkdir("matlab")
    (original,) = blocks("matlab")
    port, test = blocks("python")
    (folder / "bell.m").write_text(original)
    pytester.path.joinpath("bell.py").write_text(port)
    pytester.path.joinpath("test_bell.py").write_text(test)
    done = pytester.runpytest_subprocess("--m-path", "matlab", "-p", "no:cacheprovider")
    done.assert_outcomes(passed=2)
    (summary,) = re.findall(r"^parity with Octave: .*$", PAGE, re.MULTILINE)
    done.stdout.fnmatch_lines([summary])


def test_the_trace(tmp_path: Path) -> None:
    source = (ROOT / "octave_reference" / "nnCostFunction.m").read_text()
    (tmp_path / "nnCostFunction.m").write_text(source.replace("delta3 = H - Y", "delta3 = Y - H"))
    done = CliRunner().invoke(main, ["trace", str(tmp_path / "nnCostFunction.m")])
    (shown,) = (block for block in blocks("") if "samebits trace" in block)
    for line in shown.splitlines()[2:]:
        for part in line.split("..."):
            assert part in done.output


def test_every_option_is_there(pytester: pytest.Pytester) -> None:
    told = pytester.runpytest_subprocess("--help").stdout.str()
    options = re.findall(r"^\| `(--[a-z-]+)", PAGE, re.MULTILINE)
    assert len(options) == 5
    assert all(option in told for option in options)
    assert all(setting in told for setting in ("m_path", "octave_recordings"))
