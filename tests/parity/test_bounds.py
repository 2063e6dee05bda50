"""The rounding bounds: wide enough for rounding, too narrow for a mistake."""

import numpy as np
import pytest
from scipy.special import expit

from helpers.tiers import t2_rounding
from samebits.parity import bounds, case_bounds, sides
from samebits.parity.compare import compare


def test_products_in_long_double_are_within_the_bound() -> None:
    rng = np.random.default_rng(1)
    for m, k, n in [(3, 400, 5), (20, 5000, 4), (1, 1, 1)]:
        A, B = rng.normal(size=(m, k)), rng.normal(size=(k, n))
        exact = (A.astype(np.longdouble) @ B.astype(np.longdouble)).astype(np.float64)
        t2_rounding(A @ B, exact, bounds.product_bound(A, B))


def test_a_left_out_term_is_not() -> None:
    rng = np.random.default_rng(2)
    A, B = rng.normal(size=(20, 400)), rng.normal(size=(400, 10))
    assert not compare("C", A[:, 1:] @ B[1:], A @ B, bounds.product_bound(A, B)).within_bound


@pytest.mark.parametrize("kind", ["graded", "debug", "digits"])
@pytest.mark.parametrize("size", [1e-9, 1e-10])
def test_a_small_mistake_in_a_network_is_not(kind: str, size: float) -> None:
    v = dict(sides.network_inputs(kind, 1.0))
    bound = case_bounds.cost_bound(v)
    J, grad = sides.cost_function(v)(v["p"])
    v["lambda"] += size * 1e3
    other_J, other_grad = sides.cost_function(v)(v["p"])
    assert not compare("J", np.asarray(other_J), np.asarray(J), bound["J"]).within_bound
    assert not compare("grad", other_grad, grad, bound["grad"]).within_bound


def test_bounds_are_small() -> None:
    bound = case_bounds.cost_bound(sides.network_inputs("digits", 1.0))
    assert bound["J"] < 1e-10
    assert bound["grad"].max() < 1e-11


def test_the_sigmoid_bound_is_a_few_ulps() -> None:
    z = np.linspace(-30, 30, 1001)
    ulps = bounds.sigmoid_bound(z) / np.spacing(expit(z))
    assert ulps.max() < 25
