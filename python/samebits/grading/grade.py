"""One submission, from its files to its scores."""

import importlib
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version as package_version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits import __version__
from samebits.grading.assignment import Assignment, Part
from samebits.grading.children import python_program, run_calls, staged
from samebits.grading.confine import HarnessError, Room
from samebits.grading.inputs import Argument, Expression, make_arguments
from samebits.grading.judge import Tried, Verdict, judge
from samebits.grading.results import MISSING, NOT_GRADABLE, RIGHT, Graded, PartResult
from samebits.grading.wire import Call, Outcome
from samebits.octave.layout import as_matrix
from samebits.octave.octave_program import OctaveError, ask, find_octave
from samebits.parity.subjects import SUBJECTS

LANGUAGES = {"octave": ".m", "python": ".py"}
Right = tuple[NDArray[np.float64], ...]


@dataclass(frozen=True)
class Programs:
    """What submissions are run by.

    Attributes
    ----------
    level : str
        Of confinement.
    octave : str
        The program, or "" where there is none.
    versions : dict
    """

    level: str
    octave: str
    versions: dict[str, str]


def find_programs(level: str, octave: str | None = None) -> Programs:
    """The Python and the Octave of this machine, with their versions."""
    versions = {"samebits": __version__, "python": platform.python_version()}
    versions["numpy"] = package_version("numpy")
    try:
        program = find_octave(octave)
    except OctaveError as error:
        return Programs(level, "", {**versions, "octave": f"none: {error}"})
    answer = ask(program.path, 30, 'printf("blas=%s\\n", version("-blas"))')
    blas = answer.partition("blas=")[2].partition("\n")[0]
    return Programs(level, program.path, {**versions, "octave": program.version, "blas": blas})


@dataclass(frozen=True)
class Plan:
    """The calls that an assignment makes, each once, and which of them each case is.

    Attributes
    ----------
    calls : tuple of Call
    arguments : tuple of dict
        Of each call, by name.
    cases : tuple of tuple of int
        For each part, the calls of its cases.
    """

    calls: tuple[tuple[Part, tuple[Argument, ...]], ...]
    arguments: tuple[dict[str, Argument], ...]
    cases: tuple[tuple[int, ...], ...]


def plan(assignment: Assignment, student: str, key: bytes) -> Plan:
    """What to call for a student; parts that need the same values share a call."""
    calls: list[tuple[Part, tuple[Argument, ...]]] = []
    named: list[dict[str, Argument]] = []
    known: dict[str, int] = {}
    cases = []
    for part in assignment.parts:
        numbers = []
        for case in part.cases:
            labels = (assignment.name, student) if case.hidden else ()
            identity = repr((sorted(part.function.items()), case.inputs, case.hidden))
            for again in range(1 if part.random is None else 2):
                name = f"{identity} {again}"
                if name not in known:
                    arguments = make_arguments(case.inputs, key, *labels, repr(case.inputs))
                    known[name] = len(calls)
                    calls.append((part, tuple(arguments.values())))
                    named.append(arguments)
                numbers.append(known[name])
        cases.append(tuple(numbers))
    return Plan(tuple(calls), tuple(named), tuple(cases))


def calls_in(language: str, planned: Plan) -> list[tuple[int, Call]]:
    """The calls whose function has a name in a language, with their numbers."""
    return [
        (k, Call(names_in(language, part), len(part.outputs), arguments))
        for k, (part, arguments) in enumerate(planned.calls)
        if language in part.function
    ]


def names_in(language: str, part: Part) -> tuple[str, ...]:
    """What a function may be called: in Python also as in Octave, whose files bear the name."""
    others = part.function.values() if language == "python" else ()
    return tuple(dict.fromkeys([part.function[language], *others]))


def python_values(arguments: Mapping[str, Argument]) -> dict[str, Any]:
    """Arguments as our own Python takes them."""
    values: dict[str, Any] = {}
    for name, value in arguments.items():
        if isinstance(value, Expression):  # the instructor's, as the assignment is
            values[name] = eval(value.python, {"np": np, "cost": lambda function: function})
        else:
            whole = isinstance(value, float) and value.is_integer()
            values[name] = int(value) if whole else value
    return values


