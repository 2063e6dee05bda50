"""The mistakes in a cost function: the network's and logistic regression's, run with one mistake in it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.shared.sigmoid import sigmoid

Doubles = NDArray[np.float64]
Arguments = Mapping[str, Any]

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


LOGISTIC = {
    "bias in J": "theta(1) is regularised in J, and should not be",
    "m in J": "J is not divided by m",
    "lambda/m in J": "J's regularisation is lambda/m times the squares; it should be lambda/(2m)",
    "no lambda in J": "J is not regularised",
    "no 1-h": "J lacks the term (1 - y) log(1 - h)",
    "sign in J": "J has the wrong sign",
    "broadcast": "y is a column and h a vector (or the other way round), and their difference is m x m",
    "broadcast mean": "y is a column and h a vector (or the other way round), and the mean goes over m x m",
    "broadcast rows": "y is a column and h a vector, and h - y is m x m, summed along its rows",
    "broadcast columns": "y is a column and h a vector, and h - y is m x m, summed down its columns",
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
    labels = y[:, np.newaxis] if mistake.startswith("broadcast") else y
    losses = -labels * np.log(h) - (mistake != "no 1-h") * (1 - labels) * np.log(1 - h)
    squares = (theta[0 if mistake == "bias in J" else 1 :] ** 2).sum()
    weight = lambda_ / (2 * m) * {"lambda/m in J": 2, "no lambda in J": 0}.get(mistake, 1)
    J = losses.sum() / {"m in J": 1, "broadcast mean": m**2}.get(mistake, m) + weight * squares
    regular = lambda_ / m * theta * {"lambda/2m in grad": 0.5, "no lambda in grad": 0}.get(mistake, 1)
    if mistake != "bias in grad":
        regular[0] = 0
    residual = h - y
    if mistake in ("broadcast rows", "broadcast columns"):
        residual = (h - labels).sum(axis=1 if mistake == "broadcast rows" else 0)
    grad = X.T @ residual * (-1 if mistake == "y - h" else 1) / (1 if mistake == "m in grad" else m) + regular
    return -J if mistake == "sign in J" else J, grad
