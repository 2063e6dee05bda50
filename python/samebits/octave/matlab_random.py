"""MATLAB's rand, as far as it is known from outside."""

import math
from typing import Any

import numpy as np

from samebits.octave.sizes import arranged, read_dims


class MatlabRandom:
    """The numbers that MATLAB's `rand` draws after `rng(seed, 'twister')`.

    Known: MATLAB seeds MT19937 with one number as NumPy's `RandomState(seed)` does,
    and 0 stands for 5489, its default; `rand` makes 53 bits of two words, and fills
    matrices column by column. So `rng(1); rand` is 0.417022004702574, and after
    `rng('default')` come 0.814723686393179, 0.905791937075619, 0.126986816293506, as
    MATLAB's documentation shows.

    Not checked: anything against a MATLAB, as none was at hand; and what it draws in
    place of a 0 (once in 2^53 numbers). `randn`, `randi` and `randperm` use rules of
    MATLAB's own and are not offered.

    Parameters
    ----------
    seed : int
        0 to 2^32 - 1.

    Raises
    ------
    TypeError, ValueError
        A seed that MATLAB would refuse.
    """

    def __init__(self, seed: int) -> None:
        if not isinstance(seed, int | np.integer) or isinstance(seed, bool):
            raise TypeError(f"rng takes a whole number as its seed, not {seed!r}")
        if not 0 <= seed < 2**32:
            raise ValueError(f"rng takes a seed from 0 to 2^32 - 1, not {seed!r}")
        self._words = np.random.RandomState(int(seed) or 5489)

    def rand(self, *dims: Any) -> Any:
        """Uniform numbers between 0 and 1; sizes as for `OctaveRandom.rand`."""
        shape = read_dims("rand", dims)
        return arranged(self._words.random_sample(math.prod(shape)), shape, dims)
