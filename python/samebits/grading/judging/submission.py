"""One submission, from its files to its scores."""

from collections.abc import Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import replace

import numpy as np

from samebits.grading.assignment.calls import Plan, plan, python_values
from samebits.grading.assignment.model import Assignment, Part
from samebits.grading.judging.reference import RightValues, right_values
from samebits.grading.judging.verdict import JudgedCall, Verdict, judge
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
from samebits.grading.sandbox.confine import HarnessError
from samebits.grading.sandbox.programs import LANGUAGES, Programs, rename_copies, run_plan
from samebits.grading.sandbox.protocol import LARGEST_VALUE, Outcome
from samebits.octave.layout import as_matrix


def grade_submission(
    assignment: Assignment, student: str, files: Mapping[str, bytes], key: bytes, programs: Programs
) -> Graded:
    """Grade what a student has handed in.

    Parameters
    ----------
    assignment : Assignment
    student : str
    files : mapping
        Contents by name.
    key : bytes
        The course's secret, from which the hidden cases are drawn.
    programs : Programs

    Returns
    -------
    Graded
        The grader's own failures are in it as "not gradable"; nothing that a submission does
        raises an error.
    """
    planned = plan(assignment, student, key)
    present = [language for language, suffix in LANGUAGES.items() if any(n.endswith(suffix) for n in files)]
    about = Graded(student, [], programs.level, versions=programs.versions)
    try:
        right = right_values(assignment, planned, programs)
        most = LARGEST_VALUE + 2 * sum(value.nbytes for values in right for value in values)
        files, notes = rename_copies(files)
        printed, found = [], {}
        for language in present:
            if language == "octave" and not programs.octave:
                notes.append(f"There is no Octave to run the .m files ({programs.versions['octave']}).")
                continue
            found[language], said = run_plan(language, files, assignment, planned, programs, most)
            printed += [said] if said.strip() else []
        if not found and present:
            raise HarnessError(notes[-1])
    except (HarnessError, OSError, ModuleNotFoundError) as error:
        failed = [
            PartResult(
                part.name, part.points, 0.0, NOT_GRADABLE, "", [f"Not graded, not your fault: {error}"],
                visibility=part.visibility,
            )
            for part in assignment.parts
        ]  # fmt: skip
        return replace(about, parts=failed)
    if not present:
        notes.append("No .m and no .py file was handed in.")
    unable = set(present) - set(found)
    parts = [
        part_result(part, numbers, planned, right, found, unable)
        for part, numbers in zip(assignment.parts, planned.cases, strict=True)
    ]
    if len(found) > 1:
        with suppress(Exception):  # a note that fails must not stop the grading
            notes += first_difference(assignment, planned, found)
    return replace(about, parts=parts, notes=notes, printed="\n".join(printed))


def part_result(
    part: Part,
    numbers: Sequence[int],
    planned: Plan,
    right: Sequence[RightValues],
    found: Mapping[str, Mapping[int, Outcome]],
    unable: Set[str],
) -> PartResult:
    """The part in the language that did best.

    Not gradable if a language that could not be run might have done better.
    """
    verdicts: dict[str, Verdict] = {}
    seconds = 0.0
    for language, outcomes in found.items():
        if language not in part.function:
            continue
        calls = [
            JudgedCall(python_values(planned.arguments[k]), right[k], outcomes[k], k in planned.hidden)
            for k in numbers
        ]
        verdicts[language] = judge_safely(part, language, calls)
        seconds += sum(outcomes[k].seconds for k in set(numbers))
    if unable & set(part.function) and all(verdict.status != RIGHT for verdict in verdicts.values()):
        why = [f"Not graded, not your fault: there is no {name.capitalize()}" for name in sorted(unable)]
        return PartResult(part.name, part.points, 0.0, NOT_GRADABLE, "", why, visibility=part.visibility)
    if not verdicts:
        nothing = [f"{' or '.join(dict.fromkeys(part.function.values()))} was not handed in"]
        return PartResult(part.name, part.points, 0.0, MISSING, "", nothing, visibility=part.visibility)
    order = (RIGHT, NOT_GRADABLE, WRONG, CRASHED, TIMED_OUT, MISSING)
    best = min(verdicts, key=lambda language: order.index(verdicts[language].status))
    verdict = verdicts[best]
    lines = list(verdict.lines)
    for language, other in verdicts.items():
        if language != best and other.status not in (MISSING, RIGHT):
            others = [*other.lines, *([other.mistake] if other.mistake else [])]
            lines += [f"In {language.capitalize()}: {line}" for line in others]
    score = part.points if verdict.status == RIGHT else 0.0
    language = "" if verdict.status == MISSING else best
    return PartResult(
        part.name,
        part.points,
        score,
        verdict.status,
        language,
        lines,
        verdict.mistake,
        part.visibility,
        seconds,
    )


def judge_safely(part: Part, language: str, calls: Sequence[JudgedCall]) -> Verdict:
    """Judge a part; if that fails, judge its values again without looking for known mistakes.

    The submission is not run again: judging would fail in the same way.
    """
    try:
        return judge(part, language, calls)
    except Exception:
        try:
            return judge(part, language, calls, explain=False)
        except Exception as error:
            why = f"Not graded, not your fault: judging failed with {type(error).__name__}: {error}"
            return Verdict(NOT_GRADABLE, [why])


def first_difference(
    assignment: Assignment, planned: Plan, found: Mapping[str, Mapping[int, Outcome]]
) -> list[str]:
    """A note on the first value in which a student's Octave and Python differ, if it may be shown."""
    for part, numbers in zip(assignment.parts, planned.cases, strict=True):
        if set(part.function) != set(LANGUAGES) or part.random is not None or part.visibility != "visible":
            continue
        for case, k in zip(part.cases, numbers, strict=True):
            ran = [found[language][k] for language in LANGUAGES]
            if case.hidden or any(outcome.status != "done" for outcome in ran):
                continue
            for name, *pair in zip(part.outputs, *(outcome.values for outcome in ran), strict=False):
                a, b = (as_matrix(value) for value in pair)
                if isinstance(pair[0], str) or isinstance(pair[1], str) or a.shape != b.shape:
                    return [f"Your .m and your .py first differ in {name} of {part.name}."]
                apart = ~np.isclose(a, b, rtol=part.tolerance, atol=0, equal_nan=True)
                if apart.any() and apart.ndim > 2:
                    return [f"Your .m and your .py first differ in {name} of {part.name}."]
                if apart.any():
                    row, column = (int(i) for i in np.argwhere(apart.T)[0][::-1])
                    return [
                        f"Your .m and your .py first differ in {name}({row + 1},{column + 1}) of "
                        f"{part.name}: {float(a[row, column])!r} and {float(b[row, column])!r}."
                    ]
    return []
