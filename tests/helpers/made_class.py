"""A class of made students: a fifth right, three fifths with one known mistake each, a fifth hostile."""

import re
from dataclasses import dataclass
from pathlib import Path

from helpers.hostile import EITHER, OCTAVE, OCTAVE_ATTACKS, PORT, PYTHON
from helpers.replaced import replaced
from helpers.styles import (
    NAMES,
    OCTAVE_MISTAKES,
    OCTAVE_SLOPE,
    OCTAVE_STYLES,
    PYTHON_MISTAKES,
    PYTHON_STYLES,
    mistaken,
)

POINTS = dict(zip(NAMES.values(), (30.0, 15.0, 5.0, 40.0, 10.0), strict=True))
PYTHON_FILE, COST_FILE = "ex4.py", "nnCostFunction.m"


@dataclass(frozen=True)
class Expected:
    """What is known of a student beforehand.

    Attributes
    ----------
    kind : {"right", "mistake", "hostile"}
    what : str
        The style, the mistake or the attack.
    files : dict
    points : dict
        Of each part; of a hostile submission, the most that it may have earned.
    words : str
        Of the mistake, or "".
    """

    kind: str
    what: str
    files: dict[str, bytes]
    points: dict[str, float]
    words: str = ""


V, L = PYTHON_STYLES["vectorised"], PYTHON_STYLES["loop"]
COST = V[V.index("def nn_cost_function") :]
HELPERS = V[: V.index("def nn_cost_function")]
RENAMED = re.sub(r"\b(A1|A2|Z2|H|D2|D3|Y)\b", r"my_\1", V)
CALLED = "\n".join(f"    {line}" if line else line for line in COST.splitlines())
IMPORTS = "import numpy as np\nfrom sigmoid_gradient import sigmoid, sigmoid_gradient\n"
LAMBDAS = replaced(
    HELPERS[: HELPERS.index("def sigmoid_gradient")],
    "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n",
    "sigmoid = lambda z: 1 / (1 + np.exp(-z))\n",
)
MATRIX = """import numpy as np
from sigmoid import sigmoid

def sigmoid_gradient(z):
    return np.asarray(np.multiply(sigmoid(z), 1 - sigmoid(z)))

def nn_cost_function(p, n_in, n_hidden, K, X, y, lam):
    n = n_hidden * (n_in + 1)
    T1 = np.matrix(np.reshape(p[:n], (n_hidden, n_in + 1), 'F'))
    T2 = np.matrix(np.reshape(p[n:], (K, n_hidden + 1), 'F'))
    X = np.matrix(X)
    m = X.shape[0]
    Y = np.matrix((y.reshape(-1, 1) == np.arange(1, K + 1)).astype(float))
    A1 = np.hstack([np.ones((m, 1)), X])
    Z2 = A1 * T1.T
    A2 = np.hstack([np.ones((m, 1)), sigmoid(Z2)])
    H = np.matrix(sigmoid(A2 * T2.T))
    one = np.ones((m, 1))
    J = -np.sum(np.multiply(Y, np.log(H)) + np.multiply(1 - Y, np.log(1 - H)), axis=1).T * one / m
    J = J + lam / (2 * m) * (np.square(T1[:, 1:]).sum() + np.square(T2[:, 1:]).sum())
    D3 = H - Y
    D2 = np.multiply(D3 * T2[:, 1:], sigmoid_gradient(Z2))
    G1, G2 = D2.T * A1 / m, D3.T * A2 / m
    G1[:, 1:] += lam / m * T1[:, 1:]
    G2[:, 1:] += lam / m * T2[:, 1:]
    return J, np.vstack([G1.reshape((-1, 1), order='F'), G2.reshape((-1, 1), order='F')])
"""
PLAIN = """from math import exp, log

def sigmoid_gradient(z):
    return [[exp(-x) / (1 + exp(-x)) ** 2 for x in row] for row in z]

def nn_cost_function(p, n, h, K, X, y, lambda_):
    s = lambda x: 1 / (1 + exp(-x))
    m, J = len(X), 0.0
    T1 = [[float(p[j * h + i]) for j in range(n + 1)] for i in range(h)]
    T2 = [[float(p[h * (n + 1) + j * K + i]) for j in range(h + 1)] for i in range(K)]
    G1, G2 = [[0.0] * (n + 1) for _ in range(h)], [[0.0] * (h + 1) for _ in range(K)]
    for x, label in zip(X, y):
        a1 = [1.0, *map(float, x)]
        a2 = [1.0] + [s(sum(w * a for w, a in zip(row, a1))) for row in T1]
        out = [s(sum(w * a for w, a in zip(row, a2))) for row in T2]
        d3 = [o - (k + 1 == label) for k, o in enumerate(out)]
        J -= sum(log(o) if k + 1 == label else log(1 - o) for k, o in enumerate(out))
        for k in range(K):
            for j in range(h + 1):
                G2[k][j] += d3[k] * a2[j]
        for i in range(h):
            d2 = sum(d3[k] * T2[k][i + 1] for k in range(K)) * a2[i + 1] * (1 - a2[i + 1])
            for j in range(n + 1):
                G1[i][j] += d2 * a1[j]
    for T, G in ((T1, G1), (T2, G2)):
        J += lambda_ / 2 * sum(w * w for row in T for w in row[1:])
        for row, w in zip(G, T):
            for j in range(len(row)):
                row[j] = (row[j] + (lambda_ * w[j] if j else 0)) / m
    return J / m, [G[i][j] for G in (G1, G2) for j in range(len(G[0])) for i in range(len(G))]
"""
RETURN = "    return J, np.concatenate"

