"""The programs that run submissions, and running the calls of a plan with them."""

import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version as package_version
from pathlib import Path

from samebits import __version__
from samebits.grading.assignment.calls import Call, Plan, calls_in
from samebits.grading.assignment.model import OCTAVE_NEEDS, Assignment, handed_out_folders
from samebits.grading.sandbox.confine import HarnessError, Limits
from samebits.grading.sandbox.protocol import LARGEST_VALUE, Outcome
from samebits.grading.sandbox.run_calls import python_program, remove_stale_folders, run_calls, staging_folder
from samebits.grading.sandbox.run_confined import START
from samebits.octave.program import OctaveError, ask, find_octave

LANGUAGES = {"octave": ".m", "python": ".py"}
NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
FUNCTION = re.compile(rb"^[ \t]*function\b(?:[^=\n(]*=)?[ \t]*([A-Za-z_]\w*)", re.MULTILINE)


@dataclass(frozen=True)
class Programs:
    """The programs that run submissions.

    Attributes
    ----------
    level : str
        The level of confinement.
    octave : str
        The program, or "" if there is none.
    versions : dict
    octave_places : tuple of Path
        What Octave needs to see in the sandbox besides the system.
    hidden : tuple of Path
        What no submission may see: the others, the reports, the assignment.
    """

    level: str
    octave: str
    versions: dict[str, str]
    octave_places: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()


def find_programs(level: str, octave: str | None = None) -> Programs:
    """The Python and the Octave of this machine, with their versions.

    Raises
    ------
    HarnessError
        There is an Octave, but it does not run in the sandbox; or the one asked for does not run at all.
    """
    remove_stale_folders()
    versions = {"samebits": __version__, "python": platform.python_version()}
    versions["numpy"] = package_version("numpy")
    try:
        program = find_octave(octave)
    except OctaveError as error:
        if octave is not None:
            raise HarnessError(f"--octave {octave}: {error}") from error
        return Programs(level, "", {**versions, "octave": f"none: {error}"})
    answer = ask(program.path, 30, 'printf("blas=%s\\nhome=%s\\n", version("-blas"), OCTAVE_HOME())')
    blas, home = (answer.partition(f"{key}=")[2].partition("\n")[0] for key in ("blas", "home"))
    places = octave_places(level, program.path, Path(home))
    return Programs(level, program.path, {**versions, "octave": program.version, "blas": blas}, places)


def octave_places(level: str, program: str, home: Path) -> tuple[Path, ...]:
    """What an Octave needs to see in the sandbox: nothing, or the folders it is installed in.

    Raises
    ------
    HarnessError
        It does not run in the sandbox even with these.
    """
    own = {Path(program).absolute(), Path(program).resolve()}
    installed = {home / name for name in ("bin", "lib", "lib64", "libexec", "share") if home.is_absolute()}
    shown = tuple(sorted(path for path in own | installed if path.exists() and path.parts[1] != "usr"))
    why = ""
    for places in ((), shown) if shown else ((),):
        why = octave_failure(level, program, places)
        if not why:
            return places
    raise HarnessError(
        f"{program} runs on this machine, but not in {level}, where .m files would run: {why}. Expected an "
        "Octave in /usr, or one whose libraries lie in its own folder (--octave PATH takes another)"
    )


def octave_failure(level: str, program: str, places: tuple[Path, ...]) -> str:
    """Why an Octave does not run in the sandbox, or ""."""
    files = {"answer.m": b"function x = answer ()\nx = 42;\nend\n"}
    with staging_folder(files, ()) as folder:
        limits = Limits(level, places, START, OCTAVE_NEEDS)
        try:
            (outcome,), _ = run_calls("octave", program, [Call(("answer",), 1, ())], folder, limits)
        except HarnessError as error:
            return str(error)
    return "" if outcome.status == "done" else outcome.text or outcome.status


def try_packages(assignment: Assignment, level: str) -> None:
    """Import each package that an assignment allows, once, in the sandbox.

    Raises
    ------
    HarnessError
        One cannot be imported there.
    """
    names = assignment.packages
    text = "".join(f"def import_{k}():\n    import {name}\n    return 1\n" for k, name in enumerate(names))
    calls = [Call((f"import_{k}",), 1, ()) for k in range(len(names))]
    with staging_folder({"packages.py": text.encode()}, ()) as folder:
        limits = Limits(level, (), START, assignment.memory)
        outcomes, _ = run_calls("python", python_program(), calls, folder, limits, names)
    for name, outcome in zip(names, outcomes, strict=True):
        if outcome.status != "done":
            raise HarnessError(
                f"packages: {name} cannot be imported in {level}, where submissions run: "
                f"{outcome.text or outcome.status}"
            )


def rename_copies(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], list[str]]:
    """Give copies the names of their functions, so that Octave finds them; with notes for the student.

    Browsers and desktops name a copy `predict (1).m`, `predict - Copy.m` or `predict - 副本.m`. It is
    renamed if it is the only one.
    """
    copies: dict[str, list[str]] = {}
    for file, content in files.items():
        stem = file.removesuffix(".m")
        if stem == file or "/" in file or NAME.fullmatch(stem):
            continue
        first = FUNCTION.search(content)
        if first and first[1].decode() in NAME.findall(stem):
            copies.setdefault(first[1].decode(), []).append(file)
    renamed = {
        one[0]: f"{name}.m" for name, one in copies.items() if len(one) == 1 and f"{name}.m" not in files
    }
    notes = [
        f"{file} was graded as {name}: an .m file should have the name of its function."
        for file, name in renamed.items()
    ]
    return {renamed.get(file, file): content for file, content in files.items()}, notes


def run_plan(
    language: str,
    files: Mapping[str, bytes],
    assignment: Assignment,
    planned: Plan,
    programs: Programs,
    most: int = LARGEST_VALUE,
) -> tuple[dict[int, Outcome], str]:
    """Run the calls of a plan in a language: the outcomes by number, and what was printed.

    At most `most` bytes of values are taken.
    """
    numbered = calls_in(language, planned)
    own = {name: content for name, content in files.items() if name.endswith(LANGUAGES[language])}
    names = sorted(name[:-2] for name in own if name.endswith(".m") and "/" not in name)
    outcomes: dict[int, Outcome] = {}
    if language == "octave":  # its files have the names of their functions
        for k, call in numbered:
            if call.names[0] not in names:
                outcomes[k] = Outcome("missing", names=tuple(names))
    waiting = [(k, call) for k, call in numbered if k not in outcomes]
    octave = language == "octave"
    program = programs.octave if octave else python_program()
    shown = programs.octave_places if octave else ()
    hidden = (*programs.hidden, *([assignment.reference] if assignment.reference else []))
    limits = Limits(programs.level, shown, assignment.seconds, assignment.memory, hidden)
    folders = handed_out_folders(assignment.parts)
    provided = [file for f in folders for name in assignment.provided for file in f.glob(f"{name}.*")]
    with staging_folder(own, provided) as folder:
        ran, printed = run_calls(
            language, program, [call for _, call in waiting], folder, limits, assignment.packages, most
        )
    outcomes |= {k: outcome for (k, _), outcome in zip(waiting, ran, strict=True)}
    return outcomes, printed
