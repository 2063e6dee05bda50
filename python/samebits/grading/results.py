"""The results of grading a submission."""

from dataclasses import asdict, dataclass, field
from typing import Any

# Of a part. Only the last is the grader's fault, and it is never a zero
STATUSES = ("right", "wrong", "missing", "crashed", "timed out", "not gradable")
RIGHT, WRONG, MISSING, CRASHED, TIMED_OUT, NOT_GRADABLE = STATUSES
# For a submission with such a part
OUR_FAULT = (
    "This submission could not be graded. That is the fault of the grading program, not of the submission. "
    "It is not a zero: there is no score until the submission is graded again."
)


@dataclass(frozen=True)
class PartResult:
    """One part of one submission, in the language that did best.

    Attributes
    ----------
    name : str
    points, score : float
        The points of the part, and those that the submission has.
    status : str
        One of STATUSES.
    language : str
        "octave", "python", or "" if neither was handed in.
    feedback : list of str
        Lines for the student.
    mistake : str
        The known mistake that gives the same values, or "".
    visibility : str
    seconds : float
        Time spent in the student's function.
    """

    name: str
    points: float
    score: float
    status: str
    language: str = ""
    feedback: list[str] = field(default_factory=list)
    mistake: str = ""
    visibility: str = "visible"
    seconds: float = 0.0


@dataclass(frozen=True)
class Graded:
    """A submission's parts, and how they were run.

    Attributes
    ----------
    student : str
    parts : list of PartResult
    confinement : str
        The level of confinement: see `samebits.grading.sandbox.confine`.
    notes : list of str
        Notes on the whole submission.
    printed : str
        The beginning of what the submission printed.
    versions : dict
        The versions of samebits, Python, NumPy, Octave and its BLAS.
    number, email : str
        The student's number and address on the platform, or "".
    """

    student: str
    parts: list[PartResult]
    confinement: str = ""
    notes: list[str] = field(default_factory=list)
    printed: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    number: str = ""
    email: str = ""

    @property
    def gradable(self) -> bool:
        """Whether every part could be graded; if not, there is no score."""
        return all(part.status != NOT_GRADABLE for part in self.parts)

    @property
    def score(self) -> float:
        return sum(part.score for part in self.parts)

    @property
    def points(self) -> float:
        return sum(part.points for part in self.parts)

    @property
    def seconds(self) -> float:
        return sum(part.seconds for part in self.parts)

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, for JSON and for `graded_from`."""
        return asdict(self)


def graded_from(values: dict[str, Any]) -> Graded:
    """The result from what `as_dict` gave."""
    return Graded(**{**values, "parts": [PartResult(**part) for part in values["parts"]]})
