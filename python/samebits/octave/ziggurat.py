"""Normal and exponential numbers by the ziggurat method, as Octave draws them.

G. Marsaglia and W. W. Tsang, "The ziggurat method for generating random variables",
J. Statistical Software 5(8), 2000, with 256 layers. A draw takes two 32-bit words, a
*pair*. Nearly always the layer's table accepts it; else the wedge or the tail takes
further pairs as uniform numbers, and so moves all later draws.
"""

import math
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from samebits.octave.elementwise import exp

Doubles = NDArray[np.float64]
Pairs = NDArray[np.int64]

NORMAL_INVERSE_R = 0.27366123732975828
REJECTED, ACCEPTED, UNKNOWN = 0, 1, 2
CHUNK = 1 << 15  # pairs at a time: they stay in the processor's cache
MANTISSA = 2.0**53


class Words(Protocol):
    """A source of 32-bit words, as NumPy's RandomState is."""

    def randint(self, low: int, high: int, size: int, dtype: type) -> NDArray[Any]: ...


@dataclass(frozen=True)
class Ziggurat:
    """Tables of a density, and what its draws look like.

    Attributes
    ----------
    kind : {"normal", "exponential"}
    R : float
        Where the tail begins.
    width : ndarray, (256,)
        Width of each layer, by the mantissa's size.
    inside : ndarray of int, (256,)
        Mantissas below it lie inside the layer for certain.
    height : ndarray, (256,)
        Density at each layer's edge.
    """

    kind: Literal["normal", "exponential"]
    R: float
    width: Doubles
    inside: Pairs
    height: Doubles

    def draw(self, words: Words, count: int) -> Doubles:
        """The next numbers; exactly the words that they need are taken."""
        drawn = np.empty(count)
        done = 0
        while done < count:
            # A number takes at least a pair, so this never takes too many
            numbers = self.chunk(words, min(CHUNK, count - done))
            drawn[done : done + len(numbers)] = numbers
            done += len(numbers)
        return drawn

    def chunk(self, words: Words, size: int) -> Doubles:
        """The numbers that `size` pairs give, with further pairs if the last one needs them."""
        pairs = read_pairs(words, size)
        mantissa, x = self.mantissas(pairs)
        layer = mantissa & 255
        x *= self.width[layer]
        doubtful = np.flatnonzero(mantissa >= self.inside[layer])
        fates = self.fates(x, layer, pairs, doubtful)
        dropped: list[int] = []
        free = 0  # the first pair that no draw has taken yet
        for position, fate in zip(doubtful.tolist(), fates.tolist(), strict=True):
            if position < free:
                continue  # an earlier draw has taken it as its uniform
            free = position + 2
            if fate == UNKNOWN:
                source = PairSource(pairs, position + 1, words)
                if not self.settle(x, position, int(mantissa[position]), source):
                    dropped.append(position)
                free = source.position
                dropped.extend(range(position + 1, min(free, size)))
            elif fate == ACCEPTED:
                dropped.append(position + 1)
            else:
                dropped += position, position + 1
        keep = np.ones(size, dtype=np.bool_)
        keep[dropped] = False
        return x[keep]

    def fates(self, x: Doubles, layer: Pairs, pairs: Pairs, doubtful: Pairs) -> Pairs:
        """What becomes of doubtful draws in a wedge, if the pair after each is its uniform."""
        following = np.minimum(doubtful + 1, len(pairs) - 1)
        u = uniform_of(pairs[following])
        known = (doubtful < following) & (u > 0) & (layer[doubtful] > 0)
        i = np.where(known, layer[doubtful], 1)
        return np.where(known, self.under_curve(u, i, x[doubtful]), UNKNOWN)

    def settle(self, x: Doubles, position: int, mantissa: int, source: "PairSource") -> bool:
        """Decide one draw, with as many pairs as it takes; False if it is rejected."""
        i = mantissa & 255
        if i == 0:
            x[position] = self.tail(source, mantissa)
            return True
        return bool(self.under_curve(source.uniform(), i, x[position]))

    def under_curve(self, u: Any, i: Any, x: Any) -> Any:
        """Whether a point of layer `i`'s wedge, `u` of the way up, lies under the density."""
        f = self.height
        density = exp(np.asarray(-0.5 * x * x if self.kind == "normal" else -x))
        return (f[i - 1] - f[i]) * u + f[i] < density

    def tail(self, source: "PairSource", mantissa: int) -> float:
        """A number beyond R."""
        if self.kind == "exponential":
            return self.R - math.log(source.uniform())
        while True:
            x = -NORMAL_INVERSE_R * math.log(source.uniform())
            y = -math.log(source.uniform())
            if y + y > x * x:
                return -self.R - x if mantissa & 0x100 else self.R + x

    def mantissas(self, pairs: Pairs) -> tuple[Pairs, Doubles]:
        """The random mantissa of each pair, and the same with its sign."""
        if self.kind == "exponential":
            mantissa = pairs & (2**53 - 1)
            return mantissa, mantissa.astype(np.float64)
        mantissa = (pairs & (2**54 - 1)) >> 1
        # The lowest bit is the sign, so it goes where a double has its own
        signed = mantissa.astype(np.float64).view(np.int64) ^ (pairs << 63)
        return mantissa, signed.view(np.float64)


