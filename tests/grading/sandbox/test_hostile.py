"""Hostile submissions gain nothing, take nothing, leave nothing and end in time."""

import json
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from helpers.confined_python import USABLE
from helpers.hostile import KEPT, OCTAVE, OCTAVE_ATTACKS, PORT, PYTHON, Hostile
from helpers.places import ROOT
from helpers.processes import adopt_orphans, children, left_over
from helpers.tiers import t0_bits, t4_outcome
from samebits.grading.assignment.calls import plan
from samebits.grading.assignment.model import load_assignment
from samebits.grading.judging.reference import right_values
from samebits.grading.judging.submission import grade_submission
from samebits.grading.results import STATUSES, Graded
from samebits.grading.sandbox.confine import level_for
from samebits.grading.sandbox.programs import Programs, find_programs

WHOLE = load_assignment("ex4")
ASSIGNMENT = replace(WHOLE, seconds=2, memory=1024, parts=WHOLE.parts[:5])  # those with points
KEY = b"the course's key"
BOUND = 30  # seconds: two functions of 2 s each, and restarts on a busy machine
CANARY = "canary in the coal mine"


@dataclass
class Surroundings:
    """What a submission must not reach."""

    server: socket.socket
    secrets: list[Path]
    staged: Path

    @property
    def port(self) -> int:
        return int(self.server.getsockname()[1])

    def check(self) -> None:
        for secret in self.secrets:
            if secret != Path("/etc/shadow"):
                assert secret.read_text() == CANARY
        with pytest.raises(BlockingIOError):
            self.server.accept()
        assert list(self.staged.iterdir()) == [self.staged / "samebits-grade-another"]


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surroundings]:
    """A listener, and canaries: another's submission, a journal of mode 600, a file of the project."""
    staged = tmp_path_factory.mktemp("staged")
    another = staged / "samebits-grade-another" / "submission" / "port.py"
    another.parent.mkdir(parents=True)
    journal = tmp_path_factory.mktemp("course") / "journal.sqlite"
    project = ROOT / ".pytest_cache" / f"canary-{os.getpid()}"
    project.parent.mkdir(exist_ok=True)
    for path in (another, journal, project):
        path.write_text(CANARY)
    journal.chmod(0o600)
    with pytest.MonkeyPatch.context() as patch, socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        patch.setattr(tempfile, "tempdir", str(staged))
        yield Surroundings(server, [another, journal, project, Path("/etc/shadow")], staged)
    project.unlink()


@pytest.fixture(scope="module")
def programs() -> Programs:
    return find_programs(level_for(trusted=False))


@pytest.fixture(scope="module")
def hidden(programs: Programs) -> list[str]:
    """The right values of the hidden cases, as feedback would write them.

    Not the 152,504 of the large one, some of which have the digits of a public value by chance.
    """
    planned = plan(ASSIGNMENT, "anna", KEY)
    right = right_values(ASSIGNMENT, planned, programs)
    secret = {k for part, ks in zip(ASSIGNMENT.parts, planned.cases, strict=True)
              for case, k in zip(part.cases, ks, strict=True) if case.hidden}  # fmt: skip
    return [
        f"{x:.6g}" for k in sorted(secret) for value in right[k] if value.size < 1000 for x in value.ravel()
    ]


def graded(hostile: Hostile, around: Surroundings, programs: Programs) -> Graded:
    repository = str(ROOT)
    files = hostile.contents(around.port, [str(path) for path in around.secrets], repository)
    return grade_submission(ASSIGNMENT, "anna", files, KEY, programs)


ATTACKS = [pytest.param(h, id=f"py: {name}") for name, h in PYTHON.items()]
ATTACKS += [pytest.param(h, id=f"m: {name}", marks=pytest.mark.octave) for name, h in OCTAVE_ATTACKS.items()]


@pytest.mark.parametrize("hostile", ATTACKS)
def test_an_attack(
    hostile: Hostile, surroundings: Surroundings, programs: Programs, hidden: list[str]
) -> None:
    adopt_orphans()
    before, began = children(), time.monotonic()
    result = graded(hostile, surroundings, programs)
    t4_outcome(time.monotonic() - began, 0, BOUND)
    assert not left_over(before)
    surroundings.check()

    fair = [hostile.J, hostile.J, hostile.slope, hostile.grad, hostile.grad]
    found = [part.status for part in result.parts]
    assert all(status in allowed for status, allowed in zip(found, fair, strict=True)), (
        [part.feedback for part in result.parts],
        result.printed,
    )
    assert set(found) <= set(STATUSES) - {"not gradable"}
    for part, allowed in zip(result.parts, fair, strict=True):
        t0_bits(part.score, part.points if part.status == "right" else 0.0)
        assert "right" in allowed or part.score == 0
    assert result.gradable

    text = json.dumps(result.as_dict(), allow_nan=False)
    feedback = " ".join(line for part in result.parts for line in part.feedback)
    assert len(text) < 50_000
    assert CANARY not in text
    assert "root:" not in text
    assert not [value for value in hidden if value in feedback and hostile.J != KEPT]


def test_the_right_solutions_are_right(programs: Programs) -> None:
    """Else the attacks would gain nothing for another reason."""
    for files in ({"port.py": PORT.encode()}, {name: text.encode() for name, text in OCTAVE.items()}):
        t0_bits(grade_submission(ASSIGNMENT, "anna", files, KEY, programs).score, 100.0)


@pytest.mark.octave
@pytest.mark.parametrize("level", USABLE)
def test_each_level_grades_rightly_in_a_folder_of_its_own(
    level: str, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Octave finds functions where it is, so that must not be a /tmp that others write to."""
    monkeypatch.setattr(tempfile, "tempdir", None)  # where a user of another number may look
    telling = OCTAVE["sigmoidGradient.m"].replace("g = zeros", "printf ('in %s\\n', pwd ()); g = zeros")
    files = {name: text.encode() for name, text in {**OCTAVE, "sigmoidGradient.m": telling}.items()}
    assignment = replace(ASSIGNMENT, parts=ASSIGNMENT.parts[2:3], seconds=20)
    result = grade_submission(assignment, "anna", files, KEY, replace(programs, level=level))
    t0_bits(result.score, 5.0)
    assert result.printed.startswith("in " + tempfile.gettempdir() if level == "rlimits" else "in /tmp\n")
    assert (result.printed.splitlines()[0] == "in /tmp") == (level != "rlimits")


def test_neighbours_are_not_harmed(surroundings: Surroundings, programs: Programs) -> None:
    """A right submission graded beside the worst ones."""
    worst = [
        PYTHON[name] for name in ("kills", "fork bomb", "forged on every descriptor", "endless printing")
    ]
    with ThreadPoolExecutor(2) as pool:
        attacks = [pool.submit(graded, hostile, surroundings, programs) for hostile in worst]
        for _ in range(4):
            result = grade_submission(ASSIGNMENT, "bert", {"port.py": PORT.encode()}, KEY, programs)
            t0_bits(result.score, 100.0)
        assert all(attack.result().gradable for attack in attacks)
