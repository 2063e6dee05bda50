"""What the commands share."""

from pathlib import Path

import click

from samebits.grading.reports.escape import plain
from samebits.resources import try_folder, try_place


class CannotRun(click.ClickException):
    """The command could not do its work."""

    exit_code = 2

    def format_message(self) -> str:
        """The message without terminal escape sequences, which the name of a file may hold."""
        return plain(self.message)


def require_place(path: Path) -> None:
    """Make sure, before the work begins, that a file can be written there."""
    try:
        try_place(path)
    except OSError as error:
        raise CannotRun(f"{path}: nothing can be written there ({error.strerror})") from error


def require_folder(path: Path) -> None:
    """Make the folder, and make sure, before the work begins, that files can be written into it."""
    try:
        try_folder(path)
    except OSError as error:
        raise CannotRun(f"{path}: nothing can be written there ({error.strerror})") from error
