"""Finding Octave on this machine, and a BLAS for it, before a session is started."""

import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from glob import glob
from pathlib import Path

from samebits.errors import SamebitsError

OLDEST = (6, 1)  # before that, rand's numbers were different
QUIET = ("--norc", "--no-history", "--no-window-system")


class OctaveError(SamebitsError, RuntimeError):
    """Octave reported an error, or could not do what it was asked."""


class OctaveNotFound(OctaveError):
    """There is no Octave in the places that were searched."""


class OctaveUnusable(OctaveError):
    """There is an Octave, but it crashes, hangs or is too old."""


class OctaveDied(OctaveError):
    """Octave ended, crashed, or answered a different call; the next call starts a new one."""


class OctaveTimeout(OctaveDied):
    """The wall clock ran out, and Octave was killed."""


@dataclass(frozen=True)
class OctaveProgram:
    """An Octave that has been started once and answered.

    Attributes
    ----------
    path : str
        Absolute: sessions start in a folder of their own.
    version : str
    """

    path: str
    version: str


def find_octave(path: str | None = None, timeout: float = 30) -> OctaveProgram:
    """Look for Octave and make sure that it works.

    Parameters
    ----------
    path : str, optional
        A program, or a name to look up. Without it the environment variable
        OCTAVE_EXECUTABLE is taken, then `octave-cli` and `octave` on the PATH.
    timeout : float
        Seconds to wait for its answer.

    Raises
    ------
    OctaveNotFound
        There is no such program.
    OctaveUnusable
        It crashes, gives no answer in time, is not Octave, or is older than 6.1.
    """
    asked = path or os.environ.get("OCTAVE_EXECUTABLE")
    names = [asked] if asked else ["octave-cli", "octave"]
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise OctaveNotFound(f"Octave was not found: looked for {' and '.join(names)}")
    found = os.path.abspath(found)
    answer = ask(found, timeout)
    match = re.search(r"octave-version=((\d+)\.(\d+)\S*)", answer)
    if match is None:
        raise OctaveUnusable(f"{found} is not a working Octave; it answered {answer.strip()[-200:]!r}")
    if (int(match[2]), int(match[3])) < OLDEST:
        raise OctaveUnusable(f"{found} is Octave {match[1]}; {OLDEST[0]}.{OLDEST[1]} or newer is needed")
    return OctaveProgram(found, match[1])


def ask(program: str, timeout: float, code: str = "") -> str:
    """What Octave prints when asked for its version, and by `code`; if it hangs it is killed.

    It starts in this folder, which holds no `.m` files, and without OCTAVE_PATH: Octave runs the
    functions and the PKG_ADD of its current folder, and the user's may hold the files of a student.
    """
    command = [program, *QUIET, "--eval", f'printf("octave-version=%s\\n", version()); {code}']
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=Path(__file__).parent,
            env={name: value for name, value in os.environ.items() if name != "OCTAVE_PATH"},
            start_new_session=True,
        )
    except OSError as error:
        raise OctaveUnusable(f"{program} cannot be started: {error}") from error
    try:
        output, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise OctaveUnusable(f"{program} gave no answer within {timeout:g} seconds") from None
    text = output.decode(errors="replace")
    if process.returncode < 0 or "octave-version=" not in text:
        raise OctaveUnusable(
            f"{program} is not a working Octave (exit status {process.returncode}); "
            f"it answered {text.strip()[-200:]!r}"
        )
    return text


def reference_blas() -> str | None:
    """Library path that gives a child the reference BLAS, if this machine has it.

    Debian and its relatives keep it in folders of its own, beside OpenBLAS. The
    reference LAPACK has to come along: OpenBLAS's would bring OpenBLAS with it.
    """
    for blas in sorted(glob("/usr/lib/*/blas/libblas.so.3")):
        folder = os.path.dirname(os.path.dirname(blas))
        if os.path.exists(f"{folder}/lapack/liblapack.so.3"):
            return f"{folder}/blas:{folder}/lapack"
    return None
