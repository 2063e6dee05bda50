"""The parity report, as text and as JSON."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from samebits.parity.case import Case
from samebits.parity.compare import Comparison
from samebits.parity.run import STATUSES, Row

COLUMNS = (
    ("function", 40),
    ("arithmetic", 10),
    ("Octave's BLAS", 15),
    ("compared", 24),
    ("verdict", 34),
    ("Python", 9),
    ("Octave", 9),
)


def header() -> str:
    return "  ".join(title.ljust(width) for title, width in COLUMNS).rstrip()


def line(row: Row) -> str:
    """One line of the table."""
    cells = (
        row.case,
        row.arithmetic,
        row.blas,
        outputs_compared(row.comparisons),
        verdict(row),
        duration(row.python_seconds),
        duration(row.octave_seconds),
    )
    return "  ".join(cell.ljust(width) for cell, (_, width) in zip(cells, COLUMNS, strict=True)).rstrip()


def outputs_compared(comparisons: Sequence[Comparison]) -> str:
    """The outputs and their shapes, as many as fit."""
    parts = [f"{c.name} {'x'.join(map(str, c.shape))}" for c in comparisons]
    shown = parts[0] if parts else ""
    for number, part in enumerate(parts[1:], 1):
        rest = f", +{len(parts) - number} more"
        if len(f"{shown}, {part}") + (len(rest) if number + 1 < len(parts) else 0) > 24:
            return shown + rest
        shown = f"{shown}, {part}"
    return shown


def verdict(row: Row) -> str:
    """`exact`, `N ulp` or `maxdiff`, with the message or note of the row."""
    if row.message:
        message = " | ".join(row.message.split("\n"))
        return f"{'DIFFERENT' if row.status == 'different' else row.status}: {message}"
    return verdict_without_note(row) + (f" ({row.note})" if row.note else "")


def verdict_without_note(row: Row) -> str:
    if row.status == "exact":
        return "exact"
    apart = [c for c in row.comparisons if not c.exact]
    if row.status == "different":
        return f"DIFFERENT: {next(c for c in apart if not c.within_bound).describe()}"
    if row.status == "not judged":
        return divergence(row)
    ulps, diff = max(c.max_ulps for c in apart), max(c.max_diff for c in apart)
    used = max(c.bound_used for c in apart)
    size = f"{ulps} ulp" if ulps <= 16 else f"maxdiff {diff:.1e}"
    return f"{size}, {'<1%' if used < 0.01 else f'{used:.0%}'} of bound"


def divergence(row: Row) -> str:
    """The first iteration at which the costs of two runs differ, and by how much at most."""
    history = next((c for c in row.comparisons if row.run and c.name == row.run.costs), None)
    if history is None or history.mismatch or history.first is None:
        return f"diverge: {next(c for c in row.comparisons if not c.exact).describe()}"
    return f"diverge at iteration {history.first[0]}, by {history.max_diff:.1e}"


def duration(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1e3:.2f} ms"


def counts(rows: Sequence[Row]) -> dict[str, int]:
    """How many rows have each status."""
    counted = Counter(row.status for row in rows)
    return {status: counted[status] for status in STATUSES}


def summary(rows: Sequence[Row]) -> str:
    """The count at the end."""
    n = counts(rows)
    shown = ["exact", "within bound", "different", *(["unsolved"] if n["unsolved"] else []), "skipped"]
    text = " / ".join(f"{n[status]} {status}" for status in shown)
    return text + (
        f" ({n['not judged']} more are informational: whole runs, where rounding grows)"
        if n["not judged"]
        else ""
    )


def as_json(rows: Sequence[Row], about: dict[str, Any]) -> dict[str, Any]:
    """The report as plain values for `json.dump`."""
    return {**about, "rows": [row_as_json(row) for row in rows], "counts": counts(rows)}


def row_as_json(row: Row) -> dict[str, Any]:
    return {
        "case": row.case,
        "arithmetic": row.arithmetic,
        "blas": row.blas,
        "status": row.status,
        "verdict": verdict(row),
        "python_seconds": row.python_seconds,
        "octave_seconds": row.octave_seconds,
        "compared": [comparison_as_json(c) for c in row.comparisons],
    }


def comparison_as_json(c: Comparison) -> dict[str, Any]:
    return {
        "name": c.name,
        "shape": list(c.shape),
        "differing": c.differing,
        "elements": int(np.prod(c.shape)),
        "max_ulps": c.max_ulps,
        "max_diff": c.max_diff if np.isfinite(c.max_diff) else None,
        "within_bound": c.within_bound,
        "first_difference": None if c.exact else c.describe(),
    }


def matching(cases: Sequence[Case], pattern: str) -> list[Case]:
    """The cases whose name contains the pattern, in any case."""
    return [case for case in cases if pattern.lower() in case.name.lower()]
