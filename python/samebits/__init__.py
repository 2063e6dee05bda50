"""samebits: Andrew Ng's Machine Learning course in Python, with Octave's bits.

The names below are loaded when they are first used, so `import samebits` costs nothing.
"""

TYPE_CHECKING = False  # typing's own would have to be imported, which takes ten times as long as the rest

if TYPE_CHECKING:
    from samebits.api.grade_class import grade_class
    from samebits.api.run_parity import run_parity
    from samebits.api.trace_function import trace_function
    from samebits.errors import SamebitsError
    from samebits.exercises.shared.data import load_digits
    from samebits.exercises.shared.fmincg import fmincg
    from samebits.gradient.report import check_gradient
    from samebits.octave.arithmetic import octave_array
    from samebits.octave.layout import roll, unroll
    from samebits.octave.random import OctaveRandom

__version__ = "0.1.0"
__all__ = [
    "OctaveRandom",
    "SamebitsError",
    "check_gradient",
    "fmincg",
    "grade_class",
    "load_digits",
    "octave_array",
    "roll",
    "run_parity",
    "trace_function",
    "unroll",
]

_MODULES = {
    "OctaveRandom": "samebits.octave.random",
    "SamebitsError": "samebits.errors",
    "check_gradient": "samebits.gradient.report",
    "fmincg": "samebits.exercises.shared.fmincg",
    "grade_class": "samebits.api.grade_class",
    "load_digits": "samebits.exercises.shared.data",
    "octave_array": "samebits.octave.arithmetic",
    "roll": "samebits.octave.layout",
    "run_parity": "samebits.api.run_parity",
    "trace_function": "samebits.api.trace_function",
    "unroll": "samebits.octave.layout",
}


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name not in _MODULES:
        raise AttributeError(f"module 'samebits' has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
