"""A function to trace: how it is called on both sides, and what is known about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samebits.octave.random import OctaveRandom

SEED = 1  # of the random numbers
Doubles = NDArray[np.float64]
Arguments = Mapping[str, Any]
Mistakes = Mapping[str, Mapping[str, ArrayLike]]  # output -> words -> the value that the mistake gives
Describe = Callable[[Arguments, Doubles, Doubles], str]  # how a wrong value differs from the right one


def no_mistakes(arguments: Arguments) -> Mistakes:
    return {}


@dataclass(frozen=True, eq=False)
class Function:
    """A function of an exercise.

    Attributes
    ----------
    octave : str
        Its name in Octave.
    python : callable
        Our port.
    outputs : tuple of str
    arguments : callable
        `arguments(kind, lambda_)` makes them, by Octave's names. A callable is a function
        of the same name in Octave, a dict a struct; an OctaveRandom goes to Python alone.
    stages : mapping
        The values that our Python computes on the way, in order, and what students call them
        (in lower case, without underscores).
    not_stages : tuple of str
        Beginnings of names that look like a stage's and are not: `Delta1`, the sum over
        all examples, is not `delta1`.
    blocks : mapping
        For an output that is unrolled from several matrices: `blocks[output](arguments)`
        has the number of elements of each, by name.
    mistakes : callable
        `mistakes(arguments)` gives for each output the values of each known mistake.
    looks : mapping
        Functions that describe a wrong output or stage, where no known mistake gives it.
    draws : bool
        It draws random numbers: only the shape and range of its outputs are judged.
    drawn : mapping
        What is wrong with random numbers, in words that replace the grader's own.
    iterative : bool
        Rounding grows from iteration to iteration.
    as_good : mapping
        For a function that minimises: whether another value of an output is as good as ours,
        `as_good[output](arguments, given, ours)`.
    labels : tuple of str
        Arguments that are whole numbers in Python, to index with.
    tolerance : float
        How near an output must be to a mistake's value, relative to its norm.
    """

    octave: str
    python: Callable[..., Any]
    outputs: tuple[str, ...]
    arguments: Callable[[str, float], dict[str, Any]]
    stages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_stages: tuple[str, ...] = ()
    blocks: Mapping[str, Callable[[Arguments], Mapping[str, int]]] = field(default_factory=dict)
    mistakes: Callable[[Arguments], Mistakes] = no_mistakes
    looks: Mapping[str, Describe] = field(default_factory=dict)
    draws: bool = False
    drawn: Mapping[str, str] = field(default_factory=dict)
    iterative: bool = False
    as_good: Mapping[str, Callable[[Arguments, Doubles, Doubles], bool]] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    tolerance: float = 1e-8

    @property
    def names(self) -> tuple[str, str]:
        """In Octave, and in Python."""
        return self.octave, str(self.python.__name__)

    def octave_call(self, arguments: Arguments) -> tuple[str, dict[str, Any]]:
        """The statement that calls it in Octave, and the values it needs."""
        written, values = [], {}
        for name, value in arguments.items():
            if isinstance(value, OctaveRandom):
                continue
            if callable(value):
                written.append(f"@{value.__name__}")
            elif isinstance(value, dict):
                written.append(f"struct({', '.join(f'{key!r}, {item!r}' for key, item in value.items())})")
            else:
                written.append(name)
                values[name] = value
        outputs = f"[{', '.join(self.outputs)}] = " if self.outputs else ""
        call = f"{outputs}{self.octave}({', '.join(written)});"
        return (f"rand('state', {SEED}); {call}" if self.draws else call), values
