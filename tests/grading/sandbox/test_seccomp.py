"""The filter of system calls, in the confinement that it belongs to."""

import platform
import struct

import pytest

from helpers.confined_python import STRONG, printed
from samebits.grading.sandbox.seccomp import DENIED, seccomp_filter

MACHINE = platform.machine()
CALL = """
import ctypes
syscall = ctypes.CDLL(None, use_errno=True).syscall
def call(*a):
    pid = os.getpid()
    done = syscall(*map(ctypes.c_long, a))
    if os.getpid() != pid: os._exit(0)
    print(done, ctypes.get_errno())
"""


@pytest.fixture(params=STRONG)
def filtered(request: pytest.FixtureRequest) -> str:
    """A level whose submissions are behind the filter."""
    return str(request.param)


def calls(level: str, *several: tuple[int, ...]) -> list[str]:
    return printed(level, CALL + "".join(f"call(*{c})\n" for c in several)).splitlines()


def test_a_denied_call_fails(filtered: str) -> None:
    denied = DENIED[MACHINE][-1]
    found = calls(filtered, *((number, 0, 0, 0) for number in denied.values()))
    assert dict(zip(denied, found, strict=True)) == dict.fromkeys(denied, "-1 1")


def test_what_takes_the_kernels_memory_is_denied_on_both_machines() -> None:
    needed = (
        "semget msgget shmget mq_open add_key request_key keyctl io_setup io_uring_setup inotify_init1 "
        "fanotify_init landlock_create_ruleset vmsplice memfd_create timer_create bpf sched_setaffinity "
        "sched_setscheduler sched_setattr socket socketpair"
    )
    for machine in DENIED:
        assert set(needed.split()) <= DENIED[machine][-1].keys()


def test_no_filters_of_its_own(filtered: str) -> None:
    """They would take the kernel's memory; other uses of prctl are allowed."""
    prctl = DENIED[MACHINE][4]
    PR_SET_SECCOMP, SECCOMP_MODE_FILTER, PR_GET_DUMPABLE = 22, 2, 3
    denied, allowed = calls(
        filtered, (prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, 0), (prctl, PR_GET_DUMPABLE, 0, 0)
    )
    assert denied == "-1 1"
    assert not allowed.startswith("-1")


def test_of_fcntl_there_is_what_takes_no_memory(filtered: str) -> None:
    code = (
        "import fcntl\nr, w = os.pipe()\n"
        "for c, a in ((fcntl.F_GETFL, 0), (fcntl.F_SETFL, os.O_NONBLOCK), (fcntl.F_DUPFD_CLOEXEC, 0)):\n"
        "    fcntl.fcntl(w, c, a)\n"
        "tried(fcntl.fcntl, w, 1031, 1 << 20)\n"  # F_SETPIPE_SZ
        "tried(lambda: fcntl.lockf(open('/tmp/x', 'w'), fcntl.LOCK_EX))\n"
        "tried(lambda: fcntl.fcntl(os.open('/tmp', 0), fcntl.F_NOTIFY, fcntl.DN_CREATE))\n"
    )
    lines = printed(filtered, code).splitlines()
    assert len(lines) == 3
    assert all(line.startswith("PermissionError") for line in lines), lines


def test_no_process_can_be_made(filtered: str) -> None:
    _, clone, clone3, _, _, _ = DENIED[MACHINE]
    SIGCHLD, CLONE_VFORK, CLONE_NEWUSER = 17, 0x4000, 0x10000000
    plain = [
        (clone, flags, 0, 0, 0, 0) for flags in (SIGCHLD, SIGCHLD | CLONE_VFORK, CLONE_NEWUSER | SIGCHLD)
    ]
    assert calls(filtered, *plain) == ["-1 1"] * 3
    assert calls(filtered, (clone3, 0, 0)) == ["-1 38"]


def test_python_makes_no_process_either(filtered: str) -> None:
    code = (
        "import subprocess, socket\n"
        "tried(os.fork); tried(os.forkpty); tried(os.system, 'true'); tried(subprocess.run, ['true'])\n"
        "tried(os.posix_spawn, '/bin/true', ['true'], {}); tried(socket.socket); tried(socket.socketpair)\n"
        "tried(socket.socket, socket.AF_UNIX); tried(socket.socket, 40)\n"  # AF_VSOCK
    )
    lines = printed(filtered, code).splitlines()
    assert lines.pop(2) != "0"  # what system() says
    assert len(lines) == 8
    assert all("not permitted" in line for line in lines), lines


def test_memory_that_outlives_its_mapping_is_denied() -> None:
    assert printed("bubblewrap", "tried(os.memfd_create, 'x')").startswith("PermissionError")


def test_threads_are_allowed() -> None:
    code = "import threading\nt = threading.Thread(target=print, args=('thread',)); t.start(); t.join()\n"
    assert printed("bubblewrap", code) == "thread\n"


def test_the_filter_is_whole_instructions_and_unknown_machines_have_none() -> None:
    for machine in DENIED:
        program = seccomp_filter(machine)
        assert program
        assert len(program) % 8 == 0
        assert struct.unpack("=HBBI", program[-8:])[3] == 0x7FFF0000
    assert seccomp_filter("pdp11") is None
