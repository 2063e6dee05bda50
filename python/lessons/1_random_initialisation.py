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
# # 1. Random initialisation
#
# Why do we start a network at random, when logistic regression starts from zeros? Run the cells from the
# top, look at the numbers, then change something.
#
# All of it computes in the arithmetic `netlib`: these are the numbers that Octave gives, to the last bit.

# %%
# %matplotlib inline
import warnings

import numpy as np

from samebits.exercises.ex3.logistic import lr_cost_function
from samebits.exercises.shared.data import digits_for
from samebits.exercises.shared.fmincg import fmincg
from samebits.lecture.display import curves, hidden_units, unit_weights
from samebits.lecture.symmetry import STARTS, first_hidden_layer, train
from samebits.octave.arithmetic import octave_array
from samebits.octave.random import OctaveRandom

warnings.filterwarnings("ignore", "the cost is NaN")  # a step too far, which fmincg takes back

# %% [markdown]
# The network of the lecture has ten inputs, ten hidden units and one output. Its examples are handwritten
# digits, each reduced to the ink in ten patches of the image (5 rows, 2 columns). The question: is the
# digit drawn with a loop (0, 6, 8, 9), or without?

# %%
layer_sizes = (10, 10, 1)
X, y = digits_for(layer_sizes)
X.shape, y.mean()

# %% [markdown] tags=["logistic regression"]
# ## A start from zeros is fine for logistic regression
#
# It has one unit, and its cost is one convex bowl: wherever it starts, it slides to the same bottom.

# %%
X_with_ones = np.hstack([np.ones((len(X), 1)), X])
logistic_costs = {}
for name, theta in {
    "zero": np.zeros(11),
    "constant": np.full(11, 0.5),
    "random": OctaveRandom(1).rand(11, 1).ravel() * 0.24 - 0.12,
}.items():
    theta = octave_array(theta, "netlib")
    _, costs, _ = fmincg(lr_cost_function, theta, {"MaxIter": 100, "Display": "off"}, X_with_ones, y, 1.0)
    logistic_costs[name] = costs
    print(f"{name:8}  J = {costs[-1]:.12f} after {len(costs)} updates")

ends = [costs[-1] for costs in logistic_costs.values()]
assert max(ends) - min(ends) < 1e-6

# %%
curves(logistic_costs, "J", "Logistic regression: one bowl")

# %% [markdown] tags=["equal units"]
# ## A network that starts from equal weights stays symmetric, to the last bit
#
# If all weights are equal, all hidden units of a layer compute the same value, receive the same error on its
# way back, and get the same partial derivatives.

# %% [markdown]
# Here all weights start at 0.5. Forward: $a_1 = a_2 = \dots$ Backward: $\delta_1 = \delta_2 = \dots$

# %%
runs = {start: train(start, layer_sizes, X, y) for start in STARTS}

at_the_start = first_hidden_layer(runs["constant"].Thetas(0), X, y)
print("a     ", at_the_start.activations[0, :4])
print("delta ", at_the_start.deltas[0, :4])
print("dJ/dTheta1(:, 1) ", at_the_start.partial_derivatives[:4, 0])

for by_unit in (at_the_start.activations, at_the_start.deltas, at_the_start.partial_derivatives.T):
    assert (by_unit == by_unit[:, :1]).all()

# %% [markdown] tags=["equal updates"]
# So every update changes equal weights by equal amounts. They leave their start, and stay equal forever: not
# nearly equal, but in every bit.

# %% [markdown]
# `unequal(k)` counts the weights of hidden units that differ in any bit from those of the first unit, after
# `k` updates.

# %%
for start, run in runs.items():
    print(f"{start:8}", [(k, run.unequal(k)) for k in (0, 1, 10, 50)], f"accuracy {run.accuracy:.1f}%")

assert all(runs[start].unequal(k) == 0 for start in ("zero", "constant") for k in range(51))
assert runs["random"].unequal(50) > 0

# %% [markdown]
# The weights of the first two hidden units. Broad and pale: unit 1. Thin: unit 2. From equal starts the
# thin line lies on the broad one all the way; from a random start they separate.

# %%
unit_weights(list(runs.values()))

# %% [markdown] tags=["zeros"]
# ### Zeros do not stay zero
#
# "The gradient is zero, so nothing moves" is not the reason. From zeros, all gradients but the last layer's
# are zero at first, because the error comes back through weights that are zero. But the last layer moves
# with the first update, the layer before it with the second, and so on.

