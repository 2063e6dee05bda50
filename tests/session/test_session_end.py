"""Nothing of a session is left behind, however its Python ends and whatever it ignores."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

import pytest

from helpers.processes import comes_true, ends
from samebits.octave.program import OctaveProgram
from samebits.session.session import OctaveSession

pytestmark = pytest.mark.octave

SIGNALS = {"HUP": signal.SIGHUP, "INT": signal.SIGINT, "TERM": signal.SIGTERM, "KILL": signal.SIGKILL}
ENDS = {
    "returns": "",
    "exits": "raise SystemExit(3)",
    "fails": "1 / 0",
    "exits at once": "os._exit(0)",
    "aborts": "resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); os.abort()",
    "leaves a fork": "folder = session._folder.path\nif os.fork(): os._exit(0)\n"
    "for _ in range(100): folder.exists() and time.sleep(0.1)",
}
STATES = {
    "idle": "time.sleep(600)",
    "in a loop": "session.call('fclose(fopen(\\'busy\\', \\'w\\')); while true; end', {}, ('x',))",
    "in a program": "session.call('system(\\'echo $$ > pid; mv pid busy; exec sleep 600\\');', {}, ('x',))",
}
# A Python for each scenario, forked so that the imports are done once
CHILDREN = """
import json, os, resource, signal, sys, time
from samebits.octave.program import OctaveProgram
from samebits.session.session import OctaveSession

for ignored, then in json.loads(sys.argv[2]):
    if os.fork():
        continue
    for name in ("SIGHUP", "SIGTERM"):
        signal.signal(getattr(signal, name), signal.SIG_IGN if name[3:] in ignored else signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN if "INT" in ignored else signal.default_int_handler)
    session = OctaveSession(OctaveProgram(sys.argv[1], ""))
    octave = int(session.call("x = getpid();", {}, ("x",)).values["x"].item())
    line = json.dumps([ignored, then, str(session._folder.path), os.getpid(), session.pid, octave])
    os.write(1, (line + "\\n").encode())
    exec(then)
    sys.exit()
while True:
    try:
        os.wait()
    except ChildProcessError:
        break
"""


def scenarios(ignored: str) -> list[tuple[str, signal.Signals | None]]:
    """What a Python does once its session is open, and the signal that ends it.

    With some of the signals ignored, those states and ends are left out that cannot differ.
    """
    sent = [number for name, number in SIGNALS.items() if name not in ignored]
    states = [STATES["in a program"]] if ignored in ("HUP", "INT") else STATES.values()
    by_itself = ENDS.values() if ignored in ("", "HUP INT TERM") else ()
    return [*product(states, sent), *((then, None) for then in by_itself)]


@pytest.mark.parametrize("ignored", ["", "HUP", "INT", "HUP INT", "HUP INT TERM"])
def test_nothing_is_left_behind(octave_program: OctaveProgram, ignored: str) -> None:
    waiting = scenarios(ignored)
    command = [sys.executable, "-c", CHILDREN, octave_program.path]
    command.append(json.dumps([(ignored, then) for then, _ in waiting]))
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    )
    assert process.stdout is not None
    try:
        for _ in range(len(waiting)):
            _, then, folder, python, *octave = json.loads(process.stdout.readline())
            number = next(number for words, number in waiting if words == then)
            waiting.remove((then, number))
            if number is not None:
                if "busy" in then:
                    assert comes_true(Path(folder, "busy").exists)
                if "pid" in then:
                    octave.append(int(Path(folder, "busy").read_text()))
                os.kill(python, number)
            assert all(map(ends, octave)), (then, number)
            assert comes_true(lambda folder=folder: not Path(folder).exists()), (then, number)
        assert not waiting
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


FORK = """
import os, sys
from samebits.octave.program import OctaveProgram
from samebits.session.session import OctaveSession

def number(session):
    return int(session.call("x = getpid();", {}, ("x",)).values["x"].item())

session = OctaveSession(OctaveProgram(sys.argv[1], ""))
parents = number(session)
if os.fork() == 0:
    assert session.pid is None
    if sys.argv[2] == "which calls":
        assert number(session) != parents
    sys.exit()
assert os.wait()[1] == 0
assert number(session) == parents
session.close()
"""


@pytest.mark.parametrize("which", ["which calls", "which does not"])
def test_a_fork_leaves_the_session_to_its_parent(octave_program: OctaveProgram, which: str) -> None:
    command = [sys.executable, "-c", FORK, octave_program.path, which]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_stdin_may_be_closed(octave_program: OctaveProgram, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_one(octave):\n    assert octave.feval('plus', 3, 4) == 7\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--require-octave"]
    done = pytester.run("sh", "-c", 'exec "$@" <&-', "sh", *command)
    done.assert_outcomes(passed=1)


def test_a_folder_left_by_a_power_cut_is_swept_up(octave_program: OctaveProgram) -> None:
    folder = Path(tempfile.mkdtemp(prefix="samebits-octave-"))
    (folder / "samebits.lock").touch()
    with OctaveSession(octave_program):
        assert not folder.exists()
