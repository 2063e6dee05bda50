"""Where two runs of a function part, and the mistake that explains it."""
