"""Are two arrays the same, to the last bit? If not: where, and how far apart?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
FAR = 2**64 - 1  # units in the last place: further apart than any two doubles
COUNTED = 1000  # units in the last place: beyond these, the number means little


@dataclass(frozen=True)
class Comparison:
    """What `compare` found.

    Attributes
    ----------
    name : str
        Name of the value compared.
    shape : tuple of int
        Shape of our side.
    mismatch : str
        Why no elements could be compared (shape, class), or "".
    differing : int
        Number of elements whose bits differ (NaN equals NaN).
    first : tuple of int, or None
        Indices, from 1, of the element that is named: in Octave's order the first beyond
        its bound; if there is none, the first whose bits differ.
    ours, theirs : float
        Its two values.
    max_ulps : int
        Largest distance in units in the last place; 2^64 - 1 where only one side is NaN or
        Inf.
    max_diff : float
        Largest absolute difference; infinite where only one side is NaN or Inf.
    max_relative : float
        Largest difference relative to the larger of the two values.
    bound_used : float
        Largest fraction of its bound that a difference uses; infinite without a bound.
    beyond : int
        Number of elements beyond their bound; without a bound, of all that differ.
    """

    name: str
    shape: tuple[int, ...]
    mismatch: str = ""
    differing: int = 0
    first: tuple[int, ...] | None = None
    ours: float = 0.0
    theirs: float = 0.0
    max_ulps: int = 0
    max_diff: float = 0.0
    max_relative: float = 0.0
    bound_used: float = 0.0
    beyond: int = 0

    @property
    def exact(self) -> bool:
        return not self.mismatch and self.differing == 0

    @property
    def within_bound(self) -> bool:
        return not self.mismatch and self.beyond == 0

    def describe(self) -> str:
        """One line on the first difference."""
        if self.exact:
            return f"{self.name}: equal bits"
        if self.mismatch:
            return f"{self.name}: {self.mismatch}"
        index = ",".join(map(str, self.first or ()))
        if self.max_ulps == FAR:
            by = f"NaN or Inf on one side, {self.max_diff:.3g}"
        elif self.max_ulps > COUNTED:
            by = f"by at most {self.max_diff:.3g} (relative {self.max_relative:.2g})"
        else:
            by = f"by at most {self.max_ulps} ULP, {self.max_diff:.3g}"
        return (
            f"{self.name}({index}): {self.ours!r} in Python, {self.theirs!r} in Octave; "
            f"{self.differing} of {int(np.prod(self.shape))} elements differ, {by}"
        )


def compare(name: str, ours: Array, theirs: Array, bound: Array | float | None = None) -> Comparison:
    """Compare two arrays bit by bit.

    Equal means the same shape, the same class and the same bits, so that -0 is
    not 0; a NaN equals a NaN whatever its payload.

    Parameters
    ----------
    name : str
        What reports call the value.
    ours, theirs : ndarray
        Python's and Octave's value.
    bound : array_like that broadcasts to their shape, optional
        Absolute difference up to which elements are within bound, 0 included: -0 is
        within any bound of 0. Without it only equal bits are.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        A bound that is negative or NaN, or does not fit their shape.
    """
    if bound is not None:
        refuse_negative(name, bound)
    if ours.shape != theirs.shape:
        return failed(name, ours, f"shape {ours.shape} in Python, {theirs.shape} in Octave")
    if ours.dtype != theirs.dtype:
        return failed(name, ours, f"class {ours.dtype} in Python, {theirs.dtype} in Octave")
    allowed = None if bound is None else fitted(name, bound, ours.shape)
    different = differing(ours, theirs)
    count = int(different.sum())
    if count == 0:
        return Comparison(name, ours.shape)
    if ours.dtype.kind == "c":
        return failed(name, ours, f"{count} of {ours.size} complex elements differ; expected real numbers")
    distance = np.zeros(ours.shape)
    distance[different] = distances(ours[different], theirs[different])
    beyond = different if allowed is None else ~(distance <= allowed) | np.isinf(distance)
    first = first_index(beyond if beyond.any() else different)
    a, b = ours.astype(np.float64), theirs.astype(np.float64)
    numbers = np.isfinite(a[different]) & np.isfinite(b[different])
    return Comparison(
        name,
        ours.shape,
        differing=count,
        first=tuple(i + 1 for i in first),
        ours=float(a[first]),
        theirs=float(b[first]),
        max_ulps=int(ulp_distance(a[different], b[different]).max()) if numbers.all() else FAR,
        max_diff=float(distance.max()),
        max_relative=largest_relative(a[different], b[different]),
        bound_used=np.inf if allowed is None else largest_fraction(distance[different], allowed[different]),
        beyond=int(beyond.sum()),
    )


def failed(name: str, ours: Array, why: str) -> Comparison:
    return Comparison(name, ours.shape, mismatch=why, max_diff=np.inf, bound_used=np.inf)


def fitted(name: str, bound: Array | float, shape: tuple[int, ...]) -> Array:
    """The bound of each element."""
    try:
        return np.broadcast_to(np.asarray(bound, dtype=np.float64), shape)
    except ValueError:
        raise ValueError(f"{name}: a bound of shape {np.shape(bound)} does not fit {shape}") from None


def refuse_negative(name: str, bound: Array | float) -> None:
    """Refuse a negative or NaN bound, which would otherwise count as very small or very large."""
    given = np.asarray(bound, dtype=np.float64)
    wrong = given[~(given >= 0)]
    if wrong.size:
        raise ValueError(f"{name}: a bound is {float(wrong[0])!r}; expected bounds of 0 or more")


def distances(a: Array, b: Array) -> NDArray[np.float64]:
    """How far apart elements are that differ; infinite where only one side is NaN or Inf."""
    if a.dtype.kind in "iu":  # as doubles, different large whole numbers could be equal
        return np.asarray(np.abs(a.astype(object) - b.astype(object)), dtype=np.float64)
    with np.errstate(invalid="ignore", over="ignore"):
        distance = np.abs(a.astype(np.float64) - b.astype(np.float64))
    return np.where(np.isnan(distance), np.inf, distance)


def largest_relative(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """The largest |a - b| / max(|a|, |b|) of elements that differ; infinite with NaN or Inf."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        larger = np.maximum(np.abs(a), np.abs(b))
        relative = np.where(larger == 0, 0.0, np.abs(a / larger - b / larger))
    relative[np.isnan(relative)] = np.inf
    return float(relative.max())


