"""samebits lesson: the lecture on random initialisation, run."""

import json
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import click

from samebits.commands.common import CannotRun, require_folder
from samebits.lecture.points import points
from samebits.lecture.runs import Lecture
from samebits.lecture.symmetry import OPTIMISERS, STARTS


def read_layers(context: click.Context, option: click.Parameter, value: str) -> tuple[int, ...]:
    try:
        return tuple(int(size) for size in value.split(","))
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a list of whole numbers such as 10,10,1") from None


@click.command(
    epilog="""\b
Examples:
  samebits lesson                                  the digits: 400 pixels, 25 hidden units, 10 digits
  samebits lesson --layers 10,10,1 --out pictures  the lecture's small network, with pictures
  samebits lesson --init zero --optimiser fmincg   one start, one optimiser
  samebits lesson --json                           all the numbers, for a program to read
"""
)
@click.option(
    "--layers",
    default="400,25,10",
    show_default=True,
    metavar="N,N,...",
    callback=read_layers,
    help="Inputs, hidden layers, outputs. With fewer than 400 inputs, each is the amount of ink in one "
    "patch of the image; a single output tells whether the digit is drawn with a loop.",
)
@click.option(
    "--init", "starts", type=click.Choice(STARTS), multiple=True, help="Only this start. Repeatable."
)
@click.option(
    "--optimiser", "optimisers", type=click.Choice(OPTIMISERS), multiple=True, help="Only this one."
)
@click.option("--seed", type=float, default=1, show_default=True, help="Seed of the random starts.")
@click.option(
    "--max-iter", type=click.IntRange(min=1), default=50, show_default=True, help="Updates in each run."
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Write pictures to this folder."
)
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
def lesson(
    layers: tuple[int, ...],
    starts: tuple[str, ...],
    optimisers: tuple[str, ...],
    seed: float,
    max_iter: int,
    out: Path | None,
    as_json: bool,
) -> None:
    """Why a network is started at random: the lecture, in numbers.

    Logistic regression learns from zeros. A network from zeros, or from any constant,
    does not: its hidden units stay equal to the last bit. A random start makes them differ.
    Computed in the arithmetic `netlib`: the same numbers everywhere, and Octave's.

    Exit status: 0, or 2 if the command could not run.
    """
    if out is not None and find_spec("matplotlib") is None:
        raise CannotRun("pictures need matplotlib: pip install 'samebits[plots]'")
    say: Callable[[str], None] = (lambda text: None) if as_json else click.echo
    if out is not None:
        require_folder(out)
    try:
        lecture = Lecture(layers, starts or STARTS, optimisers or OPTIMISERS, seed, max_iter, show_progress)
        say(lecture.about())
        shown = []
        for point in points(lecture):
            show_progress("")
            shown.append({"point": point.number, "title": point.title, **point.numbers})
            say("\n".join(["", f"{point.number}. {point.title}", "", *point.lines]))
        written = [] if out is None else pictures_in(out, lecture, {str(point["point"]) for point in shown})
    except (ValueError, OSError) as error:
        show_progress("")
        raise CannotRun(str(error)) from error
    if as_json:
        about = {"layers": list(layers), "seed": seed, "max_iter": max_iter, "arithmetic": "netlib"}
        click.echo(json.dumps({**about, "points": shown, "pictures": written}, indent=2))
    elif written:
        say("\nPictures:\n  " + "\n  ".join(written))


def show_progress(what: str) -> None:
    """On a terminal, print what is being computed, in a line that the next one replaces."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{what}", nl=False, err=True)


def pictures_in(out: Path, lecture: Lecture, points_shown: set[str]) -> list[str]:
    """Write the pictures, and return their paths."""
    from samebits.lecture.pictures import write_pictures  # needs matplotlib

    return [str(path) for path in write_pictures(lecture, out, points_shown)]
