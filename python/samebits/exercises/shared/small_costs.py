"""Small costs that take fmincg down each of its branches; the same as octave_reference/shared/costs/*.m.

Plain numbers are multiplied and added one by one, so nothing depends on the arithmetic.
"""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


def rosen(x: Vector) -> tuple[float, Vector]:
    """Rosenbrock's valley."""
    f, g, x = 0.0, np.zeros(x.shape), np.asarray(x)
    for k in range(len(x) - 1):
        r = x[k + 1] - x[k] * x[k]
        t = 1 - x[k]
        f = f + (100 * (r * r) + t * t)
        g[k] = g[k] + (-400 * x[k] * r - 2 * t)
        g[k + 1] = g[k + 1] + 200 * r
    return f, g


def wavy(x: Vector, a: float, b: float) -> tuple[float, Vector]:
    """Two valleys a coordinate; with b = -1 the gradient is wrong."""
    f, g, x = 0.0, np.zeros(x.shape), np.asarray(x)
    for k in range(len(x)):
        t = x[k] * x[k]
        f = f + (t * t - a * t + (k + 1) * x[k])
        g[k] = b * (4 * t * x[k] - 2 * a * x[k] + (k + 1))
    return f, g


def vee(x: Vector) -> tuple[float, Vector]:
    """A kink at the minimum, where line searches fail."""
    f, g, x = 0.0, np.zeros(x.shape), np.asarray(x)
    for k in range(len(x)):
        d = x[k] - (k + 1)
        f = f + (k + 1) * (-d if d < 0 else d)
        g[k] = -(k + 1) if d < 0 else k + 1
    return f, g


def nanwall(x: Vector) -> tuple[float, Vector]:
    """A bowl whose cost is NaN beyond x(1) = 0.5."""
    f, g, x = 0.0, np.zeros(x.shape), np.asarray(x)
    for k in range(len(x)):
        d = x[k] - (k + 1)
        f = f + d * d
        g[k] = 2 * d
    return (np.nan if x[0] > 0.5 else f), g


def bowl(x: Vector, s: float) -> tuple[float, Vector]:
    """A bowl, steeper along each further coordinate."""
    f, g, x = 0.0, np.zeros(x.shape), np.asarray(x)
    for k in range(len(x)):
        w = float((k + 1) * (k + 1))
        f = f + s * (w * (x[k] * x[k]))
        g[k] = s * (2 * w * x[k])
    return f, g
