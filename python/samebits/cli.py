"""The command line: samebits lesson | train | parity | trace | record | grade."""

import contextlib
import io
import os
import sys
from importlib import import_module
from typing import Any

import click

from samebits import __version__

# A command is the function of that name in its module in samebits.commands
COMMANDS = {
    "grade": "Grade submissions in Octave, in Python, or in both.",
    "lesson": "Why a network is started at random: the lecture, in numbers.",
    "parity": "Run every case in Python and in Octave, and compare the bits.",
    "record": "Run the cases in Octave, and keep the results.",
    "trace": "Run a function in Python and in Octave, and find the first difference.",
    "train": "Train the network of the exercise on handwritten digits with fmincg.",
}


class LazyGroup(click.Group):
    """The commands in COMMANDS. A module is imported when its command is named, and not for the list."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *COMMANDS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        if cmd_name == "grade":  # before NumPy is loaded: its threads would spin beside the submissions
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        found: click.Command = getattr(import_module(f"samebits.commands.{cmd_name}"), cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


class Commands(LazyGroup):
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
