"""Where do two runs of a function part? Stage by stage, with what would explain it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.octave.layout import as_matrix
from samebits.parity.compare import Comparison, compare
from samebits.parity.mistakes import explain, relation
from samebits.parity.subjects import Subject
from samebits.parity.variables import Ran

Doubles = NDArray[np.float64]

# Of a stage's largest element: a difference below it is not a mistake. Over many iterations rounding grows
ROUNDING, GROWN = 1e-9, 1e-5

# Under which names students keep the stages, compared without case and underscores
ALIASES = {
    "A1": ("a1",),
    "Z2": ("z2",),
    "A2": ("a2", "h1"),
    "Z3": ("z3",),
    "H": ("h", "a3", "h2", "hx", "htheta", "hyp", "hypothesis", "output", "predictions"),
    "Y": ("ymatrix", "ymat", "yt", "yi", "yk", "yvec", "yonehot", "ybin", "newy", "labels"),
    "delta3": ("delta3", "d3", "sigma3", "error3", "del3"),
    "delta2": ("delta2", "d2", "sigma2", "error2", "del2"),
    "h": ("h", "hx", "htheta", "hyp", "hypothesis", "predictions"),
    "Theta1_grad": ("theta1grad", "grad1", "theta1gradient"),
    "Theta2_grad": ("theta2grad", "grad2", "theta2gradient"),
}


@dataclass(frozen=True)
class Stage:
    """A named value on the way, compared.

    Attributes
    ----------
    name, theirs : str
        What our Python calls it, and what it is called where it was found.
    status : {"equal", "rounding", "different"}
    comparison : Comparison
    example : bool
        Only the last example's value is there, as a loop leaves it.
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
    """

    function: str
    error: str
    stages: list[Stage]
    explanations: list[str] = field(default_factory=list)
    rounding: str = ""

    @property
    def parted(self) -> Stage | None:
        """The first stage that rounding cannot explain."""
        return next((stage for stage in self.stages if stage.status == "different"), None)

    @property
    def first_bit(self) -> Stage | None:
        """The first stage with another bit."""
        return next((stage for stage in self.stages if stage.status != "equal"), None)


def trace(
    subject: Subject, arguments: Mapping[str, Any], python: Ran, octave: Ran, right: Ran, judged: str
) -> Trace:
    """Compare two runs of a function, and explain what is wrong.

    Parameters
    ----------
    subject, arguments
        What was called, and with what.
    python, octave, right : Ran
        The two runs, and our own Python's, whose values are known to be right.
    judged : {"Python", "Octave"}
        Whose mistakes to look for.
    """
    stages = list(compared(subject, python, octave, judged))
    error = "; ".join(
        f"{side} failed: {ran.error}" for side, ran in (("Python", python), ("Octave", octave)) if ran.error
    )
    suspect = python if judged == "Python" else octave
    parted = Trace(subject.name, error, stages).parted
    explanations = list(explained(subject, arguments, suspect, right, parted)) if parted or error else []
    return Trace(subject.name, error, stages, explanations)


def compared(subject: Subject, python: Ran, octave: Ran, judged: str) -> Iterator[Stage]:
    """The stages that both sides have. The layout is that of the side that is judged."""
    ours, theirs = ({**ran.variables, **matrices(ran.values)} for ran in (python, octave))
    for name in subject.stages or subject.outputs:
        a_name, b_name = found(name, ours, subject), found(name, theirs, subject)
        if a_name is None or b_name is None:
            continue
        a, b = ours[a_name], theirs[b_name]
        a_vector, b_vector = (ran.values.get(name) is not None for ran in (python, octave))
        example = False
        if not (a_vector and b_vector) and a.shape != b.shape:
            if judged == "Octave":
                a, example = laid_out(a, b)
            else:
                b, example = laid_out(b, a)
        allowed = GROWN if subject.iterative else ROUNDING
        yield stage(name, b_name if judged == "Octave" else a_name, a, b, allowed, example)


def stage(
    name: str, theirs: str, a: Doubles, b: Doubles, allowed: float = ROUNDING, example: bool = False
) -> Stage:
    scale = np.abs(b[np.isfinite(b)]).max(initial=0.0)
    comparison = compare(theirs, a, b, bound=float(allowed * scale))
    status = "equal" if comparison.exact else "rounding" if comparison.within_bound else "different"
    return Stage(name, theirs, status, comparison, example)


def matrices(values: Mapping[str, Any]) -> dict[str, Doubles]:
    """Outputs as matrices; NumPy's vectors count as columns."""
    return {name: as_matrix(value).astype(np.float64) for name, value in values.items()}


