"""The mistakes that students make, each with the values that it gives.

A mistake is named when somebody's values are those that the same inputs give with it.
It is never guessed from the program's text, so Octave and Python are treated alike.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samebits.exercises.ex3.one_vs_all import one_vs_all
from samebits.exercises.ex4.mistakes import COSTS, GRADIENTS, LOGISTIC, SHARED, logistic_with, network_with
from samebits.exercises.shared.sigmoid import sigmoid
from samebits.octave.random import OctaveRandom
from samebits.trace.function import SEED

Doubles = NDArray[np.float64]
Arguments = Mapping[str, Any]


def random_with(v: Arguments) -> dict[str, Doubles]:
    u, n = OctaveRandom(SEED).rand(int(v["L_out"]), 1 + int(v["L_in"])), v["L_in"] + v["L_out"]
    small = "epsilon_init is 1e-4, the step of the gradient check; here it is 0.12"
    return {
        "the weights are all zero: every hidden unit would stay equal to the others": 0 * u,
        "the weights lie between 0 and epsilon_init; they belong between -epsilon_init and it": u * 0.12,
        "the weights lie between 0 and 2*epsilon_init: epsilon_init is not subtracted": u * 0.24,
        "epsilon_init is 1, and should be 0.12": u * 2 - 1,
        small: u * 2e-4 - 1e-4,
        "epsilon_init follows the rule sqrt(6)/sqrt(L_in + L_out); the exercise takes 0.12": (2 * u - 1)
        * np.sqrt(6 / n),
    }


def debug_with(v: Arguments) -> dict[str, Doubles]:
    shape = (int(v["fan_out"]), 1 + int(v["fan_in"]))
    k = np.arange(1, 1 + shape[0] * shape[1])
    return {
        "filled row by row; Octave fills the columns first (in NumPy: order='F')": np.sin(k).reshape(shape)
        / 10,
        "not divided by 10": np.sin(k).reshape(shape, order="F"),
        "the sines start at sin(0); the first is sin(1)": np.sin(k - 1).reshape(shape, order="F") / 10,
    }


def difference_with(v: Arguments) -> dict[str, Doubles]:
    """computeNumericalGradient's mistakes, on its own cost."""
    J, theta = v["J"], np.asarray(v["theta"])

    def slopes(e: float, up: float, down: float, keep: bool = False) -> Doubles:
        step, found = np.zeros_like(theta), np.zeros_like(theta)
        for p in range(theta.size):
            step[p] = e
            found[p] = (J(theta + up * step)[0] - J(theta - down * step)[0]) / ((up + down) * e)
            step[p] = e if keep else 0
        return found

    return {
        "the difference is one-sided, forward; it should go to both sides": slopes(1e-4, 1, 0),
        "the difference is one-sided, backward; it should go to both sides": slopes(1e-4, 0, 1),
        "perturb(p) is not set back to 0, so all parameters before p are moved too": slopes(1e-4, 1, 1, True),
        "the difference is one-sided, forward, and divided by 2*e; its costs are e apart": slopes(1e-4, 1, 0)
        / 2,
        "the difference is one-sided, backward, and divided by 2*e; its costs are e apart": slopes(1e-4, 0, 1)
        / 2,
        "divided by e; the two costs are 2*e apart": slopes(1e-4, 1, 1) * 2,
        "the two costs are subtracted the wrong way round": -slopes(1e-4, 1, 1),
        "the step e is 0.12, the epsilon_init of the weights; it should be 1e-4": slopes(0.12, 1, 1),
    }


def sigmoid_gradient_with(v: Arguments) -> dict[str, Doubles]:
    z = v["z"]
    g = sigmoid(z)
    return {
        "z*(1 - z) without the sigmoid: the slope is g(z)*(1 - g(z))": z * (1 - z),
        "the sigmoid itself; its slope is g*(1 - g)": g,
        "the sigmoid is taken twice: g(g(z))*(1 - g(g(z)))": sigmoid(g) * (1 - sigmoid(g)),
        "the sign is wrong: g*(1 - g) is positive": -g * (1 - g),
        "1 - g(z): the factor g(z) is missing": 1 - g,
    }


def sigmoid_with(v: Arguments) -> dict[str, Doubles]:
    z = v["z"]
    return {
        "exp(z) where exp(-z) belongs": 1 / (1 + np.exp(z)),
        "exp(-z) alone": np.exp(-z),
        "1 + exp(-z) without the division": 1 + np.exp(-z),
        "tanh: another S-curve": np.tanh(z),
    }


def predict_with(v: Arguments) -> dict[str, Doubles]:
    A2 = sigmoid(np.hstack([np.ones((len(v["X"]), 1)), v["X"]]) @ v["Theta1"].T)
    H = sigmoid(np.hstack([np.ones((len(A2), 1)), A2]) @ v["Theta2"].T)
    return labels_with(H)


def predict_one_vs_all_with(v: Arguments) -> dict[str, Doubles]:
    return labels_with(np.hstack([np.ones((len(v["X"]), 1)), v["X"]]) @ v["all_theta"].T)


def one_vs_all_with(v: Arguments) -> dict[str, Doubles]:
    """oneVsAll's mistakes, each trained like the right one."""
    X, y, K, lambda_ = v["X"], np.ravel(v["y"]), int(v["num_labels"]), v["lambda"]
    right = one_vs_all(X, y, K, lambda_)
    return {
        "labels are counted from 0 (y == c - 1); they start at 1": one_vs_all(X, y + 1, K + 1, lambda_)[:K],
        "a classifier a column; all_theta has one a row": right.T,
        "not regularised: lambda is not handed on": one_vs_all(X, y, K, 0.0),
    }