# %%
print("10-10-1:   ", runs["zero"].first_nonzero())
deeper = (10, 10, 10, 1)
deep_run = train("zero", deeper, X, y)
print("10-10-10-1:", deep_run.first_nonzero())

assert runs["zero"].first_nonzero() == [2, 1]
assert deep_run.first_nonzero() == [3, 2, 1]
assert deep_run.unequal() == 0

# %% [markdown] tags=["one feature"]
# ## Equal units are one feature, however many there are
#
# Equal rows of Theta1 mean one feature: the rank of Theta1 is 1. The network does about as well as one with a
# single hidden unit.

# %%
one_unit = train("random", (10, 1, 1), X, y)
for run in (*runs.values(), one_unit):
    print(f"{run.layer_sizes!s:12} {run.start:8}  rank {run.ranks[-1]:2}  accuracy {run.accuracy:.1f}%")

assert runs["zero"].ranks[-1] == runs["constant"].ranks[-1] == 1
assert runs["random"].ranks[-1] == 10
assert runs["random"].accuracy > 10 + max(runs["zero"].accuracy, one_unit.accuracy)

# %%
curves({start: run.costs for start, run in runs.items()}, "J", "A network of 10-10-1", start=0)

# %% [markdown] tags=["random start"]
# ## A random start breaks the symmetry
#
# So draw every weight at random, between `-INIT_EPSILON` and `INIT_EPSILON`.

# %% [markdown]
# In Octave:
#
# ```octave
# rand("state", 1);
# Theta1 = rand(10,11)*(2*INIT_EPSILON) - INIT_EPSILON;
# Theta2 = rand(1,11)*(2*INIT_EPSILON) - INIT_EPSILON;
# ```
#
# And here, with the same bits:

# %%
INIT_EPSILON = 0.12
rng = OctaveRandom(1)
Theta1 = rng.rand(10, 11) * (2 * INIT_EPSILON) - INIT_EPSILON
Theta2 = rng.rand(1, 11) * (2 * INIT_EPSILON) - INIT_EPSILON

start_of_the_run = runs["random"].Thetas(0)
assert np.array_equal(Theta1, start_of_the_run[0])
assert np.array_equal(Theta2, start_of_the_run[1])
Theta1[:2, :4]

# %% [markdown] tags=["two epsilons"]
# `INIT_EPSILON` has nothing to do with the `EPSILON` of gradient checking: the first is the bound of the
# random start, the second the step of a difference.

# %% [markdown]
# Lesson 4 is about that check.
#
# ## The digits
#
# The same with the network of the exercise: 400 pixels, 25 hidden units, 10 digits.

# %%
layer_sizes = (400, 25, 10)
X, y = digits_for(layer_sizes)
digit_runs = [train(start, layer_sizes, X, y) for start in STARTS]
for run in digit_runs:
    print(f"{run.start:8}  unequal {run.unequal():4}  rank {run.ranks[-1]:2}  accuracy {run.accuracy:.1f}%")

zero, constant, random = digit_runs
assert zero.unequal() == constant.unequal() == 0
assert random.ranks[-1] == 25
assert random.accuracy > 94 > 40 > max(zero.accuracy, constant.accuracy)

# %% [markdown]
# The weights into each hidden unit, as images. From equal starts: 25 times the same feature.

# %%
hidden_units(digit_runs)

# %% [markdown] tags=["rounding"]
# ## To the last bit?
#
# Equal weights stay exactly equal if each unit is computed by the same steps, as in `netlib`. A fast BLAS
# computes several units at once, and may round one of them differently. Rounding may then break the
# symmetry, a little, on some machines.

# %% [markdown]
# Does it on yours?

# %%
X, y = digits_for((10, 10, 1))
in_numpy = train("constant", (10, 10, 1), X, y, arithmetic="numpy")
print(in_numpy.unequal(), "weights differ in some bit; rank", in_numpy.ranks[-1])
print(f"accuracy {in_numpy.accuracy:.1f}%: not a remedy")

# %% [markdown]
# ## Try it
#
# - A constant other than 0.5; a different constant in each layer. (`starting_weights` shows how a start is
#   made, and `train` takes a list of matrices instead of a name.)
# - `optimiser="gradient-descent"`. Does the symmetry break? Does it learn as fast?
# - Make only one weight of Theta1 different from the others. How many different units are there after 1, 10
#   and 50 updates, and why no more?
# - All of Theta1 random, and Theta2 zero. Is any symmetry left?
