"""Runs cases on both sides, and judges the results."""

import contextlib
import sysconfig
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from samebits.octave.arithmetic import Arithmetic
from samebits.octave.blas import Blas, BlasNotFound, octave_blas
from samebits.octave.layout import as_matrix
from samebits.octave.program import OctaveError, OctaveProgram, reference_blas
from samebits.parity.case import Case, Run, Values
from samebits.parity.compare import Comparison, compare
from samebits.parity.recorded import Recording, RecordingError, load_recording
from samebits.session.pack import as_double
from samebits.session.session import OctaveSession

STATUSES = ("exact", "within bound", "different", "not judged", "unsolved", "skipped")


@dataclass(frozen=True)
class Row:
    """One case in one arithmetic against one Octave.

    Attributes
    ----------
    case, arithmetic, blas : str
        `blas` is the library that Octave used, and says if the result is recorded.
    status : {"exact", "within bound", "different", "not judged", "unsolved", "skipped"}
        A whole run is not judged where equal bits cannot be expected. Unsolved: the function
        has not been written yet.
    comparisons : list of Comparison
        One for each output.
    message : str
        Why there is nothing to compare.
    note : str
        A remark on the verdict.
    run : Run, or None
        For a whole run of a minimiser, the names of what it gives.
    histories : tuple of ndarray, or None
        The costs of a whole run, an iteration each: Python's and Octave's.
    python_seconds, octave_seconds : float or None
    """

    case: str
    arithmetic: str
    blas: str
    status: str
    comparisons: list[Comparison] = field(default_factory=list)
    message: str = ""
    note: str = ""
    run: Run | None = None
    histories: tuple[np.ndarray, np.ndarray] | None = None
    python_seconds: float | None = None
    octave_seconds: float | None = None


class Octaves:
    """The source of Octave's answers: sessions on one or two BLAS libraries, or recordings.

    Parameters
    ----------
    program : OctaveProgram, or None
        None: recordings only.
    recordings : Path
        The folder of the recordings.
    once : bool
        Run each case once, in the arithmetic that is nearest to this machine's Octave.
    timeout : float
        Seconds for Octave to answer a case.

    Attributes
    ----------
    own, reference : OctaveSession or None
        On the BLAS that Octave links, and on the reference BLAS.
    blas : Blas or None
        The library of `own`, for the arithmetic `octave`.
    no_blas : str
        Why `blas` is None.
    """

    def __init__(
        self,
        program: OctaveProgram | None,
        recordings: Path,
        once: bool = False,
        timeout: float = 600,
    ) -> None:
        self.recordings = recordings
        self.timeout = timeout
        self.once = once
        self.own: OctaveSession | None = None
        self.reference: OctaveSession | None = None
        self.blas: Blas | None = None
        self.no_blas = ""
        self._answers: dict[tuple[str, str, str], Recording] = {}
        if program is None:
            return
        try:
            self.blas = octave_blas(program.path)
        except BlasNotFound as error:
            self.no_blas = str(error)
        self.own = OctaveSession(program)
        if is_reference(self.own.blas):
            self.reference = self.own
        elif not self.once and (library_path := reference_blas()):
            self.reference = OctaveSession(program, library_path)

    def close(self) -> None:
        for session in (self.own, self.reference):
            if session is not None:
                session.close()

    def pairings(self, case: Case) -> Iterator[tuple[str, OctaveSession | None]]:
        """The arithmetics to run a case in, each with its Octave (None: recorded)."""
        if case.bound is None:
            yield "any", self.own if self.once else self.reference
            return
        if self.once:
            yield "octave" if self.blas else "netlib" if self.reference else "numpy", self.own
            return
        yield "netlib", self.reference
        if case.products and self.blas is not None:
            yield "octave", self.own
        if case.products and self.own is not self.reference:
            yield "netlib", self.own
        yield "numpy", self.own

    def arithmetic(self, name: str) -> Arithmetic:
        """The arithmetic of a row: `octave` is that of this Octave's BLAS; in any other, bits are equal."""
        if name == "octave" and self.blas is not None:
            return self.blas
        return "numpy" if name == "numpy" else "netlib"

    def recorded_from(self, cases: Sequence[Case]) -> str:
        """Which Octave the recordings come from, according to the first that can be read."""
        for case in cases:
            with contextlib.suppress(RecordingError):
                found = self.answer(case, case.inputs(), None)
                return f"Octave {found.octave_version}, {blas_label(found.blas)} BLAS, {found.platform}"
        return "no Octave (none of the recordings can be used)"

    def answer(self, case: Case, inputs: Values, session: OctaveSession | None) -> Recording:
        """What Octave computes for a case; asked once for each session."""
        key = case.exercise, case.name, blas_label(session.blas) if session else "recorded"
        if key not in self._answers:
            if session is None:
                self._answers[key] = load_recording(self.recordings, case, inputs)
            else:
                session.use(case.m_folders)
                answer = session.call(case.octave, inputs, case.outputs, self.timeout)
                self._answers[key] = Recording(
                    answer.values, answer.seconds, session.version, session.blas, session.platform
                )
        return self._answers[key]


