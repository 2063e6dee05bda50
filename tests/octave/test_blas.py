"""The BLAS of the installed Octave: found, and called as Octave calls it."""

import ctypes
import ctypes.util
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from helpers.tiers import t0_bits
from samebits.exercises.ex4.parity import training_case
from samebits.octave import blas
from samebits.octave.arithmetic import OctaveArray, octave_array
from samebits.octave.blas import Blas, BlasNotFound, load_blas, octave_blas
from samebits.octave.program import OctaveProgram, reference_blas
from samebits.octave.random import OctaveRandom
from samebits.parity.run import Octaves, run_python
from samebits.session.session import OctaveSession

SHAPES = [
    *((0, 3, 2), (3, 0, 2), (3, 2, 0), (1, 1, 1), (2, 2, 2), (1, 40, 1), (5, 40, 1), (1, 40, 5), (40, 1, 40)),
    *(
        (60, 17, 33),
        (500, 400, 25),
        (25, 500, 401),
        (3000, 401, 1),
        (1, 3000, 401),
        (2, 3000, 2),
        (700, 2, 700),
    ),
]


@pytest.fixture(params=[1, 2], ids=["1 thread", "2 threads"])
def octave(request: Any, octave_program: OctaveProgram) -> Iterator[OctaveSession]:
    """Octave on its own BLAS, and that BLAS here, with as many threads."""
    library = octave_blas()
    before = library.threads
    if before is not None:
        library.set_threads(request.param)
    with OctaveSession(octave_program, threads=request.param) as session:
        yield session
    if before is not None:
        library.set_threads(before)


@pytest.mark.octave
def test_every_routine_on_every_shape(octave: OctaveSession) -> None:
    rng = np.random.default_rng(1)
    code = """P = A*B; Q = B'*A'; C = A + 0; S = A*A'; T = A'*A; U = A*C'; V = C'*A; W = C'*(A*B);
    d = x'*y; e = x'*x; f = (-x)'*x; g = A*x; h = (x'*A')'; k = (y'*B)'; l = B'*y;"""
    for m, k, n in SHAPES:
        A, B, x, y = rng.normal(size=(m, k)), rng.normal(size=(k, n)), rng.normal(size=k), rng.normal(size=k)
        theirs = octave.call(code, {"A": A, "B": B, "x": x, "y": y}, tuple("PQSTUVWdefghkl")).values
        A, B, x, y = (octave_array(a, "octave") for a in (A, B, x, y))
        C = A.copy(order="F")
        t0_bits(A @ B, theirs["P"])
        t0_bits(B.T @ A.T, theirs["Q"])
        t0_bits(A @ A.T, theirs["S"])
        t0_bits(A.T @ A, theirs["T"])
        t0_bits(A @ C.T, theirs["U"])
        t0_bits(C.T @ A, theirs["V"])
        t0_bits(C.T @ (A @ B), theirs["W"])
        t0_bits(x @ y, theirs["d"])
        t0_bits(x @ x, theirs["e"])
        t0_bits(-x @ x, theirs["f"])
        t0_bits(A @ x, theirs["g"])
        t0_bits(x @ A.T, theirs["h"])
        t0_bits(y @ B, theirs["k"])
        t0_bits(B.T @ y, theirs["l"])


@pytest.mark.octave
def test_slices_views_and_row_major_arrays(octave: OctaveSession) -> None:
    rng = np.random.default_rng(2)
    A, B, r = rng.normal(size=(300, 41)), rng.normal(size=(300, 40)), rng.normal(size=(1, 300))
    code = """P = A(:,2:end)'*B; Q = A(1:2:end,2:end)*B(1:40,:); R = A(2:end,:)'*B(2:end,:);
    S = A(3,:)*A(5,:)';
    T = r*B; U = [ones(300,1) B]*A'; V = sum(A, 2)'*B; W = (A.*2)*(B(:,1:20)*A(1:20,1:20)')(1:41,:);"""
    theirs = octave.call(code, {"A": A, "B": B, "r": r}, tuple("PQRSTUVW")).values
    A, B, r = (
        octave_array(A, "octave"),
        octave_array(np.ascontiguousarray(B), "octave"),
        octave_array(r, "octave"),
    )
    t0_bits(A[:, 1:].T @ B, theirs["P"])
    t0_bits(A[::2, 1:] @ B[:40], theirs["Q"])
    t0_bits(A[1:].T @ B[1:], theirs["R"])
    t0_bits(A[2] @ A[4], theirs["S"])
    t0_bits(r @ B, theirs["T"])
    t0_bits(np.hstack([np.ones((300, 1)), B]) @ A.T, theirs["U"])
    t0_bits((np.sum(A, axis=1) @ B)[np.newaxis], theirs["V"])
    t0_bits((A * 2) @ (B[:, :20] @ A[:20, :20].T)[:41], theirs["W"])


@pytest.mark.octave
def test_a_training_run(octave: OctaveSession) -> None:
    """10 iterations; with all 50 it is a case of test_cases.py."""
    case = training_case(1)
    inputs = {**case.inputs(), "iterations": 10}
    theirs = octave.call(case.octave, inputs, case.outputs).values
    ours, _ = run_python(case, inputs, "octave")
    for name in case.outputs:
        t0_bits(ours[name], theirs[name])


