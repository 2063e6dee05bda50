"""Submissions graded in a second, and the grader's memory: .py and .m, all parts, confined.

.venv/bin/python tests/benchmarks/grading.py [how many of each]
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOLUTIONS = Path(__file__).parents[1] / "submissions" / "right"


def made_class(folder: Path, count: int, language: str) -> None:
    """So many students with a right solution each, no two files quite the same."""
    for k in range(count):
        student = folder / f"student{k:04}"
        student.mkdir(parents=True)
        files = [SOLUTIONS / "port.py"] if language == "py" else sorted((SOLUTIONS / "ex4").glob("*.m"))
        comment = f"\n# {k}\n" if language == "py" else f"\n% {k}\n"
        for file in files:
            (student / file.name).write_text(file.read_text() + comment)


def graded(folder: Path, out: Path) -> tuple[float, float]:
    """Seconds, and the largest memory of the grader's own process in MB."""
    code = "from samebits.cli import main; main()"
    command = [sys.executable, "-c", code, "grade", str(folder), "--out", str(out)]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, memory(process.pid))
        time.sleep(0.05)
    seconds = time.perf_counter() - began
    assert process.stdout is not None
    text = process.stdout.read()
    assert process.returncode == 0, text
    assert "100.0 points on average" in text, text
    return seconds, peak


def memory(pid: int) -> float:
    """The peak so far, from /proc."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    words = status.partition("VmHWM:")[2].split()
    return int(words[0]) / 1000 if words else 0.0


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    print(f"{os.cpu_count()} processors, right solutions, all nine parts\n")
    print("| submissions | a second | s | peak memory of the grader, MB |\n|---|---|---|---|")
    folder = Path(tempfile.mkdtemp())
    try:
        for language in ("py", "m"):
            made_class(folder / language, count, language)
            seconds, peak = graded(folder / language, folder / f"out-{language}")
            print(f"| {count} .{language} | {count / seconds:.1f} | {seconds:.0f} | {peak:.0f} |")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
