"""An assignment's file: what cannot be used is told with its place, and grades nobody."""

import re
from pathlib import Path

import pytest

from samebits.grading.assignment.model import TEMPLATE, AssignmentError, load_assignment

EX4 = 'exercise = "ex4"\n'
GOOD = (TEMPLATE / "new.toml").read_text(encoding="utf-8")
NAMED = "part 1, Cost"
A_PART = GOOD[GOOD.index("[[part]]") :]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "solution").mkdir()
    (tmp_path / "solution" / "compute_cost.py").write_text("def compute_cost(X, y, theta):\n    return 0\n")
    return tmp_path / "ex5.toml"


def line(key: str, new: str) -> str:
    """The assignment with another line for a key of the part; without it where there was none."""
    lines = [old for old in GOOD.splitlines() if not old.startswith(f"{key} =")]
    return "\n".join([*lines, new])


def refused(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AssignmentError) as caught:
        load_assignment(str(path))
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    return message.removeprefix(f"{path}: ")


def test_the_ones_that_come_along_can_be_used(path: Path) -> None:
    path.write_text(GOOD, encoding="utf-8")
    (part,) = load_assignment(str(path)).parts
    assert (part.graded, part.tolerance, part.points) == (("J",), 1e-8, 10.0)
    assert [case.hidden for case in part.cases] == [False, True]
    assert load_assignment("ex4").points == 100


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("graded = []", "graded is []; expected a list of some of J, at least one"),
        ('graded = "J"', "graded is 'J'; expected a list of some of J, at least one"),
        ('graded = ["K"]', "graded is ['K']; expected a list of some of J, at least one"),
        ("outputs = []", "outputs is []; expected a list of names, at least one"),
        ("outputs = [1]", "outputs is [1]; expected a list of names, at least one"),
        ("outputs = [[]]", "outputs is [[]]; expected a list of names, at least one"),
        ('outputs = ["J", "J"]', "outputs is ['J', 'J']; expected a list of names, at least one"),
        ("tolerance = -1", "tolerance is -1; expected a number from 0 to 0.1"),
        ("tolerance = nan", "tolerance is nan; expected a number from 0 to 0.1"),
        ("tolerance = inf", "tolerance is inf; expected a number from 0 to 0.1"),
        ("tolerance = 1.0", "tolerance is 1.0; expected a number from 0 to 0.1"),  # zeros would be right
        ("tolerance = true", "tolerance is True; expected a number from 0 to 0.1"),
        ('tolerance = "x"', "tolerance is 'x'; expected a number from 0 to 0.1"),
        ("points = inf", "points is inf; expected a number from 0 to 1000000"),
        ("points = nan", "points is nan; expected a number from 0 to 1000000"),
        ("points = -5", "points is -5; expected a number from 0 to 1000000"),
        ("points = true", "points is True; expected a number from 0 to 1000000"),
        ("", "points is missing; expected a number from 0 to 1000000"),
        ("visibility = 3", "visibility is 3; expected one of visible, hidden, after_due_date"),
        ("function = {}", """function is {}; expected a name for "octave","""),
        (
            "function = { python = 3 }",
            """function is {'python': 3}; expected a name for "octave",""",
        ),
        (
            'function = { python = "compute cost" }',
            """function is {'python': 'compute cost'}; expected a name for "octave",""",
        ),
        (
            'function = { julia = "cost" }',
            """function is {'julia': 'cost'}; expected a name for "octave",""",
        ),
        ("blocks = 3", 'blocks is 3; expected a table such as { J = [["W1", 4, 3]] }, by J'),
        ("cases = []", "cases is []; expected a list of tables, at least one"),
        ("cases = [3]", "cases is [3]; expected a list of tables, at least one"),
        ("cases = 3", "cases is 3; expected a list of tables, at least one"),
        ("color = 3", "color is unknown; expected some of name, points, function, outputs"),
    ],
)  # fmt: skip
def test_a_part_with_a_wrong_line(path: Path, new: str, expected: str) -> None:
    assert f"{NAMED}: {expected}" in refused(path, line(new.partition(" =")[0] or "points", new))


@pytest.mark.parametrize(
    "blocks",
    [
        "{ K = [['Theta1', 4, 3]] }", "{ J = [] }", "{ J = 3 }", "{ J = [['Theta1', 4]] }",
        "{ J = [['Theta1', 0, 3]] }",
        "{ J = [['Theta1', 4, 2.5]] }", "{ J = [[4, 4, 3]] }", "{ J = ['Theta1', 4, 3] }",
    ],
)  # fmt: skip
def test_blocks_with_wrong_names_and_sizes(path: Path, blocks: str) -> None:
    assert f"{NAMED}: blocks is " in refused(path, line("blocks", f"blocks = {blocks}"))


@pytest.mark.parametrize(
    "random",
    [
        "3", "{ shape = [2, 3] }", "{ within = 0.1 }", "{ shape = [2], within = 0.1 }",
        "{ shape = 'x', within = 0.1 }",
        "{ shape = [2, 0], within = 0.1 }", "{ shape = [2, 3], within = 0 }",
        "{ shape = [2, 3], within = 'x' }",
        "{ shape = [2, 3], within = nan }", "{ shape = [2, 3], within = 0.1, seed = 1 }",
    ],
)  # fmt: skip
def test_random_without_its_shape_or_range(path: Path, random: str) -> None:
    message = refused(path, line("random", f"random = {random}"))
    assert message.startswith(f"{NAMED}: random is ")
    assert message.endswith("expected { shape = [rows, columns], within = a number above 0 }")