def found(name: str, variables: Mapping[str, Any], subject: Subject) -> str | None:
    """What a stage is called among the variables of one side."""
    if name in variables:
        return name
    known = ALIASES.get(name, (name.lower().replace("_", ""),))
    plain = {key.lower().replace("_", ""): key for key in variables if key not in ("X", "y")}
    return next((plain[alias] for alias in known if alias in plain), None)


def laid_out(ours: Doubles, theirs: Doubles) -> tuple[Doubles, bool]:
    """Our stage as the other side keeps it, and whether that is the last example alone.

    Examples may run along columns, bias units may be there or not, and a loop leaves
    the last example. Where nothing fits ours stays as it is, and the shapes differ.
    """
    bias = np.ones((len(ours), 1))
    whole = [ours, np.hstack([bias, ours]), ours[:, 1:]]
    for units in whole:
        for candidate, example in (
            (units, False),
            (units.T, False),
            (units[-1:], True),
            (units[-1:].T, True),
        ):
            if candidate.shape == theirs.shape:
                return candidate, example
    return ours, False


def explained(
    subject: Subject, arguments: Mapping[str, Any], suspect: Ran, right: Ran, parted: Stage | None
) -> Iterator[str]:
    """The mistakes that give the suspect's outputs; else what its first wrong stage looks like."""
    some = False
    given_values = {**suspect.variables, **matrices(suspect.values)}  # of one that failed, as far as it came
    for output in subject.outputs:
        if output not in given_values:
            continue
        expected, given = matrices(right.values)[output], given_values[output]
        if expected.shape == given.shape and stage("", "", expected, given).status != "different":
            continue
        words = explain(subject.name, output, arguments, expected, given)
        if words:
            some = True
            yield f"{output}: {words}"
    if not some and parted is not None:
        ours = matrices({**right.variables, **right.values}).get(parted.name)
        theirs = matrices({**suspect.variables, **suspect.values}).get(parted.theirs)
        if ours is not None and theirs is not None and (words := looks_like(parted, ours, theirs)):
            yield f"{parted.theirs}: {words}"


def looks_like(parted: Stage, ours: Doubles, theirs: Doubles) -> str:
    """What the first wrong stage has to do with the right one."""
    if parted.name == "delta2" and theirs.shape[-1] == ours.shape[1] + 1:
        return "the bias column is kept in delta2"
    if parted.name == "Y" and theirs.shape == ours.shape:
        for shift in (1, -1):
            if np.array_equal(np.roll(ours, shift, axis=1), theirs):
                return "each label's one stands a column off; labels start at 1"
    expected, _ = laid_out(ours, theirs)
    return relation(expected, theirs) if expected.shape == theirs.shape else ""


def lines(result: Trace) -> Sequence[str]:
    """The trace as text."""
    shown = []
    for s in result.stages:
        name = s.theirs + (" (last example)" if s.example else "")
        what = {"equal": "equal bits", "rounding": "rounding", "different": "DIFFERENT"}[s.status]
        detail = "" if s.status == "equal" else s.comparison.describe().removeprefix(f"{s.theirs}: ")
        shown.append(f"  {name:<28}{what:<12}{detail}".rstrip())
    if result.error:
        shown.append(result.error)
    if result.parted:
        shown.append(f"They part at {result.parted.comparison.describe()}.")
    elif not result.error and result.first_bit:
        shown.append(f"The first other bit: {result.first_bit.comparison.describe()}.")
    elif not result.error:
        shown.append("They do not part: equal bits.")
    shown += [f"What gives these values: {text}." for text in result.explanations]
    if result.rounding:
        shown.append(result.rounding)
    return shown
