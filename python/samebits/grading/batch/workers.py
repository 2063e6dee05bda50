"""What submissions are graded by: threads of this process, or a cluster."""

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from samebits.grading.sandbox.confine import HarnessError, end_all


@contextmanager
def workers(executor: str, address: str | None, at_once: int) -> Iterator[Executor]:
    """What submissions run on: threads that each wait for a confined process, or a cluster."""
    if executor == "local":
        pool = ThreadPoolExecutor(at_once)
        try:
            yield pool
        except BaseException:
            end_all()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise HarnessError(
            f"a Dask cluster needs distributed: pip install 'samebits[cluster]' ({error})"
        ) from error
    try:
        client: Any = Client(address, timeout="10s")  # type: ignore[no-untyped-call]
    except OSError as error:
        raise HarnessError(f"{address}: no Dask scheduler answers there ({error})") from error
    with client:
        yield client.get_executor(pure=False)
