"""What the tests share: the live Octave, and the rule that nothing is skipped in CI."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from samebits.octave.program import OctaveNotFound, OctaveProgram, find_octave
from samebits.parity.run import Octaves
from samebits.resources import project_folder
from samebits.session.session import OctaveSession

pytest_plugins = ["pytester"]

RECORDINGS = project_folder("data") / "recorded"


@pytest.fixture(scope="session")
def octave_program() -> OctaveProgram:
    try:
        return find_octave()
    except OctaveNotFound as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def octaves(octave_program: OctaveProgram) -> Iterator[Octaves]:
    """Live sessions: on the BLAS that Octave links, and on the reference BLAS."""
    live = Octaves(octave_program, RECORDINGS)
    yield live
    live.close()


@pytest.fixture(scope="session")
def reference(octaves: Octaves) -> OctaveSession:
    """A live Octave on the reference BLAS."""
    if octaves.reference is None:
        pytest.skip("the reference BLAS is not on this machine")
    return octaves.reference


@pytest.fixture(scope="session")
def recordings() -> Path:
    return RECORDINGS


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    yield
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped") and session.exitstatus == 0:
        reporter.write_line("In CI a skip is a failure.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
