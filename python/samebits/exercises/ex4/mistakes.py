"""The mistakes in exercise 4's functions, each a line: its words, and the values that it gives."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.ex4.network import sigmoid_gradient
from samebits.exercises.ex4.stages import Matrices, Network
from samebits.exercises.shared.examples import add_ones
from samebits.exercises.shared.mistakes import Mistakes
from samebits.exercises.shared.sigmoid import sigmoid
from samebits.exercises.shared.stages import Arguments, mistaken_values
from samebits.gradient import words
from samebits.octave.layout import roll, unroll
from samebits.octave.random import OctaveRandom
from samebits.trace.function import SEED

Doubles = NDArray[np.float64]


# Mistakes in what J and the gradient share, in J alone, and in the gradient alone
SHARED: dict[str, Callable[[Network], Network]] = {
    f"nn_params {words.RESHAPED_BY_ROWS}":
        lambda s: s.replace(Thetas=transposed(roll(s.p, *(shape[::-1] for shape in s.shapes)))),
    "nn_params holds Theta1 first and then Theta2, but they are taken the other way round":
        lambda s: s.replace(Thetas=roll(s.p, *s.shapes[::-1])[::-1]),
    "labels start at 1, and their columns are counted from 0, so the last label is lost":
        lambda s: s.replace(Y=s.one_hot(s.y)),
    "labels start at 1, and their columns are counted from 2, so label 1 is lost":
        lambda s: s.replace(Y=s.one_hot(s.y - 2)),
    "the last label (10, the digit 0) is taken as 0, so its row of Y is all zeros":
        lambda s: s.replace(Y=s.one_hot(s.y % s.K - 1)),
    "the last label (10, the digit 0) is put into the first column; it belongs in the last":
        lambda s: s.replace(Y=s.one_hot(s.y % s.K)),
    "the bias unit's ones are missing: there are zeros in their place":
        lambda s: s.replace(ones=0 * s.ones),
}  # fmt: skip
COSTS: dict[str, Callable[[Network], Any]] = {
    words.BIAS_IN_J:
        lambda s: s.replace(squares=(s.Theta1**2).sum() + (s.Theta2**2).sum()).J,
    words.J_NOT_DIVIDED:
        lambda s: s.loss * s.m + s.penalty,
    "J is divided by m twice":
        lambda s: s.loss / s.m + s.penalty,
    words.LAMBDA_OVER_M_IN_J:
        lambda s: s.loss + 2 * s.penalty,
    "J's regularisation is not divided by m":
        lambda s: s.loss + s.penalty * s.m,
    "J's regularisation is multiplied by m: lambda/2*m is (lambda/2)*m, not lambda/(2*m)":
        lambda s: s.loss + s.penalty * s.m**2,
    "J's regularisation is added before the division by m, so it is divided twice":
        lambda s: s.loss + s.penalty / s.m,
    words.J_NOT_REGULARISED:
        lambda s: s.loss,
    "only Theta1 is regularised in J":
        lambda s: s.replace(squares=(s.Theta1[:, 1:] ** 2).sum()).J,
    "only Theta2 is regularised in J":
        lambda s: s.replace(squares=(s.Theta2[:, 1:] ** 2).sum()).J,
    "J lacks the term (1 - y) log(1 - h)":
        lambda s: s.replace(losses=-s.Y * np.log(s.H)).J,
    "J lacks the term y log(h)":
        lambda s: s.replace(losses=-(1 - s.Y) * np.log(1 - s.H)).J,
    "J has the wrong sign":
        lambda s: -s.J,
    "J is averaged over the output units too; it is their sum, averaged over the examples":
        lambda s: s.loss / s.K + s.penalty,
}  # fmt: skip
GRADIENTS: dict[str, Callable[[Network], Doubles]] = {
    words.BIAS_IN_GRADIENT:
        lambda s: s.loss_grad + s.lambda_ / s.m * s.p,
    words.GRADIENT_NOT_DIVIDED:
        lambda s: s.loss_grad * s.m + s.penalty_grad,
    "the gradient's regularisation is lambda/(2m) times Theta; it should be lambda/m":
        lambda s: s.loss_grad + s.penalty_grad / 2,
    words.LAMBDA_NOT_DIVIDED:
        lambda s: s.loss_grad + s.penalty_grad * s.m,
    "the gradient's regularisation is added before the division by m, and so divided twice":
        lambda s: s.loss_grad + s.penalty_grad / s.m,
    words.GRADIENT_NOT_REGULARISED:
        lambda s: s.loss_grad,
    f"delta3 {words.REVERSED}":
        lambda s: s.replace(delta3=s.Y - s.H).grad,
    "delta3 is multiplied by the sigmoid's slope; with this cost it is h - y alone":
        lambda s: s.replace(delta3=(s.H - s.Y) * s.H * (1 - s.H)).grad,
    "the sigmoid's slope is taken at a2; it belongs at z2":
        lambda s: s.replace(slope=sigmoid_gradient(s.A2[:, 1:])).grad,
    "delta2 is not multiplied by the sigmoid's slope at z2":
        lambda s: s.replace(slope=1).grad,
    "the bias column is kept in delta2, which shifts its units by one":
        lambda s: s.replace(delta2=(s.delta3 @ s.Theta2 * add_ones(s.slope))[:, :-1]).grad,
    "the bias column is kept in delta2, as a column of zeros, and its last unit is cut off":
        lambda s: s.replace(delta2=(s.delta3 @ s.Theta2 * s.A2 * (1 - s.A2))[:, :-1]).grad,
    "the bias column is kept in delta2 in place of its last unit":
        lambda s: s.replace(delta2=(s.delta3 @ s.Theta2)[:, :-1] * s.slope).grad,
    words.UNROLLED_BY_ROWS:
        lambda s: unroll(*transposed(s.Theta_grads)),
    f"Theta2_grad {words.BEFORE_THE_FIRST}":
        lambda s: unroll(*s.Theta_grads[::-1]),
}  # fmt: skip


def transposed(matrices: Matrices) -> Matrices:
    return [matrix.T for matrix in matrices]


def network_mistakes(v: Arguments) -> Mistakes:
    """What each mistake in nnCostFunction gives for its outputs."""
    s = Network(v)
    shared = mistaken_values(SHARED, s)
    return {
        "J": {known: wrong.J for known, wrong in shared.items()} | mistaken_values(COSTS, s),
        "grad": {known: wrong.grad for known, wrong in shared.items()} | mistaken_values(GRADIENTS, s),
    }


def sigmoid_gradient_mistakes(v: Arguments) -> Mistakes:
    """What each mistake in sigmoidGradient gives for its output."""
    z = np.asarray(v["z"])
    g = sigmoid(z)
    return {
        "g": {
            "z*(1 - z) without the sigmoid: the slope is g(z)*(1 - g(z))": z * (1 - z),
            "the sigmoid itself; its slope is g*(1 - g)": g,
            "the sigmoid is taken twice: g(g(z))*(1 - g(g(z)))": sigmoid(g) * (1 - sigmoid(g)),
            "the sign is wrong: g*(1 - g) is positive": -g * (1 - g),
            "1 - g(z): the factor g(z) is missing": 1 - g,
        }
    }


def random_mistakes(v: Arguments) -> Mistakes:
    """What each mistake in randInitializeWeights gives for its output, from trace's seed."""
    L_in, L_out = int(v["L_in"]), int(v["L_out"])
    u, rule = OctaveRandom(SEED).rand(L_out, 1 + L_in), np.sqrt(6 / (L_in + L_out))
    return {
        "W": {
            "the weights are all zero: every hidden unit would stay equal to the others": 0 * u,
            "the weights lie between 0 and epsilon_init; they belong between -epsilon_init and epsilon_init":
                u * 0.12,
            "the weights lie between 0 and 2*epsilon_init: epsilon_init is not subtracted": u * 0.24,
            "epsilon_init is 1, and should be 0.12": u * 2 - 1,
            "epsilon_init is 1e-4, the step of the gradient check; here it is 0.12": u * 2e-4 - 1e-4,
            "epsilon_init follows the rule sqrt(6)/sqrt(L_in + L_out); the exercise takes 0.12":
                (2 * u - 1) * rule,
        }
    }  # fmt: skip


