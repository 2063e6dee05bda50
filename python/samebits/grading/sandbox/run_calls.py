"""Run the calls of a job on a submission, whatever it does."""

import contextlib
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from samebits.grading.assignment.calls import Call
from samebits.grading.sandbox.confine import Limits
from samebits.grading.sandbox.packages import package_places
from samebits.grading.sandbox.protocol import LARGEST_VALUE, Frames, Outcome, encode_job
from samebits.grading.sandbox.run_confined import START, Deadline, run_confined
from samebits.octave.program import QUIET

RUNTIME = Path(__file__).parent / "inside"
PREFIX = "samebits-grade-"  # followed by the grader's process and a random word
STUBS = Path(__file__).parents[2] / "session" / "m" / "stubs"


def remove_stale_folders() -> None:
    """Remove the folders of graders that were killed."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        pid = path.name.removeprefix(PREFIX).partition("-")[0]
        with contextlib.suppress(FileNotFoundError):  # another grader may be removing it
            if pid.isdigit() and not is_alive(int(pid)) and path.stat().st_uid == os.getuid():
                shutil.rmtree(path, ignore_errors=True)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextlib.contextmanager
def staging_folder(files: Mapping[str, bytes], provided: Sequence[Path]) -> Iterator[Path]:
    """A temporary folder with a submission, the child's program and the handed-out functions."""
    base = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    folder = base / secrets.token_hex(16)  # no other submission can list or guess it
    try:
        (folder / "submission").mkdir(parents=True)
        for name, content in files.items():
            path = folder / "submission" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        shutil.copytree(RUNTIME / "stand_ins", folder / "handed_out")
        if any(name.endswith(".m") for name in files):
            shutil.copytree(STUBS, folder / "handed_out", dirs_exist_ok=True)
        for file in provided:
            shutil.copy(file, folder / "handed_out")
        for name in ("child.py", "samebits_child.m"):
            shutil.copy(RUNTIME / name, folder)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield folder
    finally:
        shutil.rmtree(base, ignore_errors=True)


def run_calls(
    language: str,
    program: str,
    calls: Sequence[Call],
    folder: Path,
    limits: Limits,
    packages: Sequence[str] = (),
    most: int = LARGEST_VALUE,
) -> tuple[list[Outcome], str]:
    """The outcome of each call, and the beginning of what was printed.

    If a call ends its process, the rest run in a new one. After a time-out the other calls of
    the same function are not tried. One deadline holds for all calls and all processes.

    Parameters
    ----------
    language : {"octave", "python"}
    program : str
        The Octave, or the Python.
    calls : sequence of Call
    folder : Path
        Made by `staging_folder`.
    limits : Limits
        `visible` holds what Octave needs; the rest is added here.
    packages : sequence of str
        What Python may import besides the standard library.
    most : int
        The largest number of bytes of values to take, over all calls.
    """
    outcomes = [Outcome() for _ in calls]
    printed = ""
    avoided: list[str] = []
    waiting = list(range(len(calls)))
    limits = replace(limits, calls=len(calls))
    deadline = Deadline(time.monotonic() + START + limits.seconds * (len(calls) + 1))
    while waiting:
        job = folder / "job"
        job.write_bytes(encode_job([(k, calls[k]) for k in waiting], language))
        job.chmod(0o644)
        frames = Frames(waiting, most)
        how, output = run_confined(
            *child_command(language, program, folder, limits, packages, avoided), frames, deadline
        )
        printed = printed or output
        for k in frames.ended:
            outcomes[k] = frames.outcomes[k]
            most -= outcomes[k].size
        waiting = waiting[len(frames.ended) :]
        if how == "finished" or not waiting:
            break
        k = waiting[0]  # begun, and never begun again
        outcome = Outcome("garbled", text=how[9:]) if how.startswith("garbled") else Outcome(how)
        outcome.importing = frames.outcomes[k].importing
        if outcome.importing not in os.listdir(folder / "submission"):
            outcome.importing = ""  # not a file: the submission itself wrote the frame
        if outcome.importing:
            avoided.append(outcome.importing)
        over = time.monotonic() >= deadline.at
        given_up = [
            j
            for j in waiting
            if j == k or (how == "timed out" and (over or calls[j].names == calls[k].names))
        ]
        for j in given_up:
            outcomes[j] = outcome
        waiting = [j for j in waiting if j not in given_up]
    return outcomes, printed


def child_command(
    language: str, program: str, folder: Path, limits: Limits, packages: Sequence[str], avoided: Sequence[str]
) -> tuple[Limits, list[str]]:
    """The limits and the command of a child."""
    job, submission = str(folder / "job"), str(folder / "submission")
    if language == "octave":
        paths = f"'{job}', '{submission}', '{folder / 'handed_out'}', '/dev/fd/{{out}}'"
        call = f"samebits_child ({paths})"
        command = [program, *QUIET, "--no-site-file", "--path", str(folder), "--eval", call]
        return replace(limits, visible=(folder, *limits.visible)), command
    places = [place for name in packages for place in package_places(name)]
    visible = (folder, *(() if sys.base_prefix == "/usr" else (Path(sys.base_prefix),)), *places)
    command = [program, "-I", "-S", str(folder / "child.py"), job, submission, str(folder / "handed_out")]
    command += ["{out}", os.pathsep.join(sorted({str(place.parent) for place in places})), *avoided]
    return replace(limits, visible=visible), command


def python_program() -> str:
    """The Python that runs submissions: this one, without its packages."""
    return os.path.realpath(sys.executable)
