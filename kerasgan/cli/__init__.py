"""The command `kerasgan`."""

from kerasgan.cli import age  # noqa: F401
from kerasgan.cli import data  # noqa: F401
from kerasgan.cli import demo  # noqa: F401
from kerasgan.cli import evaluate  # noqa: F401
from kerasgan.cli import service  # noqa: F401
from kerasgan.cli import train  # noqa: F401
from kerasgan.cli import translate  # noqa: F401
from kerasgan.cli import upscale  # noqa: F401
from kerasgan.cli import use  # noqa: F401
from kerasgan.cli.app import app
from kerasgan.cli.app import main

__all__ = ["app", "main"]