RIGHT_PYTHON: dict[str, dict[str, str]] = {
    **{name: {PYTHON_FILE: text} for name, text in PYTHON_STYLES.items()},
    "the port": {"port.py": PORT},
    "a file a function": {
        "nn_cost_function.py": IMPORTS + COST,
        "sigmoid_gradient.py": HELPERS,
    },
    "a helper module": {"ex4.py": "from lib.network import *\nfrom lib.network import nn_cost_function\n",
        "lib/__init__.py": "", "lib/network.py": V,
        "slope.py": "from lib.network import sigmoid_gradient\n"},
    "camelCase": {PYTHON_FILE: replaced(V, "nn_cost_function", "nnCostFunction",
        "sigmoid_gradient", "sigmoidGradient")},
    "other names": {PYTHON_FILE: RENAMED},
    "printing much": {PYTHON_FILE: replaced(L, "        a1 =",
        "        print('example', t, X[t], nn_params)\n        a1 =")},
    "called instance": {PYTHON_FILE: HELPERS + "class Network:\n" + replaced(CALLED,
        "def nn_cost_function(", "def __call__(self, ") + "\n\nnn_cost_function = Network()\n"},
    "lambdas": {PYTHON_FILE: LAMBDAS +
        "sigmoid_gradient = lambda z: sigmoid(z) * (1 - sigmoid(z))\n\n\n" + COST},
    "np.matrix": {PYTHON_FILE: MATRIX},
    "plain lists": {PYTHON_FILE: PLAIN},
    "J of shape (1, 1)": {PYTHON_FILE: replaced(V, RETURN, "    J = np.array([[J]])\n" + RETURN)},
    "a column": {PYTHON_FILE: V.rstrip() + ".reshape(-1, 1)\n"},
    "long double": {PYTHON_FILE: replaced(V, "    m = X", "    X = X.astype(np.longdouble)\n    m = X")},
    "a list returned": {PYTHON_FILE: replaced(V, RETURN, "    return [J, np.concatenate").rstrip() + "]\n"},
    "scipy": {PYTHON_FILE: replaced(V, "    return 1 / (1 + np.exp(-z))", "    return expit(z)",
        "import numpy as np\n", "import numpy as np\nfrom scipy.special import expit\n")},
    "under a main": {PYTHON_FILE: V + "\n\nif __name__ == '__main__':\n    input('name?')\n    1 / 0\n"},
}  # fmt: skip
W = OCTAVE_STYLES["vectorised"]
SLOPE = {"sigmoidGradient.m": OCTAVE_SLOPE}
RIGHT_OCTAVE: dict[str, dict[str, str]] = {
    **{name: {COST_FILE: text, **SLOPE} for name, text in OCTAVE_STYLES.items()},
    "the solution": OCTAVE,
    "its own sigmoid": {COST_FILE: W, **SLOPE, "sigmoid.m": OCTAVE["sigmoid.m"]},
    "slope in one line": {COST_FILE: W, "sigmoidGradient.m":
        "function g = sigmoidGradient(z)\ng = exp(-z) ./ (1 + exp(-z)) .^ 2;\nend\n"},
    "slope by bsxfun": {COST_FILE: W, "sigmoidGradient.m":
        "function g = sigmoidGradient(z)\ng = bsxfun(@times, sigmoid(z), 1 - sigmoid(z));\nendfunction\n"},
    "printing much": {COST_FILE: replaced(W, "m = size(X, 1);", "m = size(X, 1)\nTheta1, X"), **SLOPE},
    "logical labels": {COST_FILE: replaced(W, "Y = Y(:, 1:num_labels);",
        "Y = bsxfun(@eq, y, 1:num_labels);"), **SLOPE},
    "eye for labels": {COST_FILE: replaced(W, "Y = Y(:, 1:num_labels);",
        "I = eye(num_labels); Y = I(y, :);"), **SLOPE},
    "a helper file": {COST_FILE: replaced(W, "sigmoid(A2", "activate(A2"), **SLOPE,
        "activate.m": "function a = activate(z)\na = 1 ./ (1 + exp(-z));\nend\n"},
    "a helper in the file": {COST_FILE: replaced(W, "sigmoid(A2", "activate(A2") +
        "\nfunction a = activate(z)\na = 1 ./ (1 + exp(-z));\nend\n", **SLOPE},
    "trace": {COST_FILE:
        re.sub(r"sum\(sum\((Theta.\(:, 2:end\)) \.\^ 2\)\)", r"trace(\1' * \1)", W), **SLOPE},
    "arrayfun": {COST_FILE: W, "sigmoidGradient.m":
        "function g = sigmoidGradient(z)\ng = arrayfun(@(x) sigmoid(x) * (1 - sigmoid(x)), z);\nend\n"},
    "other names": {COST_FILE: re.sub(r"\b(A1|A2|Z2|H|D2|D3|Y)\b", r"my_\1", W), **SLOPE},
    "windows' line ends": {COST_FILE: replaced(W, "\n", "\r\n"), "sigmoidGradient.m":
        replaced(OCTAVE_SLOPE, "\n", "\r\n")},
    "a row at the end": {COST_FILE: W.removesuffix("end\n") + "grad = grad';\ngrad = grad(:);\nend\n",
        **SLOPE},
    "figures and pauses": {COST_FILE: replaced(W, "m = size(X, 1);",
        "m = size(X, 1);\nfigure; plot(1:3); hold on; pause; close all;"), **SLOPE},
    "no end": {COST_FILE: W.removesuffix("end\n"), "sigmoidGradient.m": OCTAVE_SLOPE.removesuffix("end\n")},
    "a full copy of the course": {**OCTAVE, COST_FILE: OCTAVE_STYLES["loop"]},
}  # fmt: skip


