"""The base of all errors of this package."""


class SamebitsError(Exception):
    """Something cannot be done as asked; the message says what was given and what was expected."""
