"""Run every benchmark, and write README.md and growth.png beside this file.

.venv/bin/python tests/benchmarks/all.py
"""

import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SECTIONS = {
    "Training": ("train.py", ["--rounds", "5"]),
    "One evaluation, and how it grows": (
        "gradient.py",
        ["--rounds", "25", "--growth", "--plot", str(HERE / "growth.png")],
    ),
    "Random numbers": ("random_streams.py", ["--rounds", "5"]),
    "Start": ("start.py", []),
    "Grading": ("grading.py", ["1000"]),
}

parts = [
    "# Figures",
    "Written by `all.py` from the scripts beside it; each tells in its first lines what it does. "
    "Machines are noisy: what counts are ratios within one run.",
    f"This run: {platform.machine()}, {platform.system()}, Python {platform.python_version()}.",
]
for title, (script, options) in SECTIONS.items():
    print(f"{script} ...", file=sys.stderr, flush=True)
    done = subprocess.run(
        [sys.executable, str(HERE / script), *options], check=True, capture_output=True, text=True
    )
    parts += [f"## {title}", f"`{script}`", done.stdout.strip()]
    if "--plot" in options:
        parts.append("![ms an evaluation, against examples and hidden units](growth.png)")
(HERE / "README.md").write_text("\n\n".join(parts) + "\n")
