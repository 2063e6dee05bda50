"""What an exercise is: everything that parity, tracing and grading know about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samebits.parity.case import Case
from samebits.trace.function import Function

CourseData = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Figure:
    """A number that the exercise's text prints, for the course's own data.

    Attributes
    ----------
    function : str
        The function that computes it.
    needs : tuple of str
        The matrices of the course that it needs.
    case : callable
        `case(data)` compares it, like any other case.
    """

    function: str
    needs: tuple[str, ...]
    case: Callable[[CourseData], Case]


@dataclass(frozen=True)
class Exercise:
    """An exercise of the course.

    Attributes
    ----------
    name, title : str
        `ex4`, and what the course calls it.
    functions : tuple of Function
        Those in the student's folder, in the order of the exercise.
    handed_out : tuple of str
        Those of them that the course hands out complete.
    same_order : frozenset of str
        Those handed out that sum in the same order as ours: their bits are equal.
    known_by : frozenset of str
        Names of `.m` files by which a folder is recognised as this exercise.
    data : mapping
        The course's data files by name, and the matrices in each.
    kinds : mapping
        The kinds of inputs that the functions are tried on, and what each is. The first
        is the default.
    cases, more_cases : tuple of Case
        What is compared; and what is compared only when asked for by name.
    figures : tuple of Figure
    folder : Path
        Its folder, with the port, `grading.toml` and `handed_out/`.
    m_folders : tuple of Path
        The folders of our `.m` files for it.
    """

    name: str
    title: str
    functions: tuple[Function, ...]
    handed_out: tuple[str, ...] = ()
    same_order: frozenset[str] = frozenset()
    known_by: frozenset[str] = frozenset()
    data: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=lambda: {"given": "the exercise's own"})
    cases: tuple[Case, ...] = ()
    more_cases: tuple[Case, ...] = ()
    figures: tuple[Figure, ...] = ()
    folder: Path = Path()
    m_folders: tuple[Path, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The functions' names in Octave."""
        return tuple(function.octave for function in self.functions)

    @property
    def to_solve(self) -> tuple[str, ...]:
        """The functions that the exercise leaves to the student."""
        return tuple(name for name in self.names if name not in self.handed_out)
