"""Judge a part: compare its values with the right ones, and write feedback for the student.

A submission only returns values; whether they are right is decided here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.grading.assignment.calls import names_in
from samebits.grading.assignment.model import Part
from samebits.grading.judging.random_values import DRAWN, wrong_draw
from samebits.grading.judging.reference import function_of
from samebits.grading.results import CRASHED, MISSING, RIGHT, TIMED_OUT, WRONG
from samebits.grading.sandbox.protocol import Outcome
from samebits.octave.layout import as_matrix
from samebits.trace.explain import explanations

# Known mistakes are computed for values of at most this many elements: more would take seconds
MOST_EXPLAINED = 10_000

Doubles = NDArray[np.float64]
Arguments = Mapping[str, Any]
SIMILAR = 0.75  # from here on, one name may be the other, misspelt


@dataclass(frozen=True)
class JudgedCall:
    """A call of a part, with the right values and its outcome.

    Attributes
    ----------
    arguments : mapping
    right : tuple of ndarray
        An array for each output.
    outcome : Outcome
    hidden : bool
        Its values are never shown.
    """

    arguments: Arguments
    right: tuple[Doubles, ...]
    outcome: Outcome
    hidden: bool


@dataclass
class Verdict:
    """The verdict on a part in one language."""

    status: str
    lines: list[str] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)

    @property
    def mistake(self) -> str:
        """The known mistake, if exactly one gives the same values."""
        return self.mistakes[0] if len(self.mistakes) == 1 else ""


def judge(part: Part, language: str, calls: Sequence[JudgedCall], explain: bool = True) -> Verdict:
    """Judge a part: it is right if every case is.

    Parameters
    ----------
    part : Part
    language : {"octave", "python"}
    calls : sequence of JudgedCall
    explain : bool
        Look for known mistakes that give the same values.
    """
    for call in calls:
        stopped = unfinished_verdict(part, language, call.outcome)
        if stopped is None:
            continue
        if stopped.status == TIMED_OUT and call.hidden and calls[0].outcome.status == "done":
            stopped.lines.append("The exercise's own case finished in time; a larger one did not.")
        return stopped
    if part.random is not None:
        return judge_random(part, [call.outcome for call in calls])
    problems = [(call.hidden, problem) for call in calls if (problem := first_problem(part, call))]
    if not problems:
        return Verdict(RIGHT)
    lines = [problem for hidden, problem in problems if not hidden]
    if not lines:
        lines = list(dict.fromkeys(problem for _, problem in problems))
    if all(hidden for hidden, _ in problems) and not all(call.hidden for call in calls):
        lines.append(
            "The exercise's own case is right and another is wrong: does the code work for other sizes?"
        )
    mistakes = matching_mistakes(part, calls) if explain else []
    if len(mistakes) > 1:
        lines.append(f"Likely mistake: {', or '.join(mistakes)}.")
    return Verdict(WRONG, lines, mistakes)


def unfinished_verdict(part: Part, language: str, outcome: Outcome) -> Verdict | None:
    """The verdict on a call that returned no values, or None if it returned some."""
    name, where = (
        part.function[language],
        f" while {outcome.importing} was imported" if outcome.importing else "",
    )
    program = {"octave": "Octave", "python": "Python"}[language]
    if outcome.status == "done":
        return None
    if outcome.status == "missing":
        if outcome.text.startswith("ended "):
            file = outcome.text.partition(" ")[2]
            return Verdict(
                CRASHED, [f"{name} was not run: importing {file} ended the program or took too long earlier"]
            )
        return Verdict(MISSING, [missing_message(names_in(language, part), outcome)])
    if outcome.status == "timed out":
        return Verdict(
            TIMED_OUT, [f"{name} did not finish in time{where}: an endless loop, or a wait for input?"]
        )
    if outcome.status == "failed":
        return Verdict(CRASHED, [f"{name} failed{where}: {outcome.text}"])
    if outcome.status == "garbled":
        return Verdict(CRASHED, [f"{name} gave output that cannot be read{where}: {outcome.text}"])
    return Verdict(CRASHED, [f"{name} ended {program}{where}: an exit, a crash, or too much memory?"])


def missing_message(names: Sequence[str], outcome: Outcome) -> str:
    """The message for a missing function: the reason, or a function with a similar name."""
    if outcome.text:
        return f"{names[0]} was not found: {outcome.text}"
    copies = [f"{other}.m" for other in outcome.names if names[0] in re.findall(r"\w+", other, re.ASCII)]
    if copies:
        return f"{names[0]} was not handed in; rename {' or '.join(copies)} to {names[0]}.m"
    near = {other: max(name_similarity(name, other) for name in names) for other in outcome.names}
    best = sorted((other for other in near if near[other] >= SIMILAR), key=lambda other: -near[other])[:3]
    return f"{names[0]} was not handed in" + (f"; did you mean {' or '.join(best)}?" if best else "")


def name_similarity(name: str, other: str) -> float:
    """The similarity of two names: 1 if they are equal."""
    return SequenceMatcher(None, other, name).ratio()


def first_problem(part: Part, call: JudgedCall) -> str:
    """The first thing wrong with the graded outputs of a call, or ""."""
    for name in part.graded:
        k = part.outputs.index(name)
        if k >= len(call.outcome.values):
            return f"{name} is not returned"
        with np.errstate(all="ignore"):  # of huge values
            problem = problem_of(part, name, k, call)
        if problem:
            return problem
    return ""


def problem_of(part: Part, name: str, k: int, call: JudgedCall) -> str:
    """What is wrong with an output: its kind, its shape, NaN or Inf, then its values; or ""."""
    right, given, kind = call.right[k], call.outcome.values[k], call.outcome.classes[k]
    if isinstance(given, str):
        return f"{name} is {given}; expected real numbers"
    if not shape_fits(given.shape, right.shape):
        row = " (a row, where a column is expected)" if given.shape == (1, *right.shape) else ""
        return f"{name} is {shape_text(given.shape)}; expected {shape_text(right.shape)}{row}"
    a, b = given.ravel(order="F"), right.ravel(order="F")
    strange = ~np.isfinite(a) & np.isfinite(b)
    single = f" (computed in {kind} precision)" if kind in ("single", "float32", "float16") else ""
    if strange.any():
        return f"{element_name(part, name, right, int(np.argmax(strange)))} is NaN or Inf{single}"
    bound = part.tolerance * np.abs(b[np.isfinite(b)]).max(initial=0)
    apart = ~((a == b) | (np.abs(a - b) <= bound))  # also where the right value is NaN
    if not apart.any():
        return ""
    first = int(np.argmax(apart))
    where = element_name(part, name, right, first)
    count = f"; {int(apart.sum())} of {b.size} elements differ" if b.size > 1 else ""
    if call.hidden:
        return f"{where} is wrong in a case other than the exercise's own{single}{count}"
    largest = float(np.max(np.abs(a - b)) / max(np.abs(b).max(), 1e-300))
    values = f"{a[first]:.10g}, expected {b[first]:.10g}"
    how_far = f", by at most {largest:.2g} of the largest element" if b.size > 1 else ""
    return f"{where} is {values}{single}{count}{how_far}"


def shape_fits(given: tuple[int, ...], right: tuple[int, ...]) -> bool:
    """Whether a shape is accepted: a number may be 1 x 1, and a vector a column."""
    columns = {right}
    if right == ():
        columns |= {(1,), (1, 1)}
    elif len(right) == 1:
        columns |= {(*right, 1)}
    return given in columns


def shape_text(shape: tuple[int, ...]) -> str:
    if shape == ():
        return "a number"
    return f"a vector of {shape[0]}" if len(shape) == 1 else "x".join(map(str, shape))


def element_name(part: Part, name: str, right: Doubles, position: int) -> str:
    """The name of an element, counted as Octave does."""
    start, blocks = 0, part.blocks.get(name, ())
    if sum(rows * columns for _, rows, columns in blocks) != right.size:
        blocks = ()  # they are for the exercise's own case, and this one has another size
    for block, rows, columns in blocks:
        if position < start + rows * columns:
            column, row = divmod(position - start, rows)
            return f"{block}({row + 1},{column + 1})"
        start += rows * columns
    if right.size == 1:
        return name
    index = np.unravel_index(position, right.shape, order="F")
    return f"{name}({','.join(str(int(i) + 1) for i in index)})"


def matching_mistakes(part: Part, calls: Sequence[JudgedCall]) -> list[str]:
    """The known mistakes that give the same values in every wrong case."""
    function = function_of(part)
    candidates: list[str] | None = None
    for call in calls:
        for name in part.graded:
            k = part.outputs.index(name)
            given = call.outcome.values[k] if k < len(call.outcome.values) else ""
            if isinstance(given, str) or call.right[k].size > MOST_EXPLAINED:
                continue
            with np.errstate(all="ignore"):  # of huge values
                if is_close(part, given, call.right[k]):
                    continue
                right = as_matrix(call.right[k])
                found = explanations(function, name, call.arguments, right, as_matrix(given))
            candidates = found if candidates is None else [words for words in candidates if words in found]
    return candidates or []


def is_close(part: Part, given: Doubles, right: Doubles) -> bool:
    if given.size != right.size:
        return False
    largest = np.abs(right).max(initial=0)
    return bool(np.abs(given.ravel() - right.ravel()).max(initial=0) <= part.tolerance * largest)


def judge_random(part: Part, outcomes: Sequence[Outcome]) -> Verdict:
    """Judge random values by shape, range and distribution: no values are the right ones."""
    assert part.random is not None
    shape, within = tuple(part.random["shape"]), float(part.random["within"])
    draws: list[Doubles] = []
    for outcome in outcomes:
        if not outcome.values:
            return Verdict(WRONG, [f"{part.outputs[0]} is not returned"])
        given = outcome.values[0]
        if isinstance(given, str):
            return Verdict(WRONG, [f"{part.outputs[0]} is {given}; expected real numbers"])
        if given.shape != shape:
            return Verdict(
                WRONG, [f"{part.outputs[0]} is {shape_text(given.shape)}; expected {shape_text(shape)}"]
            )
        if not np.isfinite(given).all():
            return Verdict(WRONG, [f"{part.outputs[0]} contains NaN or Inf"])
        draws.append(given)
    wrong = wrong_draw(draws, within)
    if not wrong:
        return Verdict(RIGHT)
    function = function_of(part)
    words = {**DRAWN, **(function.drawn if function is not None else {})}[wrong]
    W = draws[0]
    facts = {"size": W.size, "different": len(np.unique(W)), "mean": W.mean(), "spread": W.std()}
    return Verdict(WRONG, [], [words.format(largest=np.abs(W).max(), within=within, **facts)])
