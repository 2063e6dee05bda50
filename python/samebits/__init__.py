"""samebits: the neural-network exercise of the Machine Learning course, with Octave's bits."""

__version__ = "0.1.0"
