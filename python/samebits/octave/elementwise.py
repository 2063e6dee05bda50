"""What NumPy's elementwise functions are in Octave's arithmetic."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from samebits.octave import netlib

Doubles = NDArray[np.float64]


def exp(x: Doubles) -> Doubles:
    """libm's exp. (NumPy's own is 1 ULP off at times, depending on the processor.)"""
    return np.asarray(special.inv_boxcox(x, 0.0))


def log(x: Doubles) -> Doubles:
    """libm's log."""
    refuse_negative(x, "log")
    return np.asarray(special.xlogy(1.0, x))


def sqrt(x: Doubles) -> Doubles:
    """Square root, correctly rounded everywhere."""
    refuse_negative(x, "sqrt")
    return np.sqrt(x)


def refuse_negative(x: Doubles, name: str) -> None:
    if (x < 0).any():
        raise ValueError(
            f"{name} of a negative number ({x[x < 0].flat[0]!r}): Octave's result is a complex "
            "number, and this arithmetic is real"
        )


def power(x: Doubles, exponent: Doubles) -> Doubles:
    """x.^n for a whole number n: 2, 3 and -1 by multiplying, else libm's pow.

    Of a scalar, Octave takes every power by pow (which need not round correctly).
    """
    n = float(exponent) if np.ndim(exponent) == 0 else math.nan
    if x.size == 1 and n.is_integer():
        return libm_power(x, n)
    if n == 2:
        return x * x
    if n == 3:
        return x * x * x
    if n == -1:
        return 1.0 / x
    if not n.is_integer():
        raise TypeError(f"a power takes one whole number as its exponent, not {exponent!r}")
    return libm_power(x, n)


def libm_power(x: Doubles, n: float) -> Doubles:
    """libm's pow(x, n) for a whole number n."""

    def pow_of(base: float) -> float:
        try:
            return math.pow(base, n)
        except (OverflowError, ValueError):  # too large, or a division by zero: infinite
            return math.copysign(math.inf, base) if n % 2 else math.inf

    return np.asarray(np.frompyfunc(pow_of, 1, 1)(x), dtype=np.float64)


def larger(x: Doubles, y: Doubles) -> Doubles:
    """The larger of two, elementwise; the other one where one is NaN.

    Of 0 and -0, Octave takes the left one, but never that of a scalar.
    """
    left = x > y if x.size == 1 else x >= y
    return np.where(np.isnan(y) | left, x, y)


def smaller(x: Doubles, y: Doubles) -> Doubles:
    """The smaller of two, elementwise, by the same rules as `larger`."""
    left = x < y if x.size == 1 else x <= y
    return np.where(np.isnan(y) | left, x, y)


def from_libm(function: Callable[[float], float]) -> Callable[[Doubles], Doubles]:
    """A function of Python's `math`, which calls libm, for whole arrays."""

    def of(x: float) -> float:
        try:
            return function(x)
        except ValueError:  # `math` refuses what libm computes as NaN
            return math.nan

    elementwise = np.frompyfunc(of, 1, 1)
    return lambda x: np.asarray(elementwise(x), dtype=np.float64)


def not_covered(name: str, arithmetic: str) -> TypeError:
    return TypeError(
        f"{name} is not covered by the arithmetic {arithmetic!r}: its bits are not known to be "
        "Octave's. np.asarray(...) gives a plain array, without parity."
    )


def refuse_options(name: str, options: dict[str, Any]) -> None:
    if options:
        raise TypeError(f"{name} with {', '.join(options)}= is not covered by Octave's arithmetic")


# What each ufunc does to doubles. Of these, NumPy's own round correctly, as Octave's do.
ROUNDED = (
    *(np.add, np.subtract, np.multiply, np.true_divide, np.negative, np.positive, np.absolute, np.fabs),
    *(np.floor, np.ceil, np.trunc, np.isnan, np.isinf, np.isfinite),
    *(np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal),
)
OPERATIONS: dict[np.ufunc, Callable[..., Any]] = {
    **{ufunc: ufunc for ufunc in ROUNDED},
    np.square: lambda x: x * x,
    np.reciprocal: lambda x: 1.0 / x,
    np.sqrt: sqrt,
    np.power: power,
    np.maximum: larger,
    np.fmax: larger,
    np.minimum: smaller,
    np.fmin: smaller,
    np.exp: exp,
    np.log: log,
    np.sin: from_libm(math.sin),
    np.cos: from_libm(math.cos),
    np.tanh: from_libm(math.tanh),
    special.expit: special.expit,  # 1/(1 + exp(-z)) with libm's exp
}

# Logic: nothing is rounded, and bools stay bools.
UNCHANGED = {np.logical_and, np.logical_or, np.logical_not, np.logical_xor} | {
    np.invert,
    np.bitwise_and,
    np.bitwise_or,
    np.bitwise_xor,
}

REDUCTIONS = {
    np.add: netlib.sum_along,
    np.multiply: netlib.product_along,
    np.maximum: netlib.max_along,
    np.minimum: netlib.min_along,
}

# Functions that move numbers about, or are made of the operations above.
STRUCTURE: set[Any] = (
    {np.concatenate, np.stack, np.hstack, np.vstack, np.column_stack, np.dstack, np.block}
    | {np.append, np.insert, np.delete, np.repeat, np.tile, np.pad, np.roll, np.flip}
    | {np.reshape, np.ravel, np.transpose, np.swapaxes, np.moveaxis, np.squeeze, np.expand_dims}
    | {np.atleast_1d, np.atleast_2d, np.broadcast_to, np.broadcast_arrays, np.copy}
    | {
        np.diagonal,
        np.split,
        np.array_split,
        np.hsplit,
        np.vsplit,
        np.take,
        np.take_along_axis,
        np.diag,
    }
    | {np.triu, np.tril, np.fliplr, np.flipud, np.where, np.nonzero, np.flatnonzero}
    | {np.zeros_like, np.ones_like, np.empty_like, np.full_like, np.shape, np.ndim, np.size}
    | {np.sum, np.mean, np.prod, np.max, np.amax, np.min, np.amin, np.any, np.all}
    | {np.diff, np.array_equal, np.count_nonzero}
    | {np.array_repr, np.array_str, np.array2string}
)


def reduce_along(
    along: Callable[[NDArray[np.float64], int], NDArray[np.float64]],
    a: NDArray[np.float64],
    name: str,
    axis: int | Sequence[int] | None = 0,
    keepdims: bool = False,
    **options: Any,
) -> Any:
    """A reduction over one axis, or over a(:) where the axis is None."""
    if options.get("dtype") in (None, np.float64) and options.get("where", True) is True:
        options = {key: options[key] for key in options if key not in ("dtype", "where")}
    refuse_options(f"np.{name}.reduce", options)
    if axis is None:
        total = along(a.ravel(order="F"), 0)
        return total.reshape((1,) * a.ndim) if keepdims else total
    if not isinstance(axis, int | np.integer):
        raise TypeError(f"axis is {axis!r}; Octave reduces along one dimension, or over a(:)")
    result = along(a, int(axis))
    return np.expand_dims(result, int(axis)) if keepdims else result
