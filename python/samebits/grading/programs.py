"""What submissions are run by: the programs of this machine, and the calls of a plan on them."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version as package_version
from pathlib import Path

from samebits import __version__
from samebits.grading.assignment import Assignment
from samebits.grading.children import python_program, remove_stale_folders, run_calls, staged
from samebits.grading.confine import Room
from samebits.grading.plan import Plan, calls_in
from samebits.grading.wire import Outcome
from samebits.octave.octave_program import OctaveError, ask, find_octave

LANGUAGES = {"octave": ".m", "python": ".py"}


@dataclass(frozen=True)
class Programs:
    """What submissions are run by.

    Attributes
    ----------
    level : str
        Of confinement.
    octave : str
        The program, or "" where there is none.
    versions : dict
    hidden : tuple of Path
        What no submission must see: the others, the reports, the assignment.
    """

    level: str
    octave: str
    versions: dict[str, str]
    hidden: tuple[Path, ...] = ()


def find_programs(level: str, octave: str | None = None) -> Programs:
    """The Python and the Octave of this machine, with their versions."""
    remove_stale_folders()
    versions = {"samebits": __version__, "python": platform.python_version()}
    versions["numpy"] = package_version("numpy")
    try:
        program = find_octave(octave)
    except OctaveError as error:
        return Programs(level, "", {**versions, "octave": f"none: {error}"})
    answer = ask(program.path, 30, 'printf("blas=%s\\n", version("-blas"))')
    blas = answer.partition("blas=")[2].partition("\n")[0]
    return Programs(level, program.path, {**versions, "octave": program.version, "blas": blas})


def outcomes_of(
    language: str, files: Mapping[str, bytes], assignment: Assignment, planned: Plan, programs: Programs
) -> tuple[dict[int, Outcome], str]:
    """What becomes of the calls in a language, by their numbers; and what was printed."""
    numbered = calls_in(language, planned)
    own = {name: content for name, content in files.items() if name.endswith(LANGUAGES[language])}
    names = sorted(name[:-2] for name in own if name.endswith(".m") and "/" not in name)
    outcomes: dict[int, Outcome] = {}
    if language == "octave":  # whose files bear their functions' names
        for k, call in numbered:
            if call.names[0] not in names:
                outcomes[k] = Outcome("missing", text=f"functions {' '.join(names)}")
    waiting = [(k, call) for k, call in numbered if k not in outcomes]
    program = programs.octave if language == "octave" else python_program()
    hidden = (*programs.hidden, *([assignment.reference] if assignment.reference else []))
    room = Room(programs.level, (), assignment.seconds, assignment.memory, hidden)
    with staged(own, assignment.provided) as folder:
        ran, printed = run_calls(
            language, program, [call for _, call in waiting], folder, room, assignment.packages
        )
    outcomes |= {k: outcome for (k, _), outcome in zip(waiting, ran, strict=True)}
    return outcomes, printed
