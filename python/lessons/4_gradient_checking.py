# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 4. Gradient checking
#
# Backpropagation is easy to get a little wrong, and a network with a slightly wrong gradient still learns,
# only worse. So compare the gradient with differences of the cost, on a small network, before training.

# %%
# %matplotlib inline
import numpy as np
from matplotlib.figure import Figure

from samebits.exercises.ex4.deep import deep_cost_function, theta_shapes
from samebits.exercises.ex4.gradient_check import check_nn_gradients, compute_numerical_gradient
from samebits.exercises.ex4.initialize import debug_initialize_weights
from samebits.exercises.ex4.network import nn_cost_function, sigmoid_gradient
from samebits.gradient.report import check_gradient
from samebits.lecture.display import COLOURS, DASHES
from samebits.octave.layout import roll, unroll

# %% [markdown]
# ## The course's check
#
# `check_nn_gradients` is the course's `checkNNGradients`: a network of 3-5-3 units, five examples, and
# weights that are the same at every call. It prints both gradients side by side.

# %%
difference = check_nn_gradients(3.0)
assert difference < 1e-9

# %% [markdown]
# ## The step
#
# Each partial derivative is $(J(\theta + e) - J(\theta - e)) / 2e$, with `e = EPSILON = 1e-4`. Why that
# step? If it is larger, the curve of J shows (truncation, which grows as $e^2$). If it is smaller, the
# rounding in J's last bits is divided by almost nothing (which grows as $1/e$).

# %%
Theta1, Theta2 = debug_initialize_weights(5, 3), debug_initialize_weights(3, 5)
X, y = debug_initialize_weights(5, 2), [2, 3, 1, 2, 3]
nn_params = unroll(Theta1, Theta2)


def cost(p):
    return nn_cost_function(p, 3, 5, 3, X, y, 3.0)


J, grad = cost(nn_params)
steps = 10.0 ** -np.arange(0, 13)
two_sided, one_sided = [], []
for EPSILON in steps:
    two_sided.append(check_gradient(cost, nn_params, step=EPSILON).whole.relative_difference)
    forward = np.array([(cost(nn_params + EPSILON * e)[0] - J) / EPSILON for e in np.eye(nn_params.size)])
    one_sided.append(np.linalg.norm(forward - grad) / np.linalg.norm(forward + grad))
exact = check_gradient(cost, nn_params, complex_step=True).whole.relative_difference

figure = Figure(figsize=(5.6, 3.6), layout="constrained")
axes = figure.subplots()
axes.loglog(steps, two_sided, color=COLOURS[0], ls=DASHES[0], marker="o", label="two-sided")
axes.loglog(steps, one_sided, color=COLOURS[1], ls=DASHES[1], marker="s", label="one-sided")
axes.axhline(exact, color=COLOURS[2], ls=DASHES[2], label="complex step")
axes.set_xlabel("EPSILON")
axes.set_ylabel("relative difference")
axes.legend(frameon=False)
figure

# %% [markdown]
# Of these steps the course's 1e-4 is the best for two-sided differences. One-sided ones are far
# worse, for half the evaluations. The dotted line is the *complex step*: J at
# $\theta + ih$, its imaginary part divided by $h$. Nothing is subtracted, so $h$ can be 1e-20, and what is
# left is rounding.

# %%
assert steps[np.argmin(two_sided)] == 1e-4
assert min(two_sided) < 1e-10 < min(one_sided)
assert exact < 1e-15
print(f"two-sided at 1e-4: {two_sided[4]:.1e}, one-sided: {one_sided[4]:.1e}, complex step: {exact:.1e}")

# %% [markdown]
# ## A report
#
# `check_gradient` takes any cost, and says for each matrix whether it is right. Give it the shapes of the
# matrices, and what J should be if you know it.

# %%
shapes = [(5, 4), (3, 6)]
print(check_gradient(cost, nn_params, shapes, expected_cost=2.146360))


# %% [markdown]
# ## Mistakes, and what they look like
#
# Here is a cost with room for mistakes. Each is one that students make.


