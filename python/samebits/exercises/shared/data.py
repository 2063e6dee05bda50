"""The digits and weights, in `.mat` files that Octave reads and writes."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.io import loadmat, savemat

from samebits.errors import SamebitsError
from samebits.octave.arithmetic import octave_array
from samebits.resources import project_folder, write_file


class DataError(SamebitsError, ValueError):
    """A data file is missing, damaged, or does not hold what was expected."""


def load_digits(path: str | Path | None = None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Images of handwritten digits and their labels.

    Parameters
    ----------
    path : path of a .mat file with X and y, optional
        `data/digits.mat` of the project, or the course's own `ex4data1.mat`.

    Returns
    -------
    X : ndarray, (m, n)
        One image a row, unrolled column by column. Images of class uint8 (0 to 255)
        are scaled to 0 to 1. Read-only: copy it to change it.
    y : ndarray, (m,)
        Labels; 10 stands for the digit 0.

    Raises
    ------
    DataError
        The file is missing or damaged, or its X and y do not fit together.
    """
    source = Path(path) if path else project_folder("data") / "digits.mat"
    found = load_mat(source, "X", "y")
    X, y = found["X"], found["y"]
    if X.ndim != 2 or y.shape not in ((len(X), 1), (1, len(X))):
        raise DataError(f"{source}: X has shape {X.shape} and y {y.shape}; expected (m, n) and (m, 1)")
    # The copy is freed at once. glibc then keeps memory of that size for the process, so the
    # arrays of an evaluation do not need new pages from the system every time.
    images = X.astype(np.float64)
    images = images / 255 if X.dtype == np.uint8 else images
    images.flags.writeable = False  # so that what depends on it alone is computed once
    return images, y.ravel().astype(np.float64)


def digits_for(layer_sizes: Sequence[int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The digits as examples for a network of any size.

    Parameters
    ----------
    layer_sizes : sequence of int
        Only the inputs and the outputs matter. 400 inputs are the pixels. With fewer, each
        input is the amount of ink in one patch of the image, less its mean and divided by its
        standard deviation; the patches form the squarest grid of that number. 10 outputs are
        the digits, 2 to 9 the first of them; 1 says whether the digit has a loop (0, 6, 8, 9).

    Returns
    -------
    X : ndarray, (m, layer_sizes[0])
    y : ndarray, (m,)
        Labels from 1; for one output 0 and 1.

    Raises
    ------
    ValueError
        The inputs do not make a grid of at most 20 x 20, or there are more than 10 outputs.

    Parity
    ------
    Equal bits on every machine: computed in `netlib`.
    """
    inputs, num_labels = layer_sizes[0], layer_sizes[-1]
    rows, columns = patch_grid(inputs)
    if not 1 <= num_labels <= 10:
        raise ValueError(f"{num_labels} outputs do not fit the digits; expected 1 to 10")
    X, y = load_digits()
    if inputs != 400:
        X = scaled_patches(X, rows, columns)
        X.flags.writeable = False
    if num_labels == 1:
        return X, np.isin(y, [10, 6, 8, 9]).astype(np.float64)
    used = y <= num_labels
    return (X, y) if used.all() else (X[used], y[used])


def patch_grid(inputs: int) -> tuple[int, int]:
    """Rows and columns of the squarest grid of `inputs` patches on an image of 20 x 20.

    Raises
    ------
    ValueError
        There is no such grid.
    """
    for rows in range(1, 21):
        if inputs % rows == 0 and 1 <= inputs // rows <= rows:
            return rows, inputs // rows
    raise ValueError(
        f"{inputs} inputs do not fit the digits; expected 400 pixels, or fewer patches that make a grid of "
        "at most 20 x 20, such as 100 or 10"
    )


def scaled_patches(X: NDArray[np.float64], rows: int, columns: int) -> NDArray[np.float64]:
    """The ink in a grid of patches of each 20 x 20 image, with mean 0 and standard deviation 1.

    A patch without ink in any image stays 0.
    """
    images = octave_array(X, "netlib").reshape(-1, 20, 20)  # one column of pixels after the other
    ink = [
        np.sum(patch.reshape(len(X), -1), axis=1)
        for strip in np.array_split(images, columns, axis=1)
        for patch in np.array_split(strip, rows, axis=2)
    ]
    patches = np.stack(ink, axis=1)
    patches = patches - np.mean(patches, axis=0)
    deviation = np.sqrt(np.sum(patches**2, axis=0) / (len(X) - 1))
    return np.asarray(patches / np.where(deviation == 0, 1, deviation))


def load_weights(path: str | Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Theta1 and Theta2 from a .mat file, saved by Octave or by `save_weights`.

    Raises
    ------
    DataError
        The file is missing or damaged, or its matrices do not fit together.
    """
    found = load_mat(Path(path), "Theta1", "Theta2")
    Theta1, Theta2 = (found[name].astype(np.float64) for name in ("Theta1", "Theta2"))
    if Theta2.shape[1] != Theta1.shape[0] + 1:
        raise DataError(
            f"{path}: Theta1 is {Theta1.shape} and Theta2 {Theta2.shape}; expected (hidden, 1 + inputs) "
            "and (labels, 1 + hidden)"
        )
    return Theta1, Theta2


def save_weights(path: str | Path, Theta1: NDArray[np.float64], Theta2: NDArray[np.float64]) -> None:
    """Write Theta1 and Theta2 to a .mat file that Octave's `load` reads."""
    content = io.BytesIO()
    savemat(content, {"Theta1": np.asarray(Theta1), "Theta2": np.asarray(Theta2)})
    write_file(Path(path), content.getvalue())


def load_mat(path: Path, *names: str) -> dict[str, NDArray[Any]]:
    """The named numeric matrices of a .mat file."""
    if not path.is_file():
        raise DataError(f"{path}: there is no such file")
    try:
        found = loadmat(path, mat_dtype=True)
    except Exception as error:  # SciPy's reader fails in many ways on a damaged file
        raise DataError(
            f"{path}: cannot be read as a .mat file ({error}); in Octave, save it with `save -v6` or `-v7`"
        ) from error
    for name in names:
        if name not in found:
            held = [key for key in found if not key.startswith("__")]
            raise DataError(f"{path}: holds {', '.join(held) or 'nothing'}; expected {', '.join(names)}")
        if not isinstance(found[name], np.ndarray) or found[name].dtype.kind not in "biuf":
            raise DataError(f"{path}: {name} is not a matrix of real numbers")
    return {name: found[name] for name in names}
