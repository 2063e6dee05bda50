"""Every row of the phrasebook, run on both sides, has the verdict that it says."""

import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from samebits.octave.layout import as_matrix
from samebits.parity.compare import compare
from samebits.session.session import OctaveSession

PAGE = (Path(__file__).parents[1] / "docs" / "phrasebook.md").read_text()
ROWS = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| (.+) \|$", PAGE, re.MULTILINE)
OCTAVE, PYTHON = (re.findall(rf"```{name}\n(.*?)```", PAGE, re.DOTALL)[0] for name in ("octave", "python"))


def in_python(code: str) -> Any:
    *statements, value = code.split("; ")
    names: dict[str, Any] = {"np": np}
    exec(PYTHON, names)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a division by zero, an overflow
        exec("\n".join(statements), names)
        return eval(value, names)


def in_octave(session: OctaveSession, code: str) -> Any:
    *statements, value = code.split("; ")
    lines = [OCTAVE, *(f"{statement};" for statement in statements), f"value = {value};"]
    return session.call("\n".join(lines), {}, ("value",)).values["value"]


def plain(value: Any, like: Any) -> Any:
    """Our value in Octave's class, and a vector lying as Octave's does."""
    a = as_matrix(value)
    if np.ndim(value) == 1 and 1 in like.shape:
        a = a.reshape(like.shape) if a.size == like.size else a
    return a.astype(like.dtype) if a.dtype.kind in "iub" and like.dtype.kind in "fb" else a


def test_there_are_enough_rows() -> None:
    written = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert len(ROWS) == len(written) >= 60
    assert all(re.fullmatch(r"exact|\d+ ulp|differs: .+", verdict) for _, _, verdict in ROWS)


@pytest.mark.octave
@pytest.mark.parametrize(("octave", "python", "verdict"), ROWS, ids=[f"{a} - {b}" for a, b, _ in ROWS])
def test_a_row(octave: str, python: str, verdict: str, reference: OctaveSession) -> None:
    theirs, ours = in_octave(reference, octave), in_python(python)
    if isinstance(theirs, str):
        assert (ours == theirs) == (verdict == "exact")
        return
    result = compare("value", plain(ours, theirs), theirs)
    if verdict == "exact":
        assert result.exact, result.describe()  # T0
    elif verdict.endswith(" ulp"):
        assert not result.mismatch, result.describe()
        assert result.max_ulps <= int(verdict.split()[0]), result.describe()  # T1
    else:
        assert not result.exact
