"""samebits train: the network of the exercise."""

import contextlib
import json
import math
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
import numpy as np
from numpy.typing import NDArray

from samebits.commands.common import CannotRun, require_place
from samebits.exercises.ex4 import nn_cost_function, predict, rand_initialize_weights
from samebits.exercises.shared.data import load_digits, load_weights, save_weights
from samebits.exercises.shared.fmincg import fmincg
from samebits.octave.arithmetic import Name, Scalar, octave_array
from samebits.octave.layout import roll, unroll
from samebits.octave.random import OctaveRandom


def finite(value: float) -> float:
    if not math.isfinite(value):
        raise click.BadParameter(f"{value} is not a finite number")
    return value


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """SIGTERM and SIGHUP raise SystemExit, so that the weights can be saved; ignored ones stay ignored."""

    def end(number: int, frame: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    names = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in names}
    changed = [number for number in names if before[number] == signal.SIG_DFL]
    for number in changed:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in changed:
            signal.signal(number, before[number])


@click.command(
    epilog="""\b
Examples:
  samebits train                                  50 iterations from seed 1
  samebits train --arithmetic netlib --seed 2     with the reference BLAS's bits
  samebits train --start weights.mat --max-iter 400 --out more.mat
"""
)
@click.option("--seed", type=float, default=1, show_default=True, help="Seed of the random start.")
@click.option("--max-iter", type=click.IntRange(min=1), default=50, show_default=True)
@click.option(
    "--lambda",
    "lambda_",
    type=click.FloatRange(min=0),
    default=1,
    show_default=True,
    callback=lambda context, option, value: finite(value),
)
@click.option(
    "--arithmetic", type=click.Choice(["numpy", "netlib", "octave"]), default="numpy", show_default=True
)
@click.option(
    "--data", type=click.Path(path_type=Path), help="A .mat file with X and y. [default: the digits]"
)
@click.option(
    "--start", type=click.Path(path_type=Path), help="Start from Theta1 and Theta2 in this .mat file."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("weights.mat"),
    show_default=True,
    help="Where to save Theta1 and Theta2, for Octave's load.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the costs and the accuracy as JSON.")
def train(
    seed: float,
    max_iter: int,
    lambda_: float,
    arithmetic: Name,
    data: Path | None,
    start: Path | None,
    out: Path,
    as_json: bool,
) -> None:
    """Train the network of the exercise on handwritten digits with fmincg.

    25 hidden units, 10 labels; as many inputs as the data has columns. Saves the
    weights as Theta1 and Theta2 in a .mat file. If the run ends early (Ctrl-C, SIGTERM,
    a closed terminal or pipe, a full disk), the best weights so far are saved, and
    --start continues from them.
    """
    require_place(out)
    try:
        X, y = load_digits(data)
        if start is not None:
            Theta1, Theta2 = load_weights(start)
        else:
            rng = OctaveRandom(seed)
            Theta1 = rand_initialize_weights(X.shape[1], 25, rng)
            Theta2 = rand_initialize_weights(25, 10, rng)
        inputs, hidden, labels = Theta1.shape[1] - 1, Theta1.shape[0], Theta2.shape[0]
        nn_params = octave_array(unroll(Theta1, Theta2), arithmetic)
        options = {"MaxIter": max_iter, "Display": "off" if as_json else "iter"}
        began = time.perf_counter()
        lowest, best = np.inf, nn_params  # what to save if the run ends early

        def cost(p: NDArray[np.float64]) -> tuple[Scalar, NDArray[np.float64]]:
            nonlocal lowest, best
            J, grad = nn_cost_function(p, inputs, hidden, labels, X, y, lambda_)
            if lowest > J:
                lowest, best = float(J), p
            return J, grad

        with ended_by_signals():
            try:
                weights, costs, i = fmincg(cost, nn_params, options)
            except BaseException:
                if lowest < np.inf:
                    save_weights(out, *roll(best, Theta1.shape, Theta2.shape))
                    saved = f"\nThe weights with the lowest cost so far, {lowest:.6g}, are saved to {out}"
                    with contextlib.suppress(OSError):  # the terminal may be gone
                        click.echo(saved, err=True)
                raise
            seconds = time.perf_counter() - began
            Theta1, Theta2 = roll(weights, Theta1.shape, Theta2.shape)
            save_weights(out, Theta1, Theta2)
        accuracy = 100 * float(np.mean(predict(Theta1, Theta2, X) == y))
    except BrokenPipeError:
        raise  # click ends quietly
    except (ValueError, OSError) as error:
        raise CannotRun(str(error)) from error
    if as_json:
        result = {"costs": costs.tolist(), "iterations": i, "accuracy": accuracy, "seconds": seconds}
        click.echo(json.dumps({**result, "arithmetic": arithmetic, "weights": str(out)}))
    else:
        click.echo(f"{i} iterations in {seconds:.1f} s, {arithmetic} arithmetic")
        click.echo(f"Training accuracy: {accuracy:.2f}%")
        click.echo(f"Weights saved to {out}")
