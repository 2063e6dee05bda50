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
# # 3. fmincg against SciPy's optimisers
#
# The exercise trains with `fmincg`. SciPy has optimisers of its own, so why not use one of those? This lesson
# looks at what fmincg does, compares it with three others, and shows what it takes to get the same numbers.

# %%
# %matplotlib inline
from contextlib import suppress

import numpy as np
from matplotlib.figure import Figure
from scipy.optimize import minimize, rosen, rosen_der

from samebits.exercises.ex4 import nn_cost_function, predict
from samebits.exercises.ex4.parity import training_case
from samebits.exercises.shared.data import load_digits
from samebits.exercises.shared.fmincg import MAX, RHO, SIGMA, fmincg
from samebits.exercises.shared.fmincg_method import fmincg_method
from samebits.exercises.shared.gradient_descent import gradient_descent
from samebits.lecture.display import COLOURS, DASHES, MARKS, curves
from samebits.lecture.symmetry import starting_weights
from samebits.octave.arithmetic import octave_array
from samebits.octave.layout import roll, unroll
from samebits.parity.recorded import load_recording
from samebits.resources import project_folder

# %% [markdown]
# ## What fmincg does
#
# Gradient descent moves by a fixed multiple of the gradient. fmincg decides two things in each iteration:
#
# - **In which direction.** The first direction is straight downhill. Each later one is downhill plus a part
#   of the direction before it (*conjugate gradients*, with the part that Polak and Ribière give).
# - **How far.** A *line search* tries points along that direction. After each one it fits a parabola or a
#   cubic to the costs and slopes seen so far, and next tries the point where that has its minimum (not too
#   far away, and not too close to a known point).
#
# Let us watch it in two dimensions, in Rosenbrock's valley. A recorder writes down every point at which the
# cost is evaluated. (Later it also ends a run that has spent its budget.)


# %%
class BudgetSpent(Exception):
    pass


class Recorder:
    """A cost that keeps all points at which it was evaluated, and its values there."""

    def __init__(self, cost, budget=np.inf):
        self.cost, self.budget = cost, budget
        self.points, self.costs = [], []

    def __call__(self, x):
        if len(self.costs) == self.budget:
            raise BudgetSpent
        J, gradient = self.cost(x)
        self.points.append(np.array(x))
        self.costs.append(float(J))
        return J, gradient


def valley(x):
    return rosen(x), rosen_der(x)


# %% [markdown]
# `fmincg_method` makes fmincg a method of SciPy's `minimize`. After each iteration it reports its progress.


# %%
def follow(cost, x0, method, **options):
    """The end of a run, and everything that it reported on the way."""
    steps = []

    def keep(intermediate_result):
        steps.append(intermediate_result)

    return minimize(cost, x0, jac=True, method=method, callback=keep, options=options), steps


x0 = np.array([-1.2, 1.0])
trials = Recorder(valley)
in_valley, accepted = follow(trials, x0, fmincg_method, maxiter=25)

# %% [markdown]
# One iteration is one line search, and a line search takes several evaluations of the cost and its gradient.
# `MaxIter` counts the line searches.

# %%
ends = [1] + [step.nfev for step in accepted]  # the first evaluation is that of the start
print("evaluations in each line search:", *np.diff(ends))
print(f"{in_valley.nit} line searches, {in_valley.nfev} evaluations, J = {in_valley.fun:.1e}")

assert in_valley.nit == len(accepted) == 25
assert in_valley.nfev == len(trials.points) > 2 * in_valley.nit
assert max(np.diff(ends)) <= 1 + MAX

# %% [markdown]
# A negative `MaxIter` counts evaluations instead.

# %%
few = Recorder(valley)
_, costs, i = fmincg(few, x0, {"MaxIter": -25, "Display": "off"})
print(f"{len(costs)} line searches succeeded in {i} evaluations")

assert i == len(few.points) == 25

# %% [markdown]
# ### Two line searches
#
# The cost along the line, and the trials in their order. The first search starts with a small step and goes
# further each time, because the cost still falls steeply. The second goes too far at once and comes back.

