"""A processor and a user number for each sandbox, which no other shares while there are enough."""

import contextlib
import os
import random
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

NOBODY = 65534
USERS = range(60600, 61184)  # used by no distribution, and below the 65,536 that a container has
LOCK = threading.Lock()
PROCESSORS_TAKEN: Counter[int] = Counter()
USERS_TAKEN: Counter[int] = Counter()


@dataclass(frozen=True)
class Place:
    """What a sandbox does not share.

    Attributes
    ----------
    processor : int or None
        None where the system does not let us choose.
    user : int
        In unshare, whose limits the kernel counts by user.
    """

    processor: int | None
    user: int


@contextlib.contextmanager
def place() -> Iterator[Place]:
    """A place that as few others as possible share."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else {None}
    with LOCK:
        # By chance among equals, because another grader may run on this machine
        processor = min(allowed, key=lambda p: (PROCESSORS_TAKEN[p], random.random()))
        user = min(USERS, key=lambda u: (USERS_TAKEN[u], random.random()))
        PROCESSORS_TAKEN[processor] += 1
        USERS_TAKEN[user] += 1
    try:
        yield Place(processor, user)
    finally:
        with LOCK:
            PROCESSORS_TAKEN[processor] -= 1
            USERS_TAKEN[user] -= 1


@contextlib.contextmanager
def on_processor(processor: int | None) -> Iterator[None]:
    """Programs that this thread starts meanwhile stay on one processor."""
    if processor is None:
        yield
        return
    allowed = os.sched_getaffinity(0)
    with contextlib.suppress(OSError):  # where that is not allowed, the system shares them out
        os.sched_setaffinity(0, {processor})
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, allowed)