def run_case(case: Case, octaves: Octaves) -> Iterator[Row]:
    """Run a case in each arithmetic that applies, and compare."""
    inputs = case.inputs()
    ours: dict[str, tuple[Values, float]] = {}
    for arithmetic, session in octaves.pairings(case):
        label = blas_label(session.blas) if session else "recorded"
        try:
            theirs = octaves.answer(case, inputs, session)
        except RecordingError as error:
            yield Row(case.name, arithmetic, label, "skipped", message=str(error))
            continue
        except OctaveError as error:
            yield Row(case.name, arithmetic, label, "different", message=f"Octave failed: {error}")
            continue
        if arithmetic not in ours:
            ours[arithmetic] = run_python(case, inputs, octaves.arithmetic(arithmetic))
        values, seconds = ours[arithmetic]
        same_bits = arithmetic in ("any", "octave") or (arithmetic == "netlib" and is_reference(theirs.blas))
        if session is None:
            same_bits = same_bits and same_libm(theirs.platform)
        same_bits = same_bits and not case.any_order
        bounds = {} if same_bits or case.bound is None else case.bound(inputs)
        bounds = {name: as_matrix(bound) for name, bound in bounds.items()}
        comparisons = [
            compare(name, as_matrix(values[name]), as_matrix(theirs.values[name]), bounds.get(name))
            for name in case.outputs
        ]
        yield Row(
            case.name,
            arithmetic,
            label,
            status_of(case, comparisons, same_bits),
            comparisons,
            run=case.run,
            histories=histories(case.run, values, theirs.values),
            python_seconds=seconds,
            octave_seconds=theirs.seconds,
        )


def histories(run: Run | None, ours: Values, theirs: Values) -> tuple[np.ndarray, np.ndarray] | None:
    """The costs of two whole runs, Python's and Octave's."""
    return None if run is None else (np.ravel(ours[run.costs]), np.ravel(theirs[run.costs]))


def run_python(case: Case, inputs: Values, arithmetic: Arithmetic) -> tuple[Values, float]:
    """Python's side of a case, and how many seconds it took."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # some cases run into NaN on purpose
        began = time.perf_counter()
        values = case.python(inputs, arithmetic)
        seconds = time.perf_counter() - began
    return {name: as_double(value, name) for name, value in values.items()}, seconds


def status_of(case: Case, comparisons: list[Comparison], same_bits: bool) -> str:
    """The status of a row; `same_bits` says whether equal bits are promised."""
    if all(c.exact for c in comparisons):
        return "exact"
    if case.iterative and not same_bits:
        return "not judged"
    if all(c.exact or c.within_bound for c in comparisons):
        return "within bound"
    return "different"


def same_libm(octave_platform: str) -> bool:
    """Whether this machine has the same libm as the one that a recording was made on."""
    here = str(sysconfig.get_config_var("HOST_GNU_TYPE") or "").split("-")
    there = octave_platform.split("-")
    return (here[0], here[2:]) == (there[0], there[2:])  # what stands between is the vendor


def is_reference(blas: str) -> bool:
    return "reference" in blas.lower()


def blas_label(blas: str) -> str:
    """A short name for what Octave's `version("-blas")` says."""
    if is_reference(blas):
        return "reference"
    words = blas.replace("(config: OpenBLAS", "").split()
    return " ".join(words[:2])