# %%
figure = Figure(figsize=(8.4, 3.4), layout="constrained")
distances = []
for k, axes in enumerate(figure.subplots(1, 2)):
    begin = trials.points[ends[k] - 1]
    tried = np.array(trials.points[ends[k] : ends[k + 1]])
    along = np.linalg.norm(tried - begin, axis=1)
    unit = (tried[-1] - begin) / along[-1]
    z = np.linspace(0, 1.15 * along.max(), 200)
    axes.plot(z, [rosen(begin + distance * unit) for distance in z], color=COLOURS[0])
    axes.plot(0, rosen(begin), MARKS[1], color="black", label="start")
    axes.plot(along, [rosen(x) for x in tried], MARKS[0], color=COLOURS[1], label="trials")
    for number, (distance, x) in enumerate(zip(along, tried, strict=True), 1):
        axes.annotate(str(number), (distance, rosen(x)), (4, 5), textcoords="offset points")
    axes.set(title=f"line search {k + 1}", xlabel="distance from its start", ylabel="J")
    axes.legend(frameon=False)
    distances.append(along)

assert (np.diff(distances[0]) > 0).all()
assert distances[1][-1] < distances[1][0]
figure

# %% [markdown]
# When is a point good enough? The conditions of Wolfe and Powell: the cost fell by at least `RHO` of what
# the slope at the start promised, and the slope that is left is at most `SIGMA` of that slope, up or down.

# %%
print(f"RHO = {RHO}, SIGMA = {SIGMA}")
point, (J, gradient) = x0, valley(x0)
for step in accepted:
    move = step.x - point
    assert step.fun <= J + RHO * gradient @ move
    assert abs(step.jac @ move) <= SIGMA * abs(gradient @ move)
    point, J, gradient = step.x, step.fun, step.jac

# %% [markdown]
# ### The path
#
# Gradient descent gets as many evaluations as fmincg took. It drops into the valley, and then creeps along
# its floor.

# %%
descent = Recorder(valley)
gradient_descent(descent, x0, 0.001, in_valley.nfev - 1)
print(f"after {len(descent.costs)} evaluations: ", end="")
print(f"fmincg J = {in_valley.fun:.1e}, gradient descent J = {descent.costs[-1]:.1e}")

assert len(descent.costs) == in_valley.nfev
assert in_valley.fun < 1e-6 < 1 < descent.costs[-1]

# %%
figure = Figure(figsize=(6.4, 4.2), layout="constrained")
axes = figure.subplots()
across, up = np.meshgrid(np.linspace(-1.6, 1.8, 300), np.linspace(-0.5, 1.6, 300))
axes.contour(across, up, rosen(np.array([across, up])), np.logspace(-1, 3, 11), colors="0.8", linewidths=0.8)
paths = {"fmincg": [x0, *(step.x for step in accepted)], "gradient descent": descent.points}
for k, (name, points) in enumerate(paths.items()):
    horizontal, vertical = np.array(points).T
    axes.plot(horizontal, vertical, color=COLOURS[k], ls=DASHES[k], marker=MARKS[k], ms=4, lw=1.4, label=name)
axes.plot(*x0, "k*", ms=11)
axes.annotate("start", x0, (-32, -14), textcoords="offset points")
axes.plot(1, 1, "kx", ms=9)
axes.annotate("minimum", (1, 1), (9, -4), textcoords="offset points")
axes.set(title="Rosenbrock's valley", xlabel="x(1)", ylabel="x(2)")
axes.legend(frameon=False, loc="upper center")
figure

# %% [markdown]
# How many evaluations does each need to bring J down to a millionth?


# %%
def evaluations_until(J, costs):
    """How many evaluations it took until a cost was J or less."""
    assert min(costs) <= J
    return 1 + int(np.argmax(np.array(costs) <= J))


long_descent = Recorder(valley)
gradient_descent(long_descent, x0, 0.001, 25_000)
by_fmincg = evaluations_until(1e-6, trials.costs)
by_descent = evaluations_until(1e-6, long_descent.costs)
print(f"fmincg {by_fmincg}, gradient descent {by_descent}")

assert by_descent > 50 * by_fmincg

