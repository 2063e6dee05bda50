"""Sums in order: the sparse kernels against plain loops, and the live Octave."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from helpers.tiers import t0_bits
from samebits.octave import netlib
from samebits.octave.arithmetic import octave_array
from samebits.session.session import OctaveSession

SIZES = [0, 1, 2, 3, 17, 60]


def matrix(rng: np.random.Generator, rows: int, columns: int, kind: str) -> NDArray[np.float64]:
    """Numbers of all magnitudes; `sparse` has zeros of both signs, `wild` NaN and Inf too."""
    A = rng.normal(size=(rows, columns)) * 10.0 ** rng.integers(-8, 8, size=(rows, columns))
    if kind != "dense":
        A[rng.random(A.shape) < 0.7] = 0.0
        A[rng.random(A.shape) < 0.1] = -0.0
    if kind == "wild":
        for value in (np.nan, np.inf, -np.inf):
            A[rng.random(A.shape) < 0.02] = value
    return A if rng.random() < 0.5 else np.asfortranarray(A)


@pytest.mark.parametrize("kind", ["dense", "sparse", "wild"])
def test_products_are_plain_loops(kind: str) -> None:
    rng = np.random.default_rng(1)
    with np.errstate(invalid="ignore"):
        for m, k, n in itertools.product(SIZES, SIZES, SIZES):
            A, B = matrix(rng, m, k, kind), matrix(rng, k, n, kind)
            t0_bits(netlib.product(A, B), netlib.loop_product(A, B))


def test_large_sparse_products_are_plain_loops() -> None:
    rng = np.random.default_rng(2)
    A, B = matrix(rng, 300, 200, "sparse"), matrix(rng, 200, 25, "dense")
    t0_bits(netlib.product(A, B), netlib.loop_product(A, B))
    t0_bits(netlib.product(B.T, A.T), netlib.loop_product(B.T, A.T))
    B[3, 4] = np.inf  # a zero times Inf is NaN: no zero may be left out
    with np.errstate(invalid="ignore"):
        t0_bits(netlib.product(A, B), netlib.loop_product(A, B))


@pytest.mark.octave
@pytest.mark.parametrize("kind", ["dense", "sparse", "wild"])
def test_products_are_octaves(kind: str, reference: OctaveSession) -> None:
    rng = np.random.default_rng(3)
    for m, k, n in [
        (0, 3, 2),
        (3, 0, 2),
        (1, 1, 1),
        (1, 40, 1),
        (5, 40, 1),
        (1, 40, 5),
        (40, 1, 40),
        (60, 17, 33),
    ]:
        A, B = matrix(rng, m, k, kind), matrix(rng, k, n, kind)
        x, y = matrix(rng, k, 1, kind), matrix(rng, k, 1, kind)
        code = "P = A*B; Q = B'*A'; S = A*A'; T = A'*A; d = x'*y; e = x'*x; v = A*x; w = x'*A';"
        theirs = reference.call(code, {"A": A, "B": B, "x": x, "y": y}, tuple("PQSTdevw")).values
        A, B, x, y = (octave_array(a, "netlib") for a in (A, B, x, y))
        with np.errstate(invalid="ignore"):
            t0_bits(A @ B, theirs["P"])
            t0_bits(B.T @ A.T, theirs["Q"])
            if kind != "wild":
                t0_bits(A @ A.T, theirs["S"])
            t0_bits(A.T @ A.copy(), theirs["T"])
            t0_bits(x[:, 0] @ y[:, 0], theirs["d"])
            t0_bits(x[:, 0] @ x[:, 0], theirs["e"])
            t0_bits(A @ x[:, 0], theirs["v"])
            t0_bits((x[:, 0] @ A.T)[np.newaxis], theirs["w"])


@pytest.mark.octave
def test_a_matrix_times_its_own_transpose(reference: OctaveSession) -> None:
    A = np.array([[np.inf, 1.0], [0.0, 2.0]])
    theirs = reference.call("S = A*A'; T = A'*A; C = A + 0; U = A*C';", {"A": A}, ("S", "T", "U")).values
    B = octave_array(A, "netlib")
    with np.errstate(invalid="ignore"):
        t0_bits(netlib.symmetric_product(A), theirs["S"])
        t0_bits(B.T @ B.copy(), theirs["T"])
        t0_bits(B @ B.copy().T, theirs["U"])
        with pytest.raises(ValueError, match="multiply by the transpose of a copy"):
            B @ B.T
        B[1, 0] = 3.0  # without the zero it does not matter which one was transposed
        theirs = reference.call("S = A*A'; T = A'*A;", {"A": B}, ("S", "T")).values
        t0_bits(B @ B.T, theirs["S"])
        t0_bits(B.T @ B, theirs["T"])


@pytest.mark.octave
@pytest.mark.parametrize("kind", ["dense", "sparse", "wild"])
def test_slices_and_transposes_are_octaves(kind: str, reference: OctaveSession) -> None:
    rng = np.random.default_rng(4)
    A, B = matrix(rng, 30, 21, kind), matrix(rng, 30, 20, kind)
    code = "P = A(:,2:end)'*B; Q = A(1:2:end,2:end)*B(1:20,:); R = A(3,:)*A(:,1:21)'; "
    theirs = reference.call(code, {"A": A, "B": B}, tuple("PQR")).values
    A, B = octave_array(A, "netlib"), octave_array(B, "netlib")
    with np.errstate(invalid="ignore"):
        t0_bits(A[:, 1:].T @ B, theirs["P"])
        t0_bits(A[::2, 1:] @ B[:20], theirs["Q"])
        t0_bits((A[2] @ A.T)[np.newaxis], theirs["R"])


@pytest.mark.octave
@pytest.mark.parametrize("kind", ["dense", "sparse", "wild"])
def test_reductions_are_octaves(kind: str, reference: OctaveSession) -> None:
    rng = np.random.default_rng(5)
    for m, n in [(1, 7), (7, 1), (1000, 3), (3, 1000), (40, 50)]:
        A = matrix(rng, m, n, kind)
        code = """a = sum(A, 1); b = sum(A, 2); c = sum(A(:)); d = mean(A, 1); e = mean(A, 2); f = prod(A, 1);
        [g, h] = max(A, [], 2); [k, l] = min(A, [], 1); p = cumsum(A, 1); q = norm(A(:));"""
        theirs = reference.call(code, {"A": A}, tuple("abcdefghklpq")).values
        A = octave_array(A, "netlib")
        with np.errstate(all="ignore"):
            t0_bits(np.sum(A, axis=0, keepdims=True), theirs["a"])
            t0_bits(A.sum(axis=1), theirs["b"])
            t0_bits(np.sum(A), theirs["c"])
            t0_bits(np.mean(A, axis=0)[np.newaxis], theirs["d"])
            t0_bits(A.mean(axis=1), theirs["e"])
            t0_bits(np.prod(A, axis=0)[np.newaxis], theirs["f"])
            t0_bits(np.max(A, axis=1), theirs["g"])
            t0_bits(np.argmax(A, axis=1) + 1.0, theirs["h"])
            t0_bits(np.min(A, axis=0)[np.newaxis], theirs["k"])
            t0_bits((np.argmin(A, axis=0) + 1.0)[np.newaxis], theirs["l"])
            t0_bits(np.cumsum(A, axis=0), theirs["p"])
            t0_bits(np.linalg.norm(A.ravel(order="F")), theirs["q"])


def test_sums_run_in_order_and_numpy_s_do_not() -> None:
    a = np.r_[1.0, np.full(999, 1e-16)]
    t0_bits(netlib.sum_along(a, 0), 1.0)
    assert np.sum(a) > 1.0  # else this test could not tell the two apart


def test_a_sum_of_minus_zeros_is_zero() -> None:
    t0_bits(netlib.sum_along(np.array([-0.0, -0.0]), 0), 0.0)


def test_nothing_to_sum() -> None:
    t0_bits(netlib.sum_along(np.zeros((0, 3)), 0), np.zeros(3))
    t0_bits(netlib.product_along(np.zeros((2, 0)), 1), np.ones(2))


def test_kernels_that_fuse_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    assert netlib.kernels_round_each_operation()
    A, B = np.random.default_rng(6).normal(size=(2, 20, 20))
    expected = netlib.product(A, B)
    monkeypatch.setattr(netlib, "kernels_round_each_operation", lambda: False)
    monkeypatch.setattr(netlib, "as_sparse", None)
    t0_bits(netlib.product(A, B), expected)
