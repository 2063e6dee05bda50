"""What each call should return: the values of the port, or of an instructor's solution."""

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises import load_exercise
from samebits.grading.assignment.calls import Plan, calls_in, names_in, plan, python_values
from samebits.grading.assignment.inputs import Expression
from samebits.grading.assignment.model import Assignment, AssignmentError, Part, handed_out_folders
from samebits.grading.sandbox.confine import HarnessError
from samebits.grading.sandbox.programs import Programs, run_plan, try_packages
from samebits.grading.sandbox.protocol import LARGEST_VALUE, Outcome, encode_job
from samebits.octave.program import OctaveError, ask
from samebits.trace.function import Function

RightValues = tuple[NDArray[np.float64], ...]
CACHE: dict[str, RightValues] = {}  # of public calls to references in folders: the same for every student


def check_reference(assignment: Assignment, programs: Programs) -> None:
    """Run the reference once, before a class depends on it.

    Raises
    ------
    AssignmentError
        An argument cannot be made, or the reference does not give right values.
    """
    planned = plan(assignment, "nobody", bytes(32))
    try:
        try_packages(assignment, programs.level)
        check_expressions(planned, programs)
        right = right_values(assignment, planned, programs)
    except (HarnessError, OctaveError, OSError) as error:
        raise AssignmentError(str(error)) from error
    for part, numbers in zip(assignment.parts, planned.cases, strict=True):
        for k in numbers if part.random is None else ():
            check_values(part, right[k], part.blocks if k == numbers[0] else {})


def check_values(part: Part, values: RightValues, blocks: Mapping[str, list[list[Any]]]) -> None:
    """Check that values can be matched, and that they have as many elements as the blocks."""
    for name, value in zip(part.outputs, values, strict=False):
        size = sum(rows * columns for _, rows, columns in blocks.get(name, ()))
        if size not in (0, value.size):
            raise AssignmentError(
                f"{part.name}: the blocks of {name} have {size} elements; the reference returns {value.size}"
            )
        if name in part.graded and np.isnan(value).any():
            raise AssignmentError(
                f"{part.name}: {name} of the reference contains NaN; expected values that can be matched"
            )


def check_expressions(planned: Plan, programs: Programs) -> None:
    """Check that each language can evaluate its expressions: in Octave a failure ends the child."""
    written: dict[str, str] = {}
    for (part, _), arguments in zip(planned.calls, planned.arguments, strict=True):
        for name, value in arguments.items():
            if isinstance(value, Expression) and "octave" in part.function:
                written[value.octave] = f"{part.name}, {name}"
            try:
                python_values({name: value})
            except Exception as error:
                raise HarnessError(
                    f"{part.name}, {name}: in Python: {type(error).__name__}: {error}"
                ) from error
    if not written or not programs.octave:
        return
    tries = "".join(
        f"try, x = eval ({octave_text(text)}); catch e, printf ('wrong=%d=%s\\n', {k}, e.message); end; "
        for k, text in enumerate(written)
    )
    folders = handed_out_folders([part for part, _ in planned.calls])
    paths = "".join(f"addpath ({octave_text(str(folder))}); " for folder in folders)
    answer = ask(programs.octave, 30, paths + tries)
    _, wrong, found = answer.partition("wrong=")
    if wrong:
        k, _, message = found.partition("wrong=")[0].partition("=")
        raise HarnessError(f"{list(written.values())[int(k)]}: in Octave: {' '.join(message.split())}")


def octave_text(text: str) -> str:
    """A text as an Octave expression, whatever quotes it contains."""
    return f"char ([{' '.join(map(str, text.encode()))}])"


def right_values(assignment: Assignment, planned: Plan, programs: Programs) -> list[RightValues]:
    """What each call should return; nothing for random weights.

    Raises
    ------
    HarnessError
        The reference does not return it.
    """
    asked = [k for k, (part, _) in enumerate(planned.calls) if part.random is None]
    if assignment.reference is not None:
        right = folder_values(assignment, planned, programs, asked)
    else:
        right = {k: port_values(planned.calls[k][0], python_values(planned.arguments[k])) for k in asked}
    return [right.get(k, ()) for k in range(len(planned.calls))]


