"""Keeping a submission in: a process of its own, with no more of the machine than it needs.

============ ==============================================================================
bubblewrap   no network; a read-only system without this project, other submissions and
             home folders; private /tmp and /proc; its own processes, which end with it
             (a filter refuses new ones where the machine's system calls are known)
unshare      (by root alone) no network; its own processes, which end with it; no part of this
             project; but what everybody may read on this machine can be read
rlimits      limits of memory and time alone: for submissions that you trust
============ ==============================================================================

All of them run under limits of address space, CPU time, file size and wall clock.
"""

import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from samebits.errors import SamebitsError
from samebits.grading.sandbox.protocol import Frames, Garbled
from samebits.grading.sandbox.seccomp import seccomp_filter

LEVELS = ("bubblewrap", "unshare", "rlimits")
START = 60.0  # seconds until the first frame: a busy machine starts slowly
KEPT, DRAINED = 4_000, 64 << 20  # bytes printed that are kept, and read before it is enough
NOBODY = 65534
RUNNING: set["subprocess.Popen[bytes]"] = set()
PACKAGE = Path(__file__).resolve().parents[2]
OURS = PACKAGE if (PACKAGE / "octave_reference").is_dir() else PACKAGE.parents[1]  # has the right solutions


class HarnessError(SamebitsError, RuntimeError):
    """Something of ours failed: nobody's points depend on it."""


class ConfinementError(HarnessError):
    """This machine cannot confine submissions as asked."""


@dataclass(frozen=True)
class Room:
    """What a confined program may have.

    Attributes
    ----------
    level : str
        One of LEVELS.
    visible : tuple of Path
        What it can read beside the system.
    seconds : float
        Of wall clock for one call.
    memory : int
        Of address space, in MiB.
    """

    level: str
    visible: tuple[Path, ...]
    seconds: float
    memory: int


@cache
def strongest_level() -> str:
    """The strongest level that works on this machine."""
    for level in LEVELS[: 2 if os.geteuid() == 0 else 1]:  # who is not root would share files with it
        command = confined(Room(level, (), 5, 1024), ["true"], None)
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            if subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == 0:
                return level
    return "rlimits"


def level_for(trusted: bool) -> str:
    """The level to run at.

    Raises
    ------
    ConfinementError
        Only "rlimits" is left, and the submissions are not trusted.
    """
    level = strongest_level()
    if level == "rlimits" and not trusted:
        raise ConfinementError(
            "neither bubblewrap (apt-get install bubblewrap) nor unshare works here, so nothing would "
            "keep submissions off this machine's files and network; --trusted runs them all the same"
        )
    return level


def confined(room: Room, command: Sequence[str], filter_fd: int | None) -> list[str]:
    """The command, with what keeps it in before it."""
    if shutil.which("prlimit"):
        limits = [
            "prlimit", "--core=0", f"--as={room.memory << 20}", f"--cpu={int(room.seconds * 4) + 20}",
            f"--fsize={64 << 20}", "--nofile=256",
        ]  # fmt: skip
    else:
        script = f'ulimit -c 0; ulimit -t {int(room.seconds * 4) + 20}; ulimit -f {128 << 10}; exec "$@"'
        limits = ["sh", "-c", script, "sh"]
    if room.level == "rlimits":
        return [*limits, *command]
    if room.level == "unshare":
        spaces = ["unshare", "--net", "--pid", "--ipc", "--uts", "--mount-proc", "--fork", "--kill-child"]
        # Hides this project; ends with unshare, and all others with it
        first = ["sh", "-c", 'mount -t tmpfs none "$0" && "$@"; exit $?', str(OURS)]
        user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"]
        return [*spaces, *first, *limits[:1], "--nproc=64", *limits[1:], *user, *command]
    return [*limits, *bubblewrap(room.visible, filter_fd), *command]


