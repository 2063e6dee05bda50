"""Octave's random streams: words, uniforms, normals, and their states."""

import copy
import hashlib
import math
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from helpers.tiers import t0_bits, t4_outcome
from samebits.octave import random as octave_random
from samebits.octave.random import OctaveRandom, double_uniforms, seed_keys
from samebits.octave.ziggurat import CHUNK, PairSource, ziggurat
from samebits.session.session import OctaveSession

STREAMS = ("rand", "randn", "rande")
SEEDS: list[Any] = [
    *(0, 1, 42, 5489, 2**32 - 1, 2**32, -1, -3.7, 2.5, 0.49999999999999994, 1e10),
    *(np.inf, -np.inf, np.nan, [1, 2, 3], [[1, 2], [3, 4]]),
    *(np.arange(1, count + 1) for count in (624, 625, 626, 700)),
    np.r_[np.arange(624.0) * 1e6, 17],  # a saved state
]

# SHA-256 over the first 10^6 numbers, little-endian doubles, recorded from Octave 7.3.0
HASHES = {
    ("rand", 1): "70e7fa9c7519e2abe254076481b2639487afa830845b4250a81b3743ac6afa53",
    ("rand", 42): "6c2b22aec198f65076b069e6d6866b914e04f116ea952567aa6aee6d8e04ea3e",
    ("rand", 5489): "d592c2912f26315e7e8aa8942cb1ba53d9d8d39aa3c0ad671ea740572a245a59",
    ("randn", 1): "959a4d0f468da8fc84bbf4ea2cf644c7d00a6cd67e466a792ca19a74c55f1dba",
    ("randn", 42): "bf9a95613ee4865397f165cecd00911aa3987e49a8f68361208ff124ac9686fc",
    ("randn", 5489): "bc7153023c91d2451c87a6013e26f3e550c44769a3a63951ae414b970535650e",
    ("rande", 1): "03ce1edbf2793bf38b49170604efe3930786de7a49b074f38dc6d07bc2cbb350",
    ("rande", 42): "c36db9ebc60886b0a90fa562303ad1edaa15199f33c9b05463208d43f05d57f1",
    ("rande", 5489): "3e4c3eee327b51f032a0755114c41c7c4e6e33da0e776886b09c5bc1e9422f41",
}


def named(seed: Any) -> str:
    return f"{np.size(seed)} numbers" if np.size(seed) > 4 else str(seed)


# Words to numbers, against Octave ---------------------------------------------


@pytest.mark.octave
@pytest.mark.parametrize("seed", SEEDS, ids=named)
def test_draws_are_octaves(seed: Any, reference: OctaveSession) -> None:
    code = """rand('state', seed); randn('state', seed); rande('state', seed);
    a = rand(1e5, 1); b = randn(1e5, 1); c = rande(1e5, 1);
    d = rand('state'); e = randn('state'); f = rande('state');"""
    theirs = reference.call(code, {"seed": seed}, tuple("abcdef")).values
    rng = OctaveRandom(seed)
    for name, numbers, state in zip(STREAMS, "abc", "def", strict=True):
        t0_bits(getattr(rng, name)(100_000, 1), theirs[numbers])
        t0_bits(rng.get_state(name), theirs[state].astype(np.float64))  # type: ignore[arg-type]


@pytest.mark.octave
@pytest.mark.parametrize(
    "limits",
    [1, 2, 10, 2**31, 2**52, 2**53 - 1, 3 * 2**50, (-5, 7), (-10, -3), (0, 0), (-(2**31), 2**40)],
    ids=str,
)
def test_randi_is_octaves(limits: Any, reference: OctaveSession) -> None:
    code = "rand('state', 5); a = randi(limits, 1000, 3); b = randi(limits); c = rand('state');"
    theirs = reference.call(code, {"limits": np.atleast_2d(limits)}, ("a", "b", "c")).values
    rng = OctaveRandom(5)
    t0_bits(rng.randi(limits, 1000, 3), theirs["a"])
    t0_bits(rng.randi(limits), theirs["b"])
    t0_bits(rng.get_state("rand"), theirs["c"].astype(np.float64))


