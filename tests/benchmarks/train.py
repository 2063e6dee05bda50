"""Time of a whole training run, in Python and in Octave, side by side.

    .venv/bin/python tests/benchmarks/train.py [--rounds 5] [--json]

50 iterations of fmincg on the digits (5000 x 400, 400-25-10, lambda 1, seed 1). Each round
runs the four in turn, so that a machine that drifts slows all of them; what counts are
the ratios. Octave takes its own time, without start-up and data transfer.
"""

import argparse
import json
from statistics import median

from samebits.octave.octave_program import find_octave
from samebits.parity.cases import training_case
from samebits.parity.run import Octaves, blas_label, run_python
from samebits.resources import project_folder

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--json", action="store_true", help="print the times as JSON")
arguments = parser.parse_args()

case = training_case(1)
inputs = case.inputs()
octaves = Octaves(find_octave(), project_folder("data") / "recorded")
assert octaves.own is not None
assert octaves.reference is not None, "the reference BLAS is needed (Debian: libblas3 and liblapack3)"
own = f"Octave, {blas_label(octaves.own.blas)}"
times: dict[str, list[float]] = {"Octave, reference": [], "netlib": [], own: [], "numpy": []}
for _ in range(arguments.rounds):
    answer = octaves.reference.call(case.octave, inputs, case.outputs)
    times["Octave, reference"].append(answer.seconds)
    times["netlib"].append(run_python(case, inputs, "netlib")[1])
    times[own].append(octaves.own.call(case.octave, inputs, case.outputs).seconds)
    times["numpy"].append(run_python(case, inputs, "numpy")[1])
octaves.close()

ratios = {
    f"{theirs} / {ours}": median(o / p for o, p in zip(times[theirs], times[ours], strict=True))
    for theirs, ours in (("Octave, reference", "netlib"), (own, "numpy"))
}
if arguments.json:
    print(json.dumps({"seconds": times, "ratios": ratios}))
else:
    for name, seconds in times.items():
        print(f"{name:28}  median {median(seconds):5.2f} s   ({min(seconds):.2f} to {max(seconds):.2f})")
    for name, ratio in ratios.items():
        print(f"{name:28}  {ratio:.1f}")
