"""Octave's products and reductions as plain loops compute them.

The reference BLAS and Octave's own reductions, reproduced operation by operation:
every sum runs from the first element to the last with one rounding an operation,
and no multiplication is fused with an addition. The functions here take and return
plain float64 arrays; `arithmetic` decides when to call them.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from samebits.octave.constants import once_per_constant

Doubles = NDArray[np.float64]
Indices = NDArray[np.signedinteger[Any]]


def product(A: Doubles, B: Doubles) -> Doubles:
    """The matrix product A * B, each element a sum over the inner index in order.

    SciPy's sparse kernels sum in exactly that order in compiled code, so the
    larger operand is handed to them as a sparse matrix, transposed if it is B.

    Parameters
    ----------
    A, B : float64 matrices, m x k and k x n

    Returns
    -------
    m x n float64 matrix

    Parity
    ------
    Equal bits to Octave on the reference BLAS, whether it takes dgemm, dgemv,
    ddot or dsyrk.

    Raises
    ------
    ValueError
        A product whose bits depend on whether `A * A'` or `A' * A` was meant.
    """
    C = in_order_product(A, B)
    if is_transpose(A, B) and not np.isfinite(A).all():
        skipping = symmetric_product(A)
        if not np.array_equal(C, skipping, equal_nan=True):
            raise ValueError(
                "a matrix with 0 and with Inf or NaN times its own transpose: in Octave A*A' skips the "
                "zeros and A'*A does not, and here they look alike; multiply by the transpose of a copy"
            )
    return C


def in_order_product(A: Doubles, B: Doubles) -> Doubles:
    """A * B by the fastest loops that are exact here."""
    if not kernels_round_each_operation():
        return loop_product(A, B)
    if A.size >= B.size:
        return np.asarray(as_sparse(A, bool(np.isfinite(B).all())) @ B)
    return np.asarray(as_sparse(B.T, bool(np.isfinite(A).all())) @ A.T).T


def is_transpose(A: Doubles, B: Doubles) -> bool:
    """Whether B is A' of the very same array (Octave then calls dsyrk)."""
    same = A.__array_interface__["data"][0] == B.__array_interface__["data"][0]
    return same and A.shape == B.shape[::-1] and (1 in A.shape or A.strides == B.strides[::-1])


def loop_product(A: Doubles, B: Doubles) -> Doubles:
    """The same sums as `product`, one inner index at a time."""
    C = np.zeros((A.shape[0], B.shape[1]))
    for k in range(A.shape[1]):
        C += A[:, k, np.newaxis] * B[k]
    return C


def symmetric_product(A: Doubles) -> Doubles:
    """A * A' where some element is NaN or Inf, as dsyrk computes it.

    dsyrk leaves out the multiples of a zero, so 0 * Inf is not NaN there. It
    computes the upper triangle, which is then mirrored.
    """
    C = np.zeros((A.shape[0], A.shape[0]))
    for k in range(A.shape[1]):
        used = A[:, k] != 0
        C[:, used] += A[:, k, np.newaxis] * A[used, k]
    upper = np.triu(C)
    return np.where(np.tri(A.shape[0], k=-1, dtype=bool), upper.T, upper)


@lru_cache(maxsize=1)
def kernels_round_each_operation() -> bool:
    """Whether SciPy's kernels round the product before they add it.

    Some compilers fuse the two (on aarch64, say), which gives other bits:
    fused, the sum below is 2**-60, else the product rounds to 1 + 2**-29.
    """
    x = 1 + 2.0**-30
    row = sparse.csr_array(np.array([[1.0, x]]))
    column = np.array([-(1 + 2.0**-29), x])
    return bool((row @ column)[0] == 0 and (row @ column[:, np.newaxis])[0, 0] == 0)


def as_sparse(A: Doubles, other_is_finite: bool) -> sparse.csr_array | sparse.csc_array:
    """`A` as a sparse matrix for a product with a matrix that may be finite.

    Zeros are left out when many entries are zero and the other side is finite:
    that saves their time and changes no bit. Else every entry is kept, zeros too.
    """
    by_rows = A.flags.c_contiguous or not A.flags.f_contiguous
    entries = np.ascontiguousarray(A if by_rows else A.T)
    S = nonzero_entries(entries) if other_is_finite else None
    if S is None:
        S = all_entries(entries)
    return S if by_rows else S.T


