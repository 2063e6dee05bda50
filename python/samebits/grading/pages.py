"""Pages of a graded class: one a student, and one for whoever teaches it. No scripts, nothing fetched."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from math import isfinite

from jinja2 import Template

from samebits.grading.assignment import Assignment
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
from samebits.grading.text import folder_name, number, one_line, plain
from samebits.templates import environment

SIGNS = {RIGHT: "✓", WRONG: "✗", MISSING: "∅", CRASHED: "!", TIMED_OUT: "…", NOT_GRADABLE: "?"}
BARS = 10


@cache
def template(name: str) -> Template:
    templates = environment("samebits.grading", ".")
    templates.filters |= {"plain": plain, "one_line": one_line, "number": number, "folder": folder_name}
    templates.globals |= {"SIGNS": SIGNS, "NOT_GRADABLE": NOT_GRADABLE}
    return templates.get_template(name)


def student_page(graded: Graded, assignment: Assignment) -> str:
    """What a student may see: the visible parts, and their sum.

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
    """What the class page keeps of a student."""

    student: str
    score: float
    points: float
    parts: dict[str, tuple[str, float]]
    ungraded: list[tuple[str, str]]

    @property
    def gradable(self) -> bool:
        return not self.ungraded


class ClassPage:
    """The page of a class, gathered student by student."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self.lines: list[Line] = []
        self.mistakes: Counter[str] = Counter()
        self.parts_of: dict[str, Counter[str]] = {}

    def add(self, graded: Graded) -> None:
        parts = {part.name: (part.status, part.score) for part in graded.parts}
        ungraded = [(p.name, reason(p)) for p in graded.parts if p.status == NOT_GRADABLE]
        self.lines.append(Line(graded.student, graded.score, graded.points, parts, ungraded))
        named = [part for part in graded.parts if part.mistake]
        self.mistakes.update({part.mistake for part in named})  # of a student once
        for part in named:
            self.parts_of.setdefault(part.mistake, Counter())[part.name] += 1

    def render(self) -> str:
        """HTML: points, mistakes, what could not be graded, and everybody's parts."""
        graded = [line for line in self.lines if line.gradable]
        order = [part.name for part in self.assignment.parts]
        mistakes = sorted(self.mistakes.items(), key=lambda item: (-item[1], item[0]))
        return template("class.html.j2").render(
            assignment=self.assignment,
            lines=self.lines,
            graded=graded,
            ungraded=[line for line in self.lines if not line.gradable],
            bars=bars((line.score / line.points for line in graded if line.points), self.assignment.points),
            mistakes=[
                (mistake, count, [name for name in order if name in self.parts_of[mistake]])
                for mistake, count in mistakes
            ],
        )


def reason(part: PartResult) -> str:
    return part.feedback[0] if part.feedback else ""


def bars(shares: Iterable[float], points: float) -> list[tuple[str, int]]:
    """How many scores lie in each tenth of the points; a full score has a bar of its own."""
    counts = Counter(min(int(share * BARS + 1e-9), BARS) for share in shares if isfinite(share))
    edges = [number(points * k / BARS) for k in range(BARS + 1)]
    labels = [f"{low} to {high}" for low, high in pairwise(edges)]
    return [(label, counts[k]) for k, label in enumerate([*labels, f"all {edges[-1]}"])]
