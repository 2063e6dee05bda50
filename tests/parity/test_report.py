"""Verdicts, and the lines that show them."""

import json
import sysconfig
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from samebits import catalogue
from samebits.parity import report
from samebits.parity.case import Case, Run
from samebits.parity.recorded import Recording
from samebits.parity.run import Octaves, Row, blas_label, run_case

VECTOR = np.arange(1.0, 5.0)[:, np.newaxis]
CASE = Case("a case", lambda: {}, lambda v, a: {"x": VECTOR}, "x = 1;", ("x",), bound=lambda v: {"x": 1e-12})


HERE = str(sysconfig.get_config_var("HOST_GNU_TYPE"))


class OneAnswer(Octaves):
    """Stands in for Octave with a given answer."""

    def __init__(self, blas: str, answer: Any, platform: str = HERE) -> None:
        super().__init__(None, Path("nowhere"))
        self.blas, self.value, self.platform = blas, answer, platform

    def answer(self, case: Case, inputs: Any, session: Any) -> Recording:
        if isinstance(self.value, Exception):
            raise self.value
        return Recording(dict.fromkeys(case.outputs, self.value), 0.001, "7.3.0", self.blas, self.platform)


def rows(case: Case, blas: str, answer: Any) -> Iterator[Row]:
    return run_case(case, OneAnswer(blas, answer))


def test_equal_bits_are_exact() -> None:
    for row in rows(CASE, "reference", VECTOR):
        assert (row.status, report.verdict(row)) == ("exact", "exact")


def test_against_the_reference_netlib_must_be_exact() -> None:
    netlib, numpy = rows(CASE, "reference", VECTOR + [[0], [0], [4e-16], [0]])
    assert netlib.status == "different"
    assert "x(3,1): 3.0 in Python, 3.0000000000000004 in Octave; 1 of 4" in report.verdict(netlib)
    assert numpy.status == "within bound"
    assert report.verdict(numpy) == "1 ulp, <1% of bound"


def test_beyond_the_bound_is_different() -> None:
    netlib, numpy = rows(CASE, "OpenBLAS", VECTOR + 1e-13)
    assert (netlib.status, numpy.status) == ("within bound", "within bound")
    assert report.verdict(numpy) == "maxdiff 1.0e-13, 10% of bound"
    netlib, numpy = rows(CASE, "OpenBLAS", VECTOR + 1e-11)
    assert (netlib.status, numpy.status) == ("different", "different")


def test_a_whole_run_is_not_judged_except_where_bits_are_promised() -> None:
    case = replace(
        CASE, iterative=True, run=Run("costs"), outputs=("costs",), python=lambda v, a: {"costs": VECTOR}
    )
    netlib, numpy = rows(case, "reference", VECTOR + [[0], [0.5], [0], [0]])
    assert (netlib.status, numpy.status) == ("different", "not judged")
    assert report.verdict(numpy) == "diverge at iteration 2, by 5.0e-01"


def test_recorded_on_another_platform_is_held_to_the_bound() -> None:
    """Another libm may round exp otherwise."""
    octaves = OneAnswer("reference", VECTOR + 1e-13, platform="aarch64-apple-darwin23")
    assert [row.status for row in run_case(CASE, octaves)] == ["within bound", "within bound"]


def test_another_shape_is_different_in_every_arithmetic() -> None:
    for row in rows(CASE, "reference", VECTOR.T):
        assert row.status == "different"


def test_a_failing_octave_is_told() -> None:
    from samebits.octave.program import OctaveError

    for row in rows(CASE, "reference", OctaveError("boom")):
        assert row.status == "different"
        assert report.verdict(row) == "DIFFERENT: Octave failed: boom"


def test_a_missing_recording_is_skipped_by_name(tmp_path: Path) -> None:
    for row in run_case(catalogue.cases()[0], Octaves(None, tmp_path)):
        assert row.status == "skipped"
        assert "there is no recording" in report.line(row)


def test_counts_and_json() -> None:
    all_rows = [*rows(CASE, "reference", VECTOR + 1e-13), *rows(CASE, "reference", VECTOR)]
    assert report.summary(all_rows) == "2 exact / 1 within bound / 1 different / 0 skipped"
    as_json = json.loads(json.dumps(report.as_json(all_rows, {"samebits": "0"})))
    assert as_json["counts"] == {
        "exact": 2,
        "within bound": 1,
        "different": 1,
        "not judged": 0,
        "unsolved": 0,
        "skipped": 0,
    }
    assert as_json["rows"][0]["compared"][0]["shape"] == [4, 1]


def test_lines_keep_to_their_columns() -> None:
    row = next(rows(catalogue.cases()[-1], "reference", VECTOR))
    assert len(report.line(row).split("DIFFERENT")[0]) == report.header().index("verdict")
    assert max(len(case.name) for case in catalogue.cases()) <= report.COLUMNS[0][1]


@pytest.mark.parametrize(
    ("blas", "label"),
    [
        ("unknown or reference BLAS", "reference"),
        ("OpenBLAS (config: OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH Haswell)", "OpenBLAS 0.3.21"),
        ("Intel(R) oneAPI Math Kernel Library Version 2023", "Intel(R) oneAPI"),
    ],
)
def test_short_names_of_libraries(blas: str, label: str) -> None:
    assert blas_label(blas) == label
