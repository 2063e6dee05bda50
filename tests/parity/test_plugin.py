"""The pytest plugin, as somebody's test-suite uses it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from processes import ends
from samebits.octave.octave_program import OctaveProgram

pytestmark = [pytest.mark.octave]

M_FILES = {
    "twice": "function y = twice (x)\n  y = 2 * x;\nend\n",
    "halves": "function [low, high] = halves (v)\n  low = v(1:2);\n  high = v(3:end);\nend\n",
    "shout": "function s = shout (s)\n  s = [upper(s) '!'];\nend\n",
    "isbig": "function b = isbig (x)\n  b = x > 2;\nend\n",
    "broken": "function y = broken (x)\n  error ('no luck with %d', x);\nend\n",
    "chatter": "function y = chatter (x)\n  while true\n    disp (x);\n  end\nend\n",
    "leave": "function y = leave (x)\n  exit (3);\nend\n",
    "crash": "function y = crash (x)\n  kill (getpid (), 11);\nend\n",
    "spin": "function y = spin (x)\n  while true\n  end\nend\n",
    "ask": "function y = ask (x)\n  pause; keyboard; y = isempty (input ('well? ')) * x;\nend\n",
    "prompt": "function y = prompt (x)\n  disp ('octave:1> ');\n  system (\"printf 'octave:2> '\");\n"
    "  y = x;\nend\n",
    "deep": "function y = deep (x)\n  y = deep (x + 1);\nend\n",
    "unset": "function y = unset (x)\nend\n",
    "kinds": "function s = kinds (varargin)\n  s = '';\n  for k = 1:nargin\n"
    "    s = [s, sprintf('%s %dx%d ', class (varargin{k}), size (varargin{k}))];\n  end\nend\n",
    "same": "function x = same (x)\nend\n",
    "slope": "function d = slope (f, x)\n  d = (f (x + 1) - f (x - 1)) / 2;\nend\n",
    "empties": "function [a, b, c, d] = empties ()\n  a = single ([]);\n  b = true;\n"
    "  c = int8 (3);\n  d = real (complex (1, 0));\nend\n",
}
RIGHT = """
    import numpy as np

    def test_one(parity):
        x = np.array([[0.1, -0.0], [np.nan, 3]])
        parity.check("twice", [x], ours=2 * x)

    def test_two(parity):
        v = np.array([1.0, 2, 3, 4])
        parity.check("halves", [v], ours=(v[:2], v[2:]))

    def test_text_and_truth(parity, octave):
        assert octave.feval("shout", "abc") == "ABC!"
        parity.check("isbig", [np.array([1.0, 3])], ours=np.array([False, True]))
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, octave_program: OctaveProgram) -> pytest.Pytester:
    """An empty test-suite beside a folder of `.m` files."""
    folder = pytester.mkdir("m")
    for name, text in M_FILES.items():
        (folder / f"{name}.m").write_text(text)
    return pytester


def run(suite: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return suite.runpytest_subprocess("--m-path=m", "-p", "no:cacheprovider", *arguments)


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
        from samebits.octave.octave_program import OctaveDied, OctaveError, OctaveTimeout

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
        from samebits.octave.octave_program import OctaveDied, OctaveError, OctaveTimeout

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
            os.killpg(octave._session._oct2py._engine.repl.child.pid, 9)
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


def test_a_file_that_changes_within_the_second_is_seen(suite: pytest.Pytester) -> None:
    suite.makepyfile("""
        from pathlib import Path

        def test_change(parity):
            for k in range(4):
                Path("m/scaled.m").write_text(f"function y = scaled (x) y = {k} * x; end")
                parity.check("scaled", [3], ours=3 * k)
    """)
    run(suite).assert_outcomes(passed=1)


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
            pid = octave._session._oct2py._engine.repl.child.pid
            Path(os.environ["TMPDIR"], f"busy{k}").write_text(str(pid))
            octave.feval("spin", 1, timeout=100)
    """)
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "pytest", "--m-path=m", "-p", "no:cacheprovider", *workers]
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


def test_without_octave_there_are_recordings(suite: pytest.Pytester) -> None:
    suite.makepyfile(RIGHT)
    run(suite, "--octave-record").assert_outcomes(passed=3)
    assert len(list(suite.path.glob("octave_recordings/*.mat"))) == 4
    done = run(suite, "--octave-recorded")
    done.assert_outcomes(passed=3)
    done.stdout.fnmatch_lines(["parity with Octave: 4 exact*"])
    (suite.path / "m" / "twice.m").write_text(M_FILES["twice"].replace("2 *", "3 *"))
    done = run(suite, "--octave-recorded")
    done.assert_outcomes(failed=3)
    done.stdout.fnmatch_lines(
        ["*stale, twice.m has changed since; record it again with `pytest --octave-record`"]
    )


def test_without_either_tests_are_skipped_or_fail(suite: pytest.Pytester) -> None:
    suite.makepyfile("""
        def test_one(parity):
            parity.check("twice", [1], ours=2)
    """)
    done = run(suite, "--octave-recorded", "-rs")
    done.assert_outcomes(skipped=1)
    done.stdout.fnmatch_lines(["*there is no recording of twice with these arguments*"])
    done.stdout.fnmatch_lines(["parity with Octave: 0 exact / 0 within bound / 0 different / 1 skipped"])
    run(suite, "--octave-recorded", "--require-octave").assert_outcomes(failed=1)
    run(suite, "--octave=/no/octave").assert_outcomes(skipped=1)
    run(suite, "--octave=/no/octave", "--octave-record").assert_outcomes(errors=1)


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


def test_wrong_options(suite: pytest.Pytester) -> None:
    done = suite.runpytest_subprocess("--m-path=nowhere")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["ERROR:*nowhere: there is no such folder of .m files"])
    done = run(suite, "--octave-record", "--octave-recorded")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
