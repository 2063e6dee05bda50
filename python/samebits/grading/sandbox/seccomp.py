"""A filter of system calls: no new processes, no sockets, no other namespaces,
and no memory that outlives its mapping (it would be outside the limit of address space).

Threads are let through, so the mathematics works. The program is in the kernel's own
form (struct sock_filter of linux/filter.h), as bubblewrap's --seccomp wants it.
"""

import platform
import struct
from collections.abc import Mapping

EPERM, ENOSYS = 1, 38
CLONE_THREAD = 0x00010000
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, EQUAL, ABOVE, BITS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # of BPF, with constants
NUMBER, ARCHITECTURE, FLAGS = 0, 4, 16  # offsets in struct seccomp_data; FLAGS is the first argument

# By machine: its AUDIT_ARCH, clone, clone3, and what is denied, after <asm/unistd.h>
DENIED: Mapping[str, tuple[int, int, int, Mapping[str, int]]] = {
    "x86_64": (
        0xC000003E,
        56,
        435,
        {
            "fork": 57, "vfork": 58, "socket": 41, "ptrace": 101, "setns": 308, "unshare": 272, "mount": 165,
            "bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "io_uring_setup": 425, "keyctl": 250,
            "memfd_create": 319, "memfd_secret": 447, "shmget": 29, "msgget": 68,
        },
    ),
    "aarch64": (
        0xC00000B7,
        220,
        435,
        {
            "socket": 198, "ptrace": 117, "setns": 268, "unshare": 97, "mount": 40, "bpf": 280,
            "perf_event_open": 241, "userfaultfd": 282, "io_uring_setup": 425, "keyctl": 219,
            "memfd_create": 279, "memfd_secret": 447, "shmget": 194, "msgget": 186,
        },
    ),
}  # fmt: skip


def seccomp_filter(machine: str | None = None) -> bytes | None:
    """The filter for this machine, or None where its system calls are not known here."""
    known = DENIED.get(machine or platform.machine())
    if known is None:
        return None
    architecture, clone, clone3, denied = known
    numbers = sorted(denied.values())
    program = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (ABOVE, 0, 1, 0x40000000),  # the other ABI of x86-64, with numbers of its own
        (RETURN, 0, 0, KILL),
        (EQUAL, 0, 1, clone3),  # its flags lie where a filter cannot look: glibc then takes clone
        (RETURN, 0, 0, ERRNO | ENOSYS),
    ]
    for number in numbers:
        program += [(EQUAL, 0, 1, number), (RETURN, 0, 0, ERRNO | EPERM)]
    program += [
        (EQUAL, 1, 0, clone),
        (RETURN, 0, 0, ALLOW),
        (LOAD, 0, 0, FLAGS),
        (BITS, 1, 0, CLONE_THREAD),
        (RETURN, 0, 0, ERRNO | EPERM),
        (RETURN, 0, 0, ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
