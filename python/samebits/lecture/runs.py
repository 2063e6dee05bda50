"""Every run of the lecture on random initialisation, computed when it is first used."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np

from samebits.exercises.ex3.logistic import lr_cost_function
from samebits.exercises.ex4.deep import theta_shapes
from samebits.exercises.shared.data import digits_for, patch_grid
from samebits.exercises.shared.examples import add_ones
from samebits.exercises.shared.fmincg import fmincg
from samebits.exercises.shared.sigmoid import sigmoid
from samebits.lecture.symmetry import OPTIMISERS, STARTS, Run, starting_weights, train
from samebits.octave.arithmetic import Arithmetic, octave_array


@dataclass(frozen=True)
class LogisticRun:
    """Logistic regression from one start: the cost after each update, and the percentage right."""

    start: str
    costs: list[float]
    accuracy: float


class Lecture:
    """The lecture for one network; it keeps what it has trained.

    Parameters
    ----------
    layer_sizes : sequence of int
        Inputs, one or more hidden layers, outputs; see `digits_for`.
    starts, optimisers : sequence of str
        Which of `STARTS` and `OPTIMISERS` to show. They are always shown in the lecture's order.
    seed : float
        `rand("state", seed)` before every random start; a finite number.
    num_iters : int
        Updates in each training run of the network.
    progress : callable
        Called with what is about to be computed, in words.

    Raises
    ------
    ValueError
        There is no hidden layer, the sizes do not fit the digits, or a start, an optimiser or the
        seed is not valid.

    Parity
    ------
    Everything is computed in `netlib`: equal bits to Octave on the reference BLAS.
    """

    def __init__(
        self,
        layer_sizes: Sequence[int],
        starts: Sequence[str] = STARTS,
        optimisers: Sequence[str] = OPTIMISERS,
        seed: float = 1,
        num_iters: int = 50,
        progress: Callable[[str], None] = lambda what: None,
    ) -> None:
        theta_shapes(layer_sizes)
        if len(layer_sizes) < 3:
            raise ValueError(
                f"layers {tuple(layer_sizes)} have no hidden units; expected some, as in 10,10,1"
            )
        if not isfinite(seed):
            raise ValueError(f"seed is {seed}; expected a finite number")
        self.layer_sizes = tuple(layer_sizes)
        self.progress = progress
        self.starts, self.optimisers = sort_names(starts, STARTS), sort_names(optimisers, OPTIMISERS)
        self.seed, self.num_iters = seed, num_iters
        self.X, self.y = digits_for(layer_sizes)
        self._runs: dict[Any, Run] = {}

    def run(
        self, start: str, optimiser: str, layer_sizes: Sequence[int] = (), arithmetic: Arithmetic = "netlib"
    ) -> Run:
        """A training run of this network, or of one with different hidden layers."""
        layers = tuple(layer_sizes) or self.layer_sizes
        key = start, optimiser, layers, arithmetic
        if key not in self._runs:
            self.progress(f"training {named(layers)} from the {start} start by {optimiser} ({arithmetic})")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)  # a cost of NaN at a point that fmincg tries
                self._runs[key] = train(
                    start, layers, self.X, self.y, optimiser, self.num_iters, self.seed, arithmetic=arithmetic
                )
        return self._runs[key]

    @property
    def patch_columns(self) -> int:
        """How many inputs lie side by side in an image."""
        return patch_grid(self.layer_sizes[0])[1]

    @property
    def best(self) -> str:
        """The optimiser for what is shown once: fmincg, if it is among them."""
        return "fmincg" if "fmincg" in self.optimisers else self.optimisers[0]

    @property
    def updates(self) -> list[int]:
        """After how many updates the tables look."""
        return sorted({0, 1, 10, self.num_iters} & set(range(self.num_iters + 1)))

    @cached_property
    def logistic_runs(self) -> list[LogisticRun]:
        """Logistic regression on the same examples, from all three starts."""
        ones_and_X = add_ones(self.X)
        y = self.y if self.layer_sizes[-1] == 1 else (self.y == self.layer_sizes[-1]).astype(np.float64)
        runs = []
        self.progress("logistic regression")
        for start in STARTS:
            (theta,) = starting_weights(start, (self.layer_sizes[0], 1), self.seed)
            theta = octave_array(theta.ravel(), "netlib")
            options = {"MaxIter": 400, "Display": "off"}
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)
                theta, costs, _ = fmincg(lr_cost_function, theta, options, ones_and_X, y, 1.0)
            right = (np.asarray(sigmoid(ones_and_X @ theta)) > 0.5) == y
            runs.append(LogisticRun(start, costs.tolist(), 100 * float(np.mean(right))))
        return runs

    def about(self) -> str:
        """What is computed, in a sentence."""
        return (
            f"A network of {named(self.layer_sizes)} units on {len(self.y)} digits, lambda 1, "
            f"seed {self.seed:g}, {self.num_iters} updates. In netlib: Octave's bits."
        )


def sort_names(names: Sequence[str], all_names: Sequence[str]) -> list[str]:
    """The names in the order of all of them, without repeats."""
    unknown = [name for name in names if name not in all_names]
    if unknown or not names:
        raise ValueError(f"{names} are not some of {', '.join(all_names)}")
    return [name for name in all_names if name in names]


def named(layer_sizes: Sequence[int]) -> str:
    """400-25-10"""
    return "-".join(map(str, layer_sizes))
