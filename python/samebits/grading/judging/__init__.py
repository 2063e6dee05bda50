"""Compare a submission's values with the right ones."""