def port_values(part: Part, arguments: dict[str, Any]) -> RightValues:
    """The right values of a call, from the port's function of that name in Octave."""
    function = function_of(part)
    if function is None:
        name = part.function.get("octave", "function without a name in Octave")
        raise HarnessError(f"the port has no {name}; expected a reference in the assignment's own folder")
    try:
        returned = function.python(*arguments.values())
        several = returned if isinstance(returned, tuple) else (returned,)
        values = tuple(np.asarray(value, dtype=np.float64) for value in several)
    except Exception as error:
        raise no_values(part, f"{type(error).__name__}: {error}") from error
    return require_outputs(part, values)


def function_of(part: Part) -> Function | None:
    """The exercise's function that a part grades; None if no exercise has it."""
    if not part.exercise:
        return None
    name = part.function.get("octave")
    return next((f for f in load_exercise(part.exercise).functions if f.octave == name), None)


def folder_values(
    assignment: Assignment, planned: Plan, programs: Programs, asked: list[int]
) -> dict[int, RightValues]:
    """The right values from the reference's files, run like a submission; public calls run once."""
    assert assignment.reference is not None
    files = {path.name: path.read_bytes() for path in assignment.reference.iterdir() if path.is_file()}
    if not any(name.endswith((".m", ".py")) for name in files):
        raise HarnessError(
            f"the reference, {assignment.reference}, has no solution; expected .m or .py files"
        )
    language = "python" if any(name.endswith(".py") for name in files) else "octave"
    if language == "octave" and not programs.octave:
        raise HarnessError(
            f"the reference is in Octave, which is not available ({programs.versions['octave']})"
        )
    for k in asked:
        part = planned.calls[k][0]
        if language not in part.function:
            raise no_values(
                part, f"it is in {language.capitalize()}, and the part has no name for the function there"
            )
    calls = dict(calls_in(language, planned))
    origin = f"{assignment.digest} {language} {programs.level} {programs.versions}".encode()
    keys = {k: hashlib.sha256(origin + encode_job([(0, calls[k])], language)).hexdigest() for k in asked}
    right = {k: CACHE[keys[k]] for k in asked if keys[k] in CACHE}
    if rest := [k for k in asked if k not in right]:
        some = Plan(tuple(planned.calls[k] for k in rest), tuple(planned.arguments[k] for k in rest), ())
        most = LARGEST_VALUE * len(rest)  # no limit in all
        outcomes, printed = run_plan(language, files, assignment, some, programs, most)
        for position, k in enumerate(rest):
            right[k] = returned_values(planned.calls[k][0], language, outcomes[position], printed)
        CACHE.update({keys[k]: right[k] for k in rest if k not in planned.hidden})
    return right


def returned_values(part: Part, language: str, outcome: Outcome, printed: str) -> RightValues:
    """The values of a call that the reference has answered."""
    if outcome.status == "missing":
        wanted = " or ".join(names_in(language, part))
        there = outcome.text or f"it has {', '.join(outcome.names) or 'no functions'}"
        raise no_values(part, f"it has no {wanted} ({there})")
    if outcome.status != "done":
        raise no_values(part, f"{outcome.text or outcome.status} {printed[-200:]}".strip())
    numbers = [value for value in outcome.values if not isinstance(value, str)]
    return require_outputs(
        part, tuple(simplest_shape(value) if language == "octave" else value for value in numbers)
    )


def require_outputs(part: Part, values: RightValues) -> RightValues:
    if len(values) < len(part.outputs):
        wanted = ", ".join(part.outputs)
        raise no_values(part, f"it returns {len(values)} arrays of real numbers; expected {wanted}")
    return values


def no_values(part: Part, why: str) -> HarnessError:
    return HarnessError(f"the reference returns no values for {part.name}: {why}")


def simplest_shape(value: NDArray[np.float64]) -> NDArray[np.float64]:
    """A column as a vector, and a 1 x 1 as a number: submissions may return either form."""
    if value.shape == (1, 1):
        return value.reshape(())
    return value.ravel() if value.ndim == 2 and value.shape[1] == 1 else value
