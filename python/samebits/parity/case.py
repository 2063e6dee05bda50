"""What a parity case is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samebits.octave.arithmetic import Arithmetic

Values = Mapping[str, Any]  # arrays, numbers and text by name


@dataclass(frozen=True)
class Run:
    """The names of what a whole run of a minimiser takes and returns.

    Attributes
    ----------
    costs : str
        The output with its costs, one for each iteration.
    weights, iterations : str
        The output with the final weights, and the input with the number of iterations. With
        these a run can be traced iteration by iteration, and reports always draw its costs.
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
        The `.m` files that the statements call, the one under test first.
    bound : callable, or None
        `bound(inputs)` returns the largest difference that rounding explains, for each output.
        None: the result does not depend on the arithmetic, and is equal in any.
    products : bool
        Whether a BLAS is called, so that the library matters.
    iterative : bool
        A whole run, where rounding grows from step to step and there is no useful bound:
        outside `netlib` on the reference BLAS it is not judged and does not fail.
    m_folders : tuple of Path
        The folders of the `.m` files, in the order in which they are searched.
    exercise : str
        The exercise that the case belongs to, or `lecture`: the folder of its recording.
    run : Run, or None
        For a whole run of a minimiser, where its costs are.
    own : Case, or None
        The variant for somebody's own `.m` files; None if this case also serves for those.
    any_order : bool
        The `.m` files are somebody's own, and their sums may run in another order: a
        difference within the bound is accepted.
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
