"""Exercise 3's mistakes: they depart from the right values, and no two are the same."""

import numpy as np
import pytest

from samebits.exercises.ex3 import mistakes
from samebits.exercises.ex3.logistic import lr_cost_function
from samebits.exercises.ex3.stages import Logistic
from samebits.octave.random import OctaveRandom
from samebits.parity.alike import alike


def arguments(lambda_: float) -> dict:
    rng = OctaveRandom(7)
    X = np.hstack([np.ones((9, 1)), rng.randn(9, 3)])
    return {"theta": rng.randn(4, 1).ravel(), "X": X, "y": np.arange(9) % 2.0, "lambda": lambda_}


@pytest.mark.parametrize("lambda_", [0.0, 3.0])
def test_the_stages_are_the_port_s(lambda_: float) -> None:
    """T2: sums in another order."""
    v = arguments(lambda_)
    J, grad = lr_cost_function(*v.values())
    s = Logistic(v)
    assert alike(np.asarray(J), np.asarray(s.J), 1e-14)
    assert alike(grad, s.grad, 1e-14)


@pytest.mark.parametrize("output", ["J", "grad"])
def test_each_mistake_has_values_of_its_own(output: str) -> None:
    v = arguments(3.0)
    values = {"right": getattr(Logistic(v), output)} | mistakes.logistic_mistakes(v)[output]
    values = {words: np.asarray(value) for words, value in values.items()}
    same = [(a, b) for a in values for b in values if a < b and alike(values[a], values[b])]
    assert same == []


def test_labels_are_mistaken_each_in_its_own_way() -> None:
    v = {"all_theta": np.array([[0.0, 1], [0, -1], [1, 0]]), "X": np.array([[2.0], [-2], [0.5]])}
    found = mistakes.predict_one_vs_all_mistakes(v)["p"]  # the labels are 1, 2 and 3
    assert [value.tolist() for value in found.values()] == [[0, 1, 2], [2, 1, 2], [2, 2, 1], [1, 2, 0]]
