"""The pictures: what they show, not how it looks."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from helpers.tiers import t0_bits
from samebits.exercises.shared.data import digits_for, load_digits
from samebits.lecture import display
from samebits.lecture.symmetry import STARTS, train

LAYERS = (10, 4, 1)


def test_images_are_laid_out_as_the_course_does() -> None:
    """Column-major patches, one gray scale a patch, a border of -1."""
    X = np.array([[1.0, 2, 3, 4, 5, 6], [0, 0, 0, -2, 0, 1]])
    grid = display.display_array(X, 3)  # 2 high, 3 wide; one row of two images
    t0_bits(
        grid,
        np.array(
            [
                [-1, -1, -1, -1, -1, -1, -1, -1, -1],
                [-1, 1 / 6, 3 / 6, 5 / 6, -1, 0, 0, 0, -1],
                [-1, 2 / 6, 4 / 6, 1, -1, 0, -1, 0.5, -1],
                [-1, -1, -1, -1, -1, -1, -1, -1, -1],
            ]
        ),
    )


@pytest.mark.parametrize(
    ("m", "rows", "columns"), [(1, 1, 1), (2, 1, 2), (3, 1, 3), (10, 3, 4), (25, 5, 5), (100, 10, 10)]
)
def test_the_grid_is_the_squarest(m: int, rows: int, columns: int) -> None:
    assert display.display_array(np.ones((m, 400))).shape == (1 + 21 * rows, 1 + 21 * columns)


def test_a_blank_image_stays_blank() -> None:
    t0_bits(display.display_array(np.zeros((1, 4)))[1:3, 1:3], np.zeros((2, 2)))


@pytest.mark.parametrize(
    ("X", "width", "message"),
    [
        (np.ones(4), None, r"X has shape \(4,\); expected one image a row"),
        (np.ones((2, 0)), None, r"X has shape \(2, 0\)"),
        (np.ones((2, 10)), 4, "images of 10 pixels cannot be 4 wide"),
    ],
)
def test_images_that_do_not_fit(X: np.ndarray, width: int | None, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        display.display_array(X, width)


def test_two_units_lie_on_each_other_or_part() -> None:
    runs = [train(start, LAYERS, *digits_for(LAYERS), num_iters=5) for start in STARTS]
    figure = display.unit_weights(runs)
    for axes, equal in zip(figure.axes, (True, True, False), strict=True):
        first, second = axes.lines[:2]
        assert first.get_xdata().tolist() == [0, 1, 2, 3, 4, 5]
        assert np.array_equal(first.get_ydata(), second.get_ydata()) == equal  # T0
        assert len(axes.lines) == 6
        legend = [text.get_text() for text in axes.get_legend().get_texts()]
        names = [line.get_label() for line in axes.lines]
        assert legend == names[::2] + names[1::2]  # a row of the legend is a pair
        ends = [line.get_ydata()[-1] for line in axes.lines[::2]]
        assert ends == sorted(ends)
        assert len(set(ends)) == 3
    assert figure.axes[2].get_title() == "10-4-1: random start, fmincg"


def test_a_single_input_has_two_weights() -> None:
    layers = (1, 2, 1)
    (axes,) = display.unit_weights([train("random", layers, *digits_for(layers), num_iters=1)]).axes
    assert len(axes.lines) == 4


def test_a_curve_for_each_list() -> None:
    figure = display.curves({"a": [3.0, 2.0, 1.0], "b": [5.0, 4.0]}, "J", "title")
    (axes,) = figure.axes
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["a", "b"]
    assert axes.lines[0].get_xdata().tolist() == [1, 2, 3]
    assert axes.lines[0].get_linestyle() != axes.lines[1].get_linestyle()  # for print
    assert axes.get_ylabel() == "J"
    assert axes.get_yscale() == "linear"
    assert display.curves({"a": [117.0, 2.0]}, "J", yscale="log").axes[0].get_yscale() == "log"


def test_hidden_units_say_their_rank() -> None:
    run = train("random", LAYERS, *digits_for(LAYERS), num_iters=1)
    (axes,) = display.hidden_units([run], 2).axes
    assert axes.get_title() == "random start: 4 hidden units\nrank 4"
    assert axes.images[0].get_array().shape == (1 + 2 * 6, 1 + 2 * 3)


def test_the_titles_of_hidden_units_are_inside_the_picture() -> None:
    layers = (400, 25, 10)
    X, y = digits_for(layers)
    runs = [train(start, layers, X[::50], y[::50], num_iters=1) for start in STARTS]
    figure = display.hidden_units(runs)
    figure.draw_without_rendering()
    for axes in figure.axes:
        assert axes.title.get_window_extent().y1 <= figure.bbox.y1


def test_misclassified_digits_have_both_names() -> None:
    X, y = load_digits()
    predicted = y.copy()
    predicted[[0, 700, 4999]] = [3, 10, 1]
    figure = display.misclassified(X, y, predicted)
    titles = [axes.get_title() for axes in figure.axes if axes.get_title()]
    assert titles == ["0, taken for 3", "1, taken for 0", "9, taken for 1"]
    t0_bits(figure.axes[0].images[0].get_array(), X[0].reshape(20, 20).T)
    many = display.misclassified(X, y, np.where(y == 1, 7, y), most=24)
    assert sum(bool(axes.get_title()) for axes in many.axes) == 24


def test_none_misclassified() -> None:
    X, y = load_digits()
    figure = display.misclassified(X, y, y)
    assert figure.get_suptitle() == "0 of 5000 misclassified; 0 of them"


def test_a_picture_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "digits.png"
    display.save_picture(display.display_data(load_digits()[0][::500], title="digits"), path)
    assert imread(path).shape[:2] == (600, 600)
    assert list(tmp_path.iterdir()) == [path]
