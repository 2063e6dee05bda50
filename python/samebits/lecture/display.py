"""The pictures: digits, hidden units, weights and costs over the iterations. Needs matplotlib.

Every picture is a matplotlib Figure: a notebook shows it, `save_picture` writes it.
The colours are Okabe and Ito's, which colour-blind readers can tell apart; lines also differ
in dashes and marks, for print.
"""

import io
from collections.abc import Mapping, Sequence
from math import ceil, floor, sqrt
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from samebits.lecture.runs import named
from samebits.lecture.symmetry import Run
from samebits.resources import write_file

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9")
DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1.2)), (0, (5, 2, 1, 2)), (0, (3, 1, 1, 1, 1, 1)))
MARKS = ("o", "s", "^", "D", "v")


def display_array(X: ArrayLike, example_width: int | None = None) -> NDArray[np.float64]:
    """Images side by side in one matrix, as the course's displayData arranges them.

    Parameters
    ----------
    X : array_like, (m, n)
        One image a row, unrolled column by column.
    example_width : int, optional
        Pixels across an image; without it round(sqrt(n)).

    Returns
    -------
    ndarray
        The squarest grid of images, filled row by row, with a border of one pixel of -1
        around each. Each image is divided by its largest magnitude, so that every one uses
        the whole gray scale from -1 to 1: its most negative weight may be as black as the border.

    Raises
    ------
    ValueError
        X is not a matrix of images of that width.

    Source
    ------
    displayData.m of exercises 3 and 4.
    """
    images = np.asarray(X, dtype=np.float64)
    if images.ndim != 2 or images.size == 0:
        raise ValueError(f"X has shape {images.shape}; expected one image a row, (m, n)")
    m, n = images.shape
    width = example_width or round(sqrt(n))
    if n % width:
        raise ValueError(f"images of {n} pixels cannot be {width} wide")
    height = n // width
    rows = floor(sqrt(m))
    columns = ceil(m / rows)
    grid = -np.ones((1 + rows * (height + 1), 1 + columns * (width + 1)))
    for k, image in enumerate(images):
        top, left = 1 + k // columns * (height + 1), 1 + k % columns * (width + 1)
        brightest = np.abs(image).max()
        # Octave: reshape fills the columns first
        patch = image.reshape(height, width, order="F") / (brightest if brightest else 1)
        grid[top : top + height, left : left + width] = patch
    return grid


def display_data(X: ArrayLike, example_width: int | None = None, title: str = "") -> Figure:
    """A picture of images side by side; see `display_array`."""
    figure, (axes,) = new_figure(1, 4, 4)
    show_images(axes, X, example_width, title)
    return figure


def show_images(axes: Axes, X: ArrayLike, example_width: int | None, title: str) -> None:
    axes.imshow(display_array(X, example_width), cmap="gray", vmin=-1, vmax=1, interpolation="nearest")
    axes.set_title(title, fontsize=10)
    axes.set_axis_off()


def hidden_units(runs: Sequence[Run], example_width: int | None = None) -> Figure:
    """The weights into each hidden unit as an image, without the bias: one panel for each run."""
    figure, panels = new_figure(len(runs), 3.2, 3.6)
    figure.set_layout_engine("compressed")  # square images would leave the titles too little room
    for axes, run in zip(panels, runs, strict=True):
        Theta1 = run.Thetas()[0][:, 1:]
        rank = run.ranks[-1]
        show_images(
            axes, Theta1, example_width, f"{run.start} start: {len(Theta1)} hidden units\nrank {rank}"
        )
    return figure


def unit_weights(runs: Sequence[Run]) -> Figure:
    """Weights into the first two hidden units over the updates: one panel for each run.

    It shows the three inputs whose last weight into the first unit is the smallest, the median
    and the largest. Where the units are equal, the thin dark line of the second lies on the
    broad pale one of the first.
    """
    figure, panels = new_figure(len(runs), 3.9, 3.9)
    for axes, run in zip(panels, runs, strict=True):
        into = np.array([run.Thetas(k)[0][:2] for k in range(len(run.weights))])
        by_weight = np.argsort(into[-1, 0], kind="stable")
        shown = by_weight[[0, len(by_weight) // 2, -1]]
        for colour, dashes, column in zip(COLOURS, DASHES, dict.fromkeys(shown.tolist()), strict=False):
            name = "bias" if column == 0 else f"input {column}"
            axes.plot(into[:, 0, column], color=colour, alpha=0.35, lw=6, label=f"{name}, unit 1")
            axes.plot(into[:, 1, column], color=colour, lw=1.4, ls=dashes, label=f"{name}, unit 2")
        axes.set_title(f"{named(run.layer_sizes)}: {run.start} start, {run.optimiser}", fontsize=10)
        label(axes, "updates", "weight")
        pairs = [*axes.lines[::2], *axes.lines[1::2]]  # a legend fills its columns first
        axes.legend(
            handles=pairs, fontsize=7, frameon=False, ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.18)
        )
    return figure


def curves(
    lines: Mapping[str, Sequence[float]], ylabel: str, title: str = "", start: int = 1, yscale: str = "linear"
) -> Figure:
    """One line for each list of numbers, over the updates; the first number is that after `start`."""
    figure, (axes,) = new_figure(1, 5.6, 3.6)
    for k, (name, numbers) in enumerate(lines.items()):
        axes.plot(
            range(start, start + len(numbers)), numbers, color=COLOURS[k % 5], ls=DASHES[k % 5], lw=1.8,
            marker=MARKS[k % 5], markevery=(0.04 * k, 0.2), markersize=5, label=name,
        )  # fmt: skip
    axes.set_yscale(yscale)
    axes.set_title(title, fontsize=10)
    axes.legend(fontsize=8, frameon=False)
    label(axes, "updates", ylabel)
    return figure


def misclassified(
    X: NDArray[np.float64], y: NDArray[np.float64], predicted: ArrayLike, most: int = 24
) -> Figure:
    """Images that were taken for a different digit, with both digits, evenly chosen from all such.

    Parameters
    ----------
    X : ndarray, (m, 400)
    y, predicted : array_like, (m,)
        Labels; 10 stands for the digit 0.
    most : int
        The largest number of images to show.
    """
    labels = np.asarray(predicted)
    wrong = np.flatnonzero(labels != y)
    shown = wrong[np.linspace(0, len(wrong) - 1, min(most, len(wrong))).astype(int)]
    columns = min(8, max(1, len(shown)))
    rows = max(1, ceil(len(shown) / columns))
    figure = Figure(figsize=(1.1 * columns, 1.35 * rows + 0.5), layout="constrained")
    figure.suptitle(f"{len(wrong)} of {len(y)} misclassified; {len(shown)} of them", fontsize=10)
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in grid:
        axes.set_axis_off()
    for axes, k in zip(grid, shown, strict=False):
        axes.imshow(X[k].reshape(20, 20, order="F"), cmap="gray_r")
        axes.set_title(f"{y[k] % 10:.0f}, taken for {labels[k] % 10:.0f}", fontsize=7)
    return figure


def save_picture(figure: Figure, path: Path) -> None:
    """Write a picture as PNG."""
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=150)
    write_file(path, content.getvalue())


def new_figure(panels: int, width: float, height: float) -> tuple[Figure, list[Axes]]:
    """Panels of that size in inches, side by side."""
    figure = Figure(figsize=(width * panels, height), layout="constrained")
    return figure, list(figure.subplots(1, panels, squeeze=False).ravel())


def label(axes: Axes, x: str, y: str) -> None:
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(alpha=0.25)
