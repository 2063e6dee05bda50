"""The exercise as students write it, in both languages and several styles, and its mistakes.

A mistake is a replacement that fits several styles: `(pattern, wrong, words, parts lost)`.
"""

import re
from collections.abc import Iterator

F, R, S, G, RG = "F", "R", "S", "G", "RG"  # cost, regularised cost, slope, gradient, regularised gradient
NAMES = {
    F: "Feedforward and cost function", R: "Regularised cost function", S: "Sigmoid gradient",
    G: "Neural network gradient (backpropagation)", RG: "Regularised gradient",
}  # fmt: skip

PYTHON_HELPERS = """import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_gradient(z):
    s = sigmoid(z)
    return s * (1 - s)


"""
PYTHON_HEAD = """\
def nn_cost_function(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_):
    split = hidden_layer_size * (input_layer_size + 1)
    Theta1 = nn_params[:split].reshape((hidden_layer_size, input_layer_size + 1), order="F")
    Theta2 = nn_params[split:].reshape((num_labels, hidden_layer_size + 1), order="F")
    m = X.shape[0]
    labels = y.astype(int).ravel() - 1
    Y = np.eye(num_labels + 1)[labels][:, :num_labels]
"""
PYTHON_TAIL = """    J = J / m
    J = J + lambda_ / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
    Theta1_grad = Theta1_grad / m
    Theta2_grad = Theta2_grad / m
    Theta1_grad[:, 1:] += lambda_ / m * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lambda_ / m * Theta2[:, 1:]
    return J, np.concatenate([Theta1_grad.ravel(order="F"), Theta2_grad.ravel(order="F")])
"""
PYTHON_MIDDLES = {
    "vectorised": """    A1 = np.hstack([np.ones((m, 1)), X])
    Z2 = A1 @ Theta1.T
    A2 = np.hstack([np.ones((m, 1)), sigmoid(Z2)])
    H = sigmoid(A2 @ Theta2.T)
    J = -np.sum(Y * np.log(H) + (1 - Y) * np.log(1 - H))
    D3 = H - Y
    D2 = (D3 @ Theta2)[:, 1:] * sigmoid_gradient(Z2)
    Theta1_grad = D2.T @ A1
    Theta2_grad = D3.T @ A2
""",
    "einsum": """    A1 = np.concatenate((np.ones((m, 1)), X), axis=1)
    Z2 = np.einsum("ij,kj->ik", A1, Theta1)
    A2 = np.concatenate((np.ones((m, 1)), sigmoid(Z2)), axis=1)
    H = sigmoid(np.einsum("ij,kj->ik", A2, Theta2))
    J = -np.einsum("ij->", Y * np.log(H) + (1 - Y) * np.log(1 - H))
    D3 = H - Y
    D2 = np.einsum("ij,jk->ik", D3, Theta2[:, 1:]) * sigmoid_gradient(Z2)
    Theta1_grad = np.einsum("ij,ik->jk", D2, A1)
    Theta2_grad = np.einsum("ij,ik->jk", D3, A2)
""",
    "columns": """    A1 = np.vstack([np.ones((1, m)), X.T])
    Z2 = np.dot(Theta1, A1)
    A2 = np.vstack([np.ones((1, m)), sigmoid(Z2)])
    H = sigmoid(np.dot(Theta2, A2))
    Y = Y.T
    J = -(Y * np.log(H) + (1 - Y) * np.log(1 - H)).sum(axis=0).sum()
    D3 = H - Y
    D2 = np.dot(Theta2[:, 1:].T, D3) * sigmoid_gradient(Z2)
    Theta1_grad = np.dot(D2, A1.T)
    Theta2_grad = np.dot(D3, A2.T)
""",
    "loop": """    J, Theta1_grad, Theta2_grad = 0.0, np.zeros(Theta1.shape), np.zeros(Theta2.shape)
    for t in range(m):
        a1 = np.concatenate([[1.0], X[t]])
        z2 = Theta1 @ a1
        a2 = np.concatenate([[1.0], sigmoid(z2)])
        h = sigmoid(Theta2 @ a2)
        J = J - np.sum(Y[t] * np.log(h) + (1 - Y[t]) * np.log(1 - h))
        d3 = h - Y[t]
        d2 = (Theta2.T @ d3)[1:] * sigmoid_gradient(z2)
        Theta1_grad += np.outer(d2, a1)
        Theta2_grad += np.outer(d3, a2)
""",
}
PYTHON_STYLES = {
    name: PYTHON_HELPERS + PYTHON_HEAD + middle + PYTHON_TAIL for name, middle in PYTHON_MIDDLES.items()
}

