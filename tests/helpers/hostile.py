"""Submissions that must not gain a point, hang the batch, leave a process or harm another's grade.

Each is a folder of `tests/submissions/hostile`: a right solution with an attack in it. The tables
say what may become of its functions. Where the answer stays right in spite of the attack it may
keep its points. In the files `{port}`, `{secrets}` and `{repository}` stand for a port that no one
may reach, files that no one may read, and the folder of this project; `{cells}` for the secrets as
Octave writes them.
"""

import re
from dataclasses import dataclass, field

from helpers.places import SOLUTIONS, TESTS

FOLDER = TESTS / "submissions" / "hostile"
PORT = (SOLUTIONS / "port.py").read_text()
OCTAVE = {path.name: path.read_text() for path in (SOLUTIONS / "ex4").glob("*.m")}

LOST = frozenset({"missing", "crashed", "timed out", "wrong"})
KEPT = frozenset({"right"})
EITHER = LOST | KEPT
CRASHED, TIMED_OUT, WRONG, MISSING = (frozenset({s}) for s in ("crashed", "timed out", "wrong", "missing"))
Statuses = tuple[frozenset[str], frozenset[str], frozenset[str]]


@dataclass(frozen=True)
class Hostile:
    """A submission, and the statuses that are fair for its parts.

    Attributes
    ----------
    files : dict
    J, grad, slope : frozenset of str
        For the two parts of the cost, the two of its gradient, and the sigmoid's slope.
    """

    files: dict[str, bytes] = field(repr=False)
    J: frozenset[str]
    grad: frozenset[str]
    slope: frozenset[str]

    def contents(self, port: int, secrets: list[str], repository: str) -> dict[str, bytes]:
        """The files' bytes, the places filled in."""
        cells = "{" + ", ".join(f"'{secret}'" for secret in secrets) + "}"
        values = {
            "{port}": str(port),
            "{secrets}": repr(secrets),
            "{repository}": repository,
            "{cells}": cells,
        }
        made = dict(self.files)
        for name in made:
            for place, value in values.items():
                made[name] = made[name].replace(place.encode(), value.encode())
        return made