def bubblewrap(visible: Sequence[Path], filter_fd: int | None) -> list[str]:
    command = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    command += ["--uid", str(NOBODY), "--gid", str(NOBODY), "--hostname", "submission"]
    command += ["--ro-bind", "/usr", "/usr"]
    for name in ("lib", "lib64", "lib32", "bin", "sbin"):
        if os.path.islink(f"/{name}"):
            command += ["--symlink", os.readlink(f"/{name}"), f"/{name}"]
        elif os.path.isdir(f"/{name}"):
            command += ["--ro-bind", f"/{name}", f"/{name}"]
    for linked in ("/etc/alternatives", "/etc/ld.so.cache"):  # through which libblas is found
        command += ["--ro-bind-try", linked, linked]
    command += ["--proc", "/proc", "--dev", "/dev", "--size", str(64 << 20), "--tmpfs", "/tmp"]
    beside = any(OURS.is_relative_to(path) for path in (Path("/usr"), *visible))
    for path in sorted({*visible, *([OURS] if beside else [])}, key=lambda path: len(path.parts)):
        command += ["--tmpfs", str(path)] if path == OURS else ["--ro-bind", str(path), str(path)]
    command += ["--remount-ro", str(OURS)] if beside else []
    # Who is root outside may write /proc/sys even without root's capabilities
    command += ["--remount-ro", "/proc", "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]
    for name, value in environment("/tmp").items():
        command += ["--setenv", name, value]
    return command + ([] if filter_fd is None else ["--seccomp", str(filter_fd)])


def environment(home: str) -> dict[str, str]:
    """All that a submission finds in its environment."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": home,
        "LANG": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


@contextlib.contextmanager
def filter_file(level: str) -> Iterator[int | None]:
    """A descriptor to read the filter of system calls from."""
    program = seccomp_filter() if level == "bubblewrap" else None
    if program is None:
        yield None
        return
    with tempfile.TemporaryFile() as file:
        file.write(program)
        file.seek(0)
        yield file.fileno()


def run_confined(room: Room, command: Sequence[str], frames: Frames) -> tuple[str, str]:
    """Run a child until it has answered, ended, or used up its time.

    Parameters
    ----------
    room : Room
    command : sequence of str
        `{out}` in it is replaced by the number of the descriptor that frames go to.
    frames : Frames
        Takes in what the child writes there.

    Returns
    -------
    how, printed : str
        "finished", "ended", "timed out" or "garbled: ..."; and the beginning of what it
        printed.

    Raises
    ------
    HarnessError
        The child did not come as far as the submission.
    """
    reading, writing = os.pipe()
    with filter_file(room.level) as filter_fd, open(reading, "rb", buffering=0) as results:
        passed = [writing] if filter_fd is None else [writing, filter_fd]
        if room.level == "unshare":
            os.fchown(writing, NOBODY, NOBODY)  # Octave opens it by its name
        # Only bubblewrap has a /tmp in which no other submission leaves files for Octave to find
        home = str(room.visible[0]) if room.level != "bubblewrap" and room.visible else "/tmp"
        words = [word.replace("{out}", str(writing)) for word in command]
        try:
            process = subprocess.Popen(
                confined(room, words, filter_fd),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=environment(home),
                cwd="/",
                pass_fds=passed,
                start_new_session=True,
            )
        finally:
            os.close(writing)
        RUNNING.add(process)
        try:
            how, printed = watch(process, results.fileno(), frames, room.seconds)
            if not frames.started:
                raise HarnessError(
                    f"{words[0]} in {room.level} did not start ({how}): {printed.strip()[-300:]}"
                )
            return how, printed
        finally:
            RUNNING.discard(process)
            end(process)
            process.wait()
            if process.stdout:
                process.stdout.close()


def end(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def end_all() -> None:
    """End whatever runs, so that nobody waits for it."""
    for process in tuple(RUNNING):
        end(process)


def watch(
    process: "subprocess.Popen[bytes]", results: int, frames: Frames, seconds: float
) -> tuple[str, str]:
    """Read frames and output. Each frame must come within the time of one call."""
    assert process.stdout is not None
    output = process.stdout.fileno()
    printed, drained = b"", 0
    deadline = time.monotonic() + START
    how = ""
    with selectors.DefaultSelector() as selector:
        selector.register(results, selectors.EVENT_READ)
        selector.register(output, selectors.EVENT_READ)
        while not how:
            left = deadline - time.monotonic()
            ready = selector.select(max(left, 0))
            if left <= 0:
                how = "timed out"
            for key, _ in ready:
                data = os.read(key.fd, 1 << 16)
                if key.fd == output:
                    printed, drained = (printed + data)[:KEPT], drained + len(data)
                    if not data:
                        selector.unregister(output)
                    if drained > DRAINED:
                        how = f"garbled: it printed more than {DRAINED >> 20} MB"
                elif not data:
                    how = how or "ended"
                else:
                    try:
                        if frames.feed(data):
                            deadline = time.monotonic() + seconds
                    except Garbled as error:
                        how = f"garbled: {error}"
                    how = "finished" if frames.finished else how
    os.set_blocking(output, False)
    with contextlib.suppress(BlockingIOError):  # what it printed last
        printed += os.read(output, KEPT)
    return how, printed[:KEPT].decode(errors="replace")
