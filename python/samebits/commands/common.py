"""What the commands share."""

import click

from samebits.grading.text import plain


class CannotRun(click.ClickException):
    """The command could not do its work."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(plain(message))  # it may name a student's file, which may hold a terminal's commands
