"""Somebody's own folder of course files, run in place of ours."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.io import loadmat

from samebits.octave.layout import unroll
from samebits.octave.program import OctaveError
from samebits.octave.random import OctaveRandom
from samebits.parity import sides
from samebits.parity.case import Case, Values
from samebits.parity.cases import CASES, COST_CALL, network_case, training_case
from samebits.parity.run import Octaves, Row, run_case
from samebits.resources import project_folder

# Which files an exercise has; those that are handed out complete come first
EXERCISES = {
    "ex4": (
        ("fmincg", "computeNumericalGradient", "checkNNGradients", "debugInitializeWeights", "sigmoid"),
        ("sigmoidGradient", "randInitializeWeights", "nnCostFunction", "predict"),
    ),
    "ex3": (
        ("fmincg", "sigmoid"),
        ("lrCostFunction", "oneVsAll", "predictOneVsAll", "predict"),
    ),
}
HANDED_OUT_WHOLE = ("fmincg", "debugInitializeWeights")  # and rounded as ours are
ROUNDED_START = 4 * 0.12 * 2.0**-53  # of weights drawn and scaled in another order
COURSE_COSTS = {0.0: 0.287629, 1.0: 0.383770, 3.0: 0.576051}  # J by lambda, with the course's weights


class CourseFolderError(ValueError):
    """What was given is no folder of the course."""


class CourseFolder:
    """A folder of the course, for reading only.

    Parameters
    ----------
    path : Path
        The folder of exercise 3 or 4 (`ex4`, `mlclass-ex4`), or the one that holds it.

    Attributes
    ----------
    path : Path
    exercise : {"ex4", "ex3"}
    present, missing : list of str
        Functions of the exercise whose file is there, and is not.
    data : mapping
        X, y, Theta1 and Theta2 as far as the folder has them.

    Raises
    ------
    CourseFolderError
        It holds no function of the exercises, or data that cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = the_folder_itself(path)
        names = {file.stem for file in self.path.glob("*.m")}
        self.exercise = "ex4" if names & {"nnCostFunction", "checkNNGradients", "ex4"} else "ex3"
        known = {name for whole, solved in EXERCISES.values() for name in (*whole, *solved)}
        self.present = sorted(names & known)
        whole, solved = EXERCISES[self.exercise]
        self.missing = [name for name in (*whole, *solved) if name not in names]
        self.data = course_data(self.path)

    @property
    def m_folders(self) -> tuple[Path, ...]:
        """Ours come behind, for what is not there."""
        return (self.path, project_folder("octave_reference"))

    def describe(self) -> list[str]:
        """What is there, and what is not."""
        lines = [f"{self.path}, {self.exercise}: {', '.join(f'{name}.m' for name in self.present)}."]
        if self.missing:
            lines.append(f"Missing there: {', '.join(f'{name}.m' for name in self.missing)}.")
        has = [name for name in ("X", "y", "Theta1", "Theta2") if name in self.data]
        lines.append(
            f"Data of the course there: {', '.join(has)}." if has else "No data of the course there."
        )
        return lines

    def cases(self, cases: Sequence[Case]) -> list[Case]:
        """Of our cases those that run files of the folder, and the course's own figures."""
        wanted = [case for case in cases if not case.name.startswith(("training", "oneVsAll"))]
        wanted += [classes_case(case) for case in cases if case.name == "oneVsAll"]
        wanted.append(short_training_case())
        own = [self.adapted(case) for case in wanted if case.m_files and case.m_files[0] in self.present]
        if {"X", "y", "Theta1", "Theta2"} <= set(self.data) and "nnCostFunction" in self.present:
            own += [self.adapted(figure_case(self.data, *figure)) for figure in COURSE_COSTS.items()]
        return own

    def adapted(self, case: Case) -> Case:
        if case.m_files[0] == "checkNNGradients":
            case = replace(case, octave="diff = samebits_relative_difference(lambda);")
        if case.name == "randInitializeWeights":
            case = replace(case, bound=lambda v: {"W": np.full((25, 401), ROUNDED_START)})
        solved_by_someone = bool(set(case.m_files) - set(HANDED_OUT_WHOLE))
        return replace(case, m_folders=self.m_folders, any_order=solved_by_someone)

    def run(self, cases: Sequence[Case], octaves: Octaves) -> Iterator[Row]:
        """Run cases of the folder. What nobody has written yet is unsolved, not different."""
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
                    yield unsolved(row, f"{case.m_files[0]}.m gives zeros")
                elif not_yet := [f"{name}.m" for name in case.m_files[1:] if name in stubs]:
                    yield unsolved(row, f"{' and '.join(not_yet)} not solved yet")
                else:
                    yield row

    @property
    def solved(self) -> list[str]:
        """Functions there that the exercise leaves to the student."""
        return [name for name in EXERCISES[self.exercise][1] if name in self.present]

    def is_stub(self, name: str, octaves: Octaves) -> bool:
        """Whether a function gives nothing but zeros, as the exercise hands it out."""
        case = next(self.adapted(case) for case in self.cases(CASES) if case.m_files[0] == name)
        try:
            values = octaves.answer(case, case.inputs(), octaves.own).values
        except OctaveError:
            return False
        return not any(np.any(values[output]) for output in case.outputs)