def labels_with(H: Doubles) -> dict[str, Doubles]:
    return {
        "labels are counted from 0; they start at 1": H.argmax(axis=1),
        "the smallest output is taken; the label is that of the largest": H.argmin(axis=1) + 1.0,
        "the largest value is returned; the label is its column": H.max(axis=1),
        "0 is returned for label 10; labels are 1 to 10": (H.argmax(axis=1) + 1) % H.shape[1],
    }


MISTAKES: dict[str, Callable[[Arguments], dict[str, Doubles]]] = {
    "sigmoid": sigmoid_with,
    "sigmoidGradient": sigmoid_gradient_with,
    "randInitializeWeights": random_with,
    "debugInitializeWeights": debug_with,
    "computeNumericalGradient": difference_with,
    "predict": predict_with,
    "oneVsAll": one_vs_all_with,
    "predictOneVsAll": predict_one_vs_all_with,
}


def mistaken(function: str, output: str, v: Arguments) -> dict[str, Any]:
    """What each known mistake of a function gives for one of its outputs."""
    with np.errstate(all="ignore"):
        if function == "nnCostFunction":
            which = SHARED | (COSTS if output == "J" else GRADIENTS)
            return {words: network_with(v, name)[output == "grad"] for name, words in which.items()}
        if function == "lrCostFunction":
            return {words: logistic_with(v, name)[output == "grad"] for name, words in LOGISTIC.items()}
        return MISTAKES[function](v) if function in MISTAKES else {}


def explain(function: str, output: str, v: Arguments, right: ArrayLike, given: ArrayLike) -> str:
    """The mistakes that give these values, in words; see `explanations`."""
    return ", or ".join(explanations(function, output, v, right, given))


def explanations(function: str, output: str, v: Arguments, right: ArrayLike, given: ArrayLike) -> list[str]:
    """Each mistake that gives these values; none if no known one does.

    Parameters
    ----------
    function, output : str
        `nnCostFunction` and `grad`, for example.
    v : mapping
        The arguments that it was called with.
    right, given : array_like
        What it should return, and what it did.
    """
    expected, found = np.asarray(right, dtype=np.float64), np.asarray(given, dtype=np.float64)
    tolerance = 1e-2 if function == "oneVsAll" else 1e-8  # 50 iterations do not reach the same optimum
    known = {
        words: np.asarray(value, dtype=np.float64) for words, value in mistaken(function, output, v).items()
    }
    if fits := fitting(known, expected, found, tolerance):
        return fits
    words = ""
    if (function, output) == ("nnCostFunction", "grad") and found.size == expected.size:
        split = int(v["hidden_layer_size"] * (v["input_layer_size"] + 1))
        words = by_block(known, expected, found, split)
    if (function, output) == ("lrCostFunction", "J") and found.size in (len(v["X"]), len(v["X"]) ** 2):
        words = LOGISTIC["broadcast"]
    words = words or relation(expected, found)
    return [words] if words else []


def fitting(
    known: Mapping[str, Doubles], right: Doubles, given: Doubles, tolerance: float = 1e-8
) -> list[str]:
    """The mistakes that give these values and not the right ones."""
    return [
        words
        for words, value in known.items()
        if value.size == given.size and alike(value, given, tolerance) and not alike(value, right, tolerance)
    ]


def by_block(known: Mapping[str, Doubles], right: Doubles, given: Doubles, split: int) -> str:
    """The mistakes in Theta1_grad and in Theta2_grad, where each has its own."""
    found = []
    for block, part in (("Theta1_grad", slice(split)), ("Theta2_grad", slice(split, None))):
        expected, values = right.ravel()[part], given.ravel()[part]
        if not alike(expected, values):
            blocks = {key: value.ravel()[part] for key, value in known.items()}
            words = ", or ".join(fitting(blocks, expected, values))
            found.append(f"in {block}, {words or relation(expected, values) or 'another mistake'}")
    return "; ".join(found) if any("another mistake" not in words for words in found) else ""


def relation(right: Doubles, given: Doubles) -> str:
    """What two arrays have to do with each other, where one is not the other."""
    a, b = right.ravel(order="F"), given.ravel(order="F")
    if b.size == 0:
        return "it is empty"
    if not np.isfinite(b).all() and np.isfinite(a).all():
        return "it holds NaN or Inf: a log of 0, or a division by 0"
    if a.size != b.size:
        return ""
    if not b.any():
        return "all zeros: not filled in"
    if alike(a, b):
        return "the right numbers in another shape"
    if alike(-a, b):
        return "the sign is wrong"
    if right.ndim == 2 and min(right.shape) > 1 and (alike(right.ravel(), b) or alike(a, given.ravel())):
        return (
            "the right numbers, transposed or row by row; Octave goes down the columns (in NumPy: order='F')"
        )
    k = float(a @ b / (a @ a)) if a.any() else 0.0
    if a.size > 1 and k and alike(k * a, b):
        return f"{k:.6g} times what it should be, everywhere"
    if a.size > 2 and alike(np.sort(a), np.sort(b)):
        return "the right numbers in another order"
    return ""


def alike(a: Doubles, b: Doubles, tolerance: float = 1e-8) -> bool:
    """Equal but for rounding (and, of differences, for cancellation)."""
    a, b = a.ravel(order="F"), b.ravel(order="F")
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return False
    return bool(np.linalg.norm(a - b) <= tolerance * np.linalg.norm(a))
