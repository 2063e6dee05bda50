"""The lecture on random initialisation: zero, constant and random starts side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.ex4.deep import deep_cost_function, deltas, feed_forward, theta_shapes
from samebits.exercises.ex4.initialize import rand_initialize_weights
from samebits.exercises.shared.cost import checked_cost
from samebits.exercises.shared.examples import one_hot
from samebits.exercises.shared.fmincg import line_searches
from samebits.exercises.shared.gradient_descent import gradient_descent
from samebits.octave.arithmetic import Arithmetic, Scalar, octave_array
from samebits.octave.layout import roll, unroll
from samebits.octave.random import OctaveRandom

Matrix = NDArray[np.float64]

STARTS = ("zero", "constant", "random")
OPTIMISERS = ("gradient-descent", "fmincg")
CONSTANT = 0.5  # of the constant start
INIT_EPSILON = 0.12  # of the random start; not the step of gradient checking
ALPHA = 1.0  # learning rate of gradient descent


def starting_weights(start: str, layer_sizes: Sequence[int], seed: float = 1) -> list[Matrix]:
    """Every Theta of a network, before training.

    Parameters
    ----------
    start : {"zero", "constant", "random"}
        All 0; all `CONSTANT`; or between -INIT_EPSILON and INIT_EPSILON.
    layer_sizes : sequence of int
        Units in each layer, inputs first, without the bias units.
    seed : float
        `rand("state", seed)` before the random start.

    Returns
    -------
    list of ndarray, (units, 1 + units below)

    Raises
    ------
    ValueError
        There is no such start, or the sizes do not make a network.

    Parity
    ------
    Equal bits in every arithmetic.
    """
    shapes = theta_shapes(layer_sizes)
    if start == "zero":
        return [np.zeros(shape) for shape in shapes]
    if start == "constant":
        return [np.full(shape, CONSTANT) for shape in shapes]
    if start == "random":
        rng = OctaveRandom(seed)
        return [rand_initialize_weights(columns - 1, rows, rng, INIT_EPSILON) for rows, columns in shapes]
    raise ValueError(f"start is {start!r}; expected one of {', '.join(STARTS)}")


@dataclass(frozen=True)
class Run:
    """One training run, with all its weights.

    Attributes
    ----------
    start, optimiser : str
        The start is "own" where the weights were given.
    layer_sizes : tuple of int
    weights : list of ndarray
        The unrolled weights at the start and after each update.
    costs : list of float
        The costs there.
    accuracy : float
        Percent of the training examples that the last weights get right.
    """

    start: str
    optimiser: str
    layer_sizes: tuple[int, ...]
    weights: list[NDArray[np.float64]]
    costs: list[float]
    accuracy: float

    def Thetas(self, update: int = -1) -> list[Matrix]:
        """The weights after an update (0: the start; -1: the last), a matrix a layer."""
        return roll(self.weights[update], *theta_shapes(self.layer_sizes))

    @cached_property
    def ranks(self) -> list[int]:
        """The rank of Theta1 at the start and after each update: how many features it has."""
        return [int(np.linalg.matrix_rank(self.Thetas(k)[0])) for k in range(len(self.weights))]

    def unequal(self, update: int = -1) -> int:
        """How many weights of hidden units differ, in any bit, from those of the first unit."""
        return unequal_weights(self.Thetas(update))

    def first_nonzero(self) -> list[int | None]:
        """The update after which each Theta is no longer zero; None if it always is."""
        nonzero = [[bool(Theta.any()) for Theta in self.Thetas(k)] for k in range(len(self.weights))]
        return [column.index(True) if True in column else None for column in zip(*nonzero, strict=True)]


def unequal_weights(Thetas: Sequence[Matrix]) -> int:
    """How many weights of hidden units differ, in any bit, from those of their layer's first unit.

    It counts the weights into each hidden unit (a row of its Theta) and those out of it
    (a column of the next Theta).
    """
    count = 0
    for into, out_of in pairwise(Thetas):
        for units in (into, out_of[:, 1:].T):
            bits = np.ascontiguousarray(units, dtype=np.float64).view(np.uint64)
            count += int((bits != bits[0]).sum())
    return count


def train(
    start: str | Sequence[Matrix],
    layer_sizes: Sequence[int],
    X: Matrix,
    y: NDArray[np.float64],
    optimiser: str = "fmincg",
    num_iters: int = 50,
    seed: float = 1,
    lambda_: float = 1.0,
    arithmetic: Arithmetic = "netlib",
) -> Run:
    """Train a network from one of the three starts, or from one of your own, and keep every step.

    Parameters
    ----------
    start : {"zero", "constant", "random"}, or sequence of ndarray
        The weights themselves: a Theta for each layer, as `starting_weights` returns them. The
        start of the Run is "own" then.
    layer_sizes : sequence of int
    X : ndarray, (m, layer_sizes[0])
    y : ndarray, (m,)
    optimiser : {"gradient-descent", "fmincg"}
        Gradient descent with the learning rate `ALPHA`.
    num_iters : int
        Updates to make. fmincg makes fewer where its line searches fail.
    seed : float
        Of the random start.
    lambda_ : float
        Weight of the regularisation.
    arithmetic : {"numpy", "netlib", "octave"}
        Equal weights stay equal to the last bit in `netlib`. BLAS libraries that compute
        several units at once may round one unit differently from another.

    Returns
    -------
    Run

    Raises
    ------
    ValueError
        There is no such start or optimiser, or the sizes or matrices do not fit together.

    Parity
    ------
    netlib, octave: every weight and cost has Octave's bits.
    """
    if isinstance(start, str):
        name, Thetas = start, starting_weights(start, layer_sizes, seed)
    else:
        name, Thetas = "own", [np.asarray(Theta, dtype=np.float64) for Theta in start]
    shapes = theta_shapes(layer_sizes)
    if [Theta.shape for Theta in Thetas] != shapes:
        raise ValueError(f"the start has shapes {[Theta.shape for Theta in Thetas]}; expected {shapes}")
    first = octave_array(unroll(*Thetas), arithmetic)
    weights: list[Matrix] = []
    costs: list[float] = []

    def cost(p: Matrix) -> tuple[Scalar, Matrix]:
        return deep_cost_function(p, layer_sizes, X, y, lambda_)

    def keep(p: Matrix, J: Scalar) -> None:
        weights.append(np.asarray(p))
        costs.append(float(J))

    if optimiser == "gradient-descent":

        def recording(p: Matrix) -> tuple[Scalar, Matrix]:
            J, gradient = cost(p)
            keep(p, J)
            return J, gradient

        gradient_descent(recording, first, ALPHA, num_iters)
    elif optimiser == "fmincg":
        keep(first, cost(first)[0])
        line_searches(
            checked_cost(cost, first.shape, ()), first, num_iters, 1.0, lambda i, p, J, gradient: keep(p, J)
        )
    else:
        raise ValueError(f"optimiser is {optimiser!r}; expected one of {', '.join(OPTIMISERS)}")
    Thetas = roll(octave_array(weights[-1], arithmetic), *shapes)
    accuracy = 100 * float(np.mean(predict_labels(Thetas, X) == y))
    return Run(name, optimiser, tuple(layer_sizes), weights, costs, accuracy)


def predict_labels(Thetas: Sequence[Matrix], X: Matrix) -> NDArray[np.intp]:
    """Label of each example, from 1; with a single output unit, 0 or 1."""
    _, H = feed_forward(Thetas, X)
    return (np.asarray(H)[:, 0] > 0.5).astype(np.intp) if H.shape[1] == 1 else np.argmax(H, axis=1) + 1


@dataclass(frozen=True)
class Backpropagation:
    """What backpropagation computes for the first hidden layer.

    Attributes
    ----------
    activations : ndarray, (m, hidden)
    deltas : ndarray, (m, hidden)
    partial_derivatives : ndarray, (hidden, 1 + inputs)
        Of the cost without regularisation, by Theta1.
    """

    activations: Matrix
    deltas: Matrix
    partial_derivatives: Matrix


def first_hidden_layer(Thetas: Sequence[Matrix], X: Matrix, y: NDArray[np.float64]) -> Backpropagation:
    """One pass forwards and back through a network with hidden units, in `netlib`."""
    Thetas = [octave_array(Theta, "netlib") for Theta in Thetas]
    A, H = feed_forward(Thetas, octave_array(X, "netlib"))
    delta = deltas(Thetas, A, H, one_hot(y, len(X), H.shape[1]))[0]
    gradient = delta.T @ A[0] / len(X)
    return Backpropagation(*(np.asarray(a) for a in (A[1][:, 1:], delta, gradient)))
