"""Results recorded from a real Octave, with where they come from.

A recording is a `.mat` file a case: the outputs, Octave's version, BLAS and
platform, and hashes of what was run. Loading verifies all of them, so that a
damaged or stale file is an error and never a verdict.
"""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.io import loadmat, savemat

from samebits.octave.layout import as_matrix
from samebits.parity.case import Case, Values
from samebits.resources import project_folder, write_file
from samebits.session.exchange import file_hash, m_file_hashes


class RecordingError(RuntimeError):
    """A recording is missing, damaged, or of something else than the case is now."""


@dataclass(frozen=True)
class Recording:
    """What an Octave answered for a case.

    Attributes
    ----------
    values : dict
        The outputs by name, in Octave's class and size.
    seconds : float
        How long Octave took, then and there.
    octave_version, blas, platform : str
    """

    values: dict[str, Any]
    seconds: float
    octave_version: str
    blas: str
    platform: str


def save_recording(folder: Path, case: Case, inputs: Values, recording: Recording) -> Path:
    """Write what Octave answered for a case, and return the file's path."""
    content = io.BytesIO()
    fields = {
        "outputs": recording.values,
        "logical": " ".join(name for name, value in recording.values.items() if is_logical(value)),
        "seconds": recording.seconds,
        "octave_version": recording.octave_version,
        "blas": recording.blas,
        "platform": recording.platform,
        "m_files": "\n".join(f"{digest} {name}" for name, digest in case_files(case).items()),
        "case_sha256": case_hash(case, inputs),
        "outputs_sha256": values_hash(recording.values),
    }
    savemat(content, fields, do_compression=True, long_field_names=True)
    path = recording_path(folder, case)
    write_file(path, content.getvalue())
    return path


def load_recording(folder: Path, case: Case, inputs: Values) -> Recording:
    """Read the recording of a case, and verify it.

    Raises
    ------
    RecordingError
        There is none, it is damaged, or the case, its inputs or its `.m` files
        have changed since.
    """
    path = recording_path(folder, case)
    again = "record it again with `samebits record`"
    if not path.is_file():
        raise RecordingError(f"{path.name}: there is no recording; make it with `samebits record`")
    try:
        found = loadmat(path)
        outputs = found["outputs"][0, 0]
        # SciPy's reader makes numbers of truth values; older recordings have none
        logical = as_text(found["logical"]).split() if "logical" in found else []
        values = {name: as_text(outputs[name]) for name in case.outputs}
        values |= {name: values[name].astype(np.bool_) for name in logical}
        text = {
            name: str(found[name][0])
            for name in ("octave_version", "blas", "platform", "case_sha256", "outputs_sha256")
        }
        hashes = recorded_files(found["m_files"])
        seconds = float(found["seconds"].item())
    except Exception as error:  # SciPy's reader fails in many ways on a damaged file
        raise RecordingError(f"{path.name}: damaged ({error}); {again}") from error
    if values_hash(values) != text["outputs_sha256"]:
        raise RecordingError(f"{path.name}: damaged (its checksum does not fit); {again}")
    if changed := changes(hashes, case_files(case)):
        raise RecordingError(f"{path.name}: stale, {', '.join(changed)} since; {again}")
    if case_hash(case, inputs) != text["case_sha256"]:
        raise RecordingError(f"{path.name}: stale, the case or its inputs have changed since; {again}")
    return Recording(values, seconds, text["octave_version"], text["blas"], text["platform"])


def is_logical(value: Any) -> bool:
    return np.asarray(value).dtype == np.bool_


def as_text(value: Any) -> Any:
    """What Octave's class char is in Python; other values as they are."""
    return "".join(value) if value.dtype.kind == "U" else value


def recording_path(folder: Path, case: Case) -> Path:
    return folder / f"{case.slug}.mat"


def case_files(case: Case) -> dict[str, str]:
    """SHA-256 of each `.m` file that the case leads to; of somebody's own folders, all that are copied."""
    if case.m_folders is not None:
        return m_file_hashes(case.m_folders)
    folder = project_folder("octave_reference")
    return {f"{name}.m": file_hash(folder / f"{name}.m") for name in case.m_files}


def recorded_files(found: Any) -> dict[str, str]:
    """The hashes that were recorded, as lines of text or, in older recordings, as a struct."""
    if found.dtype.kind != "U":
        return {f"{name}.m": str(found[0, 0][name][0]) for name in found.dtype.names or ()}
    lines = "".join(found).splitlines()
    return {name: digest for digest, _, name in (line.partition(" ") for line in lines)}


def changes(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Which files were changed, added and removed."""
    return [
        f"{name} {'was removed' if name not in now else 'has changed' if name in before else 'was added'}"
        for name in sorted({*before, *now})
        if before.get(name) != now.get(name)
    ]


def case_hash(case: Case, inputs: Values) -> str:
    """SHA-256 over the Octave statements and the inputs."""
    digest = hashlib.sha256(case.octave.encode())
    digest.update(values_hash(inputs).encode())
    return digest.hexdigest()


def values_hash(values: Values) -> str:
    """SHA-256 over the names, classes, sizes and bits of some values."""
    digest = hashlib.sha256()
    for name in sorted(values):
        a = as_matrix(values[name])
        digest.update(f"{name} {a.dtype.str} {a.shape}\n".encode())
        digest.update(np.asfortranarray(a).tobytes(order="F"))
    return digest.hexdigest()
