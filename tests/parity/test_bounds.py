"""The rounding bounds: wide enough for rounding, too narrow for a mistake."""

import numpy as np

from helpers.tiers import t2_rounding
from samebits.parity import bounds
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
