"""The losses so far, as a picture and a table."""

import csv
import io
import pathlib

import keras

from kerasgan import files
from kerasgan import plots
from kerasgan.callbacks.drawing import going_on
from kerasgan.replicas import is_chief


class LossCurves(keras.callbacks.Callback):
    """Draws the losses of all epochs so far, and keeps them in a table.

    The table lies beside the picture (`losses.png`, `losses.csv`), has the form of
    Keras' `CSVLogger` (its `epoch` counts from 0) and is read again when training
    resumes, so that the curves begin at the first epoch. An epoch that is trained
    again replaces its row and all later rows, so training from epoch 0 begins a new
    table. Put callbacks whose logs should be kept before this one.

    Reference: Figs. 4 and 6 of Roy & Quadir, Creating Human-like Faces using GAN.

    Args:
        path: Path of the picture, `.png`.
        every: Int, epochs from one picture to the next; the table has all epochs.
        names: List of the logs to draw; as in `kerasgan.plots.loss_curves` if `None`.

    Raises:
        ValueError: If the path doesn't end in `.png`; or when training begins, if the
            table's file exists and is not a table of losses.

    Example:

    ```python
    curves = kerasgan.callbacks.LossCurves("runs/faces/losses.png")
    gan.fit(faces, epochs=50, callbacks=[curves])
    ```
    """

    def __init__(self, path, every=1, names=None):
        super().__init__()
        self.path = pathlib.Path(path).expanduser()
        self.every = every
        self.names = names
        if self.path.suffix.lower() != ".png":
            raise ValueError(
                f"LossCurves writes a PNG file, but received the path {path}. Pass "
                f"`{self.path.with_suffix('.png')}`."
            )

    @property
    def table(self):
        """Path of the table."""
        return self.path.with_suffix(".csv")

    def on_train_begin(self, logs=None):
        self.drawn = True
        self.rows = read_rows(self.table) if self.table.exists() else []

    def on_epoch_end(self, epoch, logs=None):
        self.rows = [row for row in self.rows if int(row["epoch"]) < epoch]
        self.rows.append({"epoch": epoch, **(logs or {})})
        if is_chief(self.model):
            with going_on("LossCurves"):
                write_rows(self.table, self.rows)
        self.drawn = False
        if (epoch + 1) % self.every == 0:
            self.draw()

    def on_train_end(self, logs=None):
        if not self.drawn:
            self.draw()

    def draw(self):
        """Writes the picture."""
        from kerasgan.plots.figure import png_of

        if is_chief(self.model):
            picture = png_of(plots.loss_curves(self.rows, self.names))
            with going_on("LossCurves"):
                files.write_whole(self.path, picture)
        self.drawn = True


def read_rows(path):
    """The rows of a table, as dicts."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    if rows and "epoch" not in rows[0]:
        raise ValueError(
            f"{path} should be a table of losses with a column `epoch`, but has "
            f"{list(rows[0])}. Move it, or pass LossCurves another path."
        )
    return [{name: row[name] or "nan" for name in row} for row in rows]


def write_rows(path, rows):
    """Writes rows, with a column for each name in any of them."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, names, restval="nan")
    writer.writeheader()
    writer.writerows(rows)
    files.write_whole(path, table.getvalue().encode())
