"""Mistakes planted in a copy of the port turn the suite red."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

MISTAKES = {
    "bias regularised in the gradient": (
        "exercises/ex4/network.py",
        "Theta1_grad[:, 1:] += lambda_ / m * Theta1[:, 1:]",
        "Theta1_grad += lambda_ / m * Theta1",
    ),
    "bias regularised in the cost": (
        "exercises/ex4/network.py",
        "np.sum(Theta1[:, 1:] ** 2, axis=0)",
        "np.sum(Theta1**2, axis=0)",
    ),
    "row-major unroll": ("octave/layout.py", 'a.ravel(order="F")', "a.ravel()"),
    "row-major roll": ("octave/layout.py", 'reshape(shape, order="F")', "reshape(shape)"),
    "NumPy's own sum in the cost": (
        "exercises/ex4/network.py",
        "np.sum(np.sum(losses, axis=0))",
        "np.asarray(losses).sum()",
    ),
    "NumPy's own exp": ("octave/elementwise.py", "special.inv_boxcox(x, 0.0)", "np.exp(x)"),
    "NumPy's own product": ("octave/netlib.py", "as_sparse(A, bool(np.isfinite(B).all())) @ B", "A @ B"),
    "sums that go pairwise": (
        "octave/netlib.py",
        "np.take(np.add.accumulate(a, axis=axis), -1, axis=axis)",
        "a.sum(axis=axis)",
    ),
    "sigmoid gradient at a": (
        "exercises/ex4/network.py",
        "sigmoid_gradient(Z2, g=a2)",
        "sigmoid_gradient(a2)",
    ),
    "delta3 = y - h": ("exercises/ex4/network.py", "delta3 = H - Y", "delta3 = Y - H"),
    "slope missing in a deep network": ("exercises/ex4/deep.py", " * (a * (1 - a))", ""),
    "gradient descent by another rounding": (
        "exercises/shared/gradient_descent.py",
        "X - alpha * gradient",
        "X - gradient * alpha * alpha / alpha",
    ),
    "limit tested as 0.5": ("exercises/shared/line_search.py", "limit > -0.5", "limit > 0.5"),
    "swap before the restore": (
        "exercises/shared/fmincg.py",
        "            X, f1, df1 = X0, f0, df0\n",
        "            df1, df2 = df2, df1\n            X, f1, df1 = X0, f0, df0\n",
    ),
}


TESTS = [
    "tests/parity/test_cases.py::test_port_against_recorded",
    "tests/exercises/shared/test_fmincg.py::test_runs_of_the_original",
    "tests/octave/test_elementwise.py",
    "tests/octave/test_layout.py",
    "tests/octave/test_netlib.py",
]
SLOW = "training or digits or 10_10_1 or oneVsAll or large"  # and small networks see the same mistakes


def suite(root: Path) -> int:
    """Exit status of the quickest comparisons with recorded results, run on a copy."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-cov"]
    command += ["-p", "no:cacheprovider", "-p", "no:xdist"]
    command += ["-m", "not octave", "-k", f"not ({SLOW})", *TESTS]
    environment = {**os.environ, "PYTHONPATH": str(root / "python"), "CI": ""}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr  # tests ran
    return done.returncode


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("python", "octave_reference", "data", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_without_a_mistake_it_is_green(copy: Path) -> None:
    assert suite(copy) == 0


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_turns_it_red(mistake: str, copy: Path) -> None:
    name, correct, wrong = MISTAKES[mistake]
    path = copy / "python" / "samebits" / name
    source = path.read_text()
    assert source.count(correct) >= 1
    path.write_text(source.replace(correct, wrong))
    assert suite(copy) == 1
