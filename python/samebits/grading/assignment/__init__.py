"""What is asked: an assignment's parts, points, inputs and calls."""
