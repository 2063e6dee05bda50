"""Starting weights: random ones that break the symmetry, and fixed ones for checking."""

import math

import numpy as np
from numpy.typing import NDArray

from samebits.octave.random import OctaveRandom


def rand_initialize_weights(
    L_in: int, L_out: int, rng: OctaveRandom, epsilon_init: float = 0.12
) -> NDArray[np.float64]:
    """Random weights of a layer, between -epsilon_init and epsilon_init.

    From equal weights all units of a layer would stay equal forever; random
    ones break that symmetry. (This epsilon is not the step `e` of gradient
    checking.)

    Parameters
    ----------
    L_in, L_out : int
        The number of its inputs and of its units.
    rng : OctaveRandom
        Its `rand` stream moves on by L_out * (1 + L_in) numbers.
    epsilon_init : float
        Bound of the weights. A rule of thumb is sqrt(6) / sqrt(L_in + L_out).

    Returns
    -------
    W : ndarray, (L_out, 1 + L_in)
        The first column holds the weights of the bias unit.

    Source
    ------
    octave_reference/ex4/randInitializeWeights.m; exercise 4, "Random initialization".

    Parity
    ------
    Equal bits in every arithmetic, given the same state.
    """
    W: NDArray[np.float64] = rng.rand(L_out, 1 + L_in) * 2 * epsilon_init - epsilon_init
    return W


def debug_initialize_weights(fan_out: int, fan_in: int) -> NDArray[np.float64]:
    """Weights of a layer that are the same at every call, for checking gradients.

    Parameters
    ----------
    fan_out, fan_in : int
        The number of its units and of its inputs.

    Returns
    -------
    W : ndarray, (fan_out, 1 + fan_in)
        sin(1), sin(2), ... down the columns, divided by 10.

    Source
    ------
    octave_reference/ex4/debugInitializeWeights.m; exercise 4, "Gradient checking".

    Parity
    ------
    Equal bits in every arithmetic: the sines are libm's, as Octave's are.
    """
    count = fan_out * (1 + fan_in)
    sines = np.array([math.sin(i) for i in range(1, count + 1)])
    # Octave: reshape fills the columns first
    return sines.reshape(fan_out, 1 + fan_in, order="F") / 10
