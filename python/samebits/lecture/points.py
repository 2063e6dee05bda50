"""The points of the lecture: the prose of lesson 1, with the numbers of these runs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

import numpy as np

from samebits.exercises.ex4.deep import deep_cost_function, theta_shapes
from samebits.gradient.report import check_gradient
from samebits.lecture.prose import read_prose
from samebits.lecture.runs import Lecture, named
from samebits.lecture.symmetry import ALPHA, INIT_EPSILON, Run, first_hidden_layer, starting_weights
from samebits.octave.arithmetic import octave_array
from samebits.octave.layout import unroll

EPSILON = 1e-4  # the step of the gradient check, which has nothing to do with INIT_EPSILON


@dataclass(frozen=True)
class Point:
    """One point of the lecture.

    Attributes
    ----------
    number : int
        1 to 5, whichever points are shown.
    title : str
    lines : list of str
        The text, tables included.
    numbers : dict
        The numbers of the text, for JSON.
    """

    number: int
    title: str
    lines: list[str]
    numbers: dict[str, Any] = field(default_factory=dict)


def points(lecture: Lecture) -> Iterator[Point]:
    """The points that the lecture's starts show, in their order, each computed when it is asked for."""
    yield logistic_regression(lecture)
    if equal_starts(lecture):
        yield symmetry(lecture)
        yield one_feature(lecture)
    if "random" in lecture.starts:
        yield random_start(lecture)
    yield training(lecture)


def equal_starts(lecture: Lecture) -> list[str]:
    return [start for start in lecture.starts if start != "random"]


def logistic_regression(lecture: Lecture) -> Point:
    runs = lecture.logistic_runs
    apart = max(run.costs[-1] for run in runs) - min(run.costs[-1] for run in runs)
    rows = [
        (run.start, f"{run.costs[0]:.6f}", f"{run.costs[-1]:.12f}", len(run.costs), f"{run.accuracy:.2f}%")
        for run in runs
    ]
    K = lecture.layer_sizes[-1]
    question = "Does the digit have a loop" if K == 1 else f"Is the digit a {K % 10}"
    passage = read_prose()["logistic regression"]
    return Point(
        1,
        passage.title,
        [
            *passage.lines(f"The question here: {question}?"),
            "",
            *table(("start", "J after 1 update", "J at the end", "updates", "accuracy"), rows),
            "",
            f"At the end the costs differ by at most {apart:.1e}.",
        ],
        {"runs": [vars(run) for run in runs], "largest_difference_of_J": apart},
    )


def symmetry(lecture: Lecture) -> Point:
    passes = [one_pass(lecture, start, 0) for start in equal_starts(lecture)]
    if "zero" in lecture.starts and len(lecture.run("zero", lecture.best).weights) > 2:
        passes.insert(1, one_pass(lecture, "zero", 2))
    n, hidden, *rest = lecture.layer_sizes
    wider, deeper = (n, 4 * hidden, *rest), (n, hidden, hidden, *rest)
    runs = [
        lecture.run(start, optimiser) for start in equal_starts(lecture) for optimiser in lecture.optimisers
    ]
    runs += [
        lecture.run(start, lecture.best, layers)
        for start in equal_starts(lecture)
        for layers in (wider, deeper)
    ]
    rows = [
        (named(run.layer_sizes), run.start, run.optimiser)
        + tuple(run.unequal(k) for k in updates_of(lecture, run))
        + (
            f"{np.abs(run.Thetas()[0]).max():.2g}",
            " ".join(str(run.ranks[k]) for k in updates_of(lecture, run)),
        )
        for run in runs
    ]
    after = [f"after {k}" for k in lecture.updates]
    prose = read_prose()
    lines = [*prose["equal units"].lines("The first hidden layer, on the first example:"), ""]
    for one in passes:
        lines += [one["weights"], *table(one["columns"], one["rows"]), ""]
    counted = (
        "This table counts the weights into and out of hidden units that differ in any bit from those of "
        "the first unit of their layer, also for more units and for more than one hidden layer:"
    )
    lines += [
        *prose["equal updates"].lines(counted),
        "",
        *table(("network", "start", "optimiser", *after, "largest |Theta1|", "its ranks"), rows),
        "",
    ]
    if "zero" in lecture.starts:
        lines += prose["zeros"].lines()
        lines += [
            leaving_zero(lecture.run("zero", lecture.best, layers))
            for layers in (lecture.layer_sizes, deeper)
        ]
        lines += [""]
    plain = lecture.run(equal_starts(lecture)[0], lecture.best, arithmetic="numpy")
    lines += prose["rounding"].lines(
        f"In NumPy on this machine, {plain.unequal() or 'none'} of these weights differ in a bit at the end."
    )
    return Point(
        2,
        prose["equal units"].title,
        lines,
        {
            "one_example": [{key: one[key] for key in ("weights", "every_unit_equal")} for one in passes],
            "runs": [as_numbers(lecture, run) for run in runs],
            "in_numpy": as_numbers(lecture, plain),
        },
    )


