"""How far rounding may take the two sides of each case apart."""

import numpy as np
from numpy.typing import NDArray

from samebits.parity import bounds, sides
from samebits.parity.case import Values


def no_bound(v: Values) -> Values:
    """Equal, or rounded too often for a bound to mean anything."""
    return {}


def sigmoid_bound(v: Values) -> Values:
    return {"g": bounds.sigmoid_bound(v["z"])}


def sigmoid_gradient_bound(v: Values) -> Values:
    return {"g": bounds.sigmoid_gradient_bound(v["z"])}


def cost_bound(v: Values) -> Values:
    J, grad = network_bound(v, v["p"])
    return {"J": J, "grad": grad}


def network_bound(v: Values, p: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    return bounds.network_bound(p, v["layers"], v["X"], v["y"], v["lambda"])


def logistic_bound(v: Values) -> Values:
    J, grad = bounds.logistic_bound(v["theta"], v["X"], v["y"], v["lambda"])
    return {"J": J, "grad": grad}


def products_bound(v: Values) -> Values:
    A, T, D = v["A"], v["T"], v["D"]
    x, w = v["v"][:, np.newaxis], v["w"][:, np.newaxis]
    product = bounds.product_bound
    return {
        "AT": product(A, T.T),
        "DA": product(D.T, A),
        "Ax": product(A.T, x).ravel(),
        "xA": product(x.T, A).ravel(),
        "DD": product(D.T, D),
        "xw": product(x.T, w),
        "xx": product(x.T, x),
    }


def sums_bound(v: Values) -> Values:
    D, x = v["D"], v["v"]
    return {
        "columns": bounds.sum_bound(D, 0)[np.newaxis],
        "rows": bounds.sum_bound(D, 1),
        "total": bounds.sum_bound(D),
        "average": bounds.sum_bound(x) / x.size,
        "length": 2 * bounds.gamma(x.size + 5) * np.sqrt((x * x).sum()),
    }


def numerical_bound(v: Values) -> Values:
    return {"numgrad": bounds.numerical_gradient_bound(lambda p: network_bound(v, p)[0], v["p"])}


def check_bound(v: Values) -> Values:
    """The relative difference is one vector's length over another's."""
    numerical, analytical = numerical_bound(v)["numgrad"], cost_bound(v)["grad"]
    grad = sides.run_cost(v, "numpy")["grad"]
    return {"diff": np.linalg.norm(numerical + analytical) / (2 * np.linalg.norm(grad)) * 1.01}
