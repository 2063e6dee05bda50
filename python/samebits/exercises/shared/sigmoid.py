"""The sigmoid, the unit of logistic regression and of the network."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def sigmoid(z: ArrayLike) -> NDArray[np.float64]:
    """The sigmoid function g(z) = 1 / (1 + exp(-z)), elementwise.

    Parameters
    ----------
    z : array_like, any shape
        Weighted input of a layer, dimensionless.

    Returns
    -------
    ndarray, the shape of `z`
        Between 0 and 1.

    Source
    ------
    octave_reference/sigmoid.m; exercise 3, "Vectorizing the cost function".

    Parity
    ------
    netlib, octave: equal bits. numpy: at most 2 ULP, measured.
    """
    with np.errstate(over="ignore"):  # exp(-z) may be Inf, and g(z) 0
        g: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.asanyarray(z)))
    return g
