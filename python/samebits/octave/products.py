"""`A @ B` in each arithmetic, and the layout that Octave's products rely on."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.octave import netlib
from samebits.octave.blas import Blas, product
from samebits.octave.constants import once_per_constant


def matmul(A: NDArray[np.float64], B: NDArray[np.float64], carried: object) -> Any:
    """`A @ B` for vectors (columns, to Octave) and matrices.

    Octave's arithmetics differ only here: `carried` is "netlib", or the Blas to call.
    """
    if A.ndim not in (1, 2) or B.ndim not in (1, 2) or A.shape[-1] != B.shape[0]:
        raise ValueError(f"cannot multiply shape {A.shape} by shape {B.shape}")
    shape = A.shape[:-1] + B.shape[1:]
    if A.size == 1 or B.size == 1:
        # Octave: 1 x 1 is a scalar, and a product with one is not a sum
        return (A.ravel() * B.ravel()).reshape(shape)
    left = A if A.ndim == 2 else A[np.newaxis]
    right = B if B.ndim == 2 else B[:, np.newaxis]
    C = product(left, right, carried) if isinstance(carried, Blas) else netlib.product(left, right)
    return C.reshape(shape)


def column_major(a: NDArray[Any]) -> NDArray[Any]:
    """A matrix laid out as in Octave: column by column, and not the transpose of another.

    (A column's strides are set apart from a row's; NumPy itself does not care.)
    """
    if a.ndim != 2:
        return a
    return (a if a.flags.f_contiguous else column_major_copy(a)).ravel(order="F").reshape(a.shape, order="F")


column_major_copy = once_per_constant(np.asfortranarray)
