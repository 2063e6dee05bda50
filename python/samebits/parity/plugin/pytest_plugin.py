"""The pytest plugin: the fixtures `octave` and `parity`, for anyone's port of `.m` files.

pytest loads this module in every run where samebits is installed, so whatever else it
needs is imported when a test asks for it.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from samebits.parity.plugin.octave_functions import OctaveFunctions

STATUSES = ("exact", "within bound", "different", "skipped")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("samebits", "parity with Octave")
    group.addoption("--octave", metavar="PATH", help="The Octave to run. [default: the one on the PATH]")
    group.addoption(
        "--octave-recorded", action="store_true", help="Compare with recorded results; do not start Octave."
    )
    group.addoption("--octave-record", action="store_true", help="Run Octave, and record its results.")
    group.addoption(
        "--require-octave", action="store_true", help="Without Octave fail, where tests would be skipped."
    )
    group.addoption(
        "--m-path", action="append", default=[], metavar="DIR", help="A folder of .m files. Repeatable."
    )
    parser.addini("m_path", "Folders of .m files, beside those of --m-path.", type="paths", default=[])
    parser.addini("octave_recordings", "The folder of recorded results.", default="octave_recordings")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--octave-record") and config.getoption("--octave-recorded"):
        raise pytest.UsageError("--octave-record and --octave-recorded exclude each other")
    for folder in given_folders(config):
        if not folder.is_dir():
            raise pytest.UsageError(f"{folder}: there is no such folder of .m files")


def given_folders(config: pytest.Config) -> tuple[Path, ...]:
    """Folders of `.m` files: those of the options, then those of the settings."""
    here = config.invocation_params.dir
    return (*(here / folder for folder in config.getoption("--m-path")), *config.getini("m_path"))


def course_folders(config: pytest.Config) -> tuple[Path, ...]:
    """The folder of SAMEBITS_COURSE_DIR, if it is set; read when a test asks for Octave."""
    given = os.environ.get("SAMEBITS_COURSE_DIR")
    if not given:
        return ()
    from samebits.parity.m_folder import CourseFolderError, folder_with_functions

    try:
        return (folder_with_functions(config.invocation_params.dir / Path(given).expanduser()),)
    except CourseFolderError as error:
        pytest.fail(f"SAMEBITS_COURSE_DIR: {error}", pytrace=False)


@pytest.fixture(scope="session")
def octave(pytestconfig: pytest.Config) -> Iterator["OctaveFunctions"]:
    """Functions of an Octave, live or recorded: `octave.feval("myfunc", 1, 2)`.

    One Octave for each worker. It starts with the first call, and again after a
    crash or a time-out. See `OctaveFunctions`.
    """
    from samebits.octave.program import OctaveError, find_octave
    from samebits.parity.plugin.octave_functions import OctaveFunctions

    program, why = None, "Octave is not started (--octave-recorded)"
    asked = pytestconfig.getoption("--octave")
    if not pytestconfig.getoption("--octave-recorded"):
        try:
            program = find_octave(asked)
        except OctaveError as error:
            why = str(error)
            if asked:
                pytest.fail(f"--octave {asked}: {why}", pytrace=False)
    if program is None and pytestconfig.getoption("--octave-record"):
        pytest.fail(f"nothing can be recorded: {why}", pytrace=False)
    functions = OctaveFunctions(
        program,
        (*given_folders(pytestconfig), *course_folders(pytestconfig)),
        pytestconfig.rootpath / pytestconfig.getini("octave_recordings"),
        record=pytestconfig.getoption("--octave-record"),
        why=why,
    )
    yield functions
    functions.close()


class Parity:
    """Asserts that values are Octave's, to the last bit or within a bound.

    Made by the fixture `parity`.
    """

    def __init__(self, octave: "OctaveFunctions", node: pytest.Item) -> None:
        self._octave, self._node = octave, node

    def check(
        self,
        name: str,
        args: Sequence[Any],
        ours: Any,
        *,
        bound: Any = None,
        ulps: int = 0,
        timeout: float = 600,
    ) -> None:
        """Run `name(args...)` in Octave, and assert that `ours` has the same values.

        Parameters
        ----------
        name : str
            A function of Octave or of a `.m` file on `--m-path`.
        args : sequence
            Numbers, arrays (a vector is sent as a column) or text.
        ours : array_like, or tuple of several
            What the port returned; a tuple asks Octave for as many outputs.
        bound, ulps, timeout
            As in `assert_same`, and seconds.

        Raises
        ------
        AssertionError
            The two differ; the message names the first element beyond its bound.
        OctaveError
            Octave reports an error, or does not answer in time.
        """
        from samebits.parity.values import as_tuple

        theirs = self._octave.feval(name, *args, nargout=len(as_tuple(ours)), timeout=timeout)
        self.assert_same(ours, theirs, bound=bound, ulps=ulps, name=name)

    def assert_same(
        self, ours: Any, theirs: Any, *, bound: Any = None, ulps: int = 0, name: str = "value"
    ) -> None:
        """Assert that two values, or two tuples of them, are equal.

        Equal means the same shape, class and bits (whole numbers of Python count as
        doubles, a vector as a column). -0 is not 0, though within any bound of it; NaN equals NaN.

        Parameters
        ----------
        ours, theirs : array_like, or tuple
            Python's and Octave's.
        bound : array_like, optional
            Absolute difference up to which elements are within bound; here too, a
            vector counts as a column.
        ulps : int
            Units in the last place up to which they are.

        Raises
        ------
        AssertionError
            The two differ, or there are more or fewer values than expected.
        TypeError
            Whole numbers that no double holds, where Octave has doubles.
        ValueError
            A bound that is negative or NaN, or does not fit the values.
        """
        __tracebackhide__ = True
        from samebits.parity.values import as_tuple, compare_value

        mine, expected = as_tuple(ours), as_tuple(theirs)
        if len(mine) != len(expected):
            self._note("different")
            raise AssertionError(
                f"{name}: {len(mine)} values in Python, {len(expected)} expected, as in Octave"
            )
        failures = []
        for number, (a, b) in enumerate(zip(mine, expected, strict=True), 1):
            title = f"{name}, output {number}" if len(mine) > 1 else name
            found = compare_value(title, a, b, bound)
            within = found.within_bound or (not found.mismatch and found.max_ulps <= ulps)
            self._note("exact" if found.exact else "within bound" if within else "different")
            if not found.exact and not within:
                failures.append(found.describe())
        assert not failures, "\n".join(failures)

    def _note(self, status: str) -> None:
        self._node.user_properties.append(("samebits", status))


@pytest.fixture
def parity(octave: "OctaveFunctions", request: pytest.FixtureRequest) -> Parity:
    """`parity.check("myfunc", args, ours=myfunc(*args))`, and `parity.assert_same(ours, theirs)`."""
    return Parity(octave, request.node)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    with skipping(item):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    with skipping(item):
        yield


@contextmanager
def skipping(item: pytest.Item) -> Iterator[None]:
    """Skip a test for which there is neither an Octave nor a recording, or fail if one is required."""
    try:
        yield
    except RuntimeError as error:
        functions = sys.modules.get("samebits.parity.plugin.octave_functions")
        if functions is None or not isinstance(error, functions.NothingToCompare):
            raise
        item.user_properties.append(("samebits", "skipped"))
        if item.config.getoption("--require-octave"):
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count the comparisons by verdict, over all workers."""
    counted: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            when = getattr(report, "when", "")
            if when == "call" or (when == "setup" and not report.passed):
                counted.update(value for key, value in report.user_properties if key == "samebits")
    if counted:
        text = " / ".join(f"{counted[status]} {status}" for status in STATUSES)
        terminalreporter.write_line(f"parity with Octave: {text}", red=bool(counted["different"]))
