"""Every parity case: of what the exercises share, of each exercise, and of the lecture."""

from samebits.exercises import all_exercises
from samebits.exercises.shared import parity as shared
from samebits.lecture import parity as lecture
from samebits.parity.case import Case


def cases() -> list[Case]:
    """The cases that `samebits parity` runs."""
    of_exercises = [case for exercise in all_exercises() for case in exercise.cases]
    return [*shared.CASES, *of_exercises, *lecture.CASES]


def more_cases() -> list[Case]:
    """Cases that are recorded and tested, but only shown when asked for by name."""
    of_exercises = [case for exercise in all_exercises() for case in exercise.more_cases]
    return [*of_exercises, *lecture.MORE_CASES]
