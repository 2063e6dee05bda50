"""Levels of confinement: a submission gets no more of the machine than it needs.

============ ==============================================================================
bubblewrap   no network; a read-only system without this project, other submissions and
             home folders; private /tmp and /proc; its own processes, which end with it
             (a filter refuses new ones where the machine's system calls are known)
unshare      (root only) the same, except that files which every user of this machine may
             read can be read
rlimits      limits of memory and time only: for submissions that you trust
============ ==============================================================================

At every level a submission has one processor, and limits of address space, CPU time, file size,
threads and wall clock.
"""

import contextlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from samebits.errors import SamebitsError
from samebits.grading.sandbox.packages import PROJECT
from samebits.grading.sandbox.seccomp import seccomp_filter
from samebits.grading.sandbox.slots import NOBODY

LEVELS = ("bubblewrap", "unshare", "rlimits")
THREADS = 64  # no solution needs more
UNSHARED = Path(__file__).with_name("unshared.py")


class HarnessError(SamebitsError, RuntimeError):
    """The grader failed, not the submission: there is no score."""


class ConfinementError(HarnessError):
    """This machine cannot confine submissions as asked."""


@dataclass(frozen=True)
class Limits:
    """What a confined program may see and use.

    Attributes
    ----------
    level : str
        One of LEVELS.
    visible : tuple of Path
        What it can read besides the system.
    seconds : float
        Wall-clock time for one call, not counting the wait for a processor.
    memory : int
        Address space in MiB.
    hidden : tuple of Path
        What it must not see, even below a visible folder.
    calls : int
        The largest number of calls that one process has to answer.
    """

    level: str
    visible: tuple[Path, ...]
    seconds: float
    memory: int
    hidden: tuple[Path, ...] = ()
    calls: int = 3

    @property
    def processor_seconds(self) -> int:
        """CPU time in all: no less than the wall clock allows."""
        return int(self.seconds * (self.calls + 1)) + 20


@cache
def strongest_level() -> str:
    """The strongest level that works on this machine."""
    for level in LEVELS[
        : 2 if os.geteuid() == 0 else 1
    ]:  # unshare by a non-root user would share that user's files
        with contextlib.suppress(OSError, subprocess.TimeoutExpired), filter_file(level) as filter_fd:
            command = confined(Limits(level, (), 5, 1024), ["true"], filter_fd, NOBODY)
            passed = [] if filter_fd is None else [filter_fd]
            done = subprocess.run(command, capture_output=True, timeout=20, check=False, pass_fds=passed)
            if done.returncode == 0:
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
            "keep submissions away from this machine's files and network; --trusted runs them anyway"
        )
    return level