def largest_fraction(distance: Array, allowed: Array) -> float:
    """The largest ratio of a difference to its bound, among the differing elements."""
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(distance == 0, 0.0, np.asarray(distance / allowed))
    part[np.isnan(part)] = np.inf  # Inf / Inf: no bound allows an infinite difference
    return float(part.max())


def differing(a: Array, b: Array) -> NDArray[np.bool_]:
    """Where two arrays of one shape and class have different bits, NaN equal to NaN."""
    if a.dtype.kind != "f":
        return np.asarray(a != b)
    bits = {4: np.uint32, 8: np.uint64}[a.dtype.itemsize]
    same = np.ascontiguousarray(a).view(bits) == np.ascontiguousarray(b).view(bits)
    return np.asarray(~(same.reshape(a.shape) | (np.isnan(a) & np.isnan(b))))


def first_index(mask: NDArray[np.bool_]) -> tuple[int, ...]:
    """Index of the first true element, column by column as Octave counts."""
    position = int(np.argmax(mask.ravel(order="F")))
    return tuple(int(i) for i in np.unravel_index(position, mask.shape, order="F"))


def ulp_distance(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.uint64]:
    """The number of doubles between two, elementwise; -0 and 0 are one apart.

    The bits are mapped to integers that keep the order of the numbers, unsigned,
    so that nothing overflows between -1e308 and 1e308.
    """
    sign = np.uint64(1 << 63)
    keys = []
    for x in (a, b):
        bits = np.ascontiguousarray(x, dtype=np.float64).view(np.uint64)
        keys.append(np.where(bits & sign, ~bits, bits | sign))
    return np.asarray(np.maximum(*keys) - np.minimum(*keys))
