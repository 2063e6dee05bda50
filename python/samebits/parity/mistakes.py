"""The mistakes that students make, each with the values that it gives.

A mistake is named when somebody's values are those that the same inputs give with it.
It is never guessed from the program's text, so Octave and Python are treated alike.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samebits.course.network import sigmoid
from samebits.octave.random import OctaveRandom
from samebits.parity.subjects import SEED

Doubles = NDArray[np.float64]
Arguments = Mapping[str, Any]

# Of nnCostFunction: J and grad both come out of `network_with`
SHARED = {
    "rows": "nn_params is reshaped row by row; Octave fills the columns first (in NumPy: order='F')",
    "swapped": "nn_params holds Theta1 first and Theta2 behind it, and they are taken the other way round",
    "from 0": "labels start at 1, and their columns are counted from 0, so the last label is lost",
    "K is 0": "the last label (10, the digit 0) is put into the first column; it belongs into the last",
    "no bias": "the bias unit's ones are missing: zeros stand in their place",
}
COSTS = {
    "bias in J": "the bias columns are regularised in J, and should not be",
    "m in J": "J is not divided by m",
    "twice in J": "J is divided by m twice",
    "lambda/m in J": "J's regularisation is lambda/m times the squares; it should be lambda/(2m)",
    "lambda/2 in J": "J's regularisation is not divided by m",
    "inside in J": "J's regularisation is added before the division by m, so it is divided twice",
    "no lambda in J": "J is not regularised",
    "Theta1 alone": "only Theta1 is regularised in J",
    "Theta2 alone": "only Theta2 is regularised in J",
    "no 1-h": "J lacks the term (1 - y) log(1 - h)",
    "no h": "J lacks the term y log(h)",
    "sign in J": "J has the wrong sign",
    "mean": "J is averaged over the output units too; it is their sum, averaged over the examples",
}
GRADIENTS = {
    "bias in grad": "the bias columns are regularised in the gradient, and should not be",
    "m in grad": "the gradient is not divided by m",
    "lambda/2m in grad": "the gradient's regularisation is lambda/(2m) times Theta; it should be lambda/m",
    "lambda in grad": "the gradient's regularisation is not divided by m",
    "inside in grad": "the gradient's regularisation is added before the division by m, so it is divided twice",
    "no lambda in grad": "the gradient is not regularised",
    "y - h": "delta3 is y - h; it should be h - y",
    "slope of delta3": "delta3 is multiplied by the sigmoid's slope; with this cost it is h - y alone",
    "slope at a": "the sigmoid's slope is taken at a2; it belongs at z2",
    "no slope": "delta2 is not multiplied by the sigmoid's slope at z2",
    "bias in delta2": "the bias column is kept in delta2, which shifts its units by one",
    "unrolled by rows": "the gradient is unrolled row by row; Octave's (:) goes down the columns "
    "(in NumPy: order='F')",
    "blocks": "Theta2_grad stands before Theta1_grad in the gradient",
}


def network_with(v: Arguments, mistake: str) -> tuple[float, Doubles]:
    """J and grad of the exercise's network with one mistake in it; "" for none."""
    inputs, hidden, K = (int(v[name]) for name in ("input_layer_size", "hidden_layer_size", "num_labels"))
    p, X, y, lambda_ = np.asarray(v["nn_params"]).ravel(), v["X"], np.ravel(v["y"]).astype(int), v["lambda"]
    m, shapes = len(X), ((hidden, inputs + 1), (K, hidden + 1))
    split = K * (hidden + 1) if mistake == "swapped" else hidden * (inputs + 1)
    parts = (p[split:], p[:split]) if mistake == "swapped" else (p[:split], p[split:])
    order = "C" if mistake == "rows" else "F"
    Theta1, Theta2 = (part.reshape(s, order=order) for part, s in zip(parts, shapes, strict=True))
    columns = {"from 0": y, "K is 0": y % K}.get(mistake, y - 1)
    Y = (columns[:, np.newaxis] == np.arange(K)).astype(float)

    ones = np.zeros((m, 1)) if mistake == "no bias" else np.ones((m, 1))
    A1 = np.hstack([ones, X])
    Z2 = A1 @ Theta1.T
    a2 = sigmoid(Z2)
    A2 = np.hstack([ones, a2])
    H = sigmoid(A2 @ Theta2.T)

    first = 0 if mistake == "no h" else -Y * np.log(H)
    losses = first - (0 if mistake == "no 1-h" else (1 - Y) * np.log(1 - H))
    free = 0 if mistake == "bias in J" else 1
    squares = 0 if mistake == "Theta2 alone" else (Theta1[:, free:] ** 2).sum()
    squares += 0 if mistake == "Theta1 alone" else (Theta2[:, free:] ** 2).sum()
    weight = lambda_ / (2 * m)
    weight *= {"lambda/m in J": 2, "lambda/2 in J": m, "inside in J": 1 / m, "no lambda in J": 0}.get(mistake, 1)
    J = losses.sum() * {"m in J": 1, "twice in J": 1 / m**2, "mean": 1 / (m * K)}.get(mistake, 1 / m)
    J = (J + weight * squares) * (-1 if mistake == "sign in J" else 1)

    delta3 = Y - H if mistake == "y - h" else H - Y
    if mistake == "slope of delta3":
        delta3 = delta3 * H * (1 - H)
    slope = {"no slope": 1, "slope at a": sigmoid(a2) * (1 - sigmoid(a2))}.get(mistake, a2 * (1 - a2))
    delta2 = delta3 @ Theta2[:, 1:] * slope
    if mistake == "bias in delta2":
        delta2 = (delta3 @ Theta2 * np.hstack([np.ones((m, 1)), slope]))[:, :-1]
    weight = lambda_ / m
    weight *= {"lambda/2m in grad": 0.5, "lambda in grad": m, "inside in grad": 1 / m, "no lambda in grad": 0}.get(
        mistake, 1
    )
    blocks = []
    for delta, A, Theta in ((delta2, A1, Theta1), (delta3, A2, Theta2)):
        regular = weight * Theta
        if mistake != "bias in grad":
            regular[:, 0] = 0
        block = delta.T @ A / (1 if mistake == "m in grad" else m) + regular
        blocks.append(block.ravel(order="C" if mistake == "unrolled by rows" else "F"))
    return float(J), np.concatenate(blocks[::-1] if mistake == "blocks" else blocks)


