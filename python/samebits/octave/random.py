"""Octave's random streams, bit for bit."""

import math
import os
from copy import deepcopy
from typing import Any, Literal, Self, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import lapack

from samebits.octave.sizes import FLINTMAX, arrange, is_single, read_dims, read_limits, whole_number
from samebits.octave.ziggurat import ziggurat

STREAMS = ("rand", "randn", "rande")
CHUNK = 1 << 16

Stream = Literal["rand", "randn", "rande"]
Doubles = NDArray[np.float64]


class OctaveRandom:
    """Octave's random numbers.

    Each distribution has a stream of its own (MT19937), and drawing from one never
    moves another; `randi` and `randperm` draw from `rand`'s. Instances share nothing,
    and NumPy's global generator is never touched.

    Parameters
    ----------
    state : number or array_like of numbers, optional
        Seeds every stream, as `rand("state", s); randn("state", s); rande("state", s)`
        do: a number, a vector, or a saved state of 625 numbers. Without it each
        stream starts from the system's entropy.

    Raises
    ------
    TypeError, ValueError
        `state` is not made of real numbers, or empty.

    Parity
    ------
    Equal bits in every arithmetic to Octave 6 and newer; checked on 7.3.

    Source
    ------
    M. Matsumoto and T. Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998); Octave's
    manual on `rand`; for the normal and exponential numbers see `ziggurat`.

    Examples
    --------
    >>> OctaveRandom(1).rand(10, 11).shape  # rand("state", 1); rand(10, 11)
    (10, 11)
    """

    def __init__(self, state: ArrayLike | None = None) -> None:
        self._streams: dict[str, np.random.RandomState] = {}
        for name in STREAMS:
            # Octave draws a separate start for each distribution
            entropy = np.frombuffer(os.urandom(4 * 624), dtype=np.uint32)
            self._streams[name] = seeded_generator(entropy if state is None else state)

    def __copy__(self) -> Self:
        return deepcopy(self)

    def get_state(self, stream: Stream) -> Doubles:
        """What `rand("state")` returns: 624 words, then how many are left.

        Parameters
        ----------
        stream : {"rand", "randn", "rande"}

        Returns
        -------
        ndarray, (625,)
            For `set_state`, here or in Octave: `rand("state", v)`.
        """
        state = self._stream(stream).get_state(legacy=False)["state"]
        return np.append(state["key"].astype(np.float64), 625.0 - state["pos"])

    def set_state(self, stream: Stream, state: ArrayLike) -> None:
        """Do as `rand("state", v)` does: seed one stream, or put back a saved state.

        Parameters
        ----------
        stream : {"rand", "randn", "rande"}
        state : number or array_like of numbers
            625 numbers that end in 1 to 624 are a saved state; anything else is a seed.
        """
        self._stream(stream)
        self._streams[stream] = seeded_generator(state)

    @overload
    def rand(self, *, dtype: str = ...) -> np.float64 | np.float32: ...
    @overload
    def rand(self, size: Any, /, *more: Any, dtype: str = ...) -> NDArray[Any]: ...
    def rand(self, *dims: Any, dtype: str = "double") -> Any:
        """Uniform numbers between 0 and 1, both excluded.

        Parameters
        ----------
        *dims : int, or one sequence of int
            As Octave takes them: `rand()` is a number, `rand(3)` is 3 x 3, `rand(2, 3)`,
            `rand((2, 3))`; negative sizes count as 0.
        dtype : {"double", "single"}

        Returns
        -------
        ndarray of float64 or float32, filled column by column; a number for `rand()`

        Raises
        ------
        TypeError, ValueError
            A size is not a whole number, or dtype is neither of the two.
        """
        shape, single = read_dims("rand", dims), is_single(dtype)
        draw = single_uniforms if single else double_uniforms
        return arrange(draw(self._stream("rand"), math.prod(shape)), shape, dims)

    @overload
    def randn(self, *, dtype: str = ...) -> np.float64: ...
    @overload
    def randn(self, size: Any, /, *more: Any, dtype: str = ...) -> NDArray[Any]: ...
    def randn(self, *dims: Any, dtype: str = "double") -> Any:
        """Normal numbers of mean 0 and variance 1. `dims` and `dtype` as for `rand`."""
        return self._ziggurat("randn", dims, dtype)

    @overload
    def rande(self, *, dtype: str = ...) -> np.float64: ...
    @overload
    def rande(self, size: Any, /, *more: Any, dtype: str = ...) -> NDArray[Any]: ...
    def rande(self, *dims: Any, dtype: str = "double") -> Any:
        """Exponential numbers of mean 1. `dims` and `dtype` as for `rand`."""
        return self._ziggurat("rande", dims, dtype)

    @overload
    def randi(self, limits: Any) -> np.float64: ...
    @overload
    def randi(self, limits: Any, size: Any, /, *more: Any) -> NDArray[np.float64]: ...
    def randi(self, limits: Any, *dims: Any) -> Any:
        """Whole numbers from 1 to imax, or from imin to imax, all equally likely.

        Parameters
        ----------
        limits : int, or (int, int)
            `imax`, or `(imin, imax)`; smaller than 2^53, like their difference.
        *dims
            As for `rand`.

        Returns
        -------
        ndarray of float64; a number for `randi(limits)`

        Raises
        ------
        TypeError, ValueError
            Bounds that Octave would refuse.
        """
        low, high = read_limits(limits)
        shape = read_dims("randi", dims)
        stream = self._stream("rand")
        span = high - low + 1
        count, each = math.prod(shape), math.floor(FLINTMAX / span)
        likely = each * span / FLINTMAX
        drawn = math.ceil(count / likely + 10 * math.sqrt(count / likely - count))
        numbers = np.empty(count)
        done = -1
        while done < count:  # that too few are below the bound is very rare
            done = select(double_uniforms(stream, drawn), each, each * span, low, numbers)
        return arrange(numbers, shape, dims)

    def randperm(self, n: int, m: int | None = None) -> Doubles:
        """A random permutation of 1 to n, or the first m numbers of one.

        Parameters
        ----------
        n, m : int
            0 <= m <= n.

        Returns
        -------
        ndarray of float64, (m,)

        Raises
        ------
        TypeError, ValueError
            Not whole, negative, or m larger than n.
        """
        size = whole_number("randperm", n)
        taken = size if m is None else whole_number("randperm", m)
        if min(size, taken) < 0:
            raise ValueError(f"randperm({n}, {taken}): both numbers must be at least 0")
        if taken > size:
            raise ValueError(f"randperm({n}, {taken}): the second number must be at most the first")
        swaps = np.empty(taken, dtype=np.int32)
        uniforms = double_uniforms(self._stream("rand"), taken)
        for start in range(0, taken, CHUNK):
            i = np.arange(start, min(start + CHUNK, taken))
            swaps[i] = i + np.floor(uniforms[i] * (size - i))
        del uniforms
        numbers = np.arange(1.0, size + 1)
        if taken:
            # LAPACK's row interchanges are these swaps, one after the other
            numbers = lapack.dlaswp(numbers[:, np.newaxis], swaps, overwrite_a=True)[:, 0]
        return numbers[:taken].copy() if taken < size else numbers

    def _stream(self, name: str) -> np.random.RandomState:
        if name == "seed":
            raise ValueError(
                '"seed" chooses the older generator that Octave had before version 3.2; only "state" '
                "(the Mersenne Twister) is reproduced here"
            )
        if name not in self._streams:
            raise ValueError(f"there is no stream {name!r}; expected one of {', '.join(STREAMS)}")
        return self._streams[name]

    def _ziggurat(self, name: str, dims: tuple[Any, ...], dtype: str) -> Any:
        shape = read_dims(name, dims)
        table = ziggurat("normal" if name == "randn" else "exponential")
        if is_single(dtype):
            raise ValueError(f'{name} in single precision is not reproduced; rand(..., dtype="single") is')
        return arrange(table.draw(self._stream(name), math.prod(shape)), shape, dims)


