"""Every case, three ways: port against recorded, port against live, recorded against live."""

from pathlib import Path

import pytest

from helpers.tiers import t0_bits, t4_outcome
from samebits import catalogue
from samebits.octave.layout import as_matrix
from samebits.parity.case import Case
from samebits.parity.recorded import load_recording
from samebits.parity.run import Octaves, run_case, run_python
from samebits.session.session import OctaveSession

ALL = [*catalogue.cases(), *catalogue.more_cases()]
TRAINING = [case for case in ALL if case.name.startswith("training")]
LONG = [case.slug for case in catalogue.more_cases() if "10-10-1" not in case.name]  # of the digits
LIVE = [pytest.param(case, marks=pytest.mark.whole if case.slug in LONG else ()) for case in ALL]


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.slug)
def test_port_against_recorded(case: Case, recordings: Path) -> None:
    inputs = case.inputs()
    recorded = load_recording(recordings, case, inputs)
    assert "reference" in recorded.blas
    ours, _ = run_python(case, inputs, "netlib")
    for name in case.outputs:
        t0_bits(ours[name], recorded.values[name])


@pytest.mark.octave
@pytest.mark.slow
@pytest.mark.parametrize("case", LIVE, ids=lambda case: case.slug)
def test_live_octave(case: Case, octaves: Octaves, reference: OctaveSession) -> None:
    """Port against live, in each arithmetic; and recorded against live."""
    rows = list(run_case(case, octaves))
    assert rows[0].blas == "reference"
    assert rows[0].status == "exact"  # T0
    for row in rows[1:]:  # T2: each case's own bound; whole runs are not judged
        assert row.status in ("exact", "within bound", "not judged" if case.iterative else "exact")
    recorded = load_recording(octaves.recordings, case, case.inputs())
    live = octaves.answer(case, case.inputs(), reference)
    for name in case.outputs:
        t0_bits(live.values[name], as_matrix(recorded.values[name]))


@pytest.mark.parametrize("case", TRAINING, ids=lambda case: case.slug)
def test_training_learns(case: Case, recordings: Path) -> None:
    recorded = load_recording(recordings, case, case.inputs())
    assert recorded.values["weights"].shape == (10285, 1)
    assert recorded.values["costs"].shape == (50, 1)
    t4_outcome(recorded.values["accuracy"].item(), 94.5, 96.5)


def test_names_are_unique() -> None:
    assert len({case.slug for case in ALL}) == len({case.name for case in ALL}) == len(ALL)


def test_every_m_file_has_a_case() -> None:
    from samebits.resources import project_folder

    ours = {path.stem for path in project_folder("octave_reference").glob("*/*.m")}
    assert ours == {name for case in ALL for name in case.m_files}
