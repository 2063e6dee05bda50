"""Record Octave's results, for machines without Octave."""

from collections.abc import Iterator
from contextlib import closing
from os import PathLike
from pathlib import Path

from samebits.api.run_parity import select_cases
from samebits.octave.program import OctaveError, find_octave
from samebits.parity.case import Case
from samebits.parity.recorded import save_recording
from samebits.parity.run import Octaves


def record_cases(
    folder: str | PathLike[str], only: str = "", *, octave: str | None = None
) -> Iterator[tuple[Case, Path]]:
    """Run the cases in Octave on the reference BLAS, and keep the results.

    Parameters
    ----------
    folder : path
        Where the recordings go; for those that `run_parity` reads, `data/recorded`.
    only : str
        Record the cases whose name contains it.
    octave : str, optional
        The Octave to run. By default the one on the PATH.

    Yields
    ------
    Case
    Path
        The file that it is recorded in.

    Raises
    ------
    ParityError
        No case has such a name.
    OctaveError
        There is no Octave, it failed, or the reference BLAS is not on this machine.
    """
    place, cases = Path(folder), select_cases(only, None)
    with closing(Octaves(find_octave(octave), place)) as octaves:
        if octaves.reference is None:
            raise OctaveError("recording needs the reference BLAS (Debian: libblas3 and liblapack3)")
        for case in cases:
            inputs = case.inputs()
            answer = octaves.answer(case, inputs, octaves.reference)
            yield case, save_recording(place, case, inputs, answer)
