"""An autograder for Gradescope: the two scripts that its zip file needs, and the course's key."""

import shlex
import tomllib
from pathlib import Path

from samebits import __version__
from samebits.grading.assignment.model import AssignmentError, load_assignment
from samebits.grading.batch.journal import Journal
from samebits.grading.results import OUR_FAULT
from samebits.resources import write_file

SETUP = r"""#!/usr/bin/env bash
# Gradescope runs this once, when it builds the autograder's image.
set -euo pipefail
root=${AUTOGRADER_ROOT:-/autograder}
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends octave bubblewrap python3 python3-venv
python=python3
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    apt-get install -y --no-install-recommends python3.11 python3.11-venv
    python=python3.11
fi
"$python" -m venv "$root/samebits"
# A wheel beside this file is used if there is one: pip wheel --no-deps --wheel-dir autograder .
"$root/samebits/bin/pip" install --find-links "$root/source" 'samebits[grade]==@VERSION@'
"$root/samebits/bin/samebits" --version
chmod 600 "$root/source/journal.sqlite"  # the course's key
"""

RUN = r"""#!/usr/bin/env bash
# Gradescope runs this for each submission. Only the instructor sees what it prints.
root=${AUTOGRADER_ROOT:-/autograder}
export PATH="$root/samebits/bin:$PATH"
assignment=@ASSIGNMENT@
results=$root/results/results.json
mkdir -p "$root/results"

# Written first, so that there are valid results whatever happens to the grader. They have no
# score: a failure of the grader is never a zero.
cat >"$results" <<'END'
{
 "output": "@OUR_FAULT@",
 "output_format": "text",
 "visibility": "visible",
 "stdout_visibility": "hidden",
 "extra_data": {"gradable": false},
 "tests": [
  {
   "name": "grading",
   "output": "The instructor can find the reason in the output of the autograder.",
   "output_format": "text",
   "visibility": "visible"
  }
 ]
}
END

out=$(mktemp -d) || exit 0
trap 'rm -rf "$out"' EXIT
# It holds the course's key, so that a regrade has the same cases
cp "$root/source/journal.sqlite" "$out/journal.sqlite"
samebits grade "$root/submission" --assignment "$assignment" --out "$out"@TRUSTED@ 2>&1
echo "samebits grade: exit status $?"

shopt -s nullglob
graded=("$out"/*/results.json)
if [ ${#graded[@]} -ne 1 ]; then
    echo "samebits grade wrote ${#graded[@]} results; expected 1"
elif ! python3 -m json.tool "${graded[0]}" >/dev/null; then
    echo "samebits grade wrote results that are not JSON"
else
    cp "${graded[0]}" "$results.new" && mv "$results.new" "$results"
fi
exit 0
"""


def write_autograder(folder: Path, assignment: str, *, trusted: bool = False) -> None:
    """Write setup.sh and run_autograder, and beside them an assignment that is not built in.

    Gradescope expects the files of `folder` in a zip, without the folder itself. One of them is
    a journal with the course's key. If it exists it is kept, and with it the hidden cases.

    Parameters
    ----------
    folder : Path
        Made if it is missing.
    assignment : str
        The name of a built-in assignment, or a TOML file.
    trusted : bool
        Grade without a sandbox if Gradescope's container does not allow one. Submissions can
        then read everything in the container, the right solution included.

    Raises
    ------
    AssignmentError
        There is no such assignment, or its reference is not beside it.
    JournalError
        The journal cannot be made or used.
    """
    loaded = load_assignment(assignment)
    name = shlex.quote(assignment)
    folder.mkdir(parents=True, exist_ok=True)
    if Path(assignment).suffix == ".toml":
        path = Path(assignment)
        copy_assignment(path, loaded.reference, folder)
        name = f'"$root"/source/{shlex.quote(path.name)}'
    run = RUN.replace("@OUR_FAULT@", OUR_FAULT).replace("@TRUSTED@", " --trusted" if trusted else "")
    with Journal(folder / "journal.sqlite") as journal:
        journal.course_key()
    write_script(folder / "setup.sh", SETUP.replace("@VERSION@", __version__))
    write_script(folder / "run_autograder", run.replace("@ASSIGNMENT@", name))


def copy_assignment(path: Path, reference: Path | None, folder: Path) -> None:
    """Copy the TOML file, and its reference to the same place beside it."""
    write_file(folder / path.name, path.read_bytes())
    if reference is None:
        return
    beside = Path(tomllib.loads(path.read_text(encoding="utf-8"))["reference"])
    if beside.is_absolute() or ".." in beside.parts or beside == Path():
        raise AssignmentError(
            f"{path}: the reference is {str(beside)!r}; for Gradescope it has to be a folder beside the file"
        )
    for file in sorted(p for p in reference.rglob("*") if p.is_file()):
        copy = folder / beside / file.relative_to(reference)
        copy.parent.mkdir(parents=True, exist_ok=True)
        write_file(copy, file.read_bytes())


def write_script(path: Path, text: str) -> None:
    write_file(path, text.encode())
    path.chmod(0o755)
