"""MATLAB's rand, against numbers that MATLAB's documentation shows."""

import numpy as np
import pytest

from helpers.tiers import t0_bits
from samebits.octave.matlab_random import MatlabRandom


def test_numbers_that_are_known() -> None:
    first = MatlabRandom(0).rand(1, 3)  # rng('default')
    assert [f"{value:.4f}" for value in first[0]] == ["0.8147", "0.9058", "0.1270"]
    assert f"{MatlabRandom(1).rand():.4f}" == "0.4170"


def test_it_is_numpy_s_column_by_column() -> None:
    t0_bits(MatlabRandom(7).rand(2, 3), np.random.RandomState(7).random_sample(6).reshape(2, 3, order="F"))
    assert MatlabRandom(7).rand(3).shape == (3, 3)


@pytest.mark.parametrize("seed", [1.5, "shuffle", None, True, [1]])
def test_seeds_that_are_no_whole_number(seed: object) -> None:
    with pytest.raises(TypeError, match="rng takes a whole number as its seed"):
        MatlabRandom(seed)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_seeds_out_of_range(seed: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 2\\^32 - 1"):
        MatlabRandom(seed)
