"""Arguments as Octave's random functions take them: sizes, bounds, precision."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

FLINTMAX = 2.0**53


def read_dims(name: str, dims: tuple[Any, ...]) -> tuple[int, ...]:
    """The shape that Octave makes of its size arguments."""
    if len(dims) == 1 and isinstance(dims[0], Sequence | np.ndarray) and not isinstance(dims[0], str):
        sizes = [whole_number(name, size) for size in np.ravel(np.asarray(dims[0], dtype=object))]
        sizes = sizes or [0]
    else:
        sizes = [whole_number(name, size) for size in dims] or [1]
    sizes = [max(size, 0) for size in (sizes * 2 if len(sizes) == 1 else sizes)]
    while len(sizes) > 2 and sizes[-1] == 1:  # Octave: no trailing dimensions of 1
        sizes.pop()
    return tuple(sizes)


def whole_number(name: str, size: Any) -> int:
    """A size or count as an int, if it is a whole number."""
    number = size.item() if isinstance(size, np.generic | np.ndarray) and size.size == 1 else size
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        raise TypeError(f"{name} takes whole numbers as sizes, as in {name}(10, 11), not {size!r}")
    if number != int(number):
        raise ValueError(f"{name} takes whole numbers as sizes, as in {name}(10, 11), not {size!r}")
    return int(number)


def is_single(dtype: str) -> bool:
    if dtype not in ("double", "single"):
        raise ValueError(f"dtype is {dtype!r}; expected 'double' or 'single'")
    return dtype == "single"


def read_limits(limits: Any) -> tuple[int, int]:
    """The bounds of `randi`, checked as Octave checks them."""
    values = np.ravel(np.asarray(limits))
    if values.size not in (1, 2) or values.dtype.kind not in "iuf":
        raise TypeError(f"randi takes imax or (imin, imax), not {limits!r}")
    if not np.isfinite(values).all() or (values != np.floor(values)).any():
        raise ValueError(f"randi takes whole numbers as bounds, not {limits!r}")
    low, high = (1, int(values[0])) if values.size == 1 else (int(values[0]), int(values[1]))
    if values.size == 1 and high < 1:
        raise ValueError(f"randi({limits!r}): imax must be at least 1")
    if high < low:
        raise ValueError(f"randi({limits!r}): imin must be at most imax")
    if max(abs(low), abs(high)) >= FLINTMAX or high - low >= FLINTMAX - 1:
        raise ValueError(f"randi({limits!r}): the bounds and their difference must be smaller than 2^53 - 1")
    return low, high


def arrange(numbers: NDArray[Any], shape: tuple[int, ...], dims: tuple[Any, ...]) -> Any:
    """The numbers in their shape, column by column; a single number where no size was given."""
    return numbers.reshape(shape, order="F") if dims else numbers[0]
