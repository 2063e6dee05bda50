"""The first program in the namespaces that unshare makes: it hides what a submission must not
see, and then runs the submission's program.

It runs as root, by its path, with Python's standard library only:

    unshared.py N HIDDEN... -- VISIBLE... -- COMMAND...

Hidden paths are covered. Visible paths that lie below a covered one are mounted again. Only new
folders for temporary files can be written to. The filter of system calls is read from the
descriptor N (none if N is -).
"""

import contextlib
import ctypes
import os
import re
import sys
from collections.abc import Sequence

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC = 1, 2, 4, 8, 32, 4096, 16384
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
TEMPORARY = {os.path.realpath(path) for path in ("/tmp", "/var/tmp", "/dev/shm")}
libc = ctypes.CDLL(None, use_errno=True)


class Program(ctypes.Structure):
    """struct sock_fprog of linux/filter.h."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def check(result: int, what: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), what)


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    words = (os.fsencode(word) for word in (source, target, kind))
    check(libc.mount(*words, ctypes.c_ulong(flags), options.encode()), target)


def cover_and_mount(hidden: Sequence[str], visible: Sequence[str]) -> None:
    """Cover hidden paths and mount visible ones again, outer folders first."""
    kept = {path: os.open(path, os.O_PATH) for path in visible}
    for path in sorted({*hidden, *kept}, key=lambda path: path.count("/")):
        if path in kept:
            os.makedirs(path, exist_ok=True)
            mount(f"/proc/self/fd/{kept[path]}", path, "", MS_BIND | MS_REC)
            os.close(kept[path])
        elif os.path.isdir(path):
            size = "mode=1777,size=64m,nr_inodes=10000" if path in TEMPORARY else "mode=755,size=1m"
            mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, size)
        elif os.path.exists(path):
            mount("/dev/null", path, "", MS_BIND)


def make_read_only() -> None:
    """Make every mount read-only, except the folders for temporary files."""
    with open("/proc/self/mounts", encoding="utf-8", errors="surrogateescape") as file:
        places = [line.split(" ")[1] for line in file]
    for escaped in places:
        path = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), escaped)
        if path not in TEMPORARY:
            with contextlib.suppress(OSError):  # below a covered path
                flags = os.statvfs(path).f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC)
                mount("", path, "", MS_REMOUNT | MS_BIND | MS_RDONLY | flags)


def install_filter(descriptor: int) -> None:
    with open(descriptor, "rb") as file:
        instructions = file.read()
    program = Program(len(instructions) // 8, instructions)
    check(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0), "seccomp")


def main() -> None:
    descriptor, *paths = sys.argv[1:]
    first = paths.index("--")
    second = paths.index("--", first + 1)
    hidden, visible, command = paths[:first], paths[first + 1 : second], paths[second + 1 :]
    cover_and_mount([*TEMPORARY, *hidden], visible)
    make_read_only()
    if pid := os.fork():  # the namespace's first process: all others end with it
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0)
    if descriptor != "-":
        install_filter(int(descriptor))
    os.chdir("/tmp")
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
