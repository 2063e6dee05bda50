"""Starting weights."""

import math

import numpy as np

from helpers.tiers import t0_bits, t4_outcome
from samebits.exercises.ex4.initialize import debug_initialize_weights, rand_initialize_weights
from samebits.octave.random import OctaveRandom


def test_random_weights() -> None:
    rng = OctaveRandom(1)
    W = rand_initialize_weights(400, 25, rng)
    assert W.shape == (25, 401)
    t4_outcome(W.min(), -0.12, -0.11)
    t4_outcome(W.max(), 0.11, 0.12)
    t0_bits(W, OctaveRandom(1).rand(25, 401) * (2 * 0.12) - 0.12)  # times 2 is exact
    assert (rand_initialize_weights(400, 25, rng) != W).all()


def test_the_bound_can_be_chosen() -> None:
    epsilon_init = math.sqrt(6) / math.sqrt(4 + 3)
    W = rand_initialize_weights(4, 3, OctaveRandom(1), epsilon_init)
    t0_bits(W, OctaveRandom(1).rand(3, 5) * 2 * epsilon_init - epsilon_init)


def test_debug_weights_fill_the_columns() -> None:
    W = debug_initialize_weights(3, 1)
    t0_bits(
        W, np.array([[math.sin(1), math.sin(4)], [math.sin(2), math.sin(5)], [math.sin(3), math.sin(6)]]) / 10
    )
