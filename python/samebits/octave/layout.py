"""How Octave lays arrays out: column by column.

`A(:)` and `reshape` in Octave run down the columns, NumPy's `ravel` and
`reshape` along the rows by default.
"""

from math import prod

import numpy as np
from numpy.typing import NDArray


def unroll(*arrays: NDArray[np.float64]) -> NDArray[np.float64]:
    """`[A(:); B(:); ...]`: the elements of the arrays, column by column, in one vector.

    Parameters
    ----------
    *arrays : ndarray, any shapes

    Returns
    -------
    ndarray, (n,)
        A copy; it carries the arithmetic of the arrays.

    Parity
    ------
    Equal bits in every arithmetic: nothing is computed.
    """
    return np.concatenate([a.ravel(order="F") for a in arrays])


def roll(
    vector: NDArray[np.float64], *shapes: tuple[int, int], name: str = "the vector"
) -> list[NDArray[np.float64]]:
    """Undo `unroll`: cut a vector into matrices, each filled column by column.

    Parameters
    ----------
    vector : ndarray, (n,) or (n, 1)
    *shapes : (rows, columns)
        One for each matrix; their sizes add up to n.
    name : str
        What an error calls the vector.

    Returns
    -------
    list of ndarray
        Views of `vector` with the shapes asked for.

    Raises
    ------
    ValueError
        The vector does not have the number of elements that the shapes need.

    Parity
    ------
    Equal bits in every arithmetic: nothing is computed.
    """
    needed = sum(prod(shape) for shape in shapes)
    if vector.shape not in ((needed,), (needed, 1)):
        sizes = " and ".join("x".join(map(str, shape)) for shape in shapes)
        held = f"{vector.size} elements" if vector.size != needed else f"shape {vector.shape}"
        raise ValueError(f"{name} has {held}; {sizes} need {needed}, as ({needed},) or ({needed}, 1)")
    matrices, start = [], 0
    for shape in shapes:
        stop = start + prod(shape)
        matrices.append(vector[start:stop].reshape(shape, order="F"))
        start = stop
    return matrices


def as_matrix(value: object) -> NDArray[np.generic]:
    """A Python value in the shape that Octave gives it.

    A number is 1 x 1, a vector (n,) a column n x 1; matrices stay as they are.

    Parameters
    ----------
    value : number or array_like, at most 2-D

    Returns
    -------
    plain ndarray, 2-D

    Raises
    ------
    TypeError
        A masked array, whose mask Octave does not know, or a list of parts that do not
        make one array.
    """
    refuse_mask(value)
    try:
        a = np.asarray(value)
    except ValueError:
        given = "list" if isinstance(value, list) else f"{type(value).__name__}"
        raise TypeError(
            f"a {given} of parts with different shapes is not an array; several values are a tuple"
        ) from None
    return a.reshape(a.shape[0] if a.ndim else 1, 1) if a.ndim < 2 else a


def refuse_mask(value: object) -> None:
    """Refuse masked elements, alone or in a list: NumPy would pass on the values below the mask.

    Raises
    ------
    TypeError
    """
    parts = value if isinstance(value, (list, tuple)) else (value,)
    masked = sum(int(np.ma.getmaskarray(part).sum()) for part in parts if np.ma.is_masked(part))
    if masked:
        raise TypeError(
            f"a masked array with {masked} masked element{'s' * (masked != 1)}; Octave has no masks: "
            "expected a plain array, as .filled(np.nan) gives"
        )
