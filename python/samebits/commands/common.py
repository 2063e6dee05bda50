"""What the commands share."""

import click


class CannotRun(click.ClickException):
    """The command could not do its work."""

    exit_code = 2
