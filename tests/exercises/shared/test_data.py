"""The digits, and weights in .mat files."""

from pathlib import Path

import numpy as np
import pytest
from scipy.io import savemat

from helpers.tiers import t0_bits
from samebits.exercises.shared import data
from samebits.exercises.shared.data import (
    DataError,
    digits_for,
    load_digits,
    load_weights,
    patch_grid,
    save_weights,
)
from samebits.session.session import OctaveSession


def test_the_digits() -> None:
    X, y = load_digits()
    assert X.shape == (5000, 400)
    assert (X.min(), X.max()) == (0.0, 1.0)
    labels, counts = np.unique(y, return_counts=True)
    assert labels.tolist() == list(range(1, 11))
    assert set(counts.tolist()) == {500}


def test_the_digits_cannot_be_changed_by_accident() -> None:
    X, _ = load_digits()
    with pytest.raises(ValueError, match="read-only"):
        X[0, 0] = 1


@pytest.mark.octave
def test_octave_reads_the_digits_alike(reference: OctaveSession, recordings: Path) -> None:
    code = "load(file); X = double(X) / 255; y = double(y);"
    theirs = reference.call(code, {"file": str(recordings.parent / "digits.mat")}, ("X", "y")).values
    X, y = load_digits()
    t0_bits(X, theirs["X"])
    t0_bits(y, theirs["y"])


@pytest.mark.octave
def test_octave_makes_the_same_patches(reference: OctaveSession) -> None:
    """Ten inputs: the ink in 5 x 2 patches, less its mean, over its standard deviation."""
    code = """ink = zeros(rows(X), 10);
    for k = 1:rows(X)
      image = reshape(X(k,:), 20, 20);
      for c = 1:2
        for r = 1:5
          ink(k, 5*(c-1) + r) = sum(image(4*r-3:4*r, 10*c-9:10*c)(:));
        end
      end
    end
    ink = ink - mean(ink);
    patches = ink ./ sqrt(sum(ink .^ 2) / (rows(X) - 1));"""
    theirs = reference.call(code, {"X": load_digits()[0]}, ("patches",)).values["patches"]
    t0_bits(digits_for((10, 10, 1))[0], theirs)


def test_the_digits_for_other_networks() -> None:
    X, y = load_digits()
    for ours, theirs in zip(digits_for((400, 25, 10)), (X, y), strict=True):
        t0_bits(ours, theirs)
    small, loop = digits_for((10, 10, 1))
    assert small.shape == (5000, 10)
    assert not small.flags.writeable
    t0_bits(loop, np.isin(y, [6, 8, 9, 10]).astype(float))
    three, labels = digits_for((400, 5, 3))
    assert three.shape == (1500, 400)
    assert set(labels) == {1, 2, 3}


def test_the_grid_of_patches() -> None:
    assert [patch_grid(n) for n in (1, 7, 10, 12, 100, 400)] == [
        (1, 1), (7, 1), (5, 2), (4, 3), (10, 10), (20, 20),
    ]  # fmt: skip


def test_a_patch_without_ink_stays_0(monkeypatch: pytest.MonkeyPatch) -> None:
    X, _ = digits_for((100, 10, 10))
    t0_bits(X[:, 0], np.zeros(5000))
    X, y = load_digits()
    monkeypatch.setattr(data, "load_digits", lambda: (X[::100], y[::100]))  # fewer have more such patches
    sizes = {rows * columns for rows in range(1, 21) for columns in range(1, rows + 1)}
    assert all(np.isfinite(digits_for((n, 2, 1))[0]).all() for n in sizes)


def test_own_data_in_doubles_is_taken_as_it_is(tmp_path: Path) -> None:
    X = np.linspace(-1, 1, 12).reshape(3, 4)
    savemat(tmp_path / "ex4data1.mat", {"X": X, "y": [[1], [2], [10]]})
    loaded, y = load_digits(tmp_path / "ex4data1.mat")
    t0_bits(loaded, X)
    t0_bits(y, np.array([1.0, 2, 10]))


@pytest.mark.octave
def test_weights_go_to_octave_and_back(reference: OctaveSession, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    Theta1, Theta2 = rng.normal(size=(3, 5)), rng.normal(size=(2, 4))
    save_weights(tmp_path / "ours.mat", Theta1, Theta2)
    files = {"ours": str(tmp_path / "ours.mat"), "theirs": str(tmp_path / "theirs.mat")}
    code = "load(ours); T = Theta1; Theta1 = Theta1 * 2; save('-v7', theirs, 'Theta1', 'Theta2');"
    t0_bits(reference.call(code, files, ("T",)).values["T"], Theta1)
    back1, back2 = load_weights(tmp_path / "theirs.mat")
    t0_bits(back1, Theta1 * 2)
    t0_bits(back2, Theta2)


def test_saving_leaves_nothing_else_behind(tmp_path: Path) -> None:
    save_weights(tmp_path / "w.mat", np.ones((2, 3)), np.ones((1, 3)))
    save_weights(tmp_path / "w.mat", np.zeros((2, 3)), np.ones((1, 3)))
    assert [path.name for path in tmp_path.iterdir()] == ["w.mat"]
    t0_bits(load_weights(tmp_path / "w.mat")[0], np.zeros((2, 3)))


def test_files_that_are_not_what_they_should_be(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="missing.mat: there is no such file"):
        load_digits(tmp_path / "missing.mat")
    (tmp_path / "text.mat").write_text("this is no data")
    with pytest.raises(DataError, match=r"text.mat: cannot be read as a .mat file"):
        load_digits(tmp_path / "text.mat")
    whole = tmp_path / "whole.mat"
    savemat(
        whole,
        {"X": np.random.default_rng(1).normal(size=(50, 4)), "y": np.ones((50, 1))},
        do_compression=True,
    )
    (tmp_path / "half.mat").write_bytes(whole.read_bytes()[:400])
    with pytest.raises(DataError, match="half.mat"):
        load_digits(tmp_path / "half.mat")
    savemat(tmp_path / "other.mat", {"A": np.ones(3)})
    with pytest.raises(DataError, match="holds A; expected X, y"):
        load_digits(tmp_path / "other.mat")
    savemat(tmp_path / "sizes.mat", {"X": np.ones((3, 2)), "y": np.ones((4, 1))})
    with pytest.raises(DataError, match=r"X has shape \(3, 2\) and y \(4, 1\)"):
        load_digits(tmp_path / "sizes.mat")
    savemat(tmp_path / "words.mat", {"X": "words", "y": "words"})
    with pytest.raises(DataError, match="X is not a matrix of real numbers"):
        load_digits(tmp_path / "words.mat")
    savemat(tmp_path / "weights.mat", {"Theta1": np.ones((2, 3)), "Theta2": np.ones((2, 2))})
    with pytest.raises(DataError, match="expected \\(hidden, 1 \\+ inputs\\)"):
        load_weights(tmp_path / "weights.mat")
