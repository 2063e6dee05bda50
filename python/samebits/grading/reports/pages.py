"""HTML pages of a graded class: one for each student, and one for the teacher. No scripts, no links out."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from math import isfinite

from jinja2 import Template

from samebits.grading.assignment.model import Assignment
from samebits.grading.reports.escape import folder_name, message, number, one_line, plain
from samebits.grading.results import (
    CRASHED,
    MISSING,
    NOT_GRADABLE,
    RIGHT,
    TIMED_OUT,
    WRONG,
    Graded,
    PartResult,
)
from samebits.templates import environment

SIGNS = {RIGHT: "✓", WRONG: "✗", MISSING: "∅", CRASHED: "!", TIMED_OUT: "…", NOT_GRADABLE: "?"}
BARS = 10
MOST_ERRORS, LONGEST_ERROR = 10, 300


@cache
def template(name: str) -> Template:
    templates = environment("samebits.grading.reports", ".")
    templates.filters |= {
        "plain": plain,
        "one_line": one_line,
        "number": number,
        "folder": folder_name,
        "message": message,
    }
    templates.globals |= {"SIGNS": SIGNS, "NOT_GRADABLE": NOT_GRADABLE}
    return templates.get_template(name)


def student_page(graded: Graded, assignment: Assignment) -> str:
    """The page for a student: the visible parts, and their points.

    Parameters
    ----------
    graded : Graded
    assignment : Assignment

    Returns
    -------
    str
        HTML.
    """
    shown = replace(graded, parts=[part for part in graded.parts if part.visibility == "visible"])
    held_back = len(graded.parts) - len(shown.parts)
    return template("student.html.j2").render(title=assignment.title, graded=shown, held_back=held_back)


@dataclass(frozen=True)
class Line:
    """A student's line on the class page."""

    student: str
    score: float
    points: float
    parts: dict[str, tuple[str, float]]
    ungraded: list[tuple[str, str]]

    @property
    def gradable(self) -> bool:
        return not self.ungraded


@dataclass
class Tally:
    """How many students had a mistake or an error, and in which parts."""

    students: Counter[str] = field(default_factory=Counter)
    parts: dict[str, set[str]] = field(default_factory=dict)

    def add(self, found: Iterable[tuple[str, str]]) -> None:
        """Count what one student had, with its parts; the same twice counts once."""
        pairs = [(what, part) for what, part in found if what]
        self.students.update({what for what, _ in pairs})
        for what, part in pairs:
            self.parts.setdefault(what, set()).add(part)

    def commonest(self, order: Sequence[str]) -> list[tuple[str, int, list[str]]]:
        ranked = sorted(self.students.items(), key=lambda item: (-item[1], item[0]))
        return [(what, count, [name for name in order if name in self.parts[what]]) for what, count in ranked]


class ClassPage:
    """The page of a class, to which students are added one by one."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self.lines: list[Line] = []
        self.mistakes, self.errors = Tally(), Tally()

    def add(self, graded: Graded) -> None:
        parts = {part.name: (part.status, part.score) for part in graded.parts}
        ungraded = [(p.name, reason(p)) for p in graded.parts if p.status == NOT_GRADABLE]
        self.lines.append(Line(graded.student, graded.score, graded.points, parts, ungraded))
        self.mistakes.add((part.mistake, part.name) for part in graded.parts)
        self.errors.add((error_of(part), part.name) for part in graded.parts if part.status == CRASHED)

    def render(self) -> str:
        """HTML: points, mistakes, what could not be graded, and every student's parts."""
        graded = [line for line in self.lines if line.gradable]
        order = [part.name for part in self.assignment.parts]
        return template("class.html.j2").render(
            assignment=self.assignment,
            lines=self.lines,
            graded=graded,
            ungraded=[line for line in self.lines if not line.gradable],
            bars=bars((line.score / line.points for line in graded if line.points), self.assignment.points),
            mistakes=self.mistakes.commonest(order),
            errors=self.errors.commonest(order)[:MOST_ERRORS],
        )


def reason(part: PartResult) -> str:
    return part.feedback[0] if part.feedback else ""


def error_of(part: PartResult) -> str:
    """The error of a crashed part, without function, file and line: equal errors are counted together."""
    text = re.sub(r" \([^()]*, line \d+\)$", "", message(reason(part)))
    text = re.sub(r"^\w+ failed( while .{1,255}? was imported)?: ", "", text)
    if "parse error" in text:  # Octave adds the line and its text
        return "parse error"
    return text[:LONGEST_ERROR]


def bars(shares: Iterable[float], points: float) -> list[tuple[str, int]]:
    """The number of scores in each tenth of the points; a full score has its own bar."""
    counts = Counter(min(int(share * BARS + 1e-9), BARS) for share in shares if isfinite(share))
    edges = [number(points * k / BARS) for k in range(BARS + 1)]
    labels = [f"{low} to {high}" for low, high in pairwise(edges)]
    return [(label, counts[k]) for k, label in enumerate([*labels, f"all {edges[-1]}"])]
