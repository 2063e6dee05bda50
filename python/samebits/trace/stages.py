"""Where two runs of a function part, stage by stage, and the mistakes that explain it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from samebits.octave.layout import as_matrix
from samebits.parity.compare import Comparison, compare
from samebits.trace.explain import explanations, known_mistakes, relation
from samebits.trace.function import Arguments, Doubles, Function
from samebits.trace.variables import RunResult

# Times a stage's largest element: a smaller difference is rounding. It grows over many iterations
ROUNDING, GROWN = 1e-9, 1e-5

SHOWN = {"equal": "equal bits", "different": "DIFFERENT"}  # other statuses as they are


@dataclass(frozen=True)
class Stage:
    """A named value on the way, compared.

    Attributes
    ----------
    name, theirs : str
        Its name in our Python, and on the side that is judged.
    status : {"equal", "rounding", "stored differently", "same optimum", "not judged", "different"}
        Stored differently: the value differs, but all outputs are right. Same optimum: the
        values differ, but are as good. Not judged: the value differs, but the run failed.
    comparison : Comparison
    example : bool
        Only the value of the last example is there, as a loop leaves it.
    """

    name: str
    theirs: str
    status: str
    comparison: Comparison
    example: bool = False


@dataclass(frozen=True)
class Trace:
    """Two runs of one function, side by side.

    Attributes
    ----------
    function : str
    error : str
        What one side failed with.
    stages : list of Stage
        Those found on both sides, in the order in which they are computed.
    explanations : list of str
        The mistakes that give these values, each with the output it is seen in.
    rounding : str
        Why bits differ where only rounding does.
    note : str
        What else there is to say of the runs.
    kind : str
        The inputs that they were run on.
    """

    function: str
    error: str
    stages: list[Stage]
    explanations: list[str] = field(default_factory=list)
    rounding: str = ""
    note: str = ""
    kind: str = ""

    @property
    def parted(self) -> Stage | None:
        """The first stage that rounding cannot explain."""
        return next((stage for stage in self.stages if stage.status == "different"), None)

    @property
    def first_bit(self) -> Stage | None:
        """The first stage whose bits differ."""
        return next((stage for stage in self.stages if stage.status in ("rounding", "different")), None)


def trace(
    function: Function,
    arguments: Arguments,
    python: RunResult,
    octave: RunResult,
    right: RunResult,
    judged: str,
) -> Trace:
    """Compare two runs of a function, and explain what is wrong.

    Parameters
    ----------
    function, arguments
        What was called, and with what.
    python, octave, right : RunResult
        The two runs, and our own Python's, whose values are known to be right.
    judged : {"Python", "Octave"}
        Whose mistakes to look for.
    """
    stages = list(compare_stages(function, arguments, python, octave, judged))
    error = "; ".join(
        f"{side} failed: {ran.error}" for side, ran in (("Python", python), ("Octave", octave)) if ran.error
    )
    suspect = python if judged == "Python" else octave
    if error:  # the variables of a run that failed may be unfinished
        stages = [replace(s, status="not judged") if s.status == "different" else s for s in stages]
    elif as_good(function, arguments, suspect, right):
        stages = [replace(s, status="same optimum") if s.status == "different" else s for s in stages]
    wrong = [s.name for s in stages if s.status == "different"]
    if not error and function.outputs and not set(wrong) & set(function.outputs):
        stages = [replace(s, status="stored differently") if s.name in wrong else s for s in stages]
    found = Trace(function.octave, error, stages)
    explanations: list[str] = []
    if suspect.error:
        explanations = list(explain_failure(function, arguments, suspect, right))
    elif found.parted:
        explanations = list(explain_outputs(function, arguments, suspect, right, found.parted))
    return replace(found, explanations=explanations)


def as_good(function: Function, arguments: Arguments, suspect: RunResult, right: RunResult) -> bool:
    """Whether a function that minimises has found values that are as good as ours."""
    given, ours = matrices(suspect.values), matrices(right.values)
    return bool(function.as_good) and all(
        judge(arguments, given[output], ours[output]) for output, judge in function.as_good.items()
    )


def compare_stages(
    function: Function, arguments: Arguments, python: RunResult, octave: RunResult, judged: str
) -> Iterator[Stage]:
    """The stages that both sides have, in the layout of the side that is judged.

    A stage in a layout that is not known is left out: it cannot be compared.
    """
    ours, theirs = ({**ran.variables, **matrices(ran.values)} for ran in (python, octave))
    allowed = GROWN if function.iterative else ROUNDING
    for name in function.stages or function.outputs:
        a_name, b_name = (find_variable(function, arguments, name, side) for side in (ours, theirs))
        if a_name is None or b_name is None:
            continue
        pair, title = (ours[a_name], theirs[b_name]), b_name if judged == "Octave" else a_name
        if name in function.outputs:
            yield compare_stage(name, title, *pair, allowed)
        elif judged == "Octave":
            if (laid := match_layout(*pair)) is not None:
                yield compare_stage(name, title, laid[0], laid[1], allowed, laid[2])
        elif (laid := match_layout(*pair[::-1])) is not None:
            yield compare_stage(name, title, laid[1], laid[0], allowed, laid[2])


def compare_stage(
    name: str, theirs: str, a: Doubles, b: Doubles, allowed: float = ROUNDING, example: bool = False
) -> Stage:
    scale = np.abs(b[np.isfinite(b)]).max(initial=0.0)
    comparison = compare(theirs, a, b, bound=float(allowed * scale))
    status = "equal" if comparison.exact else "rounding" if comparison.within_bound else "different"
    return Stage(name, theirs, status, comparison, example)


def matrices(values: Mapping[str, Any]) -> dict[str, Doubles]:
    """Outputs as matrices; NumPy's vectors count as columns."""
    return {name: as_matrix(value).astype(np.float64) for name, value in values.items()}


