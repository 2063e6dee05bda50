"""The filter of system calls, in the confinement that it belongs to."""

import platform
import struct

import pytest

from grading.confined_python import printed
from samebits.grading.seccomp import DENIED, seccomp_filter

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


def calls(*several: tuple[int, ...]) -> list[str]:
    return printed("bubblewrap", CALL + "".join(f"call(*{c})\n" for c in several)).splitlines()


@pytest.mark.parametrize("name", sorted(DENIED[MACHINE][-1]))
def test_a_denied_call_fails(name: str) -> None:
    assert calls((DENIED[MACHINE][-1][name], 0, 0, 0)) == ["-1 1"]


def test_no_process_can_be_made() -> None:
    _, clone, clone3, _, _ = DENIED[MACHINE]
    SIGCHLD, CLONE_VFORK, CLONE_NEWUSER = 17, 0x4000, 0x10000000
    plain = [
        (clone, flags, 0, 0, 0, 0) for flags in (SIGCHLD, SIGCHLD | CLONE_VFORK, CLONE_NEWUSER | SIGCHLD)
    ]
    assert calls(*plain) == ["-1 1"] * 3
    assert calls((clone3, 0, 0)) == ["-1 38"]


def test_python_makes_no_process_either() -> None:
    code = (
        "import subprocess, socket\n"
        "tried(os.fork); tried(os.forkpty); tried(os.system, 'true'); tried(subprocess.run, ['true'])\n"
        "tried(os.posix_spawn, '/bin/true', ['true'], {}); tried(socket.socket)\n"
    )
    lines = printed("bubblewrap", code).splitlines()
    assert lines.pop(2) != "0"  # what system() says
    assert len(lines) == 5
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
