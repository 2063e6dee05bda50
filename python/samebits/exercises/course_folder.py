"""A user's own folder of an exercise, run in place of ours."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.io import loadmat

from samebits.exercises.exercise import CourseData, Exercise
from samebits.octave.program import OctaveError
from samebits.parity.case import Case
from samebits.parity.m_folder import CourseFolderError, folder_with_functions
from samebits.parity.run import Octaves, Row, run_case

SHARED = "shared"  # the cases of what several exercises share


class CourseFolder:
    """A folder of the course, for reading only.

    Parameters
    ----------
    path : Path
        The folder of an exercise (`ex4`, `mlclass-ex4`), or the one that holds it.
    exercises : sequence of Exercise
        Those that the folder may belong to.
    cases : sequence of Case
        Of all exercises; those that run files of the folder are used.

    Attributes
    ----------
    path : Path
    exercise : Exercise
    present, missing : list of str
        Functions of the exercise whose file is in the folder, and is not.
    data : mapping
        Those of the course's matrices that the folder has.

    Raises
    ------
    CourseFolderError
        It holds none of the exercises' functions, or data that cannot be read.
    """

    def __init__(self, path: Path, exercises: Sequence[Exercise], cases: Sequence[Case]) -> None:
        self.path = folder_with_functions(path, {name for e in exercises for name in e.names})
        names = {file.stem for file in self.path.glob("*.m")}
        self.exercise = recognised(names, exercises)
        self.present = sorted(names & set(self.exercise.names))
        self.missing = [
            name for name in (*self.exercise.handed_out, *self.exercise.to_solve) if name not in names
        ]
        self.data = course_data(self.path, self.exercise)
        self.cases = [self.adapt(case) for case in self._own(cases) if case.m_files[0] in self.present]

    def _own(self, cases: Sequence[Case]) -> Iterator[Case]:
        """Our cases that may run files of the folder, and the course's own figures."""
        for case in cases:
            if case.m_files and case.exercise in (self.exercise.name, SHARED):
                yield case.own or case
        for figure in self.exercise.figures:
            if set(figure.needs) <= set(self.data) and figure.function in self.present:
                yield figure.case(self.data)

    def adapt(self, case: Case) -> Case:
        """The case with the folder's files before ours, which replace those that are missing."""
        any_order = bool(set(case.m_files) - self.exercise.same_order)
        return replace(case, m_folders=(self.path, *case.m_folders), any_order=any_order)

    def describe(self) -> list[str]:
        """What the folder has, and what is missing."""
        lines = [f"{self.path}, {self.exercise.name}: {', '.join(f'{name}.m' for name in self.present)}."]
        if self.missing:
            lines.append(f"Missing there: {', '.join(f'{name}.m' for name in self.missing)}.")
        has = ", ".join(self.data)
        lines.append(f"Data of the course there: {has}." if has else "No data of the course there.")
        return lines

    def run(self, cases: Sequence[Case], octaves: Octaves) -> Iterator[Row]:
        """Run cases of the folder. A function that is not written yet is unsolved, not different."""
        stubs = {name for name in self.solved if self.is_stub(name, octaves)}
        silent: set[str] = set()
        for case in cases:
            if waiting := silent & set(case.m_files):
                yield Row(case.name, "", "", "skipped", message=f"{min(waiting)}.m gave no answer before")
                continue
            for row in run_case(case, octaves):
                ours = [f"{name}.m" for name in case.m_files if name not in self.present]
                row = replace(row, note=f"with our {', '.join(ours)}" if ours else "")
                if "gave no answer" in row.message:
                    silent.add(case.m_files[0])
                if row.status in ("exact", "within bound"):
                    yield row
                elif case.m_files[0] in stubs:
                    yield as_unsolved(row, f"{case.m_files[0]}.m gives zeros")
                elif not_yet := [f"{name}.m" for name in case.m_files[1:] if name in stubs]:
                    yield as_unsolved(row, f"{' and '.join(not_yet)} not solved yet")
                else:
                    yield row

    @property
    def solved(self) -> list[str]:
        """The folder's functions that the exercise leaves to the student."""
        return [name for name in self.exercise.to_solve if name in self.present]

    def is_stub(self, name: str, octaves: Octaves) -> bool:
        """Whether a function gives nothing but zeros, as the exercise hands it out."""
        case = next((case for case in self.cases if case.m_files[0] == name), None)
        if case is None:
            return False
        try:
            values = octaves.answer(case, case.inputs(), octaves.own).values
        except OctaveError:
            return False
        return not any(np.any(values[output]) for output in case.outputs)


def as_unsolved(row: Row, why: str) -> Row:
    return replace(row, status="unsolved", message=why)


def recognised(names: set[str], exercises: Sequence[Exercise]) -> Exercise:
    """The exercise whose files these are: the one of which most names are recognised."""

    def fit(exercise: Exercise) -> tuple[int, int]:
        return len(names & exercise.known_by), len(names & set(exercise.names))

    return max(exercises, key=fit)


def course_data(path: Path, exercise: Exercise) -> CourseData:
    """The matrices of the exercise's data files, where the files exist."""
    data: dict[str, NDArray[np.float64]] = {}
    for name, matrices in exercise.data.items():
        if (path / name).is_file() and not set(matrices) <= set(data):
            data |= read_matrices(path / name, matrices)
    return data


def read_matrices(file: Path, names: Sequence[str]) -> Mapping[str, NDArray[np.float64]]:
    try:
        found = loadmat(file, variable_names=names)
        return {name: np.asarray(found[name], dtype=np.float64) for name in names}
    except Exception as error:  # SciPy's reader raises many kinds
        raise CourseFolderError(
            f"{file}: expected a MAT-file with {' and '.join(names)} ({error!r})"
        ) from error
