"""How Octave computes: its random streams, its arithmetic, its layout. Knows nothing of the course."""
