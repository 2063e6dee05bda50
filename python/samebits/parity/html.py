"""The parity report as a page: one file, without scripts, and nothing fetched from outside."""

import base64
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

from samebits.parity import report
from samebits.parity.run import Row
from samebits.resources import write_file
from samebits.templates import environment

MARKS = {"any": "o", "netlib": "s", "octave": "D", "numpy": "^"}
COLOURS = {"exact": "#0072b2", "within bound": "#009e73", "not judged": "#999999", "different": "#d55e00"}


def write_page(path: Path, rows: Sequence[Row], lines: Sequence[str]) -> None:
    """Write the report to a file, whole or not at all.

    Parameters
    ----------
    path : Path
    rows : sequence of Row
    lines : sequence of str
        The versions and libraries that computed the results.
    """
    page = environment("samebits.parity", ".").get_template("report.html.j2")
    text = page.render(
        lines=lines,
        date=date.today().isoformat(),
        counts=report.counts(rows),
        ulps=picture(ulps_by_case(rows)),
        differences={
            status: [first_difference(row) for row in rows if row.status == status]
            for status in ("different", "within bound", "not judged")
        },
        curves=[curve(row) for row in rows if shows_costs(row)],
        table=[cells(row) for row in rows],
    )
    write_file(path, text.encode())


def cells(row: Row) -> dict[str, Any]:
    return {
        "case": row.case,
        "arithmetic": row.arithmetic,
        "blas": row.blas,
        "compared": report.outputs_compared(row.comparisons),
        "verdict": report.verdict(row),
        "python": report.duration(row.python_seconds),
        "octave": report.duration(row.octave_seconds),
        "status": row.status,
    }


def first_difference(row: Row) -> dict[str, str]:
    """The first output, index and values that differ, or are beyond their bound if any are."""
    apart = sorted((c for c in row.comparisons if not c.exact), key=lambda c: c.within_bound)
    first = apart[0].describe() if apart else row.message
    return {**cells(row), "first": first}


def ulps_by_case(rows: Sequence[Row]) -> Figure:
    """A mark for each row, with the cases listed from top to bottom."""
    compared = [row for row in rows if row.comparisons]
    cases = list(dict.fromkeys(row.case for row in compared))
    figure = Figure(figsize=(9, 1.2 + 0.2 * len(cases)), layout="constrained")
    axes = figure.subplots()
    for row in compared:
        ulps = max(c.max_ulps for c in row.comparisons)
        apart = 2.0**63 if any(c.mismatch for c in row.comparisons) else float(ulps)
        axes.plot(
            apart,
            cases.index(row.case),
            MARKS[row.arithmetic],
            color=COLOURS.get(row.status, "#000000"),
            fillstyle="full" if row.status == "exact" else "none",
            markersize=6,
        )
    axes.set_xscale("symlog", linthresh=1, base=10)
    axes.set_xlim(-0.5, None)
    axes.set_xticks([0, *10.0 ** np.arange(0, np.log10(axes.get_xlim()[1]), 3)])
    axes.minorticks_off()
    axes.set_yticks(range(len(cases)), cases, fontsize=8)
    axes.set_ylim(len(cases) - 0.5, -0.5)
    axes.set_xlabel("units in the last place")
    axes.grid(axis="x", color="#dddddd")
    for arithmetic, mark in MARKS.items():
        if any(row.arithmetic == arithmetic for row in compared):
            axes.plot([], [], mark, color="#444444", label=arithmetic)
    for status, colour in COLOURS.items():
        if any(row.status == status for row in compared):
            axes.plot([], [], "-", color=colour, linewidth=4, label=status)
    axes.legend(loc="lower center", bbox_to_anchor=(0.4, 1), ncols=8, fontsize=8, frameon=False)
    return figure


def shows_costs(row: Row) -> bool:
    """Whether the costs of a row are drawn: those of the training runs, and of other runs that differ."""
    if row.histories is None or not min(map(len, row.histories)):
        return False
    return (row.run is not None and row.run.iterations != "") or row.status == "different"


def curve(row: Row) -> dict[str, str]:
    """The two costs of a run, and their difference on a logarithmic scale."""
    assert row.histories is not None
    length = min(map(len, row.histories))
    ours, theirs = (history[:length] for history in row.histories)
    difference = np.abs(ours - theirs)
    iterations = np.arange(1, length + 1)
    figure = Figure(figsize=(9, 3.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(iterations, theirs, "-", color="#999999", linewidth=4, label="Octave")
    left.plot(iterations, ours, "--", color="#0072b2", linewidth=1.5, label="Python")
    left.set(xlabel="iteration", ylabel="cost")
    left.legend(frameon=False)
    right.set(
        xlabel="iteration", ylabel="|difference|", title="" if difference.any() else "0 at every iteration"
    )
    if difference.any():
        right.semilogy(
            iterations[difference > 0], difference[difference > 0], "o", color="#d55e00", markersize=4
        )
        right.set_xlim(left.get_xlim())
    else:
        right.plot(iterations, difference, "o", color="#0072b2", markersize=3)
        right.set_yticks([0])
    words = f"All {length} costs have equal bits."
    if difference.any():
        first = int(iterations[difference > 0][0])
        words = (
            f"The first cost that differs is at iteration {first}; "
            f"the largest difference is {difference.max():.2g}."
        )
    title = f"{row.case}: {row.arithmetic} against Octave on {row.blas}"
    return {"title": title, "picture": picture(figure), "words": words}


def picture(figure: Figure) -> str:
    """A figure as SVG in a data: URL, so that the page is one file."""
    content = io.BytesIO()
    with rc_context({"svg.hashsalt": "samebits"}):  # the same figure, the same bytes
        figure.savefig(content, format="svg", metadata={"Date": None})
    return "data:image/svg+xml;base64," + base64.b64encode(content.getvalue()).decode()
