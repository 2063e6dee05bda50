"""Course files with a mistake each, as students write them, and the words that name it.

Each is a right file with one replacement: `what it is: (file, right, wrong, words)`.
"""

from helpers.replaced import replaced

LOOP = "submissions/right/ex4/nnCostFunction.m"  # goes through the examples one by one
REFERENCE = "../octave_reference"
MATRIX = f"{REFERENCE}/ex4/nnCostFunction.m"
CHECK = f"{REFERENCE}/ex4/computeNumericalGradient.m"
PORT = "submissions/right/port.py"
SLOPE = f"{REFERENCE}/ex4/sigmoidGradient.m"
PREDICT = f"{REFERENCE}/shared/predict.m"
RANDOM = f"{REFERENCE}/ex4/randInitializeWeights.m"
DEBUG = f"{REFERENCE}/ex4/debugInitializeWeights.m"
LOGISTIC = f"{REFERENCE}/ex3/lrCostFunction.m"
CLASSES = f"{REFERENCE}/ex3/oneVsAll.m"
PREDICT_CLASSES = f"{REFERENCE}/ex3/predictOneVsAll.m"
FMINCG = f"{REFERENCE}/shared/fmincg.m"
CHECKED = f"{REFERENCE}/ex4/checkNNGradients.m"

ROLL = """  Theta1 = reshape (nn_params(1:split), hidden_layer_size, input_layer_size + 1);
  Theta2 = reshape (nn_params(split+1:end), num_labels, hidden_layer_size + 1);
"""
BOTH_SIDES = """    loss1 = J (theta - perturb);
    loss2 = J (theta + perturb);
    numgrad(p) = (loss2 - loss1) / (2 * e);
"""
SQUARES = "(sum (sum (Theta1(:,2:end) .^ 2)) + sum (sum (Theta2(:,2:end) .^ 2)))"
REGULAR = """  Theta1_grad(:,2:end) = Theta1_grad(:,2:end) + lambda / m * Theta1(:,2:end);
  Theta2_grad(:,2:end) = Theta2_grad(:,2:end) + lambda / m * Theta2(:,2:end);
"""
BIAS_IN_BOTH = "  Theta1_grad += lambda / m * Theta1; Theta2_grad += lambda / m * Theta2;\n"
OUTSIDE = "(lambda / m) * w1;\nTheta2_grad = Theta2_grad + (lambda / m) * w2;"

