"""The training in TensorBoard."""

import pathlib

import keras
import numpy as np
import tensorflow as tf

from kerasgan.callbacks.drawing import samples_of
from kerasgan.plots.images import image_grid
from kerasgan.plots.images import tile_scale
from kerasgan.replicas import is_chief


class TensorBoard(keras.callbacks.Callback):
    """Writes the logs of each epoch, and samples of the same seed, for TensorBoard.

    Every log that is a number becomes a scalar under its own name, and the samples
    become an image `samples`. The step in TensorBoard is the number of completed
    epochs, so step 0 has the samples before training. A resumed training continues in
    the same folder. Put callbacks whose logs should be written before this one.

    It needs `pip install "kerasgan[tensorboard]"`, because TensorFlow no longer
    includes TensorBoard. To see the logs, run `tensorboard --logdir runs/faces/logs`.

    Args:
        folder: Path of the folder; it is created if missing.
        every: Int, epochs from one image to the next; scalars are written each epoch.
        num_images: Int, samples in an image.
        seed: Int, seed of the samples.
        **options: Other arguments of the model's `sample`, such as `labels=`.

    Raises:
        ImportError: If TensorBoard is not installed.

    Example:

    ```python
    board = kerasgan.callbacks.TensorBoard("runs/faces/logs")
    gan.fit(faces, epochs=50, callbacks=[board])
    ```
    """

    def __init__(self, folder, every=1, num_images=16, seed=0, **options):
        super().__init__()
        check_installed()
        self.folder = pathlib.Path(folder).expanduser()
        self.every = every
        self.num_images = num_images
        self.seed = seed
        self.options = options

    def on_train_begin(self, logs=None):
        self.writer = None

    def on_epoch_begin(self, epoch, logs=None):
        if self.writer is not None:
            return
        self.writer = tf.summary.create_noop_writer()
        if is_chief(self.model):
            self.writer = tf.summary.create_file_writer(str(self.folder))
        if epoch == 0:  # only now is it known at which epoch a backup resumes
            self.draw(0)

    def on_epoch_end(self, epoch, logs=None):
        with self.writer.as_default(step=epoch + 1):
            for name, value in (logs or {}).items():
                if np.asarray(value).dtype.kind in "biuf" and np.ndim(value) == 0:
                    tf.summary.scalar(name, float(value))
        if (epoch + 1) % self.every == 0:
            self.draw(epoch + 1)

    def on_train_end(self, logs=None):
        if self.writer is not None:
            self.writer.close()

    def draw(self, epoch):
        """Writes a grid of samples."""
        images = samples_of(self.model, self.num_images, self.seed, self.options)
        grid = image_grid(images, scale=tile_scale(images, 64))
        with self.writer.as_default(step=epoch):
            tf.summary.image("samples", grid[None])


def check_installed():
    """Raises an error if TensorBoard is not installed."""
    try:
        import tensorboard  # noqa: F401
    except ImportError as error:
        raise ImportError(
            "TensorBoard is not installed, and TensorFlow no longer brings it: "
            '`pip install "kerasgan[tensorboard]"`.'
        ) from error
