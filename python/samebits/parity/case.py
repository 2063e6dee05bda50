"""What a parity case is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Values = Mapping[str, Any]  # arrays, numbers and text by name


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
    m_folders : tuple of Path, or None
        Where the `.m` files lie. None: in `octave_reference`.
    any_order : bool
        The `.m` files are somebody's own, and their sums may run in another order: equal
        bits are welcome, and a difference within the bound will do.
    """

    name: str
    inputs: Callable[[], Values]
    python: Callable[[Values, str], Values]
    octave: str
    outputs: tuple[str, ...]
    m_files: tuple[str, ...] = ()
    bound: Callable[[Values], Values] | None = None
    products: bool = False
    iterative: bool = False
    m_folders: tuple[Path, ...] | None = None
    any_order: bool = False

    @property
    def slug(self) -> str:
        """The name as a file name."""
        return "_".join("".join(c if c.isalnum() else " " for c in self.name).split())
