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
# # 2. From Octave to NumPy
#
# The traps on the way, one by one: the line in Octave, the line in NumPy that looks the same but is not, and
# the one that is. If Octave is installed, it runs each line too, and has to agree in every bit.

# %%
import warnings

import numpy as np

from samebits.exercises.ex4.gradient_check import compute_numerical_gradient
from samebits.exercises.shared.sigmoid import sigmoid
from samebits.octave.arithmetic import octave_array
from samebits.octave.layout import as_matrix, roll, unroll
from samebits.octave.program import OctaveError, find_octave
from samebits.octave.random import OctaveRandom

try:
    from samebits.session.session import OctaveSession

    session = OctaveSession(find_octave())
    print("Octave", session.version)
except OctaveError as error:
    session = None
    print(f"{error}. Only the NumPy side runs.")


def same_in_octave(code, ours, **inputs):
    """Ask Octave for the value of `code`, and check that ours is equal."""
    if session is not None:
        theirs = session.call(f"value = double({code});", inputs, ("value",)).values["value"]
        assert np.array_equal(theirs, as_matrix(ours), equal_nan=True), (theirs, ours)
        print(f"{code:45} agrees")


A = np.array([[1.0, 2, 3], [4, 5, 6]])
v = np.array([1.0, 2, 3])

# %% [markdown]
# ## Columns first
#
# Octave stores a matrix column by column, and `A(:)`, `A(k)` and `reshape` follow that order. NumPy goes row
# by row.

# %%
assert A.ravel().tolist() == [1, 2, 3, 4, 5, 6]  # not A(:)
assert A.ravel(order="F").tolist() == [1, 4, 2, 5, 3, 6]
same_in_octave("A(:)", A.ravel(order="F"), A=A)
same_in_octave("reshape(1:6, 2, 3)", np.arange(1.0, 7).reshape(2, 3, order="F"))

# %% [markdown]
# So `nn_params = [Theta1(:); Theta2(:)]` is `unroll(Theta1, Theta2)`, and `roll` undoes it. If you
# unroll row by row throughout, you get a different network. No gradient check notices: the gradient then
# belongs to the wrong cost.

# %%
Theta1, Theta2 = OctaveRandom(1).rand(5, 4), OctaveRandom(2).rand(3, 6)
nn_params = unroll(Theta1, Theta2)
same_in_octave("[Theta1(:); Theta2(:)]", nn_params, Theta1=Theta1, Theta2=Theta2)
assert np.array_equal(roll(nn_params, (5, 4), (3, 6))[1], Theta2)


def cost_by_rows(p):
    """sum(Theta1(1,:).^2), of a Theta1 that is rolled row by row."""
    gradient = np.zeros_like(p)
    gradient[:4] = 2 * p[:4]
    return float((p[:4] ** 2).sum()), gradient


wrong_J, gradient = cost_by_rows(nn_params)
difference = np.linalg.norm(compute_numerical_gradient(cost_by_rows, nn_params) - gradient)
assert difference < 1e-9  # the check passes
assert wrong_J != (Theta1[0] ** 2).sum()  # but the cost is wrong

# %% [markdown]
# ## Counting from 1
#
# Octave's indices start at 1, and a range includes its end. `max` also returns an index, counted from 1. In
# the course's data the label 10 stands for the digit 0.

# %%
assert A[0, 2] == 3  # A(1,3)
assert A[-1, -1] == 6  # A(end,end)
same_in_octave("A(1, 2:end)", A[:1, 1:], A=A)
h = np.array([[0.1, 0.8, 0.3], [0.6, 0.6, 0.2]])
p = np.argmax(h, axis=1) + 1  # [~, p] = max(h, [], 2): the first of equals, in both
same_in_octave("nthargout(2, @max, h, [], 2)", p.astype(float), h=h)
assert (10 % 10, 3 % 10) == (0, 3)  # from a label to its digit: mod(label, 10)

# %% [markdown]
# ## A vector that is neither row nor column
#
# `(n,)` is not `(n, 1)`. Subtract one from the other, and NumPy silently makes an n x n matrix.

# %%
y, predicted = np.array([1.0, 2, 3]), np.array([[1.0], [2], [4]])
assert (predicted - y).shape == (3, 3)
assert (predicted.ravel() - y).tolist() == [0, 0, 1]
same_in_octave("p - y", predicted - y[:, np.newaxis], p=predicted, y=y)
assert v.T.shape == (3,)  # and a transpose does not help
assert v[:, np.newaxis].shape == (3, 1)

# %% [markdown]
# ## Multiplying
#
# `*` is the matrix product in Octave, elementwise in NumPy. `.^` is `**`, and `^` is something else.

# %%
same_in_octave("A * A'", A @ A.T, A=A)
same_in_octave("A .* A", A * A, A=A)
same_in_octave("A .^ 2", A**2, A=A)
assert 5 ^ 2 == 7  # in Python: the bits of 5 that are not in 2, and the other way round

# %% [markdown]
# ## Sums
#
# `sum(A)` adds up each column, `np.sum(A)` everything. A sum is rounded at each step, so its order matters:
# Octave adds from the first element to the last, NumPy in pairs. `sum(sum(A))` and `sum(A(:))` add in two
# different orders.

# %%
assert np.sum(A) == 21
same_in_octave("sum(A)", np.sum(A, axis=0)[np.newaxis], A=A)

