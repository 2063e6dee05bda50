"""An assignment: its parts, points, cases and limits, read from a TOML file."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samebits import exercises
from samebits.errors import SamebitsError
from samebits.exercises import all_exercises, load_exercise
from samebits.grading.assignment import schema
from samebits.grading.assignment.inputs import InputError, check_input
from samebits.grading.sandbox.packages import check_packages

TEMPLATE = Path(__file__).parent / "template"  # of a new assignment
GRADING_FILE = "grading.toml"  # in an exercise's folder
OCTAVE_NEEDS = 1024  # MiB of address space, at least
VISIBILITIES = ("visible", "hidden", "after_due_date", "after_published")


class AssignmentError(SamebitsError, ValueError):
    """An assignment that cannot be used."""


@dataclass(frozen=True)
class PartCase:
    """One call of a part's function.

    Attributes
    ----------
    inputs : mapping
        How to make the arguments, in order.
    hidden : bool
        Its values differ from student to student, and are never shown.
    """

    inputs: Mapping[str, Any]
    hidden: bool = False


@dataclass(frozen=True)
class Part:
    """A part of an assignment, with points of its own.

    Attributes
    ----------
    name : str
    points : float
    function : mapping
        Its name in "octave" and in "python".
    outputs, graded : tuple of str
        What the function returns, and the outputs that this part grades.
    cases : tuple of PartCase
        All have to be right.
    tolerance : float
        The largest difference, relative to the largest element of the right value.
    visibility : str
        Gradescope's word for who sees the part.
    blocks : mapping
        Names and shapes of the matrices that an output is unrolled from.
    random : mapping, or None
        For random weights, instead of right values: their `shape`, and `within`, their largest
        absolute value.
    exercise : str
        The exercise that has the function, with its port and its mistakes; "" if none has.
    """

    name: str
    points: float
    function: Mapping[str, str]
    outputs: tuple[str, ...]
    graded: tuple[str, ...]
    cases: tuple[PartCase, ...]
    tolerance: float = 1e-8
    visibility: str = "visible"
    blocks: Mapping[str, list[list[Any]]] = field(default_factory=dict)
    random: Mapping[str, Any] | None = None
    exercise: str = ""


@dataclass(frozen=True)
class Assignment:
    """An exercise to grade.

    Attributes
    ----------
    name, title : str
    reference : Path, or None
        A folder with the right solution; None for the port.
    provided : tuple of str
        Functions that the exercise hands out; they are used if a submission lacks them.
    packages : tuple of str
        What submissions in Python may import besides the standard library.
    seconds, memory : int
        Wall-clock seconds for one call, and MiB of address space.
    parts : tuple of Part
    digest : str
        SHA-256 of the file and of the reference.
    """

    name: str
    title: str
    reference: Path | None
    provided: tuple[str, ...]
    packages: tuple[str, ...]
    seconds: int
    memory: int
    parts: tuple[Part, ...]
    digest: str

    @property
    def points(self) -> float:
        return sum(part.points for part in self.parts)


def load_assignment(name: str) -> Assignment:
    """Read an assignment: a built-in one by its name, or a TOML file.

    Raises
    ------
    AssignmentError
        There is none, or it cannot be used; the message names the place in the file.
    """
    is_ours = name in exercises.EXERCISES
    path = load_exercise(name).folder / GRADING_FILE if is_ours else Path(name)
    if not path.is_file():
        ours = [exercise.name for exercise in all_exercises() if (exercise.folder / GRADING_FILE).is_file()]
        raise AssignmentError(
            f"{name}: there is no such assignment; expected a .toml file, or one of {', '.join(ours)}"
        )
    try:
        content = path.read_bytes()
        return parse_assignment(name if is_ours else path.stem, path, content)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AssignmentError(f"{path}: it is not TOML: {error}") from error
    except (InputError, schema.FieldError) as error:
        raise AssignmentError(f"{path}: {error}") from error
    except OSError as error:
        raise AssignmentError(f"{path}: it cannot be read: {error}") from error


def parse_assignment(name: str, path: Path, content: bytes) -> Assignment:
    table = tomllib.loads(content.decode())
    keys = ("title", "exercise", "reference", "provided", "packages", "limits", "inputs", "part")
    schema.only(table, "the file", *keys)
    exercise = schema.read(table, "the file", "exercise", schema.one_of(exercises.EXERCISES), "")
    inputs = schema.read(table, "the file", "inputs", schema.TABLE)
    for case in inputs:
        for argument, spec in schema.read(inputs, "[inputs]", case, schema.TABLE).items():
            check_input(f"[inputs.{case}] {argument}", spec)
    tables = schema.read(table, "the file", "part", schema.TABLES)
    parts = tuple(read_part(number, part, inputs, exercise) for number, part in enumerate(tables, 1))
    names = [part.name for part in parts]
    if twice := [name for name in names if names.count(name) > 1]:
        raise schema.FieldError(f"two parts have the same name, {twice[0]}")
    limits = schema.read(table, "the file", "limits", schema.TABLE, {})
    schema.only(limits, "[limits]", "seconds", "memory")
    memory = schema.read(limits, "[limits]", "memory", schema.COUNT, 2048)
    if memory < OCTAVE_NEEDS and any("octave" in part.function for part in parts):
        raise schema.FieldError(
            f"[limits]: memory is {memory}; expected {OCTAVE_NEEDS} or more, because Octave needs it"
        )
    packages = schema.read(table, "the file", "packages", schema.PACKAGES, ["numpy", "scipy"])
    check_packages(packages)
    reference = schema.read(table, "the file", "reference", schema.TEXT)
    folder = None if reference == "samebits" else path.parent / reference
    known = sorted({file.stem for folder in handed_out_folders(parts) for file in folder.glob("*.py")})
    return Assignment(
        name,
        schema.read(table, "the file", "title", schema.TEXT),
        folder,
        tuple(schema.read(table, "the file", "provided", schema.handed_out(known), [])),
        tuple(dict.fromkeys(["numpy", *packages])),  # the child needs it
        schema.read(limits, "[limits]", "seconds", schema.COUNT, 10),
        memory,
        parts,
        digest_of(content, folder),
    )


def digest_of(content: bytes, folder: Path | None) -> str:
    """SHA-256 of the file and of the reference's files."""
    digest = hashlib.sha256(content)
    if folder is not None:
        if not folder.is_dir():
            raise schema.FieldError(f'reference: there is no folder {folder}; expected one, or "samebits"')
        for file in sorted(folder.iterdir()):
            if file.is_file():
                digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def handed_out_folders(parts: Sequence[Part]) -> list[Path]:
    """The folders of what the parts' exercises hand out."""
    names = dict.fromkeys(part.exercise for part in parts if part.exercise)
    return [load_exercise(name).folder / "handed_out" for name in names]


