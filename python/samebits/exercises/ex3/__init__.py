"""Exercise 3: multi-class classification and neural networks.

===================== ================================= ==================================
`.m`                  function                          what it does
===================== ================================= ==================================
`lrCostFunction.m`    `lr_cost_function`                cost and gradient of regularised
                                                        logistic regression
`oneVsAll.m`          `one_vs_all`                      a classifier for each label
`predictOneVsAll.m`   `predict_one_vs_all`              labels from the classifiers
`predict.m`           `predict`                         labels from a trained network
`sigmoid.m`           `sigmoid`                         handed out with the exercise
`fmincg.m`            `fmincg`                          handed out with the exercise
===================== ================================= ==================================
"""

from samebits.exercises.ex3.logistic import lr_cost_function
from samebits.exercises.ex3.one_vs_all import one_vs_all, predict_one_vs_all
from samebits.exercises.shared.fmincg import fmincg
from samebits.exercises.shared.predict import predict
from samebits.exercises.shared.sigmoid import sigmoid

__all__ = ["fmincg", "lr_cost_function", "one_vs_all", "predict", "predict_one_vs_all", "sigmoid"]
