"""Recordings verify themselves."""

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.io import loadmat, savemat

from helpers.tiers import t0_bits
from samebits.exercises.ex4.parity import network_case
from samebits.parity import recorded
from samebits.parity.case import Case, Values
from samebits.parity.recorded import (
    FORMAT,
    Recording,
    RecordingError,
    load_recording,
    recording_path,
    save_recording,
)
from samebits.session.folder import SessionFolder
from samebits.session.m_files import m_file_hashes

CASE = network_case("debug", 3.0)


@pytest.fixture
def inputs() -> Values:
    return CASE.inputs()


@pytest.fixture
def folder(tmp_path: Path, recordings: Path) -> Path:
    (tmp_path / "ex4").mkdir()
    shutil.copy(recording_path(recordings, CASE), tmp_path / "ex4")
    return tmp_path


def load(folder: Path, case: Case, inputs: Values) -> Recording:
    return load_recording(folder, case, inputs)


def fields_of(path: Path) -> dict[str, Any]:
    return {name: value for name, value in loadmat(path).items() if not name.startswith("__")}


def test_provenance(folder: Path, inputs: Values) -> None:
    recording = load(folder, CASE, inputs)
    assert recording.octave_version.split(".")[0].isdigit()
    assert recording.blas == "unknown or reference BLAS"
    assert "linux" in recording.platform
    lines = fields_of(recording_path(folder, CASE))["m_files"][0].splitlines()
    assert {line.split(" ", 1)[1] for line in lines} == {f"{name}.m" for name in CASE.m_files}


def test_what_is_saved_is_loaded(tmp_path: Path, inputs: Values) -> None:
    values = {"J": np.array([[-0.0]]), "grad": np.array([[np.nan], [5e-324]])}
    save_recording(tmp_path, CASE, inputs, Recording(values, 0.5, "9.9.9", "some BLAS", "some machine"))
    loaded = load(tmp_path, CASE, inputs)
    assert (loaded.seconds, loaded.octave_version, loaded.blas) == (0.5, "9.9.9", "some BLAS")
    assert str(loaded.values["J"]) == "[[-0.]]"
    assert [*tmp_path.rglob("*.mat")] == [recording_path(tmp_path, CASE)]


def test_missing(tmp_path: Path, inputs: Values) -> None:
    with pytest.raises(RecordingError, match="there is no recording; make it with `samebits record`"):
        load(tmp_path, CASE, inputs)


@pytest.mark.parametrize("keep", [0, 10, 200, 600])
def test_cut_short(folder: Path, inputs: Values, keep: int) -> None:
    path = recording_path(folder, CASE)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(RecordingError, match="damaged"):
        load(folder, CASE, inputs)


def test_one_changed_bit(folder: Path, inputs: Values) -> None:
    path = recording_path(folder, CASE)
    fields = fields_of(path)
    fields["outputs"]["J"][0, 0][0, 0] = np.nextafter(fields["outputs"]["J"][0, 0][0, 0], 9)
    savemat(path, fields)
    with pytest.raises(RecordingError, match=r"damaged \(its checksum does not fit\)"):
        load(folder, CASE, inputs)


@pytest.mark.parametrize(
    ("number", "given"),
    [(None, "a format without a number"), (0, "format 0"), (FORMAT + 1, f"format {FORMAT + 1}")],
)
def test_another_format(folder: Path, inputs: Values, number: int | None, given: str) -> None:
    path = recording_path(folder, CASE)
    fields = fields_of(path)
    del fields["format"]
    savemat(path, fields if number is None else {**fields, "format": number})
    message = f"{path.name}: in {given}; expected format {FORMAT}; record it again with `samebits record`"
    with pytest.raises(RecordingError, match=re.escape(message)):
        load(folder, CASE, inputs)


def test_every_flipped_byte_is_noticed(folder: Path, inputs: Values) -> None:
    path = recording_path(folder, CASE)
    whole = path.read_bytes()
    good = load(folder, CASE, inputs)
    for position in range(128, len(whole), 37):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0x10]) + whole[position + 1 :])
        try:
            loaded = load(folder, CASE, inputs)
        except RecordingError:
            continue
        assert all((loaded.values[name] == good.values[name]).all() for name in CASE.outputs)


def test_a_changed_m_file(folder: Path, inputs: Values, monkeypatch: pytest.MonkeyPatch) -> None:
    now = recorded.case_files(CASE)
    monkeypatch.setattr(recorded, "case_files", lambda case: now | {"sigmoid.m": "another"})
    with pytest.raises(RecordingError, match=r"stale, sigmoid.m has changed since; record it again"):
        load(folder, CASE, inputs)


def test_changed_inputs_and_statements(folder: Path, inputs: Values) -> None:
    with pytest.raises(RecordingError, match="the case or its inputs have changed"):
        load(folder, CASE, {**inputs, "lambda": 3.0000000000000004})
    with pytest.raises(RecordingError, match="the case or its inputs have changed"):
        load(folder, replace(CASE, octave=CASE.octave + " "), inputs)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Somebody's folder of `.m` files, with all that Octave finds in one."""
    folder = tmp_path / "own"
    for name in (
        "f.m",
        "private/g.m",
        "+pkg/h.m",
        "+pkg/private/k.m",
        "@thing/thing.m",
        "notes/n.m",
        "a.txt",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("1")
    return folder


@pytest.mark.parametrize("name", ["f.m", "private/g.m", "+pkg/h.m", "+pkg/private/k.m", "@thing/thing.m"])
def test_every_file_that_octave_may_find_is_recorded(own: Path, tmp_path: Path, name: str) -> None:
    case, inputs = replace(CASE, m_folders=(own,), m_files=()), CASE.inputs()
    values = {"J": np.array([[1.0]]), "grad": np.array([[2.0]])}
    save_recording(tmp_path, case, inputs, Recording(values, 0.5, "9.9.9", "some BLAS", "some machine"))
    t0_bits(load(tmp_path, case, inputs).values["J"], 1.0)
    for path in (own / "a.txt", own / "notes" / "n.m"):
        path.write_text("2")
    t0_bits(load(tmp_path, case, inputs).values["J"], 1.0)
    (own / name).write_text("2")
    with pytest.raises(RecordingError, match=f"stale, {re.escape(name)} has changed since"):
        load(tmp_path, case, inputs)
    (own / name).rename((own / name).with_name("new.m"))
    with pytest.raises(RecordingError, match=r"stale, .*new\.m was added") as caught:
        load(tmp_path, case, inputs)
    assert f"{name} was removed" in str(caught.value)


def test_what_is_hashed_is_what_is_copied(own: Path) -> None:
    (own / ".#f.m").symlink_to("nowhere")  # as an editor leaves it
    shutil.copytree(own, own.parent / "second", symlinks=True)
    folder = SessionFolder()
    try:
        copy, second = folder.copy((own, own.parent / "second"))
        copied = [str(path.relative_to(copy)) for path in copy.rglob("*") if path.is_file()]
        hashes = m_file_hashes((copy,))
        assert sorted(hashes) == sorted(copied) == sorted(set(copied) - {"notes/n.m", "a.txt"})
        assert hashes == m_file_hashes((own,))
        assert set(m_file_hashes((own, second))) == {*hashes, *(f"{name} (folder 2)" for name in hashes)}
    finally:
        folder.remove()
