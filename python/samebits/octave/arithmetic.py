"""An array that carries its arithmetic.

`octave_array(a, "netlib")` is a NumPy array whose operations give Octave's bits.
Whatever is computed from it carries the arithmetic on, so a port keeps its NumPy
source, `A1 @ Theta1.T`, and the caller chooses the arithmetic with the data.

======== =========================================== ==========================
numpy    plain ndarrays: NumPy's BLAS, pairwise sums  Octave, to rounding
netlib   sums in order, libm's functions (`netlib`)   Octave on the reference
                                                      BLAS, bit for bit
octave   as netlib, and products by the very BLAS     that Octave, bit for bit
         that the installed Octave links (`blas`)
======== =========================================== ==========================

What an arithmetic does not cover raises TypeError; nothing falls back silently.
"""

from collections.abc import Callable, Iterable
from typing import Any, Literal, Self, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samebits.octave import netlib
from samebits.octave.blas import Blas, octave_blas
from samebits.octave.elementwise import (
    OPERATIONS,
    REDUCTIONS,
    STRUCTURE,
    UNCHANGED,
    not_covered,
    reduce_along,
    refuse_options,
)
from samebits.octave.layout import refuse_mask
from samebits.octave.products import column_major, matmul

Name = Literal["numpy", "netlib", "octave"]
Arithmetic = Name | Blas  # its name, or the BLAS of one particular Octave
ARITHMETICS: tuple[Name, ...] = get_args(Name)


def octave_array(a: ArrayLike, arithmetic: Arithmetic) -> NDArray[Any]:
    """Give an array an arithmetic.

    Parameters
    ----------
    a : array_like of numbers or bools, any shape
        Whole numbers become doubles: every number in Octave is one.
    arithmetic : {"numpy", "netlib", "octave"} or Blas
        "octave" calls the BLAS that the installed Octave links; a Blas, as returned by
        `octave_blas(program)`, is that of another Octave.

    Returns
    -------
    ndarray for "numpy", else OctaveArray, the shape of `a`
        A copy only where `a` has to be converted.

    Raises
    ------
    ValueError
        There is no arithmetic of that name.
    BlasNotFound
        "octave", and the BLAS that Octave links was not found.
    TypeError
        `a` is single, text or an object, or complex in an arithmetic other than "numpy".
    """
    if not isinstance(arithmetic, Blas) and arithmetic not in ARITHMETICS:
        raise ValueError(f"arithmetic is {arithmetic!r}; expected one of {', '.join(ARITHMETICS)}")
    refuse_mask(a)
    plain = np.asarray(a)
    if arithmetic == "numpy" and plain.dtype == np.complex128:
        return plain
    if plain.dtype != np.bool_:
        plain = as_doubles(plain)
    carried = octave_blas() if arithmetic == "octave" else arithmetic
    if isinstance(carried, Blas):
        plain = column_major(plain)
    return tagged(plain, carried)


def tagged(plain: NDArray[Any], arithmetic: Arithmetic) -> NDArray[Any]:
    """A plain array of doubles or bools, unchanged, with an arithmetic."""
    if arithmetic == "numpy":
        return plain
    array = plain.view(OctaveArray)
    array.carried = arithmetic
    return array


def same_arithmetic(*arrays: ArrayLike) -> list[NDArray[Any]]:
    """The arrays, all in the arithmetic that some of them carry (or plain, if none does).

    Raises
    ------
    TypeError
        Two of them carry different arithmetics.
    """
    arithmetic = common_arithmetic(arrays) or "numpy"
    return [a if isinstance(a, OctaveArray) else octave_array(a, arithmetic) for a in arrays]


def common_arithmetic(values: Iterable[object]) -> Arithmetic | None:
    """The one arithmetic that the OctaveArrays among the values carry."""
    carried = {value.carried for value in values if isinstance(value, OctaveArray)}
    if len(carried) > 1:
        raise TypeError(f"arrays of different arithmetics in one operation: {sorted(map(str, carried))}")
    return carried.pop() if carried else None


def as_doubles(a: object) -> NDArray[np.float64]:
    """A plain float64 array, from numbers that a double holds."""
    plain = np.asarray(a)
    if plain.dtype.kind in "biu":
        plain = plain.astype(np.float64)
    if plain.dtype != np.float64:
        raise TypeError(f"an array of {plain.dtype}; expected real numbers in double precision (float64)")
    return plain


