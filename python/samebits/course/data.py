"""The digits and weights, in `.mat` files that Octave reads and writes."""

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.io import loadmat, savemat

from samebits.resources import project_folder, write_file


class DataError(ValueError):
    """A data file is missing, damaged, or holds something else than expected."""


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
    # The copy is freed at once. glibc then keeps memory of that size for the process, and the
    # arrays of an evaluation need no fresh pages from the system every time.
    images = X.astype(np.float64)
    images = images / 255 if X.dtype == np.uint8 else images
    images.flags.writeable = False  # so that what follows from it alone is computed once
    return images, y.ravel().astype(np.float64)


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
