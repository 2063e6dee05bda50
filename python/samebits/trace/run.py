"""A function, run on both sides and compared."""

from dataclasses import replace

from samebits.octave.arithmetic import Name
from samebits.octave.blas import BlasNotFound, octave_blas
from samebits.session.session import OctaveSession
from samebits.trace.function import Function
from samebits.trace.port import Port, run_python
from samebits.trace.stages import Trace, trace
from samebits.trace.variables import octave_run


def trace_in_session(
    function: Function,
    session: OctaveSession,
    *,
    port: Port | None = None,
    own_m: bool = False,
    kind: str,
    lambda_: float,
    arithmetic: Name | None = None,
    timeout: float = 60,
) -> Trace:
    """Run a function in Python and in Octave, and compare what both compute on the way.

    Parameters
    ----------
    function : Function
    session : OctaveSession
        With the `.m` file on its path.
    port : Port, optional
        Whose Python is run and judged; without it ours is run, and Octave's side is judged.
    own_m : bool
        Whether the `.m` file is somebody's solution, and not ours.
    kind, lambda_
        The inputs.
    arithmetic : {"numpy", "netlib", "octave"}, optional
        Of Python's side. Without it `octave` where its BLAS is found, else `netlib`.
    timeout : float
        Seconds for Octave to answer.

    Raises
    ------
    OctaveDied, PortError
        A side ended, or gave no answer in time.
    """
    arguments = function.arguments(kind, lambda_)
    call, inputs = function.octave_call(arguments)
    octave = octave_run(session, function.octave, call, inputs, function.outputs, timeout)
    nearest = nearest_arithmetic()
    used = arithmetic or nearest
    right = run_python(function, function.python, (kind, lambda_, nearest))
    python, why = right, ""
    if port is not None:
        python, why = port.run(function, (kind, lambda_, used))
    elif used != nearest:
        python = run_python(function, function.python, (kind, lambda_, used))
    judged = "Python" if port is not None else "Octave"
    found = replace(trace(function, arguments, python, octave, right, judged), kind=kind)
    if why:
        note = f"Computed in numpy, since the arithmetic {used} cannot run it ({why})."
        found = replace(found, note=note)
    rounding = why_rounding(found, port is not None, own_m, "numpy" if why else arithmetic)
    return replace(found, rounding=rounding)


def nearest_arithmetic() -> Name:
    """The arithmetic whose bits are nearest to those of the Octave on this machine."""
    try:
        octave_blas()
    except BlasNotFound:
        return "netlib"
    return "octave"


def why_rounding(found: Trace, own_py: bool, own_m: bool, arithmetic: Name | None) -> str:
    """Why bits differ although nothing is wrong."""
    if found.error or found.parted or found.first_bit is None:
        return ""
    if arithmetic == "numpy":
        words = "Only rounding: NumPy's own products and sums run in another order"
        return f"{words}." if found.note else f"{words}; see --arithmetic octave."
    if own_py:
        return (
            "Only rounding: the port sums in another order, or leaves the arithmetic of its arguments "
            "(np.array(...), math.exp, a plain sum()), so that NumPy's own sum or product is taken."
        )
    return "Only rounding: the solution sums in another order." if own_m else "Only rounding."