class PairSource:
    """Pairs one after the other: those of a chunk first, then new ones."""

    def __init__(self, pairs: Pairs, position: int, words: Words) -> None:
        self.pairs, self.position, self.words = pairs, position, words

    def uniform(self) -> float:
        """The next pair as a number between 0 and 1; a 0 is drawn again."""
        while True:
            taken = self.position < len(self.pairs)
            pair = int(self.pairs[self.position] if taken else read_pairs(self.words, 1)[0])
            self.position += 1
            u: float = uniform_of(pair)
            if u > 0:
                return u


def read_pairs(words: Words, count: int) -> Pairs:
    """The next pairs of words; the first word makes the low half."""
    drawn = words.randint(0, 2**32, 2 * count, dtype=np.uint32)
    return drawn.view(np.int64) if sys.byteorder == "little" else drawn[::-1].view(np.int64)[::-1]


def uniform_of(pair: Any) -> Any:
    """53 bits of a pair (or of an array of them), as a number from 0 to 1 - 2^-53."""
    a = (pair & 0xFFFFFFFF) >> 5
    b = (pair >> 38) & 0x3FFFFFF
    return ((a << 26) + b) * 2.0**-53


@lru_cache(maxsize=2)
def ziggurat(kind: Literal["normal", "exponential"]) -> Ziggurat:
    """The tables of a density, made with libm's functions in Octave's order."""
    if kind == "normal":
        R, A = 3.6541528853610088, 0.00492867323399
    else:
        R, A = 7.69711747013104972, 0.0039496598225815571993

    def density(x: float) -> float:
        return math.exp(-0.5 * x * x) if kind == "normal" else math.exp(-x)

    def inverse(y: float) -> float:
        return math.sqrt(-2 * math.log(y)) if kind == "normal" else -math.log(y)

    width, height, inside = np.empty(256), np.empty(256), np.empty(256, dtype=np.int64)
    x = R
    width[255], height[255] = x / MANTISSA, density(x)
    inside[0] = int(x * height[255] / A * MANTISSA)
    width[0], height[0] = A / height[255] / MANTISSA, 1.0
    for i in range(254, 0, -1):
        narrower = inverse(A / x + float(height[i + 1]))
        inside[i + 1] = int(narrower / x * MANTISSA)
        width[i], height[i] = narrower / MANTISSA, density(narrower)
        x = narrower
    inside[1] = 0
    return Ziggurat(kind, R, width, inside, height)
