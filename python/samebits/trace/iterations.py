"""The first iteration at which two runs of a minimiser differ."""

from collections.abc import Callable
from dataclasses import dataclass

from samebits.octave.arithmetic import Name
from samebits.octave.layout import as_matrix
from samebits.octave.program import OctaveProgram
from samebits.parity.case import Case
from samebits.parity.compare import Comparison, compare
from samebits.session.session import OctaveSession

Say = Callable[[str], None]


@dataclass(frozen=True)
class RunTrace:
    """Two runs of a minimiser, compared.

    Attributes
    ----------
    arithmetic : str
        Of Python's side: its name.
    iteration : int or None
        The first at which the weights or the costs differ; None if the whole runs are equal.
    weight, cost : str or None
        The first element that differs there.
    """

    arithmetic: str
    iteration: int | None = None
    weight: str | None = None
    cost: str | None = None


def trace_run(case: Case, program: OctaveProgram, arithmetic: Name, echo: Say | None = None) -> RunTrace:
    """Run a minimiser on both sides, and find the first iteration whose weights differ.

    Weights that differ once differ from then on, so the iteration is found by bisection:
    both sides run again with fewer iterations.

    Parameters
    ----------
    case : Case
        A run whose weights and number of iterations are known by name.
    program : OctaveProgram
    arithmetic : {"numpy", "netlib", "octave"}
        Of Python's side.
    echo : callable, optional
        Called with a line for each run.

    Returns
    -------
    RunTrace
    """
    assert case.run is not None
    names = case.run
    say = echo or (lambda text: None)
    inputs = case.inputs()
    total = int(inputs[names.iterations])
    with OctaveSession(program, m_folders=case.m_folders) as session:

        def run(iterations: int) -> tuple[Comparison, Comparison]:
            shorter = {**inputs, names.iterations: iterations}
            ours = case.python(shorter, arithmetic)
            theirs = session.call(case.octave, shorter, (names.weights, names.costs)).values
            weights, costs = (
                compare(name, as_matrix(ours[name]), theirs[name]) for name in (names.weights, names.costs)
            )
            equal = f"equal bits ({ours[names.weights].size} {names.weights})"
            say(f"  after {iterations:>2} iterations: {equal if weights.exact else weights.describe()}")
            return weights, costs

        say(f"{case.name}: Python ({arithmetic}) and Octave ({session.blas.split()[0]} BLAS)")
        equal, other = 0, total
        found = run(other)
        if found[0].exact and found[1].exact:
            say(f"They do not part: equal bits in all {total} iterations.")
            return RunTrace(arithmetic)
        while other - equal > 1:
            middle = (equal + other) // 2
            tried = run(middle)
            if tried[0].exact:
                equal = middle
            else:
                other, found = middle, tried
    weights, costs = found
    say(f"They part in iteration {other}, at {weights.describe()}.")
    if arithmetic == "numpy":
        say("NumPy's sums run in another order than Octave's; --arithmetic octave takes Octave's order.")
    cost = None if costs.exact else costs.describe()
    return RunTrace(arithmetic, other, weights.describe(), cost)
