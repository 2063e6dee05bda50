"""Exercise 3: multi-class classification and neural networks."""
