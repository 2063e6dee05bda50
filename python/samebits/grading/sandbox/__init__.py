"""Running somebody else's program: confined, on exact inputs, for values alone."""
