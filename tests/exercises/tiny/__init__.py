"""A tiny exercise: one function, one case, two mistakes, an assignment."""

import numpy as np


def mean_square(x):
    return np.sum(x**2) / len(x)