# %% [markdown]
# ## The digits
#
# Now the network of the exercise: 400 pixels, 25 hidden units, 10 digits, lambda 1, from the random start of
# seed 1. Four optimisers:
#
# - fmincg,
# - SciPy's `CG`: also conjugate gradients with Polak and Ribière's formula,
# - SciPy's `L-BFGS-B`: it estimates the curvature from the last few gradients,
# - gradient descent, at the best of three learning rates.
#
# Their iterations cannot be compared, since each takes a different number of evaluations. So we count
# evaluations of the cost and its gradient, which all of them need, and give all the same budget. The recorder
# stops a run that has spent it.
#
# The cost is computed in the arithmetic `netlib`, as Octave computes it. The data carry the arithmetic, since
# `minimize` makes a plain array of the start. SciPy's own methods need plain arrays throughout.

# %%
X, y = load_digits()
X_netlib = octave_array(X, "netlib")
start = unroll(*starting_weights("random", (400, 25, 10), seed=1))
BUDGET = 100


def cost(p):
    return nn_cost_function(p, 400, 25, 10, X_netlib, y, 1.0)


def plain_cost(p):
    J, gradient = cost(p)
    return float(J), np.asarray(gradient)


def accuracy(p):
    return 100 * np.mean(predict(*roll(p, (25, 401), (10, 26)), X) == y)


def within_budget(cost, method):
    """Evaluations of a run, and its iterations, until the budget is spent."""
    iterations = []
    recorder = Recorder(cost, BUDGET)
    options = {"maxiter": BUDGET}
    with suppress(BudgetSpent):
        minimize(recorder, start, jac=True, method=method, options=options, callback=iterations.append)
    return recorder, len(iterations)


# %%
runs = {
    "fmincg": within_budget(cost, fmincg_method),
    "SciPy CG": within_budget(plain_cost, "CG"),
    "SciPy L-BFGS-B": within_budget(plain_cost, "L-BFGS-B"),
}
descents = []
for alpha in (1.0, 2.0, 3.0):
    recorder = Recorder(cost, BUDGET)
    gradient_descent(recorder, start, alpha, BUDGET - 1)
    descents.append(recorder)
    print(f"gradient descent, alpha {alpha}: J = {min(recorder.costs):.4f}")
runs["gradient descent"] = min(descents, key=lambda run: min(run.costs)), BUDGET - 1

# %% [markdown]
# The lowest cost that each found, and how much of the *training* set it gets right there:

# %%
lowest, right = {}, {}
print("                  evaluations  iterations       J   accuracy")
for name, (run, iterations) in runs.items():
    lowest[name] = min(run.costs)
    right[name] = accuracy(run.points[np.argmin(run.costs)])
    print(f"{name:17} {len(run.costs):11} {iterations:11} {lowest[name]:9.4f} {right[name]:8.2f}%")

assert all(len(run.costs) == BUDGET for run, _ in runs.values())
assert lowest["SciPy L-BFGS-B"] < lowest["fmincg"] < lowest["SciPy CG"] < lowest["gradient descent"]
assert min(right.values()) == right["gradient descent"]

# %%
so_far = {name: np.minimum.accumulate(run.costs) for name, (run, _) in runs.items()}
figure = curves(so_far, "lowest J so far", "400-25-10, lambda 1, seed 1")
figure.axes[0].set(yscale="log", xlabel="evaluations of the cost")
figure.axes[0].set_yticks([0.3, 0.5, 1, 2, 5], ["0.3", "0.5", "1", "2", "5"])
figure.axes[0].set_yticks([], minor=True)
figure

# %% [markdown]
# The order in the table holds for this cost and this budget. The curves cross: with a fifth of the budget, CG
# is ahead of fmincg.

# %%
for name, J in so_far.items():
    print(f"{name:17} after {BUDGET // 5}: {J[BUDGET // 5 - 1]:.4f}   after {BUDGET}: {J[-1]:.4f}")

