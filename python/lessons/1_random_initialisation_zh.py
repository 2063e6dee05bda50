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
# # 1. 随机初始化
#
# 逻辑回归可以从零开始，神经网络为什么要从随机值开始？从头往下运行这些单元，看看数字，然后自己动手改一改。
#
# 这里的一切都用 `netlib` 算术来算：与 Octave 给出的数逐位相同。

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

warnings.filterwarnings("ignore", "the cost is NaN")  # 有时一步迈得太远，fmincg 会退回来

# %% [markdown]
# 课上的网络有十个输入、十个隐藏单元和一个输出。样本是手写数字，每幅图分成十块（5 行 2 列），每块的墨量就是一个输入。
# 要回答的问题是：这个数字写起来有没有圈（0、6、8、9）？

# %%
layer_sizes = (10, 10, 1)
X, y = digits_for(layer_sizes)
X.shape, y.mean()

# %% [markdown] tags=["logistic regression"]
# ## 逻辑回归从零开始没有问题
#
# 它只有一个单元，代价函数是一个凸的碗：不管从哪里出发，都会滑到同一个碗底。

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
# ## 神经网络从相等的权重开始，就会一直对称下去，直到最后一位
#
# 如果所有权重都相等，同一层的隐藏单元就会算出同样的值，反向传播时分到同样的误差，得到同样的偏导数。

# %% [markdown]
# 这里让所有权重都从 0.5 开始。前向传播：$a_1 = a_2 = \dots$ 反向传播：$\delta_1 = \delta_2 = \dots$

# %%
runs = {start: train(start, layer_sizes, X, y) for start in STARTS}

at_the_start = first_hidden_layer(runs["constant"].Thetas(0), X, y)
print("a     ", at_the_start.activations[0, :4])
print("delta ", at_the_start.deltas[0, :4])
print("dJ/dTheta1(:, 1) ", at_the_start.partial_derivatives[:4, 0])

for by_unit in (at_the_start.activations, at_the_start.deltas, at_the_start.partial_derivatives.T):
    assert (by_unit == by_unit[:, :1]).all()

# %% [markdown] tags=["equal updates"]
# 所以每次更新，相等的权重都改变同样多。它们会离开起点，但永远相等：不是“差不多相等”，而是每一位都相等。

# %% [markdown]
# `unequal(k)` 数的是：更新 `k` 次之后，隐藏单元的权重里有多少个与第一个单元的对应权重在某一位上不同。

# %%
for start, run in runs.items():
    print(f"{start:8}", [(k, run.unequal(k)) for k in (0, 1, 10, 50)], f"accuracy {run.accuracy:.1f}%")

assert all(runs[start].unequal(k) == 0 for start in ("zero", "constant") for k in range(51))
assert runs["random"].unequal(50) > 0

# %% [markdown]
# 前两个隐藏单元的权重。宽而淡的线是单元 1，细线是单元 2。从相等的初值出发，细线自始至终压在宽线上；从随机值出发，
# 它们各走各的路。（图中的文字是英文，免得有的机器上缺少中文字体。）

# %%
unit_weights(list(runs.values()))

# %% [markdown] tags=["zeros"]
# ### 权重并不会一直停在零
#
# 原因并不是“梯度是零，所以什么都不动”。从零开始，除了最后一层，各层的梯度起初确实是零，因为误差要经过等于零的权重才能传回来。
# 但是最后一层在第一次更新时就动了，前一层在第二次更新时动，依此类推。

# %%
print("10-10-1:   ", runs["zero"].first_nonzero())
deeper = (10, 10, 10, 1)
deep_run = train("zero", deeper, X, y)
print("10-10-10-1:", deep_run.first_nonzero())

assert runs["zero"].first_nonzero() == [2, 1]
assert deep_run.first_nonzero() == [3, 2, 1]
assert deep_run.unequal() == 0

# %% [markdown] tags=["one feature"]
# ## 相等的单元再多，也只有一个特征
#
# Theta1 的各行都相等，就只有一个特征：Theta1 的秩是 1。这样的网络和只有一个隐藏单元的网络差不多。

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
# ## 随机的起点打破对称
#
# 所以，要在 `-INIT_EPSILON` 和 `INIT_EPSILON` 之间随机地取每一个权重。

# %% [markdown]
# 在 Octave 里：
#
# ```octave
# rand("state", 1);
# Theta1 = rand(10,11)*(2*INIT_EPSILON) - INIT_EPSILON;
# Theta2 = rand(1,11)*(2*INIT_EPSILON) - INIT_EPSILON;
# ```
#
# 在这里，得到的数每一位都相同：

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
# `INIT_EPSILON` 与梯度检验里的 `EPSILON` 毫无关系：前者是随机初值的范围，后者是差分的步长。

# %% [markdown]
# 梯度检验在第 4 课里讲。
#
# ## 手写数字
#
# 练习里的网络也是一样：400 个像素，25 个隐藏单元，10 个数字。

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
# 把连到每个隐藏单元的权重画成图。从相等的初值出发：同一个特征重复了 25 遍。

# %%
hidden_units(digit_runs)

# %% [markdown] tags=["rounding"]
# ## 真的直到最后一位？
#
# 只要每个单元都用同样的步骤来算，相等的权重就会完全相等，`netlib` 就是如此。快速的 BLAS 一次算好几个单元，其中某一个的舍入
# 可能与旁边的不同。于是在有些机器上，舍入误差可能会稍稍打破对称。

# %% [markdown]
# 您的机器是哪一种？

# %%
X, y = digits_for((10, 10, 1))
in_numpy = train("constant", (10, 10, 1), X, y, arithmetic="numpy")
print(in_numpy.unequal(), "weights differ in some bit; rank", in_numpy.ranks[-1])
print(f"accuracy {in_numpy.accuracy:.1f}%: not a remedy")

# %% [markdown]
# ## 试一试
#
# - 换一个不是 0.5 的常数；每一层用不同的常数。（初值是怎样造出来的，看 `starting_weights`；`train`
#   的第一个参数除了名字，也可以是矩阵的列表。）
# - `optimiser="gradient-descent"`。对称会被打破吗？学得一样快吗？
# - 让 Theta1 里只有一个权重与众不同：更新 1、10、50 次之后，有几个互不相同的单元？为什么不会更多？
# - Theta1 全部随机，Theta2 全是零。还有对称吗？
