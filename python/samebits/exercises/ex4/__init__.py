"""Exercise 4: neural network learning."""