def find_variable(
    function: Function, arguments: Arguments, name: str, variables: Mapping[str, Any]
) -> str | None:
    """The name of a stage among the variables of one side, or None."""
    if name in variables:
        return name
    # A loop's variable j is not the cost J
    known = function.stages.get(name) or ((name.lower().replace("_", ""),) if len(name) > 1 else ())
    others = [key for key in variables if key not in arguments and not key.startswith(function.not_stages)]
    plain = {key.lower().replace("_", ""): key for key in others}
    return next((plain[alias] for alias in known if alias in plain), None)


def match_layout(expected: Doubles, given: Doubles) -> tuple[Doubles, Doubles, bool] | None:
    """Our value in a side's layout, that side's value, and whether it is the last example alone.

    Examples may be in columns, a bias unit may be present, missing or zero, and a loop leaves
    the last example. A layout in which the values agree is preferred; None if no layout fits.
    """
    no_bias = expected.copy()
    no_bias[:, :1] = 0
    with_bias = np.hstack([np.ones((len(expected), 1)), expected])
    forms: list[tuple[Doubles, Doubles, bool]] = []
    for units in (expected, with_bias, expected[:, 1:], no_bias):
        for form, last in ((units, False), (units.T, False), (units[-1:], True), (units[-1:].T, True)):
            forms.append((form, given, last and len(expected) > 1))
            forms.append((form, given[:, 1:], last))  # a bias unit that is cut off later
            forms.append((form, given[1:], last))
    fitting = [form for form in forms if form[0].shape == form[1].shape and form[0].size]
    near = [form for form in fitting if compare_stage("", "", form[0], form[1]).status != "different"]
    whole = [form for form in fitting if form[1] is given]
    return next(iter(near or whole), None)


def explain_outputs(
    function: Function, arguments: Arguments, suspect: RunResult, right: RunResult, parted: Stage
) -> Iterator[str]:
    """The mistakes that give the suspect's outputs; else a description of its first wrong stage."""
    ours, theirs = ({**ran.variables, **matrices(ran.values)} for ran in (right, suspect))
    some = False
    for output in function.outputs:
        expected, given = ours[output], theirs[output]
        if expected.shape == given.shape and compare_stage("", "", expected, given).status != "different":
            continue
        if words := ", or ".join(explanations(function, output, arguments, expected, given)):
            some = True
            yield f"{output}: {words}"
    if not some and parted.name in ours:
        words = describe_stage(function, arguments, parted, ours[parted.name], theirs[parted.theirs])
        yield from [f"{parted.theirs}: {words}"] if words else []


def explain_failure(
    function: Function, arguments: Arguments, suspect: RunResult, right: RunResult
) -> Iterator[str]:
    """What was wrong before a run failed: values of a known mistake, or a variable of the wrong size.

    Other variables are not judged: the function may not have finished them.
    """
    ours = {**right.variables, **matrices(right.values)}
    for output in function.outputs:
        if output in suspect.variables:
            fits = known_mistakes(function, output, arguments, ours[output], suspect.variables[output])
            yield from [f"{output}: {', or '.join(fits)}"] if fits else []
    if not re.search("nonconformant|shape|dimension|broadcast", suspect.error):
        return
    for name, describe in function.looks.items():
        key = find_variable(function, arguments, name, suspect.variables)
        if name in function.outputs or name not in ours or key is None:
            continue
        if suspect.variables[key].size != ours[name].size:
            words = describe(arguments, ours[name], suspect.variables[key])
            yield from [f"{key}: {words}"] if words else []


def describe_stage(
    function: Function, arguments: Arguments, parted: Stage, ours: Doubles, theirs: Doubles
) -> str:
    """How the first wrong stage is related to the right one, in words."""
    describe = function.looks.get(parted.name) if theirs.shape == ours.shape else None
    words = describe(arguments, ours, theirs) if describe is not None else ""
    laid = match_layout(ours, theirs)
    return words or (relation(laid[0], laid[1]) if laid is not None else "")


def lines(result: Trace) -> Sequence[str]:
    """The trace as text."""
    shown = []
    for s in result.stages:
        name = s.theirs + (" (last example)" if s.example else "")
        what = SHOWN.get(s.status, s.status)
        detail = (
            ""
            if s.status in ("equal", "stored differently", "not judged")
            else s.comparison.describe().removeprefix(f"{s.theirs}: ")
        )
        shown.append(f"  {name:<28}{what:<20}{detail}".rstrip())
    if result.error:
        shown.append(result.error)
    if result.parted:
        shown.append(f"They part at {result.parted.comparison.describe()}.")
    elif not result.error and result.first_bit:
        shown.append(f"The first bits that differ: {result.first_bit.comparison.describe()}.")
    elif not result.error and not any(s.status == "same optimum" for s in result.stages):
        shown.append("They do not part: equal bits.")
    shown += [f"Likely mistake: {text}." for text in result.explanations]
    if any(s.status == "same optimum" for s in result.stages):
        shown.append("Another optimiser, the same optimum: the cost is as low as ours.")
    if result.note:
        shown.append(result.note)
    if result.rounding:
        shown.append(result.rounding)
    return shown
