"""Time to import samebits, and to start its command line.

    .venv/bin/python tests/benchmarks/start.py [--rounds 9] [--json]

Seconds, the median of whole processes, in turn. What an import adds to NumPy's own is the
difference.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

PROGRAM = str(Path(sys.executable).with_name("samebits"))
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import numpy": [sys.executable, "-c", "import numpy"],
    "import samebits": [sys.executable, "-c", "import numpy, samebits"],
    "import samebits.exercises.ex4.network": [
        sys.executable,
        "-c",
        "import numpy, samebits.exercises.ex4.network",
    ],
    "samebits --help": [PROGRAM, "--help"],
    "samebits parity --help": [PROGRAM, "parity", "--help"],
}

parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
parser.add_argument("--rounds", type=int, default=9)
parser.add_argument("--json", action="store_true", help="print the figures as JSON")
arguments = parser.parse_args()
times: dict[str, list[float]] = {name: [] for name in COMMANDS}
for _ in range(arguments.rounds):
    for name, command in COMMANDS.items():
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times[name].append(time.perf_counter() - began)
medians = {name: median(values) for name, values in times.items()}
if arguments.json:
    print(json.dumps(medians))
else:
    print("| process | s |\n|---|---|")
    for name, seconds in medians.items():
        print(f"| `{name}` | {seconds:.2f} |")