def exercise_of(function: Mapping[str, str]) -> str:
    """The first exercise that has a function with this name in Octave, or ""."""
    name = function.get("octave")
    return next((exercise.name for exercise in all_exercises() if name in exercise.names), "")


def read_part(number: int, table: dict[str, Any], inputs: Mapping[str, Any], exercise: str) -> Part:
    name = schema.read(table, f"part {number}", "name", schema.TEXT)
    where = f"part {number}, {name}"
    schema.only(
        table, where, "name", "points", "function", "outputs", "graded", "cases", "tolerance", "visibility",
        "blocks", "random",
    )  # fmt: skip
    outputs = schema.read(table, where, "outputs", schema.OUTPUTS)
    function = schema.read(table, where, "function", schema.FUNCTION)
    random = schema.read(table, where, "random", schema.RANDOM, None)
    if random is not None and len(outputs) > 1:
        raise schema.FieldError(f"{where}: outputs is {outputs}; expected a single one with `random`")
    return Part(
        name,
        float(schema.read(table, where, "points", schema.POINTS)),
        function,
        tuple(outputs),
        tuple(schema.read(table, where, "graded", schema.some_of(outputs), outputs)),
        tuple(read_cases(where, schema.read(table, where, "cases", schema.TABLES), inputs)),
        float(schema.read(table, where, "tolerance", schema.TOLERANCE, 1e-8)),
        schema.read(table, where, "visibility", schema.one_of(VISIBILITIES), "visible"),
        schema.read(table, where, "blocks", schema.blocks_of(outputs), {}),
        random,
        exercise or exercise_of(function),
    )


def read_cases(where: str, tables: list[dict[str, Any]], inputs: Mapping[str, Any]) -> Iterator[PartCase]:
    for table in tables:
        schema.only(table, f"{where}, cases", "inputs", "with", "hidden")
        name = schema.read(table, f"{where}, cases", "inputs", schema.TEXT)
        if name not in inputs:
            raise schema.FieldError(f"{where}, cases: there is no [inputs.{name}]")
        changed = schema.read(table, f"{where}, cases", "with", schema.TABLE, {})
        schema.only(changed, f"{where}, with", *inputs[name])
        for argument, spec in changed.items():
            check_input(f"{where}, with {argument}", spec)
        yield PartCase(
            {**inputs[name], **changed}, schema.read(table, f"{where}, cases", "hidden", schema.FLAG, False)
        )
