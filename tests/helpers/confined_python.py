"""Python programs in confinement, and what they print."""

import os
from dataclasses import replace
from pathlib import Path

from samebits.grading.sandbox.confine import LEVELS, Limits
from samebits.grading.sandbox.protocol import Frames
from samebits.grading.sandbox.run_calls import child_command, python_program, staging_folder
from samebits.grading.sandbox.run_confined import Deadline, run_confined

# unshare is for root alone
USABLE = LEVELS if os.geteuid() == 0 else tuple(level for level in LEVELS if level != "unshare")
STRONG = tuple(level for level in USABLE if level != "rlimits")
HELLO = "import os, sys\nos.write(int(sys.argv[1]), b'hello\\n')\n"
TRY = "def tried(f, *a):\n    try: print(f(*a))\n    except BaseException as e: print(type(e).__name__, e)\n"


def ran(
    level: str,
    code: str,
    seconds: float = 5,
    visible: tuple[Path, ...] = (),
    hidden: tuple[Path, ...] = (),
    deadline: Deadline | None = None,
    frames: Frames | None = None,
) -> tuple[str, str]:
    """How a Python program ended in confinement, and what it printed."""
    with staging_folder({}, ()) as folder:
        limits, _ = child_command("python", "", folder, Limits(level, (), seconds, 1024, hidden), (), ())
        limits = replace(limits, visible=(*limits.visible, *visible))
        command = [python_program(), "-I", "-S", "-u", "-c", HELLO + TRY + code, "{out}"]
        return run_confined(limits, command, frames or Frames([0]), deadline)


def printed(level: str, code: str, visible: tuple[Path, ...] = (), hidden: tuple[Path, ...] = ()) -> str:
    how, text = ran(level, code, visible=visible, hidden=hidden)
    assert how == "ended", text
    return text
