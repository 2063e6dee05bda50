"""Python programs in confinement, and what they print."""

from samebits.grading.sandbox.confine import Room, run_confined
from samebits.grading.sandbox.protocol import Frames
from samebits.grading.sandbox.run_calls import child, python_program, staged

HELLO = "import os, sys\nos.write(int(sys.argv[1]), b'hello\\n')\n"
TRY = "def tried(f, *a):\n    try: print(f(*a))\n    except BaseException as e: print(type(e).__name__, e)\n"


def ran(level: str, code: str, seconds: float = 5, memory: int = 1024) -> tuple[str, str]:
    """How a Python program ended in confinement, and what it printed."""
    with staged({}, ()) as folder:
        room, _ = child("python", "", folder, Room(level, (), seconds, memory), (), ())
        command = [python_program(), "-I", "-S", "-u", "-c", HELLO + TRY + code, "{out}"]
        return run_confined(room, command, Frames([0]))


def printed(level: str, code: str) -> str:
    how, text = ran(level, code)
    assert how == "ended", text
    return text
