"""The stages of exercise 4's cost, for its mistakes."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.ex4.network import sigmoid_gradient
from samebits.exercises.shared.sigmoid import sigmoid
from samebits.exercises.shared.stages import Arguments, Stages
from samebits.octave.layout import roll, unroll

Doubles = NDArray[np.float64]
Matrices = list[Doubles]


class Network(Stages):
    """The stages of nnCostFunction, with the names of the lecture."""

    def __init__(self, v: Arguments, **known: Any) -> None:
        super().__init__(v, **known)
        inputs, hidden, self.K = (
            int(v[name]) for name in ("input_layer_size", "hidden_layer_size", "num_labels")
        )
        self.shapes = (hidden, inputs + 1), (self.K, hidden + 1)
        self.p: Doubles = np.asarray(v["nn_params"]).ravel()
        self.X: Doubles = np.asarray(v["X"])
        self.y = np.asarray(v["y"]).ravel().astype(int)
        self.m = len(self.X)
        self.lambda_: float = v["lambda"]

    def one_hot(self, columns: NDArray[np.intp]) -> Doubles:
        """A one in each example's column, counted from 0; all zeros where that column does not exist."""
        found: Doubles = (columns[:, np.newaxis] == np.arange(self.K)).astype(float)
        return found

    @cached_property
    def Thetas(self) -> Matrices:
        return roll(self.p, *self.shapes)

    @cached_property
    def Theta1(self) -> Doubles:
        return self.Thetas[0]

    @cached_property
    def Theta2(self) -> Doubles:
        return self.Thetas[1]

    @cached_property
    def ones(self) -> Doubles:
        return np.ones((self.m, 1))

    @cached_property
    def A1(self) -> Doubles:
        return np.hstack([self.ones, self.X])

    @cached_property
    def Z2(self) -> Doubles:
        return self.A1 @ self.Theta1.T

    @cached_property
    def A2(self) -> Doubles:
        return np.hstack([self.ones, sigmoid(self.Z2)])

    @cached_property
    def H(self) -> Doubles:
        return sigmoid(self.A2 @ self.Theta2.T)

    @cached_property
    def Y(self) -> Doubles:
        return self.one_hot(self.y - 1)  # Octave: labels start at 1

    @cached_property
    def losses(self) -> Doubles:
        return -self.Y * np.log(self.H) - (1 - self.Y) * np.log(1 - self.H)

    @cached_property
    def loss(self) -> Any:
        return self.losses.sum() / self.m

    @cached_property
    def squares(self) -> Any:
        return (self.Theta1[:, 1:] ** 2).sum() + (self.Theta2[:, 1:] ** 2).sum()

    @cached_property
    def penalty(self) -> Any:
        return self.lambda_ / (2 * self.m) * self.squares

    @cached_property
    def J(self) -> Any:
        return self.loss + self.penalty

    @cached_property
    def delta3(self) -> Doubles:
        return self.H - self.Y

    @cached_property
    def slope(self) -> Doubles:
        return sigmoid_gradient(self.Z2)

    @cached_property
    def delta2(self) -> Doubles:
        return self.delta3 @ self.Theta2[:, 1:] * self.slope

    @cached_property
    def loss_grad(self) -> Doubles:
        return unroll(self.delta2.T @ self.A1, self.delta3.T @ self.A2) / self.m

    @cached_property
    def penalty_grad(self) -> Doubles:
        without_bias = (np.hstack([0 * Theta[:, :1], Theta[:, 1:]]) for Theta in self.Thetas)
        return self.lambda_ / self.m * unroll(*without_bias)

    @cached_property
    def grad(self) -> Doubles:
        return self.loss_grad + self.penalty_grad

    @cached_property
    def Theta_grads(self) -> Matrices:
        return roll(self.grad, *self.shapes)
