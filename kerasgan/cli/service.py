"""The processes of a `tf.data` service."""

from typing import Annotated

import typer

from kerasgan.cli.app import App
from kerasgan.cli.app import app

data_service = App(
    help="Decodes images on other machines for `kerasgan.data.image_stream`.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
app.add_typer(data_service, name="data-service")


@data_service.command(epilog="Example: `kerasgan data-service dispatcher --port 5000`")
def dispatcher(
    port: Annotated[int, typer.Option(help="Port to listen on; 0 for any.")] = 5000,
    work_dir: Annotated[
        str | None, typer.Option(help="Folder to resume from after a crash.")
    ] = None,
):
    """Distributes batches to workers; there is one dispatcher for all workers."""
    from kerasgan.data.stream import service

    service.serve_dispatcher(port, work_dir)


@data_service.command(
    epilog="Example: `kerasgan data-service worker --dispatcher host:5000`"
)
def worker(
    dispatcher: Annotated[str, typer.Option(help="Address of the dispatcher.")],
    port: Annotated[int, typer.Option(help="Port to listen on; 0 for any.")] = 0,
    host: Annotated[
        str | None,
        typer.Option(help="Host name at which the worker is reached."),
    ] = None,
):
    """Reads, decodes and batches images, under the same paths as the training."""
    from kerasgan.data.stream import service

    service.serve_worker(dispatcher, port, host)
