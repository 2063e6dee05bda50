"""Exercise 4: neural network learning.

============================ ============================== ============================
`.m`                         function                       what it does
============================ ============================== ============================
`sigmoidGradient.m`          `sigmoid_gradient`             the sigmoid's slope
`randInitializeWeights.m`    `rand_initialize_weights`      a random start
`nnCostFunction.m`           `nn_cost_function`             cost and gradient of the
                                                            three-layer network
`predict.m`                  `predict`                      labels from weights
`debugInitializeWeights.m`   `debug_initialize_weights`     handed out: fixed weights
`computeNumericalGradient.m` `compute_numerical_gradient`   handed out: central differences
`checkNNGradients.m`         `check_nn_gradients`           handed out: the gradient check
`sigmoid.m`                  `sigmoid`                      handed out
`fmincg.m`                   `fmincg`                       handed out: the minimiser
(not of the course)          `deep_cost_function`           the same with any number of layers
============================ ============================== ============================
"""

from samebits.exercises.ex4.deep import deep_cost_function
from samebits.exercises.ex4.gradient_check import check_nn_gradients, compute_numerical_gradient
from samebits.exercises.ex4.initialize import debug_initialize_weights, rand_initialize_weights
from samebits.exercises.ex4.network import nn_cost_function, sigmoid_gradient
from samebits.exercises.shared.fmincg import fmincg
from samebits.exercises.shared.predict import predict
from samebits.exercises.shared.sigmoid import sigmoid

__all__ = [
    "check_nn_gradients",
    "compute_numerical_gradient",
    "debug_initialize_weights",
    "deep_cost_function",
    "fmincg",
    "nn_cost_function",
    "predict",
    "rand_initialize_weights",
    "sigmoid",
    "sigmoid_gradient",
]
