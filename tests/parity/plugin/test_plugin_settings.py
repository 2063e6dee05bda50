"""The pytest plugin's settings: recordings, which Octave, which folders."""

import pytest
from scipy.io import loadmat, savemat

from helpers.plugin_suite import M_FILES, RIGHT, beside_m_files, run
from samebits.octave.program import OctaveProgram
from samebits.parity.recorded import FORMAT

pytestmark = [pytest.mark.octave]


@pytest.fixture
def suite(pytester: pytest.Pytester, octave_program: OctaveProgram) -> pytest.Pytester:
    return beside_m_files(pytester)


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


def test_a_recording_in_another_format_is_refused(suite: pytest.Pytester) -> None:
    suite.makepyfile("def test_one(parity):\n    parity.check('twice', [1.0], ours=2.0)\n")
    run(suite, "--octave-record").assert_outcomes(passed=1)
    (path,) = suite.path.glob("octave_recordings/*.mat")
    fields = {name: value for name, value in loadmat(path).items() if not name.startswith("__")}
    savemat(path, {**fields, "format": FORMAT - 1})
    done = run(suite, "--octave-recorded")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*expected format *; record it again with `pytest --octave-record`"])


def test_a_recording_is_stale_once_a_file_is_new_or_gone(suite: pytest.Pytester) -> None:
    suite.makepyfile("""
        def test_one(parity, octave):
            parity.check("twice", [1], ours=2)
            octave.feval("same", 1, nargout=0)
    """)
    run(suite, "--octave-record").assert_outcomes(passed=1)
    run(suite, "--octave-recorded").assert_outcomes(passed=1)
    private = suite.path / "m" / "private"
    private.mkdir()
    (private / "new.m").touch()
    (suite.path / "m" / "spin.m").unlink()
    done = run(suite, "--octave-recorded")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*stale, private/new.m was added, spin.m was removed since; record it again*"])


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


@pytest.mark.parametrize("more", [[], ["--octave-record"]])
def test_an_octave_asked_for_that_is_not_there(suite: pytest.Pytester, more: list[str]) -> None:
    suite.makepyfile(RIGHT)
    done = run(suite, "--octave=/no/octave", *more)
    done.assert_outcomes(errors=3)
    done.stdout.fnmatch_lines(["--octave /no/octave: Octave was not found: looked for /no/octave"])


def test_no_octave_on_this_machine(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/no/octave")
    suite.makepyfile("""
        import pytest

        @pytest.fixture
        def low(octave):
            return octave.feval("halves", [1, 2, 3])

        def test_called(octave):
            octave.feval("twice", 1)

        def test_in_a_fixture(low):
            pass

        def test_else(parity):
            raise RuntimeError("of another kind")
    """)
    done = run(suite)
    done.assert_outcomes(skipped=2, failed=1)
    done.stdout.fnmatch_lines(["parity with Octave: 0 exact / 0 within bound / 0 different / 2 skipped"])
    run(suite, "--require-octave").assert_outcomes(failed=2, errors=1)
    done = run(suite, "--octave-record")
    done.assert_outcomes(errors=3)
    done.stdout.fnmatch_lines(["nothing can be recorded: Octave was not found*"])


def test_wrong_options(suite: pytest.Pytester) -> None:
    done = suite.runpytest_subprocess("--m-path=nowhere")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["ERROR:*nowhere: there is no such folder of .m files"])
    done = run(suite, "--octave-record", "--octave-recorded")
    assert done.ret == pytest.ExitCode.USAGE_ERROR


def test_a_course_folder_is_looked_at_when_it_is_used(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMEBITS_COURSE_DIR", "machine-learning-ex4")
    suite.makepyfile("""
        def test_without():
            pass

        def test_with(parity):
            parity.check("predict", [], ours=5)
    """)
    done = run(suite)
    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines(["SAMEBITS_COURSE_DIR: *machine-learning-ex4: there is no such folder"])
    folder = suite.path / "machine-learning-ex4" / "ex4"
    folder.mkdir(parents=True)
    (folder / "predict.m").write_text("function p = predict () p = 5; end")
    run(suite).assert_outcomes(passed=2)


def test_a_file_that_changes_within_the_second_is_seen(suite: pytest.Pytester) -> None:
    suite.makepyfile("""
        from pathlib import Path

        def test_change(parity):
            for k in range(4):
                Path("m/scaled.m").write_text(f"function y = scaled (x) y = {k} * x; end")
                parity.check("scaled", [3], ours=3 * k)
    """)
    run(suite).assert_outcomes(passed=1)


def test_a_private_file_that_changes_or_goes_is_seen(suite: pytest.Pytester) -> None:
    suite.makepyfile("""
        from pathlib import Path

        import pytest
        from samebits.octave.program import OctaveError

        def test_change(parity, octave):
            Path("m/private").mkdir()
            Path("m/outer.m").write_text("function y = outer (x) y = inner (x); end")
            for k in range(3):
                Path("m/private/inner.m").write_text(f"function y = inner (x) y = {k} * x; end")
                parity.check("outer", [3], ours=3 * k)
            Path("m/private/inner.m").unlink()
            with pytest.raises(OctaveError, match="inner"):
                octave.feval("outer", 3)
    """)
    run(suite).assert_outcomes(passed=1)
