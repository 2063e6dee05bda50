"""Run every case in Python and in Octave, and compare the bits."""

import os
import platform
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version as package_version
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import Any

from samebits import __version__, catalogue
from samebits.errors import SamebitsError
from samebits.exercises import all_exercises
from samebits.exercises.course_folder import CourseFolder
from samebits.octave.program import OctaveNotFound, OctaveProgram, find_octave
from samebits.parity import report
from samebits.parity.case import Case
from samebits.parity.run import Octaves, Row, blas_label, run_case
from samebits.resources import project_folder


class ParityError(SamebitsError, ValueError):
    """There is nothing to compare as asked; the message says what was expected."""


@dataclass(frozen=True)
class ParityReport:
    """The cases that were run, and with what.

    Attributes
    ----------
    rows : list of Row
        One for each case in each arithmetic. Its `status` is the verdict, its `comparisons`
        say how far each output is from Octave's.
    about : dict
        Versions of samebits, Python, NumPy, SciPy and Octave, or where the recordings come
        from; and of a course folder its path and the functions that are missing.
    lines : list of str
        The same in words.
    """

    rows: list[Row]
    about: dict[str, Any]
    lines: list[str]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows have each status."""
        return report.counts(self.rows)

    @property
    def summary(self) -> str:
        """The counts in words."""
        return report.summary(self.rows)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return report.as_json(self.rows, self.about)


def run_parity(
    only: str | None = None,
    *,
    octave: str | None = None,
    recorded: bool = False,
    course_dir: str | PathLike[str] | None = None,
    timeout: float = 600,
    on_start: Callable[[Sequence[str]], None] | None = None,
    on_row: Callable[[Row], None] | None = None,
) -> ParityReport:
    """Run every case in Python and in Octave, and compare the bits.

    Where no Octave is found and none was asked for, the results are compared with recorded ones.

    Parameters
    ----------
    only : str, optional
        Run the cases whose name contains it, also those that are left out otherwise.
    octave : str, optional
        The Octave to run. By default the one on the PATH.
    recorded : bool
        Compare with recorded results; Octave is not started.
    course_dir : path, optional
        A folder of an exercise: its `.m` files run in place of ours. It is never written to.
    timeout : float
        Seconds for Octave to answer a case.
    on_start, on_row : callable, optional
        Called with the report's `lines` before the first case, and with each row as soon as
        it is there.

    Returns
    -------
    ParityReport

    Raises
    ------
    ParityError
        No case has such a name.
    CourseFolderError
        `course_dir` is not the folder of an exercise.
    OctaveError
        An Octave was asked for that is not there or does not work.

    Examples
    --------
    >>> import samebits
    >>> report = samebits.run_parity("sigmoidGradient", recorded=True)
    >>> report.counts["different"]
    0
    """
    if recorded and (octave or course_dir):
        raise ParityError("recorded results need neither an Octave nor a course folder")
    folder = None
    if course_dir is not None:
        folder = CourseFolder(Path(course_dir), all_exercises(), catalogue.cases())
    cases = select_cases(only, folder)
    program, why_recorded = choose_octave(octave, recorded, folder)
    recordings = project_folder("data") / "recorded"
    with closing(Octaves(program, recordings, once=folder is not None, timeout=timeout)) as octaves:
        about, lines = libraries(octaves, cases, why_recorded)
        if folder is not None:
            about["course_folder"] = {"path": str(folder.path), "missing": folder.missing}
            lines = [*folder.describe(), *lines]
        if on_start is not None:
            on_start(lines)
        rows = []
        for row in run_cases(cases, octaves) if folder is None else folder.run(cases, octaves):
            rows.append(row)
            if on_row is not None:
                on_row(row)
    return ParityReport(rows, about, lines)


def select_cases(only: str | None, folder: CourseFolder | None) -> list[Case]:
    """The cases to run.

    Raises
    ------
    ParityError
        There is none.
    """
    every = [*catalogue.cases(), *(catalogue.more_cases() if only is not None else [])]
    available = every if folder is None else folder.cases
    cases = available if only is None else report.matching(available, only)
    if not cases:
        names = "\n  ".join(case.name for case in available)
        raise ParityError(f"no case matches {only!r}; the cases are\n  {names}")
    return cases


def choose_octave(
    octave: str | None, recorded: bool, folder: CourseFolder | None
) -> tuple[OctaveProgram | None, str]:
    """The Octave to run; or None, and why results are compared with recorded ones."""
    if recorded:
        return None, "Octave is not started (--recorded)"
    try:
        return find_octave(octave), ""
    except OctaveNotFound as error:
        if folder is not None:
            raise OctaveNotFound(f"{error}; the folder's files need one") from error
        if octave or "OCTAVE_EXECUTABLE" in os.environ:
            raise
        return None, str(error)


def run_cases(cases: Sequence[Case], octaves: Octaves) -> Iterator[Row]:
    return chain.from_iterable(run_case(case, octaves) for case in cases)


def libraries(octaves: Octaves, cases: Sequence[Case], why_recorded: str) -> tuple[dict[str, Any], list[str]]:
    """Versions of what computes, as values and in words."""
    versions = {name: package_version(name) for name in ("numpy", "scipy")}
    about: dict[str, Any] = {"samebits": __version__, "python": platform.python_version(), **versions}
    words = ", ".join(f"{name} {version}" for name, version in about.items())
    if octaves.own is None:
        about["recorded"] = octaves.recorded_from(cases)
        return about, [f"{why_recorded}: comparing with results recorded from {about['recorded']}.", words]
    program = octaves.own.program
    about["octave"] = {"program": program.path, "version": program.version, "blas": octaves.own.blas}
    lines = [f"Octave {program.version} ({program.path}), linked to {blas_label(octaves.own.blas)}."]
    if octaves.blas is None:
        lines.append(f"The arithmetic octave is left out: {octaves.no_blas}.")
    else:
        about["octave"] |= {"library": octaves.blas.path, "threads": octaves.blas.threads}
        threads = f", {octaves.blas.threads} threads" if octaves.blas.threads else ""
        lines.append(f"The arithmetic octave calls {octaves.blas.path}{threads}.")
    if octaves.reference is None and not octaves.once:
        lines.append(
            "The reference BLAS is not on this machine (Debian: libblas3 and liblapack3): "
            "netlib is compared with recorded results."
        )
    return about, [*lines, words]
