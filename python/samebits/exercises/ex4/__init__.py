"""Exercise 4: neural network learning."""

from samebits.exercises.ex4.initialize import rand_initialize_weights as rand_initialize_weights
from samebits.exercises.ex4.network import nn_cost_function as nn_cost_function
