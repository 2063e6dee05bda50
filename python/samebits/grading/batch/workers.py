"""The workers that grade submissions: threads of this process, or a cluster."""

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from samebits.grading.sandbox.confine import HarnessError
from samebits.grading.sandbox.run_confined import ENDING, end_all


@contextmanager
def exit_on_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP (the terminal closes) raise SystemExit, so that everything is cleaned up."""

    def leave(number: int, _: object) -> None:
        for other in handled:  # a second one must not interrupt the cleaning up
            signal.signal(other, signal.SIG_IGN)
        raise SystemExit(128 + number)

    handled: list[signal.Signals] = []
    if threading.current_thread() is threading.main_thread():
        # Not a signal that is ignored, as under nohup
        handled = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) is signal.SIG_DFL]
    for number in handled:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number in handled:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def workers(executor: str, address: str | None, at_once: int) -> Iterator[Executor]:
    """An executor for submissions: threads that each wait for a confined process, or a cluster."""
    if executor == "local":
        pool = ThreadPoolExecutor(at_once)
        with exit_on_signals():
            try:
                yield pool
            except BaseException:
                end_all()
                raise
            finally:
                pool.shutdown(cancel_futures=True)
                ENDING.clear()
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise HarnessError(
            f"a Dask cluster needs the package distributed: pip install 'samebits[cluster]' ({error})"
        ) from error
    try:
        client: Any = Client(address, timeout="10s")  # type: ignore[no-untyped-call]
    except OSError as error:
        raise HarnessError(f"{address}: no Dask scheduler answers at this address ({error})") from error
    with client:
        yield client.get_executor(pure=False)