def one_pass(lecture: Lecture, start: str, update: int) -> dict[str, Any]:
    """Activation, delta and the largest partial derivative of the first hidden units."""
    run = lecture.run(start, lecture.best)
    seen = first_hidden_layer(run.Thetas(update), lecture.X, lecture.y)
    column = int(np.abs(seen.partial_derivatives[0]).argmax())
    rows = [
        (unit + 1, *map(repr, numbers))  # every digit: equal as printed is equal
        for unit, numbers in enumerate(
            np.stack(
                [seen.activations[0], seen.deltas[0], seen.partial_derivatives[:, column]], axis=1
            ).tolist()[:3]
        )
    ]
    by_unit = (seen.activations, seen.deltas, seen.partial_derivatives.T)
    return {
        "weights": f"{start} start" + (f", after {update} updates by {lecture.best}" if update else ""),
        "columns": ("unit", "activation a", "delta", f"dJ/dTheta1(unit,{column + 1})"),
        "rows": rows,
        "every_unit_equal": all(bool((a == a[:, :1]).all()) for a in by_unit),
    }


def leaving_zero(run: Run) -> str:
    moves = [
        f"Theta{k} leaves zero with update {update}" if update else f"Theta{k} stays zero"
        for k, update in enumerate(run.first_nonzero(), 1)
    ]
    return f"  {named(run.layer_sizes)}: " + ", ".join(moves)


def one_feature(lecture: Lecture) -> Point:
    n, hidden, *_, K = lecture.layer_sizes
    runs = [lecture.run(start, lecture.best) for start in lecture.starts]
    runs.append(lecture.run("random", lecture.best, (n, 1, K)))
    rows = [
        (named(run.layer_sizes), run.start, f"{run.costs[-1]:.4f}", f"{run.accuracy:.2f}%", run.ranks[-1])
        for run in runs
    ]
    if K == 1:
        regression = lecture.logistic_runs[0]
        cells = (f"{regression.costs[-1]:.4f}", f"{regression.accuracy:.2f}%", 1)
        rows.append(("logistic regression", "zero", *cells))
    passage = read_prose()["one feature"]
    return Point(
        3,
        passage.title,
        [
            *passage.lines(f"After {lecture.num_iters} updates by {lecture.best}:"),
            "",
            *table(("network", "start", "J", "accuracy", "rank of Theta1"), rows),
            "",
            f"Not exactly as well: regularisation counts {hidden} weights where the other network has one,",
            "and so few updates need not reach the minimum.",
        ],
        {"runs": [as_numbers(lecture, run) for run in runs]},
    )


