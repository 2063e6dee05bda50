nn_cost_function = 3
