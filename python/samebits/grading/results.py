"""What grading finds out about a submission."""

from dataclasses import asdict, dataclass, field
from typing import Any

# What can become of a part. Only the last is our own fault, and it is nobody's zero
STATUSES = ("right", "wrong", "missing", "crashed", "timed out", "not gradable")
RIGHT, WRONG, MISSING, CRASHED, TIMED_OUT, NOT_GRADABLE = STATUSES
# Where a submission has a part of the last
OUR_FAULT = (
    "This submission could not be graded. That is the fault of the grading program, not of the submission, "
    "and it is no zero: there is no score until it is graded again."
)


@dataclass(frozen=True)
class PartResult:
    """One part of one submission, in the language that did best.

    Attributes
    ----------
    name : str
    points, score : float
        What there is to gain, and what was gained.
    status : str
        One of STATUSES.
    language : str
        "octave", "python", or "" where neither was handed in.
    feedback : list of str
        Lines for the student.
    mistake : str
        The known mistake whose values these are, or "".
    visibility : str
    seconds : float
        Spent in the student's function.
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
        What kept the submission in: see `samebits.grading.sandbox.confine`.
    notes : list of str
        What concerns the whole submission.
    printed : str
        What the submission printed, shortened.
    versions : dict
        Of samebits, Python, NumPy, Octave and its BLAS.
    number, email : str
        The platform's for the student, or "".
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
        """Plain values, for JSON and for `graded_from`."""
        return asdict(self)


def graded_from(values: dict[str, Any]) -> Graded:
    """What `as_dict` gave."""
    return Graded(**{**values, "parts": [PartResult(**part) for part in values["parts"]]})