# Seeds and states -------------------------------------------------------------


def seeded_generator(state: ArrayLike) -> np.random.RandomState:
    """A generator in the state that `rand("state", state)` gives."""
    keys = seed_keys(state)
    # A list seeds NumPy's MT19937 by the same routine as Octave's; a bare number does not
    words = np.random.RandomState(keys)
    if len(keys) == 625 and 1 <= keys[-1] <= 624:
        if keys[0] < 2**31 and not any(keys[1:624]):
            raise ValueError("a saved state of zeros gives only zeros: Octave would never return")
        saved = {"key": np.array(keys[:624], dtype=np.uint32), "pos": 625 - keys[-1]}
        words.set_state({"bit_generator": "MT19937", "state": saved})
    return words


def seed_keys(state: ArrayLike) -> list[int]:
    """The 32-bit keys that Octave makes of a seed.

    Each number is rounded half away from zero and held within 0 and 2^32 - 1;
    NaN, Inf and -Inf become 0.
    """
    if isinstance(state, str):
        hint = ' ("seed" chooses an older generator, which is not reproduced)' if state == "seed" else ""
        raise TypeError(f"a random state is a number or a vector of numbers, not {state!r}{hint}")
    values = np.asarray(state)
    if values.dtype.kind not in "biuf":
        raise TypeError(f"a random state is a number or a vector of numbers, not {state!r}")
    if values.size == 0:
        raise ValueError("a random state needs at least one number")
    numbers = values.ravel(order="F").astype(np.float64)
    finite = np.where(np.isfinite(numbers), numbers, 0)
    rounded = np.floor(finite) + (finite - np.floor(finite) >= 0.5)
    return [int(key) for key in np.clip(rounded, 0, 2**32 - 1)]


# Words to numbers -------------------------------------------------------------


def double_uniforms(words: np.random.RandomState, count: int) -> Doubles:
    drawn = words.random_sample(count)
    while not drawn.all():  # Octave draws again in place of a 0
        drawn = drawn[drawn != 0]
        drawn = np.concatenate([drawn, words.random_sample(count - drawn.size)])
    return drawn


def single_uniforms(words: np.random.RandomState, count: int) -> NDArray[np.float32]:
    """24 bits of each word; a 0 is drawn again."""
    drawn = np.empty(count, dtype=np.float32)
    done = 0
    while done < count:
        bits = words.randint(0, 2**32, min(CHUNK, count - done), dtype=np.uint32) & np.uint32(0xFFFFFF)
        bits = bits[bits != 0]
        drawn[done : done + len(bits)] = bits.astype(np.float32) * np.float32(2.0**-24)
        done += len(bits)
    return drawn


def select(uniforms: Doubles, each: int, below: float, low: float, numbers: Doubles) -> int:
    """Fill `numbers` from the uniforms that are in range, and return how many there were."""
    done = 0
    for start in range(0, len(uniforms), CHUNK):
        r = uniforms[start : start + CHUNK] * FLINTMAX  # whole already
        r = r[r < below]
        taken = r[: len(numbers) - done]
        numbers[done : done + len(taken)] = low + np.floor(taken / each)
        done += len(taken)
        if done == len(numbers):
            break
    return done
