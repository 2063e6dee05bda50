"""Time of random numbers, in Python and in Octave, side by side.

    .venv/bin/python tests/benchmarks/random_streams.py [--count 10000000] [--rounds 5] [--json]

Nanoseconds a number, the two in turn; and the largest memory that Python takes while it
draws, in units of the result.
"""

import argparse
import json
import time
import tracemalloc
from statistics import median

from samebits.octave.program import find_octave
from samebits.octave.random import OctaveRandom
from samebits.session.session import OctaveSession

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--count", type=int, default=10_000_000)
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--json", action="store_true", help="print the figures as JSON")
arguments = parser.parse_args()
n = arguments.count

rng = OctaveRandom(1)
calls = {
    "rand": (lambda: rng.rand(n, 1), f"x = rand({n}, 1);"),
    "randn": (lambda: rng.randn(n, 1), f"x = randn({n}, 1);"),
    "rande": (lambda: rng.rande(n, 1), f"x = rande({n}, 1);"),
    "randi": (lambda: rng.randi(1000, n, 1), f"x = randi(1000, {n}, 1);"),
    "randperm": (lambda: rng.randperm(n), f"x = randperm({n});"),
}
results = {}
with OctaveSession(find_octave()) as octave:
    for name, (python, code) in calls.items():
        ours, theirs = [], []
        for _ in range(arguments.rounds):
            began = time.perf_counter()
            python()
            ours.append((time.perf_counter() - began) / n * 1e9)
            seconds = octave.call(f"tic; {code} seconds = toc;", {}, ("seconds",)).values["seconds"].item()
            theirs.append(seconds / n * 1e9)
        tracemalloc.start()
        python()
        memory = tracemalloc.get_traced_memory()[1] / (8 * n)
        tracemalloc.stop()
        ratio = median(a / b for a, b in zip(ours, theirs, strict=True))
        results[name] = {"python": median(ours), "octave": median(theirs), "ratio": ratio, "memory": memory}

if arguments.json:
    print(json.dumps(results))
else:
    print(f"| {n:,} numbers | Python, ns each | Octave, ns each | Python / Octave | memory / result |")
    print("|---|---|---|---|---|")
    for name, r in results.items():
        row = f"{r['python']:.1f} | {r['octave']:.1f} | {r['ratio']:.2f} | {r['memory']:.1f}"
        print(f"| {name} | {row} |")
