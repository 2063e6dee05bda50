"""Whether two arrays are the same but for rounding; a mistake is recognised by its values."""

import numpy as np
from numpy.typing import NDArray


def alike(a: NDArray[np.float64], b: NDArray[np.float64], tolerance: float = 1e-8) -> bool:
    """Whether b has a's elements, in Octave's order, but for rounding.

    Parameters
    ----------
    a, b : ndarray, any shapes
    tolerance : float
        Of norm(a - b) / norm(a).

    Returns
    -------
    bool
        False where there is NaN or Inf, or where the sizes differ.
    """
    a, b = a.ravel(order="F"), b.ravel(order="F")
    if a.size != b.size or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return False
    return bool(np.linalg.norm(a - b) <= tolerance * np.linalg.norm(a))
