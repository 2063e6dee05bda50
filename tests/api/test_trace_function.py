"""samebits.trace_function: what `samebits trace` finds, as a value."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import samebits
from helpers.places import SOLUTIONS
from samebits.api.trace_function import TraceError, trace_functions, trace_run
from samebits.cli import main
from samebits.commands.trace import trace_as_json
from samebits.octave.program import OctaveNotFound

WRONG = "function g = sigmoidGradient (z)\n  g = z .* (1 - z);\nend\n"


@pytest.mark.octave
def test_it_gives_what_the_command_prints(tmp_path: Path) -> None:
    file = tmp_path / "sigmoidGradient.m"
    file.write_text(WRONG)
    found = samebits.trace_function("sigmoidGradient", file)
    assert found.parted is not None
    assert found.parted.name == "g"
    assert found.kind == "graded"
    printed = json.loads(CliRunner().invoke(main, ["trace", str(file), "--json"]).output)
    assert printed == [trace_as_json(found)]


@pytest.mark.octave
def test_a_function_of_a_port_and_all_of_them() -> None:
    port = SOLUTIONS / "port.py"
    alone = samebits.trace_function("sigmoid", py_file=port, case="debug", lambda_=0)
    assert (alone.function, alone.kind, alone.parted) == ("sigmoid", "debug", None)
    functions = [found.function for found in trace_functions(py_file=port)]
    assert len(functions) > 5
    printed = json.loads(CliRunner().invoke(main, ["trace", str(port), "--json"]).output)
    assert [found["function"] for found in printed] == functions


def test_what_cannot_be_traced(tmp_path: Path) -> None:
    with pytest.raises(TraceError, match="sigmoidd: expected one of .*sigmoid,"):
        samebits.trace_function("sigmoidd")
    with pytest.raises(TraceError, match=r"none.m: there is no such file"):
        samebits.trace_function("sigmoid", tmp_path / "none.m")
    with pytest.raises(TraceError, match="walk: expected one of training"):
        trace_run("walk")
    with pytest.raises(OctaveNotFound, match="looked for /no/octave"):
        samebits.trace_function("sigmoid", octave="/no/octave")


@pytest.mark.octave
def test_inputs_that_the_exercise_does_not_have() -> None:
    with pytest.raises(TraceError, match="case 'big' is not one of graded, debug, digits"):
        samebits.trace_function("sigmoid", case="big")
