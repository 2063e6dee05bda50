"""Notice files of several students that were put into one folder."""

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from samebits.grading.intake.files import Listing, SubmissionError, read_file
from samebits.grading.intake.folders import StudentFiles
from samebits.grading.intake.platforms import is_code
from samebits.grading.reports.escape import one_line

# The functions that a file defines
DEFINITIONS = {
    ".m": re.compile(rb"^[ \t]*function\b(?:[^=(\r\n]*=)?[ \t]*(\w+)", re.MULTILINE),
    ".py": re.compile(rb"^def[ \t]+(\w+)", re.MULTILINE),
}
MOST_COMPARED, LARGEST_COMPARED = 200, 1 << 20


def refuse_mixed_work(students: list[StudentFiles]) -> list[StudentFiles]:
    """The same students, unless the files of one look like the work of several.

    Raises
    ------
    SubmissionError
        More than half of the files that define functions define nearly the same ones as
        another file, not counting copies.
    """
    folder = students[0].folders[0].listing() if len(students) == 1 and students[0].folders else Listing()
    for suffix, definition in DEFINITIONS.items():
        defined: dict[str, set[bytes]] = {}
        for name in sorted(folder.files):
            if is_code(name) and name.endswith(suffix) and len(defined) < MOST_COMPARED:
                with suppress(SubmissionError):
                    names = set(definition.findall(read_file(folder.files[name], LARGEST_COMPARED)))
                    if names:
                        defined[name] = names
        for name in list(defined):
            if any(is_copy(name, other) for other in defined):
                del defined[name]
        alike = [name for name in defined if any(are_alike(name, other, defined) for other in defined)]
        if 2 * len(alike) > len(defined):
            shown = ", ".join(map(one_line, alike[:5])) + (", ..." if len(alike) > 5 else "")
            raise SubmissionError(
                f"contains {shown}, which define the same functions; if several students wrote them, give "
                f"each student a folder, and if one student did, remove the copies"
            )
    return students


def is_copy(name: str, other: str) -> bool:
    """Whether a name is that of a copy, such as `port_old.py` or `port (1).py` of `port.py`."""
    return name != other and Path(name).stem.lower().startswith(Path(other).stem.lower())


def are_alike(one: str, other: str, defined: Mapping[str, set[bytes]]) -> bool:
    shared, all_of_them = defined[one] & defined[other], defined[one] | defined[other]
    return one != other and 2 * len(shared) >= len(all_of_them)