def unsolved(row: Row, why: str) -> Row:
    return replace(row, status="unsolved", message=why)


def classes_case(case: Case) -> Case:
    """oneVsAll where 50 iterations come to the optimum, so that another order of sums does too."""

    def inputs() -> Values:
        rng = OctaveRandom(1)
        X = rng.randn(60, 3)
        return {"X": X, "y": np.floor(1 + 4 * rng.rand(60, 1)).ravel(), "num_labels": 4, "lambda": 1.0}

    def bound(v: Values) -> Values:
        return {"all_theta": np.full((4, 4), 1e-6)}  # measured: 1.2e-8

    return replace(case, inputs=inputs, bound=bound, iterative=False)


def short_training_case() -> Case:
    """A solution may loop over the examples: a short run, in which rounding has not grown far."""

    def bound(v: Values) -> Values:
        grown = 1e-7  # measured: 5.4e-11 of the weights, 2.5e-11 of the costs
        values = dict.fromkeys(("J", "grad", "costs", "weights"), grown)
        return {"start": ROUNDED_START, **values, "i": 0.0, "accuracy": 100 / len(v["y"])}

    return replace(
        training_case(1),
        name="training, 500 digits, 20 iterations",
        inputs=partial(sides.training_inputs, seed=1, every=10, iterations=20),
        bound=bound,
        iterative=False,
    )


def the_folder_itself(path: Path) -> Path:
    """The folder with the functions: the one given, or the only one in it that has some."""
    if not path.is_dir():
        raise CourseFolderError(f"{path}: there is no such folder")
    known = {name for whole, solved in EXERCISES.values() for name in (*whole, *solved)}
    places = [path, *sorted(p for p in path.iterdir() if p.is_dir() and p.name[0] not in "._")]
    found = [place for place in places if known & {file.stem for file in place.glob("*.m")}]
    if found and (found[0] == path or len(found) == 1):
        return found[0]
    if found:
        names = ", ".join(str(place) for place in found)
        raise CourseFolderError(f"{path}: several folders in it hold course files, give one of them: {names}")
    raise CourseFolderError(
        f"{path}: no file of exercise 3 or 4 is there; expected some of "
        + ", ".join(f"{name}.m" for name in sorted(known))
    )


def course_data(path: Path) -> Mapping[str, NDArray[np.float64]]:
    """X and y from ex4data1.mat or ex3data1.mat, Theta1 and Theta2 from ex4weights.mat or ex3weights.mat."""
    data: dict[str, NDArray[np.float64]] = {}
    for kind, names in (("data1", ("X", "y")), ("weights", ("Theta1", "Theta2"))):
        for file in (path / f"ex4{kind}.mat", path / f"ex3{kind}.mat"):
            if not file.is_file():
                continue
            try:
                found = loadmat(file, variable_names=names)
                data |= {name: np.asarray(found[name], dtype=np.float64) for name in names}
            except Exception as error:  # whatever SciPy's reader runs into
                raise CourseFolderError(
                    f"{file}: expected a MAT-file with {' and '.join(names)} ({error!r})"
                ) from error
            break
    return data


def figure_case(data: Mapping[str, NDArray[np.float64]], lambda_: float, figure: float) -> Case:
    """The course's data and weights: J as the exercise's text prints it."""
    inputs = {
        "p": unroll(data["Theta1"], data["Theta2"]),
        "layers": sides.DIGITS,
        "X": data["X"],
        "y": data["y"].ravel(),
        "lambda": lambda_,
    }
    case = network_case("course data", lambda_)
    return replace(
        case,
        inputs=lambda: inputs,
        python=partial(run_figure, figure),
        octave=f'[J, grad] = {COST_CALL}; J_printed = str2double(sprintf("%.6f", J));',
        outputs=("J", "grad", "J_printed"),
    )


def run_figure(figure: float, v: Values, arithmetic: str) -> Values:
    """Our cost, and what the course says it is to six decimals."""
    return {**sides.run_cost(v, arithmetic), "J_printed": figure}