@pytest.mark.octave
@pytest.mark.parametrize(
    ("n", "m"), [(0, 0), (1, 1), (3, 0), (5, 5), (10, 3), (1000, 999), (10**5, 10**5), (10**5, 7)]
)
def test_randperm_is_octaves(n: int, m: int, reference: OctaveSession) -> None:
    code = "rand('state', 5); a = randperm(n, m); b = rand('state');"
    theirs = reference.call(code, {"n": n, "m": m}, ("a", "b")).values
    rng = OctaveRandom(5)
    t0_bits(rng.randperm(n, m)[np.newaxis], theirs["a"].reshape(1, m))
    t0_bits(rng.get_state("rand"), theirs["b"].astype(np.float64))
    if n == m:
        t0_bits(OctaveRandom(5).randperm(n), OctaveRandom(5).randperm(n, m))


@pytest.mark.octave
def test_single_precision_is_octaves(reference: OctaveSession) -> None:
    code = (
        "rand('state', 5); a = rand(7, 'single'); b = rand(1e5, 1, 'single'); c = rand(); d = rand('state');"
    )
    theirs = reference.call(code, {}, tuple("abcd")).values
    rng = OctaveRandom(5)
    t0_bits(rng.rand(7, dtype="single"), theirs["a"])
    t0_bits(rng.rand(100_000, 1, dtype="single"), theirs["b"])
    t0_bits(rng.rand(), theirs["c"])
    t0_bits(rng.get_state("rand"), theirs["d"].astype(np.float64))


STEPS = st.one_of(
    st.tuples(st.sampled_from(STREAMS), st.integers(0, 700)),
    st.tuples(st.just("single"), st.integers(0, 7)),
    st.tuples(st.just("randi"), st.integers(1, 2**53 - 1)),
    st.tuples(st.just("randperm"), st.integers(0, 40)),
    st.tuples(st.sampled_from(["to octave", "to python"]), st.sampled_from(STREAMS)),
)


@pytest.mark.octave
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32 - 1), steps=st.lists(STEPS, min_size=1, max_size=12))
def test_calls_in_any_order(seed: int, steps: list[tuple[str, Any]], reference: OctaveSession) -> None:
    """Interleaved draws, with the state carried across in the middle, both ways."""
    rng = OctaveRandom(seed)
    code = [f"rand('state', {seed}); randn('state', {seed}); rande('state', {seed}); all = zeros(0, 1);"]
    ours: list[NDArray[np.float64]] = []
    inputs: dict[str, Any] = {}
    for number, (what, value) in enumerate(steps):
        if what in STREAMS:
            ours.append(getattr(rng, what)(value, 1))
            code.append(f"all = [all; {what}({value}, 1)];")
        elif what == "single":
            ours.append(rng.rand(value, 1, dtype="single").astype(np.float64))
            code.append(f"all = [all; double(rand({value}, 1, 'single'))];")
        elif what == "randi":
            ours.append(rng.randi(value, 3, 1))
            code.append(f"all = [all; randi({value}, 3, 1)];")
        elif what == "randperm":
            ours.append(rng.randperm(value)[:, np.newaxis])
            code.append(f"all = [all; randperm({value})(:)];")
        elif what == "to octave":
            inputs[f"s{number}"] = rng.get_state(value)
            code.append(f"{value}('state', s{number});")
        else:
            theirs = reference.call(
                " ".join([*code, f"s = double({value}('state'));"]), inputs, ("s",)
            ).values
            rng.set_state(value, theirs["s"])
    theirs = reference.call(" ".join(code), inputs, ("all",)).values
    t0_bits(np.vstack([np.zeros((0, 1)), *ours]), theirs["all"])


# Without Octave ---------------------------------------------------------------


@pytest.mark.parametrize(("name", "seed"), HASHES)
def test_a_million_numbers_by_their_hash(name: str, seed: int) -> None:
    drawn = getattr(OctaveRandom(seed), name)(10**6, 1)
    assert hashlib.sha256(drawn.astype("<f8").tobytes()).hexdigest() == HASHES[name, seed]  # T0


