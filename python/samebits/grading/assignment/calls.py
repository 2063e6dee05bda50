"""The calls that an assignment makes for a student, each once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from samebits.grading.assignment.inputs import Argument, Expression, make_arguments
from samebits.grading.assignment.model import Assignment, Part


@dataclass(frozen=True)
class Call:
    """A function to call.

    Attributes
    ----------
    names : tuple of str
        The names it may have.
    outputs : int
        The number of values to ask for.
    arguments : tuple
    """

    names: tuple[str, ...]
    outputs: int
    arguments: tuple[Argument, ...]


@dataclass(frozen=True)
class Plan:
    """The calls that an assignment makes, each once, and which call each case needs.

    Attributes
    ----------
    calls : tuple of (Part, arguments)
    arguments : tuple of dict
        The arguments of each call, by name.
    cases : tuple of tuple of int
        For each part, the calls of its cases.
    hidden : frozenset of int
        The calls whose inputs differ from student to student.
    """

    calls: tuple[tuple[Part, tuple[Argument, ...]], ...]
    arguments: tuple[dict[str, Argument], ...]
    cases: tuple[tuple[int, ...], ...]
    hidden: frozenset[int] = frozenset()


def plan(assignment: Assignment, student: str, key: bytes) -> Plan:
    """Plan the calls for a student.

    Parts share a call if they need the same number of outputs of the same function.
    """
    calls: list[tuple[Part, tuple[Argument, ...]]] = []
    named: list[dict[str, Argument]] = []
    known: dict[str, int] = {}
    hidden: set[int] = set()
    cases = []
    for part in assignment.parts:
        numbers = []
        for case in part.cases:
            labels = (assignment.name, student) if case.hidden else ()
            wanted = (len(part.outputs), part.random is not None)
            identity = repr((sorted(part.function.items()), case.inputs, case.hidden, wanted))
            for again in range(1 if part.random is None else 2):
                name = f"{identity} {again}"
                if name not in known:
                    arguments = make_arguments(case.inputs, key, *labels, repr(case.inputs))
                    known[name] = len(calls)
                    calls.append((part, tuple(arguments.values())))
                    named.append(arguments)
                    hidden |= {known[name]} if case.hidden else set()
                numbers.append(known[name])
        cases.append(tuple(numbers))
    return Plan(tuple(calls), tuple(named), tuple(cases), frozenset(hidden))


def calls_in(language: str, planned: Plan) -> list[tuple[int, Call]]:
    """The calls whose function has a name in a language, with their numbers."""
    return [
        (k, Call(names_in(language, part), len(part.outputs), arguments))
        for k, (part, arguments) in enumerate(planned.calls)
        if language in part.function
    ]


def names_in(language: str, part: Part) -> tuple[str, ...]:
    """The names that a function may have: in Python also the one it has in Octave."""
    others = part.function.values() if language == "python" else ()
    return tuple(dict.fromkeys([part.function[language], *others]))


def python_values(arguments: Mapping[str, Argument]) -> dict[str, Any]:
    """Arguments as Python values, for our own functions."""
    values: dict[str, Any] = {}
    for name, value in arguments.items():
        if isinstance(value, Expression):  # from the assignment, which the instructor trusts
            values[name] = eval(value.python, {"np": np, "cost": lambda function: function})
        else:
            whole = isinstance(value, float) and value.is_integer()
            values[name] = int(value) if whole else value
    return values
