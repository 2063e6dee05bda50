"""A live Octave: statements with exact inputs in, exact values out."""