@pytest.mark.octave
@pytest.mark.parametrize(("name", "seed"), HASHES)
def test_the_hashes_are_octaves(name: str, seed: int, reference: OctaveSession) -> None:
    theirs = reference.call(f"{name}('state', {seed}); x = {name}(1e6, 1);", {}, ("x",)).values["x"]
    assert hashlib.sha256(theirs.astype("<f8").tobytes()).hexdigest() == HASHES[name, seed]  # T0


def test_the_first_numbers_in_hex() -> None:
    drawn = OctaveRandom(1).rand(2, 2)
    assert [value.hex() for value in drawn.ravel(order="F")] == [
        "0x1.132d8f91b7584p-3",
        "0x1.b1e2d5b3584f8p-1",
        "0x1.870d778409f13p-1",
        "0x1.0530d08f17f5cp-2",
    ]


def test_moments() -> None:
    rng = OctaveRandom(3)
    normal, exponential, numbers = rng.randn(10**5, 1), rng.rande(10**5, 1), rng.randi(6, 10**5, 1)
    t4_outcome(normal.mean(), -0.02, 0.02)
    t4_outcome(normal.std(), 0.99, 1.01)
    t4_outcome(np.abs(normal).max(), 4, 6)  # the tail is reached
    t4_outcome(exponential.mean(), 0.98, 1.02)
    t4_outcome(exponential.max(), 9, 20)
    assert set(np.unique(numbers)) == {1, 2, 3, 4, 5, 6}
    assert sorted(rng.randperm(100)) == list(range(1, 101))


def test_chunks_do_not_show() -> None:
    """Draws in one go and in pieces are the same, wherever a piece ends."""
    for name in STREAMS:
        whole, parts = OctaveRandom(7), OctaveRandom(7)
        sizes = [1, CHUNK - 1, 3, CHUNK, 2, 5000, 1, 1, 1]
        pieces = [getattr(parts, name)(size, 1) for size in sizes]
        t0_bits(np.vstack(pieces), getattr(whole, name)(sum(sizes), 1))
        t0_bits(parts.get_state(name), whole.get_state(name))  # type: ignore[arg-type]


# States and instances ---------------------------------------------------------


def test_streams_are_independent() -> None:
    rng = OctaveRandom(1)
    rng.rand(5)
    rng.randi(5, 3)
    rng.randperm(4)
    t0_bits(rng.randn(4), OctaveRandom(1).randn(4))
    t0_bits(rng.rande(4), OctaveRandom(1).rande(4))


def test_states_are_put_back() -> None:
    rng = OctaveRandom(1)
    rng.rand(3, dtype="single")  # an odd number of words
    for name in STREAMS:
        saved = rng.get_state(name)  # type: ignore[arg-type]
        assert saved.shape == (625,)
        first = getattr(rng, name)(5)
        rng.set_state(name, saved)  # type: ignore[arg-type]
        t0_bits(getattr(rng, name)(5), first)
        rng.set_state(name, saved[:, np.newaxis])  # type: ignore[arg-type]
        t0_bits(getattr(rng, name)(5), first)


def test_a_saved_state_seeds_every_stream() -> None:
    saved = OctaveRandom(1).get_state("randn")
    t0_bits(OctaveRandom(saved).rande(5), OctaveRandom(1).rande(5))


def test_a_state_of_zeros_is_refused() -> None:
    with pytest.raises(ValueError, match="a saved state of zeros gives only zeros"):
        OctaveRandom(np.r_[np.zeros(624), 5])


def test_copies_and_pickles_share_nothing() -> None:
    rng = OctaveRandom(1)
    rng.randn(5)
    for twin in (copy.copy(rng), copy.deepcopy(rng), pickle.loads(pickle.dumps(rng))):
        expected = copy.deepcopy(twin).randn(5)
        twin.randn(100)
        t0_bits(copy.copy(rng).randn(5), expected)


