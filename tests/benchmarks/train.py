"""Time, cost and accuracy of a whole training run: ours, Octave's, and other optimisers'.

    .venv/bin/python tests/benchmarks/train.py [--rounds 5] [--json]

50 iterations on the digits (5000 x 400, 400-25-10, lambda 1, seed 1). Each round runs all
of them in turn, so that a machine that drifts slows them all; what counts are the ratios.
Octave takes its own time, without start-up and data transfer. scikit-learn and PyTorch
take part where they are installed. Their costs are measured with nnCostFunction.
"""

import argparse
import json
import time
import warnings
from collections.abc import Callable
from statistics import median

import numpy as np
from scipy.optimize import minimize

from samebits.exercises.ex4.inputs import DIGITS, start
from samebits.exercises.ex4.network import nn_cost_function
from samebits.exercises.ex4.parity import cost_function, training_case
from samebits.exercises.shared.parity import digits
from samebits.exercises.shared.predict import predict
from samebits.octave.layout import roll, unroll
from samebits.octave.program import find_octave
from samebits.parity.run import Octaves, blas_label, run_python
from samebits.resources import project_folder

case = training_case(1)
inputs = case.inputs()
X, y = digits()
initial = start(DIGITS, 1)


def by_scipy(method: str) -> np.ndarray:
    options = {"maxiter": 50, "maxfun": 10**6} if method == "L-BFGS-B" else {"maxiter": 50}
    return minimize(cost_function(inputs), initial, jac=True, method=method, options=options).x


def by_scikit_learn() -> np.ndarray:
    from sklearn.neural_network import MLPClassifier

    net = MLPClassifier(
        (25,), activation="logistic", solver="lbfgs", alpha=1.0, max_iter=50, max_fun=10**6, random_state=1
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that 50 iterations are few
        net.fit(X, y)
    Theta1, Theta2 = (np.vstack([b, W]).T for W, b in zip(net.coefs_, net.intercepts_, strict=True))
    return unroll(Theta1, Theta2)


def by_pytorch() -> np.ndarray:
    import torch

    images = torch.tensor(np.ascontiguousarray(X))
    Y = torch.tensor((y[:, None] == np.arange(1, 11)).astype(float))
    thetas = [
        torch.tensor(np.ascontiguousarray(T), requires_grad=True) for T in roll(initial, (25, 401), (10, 26))
    ]
    optimiser = torch.optim.LBFGS(thetas, max_iter=50, max_eval=10**6, line_search_fn="strong_wolfe")

    def cost() -> "torch.Tensor":
        optimiser.zero_grad()
        hidden = torch.sigmoid(images @ thetas[0][:, 1:].T + thetas[0][:, 0])
        output = hidden @ thetas[1][:, 1:].T + thetas[1][:, 0]
        J = torch.nn.functional.binary_cross_entropy_with_logits(output, Y, reduction="sum") / len(X)
        J = J + sum((T[:, 1:] ** 2).sum() for T in thetas) / (2 * len(X))
        J.backward()
        return J

    optimiser.step(cost)
    return unroll(*(T.detach().numpy() for T in thetas))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    octaves = Octaves(find_octave(), project_folder("data") / "recorded")
    assert octaves.own is not None
    own = f"Octave, {blas_label(octaves.own.blas)}"
    contestants: dict[str, Callable[[], tuple[float, np.ndarray]]] = {}
    for name, session in (("Octave, reference", octaves.reference), (own, octaves.own)):
        if session is not None:
            contestants[name] = lambda session=session: by_octave(session)
    for arithmetic in ("netlib", "octave", "numpy"):
        contestants[f"samebits, {arithmetic}"] = lambda arithmetic=arithmetic: by_samebits(arithmetic)
    for method in ("CG", "L-BFGS-B"):
        contestants[f"SciPy {method}"] = lambda method=method: timed(lambda: by_scipy(method))
    contestants["scikit-learn, lbfgs"] = lambda: timed(by_scikit_learn)
    contestants["PyTorch, LBFGS"] = lambda: timed(by_pytorch)

    def by_octave(session: object) -> tuple[float, np.ndarray]:
        answer = session.call(case.octave, inputs, case.outputs)  # type: ignore[attr-defined]
        return answer.seconds, answer.values["weights"].ravel()

    def by_samebits(arithmetic: str) -> tuple[float, np.ndarray]:
        values, seconds = run_python(case, inputs, arithmetic)
        return seconds, values["weights"].ravel()

    def timed(train: Callable[[], np.ndarray]) -> tuple[float, np.ndarray]:
        began = time.perf_counter()
        weights = train()
        return time.perf_counter() - began, weights

    seconds: dict[str, list[float]] = {}
    outcome: dict[str, tuple[float, float]] = {}
    for _ in range(arguments.rounds):
        for name, run in contestants.items():
            time.sleep(0.3)  # the threads of another BLAS spin for a while after its last call
            try:
                took, weights = run()
            except ImportError:
                continue
            seconds.setdefault(name, []).append(took)
            cost = float(nn_cost_function(weights, *DIGITS, X, y, 1.0)[0])
            accuracy = float(np.mean(predict(*roll(weights, (25, 401), (10, 26)), X) == y) * 100)
            outcome[name] = cost, accuracy
    octaves.close()

    ratios = {
        f"{ours} / {theirs}": median(a / b for a, b in zip(seconds[ours], seconds[theirs], strict=True))
        for ours, theirs in (
            ("samebits, netlib", "Octave, reference"),
            ("samebits, octave", own),
            ("samebits, numpy", own),
        )
        if theirs in seconds
    }
    if arguments.json:
        print(json.dumps({"seconds": seconds, "outcome": outcome, "ratios": ratios}))
        return
    print("| 50 iterations | s, median (least to most) | cost | accuracy |\n|---|---|---|---|")
    for name, times in seconds.items():
        spread = f"{median(times):.2f} ({min(times):.2f} to {max(times):.2f})"
        cost = "(softmax)" if "scikit" in name else f"{outcome[name][0]:.4f}"
        print(f"| {name} | {spread} | {cost} | {outcome[name][1]:.2f}% |")
    print()
    for name, ratio in ratios.items():
        print(f"{name}: {ratio:.2f}")


if __name__ == "__main__":
    main()
