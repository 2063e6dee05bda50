"""Where fmincg's line search looks next: the minimum of a parabola or a cubic.

Points on the line have a cost f and a slope d: 1 is the start, 2 the current trial, 3
the other end of the bracket. z1 is where point 2 lies from point 1, z3 where point 3
lies from point 2.
"""

import numpy as np

INT = 0.1  # keep this far from the ends of the bracket
EXT = 3.0  # go at most this many times as far


def interpolate(
    f1: np.float64, f2: np.float64, f3: np.float64, d2: np.float64, d3: np.float64, z3: np.float64
) -> np.float64:
    """Step from point 2 towards point 3, to where the minimum is expected."""
    if f2 > f1:
        # Quadratic, through both costs and the slope at point 3
        z2 = z3 - (0.5 * d3 * z3 * z3) / (d3 * z3 + f2 - f3)
    else:
        # Cubic, through both costs and both slopes
        A, B = cubic(f2, f3, d2, d3, z3)
        z2 = (np.sqrt(B * B - A * d2 * z3 * z3) - B) / A
    if not np.isfinite(z2):
        # No answer: halve the bracket
        z2 = z3 / 2
    # z3 points back, so it is negative and the larger step is the shorter one
    return larger(smaller(z2, INT * z3), (1 - INT) * z3)


def extrapolate(
    f2: np.float64,
    f3: np.float64,
    d2: np.float64,
    d3: np.float64,
    z1: np.float64,
    z3: np.float64,
    limit: np.float64,
) -> np.float64:
    """Step from point 2 onwards, away from point 3."""
    bracketed = limit > -0.5
    A, B = cubic(f2, f3, d2, d3, z3)
    # np.sqrt of a negative is NaN, where Octave's is complex: no answer in either case
    z2: np.float64 = -d2 * z3 * z3 / (B + np.sqrt(B * B - A * d2 * z3 * z3))
    if not np.isfinite(z2) or z2 < 0:
        # No answer, or one behind us
        z2 = (limit - z1) / 2 if bracketed else z1 * (EXT - 1)
    elif bracketed and z2 + z1 > limit:
        # Beyond the limit: half way to it
        z2 = (limit - z1) / 2
    elif not bracketed and z2 + z1 > z1 * EXT:
        # Further than allowed
        z2 = z1 * (EXT - 1)
    elif z2 < -z3 * INT:
        # Too close to point 2
        z2 = -z3 * INT
    elif bracketed and z2 < (limit - z1) * (1 - INT):
        # Too close to the limit
        z2 = (limit - z1) * (1 - INT)
    return z2


def cubic(
    f2: np.float64, f3: np.float64, d2: np.float64, d3: np.float64, z3: np.float64
) -> tuple[np.float64, np.float64]:
    """Coefficients of the cubic through points 2 and 3 and their slopes."""
    A = 6 * (f2 - f3) / z3 + 3 * (d2 + d3)
    B = 3 * (f3 - f2) - z3 * (d3 + 2 * d2)
    return A, B


def smaller(x: float, y: np.float64) -> np.float64:
    """`min(x, y)` as in Octave: a NaN is ignored."""
    return np.float64(np.fmin(x, y))


def larger(x: np.float64, y: np.float64) -> np.float64:
    """`max(x, y)` as in Octave: a NaN is ignored."""
    return np.float64(np.fmax(x, y))
