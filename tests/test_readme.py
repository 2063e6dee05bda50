"""What the README shows works."""

import re
from pathlib import Path
from typing import Any

import pytest

from samebits.parity.cases import training_case
from samebits.parity.recorded import load_recording
from tiers import t0_bits

README = (Path(__file__).parents[1] / "README.md").read_text()


def test_the_training_run(recordings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, Any] = {}
    exec(block, names)
    assert capsys.readouterr().out.count("Cost: ") == 50
    case = training_case(1)
    recorded = load_recording(recordings, case, case.inputs()).values
    t0_bits(names["weights"], recorded["weights"])
    t0_bits(names["costs"], recorded["costs"])


def test_the_commands_exist() -> None:
    from samebits.cli import main

    shown = re.findall(r"^samebits ([a-z]+)", README, re.MULTILINE)
    assert set(shown) == set(main.commands)


def test_files_it_points_to_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (Path(__file__).parents[1] / target).exists()
