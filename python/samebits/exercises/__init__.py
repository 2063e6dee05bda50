"""The exercises of the course, a folder each: the port, its parity cases, its mistakes, its assignment.

`EXERCISES` is the only list. An exercise is loaded when it is needed.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samebits.exercises.exercise import Exercise

EXERCISES = ("ex3", "ex4")


def load_exercise(name: str) -> "Exercise":
    """The exercise of a folder here, such as `ex4`."""
    found: Exercise = import_module(f"samebits.exercises.{name}.parity").EXERCISE
    return found


def all_exercises() -> "tuple[Exercise, ...]":
    """All exercises, in the order of the course."""
    return tuple(load_exercise(name) for name in EXERCISES)
