"""Finding Octave: missing, crashing, hanging, too old, or something else."""

import os
import time
from pathlib import Path

import pytest

from helpers.processes import ends
from samebits.octave.program import (
    OctaveNotFound,
    OctaveProgram,
    OctaveUnusable,
    find_octave,
    reference_blas,
)


def fake(folder: Path, script: str) -> str:
    program = folder / "octave"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


def test_the_octave_of_this_machine(octave_program: OctaveProgram) -> None:
    assert os.path.isabs(octave_program.path)
    assert int(octave_program.version.split(".")[0]) >= 6


def test_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OctaveNotFound, match="looked for /nowhere/octave"):
        find_octave("/nowhere/octave")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("OCTAVE_EXECUTABLE", raising=False)
    with pytest.raises(OctaveNotFound, match="looked for octave-cli and octave"):
        find_octave()


def test_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", fake(tmp_path, "echo octave-version=9.4.0"))
    assert find_octave() == OctaveProgram(str(tmp_path / "octave"), "9.4.0")


def test_too_old(tmp_path: Path) -> None:
    with pytest.raises(OctaveUnusable, match=r"is Octave 4.2.2; 6.1 or newer is needed"):
        find_octave(fake(tmp_path, "echo octave-version=4.2.2"))


@pytest.mark.parametrize(
    "script", ["kill -SEGV $$", "exit 1", "echo hello", "echo octave-version=7.3.0; kill -9 $$"]
)
def test_crashing_or_something_else(tmp_path: Path, script: str) -> None:
    with pytest.raises(OctaveUnusable, match="is not a working Octave"):
        find_octave(fake(tmp_path, script))


def test_hanging(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(OctaveUnusable, match="gave no answer within 0.5 seconds"):
        find_octave(fake(tmp_path, f"sleep 600 & echo $! > {tmp_path}/pid; sleep 600"), timeout=0.5)
    assert time.monotonic() - began < 60
    assert ends(int((tmp_path / "pid").read_text()))


def test_not_a_program(tmp_path: Path) -> None:
    program = tmp_path / "octave"
    program.write_bytes(b"\x7fELF nonsense")
    program.chmod(0o755)
    with pytest.raises(OctaveUnusable, match="cannot be started"):
        find_octave(str(program))


@pytest.mark.octave
def test_the_reference_blas_is_complete(octave_program: OctaveProgram) -> None:
    path = reference_blas()
    if path is None:
        pytest.skip("the reference BLAS is not on this machine")
    assert all(any(Path(folder).glob("lib*.so.3")) for folder in path.split(":"))
