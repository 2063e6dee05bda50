"""What becomes of calls whose process ends, hangs or finds no function."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from helpers.tiers import t0_bits
from samebits.grading.assignment.calls import Call
from samebits.grading.sandbox import run_calls as children
from samebits.grading.sandbox.confine import Limits, level_for
from samebits.grading.sandbox.protocol import Outcome
from samebits.grading.sandbox.run_calls import python_program, run_calls, staging_folder
from samebits.grading.sandbox.run_confined import run_confined


def outcomes(
    files: dict[str, bytes],
    *names: str | tuple[str, ...],
    seconds: float = 1,
    packages: tuple[str, ...] = ("numpy",),
) -> list[Outcome]:
    """Of a call of each function, with the number 3."""
    calls = [Call((name,) if isinstance(name, str) else name, 1, (3.0,)) for name in names]
    with staging_folder(files, ()) as folder:
        limits = Limits(level_for(False), (), seconds, 1024)
        return run_calls("python", python_program(), calls, folder, limits, packages)[0]


def statuses(files: dict[str, bytes], *names: str | tuple[str, ...]) -> list[str]:
    return [outcome.status for outcome in outcomes(files, *names)]


F = b"def f(x): return 2 * x\n"


def test_a_crash_costs_its_call_and_no_other() -> None:
    files = {"a.py": F + b"import os\ndef g(x): os._exit(0)\n"}
    before, crashed, after = outcomes(files, "f", "g", "f")
    assert (before.status, crashed.status, after.status) == ("done", "ended", "done")
    t0_bits(before.values[0], after.values[0])
    t0_bits(before.values[0], 6.0)


def test_after_a_time_out_the_function_is_not_tried_again() -> None:
    slow = F + b"import time\ndef g(x): print('tried', flush=True); time.sleep(100)\n"
    assert statuses({"a.py": slow}, "g", "f", "g", "f", "g") == [
        "timed out", "done", "timed out", "done", "timed out",
    ]  # fmt: skip


def test_a_file_that_ends_the_process_is_imported_once() -> None:
    files = {"a.py": b"import os\nos._exit(0)\ndef g(x): pass\n", "b.py": F}
    crashed, again, other = outcomes(files, "g", "g", "f")
    assert (crashed.status, crashed.importing) == ("ended", "a.py")
    assert (again.status, again.text) == ("missing", "ended a.py")
    assert other.status == "done"


def test_an_error_while_importing_costs_that_file_alone() -> None:
    files = {"a.py": b"g = 1 / 0\n", "b.py": F}
    failed, done = outcomes(files, "g", "f")
    assert (failed.status, failed.text) == ("failed", "ZeroDivisionError: division by zero (a.py, line 1)")
    assert done.status == "done"


def test_a_file_named_by_the_submission_itself_is_not_believed() -> None:
    forged = b"import os\nfor n in range(3, 256):\n    try: os.write(n, b'import 0 1\\n\\0')\n"
    forged += b"    except OSError: pass\n"
    forged += b"os._exit(0)\ndef f(x): pass\n"
    first, second = outcomes({"a.py": forged}, "f", "f")
    assert (first.status, first.importing) == ("ended", "")
    assert second.status != "done"


def test_functions_are_found_however_they_are_defined() -> None:
    for code in (
        b"f: object = lambda x: 2 * x\n",
        b"g, f = None, lambda x: 2 * x\n",
        b"if True:\n    def f(x): return 2 * x\n",
        b"try:\n    import cupy as np\nexcept ImportError:\n    import numpy\n\n    def f(x): return x + x\n",
        b"class F:\n    def __call__(self, x): return 2 * x\nf = F()\n",
        b"from helper.more import g as f\n",
    ):
        files = {"a.py": code, "helper/more.py": F.replace(b"f(x)", b"g(x)")}
        assert statuses(files, "f") == ["done"], code


def test_a_function_may_have_one_of_several_names() -> None:
    camel = {"a.py": b"def nnCost(x): return x\n"}
    assert statuses(camel, ("nn_cost", "nnCost")) == ["done"]
    assert statuses(camel, "nn_cost") == ["missing"]


def test_folders_in_folders_are_kept() -> None:
    assert statuses({"lib/deep/b.py": b"", "a.py": F}, "f") == ["done"]


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How each process that is started ends."""
    ends: list[str] = []

    def run(*arguments: Any) -> tuple[str, str]:
        how, printed = run_confined(*arguments)
        ends.append(how)
        return how, printed

    monkeypatch.setattr(children, "run_confined", run)
    return ends