class OctaveArray(np.ndarray[Any, Any]):
    """A NumPy array of doubles (or bools) that computes as Octave does.

    Made by `octave_array`. Operations follow NumPy's names and shapes, and Octave's
    arithmetic: `@`, `np.sum`, `np.exp`, slices, `np.hstack` and so on return
    an OctaveArray, and a single number is one of shape (). `max` and `argmax`
    ignore NaN, as Octave's do. Indices (`argmax`, `np.nonzero`, `astype(int)`) are plain.
    `np.sum(A)` of a matrix is `sum(A(:))`; `sum(sum(A))` runs in another order.

    These constructions bypass the array and return plain NumPy values: `np.array([a, b])`,
    `np.array(a)`, `Z = np.zeros(n); Z[i] = a`, a list passed to `np.sum` or `np.exp`,
    `a.flat`, `float(a)`. Use `np.stack`, `np.zeros_like`, or `octave_array(np.array(...), arithmetic)`.

    Attributes
    ----------
    arithmetic : {"netlib", "octave"}
    carried : "netlib", or the Blas that products go to

    Parity
    ------
    netlib: equal bits to Octave on the reference BLAS. octave: to the installed Octave.
    """

    carried: Arithmetic

    def __array_finalize__(self, parent: object) -> None:
        self.carried = getattr(parent, "carried", "numpy")

    @property
    def arithmetic(self) -> Name:
        return "octave" if isinstance(self.carried, Blas) else self.carried

    def __reduce__(self) -> tuple[Any, ...]:
        return octave_array, (np.asarray(self), self.arithmetic)

    def __deepcopy__(self, memo: object) -> Self:
        return self.copy()

    def __getitem__(self, key: Any) -> Any:
        return keep_arithmetic(super().__getitem__(key), self.carried)

    def __pow__(self, exponent: Any, modulo: None = None) -> Any:
        # ndarray would compute `a**0.5` by sqrt; Octave's power does not
        return np.power(self, exponent)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        arithmetic = common_arithmetic([*inputs, *options.get("out", ())])
        out = options.pop("out", None)
        if method == "__call__" and ufunc is np.matmul:
            refuse_options("np.matmul", options)
            A, B = map(as_doubles, inputs)
            result = matmul(A, B, arithmetic)
        elif method == "__call__" and ufunc in OPERATIONS:
            refuse_options(f"np.{ufunc.__name__}", options)
            result = OPERATIONS[ufunc](*map(as_doubles, inputs))
        elif method == "__call__" and ufunc in UNCHANGED:
            refuse_options(f"np.{ufunc.__name__}", options)
            result = ufunc(*map(np.asarray, inputs))
        elif method == "reduce" and ufunc in REDUCTIONS and out is None:
            result = reduce_along(REDUCTIONS[ufunc], as_doubles(inputs[0]), ufunc.__name__, **options)
        elif method == "reduce" and ufunc in (np.logical_and, np.logical_or) and out is None:
            result = ufunc.reduce(np.asarray(inputs[0]), **options)
        elif method == "accumulate" and ufunc in (np.add, np.multiply) and out is None:
            result = ufunc.accumulate(as_doubles(inputs[0]), **options)
        else:
            call = ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}"
            raise not_covered(f"np.{call}", self.arithmetic)
        return keep_arithmetic(result, arithmetic) if out is None else store(result, out[0])

    def __array_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: Iterable[Any],
        kwargs: Any,
    ) -> Any:
        arithmetic = common_arithmetic(flattened(args))
        name = f"{func.__module__}.{func.__name__}".replace("numpy.", "np.")
        if func in FUNCTIONS:
            refuse_options(name, {key: kwargs[key] for key in UNUSUAL & kwargs.keys()})
            return keep_arithmetic(FUNCTIONS[func](*args, **kwargs), arithmetic)
        if func not in STRUCTURE:
            raise not_covered(name, self.arithmetic)
        return keep_arithmetic(super().__array_function__(func, types, args, kwargs), arithmetic)

    def astype(self, dtype: Any, *options: Any, **more: Any) -> Any:
        if np.dtype(dtype).kind in "iu":
            return np.asarray(self).astype(dtype, *options, **more)
        return super().astype(dtype, *options, **more)

    def dot(self, other: Any, out: None = None) -> Any:  # type: ignore[override]
        return np.dot(self, other)

    def trace(self) -> Any:  # type: ignore[override]
        return np.sum(self.diagonal())

    def mean(self, axis: int | None = None, keepdims: bool = False, **options: Any) -> Any:  # type: ignore[override]
        refuse_options("np.mean", {key: value for key, value in options.items() if value is not None})
        count = self.size if axis is None else self.shape[axis]
        return np.sum(self, axis=axis, keepdims=keepdims) / count

    def std(self, *_: Any, **__: Any) -> Any:
        raise not_covered("std", self.arithmetic)

    def var(self, *_: Any, **__: Any) -> Any:
        raise not_covered("var", self.arithmetic)

    def round(self, *_: Any, **__: Any) -> Any:
        raise not_covered("round", self.arithmetic)

    def sort(self, axis: int = -1) -> None:  # type: ignore[override]
        np.asarray(self).sort(axis=axis, kind="stable")  # as Octave's

    def argsort(self, axis: int = -1) -> Any:  # type: ignore[override]
        return np.asarray(self).argsort(axis=axis, kind="stable")

    def argmax(self, axis: int | None = None) -> Any:  # type: ignore[override]
        a = as_doubles(self)
        return netlib.argmax_along(a.ravel(), 0) if axis is None else netlib.argmax_along(a, axis)

    def argmin(self, axis: int | None = None) -> Any:  # type: ignore[override]
        return (-self).argmax(axis)


