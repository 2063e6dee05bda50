"""Run a confined program until it has answered, ended, or used up its time."""

import contextlib
import math
import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from samebits.grading.sandbox.confine import (
    THREADS,
    HarnessError,
    Limits,
    confined,
    environment,
    filter_file,
)
from samebits.grading.sandbox.processor_time import WaitingTime
from samebits.grading.sandbox.protocol import Frames, ProtocolError
from samebits.grading.sandbox.slots import on_processor, reserve_slot

START = 60.0  # seconds until the first frame: a busy machine starts slowly
MOST_KEPT, MOST_READ = 4_000, 64 << 20  # bytes of output that are kept, and that are read at most
CHECK_INTERVAL = 0.25  # seconds between two checks of threads and files
FILES = 10_000  # no solution needs more
RUNNING: set["subprocess.Popen[bytes]"] = set()
ENDING = threading.Event()  # set: start nothing more


@dataclass
class Deadline:
    """When all of a submission's time is over, however often its program is started.

    Attributes
    ----------
    at : float
        As time.monotonic() counts. It is put off for as long as the grader itself was stopped.
    """

    at: float


def run_confined(
    limits: Limits, command: Sequence[str], frames: Frames, deadline: Deadline | None = None
) -> tuple[str, str]:
    """Run a child until it has answered, ended, or used up its time.

    Parameters
    ----------
    limits : Limits
    command : sequence of str
        `{out}` in it is replaced by the number of the descriptor for frames.
    frames : Frames
        Reads what the child writes there.
    deadline : Deadline, optional
        For all calls; `limits.seconds` is for one.

    Returns
    -------
    how, printed : str
        "finished", "ended", "timed out" or "garbled: ..."; and the beginning of what the
        child printed.

    Raises
    ------
    HarnessError
        The child failed before it got to the submission.
    """
    deadline = deadline or Deadline(math.inf)
    reading, writing = os.pipe()
    with (
        filter_file(limits.level) as filter_fd,
        open(reading, "rb", buffering=0) as results,
        reserve_slot() as slot,
    ):
        passed = [writing] if filter_fd is None else [writing, filter_fd]
        if limits.level == "unshare":
            os.fchown(writing, slot.user, slot.user)  # Octave opens it by name
        # With "rlimits", Octave could find files of other submissions in /tmp
        home = str(limits.visible[0]) if limits.level == "rlimits" and limits.visible else "/tmp"
        arguments = [word.replace("{out}", str(writing)) for word in command]
        try:
            with on_processor(slot.processor):
                process = subprocess.Popen(
                    confined(limits, arguments, filter_fd, slot.user),
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
            if ENDING.is_set():
                raise HarnessError("the grader is ending")
            how, printed = watch(process, results.fileno(), frames, limits, deadline)
            if not frames.started and time.monotonic() < deadline.at:
                raise HarnessError(
                    f"{arguments[0]} in {limits.level} did not start ({how}): {printed.strip()[-300:]}"
                )
            return how, printed
        finally:
            RUNNING.discard(process)
            kill(process)
            process.wait()
            if process.stdout:
                process.stdout.close()


def kill(process: "subprocess.Popen[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def end_all() -> None:
    """End all running submissions, start no more, and return when none is left."""
    ENDING.set()
    while RUNNING:
        for process in tuple(RUNNING):
            kill(process)
        time.sleep(0.01)


def watch(
    process: "subprocess.Popen[bytes]", results: int, frames: Frames, limits: Limits, deadline: Deadline
) -> tuple[str, str]:
    """Read frames and output until the child has answered, ended, or used up its time."""
    assert process.stdout is not None
    output = process.stdout.fileno()
    printed, read = b"", 0
    now = time.monotonic()
    current = Deadline(now + START)  # of the current call, or of the start
    next_look = now + CHECK_INTERVAL
    waited = WaitingTime()  # for a processor that others had
    how = ""
    with selectors.DefaultSelector() as selector:
        selector.register(results, selectors.EVENT_READ)
        selector.register(output, selectors.EVENT_READ)
        while not how:
            timeout = min(max(min(current.at, deadline.at) - now, 0), CHECK_INTERVAL)
            progressed = False
            for key, _ in selector.select(timeout):
                data = os.read(key.fd, 1 << 16)
                if key.fd == output:
                    printed, read = (printed + data)[:MOST_KEPT], read + len(data)
                    if not data:
                        selector.unregister(output)
                    if read > MOST_READ:
                        how = f"garbled: it printed more than {MOST_READ >> 20} MB"
                elif not data:
                    how = how or "ended"
                else:
                    try:
                        progressed = frames.feed(data)
                    except ProtocolError as error:
                        how = f"garbled: {error}"
                    how = "finished" if frames.finished else how
            before, now = now, time.monotonic()
            stopped = max(0, now - before - timeout)  # not the submission's fault
            current.at, deadline.at = current.at + stopped, deadline.at + stopped
            if progressed:
                current.at = now + limits.seconds
            # Seldom, because reading /proc takes longer than a quick call
            if now >= min(current.at, deadline.at, next_look):
                processes = list(descendants(process.pid))
                added = waited.since_last(pid for pid, _ in processes)
                deadline.at, current.at = deadline.at + added, current.at + added
                next_look = now + CHECK_INTERVAL
                if not how and frames.started:
                    how = exceeded_limit(processes, limits.level)
            if not how and now >= min(current.at, deadline.at):
                how = "timed out"
    os.set_blocking(output, False)
    with contextlib.suppress(BlockingIOError):  # the rest of the output
        printed += os.read(output, MOST_KEPT)
    return how, printed[:MOST_KEPT].decode(errors="replace")


def exceeded_limit(processes: Sequence[tuple[int, list[str]]], level: str) -> str:
    """The limit that a sandbox has exceeded, so that it has to end at once; or ""."""
    if sum(len(threads) for _, threads in processes) > THREADS + 2:  # two processes confine it
        return f"garbled: it ran more than {THREADS} threads"
    if level == "bubblewrap" and processes:  # which cannot limit the files in its /tmp itself
        made = files_in_tmp(*processes[-1])
        if made is None:
            return "garbled: its files cannot be counted"
        if made > FILES:
            return f"garbled: it made more than {FILES} files"
    return ""


def files_in_tmp(pid: int, threads: Sequence[str]) -> int | None:
    """The files in a process's /tmp, seen through any of its threads; 0 if all have ended.

    A process whose first thread has ended shows its root through the others alone. None: a thread
    lives, and none lets us look.
    """
    alive = False
    for thread in threads:
        with contextlib.suppress(OSError):
            tmp = os.statvfs(f"/proc/{pid}/task/{thread}/root/tmp")
            return tmp.f_files - tmp.f_ffree
        with contextlib.suppress(OSError):
            state = Path(f"/proc/{pid}/task/{thread}/stat").read_text().rpartition(")")[2].split()[0]
            alive = alive or state not in "ZX"
    return None if alive else 0


def descendants(pid: int) -> Iterator[tuple[int, list[str]]]:
    """A process and all its descendants, each with its threads."""
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:  # it has ended
        return
    yield pid, threads
    for thread in threads:
        with contextlib.suppress(OSError):
            children = Path(f"/proc/{pid}/task/{thread}/children").read_text().split()
            for child in map(int, children):
                yield from descendants(child)
