"""The mistakes in the functions of exercise 4: each run with one mistake in it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.shared.sigmoid import sigmoid
from samebits.octave.random import OctaveRandom
from samebits.trace.function import SEED

Doubles = NDArray[np.float64]
Arguments = Mapping[str, Any]
Named = dict[str, dict[str, Any]]  # by output, and by the words for the mistake

# Each that J and the gradient share, that J has, and that the gradient has, as a student is told
SHARED = {
    "rows": "nn_params is reshaped row by row; Octave fills the columns first (in NumPy: order='F')",
    "swapped": "nn_params holds Theta1 first and Theta2 behind it, and they are taken the other way round",
    "from 0": "labels start at 1, and their columns are counted from 0, so the last label is lost",
    "from 2": "labels start at 1, and their columns are counted from 2, so label 1 is lost",
    "K is lost": "the last label (10, the digit 0) is taken as 0, so its row of Y is all zeros",
    "K is 0": "the last label (10, the digit 0) is put into the first column; it belongs into the last",
    "no bias": "the bias unit's ones are missing: zeros stand in their place",
}
COSTS = {
    "bias in J": "the bias columns are regularised in J, and should not be",
    "m in J": "J is not divided by m",
    "twice in J": "J is divided by m twice",
    "lambda/m in J": "J's regularisation is lambda/m times the squares; it should be lambda/(2m)",
    "lambda/2 in J": "J's regularisation is not divided by m",
    "lambda/2*m in J": "J's regularisation is multiplied by m: lambda/2*m is (lambda/2)*m, not lambda/(2*m)",
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
    "inside in grad": "the gradient's regularisation is added before the division by m, and so divided twice",
    "no lambda in grad": "the gradient is not regularised",
    "y - h": "delta3 is y - h; it should be h - y",
    "slope of delta3": "delta3 is multiplied by the sigmoid's slope; with this cost it is h - y alone",
    "slope at a": "the sigmoid's slope is taken at a2; it belongs at z2",
    "no slope": "delta2 is not multiplied by the sigmoid's slope at z2",
    "bias in delta2": "the bias column is kept in delta2, which shifts its units by one",
    "bias by slope": "the bias column is kept in delta2, as a column of zeros, and its last unit is cut off",
    "bias for a unit": "the bias column is kept in delta2 in place of its last unit",
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
    Theta1, Theta2 = (
        part.reshape(shape) if mistake == "rows" else part.reshape(shape, order="F")
        for part, shape in zip(parts, shapes, strict=True)
    )
    columns = {"from 0": y, "from 2": y - 2, "K is 0": y % K, "K is lost": y % K - 1}.get(mistake, y - 1)
    Y = (columns[:, np.newaxis] == np.arange(K)).astype(float)

    ones = np.zeros((m, 1)) if mistake == "no bias" else np.ones((m, 1))
    A1 = np.hstack([ones, X])
    Z2 = A1 @ Theta1.T
    a2 = sigmoid(Z2)
    A2 = np.hstack([ones, a2])
    H = sigmoid(A2 @ Theta2.T)

    losses = -(mistake != "no h") * Y * np.log(H) - (mistake != "no 1-h") * (1 - Y) * np.log(1 - H)
    free = 0 if mistake == "bias in J" else 1
    squares = 0 if mistake == "Theta2 alone" else (Theta1[:, free:] ** 2).sum()
    squares += 0 if mistake == "Theta1 alone" else (Theta2[:, free:] ** 2).sum()
    weight = lambda_ / (2 * m)
    weight *= {
        "lambda/m in J": 2,
        "lambda/2 in J": m,
        "lambda/2*m in J": m**2,
        "inside in J": 1 / m,
        "no lambda in J": 0,
    }.get(mistake, 1)
    J = losses.sum() * {"m in J": 1, "twice in J": 1 / m**2, "mean": 1 / (m * K)}.get(mistake, 1 / m)
    J = (J + weight * squares) * (-1 if mistake == "sign in J" else 1)

    delta3 = Y - H if mistake == "y - h" else H - Y
    if mistake == "slope of delta3":
        delta3 = delta3 * H * (1 - H)
    at_a = sigmoid(a2) * (1 - sigmoid(a2))
    slope = {"no slope": np.ones_like(a2), "slope at a": at_a}.get(mistake, a2 * (1 - a2))
    delta2 = delta3 @ Theta2[:, 1:] * slope
    if mistake in ("bias in delta2", "bias by slope"):
        of_bias = np.ones((m, 1)) if mistake == "bias in delta2" else np.zeros((m, 1))
        delta2 = (delta3 @ Theta2 * np.hstack([of_bias, slope]))[:, :-1]
    elif mistake == "bias for a unit":
        delta2 = (delta3 @ Theta2)[:, :-1] * slope
    weight = lambda_ / m
    weight *= {
        "lambda/2m in grad": 0.5,
        "lambda in grad": m,
        "inside in grad": 1 / m,
        "no lambda in grad": 0,
    }.get(mistake, 1)
    blocks: list[Doubles] = []
    for delta, A, Theta in ((delta2, A1, Theta1), (delta3, A2, Theta2)):
        regular = weight * Theta
        if mistake != "bias in grad":
            regular[:, 0] = 0
        block = delta.T @ A / (1 if mistake == "m in grad" else m) + regular
        blocks.append(block.ravel(order="C" if mistake == "unrolled by rows" else "F"))
    return float(J), np.concatenate(blocks[::-1] if mistake == "blocks" else blocks)


def network_mistakes(v: Arguments) -> Named:
    return {
        output: {words: network_with(v, name)[k] for name, words in {**SHARED, **which}.items()}
        for k, (output, which) in enumerate((("J", COSTS), ("grad", GRADIENTS)))
    }


def random_mistakes(v: Arguments) -> Named:
    u, n = OctaveRandom(SEED).rand(int(v["L_out"]), 1 + int(v["L_in"])), v["L_in"] + v["L_out"]
    small = "epsilon_init is 1e-4, the step of the gradient check; here it is 0.12"
    return {
        "W": {
            "the weights are all zero: every hidden unit would stay equal to the others": 0 * u,
            "the weights lie between 0 and epsilon_init; they belong between -epsilon_init and it": u * 0.12,
            "the weights lie between 0 and 2*epsilon_init: epsilon_init is not subtracted": u * 0.24,
            "epsilon_init is 1, and should be 0.12": u * 2 - 1,
            small: u * 2e-4 - 1e-4,
            "epsilon_init follows the rule sqrt(6)/sqrt(L_in + L_out); the exercise takes 0.12": (2 * u - 1)
            * np.sqrt(6 / n),
        }
    }


def debug_mistakes(v: Arguments) -> Named:
    shape = (int(v["fan_out"]), 1 + int(v["fan_in"]))
    k = np.arange(1, 1 + shape[0] * shape[1])
    return {
        "W": {
            "filled row by row; Octave fills the columns first (in NumPy: order='F')": np.sin(k).reshape(
                shape
            )
            / 10,
            "not divided by 10": np.sin(k).reshape(shape, order="F"),
            "the sines start at sin(0); the first is sin(1)": np.sin(k - 1).reshape(shape, order="F") / 10,
        }
    }


def difference_mistakes(v: Arguments) -> Named:
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
        "numgrad": {
            "the difference is one-sided, forward; it should go to both sides": slopes(1e-4, 1, 0),
            "the difference is one-sided, backward; it should go to both sides": slopes(1e-4, 0, 1),
            "perturb(p) is not set back to 0, so all parameters before p are moved too": slopes(
                1e-4, 1, 1, True
            ),
            "the difference is one-sided, forward, and divided by 2*e; its costs are e apart": slopes(
                1e-4, 1, 0
            )
            / 2,
            "the difference is one-sided, backward, and divided by 2*e; its costs are e apart": slopes(
                1e-4, 0, 1
            )
            / 2,
            "divided by e; the two costs are 2*e apart": slopes(1e-4, 1, 1) * 2,
            "the two costs are subtracted the wrong way round": -slopes(1e-4, 1, 1),
            "the step e is 0.12, the epsilon_init of the weights; it should be 1e-4": slopes(0.12, 1, 1),
        }
    }


def sigmoid_gradient_mistakes(v: Arguments) -> Named:
    z = v["z"]
    g = sigmoid(z)
    return {
        "g": {
            "z*(1 - z) without the sigmoid: the slope is g(z)*(1 - g(z))": z * (1 - z),
            "the sigmoid itself; its slope is g*(1 - g)": g,
            "the sigmoid is taken twice: g(g(z))*(1 - g(g(z)))": sigmoid(g) * (1 - sigmoid(g)),
            "the sign is wrong: g*(1 - g) is positive": -g * (1 - g),
            "1 - g(z): the factor g(z) is missing": 1 - g,
        }
    }