def right_values(assignment: Assignment, planned: Plan, programs: Programs) -> list[Right]:
    """What each call should return.

    Raises
    ------
    HarnessError
        The reference does not give them.
    """
    if assignment.reference is not None:
        return from_folder(assignment, planned, programs)
    found: list[Right] = []
    for (part, _), arguments in zip(planned.calls, planned.arguments, strict=True):
        if part.random is not None:
            found.append(())
            continue
        returned = port_function(part.function["octave"])(*python_values(arguments).values())
        several = returned if isinstance(returned, tuple) else (returned,)
        found.append(tuple(np.asarray(value, dtype=np.float64) for value in several))
    return found


@cache
def port_function(name: str) -> Callable[..., Any]:
    if name not in SUBJECTS:
        raise HarnessError(f"the port has no {name}; give the assignment a reference of its own")
    subject = SUBJECTS[name]
    function: Callable[..., Any] = getattr(
        importlib.import_module(f"samebits.course.{subject.module}"), subject.python
    )
    return function


def from_folder(assignment: Assignment, planned: Plan, programs: Programs) -> list[Right]:
    """The right values from the reference's own files, run like a submission."""
    assert assignment.reference is not None
    files = {path.name: path.read_bytes() for path in assignment.reference.iterdir() if path.is_file()}
    language = "python" if any(name.endswith(".py") for name in files) else "octave"
    outcomes, printed = outcomes_of(language, files, assignment, planned, programs)
    right: list[Right] = []
    for k, (part, _) in enumerate(planned.calls):
        outcome = outcomes.get(k, Outcome("missing"))
        numbers = tuple(value for value in outcome.values if not isinstance(value, str))
        if outcome.status != "done" or len(numbers) < len(part.outputs):
            why = outcome.text or outcome.status
            raise HarnessError(
                f"the reference gives no values for {part.name}: {why} {printed[-200:]}".strip()
            )
        right.append(tuple(flat(value) if language == "octave" else value for value in numbers))
    return right


def flat(value: NDArray[np.float64]) -> NDArray[np.float64]:
    """A column as a vector, and 1 x 1 as a number: any form of them will do."""
    if value.shape == (1, 1):
        return value.reshape(())
    return value.ravel() if value.ndim == 2 and value.shape[1] == 1 else value


def outcomes_of(
    language: str, files: Mapping[str, bytes], assignment: Assignment, planned: Plan, programs: Programs
) -> tuple[dict[int, Outcome], str]:
    """What becomes of the calls in a language, by their numbers; and what was printed."""
    numbered = calls_in(language, planned)
    own = {name: content for name, content in files.items() if name.endswith(LANGUAGES[language])}
    names = sorted(name[:-2] for name in own if name.endswith(".m") and "/" not in name)
    outcomes: dict[int, Outcome] = {}
    if language == "octave":  # whose files bear their functions' names
        for k, call in numbered:
            if call.names[0] not in names:
                outcomes[k] = Outcome("missing", text=f"functions {' '.join(names)}")
    waiting = [(k, call) for k, call in numbered if k not in outcomes]
    program = programs.octave if language == "octave" else python_program()
    room = Room(programs.level, (), assignment.seconds, assignment.memory)
    with staged(own, assignment.provided) as folder:
        ran, printed = run_calls(
            language, program, [call for _, call in waiting], folder, room, assignment.packages
        )
    outcomes |= {k: outcome for (k, _), outcome in zip(waiting, ran, strict=True)}
    return outcomes, printed


