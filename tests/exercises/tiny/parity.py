"""The tiny exercise as parity, tracing and grading know it."""

from pathlib import Path

import numpy as np
from samebits.exercises.tiny import mean_square

from samebits.exercises.exercise import Exercise
from samebits.octave.arithmetic import octave_array
from samebits.parity.bounds import gamma
from samebits.parity.case import Case
from samebits.trace.function import Function

FOLDER = Path(__file__).parent


def arguments(kind, lambda_):
    return {"x": np.array([0.1, 0.2, 0.7])}


def mistakes(v):
    squares = np.sum(v["x"] ** 2)
    return {
        "s": {
            "the sum is not divided by the number of elements": squares,
            "the root is taken, too": np.sqrt(squares / len(v["x"])),
        }
    }


EXERCISE = Exercise(
    name="tiny",
    title="A tiny exercise",
    functions=(Function("meanSquare", mean_square, ("s",), arguments, mistakes=mistakes),),
    known_by=frozenset({"meanSquare"}),
    cases=(
        Case(
            "meanSquare",
            lambda: arguments("given", 0.0),
            lambda v, arithmetic: {"s": mean_square(octave_array(v["x"], arithmetic))},
            "s = meanSquare(x);",
            ("s",),
            ("meanSquare",),
            lambda v: {"s": 2 * gamma(5) * np.sum(v["x"] ** 2)},
            m_folders=(FOLDER / "octave",),
            exercise="tiny",
        ),
    ),
    folder=FOLDER,
    m_folders=(FOLDER / "octave",),
)