x = OctaveRandom(1).rand(1000, 10)
in_order = octave_array(x, "netlib")  # an array that adds up as Octave does
same_in_octave("sum(x(:))", np.sum(in_order), x=x)
same_in_octave("sum(sum(x))", np.sum(np.sum(in_order, axis=0)), x=x)
print(f"NumPy's own {float(np.sum(x))!r}")
print(f"sum(x(:))   {float(np.sum(in_order))!r}")
print(f"sum(sum(x)) {float(np.sum(np.sum(in_order, axis=0)))!r}")

# %% [markdown]
# ## Rounding to whole numbers
#
# Octave rounds a half away from zero, NumPy to the even neighbour.

# %%
halves = np.array([-1.5, -0.5, 0.5, 1.5, 2.5])
away_from_zero = np.copysign(np.floor(np.abs(halves) + 0.5), halves)
assert np.round(halves).tolist() == [-2, 0, 0, 2, 2]
assert away_from_zero.tolist() == [-2, -1, 1, 2, 3]
same_in_octave("round(halves)", away_from_zero, halves=halves)

# %% [markdown]
# ## Ranges
#
# `1:5` has five elements, `np.arange(1, 5)` has four. If the step is not a whole number, multiply a count.

# %%
same_in_octave("1:5", np.arange(1.0, 6)[np.newaxis])
assert len(np.arange(0, 1, 0.1)) == 10  # without the 1
same_in_octave("0:0.1:1", (np.arange(11) * 0.1)[np.newaxis])

# %% [markdown]
# ## Copies
#
# `B = A` is a copy in Octave. In NumPy it is a second name for the same array, and a slice is a view of it.

# %%
B, row = A, A[0]
B[1, 1] = 50
row[0] = 10
assert A.tolist() == [[10, 2, 3], [4, 50, 6]]
A = np.array([[1.0, 2, 3], [4, 5, 6]])
B = A.copy()
B[1, 1] = 50
assert A[1, 1] == 5

# %% [markdown]
# ## Whole numbers are integers in NumPy
#
# Every number in Octave is a double. `np.array([1, 2])` is not: a number put into it loses its
# fraction.

# %%
whole = np.array([1, 2])
whole[0] = 0.9
assert whole[0] == 0
assert np.array([1.0, 2])[0] == 1

# %% [markdown]
# ## Remainders, deviations, NaN
#
# `mod` takes the sign of the divisor and is `np.mod`; `rem` takes that of the number and is `np.fmod`. In
# Octave `std` and `var` divide by n - 1, in NumPy by n. Octave's `max` ignores NaN.

# %%
numbers = np.array([-7.0, 7])
same_in_octave("mod(n, 3)", np.mod(numbers, 3), n=numbers)
same_in_octave("rem(n, 3)", np.fmod(numbers, 3), n=numbers)
same_in_octave("var([1 2 3 4 9])", np.var([1.0, 2, 3, 4, 9], ddof=1))
assert np.var([1.0, 2, 3, 4, 9]) != np.var([1.0, 2, 3, 4, 9], ddof=1)
with_nan = np.array([1, np.nan, 3])
assert np.isnan(np.max(with_nan))
same_in_octave("max([1 NaN 3])", np.fmax.reduce(with_nan))

# %% [markdown]
# ## Warnings
#
# `exp(1000)` is Inf in both, but NumPy also warns. The sigmoid of -1000 is still 0.

# %%
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    assert np.exp(np.array(1000.0)) == np.inf
assert "overflow" in str(caught[0].message)
assert sigmoid(np.array(-1000.0)) == 0
same_in_octave("sigmoid(-1000)", sigmoid(np.array(-1000.0)))

# %% [markdown]
# ## Your own code in Octave's arithmetic
#
# Right does not mean equal. `np.exp` and `@` sometimes round differently from Octave's. `octave_array`
# gives an array Octave's arithmetic, and everything computed from it keeps that arithmetic: the code stays
# as it is. `netlib` is the arithmetic of Octave on the reference BLAS; `octave` calls the BLAS that your
# Octave uses.


# %%
def one_layer(X, Theta):
    return 1 / (1 + np.exp(-(X @ Theta.T)))


X, Theta = OctaveRandom(3).randn(200, 30), OctaveRandom(4).randn(10, 30)
plain = one_layer(X, Theta)
as_octave = one_layer(octave_array(X, "netlib"), Theta)
print(np.count_nonzero(plain != as_octave), "of", plain.size, "elements differ in NumPy's own arithmetic")
assert np.abs(plain - as_octave).max() < 1e-14

if session is not None:
    with_its_blas = one_layer(octave_array(X, "octave"), Theta)
    same_in_octave("1 ./ (1 + exp(-(X * Theta')))", with_its_blas, X=X, Theta=Theta)
    session.close()

# %% [markdown]
# | Octave | NumPy |
# |---|---|
# | `A(:)`, `reshape(v, r, c)` | `A.ravel(order="F")`, `v.reshape(r, c, order="F")` |
# | `A(1, 2:end)` | `A[0, 1:]` |
# | `[~, p] = max(h, [], 2)` | `p = np.argmax(h, axis=1) + 1` |
# | `A * B`, `A .* B`, `A .^ 2` | `A @ B`, `A * B`, `A**2` |
# | `sum(A)`, `sum(A(:))` | `np.sum(A, axis=0)`, `np.sum(A)`: different bits without `octave_array` |
# | `round(x)` | `np.copysign(np.floor(np.abs(x) + 0.5), x)` |
# | `1:5` | `np.arange(1, 6)` |
# | `B = A` | `B = A.copy()` |
# | `mod`, `rem` | `np.mod`, `np.fmod` |
# | `std(x)`, `var(x)` | `np.std(x, ddof=1)`, `np.var(x, ddof=1)` |
# | `max` over NaN | `np.fmax.reduce` |
