"""The debug network's cost, and nn_cost_function with mistakes planted."""

import inspect
from collections.abc import Callable
from itertools import chain
from typing import Any

import numpy as np

from helpers.replaced import replaced
from samebits.exercises.ex4 import network
from samebits.exercises.ex4.inputs import network_inputs

SHAPES = [(5, 4), (3, 6)]
Cost = Callable[[np.ndarray], Any]


def debug_cost(function: Callable[..., Any], lambda_: float) -> tuple[Cost, np.ndarray]:
    v = network_inputs("debug", lambda_)
    return lambda p: function(p, 3, 5, 3, v["X"], v["y"], lambda_), v["p"]


def mistaken(*mistakes: tuple[str, str], **helpers: Callable[..., Any]) -> Callable[..., Any]:
    """nn_cost_function with mistakes planted in its source, each (right, wrong)."""
    source = replaced(inspect.getsource(network.nn_cost_function), *chain.from_iterable(mistakes))
    names = {**vars(network), **helpers}
    exec(source, names)
    return names["nn_cost_function"]
