"""A right solution: submissions are compared with its values."""

import numpy as np
from numpy.typing import NDArray


def compute_cost(X: NDArray[np.float64], y: NDArray[np.float64], theta: NDArray[np.float64]) -> np.float64:
    residual = X @ theta - y
    return np.float64(residual @ residual / (2 * len(y)))
