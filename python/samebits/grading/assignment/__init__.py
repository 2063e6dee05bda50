"""Assignments: their parts, points, inputs and calls."""
