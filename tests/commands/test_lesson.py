"""samebits lesson."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpers.tiers import t4_outcome
from samebits.cli import main
from samebits.commands import lesson


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["lesson", *arguments])


@pytest.mark.whole
@pytest.mark.slow
def test_the_lecture_of_the_digits() -> None:
    done = run()
    assert done.exit_code == 0, done.output
    titles = re.findall(r"^(\d)\. (.+)$", done.output, re.MULTILINE)
    assert [number for number, _ in titles] == list("12345")
    assert "400-25-10 units on 5000 digits" in done.output
    random = re.search(r"400-25-10 +random +\S+ +(\S+)% +25$", done.output, re.MULTILINE)
    assert random
    t4_outcome(random[1], 94, 97)
    equal = re.findall(
        r"^ +400-\S+ +(?:zero|constant) +\S+ +(\d+ +\d+ +\d+ +\d+) +\S+ ", done.output, re.MULTILINE
    )
    assert [line.split() for line in equal] == [["0"] * 4] * 8  # T0: differing bits


def test_json_holds_the_numbers_and_out_the_pictures(tmp_path: Path) -> None:
    out = tmp_path / "a" / "pictures"
    done = run("--layers", "10,10,1", "--max-iter", "5", "--seed", "3", "--out", str(out), "--json")
    assert done.exit_code == 0, done.output
    printed = json.loads(done.output)
    assert printed["layers"] == [10, 10, 1]
    assert (printed["seed"], printed["max_iter"]) == (3, 5)
    assert [point["point"] for point in printed["points"]] == [1, 2, 3, 4, 5]
    assert [Path(picture) for picture in printed["pictures"]] == sorted(out.iterdir())
    assert [path.stem for path in sorted(out.iterdir())] == [
        "1-logistic-regression",
        "2-rank",
        "2-two-hidden-units",
        "3-hidden-units",
        "4-costs",
        "5-optimisers",
    ]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in out.iterdir())


def test_misclassified_digits_where_there_are_digits(tmp_path: Path) -> None:
    done = run("--layers", "400,2,10", "--max-iter", "1", "--optimiser", "fmincg", "--out", str(tmp_path))
    assert done.exit_code == 0, done.output
    assert (tmp_path / "4-misclassified.png").exists()
    assert str(tmp_path / "4-misclassified.png") in done.output


def test_a_point_keeps_its_number_and_a_start_comes_once(tmp_path: Path) -> None:
    arguments = ["--layers", "4,3,2", "--max-iter", "2", "--out", str(tmp_path)]
    alone = run(*arguments, "--init", "random")
    assert re.findall(r"^(\d)\. ", alone.output, re.MULTILINE) == ["1", "4", "5"]
    assert {path.name[0] for path in tmp_path.iterdir()} == {"1", "4", "5"}
    swapped = run(*arguments, "--init", "random", "--init", "zero", "--init", "random")
    assert swapped.output == run(*arguments, "--init", "zero", "--init", "random").output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--layers", "10,x"], "'10,x' is not a list of whole numbers such as 10,10,1"),
        (["--layers", "10,1"], "layers (10, 1) have no hidden units"),
        (["--layers", "23,5,1"], "23 inputs do not fit the digits"),
        (["--layers", "10,5,11"], "11 outputs do not fit the digits; expected 1 to 10"),
        (["--layers", "10,-5,1"], "layer_sizes is (10, -5, 1)"),
        (["--init", "ones"], "'ones' is not one of 'zero', 'constant', 'random'"),
        (["--optimiser", "adam"], "'adam' is not one of 'gradient-descent', 'fmincg'"),
        (["--max-iter", "0"], "0 is not in the range"),
        (["--seed", "nan", "--json"], "seed is nan; expected a finite number"),
        (
            ["--out", "/dev/null/pictures"],
            "/dev/null/pictures: nothing can be written there (Not a directory)",
        ),
    ],
)
def test_wrong_input(arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert message in done.output


def test_without_matplotlib_there_is_text_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(lesson, "find_spec", lambda name: None)
    done = run("--out", str(tmp_path / "pictures"))
    assert done.exit_code == 2
    assert "pictures need matplotlib: pip install 'samebits[plots]'" in done.output
    assert not (tmp_path / "pictures").exists()
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    assert run("--layers", "4,3,2", "--max-iter", "1").exit_code == 0