def confined(limits: Limits, command: Sequence[str], filter_fd: int | None, user: int) -> list[str]:
    """The command, with the programs that confine it in front."""
    # A submission ends with the grader, however the grader ends
    tied = [program_path("setpriv"), "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
    if limits.level == "bubblewrap":
        return [*resource_limits(limits), *bubblewrap(limits, filter_fd), *command]
    if limits.level == "unshare":
        return [*tied, *unshare(limits, filter_fd, user), *command]
    return [*tied, *resource_limits(limits), *command]


def resource_limits(limits: Limits, *options: str) -> list[str]:
    if not shutil.which("prlimit"):
        script = f'ulimit -c 0; ulimit -t {limits.processor_seconds}; ulimit -f {128 << 10}; exec "$@"'
        return ["sh", "-c", script, "sh"]
    return [
        program_path("prlimit"), *options, "--core=0", f"--as={limits.memory << 20}",
        f"--cpu={limits.processor_seconds}", f"--fsize={64 << 20}", "--nofile=256", "--sigpending=256",
    ]  # fmt: skip


def unshare(limits: Limits, filter_fd: int | None, user: int) -> list[str]:
    hidden = paths_to_cover(
        (Path("/"), *limits.visible), (Path(tempfile.gettempdir()), PROJECT, *limits.hidden)
    )
    return [
        program_path("unshare"), "--net", "--pid", "--ipc", "--uts", "--mount-proc", "--fork", "--kill-child",
        os.path.realpath(sys.executable), "-I", "-S", str(UNSHARED),
        "-" if filter_fd is None else str(filter_fd),
        *map(str, hidden), "--", *map(str, limits.visible), "--",
        *resource_limits(limits, f"--nproc={THREADS}"),
        program_path("setpriv"), f"--reuid={user}", f"--regid={user}", "--clear-groups", "--no-new-privs",
    ]  # fmt: skip


def program_path(name: str) -> str:
    """The full path of a system program: the PATH of a submission may not have its folder."""
    return shutil.which(name) or name


def paths_to_cover(visible: Sequence[Path], hidden: tuple[Path, ...]) -> set[Path]:
    """Where hidden paths could be seen, directly or through a link."""
    found = set()
    for seen in visible:
        inside = os.path.join(os.path.realpath(seen), "")
        found |= {seen / path[len(inside) :] for path in real_paths(hidden) if f"{path}/".startswith(inside)}
    return {path for path in found if path.exists()}


@cache
def real_paths(paths: tuple[Path, ...]) -> list[str]:
    """Paths without links. A class has many, and each start needs them, so they are cached."""
    return [os.path.realpath(path) for path in paths]


def bubblewrap(limits: Limits, filter_fd: int | None) -> list[str]:
    command = [program_path("bwrap"), "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    command += ["--uid", str(NOBODY), "--gid", str(NOBODY), "--hostname", "submission"]
    command += ["--ro-bind", "/usr", "/usr"]
    bound = [Path("/usr"), *limits.visible]
    for name in ("lib", "lib64", "lib32", "bin", "sbin"):
        if os.path.islink(f"/{name}"):
            command += ["--symlink", os.readlink(f"/{name}"), f"/{name}"]
        elif os.path.isdir(f"/{name}"):
            command += ["--ro-bind", f"/{name}", f"/{name}"]
            bound.append(Path(f"/{name}"))
    for linked in ("/etc/alternatives", "/etc/ld.so.cache"):  # they lead to libblas
        command += ["--ro-bind-try", linked, linked]
    command += ["--proc", "/proc", "--dev", "/dev", "--size", str(64 << 20), "--tmpfs", "/tmp"]
    for file in secret_kernel_files():
        command += ["--ro-bind", "/dev/null", file]
    hidden = paths_to_cover(bound, (Path("/usr/src"), Path("/usr/local/src"), PROJECT, *limits.hidden))
    # A course may lie in the folder of a package that submissions import; this project never may
    hidden -= {*limits.visible} - {PROJECT}
    for path in sorted({*limits.visible, *hidden}, key=lambda path: len(path.parts)):
        if path not in hidden:
            command += ["--ro-bind", str(path), str(path)]
        else:
            command += ["--tmpfs", str(path)] if path.is_dir() else ["--ro-bind", "/dev/null", str(path)]
    for path in hidden:
        command += ["--remount-ro", str(path)] if path.is_dir() else []
    # A process that is root outside may write /proc/sys even without root's capabilities
    command += ["--remount-ro", "/proc", "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]
    for name, value in environment("/tmp").items():
        command += ["--setenv", name, value]
    return command + ([] if filter_fd is None else ["--seccomp", str(filter_fd)])


def secret_kernel_files() -> list[str]:
    """The kernel's keys, and the files of /proc that root outside could read and other users could not."""
    found = ["/proc/keys", "/proc/key-users"]
    with os.scandir("/proc") as entries:
        found += [e.path for e in entries if e.is_file() and not e.stat().st_mode & stat.S_IROTH]
    return sorted({path for path in found if os.path.exists(path)})


def environment(home: str) -> dict[str, str]:
    """The whole environment of a submission."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": home,
        "LANG": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


@contextlib.contextmanager
def filter_file(level: str) -> Iterator[int | None]:
    """A descriptor from which the filter of system calls can be read."""
    program = seccomp_filter() if level != "rlimits" else None
    if program is None:
        yield None
        return
    with tempfile.TemporaryFile() as file:
        file.write(program)
        file.seek(0)
        yield file.fileno()
