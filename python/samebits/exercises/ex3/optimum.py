"""Whether oneVsAll's classifiers are as good as ours, even if a different optimiser found them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.ex3.logistic import lr_cost_function
from samebits.exercises.shared.examples import add_ones

Doubles = NDArray[np.float64]

# Relative to our cost: 50 iterations do not reach the optimum to the last digit
SAME_COST = 1e-3


def same_optimum(arguments: Mapping[str, Any], given: Doubles, ours: Doubles) -> bool:
    """Whether each classifier's regularised cost is as low as ours, or only just above it.

    Parameters
    ----------
    arguments : mapping
        oneVsAll's: X, y, num_labels, lambda.
    given, ours : ndarray, (num_labels, n + 1)
        A classifier a row.
    """
    if given.shape != ours.shape or not np.isfinite(given).all():
        return False
    A, y, lambda_ = add_ones(arguments["X"]), np.ravel(arguments["y"]), arguments["lambda"]

    def cost(theta: Doubles, c: int) -> float:
        with np.errstate(all="ignore"):  # a cost of NaN or Inf is not low
            return float(lr_cost_function(theta, A, y == c, lambda_)[0])

    pairs = enumerate(zip(given, ours, strict=True), 1)  # Octave: labels start at 1
    return all(cost(theta, c) <= cost(best, c) * (1 + SAME_COST) for c, (theta, best) in pairs)