@pytest.mark.octave
def test_it_is_the_library_that_octave_links(octaves: Octaves) -> None:
    assert octaves.own is not None
    library = octave_blas()
    config = getattr(library.library, "openblas_get_config", None)
    if config is None:
        assert "OpenBLAS" not in octaves.own.blas
    else:
        config.restype = ctypes.c_char_p
        assert config().decode().split()[1] in octaves.own.blas


@pytest.mark.octave
def test_results_are_column_major() -> None:
    a = octave_array(np.arange(6.0).reshape(2, 3), "octave")
    for result in (
        a,
        a + 1,
        a @ a.T,
        np.hstack([a, a]),
        np.vstack([a, a]),
        np.exp(a),
        a > 2,
        np.where(a > 1, a, 0),
    ):
        assert isinstance(result, OctaveArray)
        assert result.arithmetic == "octave"
        assert result.flags.f_contiguous
    assert a.T.flags.c_contiguous


@pytest.fixture
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The library is looked for anew, and again afterwards."""
    blas.found_blas.cache_clear()
    yield
    blas.found_blas.cache_clear()


def test_a_library_of_one_s_own(
    forgotten: None, monkeypatch: pytest.MonkeyPatch, octave_program: OctaveProgram
) -> None:
    found = octave_blas()
    blas.found_blas.cache_clear()
    monkeypatch.setenv("SAMEBITS_BLAS", found.path)
    monkeypatch.setenv("PATH", "/nowhere")
    assert octave_blas().path == found.path
    blas.found_blas.cache_clear()
    monkeypatch.setenv("SAMEBITS_BLAS", "/nowhere/libblas.so")
    with pytest.raises(BlasNotFound, match="/nowhere/libblas.so cannot be loaded"):
        octave_array([1.0], "octave")


def test_without_octave(forgotten: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("OCTAVE_EXECUTABLE", raising=False)
    monkeypatch.delenv("SAMEBITS_BLAS", raising=False)
    with pytest.raises(
        BlasNotFound, match=r"looked for octave-cli and octave\. The environment variable SAMEBITS_BLAS"
    ):
        octave_array([1.0], "octave")


def test_an_octave_that_links_no_blas_to_be_found(forgotten: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blas, "ask", lambda *_: "octave-version=7.3.0\noctave-home=/usr\n/lib/libm.so.6\n")
    monkeypatch.setattr(blas, "find_octave", lambda: OctaveProgram("/usr/bin/octave", "7.3.0"))
    with pytest.raises(BlasNotFound, match="Octave's BLAS was not found: among Octave's loaded libraries"):
        octave_blas()
    monkeypatch.setattr(blas, "ask", lambda *_: "/nowhere/libopenblas.so\n")
    with pytest.raises(BlasNotFound, match="/nowhere/libopenblas.so cannot be loaded"):
        octave_blas()


def test_a_library_that_is_no_blas() -> None:
    with pytest.raises(BlasNotFound, match="is not a BLAS: it lacks dgemm_, dgemv_, ddot_, dsyrk_"):
        load_blas(ctypes.util.find_library("m") or "libm.so.6")


@pytest.mark.parametrize(("answer", "integer"), [(2.0, ctypes.c_int32), (0.0, ctypes.c_int64)])
def test_the_width_of_its_integers(answer: float, integer: type, monkeypatch: pytest.MonkeyPatch) -> None:
    def library(path: str) -> SimpleNamespace:
        def ddot_(*arguments: object) -> float:
            return answer

        return SimpleNamespace(dgemm_=None, dgemv_=None, dsyrk_=None, ddot_=ddot_)

    monkeypatch.setattr(blas.ctypes, "CDLL", library)
    assert load_blas("some.so").integer is integer
    answer = 3.0
    with pytest.raises(BlasNotFound, match=r"cannot be called|gave 3.0"):
        load_blas("some.so")


def test_a_library_without_threads_to_set() -> None:
    assert Blas("x", SimpleNamespace(), ctypes.c_int32).threads is None  # type: ignore[arg-type]


def test_the_blas_of_another_octave(forgotten: None, octave_program: OctaveProgram, tmp_path: Path) -> None:
    """Each array keeps the library that it was made with; nothing in the process is switched."""
    folder = reference_blas()
    if folder is None:
        pytest.skip("the reference BLAS is not on this machine")
    wrapper = tmp_path / "octave"
    wrapper.write_text(f'#!/bin/sh\nLD_LIBRARY_PATH={folder} exec {octave_program.path} "$@"\n')
    wrapper.chmod(0o755)
    own, other = octave_blas(), octave_blas(str(wrapper))
    assert own.path != other.path
    A = OctaveRandom(1).rand(40, 300)
    t0_bits((octave_array(A, other) @ A.T), (octave_array(A, "netlib") @ A.T))  # on the reference BLAS
    assert octave_array(A, "octave").carried == own
    with pytest.raises(TypeError, match="different arithmetics"):
        octave_array(A, own) @ octave_array(A, other).T
