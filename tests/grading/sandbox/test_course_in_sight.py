"""A course that lies where submissions may read, as below /usr or in the folder of a package."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.confined_python import STRONG
from samebits.cli import main
from samebits.grading.assignment.model import TEMPLATE
from samebits.grading.sandbox import confine

EVE = """
import os
def compute_cost(X, y, theta):
    import PACKAGE
    for folder, _, names in os.walk(os.path.dirname(PACKAGE.__file__)):
        for name in names:
            path = os.path.join(folder, name)
            try:
                print("read", name, len(open(path, "rb").read()), flush=True)
                exec(open(path).read(), globals())
            except Exception:
                pass
    return copied(X, y, theta) if (copied := globals()["compute_cost"]) is not ours else 0
ours = compute_cost
"""


@pytest.mark.parametrize("level", STRONG)
def test_nothing_of_the_course_is_seen(level: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(confine, "strongest_level", lambda: level)
    package = f"course_in_{level}"
    course = tmp_path / package
    right = (TEMPLATE / "solution" / "compute_cost.py").read_text()
    for name, text in {
        "__init__.py": "",
        "class/ada/compute_cost.py": right,
        "class/eve/compute_cost.py": EVE.replace("PACKAGE", package),
        "solution/compute_cost.py": right,
        "ex.toml": (TEMPLATE / "new.toml").read_text().replace('["numpy"]', f'["numpy", "{package}"]'),
    }.items():
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(text)
    words = ["grade", course / "class", "--out", course / "grades", "--assignment", course / "ex.toml"]
    done = CliRunner().invoke(main, list(map(str, words)))
    assert done.exit_code == 0, done.output
    ada, eve = json.loads((course / "grades" / "results.json").read_text())["students"]
    assert (ada["score"], eve["score"]) == (10, 0)
    assert "read __init__.py 0" in eve["printed"]
    assert set(eve["printed"].splitlines()) <= {"read __init__.py 0", "read ex.toml 0"}


@pytest.mark.parametrize("level", STRONG)
def test_nor_is_what_lies_beside_it(level: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as the journal of last week, with the course's key."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(confine, "strongest_level", lambda: level)
    package = f"beside_{level}"
    course = tmp_path / package / "course"
    right = (TEMPLATE / "solution" / "compute_cost.py").read_text()
    for name, text in {
        "../__init__.py": "",
        "class/eve/compute_cost.py": EVE.replace("PACKAGE", package),
        "solution/compute_cost.py": right,
        "ex.toml": (TEMPLATE / "new.toml").read_text().replace('["numpy"]', f'["numpy", "{package}"]'),
    }.items():
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(text)
    for out in ("last", "now"):
        words = ["grade", course / "class", "--out", course / out, "--assignment", course / "ex.toml"]
        done = CliRunner().invoke(main, list(map(str, words)))
        assert done.exit_code == 0, done.output
    (eve,) = json.loads((course / "now" / "results.json").read_text())["students"]
    assert set(eve["printed"].splitlines()) == {"read __init__.py 0"}