def test_one_deadline_holds_for_all_calls_and_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = counted(monkeypatch)
    monkeypatch.setattr(children, "START", -2.0)  # the deadline is 0.7 s after the first start
    names = [f"f{k}" for k in range(8)]
    text = "".join(f"def {name}(x): time.sleep(0.2); os._exit(0)\n" for name in names)
    found = outcomes({"a.py": b"import os, time\n" + text.encode()}, *names, seconds=0.3)
    assert [outcome.status for outcome in found][-1] == "timed out"
    assert len(ends) < len(names)
    assert ends[-1] == "timed out"


def test_the_processors_time_is_enough_for_all_calls() -> None:
    """Of a process that each of 20 calls keeps busy for nearly the whole of its 5 s."""
    text = b"import resource\ndef f(x): return resource.getrlimit(resource.RLIMIT_CPU)[1]\n"
    found = outcomes({"a.py": text}, *["f"] * 20, seconds=5)
    assert float(found[0].values[0]) >= 20 * 5  # T4


FORGER = b"""import os
def say(text):
    for n in range(3, 256):
        try: os.write(n, text)
        except OSError: pass
def f(x):
    for k in range(2, 6): say(b"start %d\\n" % k)
    import time; time.sleep(100)
def g(x): return 3.0
"""


def test_a_call_cannot_be_begun_out_of_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = counted(monkeypatch)
    found = outcomes({"a.py": FORGER}, "g", "f", "g", "g", "g", "g")
    assert [outcome.status for outcome in found] == ["done", "garbled", "done", "done", "done", "done"]
    assert ends == ["garbled: a frame for another call than the current one", "finished"]


def test_values_are_counted_for_a_whole_submission() -> None:
    """Two calls of 6 MB each; the limit is 8 MiB. Another process starts with what is left."""
    files = {"a.py": b"import numpy as np\ndef f(x): return np.ones(750_000)\n" + F.replace(b"f(", b"g(")}
    first, second, small = outcomes(files, "f", "f", "g", seconds=5)
    assert (first.status, second.status, small.status) == ("done", "garbled", "done")
    assert "in all calls together" in second.text


def test_a_module_of_one_file_can_be_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lonely.py").write_text("def twice(x): return 2 * x\n")
    (tmp_path / "secret.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    files = {"a.py": b"import lonely\ndef f(x): return lonely.twice(x)\ndef g(x): import secret\n"}
    f, g = outcomes(files, "f", "g", packages=("numpy", "lonely"))
    t0_bits(f.values[0], 6.0)
    assert "No module named 'secret'" in g.text  # which lies beside it


BUSY = """import os
os.sched_setaffinity(0, {processor})
print(flush=True)
while os.getppid() == {parent}: pass"""


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells how long a program waits")
def test_who_waits_for_a_processor_does_not_run_out_of_time() -> None:
    """0.6 s of a processor that five others want, too; the limit is 1 s."""
    whole = os.sched_getaffinity(0)
    processor = min(whole)
    command = [sys.executable, "-c", BUSY.format(processor={processor}, parent=os.getpid())]
    busy = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(5)]
    try:
        for one in busy:
            assert one.stdout is not None
            one.stdout.readline()
        os.sched_setaffinity(0, {processor})
        slow = b"import time\ndef f(x):\n    while time.process_time() < 0.6: pass\n    return x\n"
        assert statuses({"a.py": slow}, "f") == ["done"]
    finally:
        os.sched_setaffinity(0, whole)
        for one in busy:
            one.kill()
            one.communicate()