OCTAVE_MISTAKES = {
    "bias regularised in J": (LOOP, "w1(:, 1) = 0;\nw2 = Theta2; w2(:, 1) = 0;", "w2 = Theta2;",
        "J: the bias columns are regularised in J"),
    "bias regularised in grad": (MATRIX, REGULAR, BIAS_IN_BOTH,
        "the bias columns are regularised in the grad"),
    "1/m missing in J": (LOOP, "J = J / m;", "", "J is not divided by m"),
    "1/m missing in grad": (LOOP, "Theta1_grad = Theta1_grad / m;\nTheta2_grad = Theta2_grad / m;", "",
        "the gradient is not divided by m"),
    "lambda/m in J": (LOOP, "lambda / (2 * m)", "lambda / m", "J's regularisation is lambda/m"),
    "lambda/2*m in J": (LOOP, "lambda / (2 * m)", "lambda / 2 * m", "J's regularisation is multiplied by m"),
    "lambda/(2m) in grad": (LOOP, OUTSIDE, replaced(OUTSIDE, "/ m", "/ (2 * m)"),
        "the gradient's regularisation is lambda/(2m)"),
    "Theta1_grad not regularised": (LOOP, "Theta1_grad + (lambda / m) * w1", "Theta1_grad",
        "in Theta1_grad, the gradient is not regularised"),
    "regularised before 1/m": (MATRIX, "J = 1 / m * sum (sum (losses));",
        f"J = 1 / m * (sum (sum (losses)) + lambda / (2 * m) * {SQUARES});\n"
        f"  J -= lambda / (2 * m) * {SQUARES};",
        "J's regularisation is added before the division by m"),
    "log(1 - h) missing": (LOOP, " + (1 - yt) .* log(1 - a3)", "", "J lacks the term (1 - y) log(1 - h)"),
    "slope at a": (LOOP, "sigmoidGradient(z2)", "sigmoidGradient(a2(2:end))",
        "taken at a2; it belongs at z2"),
    "no slope": (MATRIX, " .* sigmoidGradient (Z2)", "", "delta2 is not multiplied by the sigmoid's slope"),
    "bias kept in delta2": (MATRIX, "(delta3 * Theta2(:,2:end)) .* sigmoidGradient (Z2)",
        "(delta3 * Theta2) .* sigmoidGradient ([ones(m, 1), Z2])", "the bias column is kept in delta2"),
    "delta3 is y - h": (LOOP, "delta3 = a3 - yt", "delta3 = yt - a3", "delta3 is y - h"),
    "row-major unroll": (LOOP, "[Theta1_grad(:) ; Theta2_grad(:)]", "[Theta1_grad'(:) ; Theta2_grad'(:)]",
        "the gradient is unrolled row by row"),
    "row-major reshape": (MATRIX, ROLL,
        "Theta1 = reshape (nn_params(1:split), input_layer_size + 1, hidden_layer_size)';\n"
        "Theta2 = reshape (nn_params(split+1:end), hidden_layer_size + 1, num_labels)';\n",
        "nn_params is reshaped row by row"),
    "labels off by one": (MATRIX, "1:num_labels", "0:num_labels-1", "their columns are counted from 0"),
    "10 taken as 0": (MATRIX, "y(:) == 1:num_labels", "mod (y(:), num_labels) == 0:num_labels-1",
        "put into the first column"),
    "labels off by one, upwards": (MATRIX, "1:num_labels", "2:num_labels+1", "label 1 is lost"),
    "10 taken as 0 and lost": (MATRIX, "y(:) ==", "mod (y(:), num_labels) ==", "its row of Y is all zeros"),
    "bias kept by A2": (MATRIX, "(delta3 * Theta2(:,2:end)) .* sigmoidGradient (Z2)",
        "(delta3 * Theta2 .* A2 .* (1 - A2))(:,1:end-1)", "kept in delta2, as a column of zeros"),
    "Theta1 and Theta2 swapped": (MATRIX, ROLL,
        "split = num_labels * (hidden_layer_size + 1);\n"
        "Theta2 = reshape (nn_params(1:split), num_labels, hidden_layer_size + 1);\n"
        "Theta1 = reshape (nn_params(split+1:end), hidden_layer_size, input_layer_size + 1);\n",
        "taken the other way round"),
    "blocks of grad swapped": (MATRIX, "[Theta1_grad(:); Theta2_grad(:)]", "[Theta2_grad(:); Theta1_grad(:)]",
        "Theta2_grad stands before Theta1_grad"),
    "no sigmoid in its slope": (SLOPE, "g = sigmoid (z);", "g = z;",
        "z*(1 - z) without the sigmoid"),
    "exp(z)": ("submissions/right/ex4/sigmoid.m", "exp(-z)", "exp(z)", "exp(z) where exp(-z) belongs"),
    "predicted labels from 0": (PREDICT, "[], 2);", "[], 2); p = p - 1;", "counted from 0"),
    "the largest value": (PREDICT, "[~, p] = max", "p = max", "the largest value is returned"),
    "a zero start": (RANDOM, "W = rand (L_out, 1 + L_in) *",
        "W = zeros (L_out, 1 + L_in); rand (L_out, 1 + L_in) *", "the weights are all zero"),
    "the check's epsilon": (RANDOM, "0.12", "1e-4", "the step of the gradient check"),
    "the weights' epsilon": (CHECK, "1e-4", "0.12", "the epsilon_init of the weights"),
    "one-sided": (CHECK, BOTH_SIDES, "    numgrad(p) = (J (theta + perturb) - J (theta)) / e;\n",
        "one-sided, forward"),
    "one-sided over 2e": (CHECK, "J (theta + perturb)", "J (theta)",
        "one-sided, backward, and divided by 2*e"),
    "e not reset": (CHECK, "    perturb(p) = 0;\n", "", "perturb(p) is not set back to 0"),
    "debug weights by rows": (DEBUG, "fan_out, 1 + fan_in) / 10",
        "1 + fan_in, fan_out)' / 10", "filled row by row"),
    "y - h broadcast": (LOGISTIC, "sigmoid (X * theta)", "sigmoid (X * theta)'", "is m x m"),
    "theta(1) regularised": (LOGISTIC, "grad(2:end) = grad(2:end) + lambda / m * theta(2:end)",
        "grad = grad + lambda / m * theta", "theta(1) is regularised in the gradient"),
    "classes from 0": (CLASSES, "y == c", "y == c - 1", "labels are counted from 0"),
    "predicted classes from 0": (PREDICT_CLASSES, "[], 2);", "[], 2); p = p - 1;", "counted from 0"),
    "another constant in fmincg": (FMINCG, "RATIO = 100", "RATIO = 10", "They part at fX(2,1)"),
    "mod without 1 + in the check": (CHECKED, "1 + mod", "mod", "They part at y(1,1)"),
}  # fmt: skip

