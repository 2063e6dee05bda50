"""The sigmoid's rounding bound."""

import numpy as np
from scipy.special import expit

from samebits.exercises.shared.bounds import sigmoid_bound


def test_the_sigmoid_bound_is_a_few_ulps() -> None:
    z = np.linspace(-30, 30, 1001)
    ulps = sigmoid_bound(z) / np.spacing(expit(z))
    assert ulps.max() < 25