OCTAVE_HEAD = """function [J grad] = nnCostFunction(nn_params, input_layer_size, ...
    hidden_layer_size, num_labels, X, y, lambda)
split = hidden_layer_size * (input_layer_size + 1);
Theta1 = reshape(nn_params(1:split), hidden_layer_size, input_layer_size + 1);
Theta2 = reshape(nn_params(split+1:end), num_labels, hidden_layer_size + 1);
m = size(X, 1);
labels = y;
Y = zeros(m, num_labels + 1);
for k = 1:m
    Y(k, labels(k)) = 1;
end
Y = Y(:, 1:num_labels);
"""
OCTAVE_TAIL = """J = J / m;
J = J + lambda / (2 * m) * (sum(sum(Theta1(:, 2:end) .^ 2)) + sum(sum(Theta2(:, 2:end) .^ 2)));
Theta1_grad = Theta1_grad / m;
Theta2_grad = Theta2_grad / m;
Theta1_grad(:, 2:end) = Theta1_grad(:, 2:end) + lambda / m * Theta1(:, 2:end);
Theta2_grad(:, 2:end) = Theta2_grad(:, 2:end) + lambda / m * Theta2(:, 2:end);
grad = [Theta1_grad(:) ; Theta2_grad(:)];
end
"""
OCTAVE_MIDDLES = {
    "vectorised": """A1 = [ones(m, 1) X];
Z2 = A1 * Theta1';
A2 = [ones(m, 1) sigmoid(Z2)];
H = sigmoid(A2 * Theta2');
J = -sum(sum(Y .* log(H) + (1 - Y) .* log(1 - H)));
D3 = H - Y;
D2 = (D3 * Theta2(:, 2:end)) .* sigmoidGradient(Z2);
Theta1_grad = D2' * A1;
Theta2_grad = D3' * A2;
""",
    "columns": """A1 = [ones(1, m); X'];
Z2 = Theta1 * A1;
A2 = [ones(1, m); sigmoid(Z2)];
H = sigmoid(Theta2 * A2);
Y = Y';
J = -sum((Y .* log(H) + (1 - Y) .* log(1 - H))(:));
D3 = H - Y;
D2 = (Theta2(:, 2:end)' * D3) .* sigmoidGradient(Z2);
Theta1_grad = D2 * A1';
Theta2_grad = D3 * A2';
""",
    "loop": """J = 0; Theta1_grad = zeros(size(Theta1)); Theta2_grad = zeros(size(Theta2));
for t = 1:m
    a1 = [1; X(t, :)'];
    z2 = Theta1 * a1;
    a2 = [1; sigmoid(z2)];
    h = sigmoid(Theta2 * a2);
    yt = Y(t, :)';
    J = J - sum(yt .* log(h) + (1 - yt) .* log(1 - h));
    d3 = h - yt;
    d2 = (Theta2(:, 2:end)' * d3) .* sigmoidGradient(z2);
    Theta1_grad = Theta1_grad + d2 * a1';
    Theta2_grad = Theta2_grad + d3 * a2';
end
""",
}
OCTAVE_STYLES = {name: OCTAVE_HEAD + middle + OCTAVE_TAIL for name, middle in OCTAVE_MIDDLES.items()}
OCTAVE_SLOPE = "function g = sigmoidGradient(z)\ns = sigmoid(z);\ng = s .* (1 - s);\nend\n"

