"""What a parity case is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samebits.octave.arithmetic import Arithmetic

Values = Mapping[str, Any]  # arrays, numbers and text by name


@dataclass(frozen=True)
class Run:
    """What a whole run of a minimiser takes and gives.

    Attributes
    ----------
    costs : str
        The output with its costs, an iteration each.
    weights, iterations : str
        The output with the weights at its end, and the input with the number of iterations.
        With these two a run can be traced iteration by iteration, and reports always draw it.
    """

    costs: str
    weights: str = ""
    iterations: str = ""


@dataclass(frozen=True)
class Case:
    """One computation, in both languages.

    Attributes
    ----------
    name : str
        What reports call it; `--only` selects by it.
    inputs : callable
        Makes the inputs, sent to Octave under the same names.
    python : callable
        `python(inputs, arithmetic)` returns the outputs by name.
    octave : str
        Octave statements that set the outputs.
    outputs : tuple of str
    m_files : tuple of str
        The `.m` files that the statements lead to, the one that is tried first.
    bound : callable, or None
        `bound(inputs)` returns how far rounding may take each output apart. None:
        the case rounds nothing that depends on the arithmetic and is equal in any.
    products : bool
        Whether a BLAS is called, so that the library matters.
    iterative : bool
        A whole run, where rounding grows from step to step without a useful bound:
        outside `netlib` on the reference BLAS it informs and does not fail.
    m_folders : tuple of Path
        Where the `.m` files lie, the folder that is looked into first in front.
    exercise : str
        The exercise, or whatever else the case belongs to: the folder of its recording.
    run : Run, or None
        For a whole run of a minimiser, where its costs are.
    own : Case, or None
        The variant for somebody's own `.m` files; None if this one will do.
    any_order : bool
        The `.m` files are somebody's own, and their sums may run in another order: equal
        bits are welcome, and a difference within the bound will do.
    """

    name: str
    inputs: Callable[[], Values]
    python: Callable[[Values, Arithmetic], Values]
    octave: str
    outputs: tuple[str, ...]
    m_files: tuple[str, ...] = ()
    bound: Callable[[Values], Values] | None = None
    products: bool = False
    iterative: bool = False
    m_folders: tuple[Path, ...] = ()
    exercise: str = ""
    run: Run | None = None
    own: "Case | None" = None
    any_order: bool = False

    @property
    def slug(self) -> str:
        """The name as a file name."""
        return slug(self.name)


def slug(text: str) -> str:
    """A text as a file name: its letters and digits, with _ between the words."""
    return "_".join("".join(c if c.isalnum() else " " for c in text).split())
