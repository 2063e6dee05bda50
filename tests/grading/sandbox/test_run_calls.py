"""What becomes of calls whose process ends, hangs or finds no function."""

from helpers.tiers import t0_bits
from samebits.grading.sandbox.confine import Room, level_for
from samebits.grading.sandbox.protocol import Call, Outcome
from samebits.grading.sandbox.run_calls import python_program, run_calls, staged


def outcomes(files: dict[str, bytes], *names: str | tuple[str, ...], seconds: float = 1) -> list[Outcome]:
    """Of a call of each function, with the number 3."""
    calls = [Call((name,) if isinstance(name, str) else name, 1, (3.0,)) for name in names]
    with staged(files, ()) as folder:
        room = Room(level_for(False), (), seconds, 1024)
        return run_calls("python", python_program(), calls, folder, room, ("numpy",))[0]


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