# One number, such as a cost: in `netlib` and `octave` an OctaveArray of shape ()
Scalar = np.float64 | OctaveArray


def keep_arithmetic(result: Any, arithmetic: Arithmetic | None) -> Any:
    """`result` with the arithmetic, if it is numbers or truth values."""
    if isinstance(result, tuple | list):
        return type(result)(keep_arithmetic(item, arithmetic) for item in result)
    if not isinstance(result, np.ndarray | np.generic) or result.dtype not in (np.float64, np.bool_):
        return result
    plain = np.asarray(result)
    if isinstance(arithmetic, Blas) and plain.base is None:
        plain = column_major(plain)  # a view may be a transpose; a new array is not
    return tagged(plain, arithmetic or "numpy")


def store(result: NDArray[Any], out: NDArray[Any]) -> NDArray[Any]:
    """Put the result where `out=` or `+=` asks for it."""
    if not isinstance(out, OctaveArray):
        raise TypeError(
            "the result would go into a plain array and lose its arithmetic; make that array "
            "with np.zeros_like, or with octave_array(...)"
        )
    np.copyto(np.asarray(out), result, casting="same_kind")
    return out


def copy_to(target: Any, source: Any, casting: Any = "same_kind") -> None:
    """`np.copyto`, for NumPy's own `zeros_like` and similar functions."""
    store(np.asarray(source), target)


def flattened(args: Iterable[Any]) -> Iterable[Any]:
    """The arguments, with those inside lists and tuples."""
    for item in args:
        if isinstance(item, list | tuple):
            yield from flattened(item)
        else:
            yield item


# Options that no function of FUNCTIONS takes
UNUSUAL = {"keepdims", "out", "dtype", "kind", "order", "stable", "offset"}

FUNCTIONS: dict[Callable[..., Any], Callable[..., Any]] = {
    np.dot: lambda a, b: np.matmul(a, b) if np.ndim(a) and np.ndim(b) else np.multiply(a, b),
    np.linalg.norm: lambda v, **options: netlib.norm(as_doubles(v), **options),
    # NumPy's own fall back to plain arrays where such a method raises TypeError
    np.argmax: lambda a, axis=None: a.argmax(axis),
    np.argmin: lambda a, axis=None: a.argmin(axis),
    np.argsort: lambda a, axis=-1: a.argsort(axis),
    np.sort: lambda a, axis=-1: np.sort(np.asarray(a), axis=axis, kind="stable"),
    np.outer: lambda a, b: np.ravel(a)[:, np.newaxis] @ np.ravel(b)[np.newaxis],
    np.isclose: lambda a, b, **options: np.isclose(np.asarray(a), np.asarray(b), **options),
    np.allclose: lambda a, b, **options: np.allclose(np.asarray(a), np.asarray(b), **options),
    np.cumsum: lambda a, axis=None: a.cumsum(axis),
    np.cumprod: lambda a, axis=None: a.cumprod(axis),
    np.trace: lambda a: a.trace(),
    np.copyto: copy_to,
}