def test_entropy() -> None:
    one, other = OctaveRandom(), OctaveRandom()
    assert one.rand() != other.rand()
    states = [one.get_state(name)[:624] for name in STREAMS]  # type: ignore[arg-type]
    assert (states[0] != states[1]).any()
    assert (states[1] != states[2]).any()


def test_numpy_s_own_generator_is_not_touched() -> None:
    np.random.seed(5)
    before = np.random.get_state(legacy=False)["state"]
    rng = OctaveRandom(np.random.MT19937().state["state"]["key"])
    for name in STREAMS:
        getattr(rng, name)(1000)
    rng.randperm(10)
    after = np.random.get_state(legacy=False)["state"]
    assert (before["key"] == after["key"]).all()
    assert before["pos"] == after["pos"]


def test_keys() -> None:
    assert seed_keys([-3.7, 2.5, 1e10, np.inf, -np.inf, np.nan]) == [0, 3, 2**32 - 1, 0, 0, 0]
    assert seed_keys([0.49999999999999994, 0.5, 1.5, 4294967294.5]) == [0, 1, 2, 2**32 - 1]


# What happens once in 2^53 draws ----------------------------------------------


class StubWords:
    """Words from a list."""

    def __init__(self, words: list[int]) -> None:
        self.words = words

    def random_sample(self, count: int) -> NDArray[np.float64]:
        pairs = [(self.words.pop(0) >> 5, self.words.pop(0) >> 6) for _ in range(count)]
        return np.array([(a * 2**26 + b) / 2**53 for a, b in pairs])

    def randint(self, low: int, high: int, size: int, dtype: type) -> NDArray[Any]:
        return np.array([self.words.pop(0) for _ in range(size)], dtype=dtype)


HALF, QUARTER = [1 << 31, 0], [1 << 30, 0]


def test_a_zero_is_drawn_again() -> None:
    words = StubWords([*HALF, 0, 0, *QUARTER, 31, 63, *HALF])
    t0_bits(double_uniforms(words, 3), np.array([0.5, 0.25, 0.5]))  # type: ignore[arg-type]
    assert words.words == []
    source = PairSource(np.array([0, 0]), 0, StubWords([31, 63, *QUARTER]))
    assert source.uniform() == 0.25
    singles = StubWords([1 << 24, 1, 5 << 24, 2])
    t0_bits(octave_random.single_uniforms(singles, 2), np.array([1, 2], np.float32) * np.float32(2**-24))  # type: ignore[arg-type]


def test_a_wedge_whose_uniform_is_zero() -> None:
    """The zero is passed over, also in the middle of a chunk."""
    table = ziggurat("normal")
    doubtful = int(table.inside[100]) | 0xFF
    doubtful = doubtful - 0xFF + 100 if doubtful - 0xFF + 100 >= table.inside[100] else doubtful + 1 + 100
    pair = doubtful << 1
    head = [pair & 0xFFFFFFFF, pair >> 32]
    inside = [2 << 1, 0]  # layer 2, far inside
    tiny = [1 << 5, 0]  # the smallest uniforms: below any density
    words = StubWords([*head, 0, 0, *tiny, *inside, *inside])
    numbers = table.draw(words, 3)
    assert words.words == []
    t0_bits(numbers, np.array([doubtful * table.width[100], 2 * table.width[2], 2 * table.width[2]]))


def test_randi_draws_all_again_when_too_few_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    high = np.full(13, 1 - 2.0**-53)
    batches = iter([high, np.full(13, 0.5)])
    monkeypatch.setattr(octave_random, "double_uniforms", lambda words, count: next(batches)[:count])
    t0_bits(OctaveRandom(1).randi(3 * 2**50, 2, 1), np.full((2, 1), 1.0 + 2**51))


# Sizes, and input that does not fit -------------------------------------------


