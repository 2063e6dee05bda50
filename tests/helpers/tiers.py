"""The tiers of equality: every assertion on numbers says which one it claims.

T0 equal bits; T1 a measured number of ULPs; T2 a rounding bound that follows from
the sizes; T3 truncation of a difference quotient; T4 an outcome, such as an accuracy.
"""

from typing import Any

from samebits.octave.layout import as_matrix
from samebits.parity.compare import compare


def t0_bits(ours: Any, theirs: Any) -> None:
    """Same shape, class and bits (a vector being a column)."""
    result = compare("value", as_matrix(ours), as_matrix(theirs))
    assert result.exact, result.describe()


def t1_ulps(ours: Any, theirs: Any, ulps: int) -> None:
    """At most so many units in the last place apart, as measured."""
    result = compare("value", as_matrix(ours), as_matrix(theirs))
    assert not result.mismatch, result.describe()
    assert result.max_ulps <= ulps, result.describe()


def t2_rounding(ours: Any, theirs: Any, bound: Any) -> None:
    """Within the bound for sums in another order."""
    result = compare("value", as_matrix(ours), as_matrix(theirs), as_matrix(bound))
    assert result.within_bound, result.describe()


def t3_truncation(difference: Any, at_most: float = 1e-9) -> None:
    """A difference quotient's relative error."""
    assert 0 <= float(difference) < at_most


def t4_outcome(value: Any, low: float, high: float) -> None:
    """An outcome within what is expected of it."""
    assert low <= float(value) <= high