def files_of(language: str, attack: str) -> dict[str, bytes]:
    """The files of the attack's folder."""
    folder = FOLDER / language / re.sub(r"\W+", "_", attack).strip("_")
    files = {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    assert files, folder
    return files


# What may become of the cost, its gradient, and the slope
PYTHON_STATUSES: dict[str, Statuses] = {
    # Files that are not what they should be
    "syntax error": (MISSING, MISSING, MISSING),
    "NUL in the source": (LOST, LOST, LOST),
    "bad UTF-8": (EITHER, EITHER, EITHER),
    "parentheses without end": (LOST, LOST, LOST),
    "minus signs without end": (LOST, LOST, LOST),
    "nothing in it": (MISSING, MISSING, MISSING),
    "missing function": (MISSING, MISSING, KEPT),
    "no function": (MISSING, MISSING, MISSING),
    "a built-in shadowed": (KEPT, KEPT, KEPT),
    # Never done
    "input at import": (EITHER, EITHER, EITHER),
    "loop at import": (CRASHED | TIMED_OUT, CRASHED | TIMED_OUT, CRASHED | TIMED_OUT),
    "loop": (TIMED_OUT, TIMED_OUT, KEPT),
    "sleep": (TIMED_OUT, TIMED_OUT, KEPT),
    "signals ignored": (TIMED_OUT, TIMED_OUT, KEPT),
    "an array that takes for ever": (TIMED_OUT, TIMED_OUT, KEPT),
    "an error that takes for ever": (TIMED_OUT, TIMED_OUT, KEPT),
    "stops itself": (TIMED_OUT, TIMED_OUT, KEPT),
    "another program in its place": (LOST, LOST, KEPT),
    "sleep in its place": (LOST, LOST, KEPT),
    "hello for ever": (LOST, LOST, LOST),
    "begins for ever": (LOST, LOST, LOST),
    # Ends before its time
    "sys.exit at import": (EITHER, EITHER, EITHER),
    "os._exit at import": (CRASHED, CRASHED, CRASHED),
    "os._exit": (CRASHED, CRASHED, KEPT),
    "KeyboardInterrupt": (CRASHED, CRASHED, KEPT),
    "an error that exits": (CRASHED, CRASHED, KEPT),
    "segfault": (CRASHED, CRASHED, KEPT),
    "recursion": (CRASHED, CRASHED, KEPT),
    "recursion without limit": (LOST, LOST, KEPT),
    "an alarm": (CRASHED, CRASHED, KEPT),
    "descriptors closed": (CRASHED, CRASHED, KEPT),
    # Processes and threads
    "fork bomb": (CRASHED, CRASHED, KEPT),
    "daemon": (EITHER, EITHER, EITHER),
    "shell": (CRASHED, CRASHED, KEPT),
    "thread": (KEPT, KEPT, KEPT),
    "thread that writes": (EITHER, EITHER, EITHER),
    "threads without end": (LOST, LOST, EITHER),
    "busy threads": (LOST, LOST, KEPT),
    "sleeping threads": (CRASHED, CRASHED, KEPT),
    "kills": (EITHER, EITHER, EITHER),
    # Memory and disk
    "memory hog": (LOST, LOST, KEPT),
    "memory without a mapping": (CRASHED, CRASHED, KEPT),
    "800 MB returned": (EITHER, LOST, KEPT),
    "endless printing": (LOST, LOST, KEPT),
    "a full disk": (CRASHED, CRASHED, KEPT),
    "files without end": (CRASHED, CRASHED, KEPT),
    "semaphores, keys, rings and locks": (CRASHED, CRASHED, KEPT),
    "a full /dev/shm": (CRASHED, CRASHED, KEPT),
    # Forged frames
    "forged on every descriptor": (LOST, LOST, LOST),
    "forged and gone": (LOST, LOST, LOST),
    "forged bye": (LOST, LOST, LOST),
    "forged verdict": (LOST, LOST, LOST),
    "forged file name": (LOST, LOST, LOST),
    "forged long text": (LOST, LOST, LOST),
    "forged time": (LOST, LOST, LOST),
    "forged sizes": (LOST, LOST, LOST),
    # Values that are not what is expected
    "NumPy patched": (LOST, LOST, LOST),
    "the child patched": (LOST, LOST, LOST),
    "comparison overridden": (WRONG, WRONG, KEPT),
    "NaN": (WRONG, WRONG, KEPT),
    "infinite": (WRONG, WRONG, KEPT),
    "masked": (WRONG, WRONG, KEPT),
    "complex": (WRONG, WRONG, KEPT),
    "transposed": (KEPT, WRONG, KEPT),
    "one number for all": (KEPT, WRONG, KEPT),
    "nothing": (WRONG, WRONG, KEPT),
    "object": (WRONG, WRONG, KEPT),
    "too large to be a double": (WRONG, WRONG, KEPT),
    "text": (WRONG, WRONG, KEPT),
    "in itself": (WRONG, WRONG, KEPT),
    "five dimensions": (KEPT | CRASHED, LOST, KEPT),
    "huge": (WRONG, WRONG, KEPT),
    # Reaching out
    "reads and writes": (EITHER, EITHER, EITHER),
    "reads all there is": (EITHER, EITHER, EITHER),
    "tells what it reads": (CRASHED, CRASHED, KEPT),
    "the network": (CRASHED, CRASHED, KEPT),
    "a page": (CRASHED, CRASHED, KEPT),
    "the reference port": (CRASHED, CRASHED, LOST),
    "the kernel's settings": (CRASHED, CRASHED, KEPT),
    # Pretending
    "hard-coded": (WRONG, WRONG, WRONG),
    "the first call only": (WRONG, WRONG, KEPT),
    "the grader detected": (WRONG, WRONG, KEPT),
    "answers looked for in memory": (WRONG, WRONG, KEPT),
    "inputs changed": (KEPT, KEPT, KEPT),
    "right for the public case only": (WRONG, WRONG, KEPT),
    # What reports have to escape
    "formulas and escapes": (CRASHED, CRASHED, KEPT),
}
OCTAVE_STATUSES: dict[str, Statuses] = {
    # Files that are not what they should be
    "syntax error": (CRASHED, CRASHED, KEPT),
    "missing function": (MISSING, MISSING, KEPT),
    "misnamed function": (MISSING, MISSING, KEPT),
    "a script": (CRASHED, CRASHED, KEPT),
    "a script that exits": (CRASHED, CRASHED, KEPT),
    "nothing in it": (CRASHED, CRASHED, KEPT),
    "bad UTF-8": (EITHER, EITHER, KEPT),
    "NUL": (EITHER, EITHER, KEPT),
    "sprintf shadowed": (EITHER, EITHER, EITHER),
    "fwrite shadowed": (EITHER, EITHER, EITHER),
    "feval shadowed": (LOST, LOST, LOST),
    "rmpath shadowed": (EITHER, EITHER, EITHER),
    "plus shadowed": (EITHER, EITHER, EITHER),
    "the child shadowed": (EITHER, EITHER, EITHER),
    "PKG_ADD": (KEPT, KEPT, KEPT),
    "PKG_ADD in a file": (KEPT, KEPT, KEPT),
    ".octaverc": (KEPT, KEPT, KEPT),
    # Never done
    "loop": (TIMED_OUT, TIMED_OUT, KEPT),
    "loop when it ends": (TIMED_OUT, TIMED_OUT, KEPT),
    "loop that catches all": (TIMED_OUT, TIMED_OUT, KEPT),
    "sleep": (TIMED_OUT, TIMED_OUT, KEPT),
    "keyboard": (KEPT, KEPT, KEPT),
    "the true keyboard": (EITHER, EITHER, KEPT),
    "the true input": (LOST, LOST, KEPT),
    "stops itself": (TIMED_OUT, TIMED_OUT, KEPT),
    "another program in its place": (LOST, LOST, KEPT),
    "loop at exit": (LOST, LOST, KEPT),
    # Ends before its time
    "exit": (CRASHED, CRASHED, KEPT),
    "quit by force": (CRASHED, CRASHED, KEPT),
    "segfault": (CRASHED, CRASHED, KEPT),
    "recursion": (CRASHED, CRASHED, KEPT),
    "recursion without limit": (LOST, LOST, KEPT),
    "all files closed": (LOST, LOST, KEPT),
    "all closed by number": (LOST, LOST, KEPT),
    "an endless message": (CRASHED, CRASHED, KEPT),
    # Processes
    "system": (CRASHED, CRASHED, KEPT),
    "system by itself": (EITHER, EITHER, KEPT),
    "fork bomb": (CRASHED, CRASHED, KEPT),
    "popen": (CRASHED, CRASHED, KEPT),
    "kills": (EITHER, EITHER, KEPT),
    # Memory and disk
    "memory hog": (LOST, LOST, KEPT),
    "800 MB returned": (EITHER, LOST, KEPT),
    "endless printing": (LOST, LOST, KEPT),
    "a full disk": (LOST, LOST, KEPT),
    # Forged frames
    "forged on every descriptor": (LOST, LOST, EITHER),
    "forged and gone": (LOST, LOST, EITHER),
    "the child's variables changed": (EITHER, EITHER, KEPT),
    "evalc": (LOST, LOST, KEPT),
    "planted in the child's folder": (EITHER, EITHER, EITHER),
    # Values that are not what is expected
    "NaN": (WRONG, WRONG, KEPT),
    "complex": (WRONG, WRONG, KEPT),
    "transposed": (KEPT, WRONG, KEPT),
    "single": (EITHER, WRONG, KEPT),
    "integers": (WRONG, WRONG, KEPT),
    "a cell": (WRONG, WRONG, KEPT),
    "a struct": (WRONG, WRONG, KEPT),
    "text": (WRONG, WRONG, KEPT),
    "nothing": (WRONG, WRONG, KEPT),
    "five dimensions": (EITHER, LOST, KEPT),
    "never set": (KEPT, WRONG, KEPT),
    "nor the cost": (LOST, LOST, KEPT),
    # Reaching out
    "reads and writes": (EITHER, EITHER, KEPT),
    "the network": (CRASHED, CRASHED, KEPT),
    "the kernel's settings": (CRASHED, CRASHED, KEPT),
    # Pretending
    "hard-coded": (WRONG, WRONG, KEPT),
    "the first call only": (WRONG, WRONG, KEPT),
    "the grader detected": (WRONG, WRONG, KEPT),
    "right for the public case only": (WRONG, WRONG, KEPT),
    # What reports have to escape
    "formulas and escapes": (CRASHED, CRASHED, KEPT),
}
TOO_LONG = {  # for a file that is to be read
    "parentheses without end": "x = " + "(" * 100_000 + "\n" + PORT,
    "minus signs without end": "x = " + "-" * 500_000 + "1\n" + PORT,
}
ALONE = ("missing function", "misnamed function")  # without the rest of a right solution

PYTHON = {
    name: Hostile(
        {"port.py": TOO_LONG[name].encode()} if name in TOO_LONG else files_of("python", name), *statuses
    )
    for name, statuses in PYTHON_STATUSES.items()
}
BESIDE = {name: text.encode() for name, text in OCTAVE.items()}
OCTAVE_ATTACKS = {
    name: Hostile({**({} if name in ALONE else BESIDE), **files_of("octave", name)}, *statuses)
    for name, statuses in OCTAVE_STATUSES.items()
}
