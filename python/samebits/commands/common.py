"""What the commands share."""

import click

from samebits.grading.text import plain


class CannotRun(click.ClickException):
    """The command could not do its work."""

    exit_code = 2

    def format_message(self) -> str:
        """The message without commands of the terminal, which a file's name may hold."""
        return plain(self.message)
