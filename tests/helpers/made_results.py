"""A made-up class of 30, with hostile names and texts."""

from samebits.grading.assignment.model import Assignment, load_assignment
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

HOSTILE_NAMES = (
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "..",
    "",
    "index.html",
    "grades.csv",
    '=HYPERLINK("http://example.org","x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "Ada Lovelace",
    "ada lovelace",
    "ADA",
    "Ada",
    "ada",
    "\x1b[31mred\x1b[0m",
    "\u05d9\u05d4\u05d5\u05e0\u05ea\u05df \u202egnp.exe",
    "\u674e\u96f7",
    "n" * 300,
    "\udcff\x00\ufffe",
    "a/b\\c",
    "con",
    "\"' onmouseover='x'",
    "{{ 7 * 7 }}",
    "javascript:alert(1)",
)
NAMES = (*HOSTILE_NAMES, "grace", "alan", "emmy")

FEEDBACK = (
    "<script>document.title = 'owned'</script><img src=http://example.org/x.png onerror=alert(1)>",
    "\x1b[31mTheta1_grad(3,1)\x1b[0m is 0.5; expected 0.25",
    "long " + "x" * 3000,
    "\u05e9\u05d2\u05d9\u05d0\u05d4 \u05d1\u05e9\u05d5\u05e8\u05d4 3: \u202e001 fo 001",
    "Theta1_grad is 25x400; expected 25x401",
)
PRINTED = "J = 0.287629\r\n\x1b]0;a title\x07<b>bold?</b>\x00\x08\n" + "wide" * 200 + "\n=1+1\ufffe\udc80\n"
SOME = (RIGHT, WRONG, RIGHT, RIGHT, MISSING, CRASHED, RIGHT, TIMED_OUT)
MISTAKES = ("the bias unit is regularised, too", "labels start at 0", "the sum is not divided by m")
VERSIONS = {"samebits": "0.1.0", "Python": "3.11.2", "NumPy": "2.1.0", "Octave": "7.3.0", "BLAS": "netlib"}


def ex4() -> Assignment:
    return load_assignment("ex4")


def made_student(place: int, name: str) -> Graded:
    """The first is all right, two could not be graded; of the others each part is another status."""
    parts = []
    for k, part in enumerate(ex4().parts):
        status = SOME[(place * 3 + k * (place % 5)) % len(SOME)] if place else RIGHT
        if place in (1, 17) and k == 2:
            status = NOT_GRADABLE
        parts.append(
            PartResult(
                name=part.name,
                points=part.points,
                score=part.points if status == RIGHT else 0.0,
                status=status,
                language="" if status == MISSING else ("octave", "python")[place % 2],
                feedback=[] if status == RIGHT else [FEEDBACK[(place + k) % len(FEEDBACK)]],
                mistake=MISTAKES[place % 3] if status == WRONG else "",
                visibility=part.visibility,
                seconds=0.01 * (place + k),
            )
        )
    return Graded(name, parts, "bubblewrap", ["nnCostFunction.m: read"], PRINTED, VERSIONS)


def made_class() -> list[Graded]:
    return [made_student(place, name) for place, name in enumerate(NAMES)]
