"""Octave's random streams, bit for bit."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


class OctaveRandom:
    """The numbers that Octave's `rand` draws after `rand("state", state)`.

    Parameters
    ----------
    state : number or array_like of numbers
        The seed, as Octave takes it: a number, or a vector of them.

    Parity
    ------
    Equal bits to Octave 6 and newer (7.3 checked) in every arithmetic.

    Source
    ------
    M. Matsumoto and T. Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998);
    Octave's manual on `rand`.
    """

    def __init__(self, state: ArrayLike) -> None:
        # A list seeds NumPy's MT19937 by the same routine as Octave's; a bare number does not.
        self._words = np.random.RandomState(seed_keys(state))

    def rand(self, *dims: int) -> NDArray[np.float64]:
        """Uniform numbers between 0 and 1, neither of them drawn.

        Parameters
        ----------
        *dims : int
            `rand(n)` is n x n, as in Octave; negative sizes count as 0.

        Returns
        -------
        ndarray of that shape, filled column by column; a number for `rand()`

        Raises
        ------
        TypeError
            A size is not a whole number.
        """
        for size in dims:
            if not isinstance(size, int | np.integer) or isinstance(size, bool):
                raise TypeError(f"rand takes whole numbers as sizes, as in rand(10, 11), not {size!r}")
        shape = tuple(max(int(size), 0) for size in (dims * 2 if len(dims) == 1 else dims))
        return self._uniforms(int(np.prod(shape))).reshape(shape, order="F")

    def _uniforms(self, count: int) -> NDArray[np.float64]:
        drawn = self._words.random_sample(count)
        while not drawn.all():  # Octave draws again in place of a 0
            drawn = drawn[drawn != 0]
            drawn = np.concatenate([drawn, self._words.random_sample(count - drawn.size)])
        return drawn


def seed_keys(state: ArrayLike) -> list[int]:
    """The 32-bit keys that Octave makes of a seed.

    Each number is rounded half away from zero and held within 0 and 2^32 - 1;
    NaN, Inf and -Inf become 0.

    Raises
    ------
    TypeError
        `state` is not made of real numbers.
    ValueError
        `state` is empty, or a saved state of 625 numbers.
    """
    values = np.asarray(state)
    if values.dtype.kind not in "biuf":
        raise TypeError(f"a random state is a number or a vector of numbers, not {state!r}")
    if values.size == 0:
        raise ValueError("a random state needs at least one number")
    numbers = values.ravel(order="F").astype(np.float64)
    if numbers.size == 625 and 1 <= numbers[-1] <= 624:
        raise ValueError("a saved state of 625 numbers is not supported as a seed")
    finite = np.where(np.isfinite(numbers), numbers, 0)
    rounded = np.floor(finite) + (finite - np.floor(finite) >= 0.5)
    return [int(key) for key in np.clip(rounded, 0, 2**32 - 1)]