@pytest.mark.parametrize(
    ("dims", "shape"),
    [
        ((3,), (3, 3)),
        ((2, 3), (2, 3)),
        ((2, 3, 4), (2, 3, 4)),
        (((2, 3),), (2, 3)),
        (([2, 3, 4],), (2, 3, 4)),
        ((np.array([2, 3]),), (2, 3)),
        ((2, 3, 1, 1), (2, 3)),
        ((1, 1, 3), (1, 1, 3)),
        ((-2, 3), (0, 3)),
        ((-1,), (0, 0)),
        ((2.0, np.int64(3)), (2, 3)),
        (([],), (0, 0)),
    ],
    ids=str,
)
def test_sizes_as_octave_takes_them(dims: tuple[Any, ...], shape: tuple[int, ...]) -> None:
    rng = OctaveRandom(1)
    for name in STREAMS:
        assert getattr(rng, name)(*dims).shape == shape
    assert rng.randi(5, *dims).shape == shape


def test_without_a_size_it_is_a_number() -> None:
    rng = OctaveRandom(1)
    for number in (rng.rand(), rng.randn(), rng.rande(), rng.randi(5), rng.rand(dtype="single")):
        assert np.ndim(number) == 0


def test_columns_are_filled_first() -> None:
    t0_bits(OctaveRandom(1).rand(2, 3, 4).ravel(order="F"), OctaveRandom(1).rand(24, 1)[:, 0])


@pytest.mark.parametrize("name", ["rand", "randn", "rande"])
@pytest.mark.parametrize("size", [2.5, math.nan, math.inf, "3", None, True, 1j, [2, 2.5]])
def test_bad_sizes(name: str, size: Any) -> None:
    rng = OctaveRandom(1)
    before = rng.get_state(name)  # type: ignore[arg-type]
    with pytest.raises(
        (TypeError, ValueError), match=rf"{name} takes whole numbers as sizes, as in {name}\(10, 11\)"
    ):
        getattr(rng, name)(size)
    t0_bits(rng.get_state(name), before)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("limits", "error", "message"),
    [
        (0, ValueError, r"randi\(0\): imax must be at least 1"),
        ((3, 1), ValueError, "imin must be at most imax"),
        (2.5, ValueError, "whole numbers as bounds, not 2.5"),
        (math.nan, ValueError, "whole numbers as bounds"),
        (2**53, ValueError, "smaller than 2\\^53"),
        ((-(2**52), 2**52), ValueError, "their difference must be smaller"),
        ((1, 2, 3), TypeError, r"randi takes imax or \(imin, imax\)"),
        ("5", TypeError, "randi takes imax"),
        (True, TypeError, "randi takes imax"),
        ([], TypeError, "randi takes imax"),
    ],
)
def test_bad_limits(limits: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        OctaveRandom(1).randi(limits)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((5, 6), r"randperm\(5, 6\): the second number must be at most the first"),
        ((-1,), "both numbers must be at least 0"),
        ((3, -1), "both numbers must be at least 0"),
        ((2.5,), "randperm takes whole numbers"),
        ((math.nan,), "randperm takes whole numbers"),
    ],
)
def test_bad_permutations(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        OctaveRandom(1).randperm(*arguments)


def test_bad_states() -> None:
    with pytest.raises(
        TypeError, match=r"a number or a vector of numbers, not 'seed' \(\"seed\" chooses an older"
    ):
        OctaveRandom("seed")  # type: ignore[arg-type]
    for state in ("abc", [1j], [None], {}):
        with pytest.raises(TypeError, match="a number or a vector of numbers"):
            OctaveRandom(state)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="at least one"):
        OctaveRandom([])


def test_the_older_generator_is_refused() -> None:
    rng = OctaveRandom(1)
    for call in (lambda: rng.get_state("seed"), lambda: rng.set_state("seed", 1)):  # type: ignore[arg-type]
        with pytest.raises(ValueError, match='"seed" chooses the older generator'):
            call()
    with pytest.raises(ValueError, match="there is no stream 'randg'; expected one of rand, randn, rande"):
        rng.get_state("randg")  # type: ignore[arg-type]


def test_precisions() -> None:
    rng = OctaveRandom(1)
    with pytest.raises(ValueError, match="dtype is 'float32'; expected 'double' or 'single'"):
        rng.rand(3, dtype="float32")
    for draw in (rng.randn, rng.rande):
        with pytest.raises(ValueError, match="in single precision is not reproduced"):
            draw(3, dtype="single")
