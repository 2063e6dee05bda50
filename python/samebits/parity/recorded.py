"""Results recorded from a real Octave, with where they come from.

A recording is a `.mat` file: the outputs of some Octave statements, Octave's version, BLAS
and platform, and hashes of what was run. Loading verifies all of them, so that a damaged or
stale file is an error and never a verdict.
"""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.io import loadmat, savemat

from samebits.errors import SamebitsError
from samebits.octave.layout import as_matrix
from samebits.parity.case import Case, Values
from samebits.resources import write_file
from samebits.session.m_files import file_hash, m_file_hashes

FORMAT = 1  # raised whenever what is written below changes
TEXTS = ("logical", "octave_version", "blas", "platform", "m_files", "case_sha256", "outputs_sha256")


class RecordingError(SamebitsError, RuntimeError):
    """A recording is missing, damaged, in another format, or stale."""


@dataclass(frozen=True)
class Recording:
    """What Octave answered.

    Attributes
    ----------
    values : dict
        The outputs by name, in Octave's class and size.
    seconds : float
        How long that Octave took.
    octave_version, blas, platform : str
    """

    values: dict[str, Any]
    seconds: float
    octave_version: str
    blas: str
    platform: str


@dataclass(frozen=True)
class Computation:
    """What Octave computes, and what a recording of it is checked against.

    Attributes
    ----------
    statements : str
    inputs : mapping
    outputs : tuple of str
    m_files : mapping
        The SHA-256 of each `.m` file that the statements may call.
    """

    statements: str
    inputs: Values
    outputs: tuple[str, ...]
    m_files: Mapping[str, str]

    @property
    def sha256(self) -> str:
        """Over the statements and the inputs."""
        return hashlib.sha256((self.statements + values_hash(self.inputs)).encode()).hexdigest()


def save_recording(folder: Path, case: Case, inputs: Values, recording: Recording) -> Path:
    """Write what Octave answered for a case, and return the file's path."""
    path = recording_path(folder, case)
    path.parent.mkdir(exist_ok=True)
    write_recording(path, computation_of(case, inputs), recording)
    return path


def load_recording(folder: Path, case: Case, inputs: Values) -> Recording:
    """Read the recording of a case, and verify it.

    Raises
    ------
    RecordingError
        As `read_recording`.
    """
    return read_recording(recording_path(folder, case), computation_of(case, inputs), "`samebits record`")


def write_recording(path: Path, computation: Computation, recording: Recording) -> None:
    """Write a recording to a file, whole or not at all."""
    values = recording.values
    fields = {
        "format": FORMAT,
        "outputs": values,
        # SciPy's reader makes numbers of truth values
        "logical": " ".join(name for name, value in values.items() if np.asarray(value).dtype == np.bool_),
        "seconds": recording.seconds,
        "octave_version": recording.octave_version,
        "blas": recording.blas,
        "platform": recording.platform,
        "m_files": "\n".join(f"{digest} {name}" for name, digest in computation.m_files.items()),
        "case_sha256": computation.sha256,
        "outputs_sha256": values_hash(values),
    }
    content = io.BytesIO()
    savemat(content, fields, do_compression=True, long_field_names=True)
    write_file(path, content.getvalue())


def read_recording(path: Path, computation: Computation, command: str) -> Recording:
    """Read a recording, and verify it.

    Parameters
    ----------
    path : Path
    computation : Computation
        What is asked of Octave today.
    command : str
        What records again, for the messages.

    Raises
    ------
    RecordingError
        The file is missing, damaged or in another format, or the statements, their inputs or
        the `.m` files have changed since.
    """
    again = f"record it again with {command}"
    if not path.is_file():
        raise RecordingError(f"{path.name}: there is no recording; make it with {command}")
    try:
        fields = loadmat(path)
    except Exception as error:  # SciPy's reader fails in many ways on a damaged file
        raise RecordingError(f"{path.name}: damaged ({error}); {again}") from error
    number = fields["format"].ravel().tolist() if "format" in fields else []
    if number != [FORMAT]:
        given = f"format {number[0]}" if number else "a format without a number"
        raise RecordingError(f"{path.name}: in {given}; expected format {FORMAT}; {again}")
    try:
        texts = {name: as_text(fields[name]) for name in TEXTS}
        values = {name: as_text(fields["outputs"][0, 0][name]) for name in computation.outputs}
        values |= {name: values[name].astype(np.bool_) for name in texts["logical"].split()}
        seconds = float(fields["seconds"].item())
    except Exception as error:  # so does a file that lacks a field, or has another in its place
        raise RecordingError(f"{path.name}: damaged ({error}); {again}") from error
    if values_hash(values) != texts["outputs_sha256"]:
        raise RecordingError(f"{path.name}: damaged (its checksum does not fit); {again}")
    lines = (line.partition(" ") for line in texts["m_files"].splitlines())
    recorded = {name: digest for digest, _, name in lines}
    if changed := changes(recorded, computation.m_files):
        raise RecordingError(f"{path.name}: stale, {', '.join(changed)} since; {again}")
    if computation.sha256 != texts["case_sha256"]:
        raise RecordingError(f"{path.name}: stale, the case or its inputs have changed since; {again}")
    return Recording(values, seconds, texts["octave_version"], texts["blas"], texts["platform"])


def as_text(value: Any) -> Any:
    """What Octave's class char is in Python; other values as they are."""
    return "".join(value) if value.dtype.kind == "U" else value


def computation_of(case: Case, inputs: Values) -> Computation:
    return Computation(case.octave, inputs, case.outputs, case_files(case))


def recording_path(folder: Path, case: Case) -> Path:
    return folder / case.exercise / f"{case.slug}.mat"


def case_files(case: Case) -> dict[str, str]:
    """SHA-256 of each `.m` file that the case names; if it names none, of all in its folders."""
    if not case.m_files:
        return m_file_hashes(case.m_folders)
    found = {name: found_in(case.m_folders, f"{name}.m") for name in case.m_files}
    return {f"{name}.m": file_hash(path) for name, path in found.items() if path is not None}


def found_in(folders: tuple[Path, ...], name: str) -> Path | None:
    """The file that Octave finds: in the first folder that has it."""
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


def changes(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Which files have changed, were added or were removed."""
    return [
        f"{name} {'was removed' if name not in now else 'has changed' if name in before else 'was added'}"
        for name in sorted({*before, *now})
        if before.get(name) != now.get(name)
    ]


def values_hash(values: Values) -> str:
    """SHA-256 over the names, classes, sizes and bits of some values."""
    digest = hashlib.sha256()
    for name in sorted(values):
        a = as_matrix(values[name])
        digest.update(f"{name} {a.dtype.str} {a.shape}\n".encode())
        digest.update(np.asfortranarray(a).tobytes(order="F"))
    return digest.hexdigest()
