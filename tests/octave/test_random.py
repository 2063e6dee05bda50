"""Octave's rand."""

import numpy as np
import pytest
from numpy.typing import NDArray
from samebits.octave.random import OctaveRandom, seed_keys
from samebits.parity.session import OctaveSession
from tiers import t0_bits

SEEDS = [0, 1, 42, 2**32 - 1, 2**32, -1, -3.7, 2.5, 0.5, 1e10, np.inf, np.nan, [1, 2, 3], [[1, 2], [3, 4]]]


@pytest.mark.octave
@pytest.mark.parametrize("seed", SEEDS, ids=str)
def test_rand_is_octaves(seed: object, reference: OctaveSession) -> None:
    code = "rand('state', seed); a = rand(3); b = rand(7, 2); c = rand(); d = rand(1000, 1);"
    theirs = reference.call(code, {"seed": seed}, ("a", "b", "c", "d")).values
    rng = OctaveRandom(seed)
    t0_bits(rng.rand(3), theirs["a"])
    t0_bits(rng.rand(7, 2), theirs["b"])
    t0_bits(rng.rand(), theirs["c"])
    t0_bits(rng.rand(1000, 1), theirs["d"])


def test_rand_without_octave() -> None:
    drawn = OctaveRandom(1).rand(2, 2)
    assert [value.hex() for value in drawn.ravel(order="F")] == [
        "0x1.132d8f91b7584p-3",
        "0x1.b1e2d5b3584f8p-1",
        "0x1.870d778409f13p-1",
        "0x1.0530d08f17f5cp-2",
    ]


class StubWords:
    """Uniforms with zeros among them, which a real generator draws once in 2^53."""

    def __init__(self) -> None:
        self.batches = iter([np.array([0.5, 0.0, 0.25]), np.array([0.0]), np.array([0.75])])

    def random_sample(self, count: int) -> NDArray[np.float64]:
        return next(self.batches)


def test_a_zero_is_drawn_again() -> None:
    rng = OctaveRandom(1)
    rng._words = StubWords()  # type: ignore[assignment]
    t0_bits(rng.rand(3, 1), np.array([[0.5], [0.25], [0.75]]))


def test_negative_sizes_are_zero() -> None:
    assert OctaveRandom(1).rand(-2, 3).shape == (0, 3)


def test_streams_are_independent() -> None:
    np.random.seed(5)
    before = np.random.get_state()[1].copy()  # type: ignore[index,union-attr]
    one, other = OctaveRandom(1), OctaveRandom(1)
    one.rand(5)
    t0_bits(other.rand(2), OctaveRandom(1).rand(2))
    assert (np.random.get_state()[1] == before).all()  # type: ignore[index]


def test_keys() -> None:
    assert seed_keys([-3.7, 2.5, 1e10, np.inf, -np.inf, np.nan]) == [0, 3, 2**32 - 1, 0, 0, 0]
    assert seed_keys([0.49999999999999994, 0.5, 1.5, 4294967294.5]) == [0, 1, 2, 2**32 - 1]


@pytest.mark.parametrize("size", [2.5, "3", None, True])
def test_bad_sizes(size: object) -> None:
    with pytest.raises(TypeError, match="whole numbers as sizes"):
        OctaveRandom(1).rand(size)  # type: ignore[arg-type]


def test_bad_states() -> None:
    with pytest.raises(TypeError, match="a number or a vector of numbers"):
        OctaveRandom("seed")
    with pytest.raises(ValueError, match="at least one"):
        OctaveRandom([])
    with pytest.raises(ValueError, match="saved state"):
        OctaveRandom(np.ones(625))
