"""exp, log and their kin are libm's; other elementwise operations round correctly."""

import math

import numpy as np
import pytest

from helpers.tiers import t0_bits
from samebits.octave.arithmetic import octave_array
from samebits.session.session import OctaveSession

SPECIAL = [0.0, -0.0, 1.0, -1.0, 5e-324, 1e-310, 709.7, 709.8, -745.1, -745.2, 1e308, np.inf, -np.inf, np.nan]


def numbers() -> np.ndarray:
    rng = np.random.default_rng(1)
    return np.concatenate([SPECIAL, rng.normal(size=20_000) * 10.0 ** rng.integers(-3, 3, size=20_000)])


def test_exp_and_log_are_libm_s() -> None:
    x = np.random.default_rng(2).uniform(-700, 700, size=20_000)
    t0_bits(np.exp(octave_array(x, "netlib")), np.array([math.exp(v) for v in x]))
    t0_bits(np.log(octave_array(np.abs(x), "netlib")), np.array([math.log(abs(v)) for v in x]))


@pytest.mark.octave
def test_functions_are_octaves(reference: OctaveSession) -> None:
    x = numbers()
    code = """a = exp(x); b = log(abs(x)); c = sqrt(abs(x)); d = sin(x); e = cos(x); f = tanh(x);
    g = x.^2; h = x.^3; i = x.^-1; j = x.^5; k = x.^-2; q = x.^-3;
    l = max(x, 1); m = min(0, x); n = max(x, -x); o = 1 ./ x; p = abs(x);"""
    theirs = reference.call(code, {"x": x}, tuple("abcdefghijklmnopq")).values
    z = octave_array(x, "netlib")
    with np.errstate(all="ignore"):
        t0_bits(np.exp(z), theirs["a"])
        t0_bits(np.log(np.abs(z)), theirs["b"])
        t0_bits(np.sqrt(np.abs(z)), theirs["c"])
        t0_bits(np.sin(z), theirs["d"])
        t0_bits(np.cos(z), theirs["e"])
        t0_bits(np.tanh(z), theirs["f"])
        t0_bits(z**2, theirs["g"])
        t0_bits(z**3, theirs["h"])
        t0_bits(z**-1, theirs["i"])
        t0_bits(z**5, theirs["j"])
        t0_bits(z**-2, theirs["k"])
        t0_bits(np.maximum(z, 1), theirs["l"])
        t0_bits(np.minimum(0, z), theirs["m"])
        t0_bits(np.maximum(z, -z), theirs["n"])
        t0_bits(1 / z, theirs["o"])
        t0_bits(abs(z), theirs["p"])
        t0_bits(z**-3, theirs["q"])


@pytest.mark.octave
def test_powers_of_scalars_are_octaves(reference: OctaveSession) -> None:
    """Octave takes them by libm's pow, which does not always round as x*x does."""
    x = np.random.default_rng(3).normal(size=500) * 3
    code = """a = b = c = d = zeros(size(x));
    for k = 1:numel(x); a(k) = x(k)^2; b(k) = x(k).^3; c(k) = x(k)^-1; d(k) = x(k).^4; end"""
    theirs = reference.call(code, {"x": x}, tuple("abcd")).values
    z = octave_array(x, "netlib")
    for name, n in (("a", 2), ("b", 3), ("c", -1), ("d", 4)):
        t0_bits(np.array([float(z[k] ** n) for k in range(len(x))]), theirs[name])
    assert (theirs["b"].ravel() != x * x * x).any()  # else nothing was shown


@pytest.mark.octave
def test_outer_products_and_sorting_are_octaves(reference: OctaveSession) -> None:
    x, y = np.array([0.0, -1, 2, -0.0]), np.array([0.0, -1, -0.0, np.inf])
    code = "O = x*y'; [s, k] = sort(mod(1:300, 7)'); [t, l] = sort([3; NaN; -0; 0; -Inf; -0]);"
    theirs = reference.call(code, {"x": x, "y": y}, tuple("Osktl")).values
    with np.errstate(invalid="ignore"):
        t0_bits(np.outer(octave_array(x, "netlib"), y), theirs["O"])
    a = octave_array(np.arange(1.0, 301) % 7, "netlib")
    t0_bits(np.sort(a), theirs["s"])
    t0_bits(np.argsort(a) + 1.0, theirs["k"])
    b = octave_array([3, np.nan, -0.0, 0, -np.inf, -0.0], "netlib")
    t0_bits(np.sort(b), theirs["t"])
    t0_bits(np.argsort(b) + 1.0, theirs["l"])


def test_complex_answers_are_refused() -> None:
    with pytest.raises(ValueError, match=r"log of a negative number \(.*-2.0.*complex"):
        np.log(octave_array([1, -2], "netlib"))
    with pytest.raises(ValueError, match="sqrt of a negative number"):
        np.sqrt(octave_array([-1], "netlib"))


def test_other_powers_are_refused() -> None:
    with pytest.raises(TypeError, match="one whole number as its exponent"):
        octave_array([1, 2], "netlib") ** 0.5
