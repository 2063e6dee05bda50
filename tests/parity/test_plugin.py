"""The pytest plugin, as somebody's test-suite uses it."""

import os
from pathlib import Path

import pytest

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
