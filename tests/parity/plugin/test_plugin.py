"""The pytest plugin, as somebody's test-suite uses it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpers.plugin_suite import RIGHT, beside_m_files, run
from helpers.processes import ends, with_default_signals
from samebits.octave.program import OctaveProgram

pytestmark = [pytest.mark.octave]


@pytest.fixture
def suite(pytester: pytest.Pytester, octave_program: OctaveProgram) -> pytest.Pytester:
    return beside_m_files(pytester)


def test_equal_bits_pass(suite: pytest.Pytester) -> None:
    suite.makepyfile(RIGHT)
    done = run(suite)
    done.assert_outcomes(passed=3)
    done.stdout.fnmatch_lines(["parity with Octave: 4 exact / 0 within bound / 0 different / 0 skipped"])


def test_a_last_bit_fails_and_is_named(suite: pytest.Pytester) -> None:
    suite.makepyfile("""
        import numpy as np

        def test_bit(parity):
            x = np.array([1.0, 2.0])
            parity.check("twice", [x], ours=np.array([2.0, np.nextafter(4, 5)]))

        def test_bound(parity):
            x = np.array([1.0, 2.0])
            parity.check("twice", [x], ours=np.array([2.0, np.nextafter(4, 5)]), ulps=1)
            parity.check("twice", [x], ours=np.array([2.0, 4.01]), bound=0.1)

        def test_shape(parity):
            parity.check("twice", [np.ones((1, 3))], ours=np.full(3, 2.0))
    """)
    done = run(suite)
    done.assert_outcomes(passed=1, failed=2)
    done.stdout.fnmatch_lines(
        [
            "E*twice(2,1): 4.000000000000001 in Python, 4.0 in Octave; 1 of 2 elements differ*1 ULP*",
            "E*twice: shape (3, 1) in Python, (1, 3) in Octave*",
            "parity with Octave: 0 exact / 2 within bound / 2 different / 0 skipped",
        ]
    )


def test_an_octave_that_fails_hangs_or_ends_is_told_and_replaced(suite: pytest.Pytester) -> None:
    suite.makepyfile("""
        import pytest
        from samebits.octave.program import OctaveDied, OctaveError, OctaveTimeout

        def test_error(parity):
            with pytest.raises(OctaveError, match="no luck with 7"):
                parity.check("broken", [7], ours=0)

        def test_endless_printing(parity):
            with pytest.raises(OctaveTimeout):
                parity.check("chatter", [7], ours=0, timeout=2)

        def test_exit(parity):
            with pytest.raises(OctaveDied):
                parity.check("leave", [7], ours=0)

        def test_and_on(parity):
            parity.check("twice", [7], ours=14)
    """)
    run(suite).assert_outcomes(passed=4)


def test_what_is_lost_on_other_ways_to_octave_arrives(suite: pytest.Pytester) -> None:
    """Classes, empty arrays, vectors, whole numbers, text, NaN payloads, -0 and denormals."""
    suite.makepyfile("""
        import numpy as np
        import pytest

        def test_there(octave):
            args = [3, np.arange(3), np.float32(1), np.array([[True]]), "hä", np.zeros((0, 2)), [1.5, 2]]
            assert octave.feval("kinds", *args) == (
                "double 1x1 double 3x1 single 1x1 logical 1x1 char 1x3 double 0x2 double 2x1 ")

        def test_back(parity, octave):
            a, b, c, d = octave.feval("empties", nargout=4)
            assert [v.dtype.name for v in (a, b, c, d)] == ["float32", "bool", "int8", "float64"]
            assert [v.shape for v in (a, b, c, d)] == [(0, 0), (1, 1), (1, 1), (1, 1)]

        def test_both_ways(parity):
            bits = [0x7FF8DEADBEEF0001, 0x8000000000000000, 1, 0xFFF0000000000000]
            x = np.array(bits, dtype=np.uint64).view(np.float64)
            parity.check("same", [x], ours=x)
            parity.check("same", [np.float32(0.1)], ours=np.float32(0.1))
            parity.check("same", [True], ours=True)
            parity.check("rdivide", [1, 2], ours=0.5)  # not in whole numbers

        @pytest.mark.parametrize("argument", [None, 1j, len, ["a", "b"], {"a": 1}, 2**60 + 1])
        def test_refused(parity, argument):
            with pytest.raises(TypeError, match="^arg1 "):
                parity.check("same", [argument], ours=1)

        def test_a_handle_and_a_struct(parity, octave):
            parity.check("slope", [octave.expression("@(x) x^2"), 3], ours=6)
            parity.check("getfield", [octave.expression("struct('a', 7)"), "a"], ours=7)
    """)
    run(suite).assert_outcomes(passed=10)


def test_whatever_happens_in_octave_the_next_answer_is_right(suite: pytest.Pytester) -> None:
    suite.makepyfile("""
        import os
        import pytest
        from samebits.octave.program import OctaveDied, OctaveError, OctaveTimeout

        ENDS = {"leave": OctaveDied, "crash": OctaveDied, "spin": OctaveTimeout, "chatter": OctaveTimeout,
                "deep": OctaveError, "unset": OctaveError, "nowhere": OctaveError}

        @pytest.mark.parametrize("name", ENDS)
        def test_bad(parity, octave, name):
            with pytest.raises(ENDS[name]):
                octave.feval(name, 7, timeout=2)
            for k in range(3):
                parity.check("twice", [k], ours=2 * k)

        @pytest.mark.parametrize("name", ["ask", "prompt"])
        def test_asked_and_out_of_step(parity, octave, name):
            for k in range(5):  # an answer to an earlier call would be another number
                try:
                    assert octave.feval(name, k, timeout=20).item() == k
                except OctaveDied:
                    pass
                parity.check("twice", [k], ours=2 * k)

        def test_killed_from_outside(parity, octave):
            parity.check("twice", [1], ours=2)
            os.killpg(octave._session.pid, 9)
            with pytest.raises(OctaveDied):
                parity.check("twice", [1], ours=2)
            parity.check("twice", [1], ours=2)

        def test_two_threads(octave):
            from concurrent.futures import ThreadPoolExecutor
            with ThreadPoolExecutor(4) as pool:
                doubled = pool.map(lambda k: octave.feval("twice", k).item(), range(20))
                assert list(doubled) == list(range(0, 40, 2))
    """)
    run(suite).assert_outcomes(passed=11)
    assert not list(suite.path.glob("octave-*"))  # no core dumps


def test_importing_pytest_s_plugin_starts_no_octave(suite: pytest.Pytester) -> None:
    suite.makepyfile("""
        import sys

        def test_no_fixture():
            assert not {"oct2py", "numpy", "scipy", "matplotlib"} & set(sys.modules)
    """)
    run(suite, "-p", "no:cov").assert_outcomes(passed=1)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("workers", [[], ["-n", "2"]])
def test_nothing_is_left_after_a_kill(
    suite: pytest.Pytester, how: signal.Signals, workers: list[str], tmp_path: Path
) -> None:
    suite.makepyfile("""
        import os
        import pytest
        from pathlib import Path

        @pytest.mark.parametrize("k", range(2))
        def test_busy(octave, k):
            octave.feval("twice", 1)
            pid = octave._session.pid
            Path(os.environ["TMPDIR"], f"busy{k}").write_text(str(pid))
            octave.feval("spin", 1, timeout=100)
    """)
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = with_default_signals(
        sys.executable, "-m", "pytest", "--m-path=m", "-p", "no:cacheprovider", *workers
    )
    with (tmp_path / "output").open("w") as output:
        process = subprocess.Popen(
            command, cwd=suite.path, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        busy = [tmp_path / f"busy{k}" for k in range(len(workers) or 1)]
        for _ in range(600):
            if all(path.exists() and path.read_text() for path in busy):
                break
            time.sleep(0.05)
        octaves = [int(path.read_text()) for path in busy]
        process.send_signal(how)
        process.wait(timeout=60)
    assert all(map(ends, octaves))
    for _ in range(100):  # workers end a moment after pytest
        left = list(tmp_path.glob("samebits-octave-*"))
        if not left:
            break
        time.sleep(0.05)
    assert not left


def test_two_workers_have_an_octave_each(suite: pytest.Pytester, tmp_path: Path) -> None:
    suite.makepyfile("""
        import pytest

        @pytest.mark.parametrize("k", range(8))
        def test_one(parity, k):
            parity.check("twice", [k], ours=2 * k)
    """)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    os.environ["TMPDIR"] = str(temporary)
    try:
        done = run(suite, "-n", "2")
    finally:
        del os.environ["TMPDIR"]
    done.assert_outcomes(passed=8)
    done.stdout.fnmatch_lines(["parity with Octave: 8 exact*"])
    assert not list(temporary.glob("samebits-octave-*"))


def test_nan_is_within_no_number_of_ulps(suite: pytest.Pytester) -> None:
    suite.makepyfile("""
        import numpy as np
        import pytest

        @pytest.mark.parametrize(("ours", "x"), [(np.nan, 1.0), (2.0, np.nan), (np.inf, 1.0), (2.0, np.inf)])
        @pytest.mark.parametrize("ulps", [0, 2**60])
        def test_one_side(parity, ours, x, ulps):
            parity.check("twice", [x], ours=ours, ulps=ulps)
    """)
    done = run(suite)
    done.assert_outcomes(failed=8)
    done.stdout.fnmatch_lines(["parity with Octave: 0 exact / 0 within bound / 8 different / 0 skipped"])


def test_values_of_other_kinds_have_verdicts(suite: pytest.Pytester) -> None:
    suite.makepyfile("""
        import numpy as np
        import pytest

        def test_equal(parity, octave):
            parity.check("int32", [[1, 2]], ours=np.array([1, 2], dtype=np.int32))
            parity.check("shout", ["abc"], ours="ABC!")
            assert octave.feval("same", np.eye(2), nargout=0) == ()
            parity.check("twice", [np.ones(3)], ours=np.full(3, 2 + 1e-12), bound=np.full(3, 1e-10))

        def test_other_text(parity):
            parity.check("shout", ["abc"], ours="abc")

        def test_how_many(parity):
            parity.assert_same((1, 2), (1, 2, 3), name="v")
    """)
    done = run(suite)
    done.assert_outcomes(passed=1, failed=2)
    done.stdout.fnmatch_lines(
        [
            "E*shout: 'abc' in Python, 'ABC!' in Octave",
            "E*v: 2 values in Python, 3 expected, as in Octave",
            "parity with Octave: 2 exact / 1 within bound / 2 different / 0 skipped",
        ]
    )


def test_global_variables_do_not_stay(suite: pytest.Pytester) -> None:
    (suite.path / "m" / "counted.m").write_text(
        "function n = counted ()\n  global N;\n  if isempty (N) N = 0; end\n  N = N + 1;\n  n = N;\nend\n"
    )
    suite.makepyfile("""
        def test_twice(parity):
            parity.check("counted", [], ours=1)
            parity.check("counted", [], ours=1)
    """)
    run(suite).assert_outcomes(passed=1)