def encoded(files: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items()}


def the_right() -> list[Expected]:
    made = [Expected("right", f"py: {name}", encoded(f), POINTS) for name, f in RIGHT_PYTHON.items()]
    return made + [Expected("right", f"m: {name}", encoded(f), POINTS) for name, f in RIGHT_OCTAVE.items()]


def the_mistaken() -> list[Expected]:
    made = []
    for language, styles, mistakes in (
        ("py", PYTHON_STYLES, PYTHON_MISTAKES),
        ("m", OCTAVE_STYLES, OCTAVE_MISTAKES),
    ):
        for what, text, (_, _, words, lost) in mistaken(styles, mistakes):
            files = {PYTHON_FILE: text} if language == "py" else {COST_FILE: text, **SLOPE}
            points = {**POINTS, **dict.fromkeys([NAMES[part] for part in lost], 0.0)}
            made.append(Expected("mistake", f"{language}: {what}", encoded(files), points, words))
    return made


def the_hostile() -> list[Expected]:
    made = []
    for language, attacks in (("py", PYTHON), ("m", OCTAVE_ATTACKS)):
        for what, hostile in attacks.items():
            allowed = (hostile.J, hostile.J, hostile.slope, hostile.grad, hostile.grad)
            points = {
                part: POINTS[part] if "right" in statuses else 0.0
                for part, statuses in zip(POINTS, allowed, strict=True)
            }
            if EITHER not in allowed:
                files = hostile.contents(9, ["/etc/shadow"], str(Path(__file__).parents[2]))
                made.append(Expected("hostile", f"{language}: {what}", files, points))
    return made


def spread(students: list[Expected], count: int) -> list[Expected]:
    """`count` of them, from the whole list."""
    return [students[k * len(students) // count] for k in range(count)]


def made_class(folder: Path, count: int) -> dict[str, Expected]:
    """Write a folder for each of `count` students (200 at most); what is expected of each, by name."""
    fifth = count // 5
    students = spread(the_right(), fifth) + spread(the_mistaken(), 3 * fifth) + spread(the_hostile(), fifth)
    made = {}
    for number, expected in enumerate(students):
        name = f"student{(number * 77) % len(students):03d}"  # the three kinds among each other
        for file, content in expected.files.items():
            path = folder / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        made[name] = expected
    return dict(sorted(made.items()))