def grade_submission(
    assignment: Assignment, student: str, files: Mapping[str, bytes], key: bytes, programs: Programs
) -> Graded:
    """Grade what a student has handed in.

    Parameters
    ----------
    assignment : Assignment
    student : str
    files : mapping
        Contents by name.
    key : bytes
        The course's secret, from which the hidden cases follow.
    programs : Programs

    Returns
    -------
    Graded
        Our own failures are in it as "not gradable"; nothing that a submission does raises.
    """
    planned = plan(assignment, student, key)
    present = [language for language, suffix in LANGUAGES.items() if any(n.endswith(suffix) for n in files)]
    about = Graded(student, [], programs.level, versions=programs.versions)
    try:
        right = right_values(assignment, planned, programs)
        notes, printed, found = [], [], {}
        for language in present:
            if language == "octave" and not programs.octave:
                notes.append(f"There is no Octave to run the .m files with ({programs.versions['octave']}).")
                continue
            found[language], said = outcomes_of(language, files, assignment, planned, programs)
            printed += [said] if said.strip() else []
        if not found and present:
            raise HarnessError(notes[-1])
    except (HarnessError, OSError, ModuleNotFoundError) as error:
        failed = [
            PartResult(
                part.name, part.points, 0.0, NOT_GRADABLE, "", [f"Not graded, by no fault of yours: {error}"],
                visibility=part.visibility,
            )
            for part in assignment.parts
        ]  # fmt: skip
        return replace(about, parts=failed)
    if not present:
        notes.append("No .m and no .py file was handed in.")
    parts = [
        part_result(part, numbers, planned, right, found)
        for part, numbers in zip(assignment.parts, planned.cases, strict=True)
    ]
    if len(found) > 1:
        notes += where_they_part(assignment, planned, found)
    return replace(about, parts=parts, notes=notes, printed="\n".join(printed))


def part_result(
    part: Part,
    numbers: Sequence[int],
    planned: Plan,
    right: Sequence[Right],
    found: Mapping[str, Mapping[int, Outcome]],
) -> PartResult:
    """The part in the language that did best."""
    verdicts: dict[str, Verdict] = {}
    seconds = 0.0
    for language, outcomes in found.items():
        if language not in part.function:
            continue
        tries = []
        for position, k in enumerate(numbers):
            case = part.cases[position % len(part.cases)]
            tries.append(Tried(python_values(planned.arguments[k]), right[k], outcomes[k], case.hidden))
        verdicts[language] = judge(part, language, tries)
        seconds += sum(outcomes[k].seconds for k in set(numbers))
    if not verdicts:
        nothing = [f"{' or '.join(part.function.values())} was not handed in"]
        return PartResult(part.name, part.points, 0.0, MISSING, "", nothing, visibility=part.visibility)
    order = ("right", "wrong", "crashed", "timed out", "missing")
    best = min(verdicts, key=lambda language: order.index(verdicts[language].status))
    verdict = verdicts[best]
    lines = list(verdict.lines)
    for language, other in verdicts.items():
        if language != best and other.status != MISSING and other.lines:
            lines += [f"In {language.capitalize()}: {line}" for line in other.lines]
    score = part.points if verdict.status == RIGHT else 0.0
    return PartResult(
        part.name, part.points, score, verdict.status, best, lines, verdict.mistake, part.visibility, seconds
    )


def where_they_part(
    assignment: Assignment, planned: Plan, found: Mapping[str, Mapping[int, Outcome]]
) -> list[str]:
    """The first value in which a student's Octave and Python differ, in a case that is not hidden."""
    for part, numbers in zip(assignment.parts, planned.cases, strict=True):
        if set(part.function) != set(LANGUAGES) or part.random is not None:
            continue
        for case, k in zip(part.cases, numbers, strict=True):
            ran = [found[language][k] for language in LANGUAGES]
            if case.hidden or any(outcome.status != "done" for outcome in ran):
                continue
            for name, *pair in zip(part.outputs, *(outcome.values for outcome in ran), strict=False):
                a, b = (as_matrix(value) for value in pair)
                if isinstance(pair[0], str) or isinstance(pair[1], str) or a.shape != b.shape:
                    return [f"Your .m and your .py part at {name} in {part.name}."]
                apart = ~np.isclose(a.astype(float), b.astype(float), rtol=part.tolerance, atol=0)
                if apart.any():
                    row, column = (int(i) for i in np.argwhere(apart.T)[0][::-1])
                    return [
                        f"Your .m and your .py part at {name}({row + 1},{column + 1}) in {part.name}: "
                        f"{a[row, column]!r} and {b[row, column]!r}."
                    ]
    return []
