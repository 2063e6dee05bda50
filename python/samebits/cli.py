"""The command line: samebits lesson | train | parity | trace | record | grade."""

import contextlib
import io
import os
import sys
from typing import Any

import click

from samebits import __version__
from samebits.commands.grade import grade
from samebits.commands.lesson import lesson
from samebits.commands.parity import parity
from samebits.commands.record import record
from samebits.commands.trace import trace
from samebits.commands.train import train


class Commands(click.Group):
    """What all commands have in common: how they print, and how Ctrl-C ends them.

    A character that the output cannot encode is replaced. NO_COLOR is respected. Ctrl-C gives
    the exit status that shells give it, which no command uses itself.
    """

    def invoke(self, context: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                with contextlib.suppress(OSError):  # the command itself will run into it
                    stream.reconfigure(errors="backslashreplace")
        if os.environ.get("NO_COLOR"):
            context.color = False
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            click.echo("Interrupted", err=True)
            raise SystemExit(130) from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="samebits")
def main() -> None:
    """The neural-network exercise of the Machine Learning course, with Octave's bits."""


for command in (lesson, train, parity, trace, record, grade):
    main.add_command(command)
