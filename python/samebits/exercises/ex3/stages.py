"""The stages of exercise 3's cost, for its mistakes."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.exercises.shared.sigmoid import sigmoid
from samebits.exercises.shared.stages import Arguments, Stages

Doubles = NDArray[np.float64]


class Logistic(Stages):
    """The stages of lrCostFunction; `residuals` are h - y, and `labels` y."""

    def __init__(self, v: Arguments, **known: Any) -> None:
        super().__init__(v, **known)
        self.X: Doubles = np.asarray(v["X"])
        self.m = len(self.X)
        self.lambda_: float = v["lambda"]
        self.theta: Doubles = np.asarray(v["theta"]).ravel()

    @cached_property
    def h(self) -> Doubles:
        return sigmoid(self.X @ self.theta)

    @cached_property
    def labels(self) -> Doubles:
        return np.asarray(self.v["y"]).ravel()

    @cached_property
    def losses(self) -> Doubles:
        return -self.labels * np.log(self.h) - (1 - self.labels) * np.log(1 - self.h)

    @cached_property
    def loss(self) -> Any:
        return self.losses.sum() / self.m

    @cached_property
    def penalty(self) -> Any:
        return self.lambda_ / (2 * self.m) * (self.theta[1:] ** 2).sum()

    @cached_property
    def J(self) -> Any:
        return self.loss + self.penalty

    @cached_property
    def residuals(self) -> Doubles:
        return self.h - self.labels

    @cached_property
    def loss_grad(self) -> Doubles:
        return self.X.T @ self.residuals / self.m

    @cached_property
    def penalty_grad(self) -> Doubles:
        return self.lambda_ / self.m * np.append(0, self.theta[1:])

    @cached_property
    def grad(self) -> Doubles:
        return self.loss_grad + self.penalty_grad

    @cached_property
    def broadcast(self) -> "Logistic":
        """With y a column and h a vector, so that what combines them is m x m."""
        return self.replace(labels=self.labels[:, np.newaxis])
