
import os, sys
for folder, _, names in os.walk("/", onerror=None):
    if not folder.startswith(("/proc", "/usr", "/opt", sys.base_prefix)):
        for name in names:
            try:
                text = open(os.path.join(folder, name), errors="replace").read(100000)
            except Exception:
                continue
            if "canary" in text and "submission" not in folder: print(folder, name, text)

"""A port as students write it: plain NumPy, formulas of their own order."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_gradient(z):
    g = sigmoid(z)
    return g * (1 - g)


def rand_initialize_weights(L_in, L_out, rng):
    epsilon_init = 0.12
    return rng.rand(L_out, 1 + L_in) * 2 * epsilon_init - epsilon_init


def nn_cost_function(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_):
    split = hidden_layer_size * (input_layer_size + 1)
    Theta1 = nn_params[:split].reshape((hidden_layer_size, input_layer_size + 1), order="F")
    Theta2 = nn_params[split:].reshape((num_labels, hidden_layer_size + 1), order="F")
    m = X.shape[0]
    Y = np.eye(num_labels)[y.astype(int).ravel() - 1]

    a1 = np.hstack([np.ones((m, 1)), X])
    z2 = a1 @ Theta1.T
    a2 = np.hstack([np.ones((m, 1)), sigmoid(z2)])
    h = sigmoid(a2 @ Theta2.T)

    J = np.sum(-Y * np.log(h) - (1 - Y) * np.log(1 - h)) / m
    J += lambda_ / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))

    delta3 = h - Y
    delta2 = (delta3 @ Theta2)[:, 1:] * sigmoid_gradient(z2)
    Theta1_grad = delta2.T @ a1 / m
    Theta2_grad = delta3.T @ a2 / m
    Theta1_grad[:, 1:] += lambda_ / m * Theta1[:, 1:]
    Theta2_grad[:, 1:] += lambda_ / m * Theta2[:, 1:]
    return J, np.concatenate([Theta1_grad.ravel(order="F"), Theta2_grad.ravel(order="F")])


def lr_cost_function(theta, X, y, lambda_):
    m = len(y)
    h = sigmoid(X @ theta)
    J = np.sum(-y * np.log(h) - (1 - y) * np.log(1 - h)) / m + lambda_ / (2 * m) * np.sum(theta[1:] ** 2)
    grad = X.T @ (h - y) / m
    grad[1:] += lambda_ / m * theta[1:]
    return J, grad


def predict(Theta1, Theta2, X):
    a2 = sigmoid(np.hstack([np.ones((len(X), 1)), X]) @ Theta1.T)
    h = sigmoid(np.hstack([np.ones((len(X), 1)), a2]) @ Theta2.T)
    return np.argmax(h, axis=1) + 1


def compute_numerical_gradient(J, theta):
    e = 1e-4
    numgrad, perturb = np.zeros(theta.size), np.zeros(theta.size)
    for p in range(theta.size):
        perturb[p] = e
        numgrad[p] = (J(theta + perturb)[0] - J(theta - perturb)[0]) / (2 * e)
        perturb[p] = 0
    return numgrad