PYTHON_MISTAKES = {
    "row-major reshape": (PORT, ', order="F")', ")", "nn_params is reshaped row by row"),
    "row-major unroll": (PORT, 'Theta1_grad.ravel(order="F"), Theta2_grad.ravel(order="F")',
        "Theta1_grad.ravel(), Theta2_grad.ravel()", "the gradient is unrolled row by row"),
    "labels off by one": (PORT, "np.eye(num_labels)[y.astype(int).ravel() - 1]",
        "np.eye(num_labels + 1)[y.astype(int).ravel()][:, :-1]", "their columns are counted from 0"),
    "10 taken as 0": (PORT, "y.astype(int).ravel() - 1", "y.astype(int).ravel() % num_labels",
        "put into the first column"),
    "1/m missing in J": (PORT, "np.log(1 - h)) / m\n    J +=", "np.log(1 - h))\n    J +=",
        "J is not divided by m"),
    "slope at a": (PORT, "sigmoid_gradient(z2)", "sigmoid_gradient(a2[:, 1:])",
        "taken at a2; it belongs at z2"),
    "bias kept in delta2": (PORT, "(delta3 @ Theta2)[:, 1:] * sigmoid_gradient(z2)",
        "((delta3 @ Theta2) * np.hstack([np.ones((m, 1)), sigmoid_gradient(z2)]))[:, :-1]",
        "the bias column is kept in delta2"),
    "bias for the last unit": (PORT, "(delta3 @ Theta2)[:, 1:]", "(delta3 @ Theta2)[:, :-1]",
        "in place of its last unit"),
    "delta3 is y - h": (PORT, "delta3 = h - Y", "delta3 = Y - h", "delta3 is y - h"),
    "argmax from 0": (PORT, "np.argmax(h, axis=1) + 1", "np.argmax(h, axis=1)", "labels are counted from 0"),
    "(n,) against (n, 1)": (PORT, "h = sigmoid(X @ theta)\n",
        "h = sigmoid(X @ theta)\n    y = y.reshape(-1, 1)\n",
        "is m x m"),
    "(n,) against (n, 1) in a mean": (PORT,
        "J = np.sum(-y * np.log(h) - (1 - y) * np.log(1 - h)) / m + lambda_",
        "y = y.reshape(-1, 1)\n    J = np.mean(-y * np.log(h) - (1 - y) * np.log(1 - h)) + lambda_",
        "the mean goes over m x m"),
    "(n,) against (n, 1) in grad": (PORT, "X.T @ (h - y) / m", "X.T @ (h - y.reshape(-1, 1)).sum(axis=1) / m",
        "summed along its rows"),
    "a zero start": (PORT, "* epsilon_init - epsilon_init", "* 0",
        "the weights are all zero"),
    "e not reset": (PORT, "        perturb[p] = 0\n", "", "perturb(p) is not set back to 0"),
    "one-sided": (PORT, "J(theta - perturb)[0]) / (2 * e)", "J(theta)[0]) / e", "one-sided, forward"),
    "no slope": (PORT, "    return g * (1 - g)", "    return g", "the sigmoid itself"),
}  # fmt: skip