def debug_mistakes(v: Arguments) -> Mistakes:
    """What each mistake in debugInitializeWeights gives for its output."""
    shape = rows, columns = int(v["fan_out"]), 1 + int(v["fan_in"])
    k = np.arange(1, 1 + rows * columns)
    return {
        "W": {
            "filled row by row; Octave fills the columns first (in NumPy: order='F')":
                np.sin(k).reshape(shape) / 10,
            "not divided by 10": np.sin(k).reshape(shape, order="F"),
            "the sines start at sin(0); the first is sin(1)": np.sin(k - 1).reshape(shape, order="F") / 10,
        }
    }  # fmt: skip


def difference_mistakes(v: Arguments) -> Mistakes:
    """What each mistake in computeNumericalGradient gives for its output, on a given cost."""
    J, theta = v["J"], np.asarray(v["theta"])

    def slopes(forward: float, backward: float, e: float = 1e-4, keep: bool = False) -> Doubles:
        """Differences of J that go `forward` steps up and `backward` down; `keep`: perturb stays."""
        perturb, found = np.zeros_like(theta), np.zeros_like(theta)
        for p in range(theta.size):
            perturb[p] = e
            rise = J(theta + forward * perturb)[0] - J(theta - backward * perturb)[0]
            found[p] = rise / ((forward + backward) * e)
            perturb[p] = e if keep else 0
        return found

    both, up, down = slopes(1, 1), slopes(1, 0), slopes(0, 1)
    return {
        "numgrad": {
            "the difference is one-sided, forward; it should go to both sides": up,
            "the difference is one-sided, backward; it should go to both sides": down,
            "perturb(p) is not set back to 0, so all parameters before p are moved too":
                slopes(1, 1, keep=True),
            "the difference is one-sided, forward, and divided by 2*e; its costs are e apart": up / 2,
            "the difference is one-sided, backward, and divided by 2*e; its costs are e apart": down / 2,
            "divided by e; the two costs are 2*e apart": both * 2,
            "the two costs are subtracted the wrong way round": -both,
            "the step e is 0.12, the epsilon_init of the weights; it should be 1e-4": slopes(1, 1, e=0.12),
        }
    }  # fmt: skip
