"""The application that the commands belong to."""

import sys
from typing import Annotated

import typer

from kerasgan.cli import quiet


class App(typer.Typer):
    """A group of commands that start TensorFlow quietly."""

    def command(self, name=None, **options):
        return super().command(name, cls=quiet.Command, **options)


app = App(
    help="Generative adversarial networks for faces, from a folder to a device.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)

SEED = Annotated[int, typer.Option(help="Seed of all random draws.")]


def main():
    """Runs the command; what the user can mend is one line, not a traceback.

    That is a wrong argument, a file, a folder or a disk, and an extra to install.
    """
    try:
        app()
    except (ValueError, OSError, ImportError) as error:
        sys.exit(f"kerasgan: {error}")
