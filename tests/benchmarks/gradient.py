"""Time of one evaluation of nnCostFunction, in each arithmetic and in Octave, and how it grows.

    .venv/bin/python tests/benchmarks/gradient.py [--rounds 15] [--growth] [--plot FILE] [--json]

Milliseconds, the median of the rounds, one contestant after the other. The floor are
the five matrix products of an evaluation, alone, in NumPy. `--growth` goes on with more
examples (the digits repeated) and with more hidden units.
"""

import argparse
import json
import time
from collections.abc import Callable
from statistics import median

import numpy as np

from samebits.exercises.ex4.initialize import rand_initialize_weights
from samebits.exercises.ex4.network import nn_cost_function
from samebits.exercises.shared.data import load_digits
from samebits.octave.arithmetic import octave_array
from samebits.octave.layout import roll, unroll
from samebits.octave.program import find_octave, reference_blas
from samebits.octave.random import OctaveRandom
from samebits.session.session import OctaveSession

OWN, REFERENCE = "Octave, its own BLAS", "Octave, reference BLAS"
EXAMPLES = (1000, 5000, 20_000, 60_000)
HIDDEN = (25, 100, 400)


def once(function: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    function()
    return (time.perf_counter() - began) * 1e3


def evaluation(sessions: dict[str, OctaveSession], m: int, hidden: int, rounds: int) -> dict[str, float]:
    """Median milliseconds of each contestant, for m examples and so many hidden units."""
    X, y = load_digits()
    chosen = np.arange(m) * 7 % len(X)  # a mixture of digits at any size, repeated beyond 5000
    X, y = np.asfortranarray(X[chosen]), y[chosen]
    X.flags.writeable = False
    rng = OctaveRandom(1)
    p = unroll(rand_initialize_weights(400, hidden, rng), rand_initialize_weights(hidden, 10, rng))
    Theta1, Theta2 = roll(p, (hidden, 401), (10, hidden + 1))
    A1, A2 = np.hstack([np.ones((m, 1)), X]), np.ones((m, hidden + 1))
    delta2, delta3 = np.full((m, hidden), 0.5), np.full((m, 10), 0.5)

    def products() -> None:
        A1 @ Theta1.T, A2 @ Theta2.T, delta3 @ Theta2[:, 1:], delta2.T @ A1, delta3.T @ A2

    def python(arithmetic: str) -> Callable[[], object]:
        start = octave_array(p, arithmetic)
        return lambda: nn_cost_function(start, 400, hidden, 10, X, y, 1.0)

    times: dict[str, list[float]] = {"bare products": []}
    contestants = {a: python(a) for a in ("numpy", "octave", "netlib")}
    for run in contestants.values():
        run()
    times |= {name: [] for name in (*contestants, *sessions)}
    code = f"""cost = @() nnCostFunction(p, 400, {hidden}, 10, X, y, 1); [J, grad] = cost();
    t = zeros(1, rounds); for k = 1:rounds, tic; [J, grad] = cost(); t(k) = toc; end"""
    for name, run in {"bare products": products, **contestants}.items():
        time.sleep(0.3)  # the threads of another BLAS spin for a while after its last call
        times[name] += [once(run) for _ in range(rounds)]
    for name, session in sessions.items():
        time.sleep(0.3)
        count = max(1, rounds // 3) if name == REFERENCE else rounds
        answer = session.call(code, {"p": p, "X": X, "y": y, "rounds": count}, ("t",))
        times[name] = list(answer.values["t"].ravel() * 1e3)
    return {name: median(values) for name, values in times.items()}


def plot(by_examples: dict[int, dict[str, float]], by_hidden: dict[int, dict[str, float]], path: str) -> None:
    """Both growths, side by side, on logarithmic scales."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(10, 4.2), sharey=True)
    for axis, growth, label in (
        (axes[0], by_examples, "examples (25 hidden units)"),
        (axes[1], by_hidden, "hidden units (5000 examples)"),
    ):
        for name, marker in zip(next(iter(growth.values())), "xos^Dv", strict=True):
            axis.plot(list(growth), [row[name] for row in growth.values()], marker=marker, label=name)
        axis.set(xscale="log", yscale="log", xlabel=label)
        axis.set_xticks(list(growth), [f"{size:,}" for size in growth])
        axis.minorticks_off()
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("ms an evaluation")
    axes[0].legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def table(title: str, rows: dict[str, dict[str, float]]) -> str:
    """A Markdown table of milliseconds."""
    names = list(next(iter(rows.values())))
    lines = [f"| {title} | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    lines += [f"| {key} | {' | '.join(f'{row[name]:.1f}' for name in names)} |" for key, row in rows.items()]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--growth", action="store_true", help="more examples and more hidden units, too")
    parser.add_argument("--plot", metavar="FILE", help="draw the growth")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    program = find_octave()
    sessions = {OWN: OctaveSession(program)}
    if path := reference_blas():
        sessions[REFERENCE] = OctaveSession(program, path)
    results: dict[str, dict[str, dict[str, float]]] = {}
    results["evaluation"] = {"5000 x 400, 25 hidden": evaluation(sessions, 5000, 25, arguments.rounds)}
    if arguments.growth or arguments.plot:
        few = max(3, arguments.rounds // 3)
        by_examples = {m: evaluation(sessions, m, 25, few) for m in EXAMPLES}
        by_hidden = {h: evaluation(sessions, 5000, h, few) for h in HIDDEN}
        results["examples"] = {f"{m:,}": row for m, row in by_examples.items()}
        results["hidden units"] = {str(h): row for h, row in by_hidden.items()}
        if arguments.plot:
            plot(by_examples, by_hidden, arguments.plot)
    for session in sessions.values():
        session.close()
    if arguments.json:
        print(json.dumps(results))
    else:
        print("\n\n".join(table(f"ms, {title}", rows) for title, rows in results.items()))


if __name__ == "__main__":
    main()
