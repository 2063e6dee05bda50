"""Labels from a trained network, in exercises 3 and 4."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samebits.exercises.shared.examples import add_ones, check_examples, warn_of_nan
from samebits.exercises.shared.sigmoid import sigmoid
from samebits.octave.arithmetic import same_arithmetic


@np.errstate(invalid="ignore")
def predict(Theta1: ArrayLike, Theta2: ArrayLike, X: ArrayLike) -> NDArray[np.intp]:
    """Label of each example: the output unit with the largest activation.

    Parameters
    ----------
    Theta1 : array_like, (hidden_layer_size, 1 + input_layer_size)
    Theta2 : array_like, (num_labels, 1 + hidden_layer_size)
    X : array_like, (m, input_layer_size)

    Returns
    -------
    ndarray of int, (m,)
        Labels from 1; the first one where two activations are equal.

    Raises
    ------
    ValueError
        Sizes that do not fit together, or no examples.

    Source
    ------
    octave_reference/shared/predict.m; exercise 3, "Feedforward propagation and prediction".

    Parity
    ------
    netlib, octave: equal. numpy: equal unless two activations agree to rounding.
    """
    Theta1, Theta2, X = same_arithmetic(Theta1, Theta2, X)
    if Theta1.ndim != 2 or Theta2.ndim != 2 or Theta2.shape[1] != Theta1.shape[0] + 1:
        raise ValueError(
            f"Theta1 has shape {Theta1.shape} and Theta2 {Theta2.shape}; expected (hidden, 1 + inputs) "
            "and (labels, 1 + hidden)"
        )
    check_examples(X, Theta1.shape[1] - 1)
    A2 = sigmoid(add_ones(X) @ Theta1.T)
    H = sigmoid(add_ones(A2) @ Theta2.T)
    warn_of_nan(X, H)
    p: NDArray[np.intp] = np.argmax(H, axis=1) + 1  # Octave: labels start at 1
    return p
