"""Which calls an assignment makes for a student, each once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from samebits.grading.assignment.inputs import Argument, Expression, make_arguments
from samebits.grading.assignment.model import Assignment, Part
from samebits.grading.sandbox.protocol import Call


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
    hidden : frozenset of int
        The calls that are other ones for each student.
    """

    calls: tuple[tuple[Part, tuple[Argument, ...]], ...]
    arguments: tuple[dict[str, Argument], ...]
    cases: tuple[tuple[int, ...], ...]
    hidden: frozenset[int] = frozenset()


def plan(assignment: Assignment, student: str, key: bytes) -> Plan:
    """What to call for a student; parts that need as many outputs of the same function share a call."""
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
    """The calls whose function has a name in a language, with their numbers.

    In Python the course's own name will do, too.
    """
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
