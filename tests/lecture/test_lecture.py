"""The points of the lecture."""

import json
import re
from typing import Any

import pytest

from helpers.tiers import t3_truncation, t4_outcome
from samebits.exercises.ex4.deep import deep_cost_function
from samebits.lecture import points as lecture_points
from samebits.lecture.points import points
from samebits.lecture.runs import Lecture


def test_the_points_in_their_order() -> None:
    progress: list[str] = []
    lecture = Lecture((10, 10, 1), num_iters=10, progress=progress.append)
    numbers = list(points(lecture))
    titles = [point.title for point in numbers]
    for title, word in zip(
        titles, ("logistic", "symmetric", "feature", "breaks", "gradient check"), strict=True
    ):
        assert word in title
    first, second, third, fourth, fifth = (point.numbers for point in numbers)
    t3_truncation(first["largest_difference_of_J"], 1e-6)
    assert all(example["every_unit_equal"] for example in second["one_example"])
    assert all(set(run["unequal_weights"].values()) == {0} for run in second["runs"])
    assert {tuple(run["layers"]) for run in second["runs"]} == {(10, 10, 1), (10, 40, 1), (10, 10, 10, 1)}
    assert [run["ranks"][-1] for run in third["runs"]] == [1, 1, 10, 1]
    assert fourth["run"]["start"] == "random"
    assert fifth["gradient_right"]
    text = "\n".join(fifth_line for fifth_line in numbers[4].lines)
    assert "INIT_EPSILON has nothing to do with the EPSILON" in text
    assert "EPSILON = 0.0001" in text
    json.dumps([point.numbers for point in numbers])
    assert "training 10-40-1 from the constant start by fmincg (netlib)" in progress
    assert len(progress) == len(set(progress))  # nothing is trained twice


def test_the_digits_reach_the_same_optimum_from_each_start() -> None:
    lecture = Lecture((400, 25, 10))
    ends = [run.costs[-1] for run in lecture.logistic_runs]
    t3_truncation(max(ends) - min(ends), 1e-6)
    assert all(run.accuracy > 99 for run in lecture.logistic_runs)  # T4


@pytest.mark.parametrize(
    ("starts", "optimisers", "numbers"),
    [
        (["random"], ["fmincg"], [1, 4, 5]),
        (["zero"], ["gradient-descent"], [1, 2, 3, 5]),
        (["zero", "random"], ["fmincg"], [1, 2, 3, 4, 5]),
    ],
)
def test_some_starts_and_optimisers_only(
    starts: list[str], optimisers: list[str], numbers: list[int]
) -> None:
    lecture = Lecture((4, 3, 2), starts, optimisers, num_iters=2)
    told = list(points(lecture))
    assert [point.number for point in told] == numbers
    runs = told[-1].numbers["runs"]
    assert [run["optimiser"] for run in runs] == optimisers


def test_the_order_is_the_lectures() -> None:
    lecture = Lecture((4, 3, 2), ["random", "zero", "random"], ["fmincg", "gradient-descent", "fmincg"])
    assert lecture.starts == ["zero", "random"]
    assert lecture.optimisers == ["gradient-descent", "fmincg"]


def test_the_gradient_is_checked_in_netlib_and_a_wrong_one_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    arithmetics = set()

    def wrong(p: Any, *others: Any) -> Any:
        J, grad = deep_cost_function(p, *others)
        arithmetics.add(p.arithmetic)
        return J, 2 * grad

    monkeypatch.setattr(lecture_points, "deep_cost_function", wrong)
    *_, last = points(Lecture((10, 10, 1), num_iters=2))
    assert arithmetics == {"netlib"}
    assert not last.numbers["gradient_right"]
    (direction,) = (line for line in last.lines if "direction 2" in line)
    assert direction.endswith("WRONG")
    assert any("2 times too large" in line for line in last.lines)
    assert not any("J = " in line for line in last.lines)


def test_small_numbers_are_not_printed_as_zero() -> None:
    _, second, third, *_ = points(Lecture((10, 4, 1), num_iters=3))
    (deeper,) = (line.split() for line in second.lines if re.match(r" +10-4-4-1 +zero", line))
    t4_outcome(deeper[6], 1e-6, 4e-5)  # the largest weight
    pass_lines = [line.split() for line in second.lines if re.match(r" +[123]  ", line)]
    assert len({tuple(line[1:]) for line in pass_lines[3:6]}) == 1
    assert len(pass_lines[3][1]) > 15
    assert "regularisation counts 4 weights" in third.lines[-2]


def test_other_seeds_are_other_runs() -> None:
    runs = [Lecture((4, 3, 2), num_iters=2, seed=seed).run("random", "fmincg") for seed in (1, 2)]
    assert runs[0].costs != runs[1].costs


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ((10, 1), r"layers \(10, 1\) have no hidden units"),
        ((10, 0, 1), "each of one unit or more"),
        ((23, 2, 1), "23 inputs do not fit the digits; expected 400 pixels"),
        ((441, 2, 1), "441 inputs do not fit"),
        ((10, 2, 11), "11 outputs do not fit the digits; expected 1 to 10"),
    ],
)
def test_layers_that_do_not_fit(layers: tuple[int, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Lecture(layers)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"seed": float("nan")}, "seed is nan; expected a finite number"),
        ({"seed": float("inf")}, "seed is inf"),
        ({"starts": ["ones"]}, r"\['ones'\] are not some of zero, constant, random"),
        ({"optimisers": []}, r"\[\] are not some of gradient-descent, fmincg"),
    ],
)
def test_other_input_that_does_not_fit(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Lecture((4, 3, 2), **options)