# %%
def with_mistakes(p, X, y, lambda_, sign=1, slope_at="z", times=1, bias_regularised=False):
    """The cost of the 3-5-3 network, in the style of a submission."""
    Theta1, Theta2 = roll(p, *shapes)
    m = len(X)
    Y = np.equal.outer(np.asarray(y), np.arange(1, 4)).astype(float)
    A1 = np.hstack([np.ones((m, 1)), X])
    Z2 = A1 @ Theta1.T
    A2 = np.hstack([np.ones((m, 1)), 1 / (1 + np.exp(-Z2))])
    H = 1 / (1 + np.exp(-A2 @ Theta2.T))
    squares = (Theta1[:, 1:] ** 2).sum() + (Theta2[:, 1:] ** 2).sum()
    J = (-Y * np.log(H) - (1 - Y) * np.log(1 - H)).sum() / m + lambda_ / (2 * m) * squares
    delta3 = sign * (H - Y)
    slope = sigmoid_gradient(Z2 if slope_at == "z" else A2[:, 1:])
    delta2 = (delta3 @ Theta2[:, 1:]) * slope
    first = 0 if bias_regularised else 1
    Theta1_grad, Theta2_grad = times * delta2.T @ A1 / m, times * delta3.T @ A2 / m
    Theta1_grad[:, first:] += lambda_ / m * Theta1[:, first:]
    Theta2_grad[:, first:] += lambda_ / m * Theta2[:, first:]
    return J, unroll(Theta1_grad, Theta2_grad)


assert check_gradient(lambda p: with_mistakes(p, X, y, 3.0), nn_params, shapes).right

for mistake, lambda_ in (
    ({"sign": -1}, 0.0),
    ({"times": 5}, 0.0),
    ({"slope_at": "a"}, 0.0),
    ({"bias_regularised": True}, 3.0),
):
    check = check_gradient(lambda p, m=mistake, r=lambda_: with_mistakes(p, X, y, r, **m), nn_params, shapes)
    print(mistake, "\n")
    print(check, "\n")
    assert not check.right
    assert check.suggestion

# %% [markdown]
# ## What the check cannot see
#
# The check compares a gradient with *its own* cost. If both share a mistake, it passes. The most common one
# is the order of unrolling: NumPy's `reshape` fills rows first, Octave's columns. A program that goes by rows
# throughout is consistent, but computes a different network. So check J as well.


# %%
def by_rows(p):
    """Reshaped and unrolled row by row throughout."""
    as_octave = unroll(p[:20].reshape(5, 4), p[20:].reshape(3, 6))
    J, grad = cost(as_octave)
    Theta1_grad, Theta2_grad = roll(grad, *shapes)
    return J, np.concatenate([Theta1_grad.ravel(), Theta2_grad.ravel()])


check = check_gradient(by_rows, nn_params, shapes, expected_cost=2.146360)
print(check)
assert check.gradient_right
assert not check.right

# %% [markdown]
# ## Large networks
#
# A full check takes two evaluations for each parameter. For a large network, check some parameters of every
# matrix, and the slope in a few random directions: a direction involves all parameters at once.

# %%
layer_sizes = (30, 20, 20, 20, 5)
rng = np.random.default_rng(1)
theta = rng.normal(size=sum(rows * columns for rows, columns in theta_shapes(layer_sizes))) / 3
many_X, many_y = rng.normal(size=(50, 30)), 1 + np.arange(50) % 5
evaluations = 0


def deep_cost(p):
    global evaluations
    evaluations += 1
    return deep_cost_function(p, layer_sizes, many_X, many_y, 3.0)


check = check_gradient(deep_cost, theta, theta_shapes(layer_sizes), parameters=40, directions=3)
print(check)
print(f"\n{evaluations} evaluations; a full check would take {1 + 2 * theta.size}")
assert check.right

# %% [markdown]
# Switch the check off before training. It is for finding mistakes, not for learning:
# `compute_numerical_gradient` would work in place of backpropagation, but thousands of times slower.

# %%
numgrad = compute_numerical_gradient(cost, nn_params)
assert np.linalg.norm(numgrad - grad) / np.linalg.norm(numgrad + grad) < 1e-9

# %% [markdown]
# ## Try it
#
# - Plant another mistake in `with_mistakes`. Does the report name it correctly?
# - Leave out the `log(1 - H)` term of J. Which matrices does the report call wrong, and why both?
# - At which depth does the gradient of Theta1 become too small for differences, but not for the complex step?
