"""What each call should return: the port's values, or those of an instructor's solution."""

import importlib
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.grading.assignment import Assignment
from samebits.grading.confine import HarnessError
from samebits.grading.plan import Plan, python_values
from samebits.grading.programs import Programs, outcomes_of
from samebits.grading.wire import Outcome
from samebits.parity.subjects import SUBJECTS

Right = tuple[NDArray[np.float64], ...]


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
