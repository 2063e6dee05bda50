"""Which files a session's Octave finds: somebody's own, then ours, which do not draw or ask."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.tiers import t0_bits
from samebits.octave.program import OctaveError, OctaveProgram
from samebits.session import session as session_module
from samebits.session.session import OctaveSession

pytestmark = pytest.mark.octave
OWN = Path(session_module.__file__).parent / "m"


@pytest.fixture(scope="module")
def session(octave_program: OctaveProgram) -> Iterator[OctaveSession]:
    with OctaveSession(octave_program) as opened:
        yield opened


@pytest.mark.parametrize(
    "code",
    [
        "hist(1:10);", "bar(1:3); grid on; colorbar;", "t = text(1, 1, 'a'); set(t, 'fontsize', 9);",
        "set(gca, 'xtick', get(gcf, 'position'));", "semilogx(1:3); semilogy(1:3); loglog(1:3);",
        "errorbar(1:3, 1:3); line([1 2], [1 2]); scatter(1:3, 1:3);", "mesh(eye(3)); zlabel('z'); view(3);",
        "fplot(@sin, [0 1]); stairs(1:3); stem(1:3);", "print -dpng a.png; saveas(gcf, 'a.png');",
        "h = figure(); axis([0 1 0 1]); xlim([0 1]); sphere(3);",
        "if yes_or_no('?') || any(kbhit()) error('no'); end;",
    ],
)  # fmt: skip
def test_right_code_may_draw_and_ask(session: OctaveSession, code: str) -> None:
    assert session.call(f"{code} x = 1;", {}, ("x",), timeout=60).values["x"].item() == 1
    assert not list(session._folder.path.glob("a.png"))


def test_what_pictures_are_computed_from_is_not_made_up(session: OctaveSession) -> None:
    t0_bits(session.call("[n, x] = hist([1 1 3], 2);", {}, ("n",)).values["n"], [[2.0, 1.0]])
    with pytest.raises(OctaveError, match="fplot draws nothing here, and computes no points"):
        session.call("[x, y] = fplot(@sin, [0 1]);", {}, ("x",))


@pytest.mark.parametrize("name", ["rosen", "bowl", "title", "input", "relativeDifference"])
def test_somebody_s_own_file_comes_before_ours(
    octave_program: OctaveProgram, tmp_path: Path, name: str
) -> None:
    (tmp_path / f"{name}.m").write_text(f"function y = {name} (x)\n  y = 42 + x;\nend\n")
    with OctaveSession(octave_program, m_folders=(tmp_path,)) as opened:
        assert opened.call(f"x = {name}(1);", {}, ("x",)).values["x"].item() == 43
        assert opened.call("x = isempty(plot(1)) + isempty(xlabel('a'));", {}, ("x",)).values["x"] == 2


def test_packages_are_loaded_as_octave_does(octave_program: OctaveProgram, tmp_path: Path) -> None:
    """A made package, installed for the length of a session."""
    package, own = tmp_path / "norms-1.0", tmp_path / "own"
    for folder in (package / "inst", own):
        folder.mkdir(parents=True)
    (package / "DESCRIPTION").write_text(
        "Name: norms\nVersion: 1.0\nDate: 2026-01-01\nAuthor: nobody\nMaintainer: nobody\n"
        "Title: Norms\nDescription: A norm\nCategories: Norms\n"
    )
    (package / "COPYING").write_text("None\n")
    (package / "inst" / "mynorm.m").write_text("function y = mynorm (x)\n  y = max (abs (x));\nend\n")
    (own / "port.m").write_text("function y = port (x)\n  pkg load norms;\n  y = mynorm (x);\nend\n")
    shutil.make_archive(str(package), "gztar", tmp_path, package.name)
    code = f"""pkg("prefix", "{tmp_path}/in", "{tmp_path}/in"); pkg("local_list", "{tmp_path}/list");
    pkg("install", "-local", "{package}.tar.gz"); x = port([1 -3]);"""
    with OctaveSession(octave_program, m_folders=(own,)) as opened:
        assert opened.call(code, {}, ("x",)).values["x"].item() == 3
        with pytest.raises(OctaveError, match="nowhere"):
            opened.call("pkg load nowhere; x = 1;", {}, ("x",))


def test_our_own_files_bear_a_name_that_nobody_else_s_has() -> None:
    assert all(path.name.startswith("samebits_") for path in OWN.glob("*.m"))
