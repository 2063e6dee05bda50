"""The points of the lecture."""

import json

import pytest

from samebits.course.lecture import Lecture
from samebits.course.lecture_points import points
from tiers import t3_truncation


def test_the_points_in_their_order() -> None:
    told: list[str] = []
    lecture = Lecture((10, 10, 1), num_iters=10, progress=told.append)
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
    assert "INIT_EPSILON = 0.12" in text
    assert "EPSILON =\n0.0001" in text
    json.dumps([point.numbers for point in numbers])
    assert "training 10-40-1 from the constant start by fmincg (netlib)" in told
    assert len(told) == len(set(told))  # nothing is trained twice


def test_the_digits_reach_the_same_optimum_from_each_start() -> None:
    lecture = Lecture((400, 25, 10))
    ends = [run.costs[-1] for run in lecture.logistic_runs]
    t3_truncation(max(ends) - min(ends), 1e-6)
    assert all(run.accuracy > 99 for run in lecture.logistic_runs)  # T4


@pytest.mark.parametrize(
    ("starts", "optimisers", "count"),
    [(["random"], ["fmincg"], 4), (["zero"], ["gradient-descent"], 4), (["zero", "random"], ["fmincg"], 5)],
)
def test_some_starts_and_optimisers_only(starts: list[str], optimisers: list[str], count: int) -> None:
    lecture = Lecture((4, 3, 2), starts, optimisers, num_iters=2)
    told = list(points(lecture))
    assert len(told) == count
    runs = told[-1].numbers["runs"]
    assert [run["optimiser"] for run in runs] == optimisers


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
