"""samebits.run_parity: the report of `samebits parity`, as a value."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import samebits
from samebits.api.run_parity import ParityError
from samebits.cli import main
from samebits.octave.program import OctaveNotFound
from samebits.parity.m_folder import CourseFolderError
from samebits.parity.run import Row


def without_times(report: dict[str, Any]) -> dict[str, Any]:
    rows = [
        {key: value for key, value in row.items() if not key.endswith("_seconds")} for row in report["rows"]
    ]
    return {**report, "rows": rows}


def test_it_gives_what_the_command_prints() -> None:
    started: list[str] = []
    rows: list[Row] = []
    report = samebits.run_parity("debug", recorded=True, on_start=started.extend, on_row=rows.append)
    assert report.rows == rows
    assert report.rows
    assert report.lines == started
    assert report.counts["different"] == 0
    done = CliRunner().invoke(main, ["parity", "--recorded", "--only", "debug", "--json"])
    assert without_times(json.loads(done.output)) == without_times(json.loads(json.dumps(report.as_dict())))
    printed = CliRunner().invoke(main, ["parity", "--recorded", "--only", "debug"]).output.splitlines()
    assert printed[: len(started)] == started
    assert printed[-1] == report.summary


@pytest.mark.octave
def test_with_octave() -> None:
    report = samebits.run_parity("sigmoidGradient")
    assert report.about["octave"]["version"]
    assert report.counts["exact"] >= 1
    assert report.counts["different"] == 0


def test_what_cannot_be_compared(tmp_path: Path) -> None:
    with pytest.raises(ParityError, match="no case matches 'nothing'; the cases are\n  "):
        samebits.run_parity("nothing", recorded=True)
    with pytest.raises(ParityError, match="neither an Octave nor a course folder"):
        samebits.run_parity(recorded=True, octave="octave")
    with pytest.raises(OctaveNotFound):
        samebits.run_parity("sigmoid", octave="/no/octave")
    with pytest.raises(CourseFolderError):
        samebits.run_parity(course_dir=tmp_path)
