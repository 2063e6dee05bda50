"""A filter of system calls. It denies new processes, sockets, other namespaces, the choice of a
processor, and what uses kernel memory, which no limit of address space counts: semaphores,
queues, keys, watches of files, rings, locks of ranges of files, larger pipes.

Threads are allowed, because the mathematics needs them. The program has the kernel's own form
(struct sock_filter of linux/filter.h), as bubblewrap's --seccomp expects it.
"""

import platform
import struct
from collections.abc import Mapping

EPERM, ENOSYS = 1, 38
CLONE_THREAD = 0x00010000
PR_SET_SECCOMP = 22
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, EQUAL, ABOVE, BITS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # of BPF, with constants
NUMBER, ARCHITECTURE, FIRST, SECOND = 0, 4, 16, 24  # offsets in struct seccomp_data, low halves
# Of fcntl: F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ
FCNTL_ALLOWED = (0, 1, 2, 3, 4, 1030, 1032)

# For each machine: its AUDIT_ARCH, clone, clone3, fcntl, prctl, and what is denied, from <asm/unistd.h>
DENIED: Mapping[str, tuple[int, int, int, int, int, Mapping[str, int]]] = {
    "x86_64": (
        0xC000003E,
        56,
        435,
        72,
        157,
        {
            "fork": 57, "vfork": 58, "socket": 41, "socketpair": 53, "ptrace": 101, "setns": 308,
            "unshare": 272, "mount": 165, "bpf": 321, "perf_event_open": 298, "userfaultfd": 323,
            "io_uring_setup": 425, "io_setup": 206, "keyctl": 250, "add_key": 248, "request_key": 249,
            "memfd_create": 319, "memfd_secret": 447, "shmget": 29, "msgget": 68, "semget": 64,
            "mq_open": 240, "inotify_init": 253, "inotify_init1": 294, "fanotify_init": 300,
            "landlock_create_ruleset": 444, "seccomp": 317, "vmsplice": 278, "timer_create": 222,
            "syslog": 103, "sched_setaffinity": 203, "sched_setscheduler": 144, "sched_setattr": 314,
            "sched_setparam": 142,
        },
    ),
    "aarch64": (
        0xC00000B7,
        220,
        435,
        25,
        167,
        {
            "socket": 198, "socketpair": 199, "ptrace": 117, "setns": 268, "unshare": 97, "mount": 40,
            "bpf": 280, "perf_event_open": 241, "userfaultfd": 282, "io_uring_setup": 425, "io_setup": 0,
            "keyctl": 219, "add_key": 217, "request_key": 218, "memfd_create": 279, "memfd_secret": 447,
            "shmget": 194, "msgget": 186, "semget": 190, "mq_open": 180, "inotify_init1": 26,
            "fanotify_init": 262, "landlock_create_ruleset": 444, "seccomp": 277, "vmsplice": 75,
            "timer_create": 107, "syslog": 116, "sched_setaffinity": 122, "sched_setscheduler": 119,
            "sched_setattr": 274, "sched_setparam": 118,
        },
    ),
}  # fmt: skip


def seccomp_filter(machine: str | None = None) -> bytes | None:
    """The filter for this machine, or None if its system calls are not listed here."""
    known = DENIED.get(machine or platform.machine())
    if known is None:
        return None
    architecture, clone, clone3, fcntl, prctl, denied = known
    numbers = sorted(denied.values())
    program = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (ABOVE, 0, 1, 0x40000000),  # the x32 ABI, which has numbers of its own
        (RETURN, 0, 0, KILL),
        (EQUAL, 0, 1, clone3),  # a filter cannot read its flags; refused, glibc uses clone
        (RETURN, 0, 0, ERRNO | ENOSYS),
    ]
    for number in numbers:
        program += [(EQUAL, 0, 1, number), (RETURN, 0, 0, ERRNO | EPERM)]
    program += [(EQUAL, 0, 2 + len(FCNTL_ALLOWED) + 1, fcntl), (LOAD, 0, 0, SECOND)]
    for k, operation in enumerate(FCNTL_ALLOWED):
        program.append((EQUAL, len(FCNTL_ALLOWED) - k, 0, operation))
    program += [
        (RETURN, 0, 0, ERRNO | EPERM),
        (RETURN, 0, 0, ALLOW),
        (EQUAL, 0, 4, prctl),  # filters of its own would take the kernel's memory
        (LOAD, 0, 0, FIRST),
        (EQUAL, 0, 1, PR_SET_SECCOMP),
        (RETURN, 0, 0, ERRNO | EPERM),
        (RETURN, 0, 0, ALLOW),
        (EQUAL, 1, 0, clone),
        (RETURN, 0, 0, ALLOW),
        (LOAD, 0, 0, FIRST),
        (BITS, 1, 0, CLONE_THREAD),
        (RETURN, 0, 0, ERRNO | EPERM),
        (RETURN, 0, 0, ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