LOGISTIC = {
    "bias in J": "theta(1) is regularised in J, and should not be",
    "m in J": "J is not divided by m",
    "lambda/m in J": "J's regularisation is lambda/m times the squares; it should be lambda/(2m)",
    "no lambda in J": "J is not regularised",
    "no 1-h": "J lacks the term (1 - y) log(1 - h)",
    "sign in J": "J has the wrong sign",
    "broadcast": "y is a column and h a vector (or the other way round), and their difference is m x m",
    "bias in grad": "theta(1) is regularised in the gradient, and should not be",
    "m in grad": "the gradient is not divided by m",
    "lambda/2m in grad": "the gradient's regularisation is lambda/(2m) times theta; it should be lambda/m",
    "no lambda in grad": "the gradient is not regularised",
    "y - h": "the gradient has y - h; it should be h - y",
}


def logistic_with(v: Arguments, mistake: str) -> tuple[Doubles, Doubles]:
    """J and grad of logistic regression with one mistake in it; "" for none."""
    X, y, theta, lambda_ = v["X"], np.ravel(v["y"]), np.ravel(v["theta"]), v["lambda"]
    m, h = len(X), sigmoid(X @ np.ravel(v["theta"]))
    labels = y[:, np.newaxis] if mistake == "broadcast" else y
    losses = -labels * np.log(h) - (0 if mistake == "no 1-h" else (1 - labels) * np.log(1 - h))
    squares = (theta[0 if mistake == "bias in J" else 1 :] ** 2).sum()
    weight = lambda_ / (2 * m) * {"lambda/m in J": 2, "no lambda in J": 0}.get(mistake, 1)
    J = losses.sum() / (1 if mistake == "m in J" else m) + weight * squares
    regular = lambda_ / m * theta * {"lambda/2m in grad": 0.5, "no lambda in grad": 0}.get(mistake, 1)
    if mistake != "bias in grad":
        regular[0] = 0
    grad = X.T @ (h - y) * (-1 if mistake == "y - h" else 1) / (1 if mistake == "m in grad" else m) + regular
    return -J if mistake == "sign in J" else J, grad


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
        "filled row by row; Octave fills the columns first (in NumPy: order='F')": np.sin(k).reshape(shape) / 10,
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
    """The mistake that gives these values, in words; empty if none does.

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
    fits: list[str] = []
    for words, value in mistaken(function, output, v).items():
        value = np.asarray(value, dtype=np.float64)
        if value.size == found.size and alike(value, found) and not alike(value, expected):
            fits.append(words)
    return ", or ".join(fits) or relation(expected, found)


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
    if alike(-a, b):
        return "the sign is wrong"
    if right.ndim == 2 and min(right.shape) > 1 and alike(right.ravel(), b):
        return "the right numbers, transposed or row by row; Octave goes down the columns (in NumPy: order='F')"
    k = float(a @ b / (a @ a)) if a.any() else 0.0
    if a.size > 1 and k and alike(k * a, b):
        return f"{k:.6g} times what it should be, everywhere"
    if a.size > 2 and alike(np.sort(a), np.sort(b)):
        return "the right numbers in another order"
    return ""


def alike(a: Doubles, b: Doubles) -> bool:
    """Equal but for rounding (and, of differences, for cancellation)."""
    a, b = a.ravel(order="F"), b.ravel(order="F")
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return False
    return bool(np.linalg.norm(a - b) <= 1e-8 * np.linalg.norm(a))
