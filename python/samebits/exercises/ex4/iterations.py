"""From which iteration on two training runs differ."""

from collections.abc import Callable
from typing import Any

from samebits.octave.layout import as_matrix
from samebits.octave.program import OctaveProgram
from samebits.parity import sides
from samebits.parity.cases import training_case
from samebits.parity.compare import Comparison, compare
from samebits.session.session import OctaveSession

Say = Callable[[str], None]


def trace_training(program: OctaveProgram, arithmetic: str, echo: Say | None = None) -> dict[str, Any]:
    """Train on the digits on both sides, and find the first iteration whose weights differ.

    Weights that differ once differ ever after, so the iteration is found by halving:
    both sides run again with fewer iterations.

    Parameters
    ----------
    program : OctaveProgram
    arithmetic : {"numpy", "netlib", "octave"}
        Of Python's side.
    echo : callable, optional
        Told of each run.

    Returns
    -------
    dict
        `iteration` (None if the whole run is equal), `weight` and `cost`: the first
        element that differs there.
    """
    say = echo or (lambda text: None)
    case = training_case(1)
    with OctaveSession(program) as session:

        def run(iterations: int) -> tuple[Comparison, Comparison]:
            inputs = {**sides.training_inputs(1), "iterations": iterations}
            ours = sides.run_training(inputs, arithmetic)
            theirs = session.call(case.octave, inputs, ("weights", "costs")).values
            weights = compare("weights", as_matrix(ours["weights"]), theirs["weights"])
            costs = compare("costs", as_matrix(ours["costs"]), theirs["costs"])
            state = f"equal bits ({ours['weights'].size} weights)" if weights.exact else weights.describe()
            say(f"  after {iterations:>2} iterations: {state}")
            return weights, costs

        blas = session.blas.split()[0]
        say(f"training on the digits, seed 1: Python ({arithmetic}) and Octave ({blas} BLAS)")
        equal, other = 0, 50
        found = run(other)
        if found[0].exact and found[1].exact:
            say("They do not part: equal bits in all 50 iterations.")
            return {"arithmetic": arithmetic, "iteration": None, "weight": None, "cost": None}
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
    return {
        "arithmetic": arithmetic,
        "iteration": other,
        "weight": weights.describe(),
        "cost": None if costs.exact else costs.describe(),
    }