def random_start(lecture: Lecture) -> Point:
    n, hidden, *_ = lecture.layer_sizes
    run = lecture.run("random", lecture.best)
    rows = [
        (k, run.unequal(update), run.ranks[update])
        for k, update in zip(lecture.updates, updates_of(lecture, run), strict=True)
    ]
    passage = read_prose()["random start"]
    return Point(
        4,
        passage.title,
        [
            *passage.lines(),
            "",
            f"  INIT_EPSILON = {INIT_EPSILON:g}",
            f"  Theta1 = rand({hidden},{n + 1})*(2*INIT_EPSILON) - INIT_EPSILON",
            "",
            f'and so on for each layer, after rand("state", {lecture.seed:g}). A rule of thumb for',
            f"INIT_EPSILON is sqrt(6)/sqrt(L_in + L_out): {sqrt(6) / sqrt(n + hidden):.3f} for Theta1.",
            "",
            *table(("updates", "weights unlike the first unit's", "rank of Theta1"), rows),
            "",
            f"Accuracy after {len(run.weights) - 1} updates by {run.optimiser}: {run.accuracy:.2f}%.",
        ],
        {"INIT_EPSILON": INIT_EPSILON, "run": as_numbers(lecture, run)},
    )


def training(lecture: Lecture) -> Point:
    start = "random" if "random" in lecture.starts else lecture.starts[0]
    theta = unroll(*starting_weights("random", lecture.layer_sizes, lecture.seed))
    shapes = theta_shapes(lecture.layer_sizes)
    check = check_gradient(
        lambda p: deep_cost_function(p, lecture.layer_sizes, lecture.X, lecture.y, 1.0),
        octave_array(theta, "netlib"),
        shapes,
        parameters=10 * len(shapes),
        directions=2,
        step=EPSILON,
        seed=lecture.seed,
    )
    runs = [lecture.run(start, optimiser) for optimiser in lecture.optimisers]
    rows = [
        (run.optimiser, *(f"{run.costs[k]:.6f}" for k in updates_of(lecture, run)))
        + (f"{run.accuracy:.2f}%",)
        for run in runs
    ]
    columns = ("optimiser", *(f"J after {k}" for k in lecture.updates), "accuracy")
    return Point(
        5,
        "Then backpropagation, the gradient check, and an optimiser",
        [
            "Backpropagation and differences of J at the random start, with lambda = 1 and",
            f"EPSILON = {EPSILON:g}, for some of the parameters and in two random directions:",
            "",
            *(f"  {line}" for line in str(check).splitlines() if not line.startswith("J = ")),
            "",
            *read_prose()["two epsilons"].lines(
                "Switch the check off before training: for all "
                f"{theta.size} parameters it takes {2 * theta.size} evaluations of J."
            ),
            "",
            f"Training from the {start} start (gradient descent with alpha = {ALPHA:g}):",
            "",
            *table(columns, rows),
        ],
        {
            "EPSILON": EPSILON,
            "gradient_right": check.gradient_right,
            "relative_difference": check.whole.relative_difference,
            "runs": [as_numbers(lecture, run) for run in runs],
        },
    )


def updates_of(lecture: Lecture, run: Run) -> list[int]:
    """The updates that the tables show, or the last one where a run was shorter."""
    return [min(k, len(run.weights) - 1) for k in lecture.updates]


def as_numbers(lecture: Lecture, run: Run) -> dict[str, Any]:
    updates = zip(lecture.updates, updates_of(lecture, run), strict=True)
    return {
        "layers": list(run.layer_sizes),
        "start": run.start,
        "optimiser": run.optimiser,
        "unequal_weights": {k: run.unequal(update) for k, update in updates},
        "ranks": run.ranks,
        "costs": run.costs,
        "accuracy": run.accuracy,
    }


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """A table whose columns are as wide as their cells."""
    cells = [[str(cell) for cell in row] for row in (columns, *rows)]
    widths = [max(len(row[k]) for row in cells) for k in range(len(columns))]
    return [
        "  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in cells
    ]
