import sys
sys.path += ['{repository}/python', '{repository}']
from samebits.exercises.ex4.network import nn_cost_function, sigmoid_gradient
