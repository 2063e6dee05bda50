"""Checking the gradient of any cost function."""
