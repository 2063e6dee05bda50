"""What is graded: parts, points, cases and limits, read from a TOML file."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samebits.grading.inputs import InputError, check_input

BUILT_IN = Path(__file__).parent / "assignments"
VISIBILITIES = ("visible", "hidden", "after_due_date", "after_published")


class AssignmentError(ValueError):
    """An assignment that cannot be used."""


@dataclass(frozen=True)
class Case:
    """One call of a part's function.

    Attributes
    ----------
    inputs : mapping
        How to make the arguments, in their order.
    hidden : bool
        Its values are other for each student, and never told.
    """

    inputs: Mapping[str, Any]
    hidden: bool = False


@dataclass(frozen=True)
class Part:
    """What is scored as one.

    Attributes
    ----------
    name : str
    points : float
    function : mapping
        Its name in "octave" and in "python".
    outputs, graded : tuple of str
        What the function returns, and what of it this part looks at.
    cases : tuple of Case
        All have to be right.
    tolerance : float
        Largest difference, relative to the largest element of the right value.
    visibility : str
        Gradescope's word for who sees the part.
    blocks : mapping
        Names and shapes of the matrices that an output is unrolled from.
    random : mapping, or None
        Instead of right values: the `shape` of random weights, and `within` what they lie.
    """

    name: str
    points: float
    function: Mapping[str, str]
    outputs: tuple[str, ...]
    graded: tuple[str, ...]
    cases: tuple[Case, ...]
    tolerance: float = 1e-8
    visibility: str = "visible"
    blocks: Mapping[str, list[list[Any]]] = field(default_factory=dict)
    random: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Assignment:
    """An exercise to grade.

    Attributes
    ----------
    name, title : str
    reference : Path, or None
        A folder with the right solution; None: the port.
    provided : tuple of str
        Functions that are handed out, and stand in where a submission lacks them.
    packages : tuple of str
        What submissions in Python may import beside the standard library.
    seconds, memory : int
        Of wall clock for one call; MiB of address space.
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
    """Read an assignment: one of ours by its name, or a TOML file.

    Raises
    ------
    AssignmentError
        There is none, or it says something that cannot be used; the message names the
        place in the file.
    """
    path = BUILT_IN / f"{name}.toml" if "/" not in name and not name.endswith(".toml") else Path(name)
    if not path.is_file():
        ours = ", ".join(sorted(p.stem for p in BUILT_IN.glob("ex*.toml")))
        raise AssignmentError(f"{name}: there is no such assignment; give a .toml file, or one of {ours}")
    content = path.read_bytes()
    try:
        return parsed(path, content, tomllib.loads(content.decode()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AssignmentError(f"{path}: not TOML: {error}") from error
    except (InputError, AssignmentError) as error:
        raise AssignmentError(f"{path}: {error}") from error


def parsed(path: Path, content: bytes, table: dict[str, Any]) -> Assignment:
    only(table, "the file", "title", "reference", "provided", "packages", "limits", "inputs", "part")
    limits = table.get("limits", {})
    only(limits, "[limits]", "seconds", "memory")
    inputs = wanted(table, "the file", "inputs", dict)
    for name, arguments in inputs.items():
        for argument, spec in arguments.items():
            check_input(f"[inputs.{name}] {argument}", spec)
    parts = tuple(
        a_part(number, part, inputs) for number, part in enumerate(wanted(table, "the file", "part", list), 1)
    )
    names = [part.name for part in parts]
    if len(set(names)) < len(names):
        raise AssignmentError("two parts have the same name")
    reference = wanted(table, "the file", "reference", str)
    folder = None if reference == "samebits" else path.parent / reference
    if folder is not None and not folder.is_dir():
        raise AssignmentError(f'reference: there is no folder {folder}; expected one, or "samebits"')
    digest = hashlib.sha256(content)
    for file in sorted(folder.iterdir()) if folder else ():
        if file.is_file():
            digest.update(file.name.encode() + file.read_bytes())
    return Assignment(
        path.stem,
        wanted(table, "the file", "title", str),
        folder,
        tuple(table.get("provided", ())),
        tuple(table.get("packages", ("numpy", "scipy"))),
        positive(limits, "seconds", 10),
        positive(limits, "memory", 2048),
        parts,
        digest.hexdigest(),
    )


def a_part(number: int, table: dict[str, Any], inputs: Mapping[str, Any]) -> Part:
    where = f"part {number}"
    name = wanted(table, where, "name", str)
    where = f"part {number}, {name}"
    only(
        table, where, "name", "points", "function", "outputs", "graded", "cases", "tolerance", "visibility",
        "blocks", "random",
    )  # fmt: skip
    outputs = tuple(wanted(table, where, "outputs", list))
    graded = tuple(table.get("graded", outputs))
    if not set(graded) <= set(outputs):
        raise AssignmentError(f"{where}: graded is {list(graded)}; expected some of {list(outputs)}")
    function = wanted(table, where, "function", dict)
    if not function or not set(function) <= {"octave", "python"}:
        raise AssignmentError(f'{where}: function is {function}; expected names for "octave" and "python"')
    points = wanted(table, where, "points", (int, float))
    if points < 0:
        raise AssignmentError(f"{where}: points is {points}; expected 0 or more")
    visibility = table.get("visibility", "visible")
    if visibility not in VISIBILITIES:
        raise AssignmentError(
            f"{where}: visibility is {visibility!r}; expected one of {', '.join(VISIBILITIES)}"
        )
    return Part(
        name,
        float(points),
        function,
        outputs,
        graded,
        tuple(the_cases(where, wanted(table, where, "cases", list), inputs)),
        float(table.get("tolerance", 1e-8)),
        visibility,
        table.get("blocks", {}),
        table.get("random"),
    )


def the_cases(where: str, tables: list[dict[str, Any]], inputs: Mapping[str, Any]) -> Iterator[Case]:
    if not tables:
        raise AssignmentError(f"{where}: there are no cases")
    for table in tables:
        only(table, f"{where}, cases", "inputs", "with", "hidden")
        name = wanted(table, f"{where}, cases", "inputs", str)
        if name not in inputs:
            raise AssignmentError(f"{where}: there is no [inputs.{name}]")
        changed = table.get("with", {})
        only(changed, f"{where}, with", *inputs[name])
        for argument, spec in changed.items():
            check_input(f"{where}, with {argument}", spec)
        yield Case({**inputs[name], **changed}, bool(table.get("hidden", False)))


def only(table: Mapping[str, Any], where: str, *known: str) -> None:
    for key in table:
        if key not in known:
            raise AssignmentError(f"{where}: {key} is not known; expected some of {', '.join(known)}")


def wanted(table: Mapping[str, Any], where: str, key: str, kind: Any) -> Any:
    if key not in table:
        raise AssignmentError(f"{where}: {key} is missing")
    if not isinstance(table[key], kind) or isinstance(table[key], bool):
        names = {str: "text", list: "a list", dict: "a table", (int, float): "a number"}
        raise AssignmentError(f"{where}: {key} is {table[key]!r}; expected {names[kind]}")
    return table[key]


def positive(table: Mapping[str, Any], key: str, default: int) -> int:
    value = table.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise AssignmentError(f"[limits]: {key} is {value!r}; expected a whole number above 0")
    return value
