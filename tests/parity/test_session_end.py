"""Nothing of a session is left behind, however its Python ends."""

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from processes import ends
from samebits.octave.octave_program import OctaveProgram
from samebits.parity.session import OctaveSession

pytestmark = pytest.mark.octave

CHILD = """
import os, sys, time
from samebits.octave.octave_program import OctaveProgram
from samebits.parity.session import OctaveSession
session = OctaveSession(OctaveProgram(sys.argv[1], ""))
print(session._folder.path, session.pid, flush=True)
{then}
"""


def child(program: OctaveProgram, then: str) -> tuple["subprocess.Popen[str]", Path, int]:
    """A Python of its own with a session; its folder and Octave's process."""
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD.format(then=then), program.path], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    folder, pid = process.stdout.readline().split()
    process.stdout.close()
    return process, Path(folder), int(pid)


@pytest.mark.parametrize("then", ["", "raise SystemExit(3)", "1 / 0", "os.kill(os.getpid(), 2)"])
def test_nothing_is_left_behind(octave_program: OctaveProgram, then: str) -> None:
    process, folder, pid = child(octave_program, f"sys.stderr.close()\n{then}")
    process.wait(timeout=60)
    assert ends(pid)
    assert not folder.exists()


@pytest.mark.parametrize("with_signal", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("then", ["time.sleep(600)", "session.call('while true; end', {}, ('x',))"])
def test_a_killed_python_takes_octave_and_the_folder_along(
    octave_program: OctaveProgram, with_signal: signal.Signals, then: str
) -> None:
    process, folder, pid = child(octave_program, then)
    time.sleep(0.5)  # it is in the middle of its call
    process.send_signal(with_signal)
    process.wait(timeout=60)
    assert ends(pid)  # the shell around Octave, which removes the folder last
    assert not folder.exists()


def test_a_folder_left_by_a_power_cut_is_swept_up(octave_program: OctaveProgram) -> None:
    folder = Path(tempfile.mkdtemp(prefix="samebits-octave-"))
    (folder / "samebits.lock").touch()
    with OctaveSession(octave_program):
        assert not folder.exists()