def test_random_judges_one_output(path: Path) -> None:
    random = 'random = { shape = [2, 3], within = 0.1 }\noutputs = ["W", "b"]\ngraded = ["W"]'
    text = "\n".join([k for k in GOOD.splitlines() if not k.startswith(("outputs", "graded"))] + [random])
    assert refused(path, text) == (f"{NAMED}: outputs is ['W', 'b']; expected a single one with `random`")


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ('inputs = "example", hidden = "no"', "cases: hidden is 'no'; expected true or false"),
        ('inputs = "example", hidden = 1', "cases: hidden is 1; expected true or false"),
        ('inputs = "example", with = 3', "cases: with is 3; expected a table"),
        ('inputs = "example", with = { z = 3 }', "with: z is unknown; expected some of X, y, theta"),
        ('inputs = "example", with = { y = "x" }', "with y is 'x'; expected a number or a table"),
        ('inputs = "nowhere"', "cases: there is no [inputs.nowhere]"),
        ("inputs = 3", "cases: inputs is 3; expected text"),
        ("hidden = true", "cases: inputs is missing; expected text"),
    ],
)
def test_a_case_with_a_wrong_entry(path: Path, case: str, expected: str) -> None:
    assert f"{NAMED}, {expected}" in refused(path, line("cases", f"cases = [{{ {case} }}]"))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('name = "Cost"', 'name = ""', "part 1: name is ''; expected text"),
        ('name = "Cost"', "name = 3", "part 1: name is 3; expected text"),
        ('title = "Linear regression"', 'title = " "', "the file: title is ' '; expected text"),
        ("provided = []", EX4 + 'provided = "sigmoid"', "provided is 'sigmoid'; expected a list of some of"),
        ("provided = []", EX4 + 'provided = ["a"]', "provided is ['a']; expected a list of some of sigmoid"),
        ("provided = []", EX4 + "provided = [[]]", "provided is [[]]; expected a list of some of sigmoid"),
        ("provided = []", 'provided = ["sigmoid"]', "expected []: the exercise hands out nothing"),
        ("provided = []", 'exercise = "ex44"', "exercise is 'ex44'; expected one of ex3, ex4"),
        ('packages = ["numpy"]', 'packages = "numpy"', "packages is 'numpy'; expected a list of"),
        ('packages = ["numpy"]', 'packages = ["nmupy"]', "packages: nmupy is not installed; expected names"),
        ('packages = ["numpy"]', 'packages = ["numpy.linalg"]', "expected a list of packages and modules"),
        ('packages = ["numpy"]', 'packages = ["__main__"]', "packages: __main__ is not installed"),
        ('packages = ["numpy"]', 'packages = ["samebits"]', "packages: samebits contains right solutions"),
        ('packages = ["numpy"]', 'packages = ["numpy", "lessons"]', "lessons contains right"),
        ("memory = 2048", "memory = 1000", "[limits]: memory is 1000; expected 1024 or more"),
        ("memory = 2048", "memory = true", "[limits]: memory is True; expected a whole number from 1 to"),
        ("seconds = 10", "seconds = 0", "[limits]: seconds is 0; expected a whole number from 1 to"),
        ("[limits]", "[limits]\nhours = 1", "[limits]: hours is unknown; expected some of seconds, memory"),
        ("[inputs.example]", "[inputs]\nmore = 4\n[inputs.example]", "[inputs]: more is 4; expected a table"),
        ('reference = "solution"', 'reference = ""', "the file: reference is ''; expected text"),
        ('reference = "solution"', 'reference = "nowhere"', "reference: there is no folder"),
        (A_PART, A_PART + A_PART, "two parts have the same name, Cost"),
        (A_PART, "", "the file: part is missing; expected a list of tables, at least one"),
        (GOOD, "part = 3\n[inputs]", "the file: part is 3; expected a list of tables, at least one"),
        (GOOD, "inputs = 3", "the file: inputs is 3; expected a table"),
        (GOOD, "title", "not TOML: "),
    ],
)  # fmt: skip
def test_a_file_with_a_wrong_line(path: Path, old: str, new: str, expected: str) -> None:
    assert old in GOOD
    assert expected in refused(path, GOOD.replace(old, new))


def test_little_memory_is_enough_for_python(path: Path) -> None:
    text = GOOD.replace("memory = 2048", "memory = 1000").replace('octave = "computeCost", ', "")
    path.write_text(text, encoding="utf-8")
    assert load_assignment(str(path)).memory == 1000


@pytest.mark.parametrize("packages", ["[]", '["scipy", "numpy"]', '["lonely", "json", "math", "numpy"]'])
def test_numpy_is_always_there_and_modules_may_be(
    path: Path, packages: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path.parent / "lonely.py").write_text("x = 1\n")
    monkeypatch.syspath_prepend(path.parent)
    path.write_text(GOOD.replace('packages = ["numpy"]', f"packages = {packages}"), encoding="utf-8")
    found = load_assignment(str(path)).packages
    assert found[0] == "numpy"
    assert set(found) == {"numpy", *re.findall(r"\w+", packages)}