assert so_far["SciPy CG"][BUDGET // 5 - 1] < so_far["fmincg"][BUDGET // 5 - 1]

# %% [markdown]
# ## Why SciPy's CG is not a port of fmincg
#
# Both are conjugate gradients, both start straight downhill. Yet they differ before the first iteration is
# over, and not because of rounding: they try different points. How far from the start are the first two
# trials?

# %%
for name in ("fmincg", "SciPy CG"):
    points = runs[name][0].points
    assert np.array_equal(points[0], start)
    print(f"{name:9}", *(f"{np.linalg.norm(p - start):.4f}" for p in points[1:3]))

first_trials = [runs[name][0].points[1] - start for name in ("fmincg", "SciPy CG")]
lengths = [np.linalg.norm(move) for move in first_trials]
cosine = first_trials[0] @ first_trials[1] / (lengths[0] * lengths[1])
print(f"cosine between the first moves: {cosine:.12f}")

assert cosine > 1 - 1e-12  # the same direction
assert abs(lengths[0] - lengths[1]) > 0.01  # but a different length

# %% [markdown]
# The constants differ, too: SciPy calls them `c1` and `c2`. Does it help to give it fmincg's? We compare the
# costs after each iteration.

# %%
by_minimize, of_fmincg = follow(cost, start, fmincg_method, maxiter=50)
by_cg, of_cg = follow(plain_cost, start, "CG", maxiter=50)
_, of_cg_with_constants = follow(plain_cost, start, "CG", maxiter=50, c1=RHO, c2=SIGMA)

print("iteration    fmincg        CG   CG, fmincg's constants")
for k, steps in enumerate(zip(of_fmincg, of_cg, of_cg_with_constants, strict=True), 1):
    ours, *theirs = (float(step.fun) for step in steps)
    assert all(abs(J / ours - 1) > 1e-6 for J in theirs)
    if k in (1, 2, 5, 10, 20, 50):
        print(f"{k:9} {ours:9.5f} {theirs[0]:9.5f} {theirs[1]:9.5f}")

# %% [markdown]
# It does not: the line search itself is different. So are the rules for stopping. SciPy's CG ends where no
# component of the gradient is larger than `gtol`. fmincg does not ask how large the gradient is: it ends
# after `MaxIter` iterations, or where two line searches in a row fail. Both in the valley, with iterations
# to spare:

# %%
for method in (fmincg_method, "CG"):
    end = minimize(valley, x0, jac=True, method=method, options={"maxiter": 200})
    name = method if method == "CG" else "fmincg"
    print(f"{name:7} {end.nit:3} iterations, largest slope {abs(end.jac).max():.0e}: {end.message}")
    assert end.success
    assert end.nit < 200
    assert (abs(end.jac).max() > 1e-10) == (method == "CG")

# %% [markdown]
# A program that replaces fmincg by a method of `scipy.optimize` may learn as well or better. But it is not
# the same program: it has different trials, costs and weights, and cannot be checked against Octave's
# numbers.
#
# ### The port, as a method of SciPy
#
# `fmincg_method` is fmincg itself. Above, `minimize` called it for 50 iterations. Now we call fmincg
# directly. Equal in every bit?

# %%
weights, costs, i = fmincg(cost, octave_array(start, "netlib"), {"MaxIter": 50, "Display": "off"})
print(f"{i} iterations, {by_minimize.nfev} evaluations, J = {costs[-1]:.15f}, {accuracy(weights):.2f}%")

assert np.array_equal(by_minimize.x, weights)
assert np.array_equal(by_minimize.costs, costs)

# %% [markdown]
# And Octave's? The project holds a recording of this very run in Octave on the reference BLAS.

# %%
case = training_case(1)
in_octave = load_recording(project_folder("data") / "recorded", case, case.inputs()).values
print("costs equal to Octave's: ", np.array_equal(in_octave["costs"].ravel(), costs))
print("weights equal to Octave's:", np.array_equal(in_octave["weights"].ravel(), weights))

different = np.count_nonzero(by_cg.x != weights)
distance = np.linalg.norm(by_cg.x - weights) / np.linalg.norm(weights)
print(f"SciPy's CG: {different} of {weights.size} weights differ, as a whole by {100 * distance:.0f}%")

assert distance > 0.01

# %% [markdown]
# ## Which one to use
#
# - **To reproduce numbers**, fmincg: those of the course, a result from Octave, the check of a port. Nothing
#   else gives them.
# - **To get a lower cost**, L-BFGS-B: in the table above it is the lowest at the same number of
#   evaluations. How many does it need to get as low as fmincg with its whole budget?

# %%
needed = evaluations_until(lowest["fmincg"], runs["SciPy L-BFGS-B"][0].costs)
print(f"L-BFGS-B gets as low in {needed} evaluations as fmincg in {BUDGET}")

assert needed < 0.75 * BUDGET

# %% [markdown]
# A low cost is not everything. The accuracy above is that on the training examples; how well a network does
# on new ones is a different question, and depends on lambda.
#
# ## Two libraries diverge
#
# The same fmincg from the same start, in `netlib` and in NumPy's arithmetic. Nothing differs but rounding:
# sums are added in a different order, and `exp` and `log` may differ in the last bit. A third run is in
# `netlib` again, with a single weight of the start moved to the next number that a double can hold.

# %%
nudged = start.copy()
nudged[-1] = np.nextafter(nudged[-1], np.inf)
print(f"{np.count_nonzero(nudged != start)} weight moved, by {nudged[-1] - start[-1]:.1e}")


def cost_numpy(p):
    return nn_cost_function(p, 400, 25, 10, X, y, 1.0)


options = {"MaxIter": 50, "Display": "off"}
numpy_weights, numpy_costs, _ = fmincg(cost_numpy, start, options)
nudged_weights, nudged_costs, _ = fmincg(cost, octave_array(nudged, "netlib"), options)

# %% [markdown]
# Where do the costs first differ, and by how much then and later? (Relative to the cost. In the picture,
# equal costs have no point.)

# %%
others = {"numpy": numpy_costs, "netlib, nudged": nudged_costs}
apart = {}
for name, other_costs in others.items():
    n = min(len(costs), len(other_costs))
    apart[name] = np.abs(other_costs[:n] / costs[:n] - 1)
    first = np.argmax(other_costs[:n] != costs[:n])
    later = {k: f"{apart[name][k - 1]:.0e}" for k in (10, 20, n)}
    print(f"{name:15} differs first at iteration {first + 1}, by {apart[name][first]:.0e}; then {later}")
    assert 0 < apart[name][first] < 1e-6
    assert apart[name][-10:].max() > 100 * apart[name][first]

# %%
figure = curves(
    {name: np.where(gap > 0, gap, np.nan) for name, gap in apart.items()},
    "relative difference of J from netlib's",
    "Rounding grows",
)
figure.axes[0].set(yscale="log", xlabel="iterations")
for line in figure.axes[0].lines:
    line.set(markevery=1, markersize=3)
figure

# %% [markdown]
# The last bit of one weight has much the same effect as a different BLAS. So the library is not to blame: the
# run magnifies whatever difference there is, line search by line search. All three are equally right, and
# recognise the digits about equally well.

# %%
for name, w in {"netlib": weights, "numpy": numpy_weights, "netlib, nudged": nudged_weights}.items():
    gap = np.linalg.norm(w - weights) / np.linalg.norm(weights)
    print(f"{name:15} J = {cost(w)[0]:.12f}, accuracy {accuracy(w):.2f}%, weights apart by {gap:.0e}")
    assert abs(accuracy(w) - accuracy(weights)) < 1

# %% [markdown]
# This is why "close" is not enough for a port. A small difference after 50 iterations may come from a
# different BLAS or from a small mistake, and does not say which. In the same arithmetic there is no
# difference at all, so any that appears is a mistake.
#
# ## Try it
#
# - A different start in the valley, or a different learning rate. From which rate on does gradient descent
#   diverge?
# - A budget of 30 evaluations, and one of 400. Which is first? (An assert may fail: each is a claim about the
#   budget that it was written for.)
# - `RHO` and `SIGMA` are names in `samebits.exercises.shared.fmincg`. Set `SIGMA` to 0.1: more evaluations
#   in a line search, and fewer line searches?
# - Time each optimiser. Then set `OPENBLAS_NUM_THREADS=1` before Python starts, and time them again.
