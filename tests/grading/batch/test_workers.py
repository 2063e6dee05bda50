"""The pool that submissions are graded by."""

import os
import signal
from concurrent.futures import Future

import pytest

from helpers.confined_python import ran
from samebits.grading.batch.workers import workers
from samebits.grading.sandbox.confine import HarnessError
from samebits.grading.sandbox.run_confined import RUNNING


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_and_leaves(number: signal.Signals) -> None:
    futures: list[Future[tuple[str, str]]] = []

    def grade() -> None:
        with workers("local", None, 1) as pool:
            futures.append(pool.submit(several))
            while not RUNNING:
                pass
            os.kill(os.getpid(), number)

    def several() -> tuple[str, str]:
        ran("bubblewrap", "import time; time.sleep(1000)", seconds=1000)
        return ran("bubblewrap", "import time; time.sleep(1000)", seconds=1000)  # as after a restart

    default = signal.signal(number, signal.SIG_DFL)
    try:
        with pytest.raises(SystemExit) as left:
            grade()
        assert left.value.code == 128 + number
        assert signal.getsignal(number) is signal.SIG_DFL
    finally:
        signal.signal(number, default)
    assert isinstance(futures[0].exception(), HarnessError)
    assert ran("bubblewrap", "print(1)") == ("ended", "1\n")


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    """As SIGHUP under nohup."""
    default = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with workers("local", None, 1):
            os.kill(os.getpid(), signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, default)