def all_entries(A: Doubles) -> sparse.csr_array:
    """`A` (in row order) with every entry stored."""
    rows, columns = A.shape
    index = index_type(A)
    starts = np.arange(rows + 1) * columns
    indices = np.tile(np.arange(columns, dtype=index), rows)
    return sparse.csr_array((A.ravel(), indices, starts.astype(index)), shape=A.shape)


@once_per_constant
def nonzero_entries(A: Doubles) -> sparse.csr_array | None:
    """`A` (in row order) with its nonzeros stored; None where finding them does not pay."""
    mask = A != 0
    if A.size < 10_000 or np.count_nonzero(mask) > 0.6 * A.size:
        return None
    starts = np.concatenate([[0], np.cumsum(np.count_nonzero(mask, axis=1))])
    where = np.flatnonzero(mask)
    del mask
    columns = np.empty(len(where), dtype=index_type(A))
    np.remainder(where, A.shape[1], out=columns, casting="same_kind")
    return sparse.csr_array((A.ravel()[where], columns, starts.astype(columns.dtype)), shape=A.shape)


def index_type(A: Doubles) -> type[np.signedinteger[Any]]:
    """The smallest integers that count the entries of A."""
    return np.int32 if A.size < 2**31 else np.int64


def sum_along(a: Doubles, axis: int) -> Doubles:
    """Sum from the first element to the last. (NumPy's `sum` goes pairwise.)"""
    if a.shape[axis] == 0:
        return np.zeros(np.delete(a.shape, axis))
    # Octave starts from 0, so that a sum of -0 is 0.
    return np.asarray(np.take(np.add.accumulate(a, axis=axis), -1, axis=axis) + 0.0)


def product_along(a: Doubles, axis: int) -> Doubles:
    """Product from the first element to the last."""
    if a.shape[axis] == 0:
        return np.ones(np.delete(a.shape, axis))
    return np.asarray(np.take(np.multiply.accumulate(a, axis=axis), -1, axis=axis))


def argmax_along(a: Doubles, axis: int) -> NDArray[np.intp]:
    """Index (from 0) of the first largest element, NaN passed over."""
    isnan = np.isnan(a)
    first = np.where(isnan, -np.inf, a).argmax(axis=axis)
    found = np.take_along_axis(isnan, np.expand_dims(first, axis), axis).squeeze(axis)
    # A NaN was found: it comes before a -Inf, or all are NaN.
    return np.asarray(np.where(found, (~isnan).argmax(axis=axis), first))


def max_along(a: Doubles, axis: int) -> Doubles:
    """The first largest element; NaN only where all are. (NumPy's max is NaN where any is.)"""
    where = np.expand_dims(argmax_along(a, axis), axis)
    return np.asarray(np.take_along_axis(a, where, axis).squeeze(axis))


def min_along(a: Doubles, axis: int) -> Doubles:
    """The first smallest element; NaN only where all are."""
    return -max_along(-a, axis)


def norm(v: Doubles, ord: None = None, axis: None = None) -> np.float64:
    """Euclidean norm of a vector, as Octave scales it; of nothing else.

    A running scale (the largest magnitude so far) and the sum of squares
    relative to it: neither overflows, and the bits are not those of sqrt(sum(v.^2)).
    """
    if (ord, axis) != (None, None) or max(v.shape, default=0) != v.size:
        raise TypeError("norm is covered for the Euclidean norm of a vector")
    scale, squares = np.float64(0), np.float64(1)
    for t in np.abs(v.ravel()):
        if t == scale:
            squares += 1
        elif t > scale:
            squares = squares * ((scale / t) * (scale / t)) + 1
            scale = t
        elif t != 0:
            squares += (t / scale) * (t / scale)
    return np.float64(scale * np.sqrt(squares))