COST, GRAD, ALL = (F, R), (G, RG), (F, R, G, RG)
Mistake = tuple[str, str, str, tuple[str, ...]]
ROWS = "row by row"
PYTHON_MISTAKES: dict[str, Mistake] = {
    "bias in J": (r"Theta([12])\[:, 1:\] \*\* 2", r"Theta\1 ** 2", "bias columns are regularised in J", (R,)),
    "bias in grad": (r"grad\[:, 1:\] \+= lambda_ / m \* (Theta.)\[:, 1:\]", r"grad += lambda_ / m * \1",
        "bias columns are regularised in the gradient", (RG,)),
    "no 1/m in J": (r"J = J / m\n", "J = J * 1\n", "J is not divided by m", COST),
    "no 1/m in grad": (r"_grad / m\n", "_grad\n", "the gradient is not divided by m", GRAD),
    "lambda/m in J": (r"lambda_ / \(2 \* m\)", "lambda_ / m", "J's regularisation is lambda/m", (R,)),
    "lambda/2*m in J": (r"lambda_ / \(2 \* m\)", "lambda_ / 2 * m", "is multiplied by m", (R,)),
    "lambda/2m in grad": (r"lambda_ / m \* ", "lambda_ / (2 * m) * ", "regularisation is lambda/(2m)", (RG,)),
    "J not regularised": (r"    J = J \+ .*\n", "", "J is not regularised", (R,)),
    "grad not regularised": (r"    Theta._grad\[:, 1:\] .*\n", "", "the gradient is not regularised", (RG,)),
    "Theta1_grad not regularised": (r"    Theta1_grad\[:, 1:\] .*\n", "",
        "in Theta1_grad, the gradient is not regularised", (RG,)),
    "only Theta1 in J": (r" \+ np.sum\(Theta2.*\)\)", ")", "only Theta1 is regularised in J", (R,)),
    "before 1/m": (r"    J = J / m\n    J = J \+ (.*)\n", r"    J = (J + \1) / m\n",
        "added before the division by m", (R,)),
    "no 1 - h": (r" \+ \(1 - Y(\[t\])?\) \* np\.log\(1 - [hH]\)", "", "lacks the term (1 - y)", COST),
    "y - h": (r"([hH]) - (Y(\[t\])?)\n", r"\2 - \1\n", "delta3 is y - h", GRAD),
    "slope at a": (r" sigmoid_gradient\((.)2\)", r" sigmoid_gradient(sigmoid(\g<1>2))", "taken at a2", GRAD),
    "no slope": (r" \* sigmoid_gradient\(.2\)", "", "not multiplied by the sigmoid's slope", GRAD),
    "bias in delta2": (r"\(D3 @ Theta2\)\[:, 1:\] \* (sigmoid_gradient\(Z2\))",
        r"(D3 @ Theta2 * np.hstack([np.ones((m, 1)), \1]))[:, :-1]", "bias column is kept in delta2", GRAD),
    "unrolled by rows": (r'_grad.ravel\(order="F"\)', "_grad.ravel()", "unrolled " + ROWS, GRAD),
    "reshaped by rows": (r', order="F"\)\n', ")\n", "nn_params is reshaped " + ROWS, ALL),
    "labels from 0": (r"ravel\(\) - 1", "ravel()", "columns are counted from 0", ALL),
    "10 taken as 0": (r"ravel\(\) - 1", "ravel() % num_labels", "put into the first column", ALL),
    "blocks swapped": (r"concatenate\(\[(Theta1.*), (Theta2.*)\]\)\n", r"concatenate([\2, \1])\n",
        "Theta2_grad stands before Theta1_grad", GRAD),
    "the sigmoid itself": (r"return s \* \(1 - s\)", "return s", "the sigmoid itself", (S, *GRAD)),
    "z(1 - z)": (r"s = sigmoid\(z\)\n", "s = z\n", "without the sigmoid", (S, *GRAD)),
}  # fmt: skip
OCTAVE_MISTAKES: dict[str, Mistake] = {
    "bias in J": (r"Theta([12])\(:, 2:end\) \.\^ 2", r"Theta\1 .^ 2",
        "bias columns are regularised in J", (R,)),
    "bias in grad": (r"grad\(:, 2:end\) = (.*)\(:, 2:end\) \+ lambda / m \* (Theta.)\(:, 2:end\)",
        r"grad = \1 + lambda / m * \2", "bias columns are regularised in the gradient", (RG,)),
    "no 1/m in J": (r"J = J / m;", "", "J is not divided by m", COST),
    "no 1/m in grad": (r"_grad / m;", "_grad;", "the gradient is not divided by m", GRAD),
    "lambda/m in J": (r"lambda / \(2 \* m\)", "lambda / m", "J's regularisation is lambda/m", (R,)),
    "lambda/2*m in J": (r"lambda / \(2 \* m\)", "lambda / 2 * m", "is multiplied by m", (R,)),
    "lambda/2m in grad": (r"lambda / m \* ", "lambda / (2 * m) * ", "regularisation is lambda/(2m)", (RG,)),
    "J not regularised": (r"J = J \+ .*\n", "", "J is not regularised", (R,)),
    "grad not regularised": (r"Theta._grad\(:, 2:end\) = .*\n", "", "the gradient is not regularised", (RG,)),
    "Theta1_grad not regularised": (r"Theta1_grad\(:, 2:end\) = .*\n", "",
        "in Theta1_grad, the gradient is not regularised", (RG,)),
    "before 1/m": (r"J = J / m;\nJ = J \+ (.*);\n", r"J = (J + \1) / m;\n",
        "added before the division", (R,)),
    "no 1 - h": (r" \+ \(1 - (Y|yt)\) \.\* log\(1 - [hH]\)", "", "lacks the term (1 - y)", COST),
    "y - h": (r"= ([hH]) - (Y|yt);", r"= \2 - \1;", "delta3 is y - h", GRAD),
    "slope at a": (r"sigmoidGradient\((.)2\)", r"sigmoidGradient(sigmoid(\g<1>2))", "taken at a2", GRAD),
    "no slope": (r" \.\* sigmoidGradient\(.2\)", "", "not multiplied by the sigmoid's slope", GRAD),
    "bias in delta2": (r"\(D3 \* Theta2\(:, 2:end\)\) \.\* (sigmoidGradient\(Z2\));",
        r"(D3 * Theta2) .* [ones(m, 1) \1]; D2 = D2(:, 1:end-1);", "bias column is kept in delta2", GRAD),
    "unrolled by rows": (r"\[Theta1_grad\(:\) ; Theta2_grad\(:\)\]",
        "Theta1_grad = Theta1_grad'; Theta2_grad = Theta2_grad'; grad = [Theta1_grad(:); Theta2_grad(:)]",
        "unrolled " + ROWS, GRAD),
    "reshaped by rows": (r"reshape\((.*), (.*), (.*)\);", r"reshape(\1, \3, \2)';",
        "nn_params is reshaped " + ROWS, ALL),
    "labels from 0": (r"labels = y;", "labels = y + 1;", "columns are counted from 0", ALL),
    "10 taken as 0": (r"labels = y;", "labels = mod(y, num_labels) + 1;", "put into the first column", ALL),
    "blocks swapped": (r"\[(Theta1_grad\(:\)) ; (Theta2_grad\(:\))\]", r"[\2 ; \1]",
        "Theta2_grad stands before Theta1_grad", GRAD),
}  # fmt: skip


def mistaken(styles: dict[str, str], mistakes: dict[str, Mistake]) -> Iterator[tuple[str, str, Mistake]]:
    """Each mistake in each style that it fits: what it is, the text, the mistake."""
    for name, mistake in mistakes.items():
        for style, text in styles.items():
            wrong, count = re.subn(mistake[0], mistake[1], text)
            if count:
                yield f"{name}, {style}", wrong, mistake
