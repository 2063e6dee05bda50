"""A processor and a user number for each sandbox, its own while there are enough."""

import contextlib
import os
import random
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

NOBODY = 65534
USERS = range(60600, 61184)  # no distribution uses them, and a container has 65,536
LOCK = threading.Lock()
PROCESSORS_TAKEN: Counter[int] = Counter()
USERS_TAKEN: Counter[int] = Counter()


@dataclass(frozen=True)
class Slot:
    """A processor and a user for one sandbox.

    Attributes
    ----------
    processor : int or None
        None where the system does not let us choose.
    user : int
        For unshare: the kernel counts its limits by user.
    """

    processor: int | None
    user: int


@contextlib.contextmanager
def reserve_slot() -> Iterator[Slot]:
    """Reserve the processor and the user that the fewest others have."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else {None}
    with LOCK:
        # At random among equals, because another grader may run on this machine
        processor = min(allowed, key=lambda p: (PROCESSORS_TAKEN[p], random.random()))
        user = min(USERS, key=lambda u: (USERS_TAKEN[u], random.random()))
        PROCESSORS_TAKEN[processor] += 1
        USERS_TAKEN[user] += 1
    try:
        yield Slot(processor, user)
    finally:
        with LOCK:
            PROCESSORS_TAKEN[processor] -= 1
            USERS_TAKEN[user] -= 1


@contextlib.contextmanager
def on_processor(processor: int | None) -> Iterator[None]:
    """Keep programs that this thread starts on one processor."""
    if processor is None:
        yield
        return
    allowed = os.sched_getaffinity(0)
    with contextlib.suppress(OSError):  # if it is not allowed, the system chooses
        os.sched_setaffinity(0, {processor})
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, allowed)
