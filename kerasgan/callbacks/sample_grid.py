"""Samples of the same seed, epoch by epoch."""

import sys
import uuid

import keras

from kerasgan import provenance
from kerasgan.callbacks.drawing import going_on
from kerasgan.callbacks.drawing import samples_of
from kerasgan.callbacks.grid_folder import GridFolder
from kerasgan.plots.images import beside
from kerasgan.replicas import is_chief


class SampleGrid(keras.callbacks.Callback):
    """Draws samples of the same seed before training and after each epoch.

    The folder gets one grid per epoch (`epoch-0000.png` before training,
    `epoch-0001.png` after the first epoch). When training ends, it gets
    `progress.png`, the first sample at each epoch, and `progress.gif`, the first 4 x 4
    samples. Both are made from the files, so after a resumed training they show the
    earlier epochs, too.

    Samples outside of [-1, 1] are clipped, and a grid that can't be written causes a
    warning; neither ends the training.

    Training again from epoch 0 overwrites the grids of an earlier run epoch by epoch,
    and its `progress.png`. Grids of later epochs stay, but no picture mixes two runs.
    Files that SampleGrid did not write are never overwritten.

    Reference: Fig. 5 of Roy & Quadir, Creating Human-like Faces using GAN.

    Args:
        folder: Path of the folder; it is created if missing.
        every: Int, epochs from one grid to the next; the last epoch always has one.
        num_images: Int, images in a grid.
        seed: Int, seed of the samples.
        inline: Bool, whether to display the newest grid in place of the previous one;
            `None` displays it in Jupyter only.
        target: Optional true translations of `source=`, shown beside the results.
        **options: Other arguments of the model's `sample`, such as `labels=`. For a
            model that translates: `source=`, and `to=` if it has two directions; the
            grid shows each source image beside its translation.

    Raises:
        ValueError: When training begins, if the folder has a file that SampleGrid did
            not write, under a name that would be overwritten.

    Example:

    ```python
    samples = kerasgan.callbacks.SampleGrid("runs/faces/samples")
    gan.fit(faces, epochs=50, callbacks=[samples])
    ```
    """

    def __init__(
        self,
        folder,
        every=1,
        num_images=64,
        seed=0,
        inline=None,
        target=None,
        **options,
    ):
        super().__init__()
        self.folder = GridFolder(folder)
        self.every = every
        self.source = options.get("source")
        self.num_images = num_images if self.source is None else len(self.source)
        self.seed = seed
        self.target = target
        self.options = options
        self.inline = inline

    def on_train_begin(self, logs=None):
        self.folder.check()
        self.run = None
        self.epoch = None
        self.drawn = None
        self.display = None

    def on_epoch_begin(self, epoch, logs=None):
        if self.run is not None:
            return
        # Only now is it known at which epoch a backup resumes.
        self.run = (
            self.folder.run_before(epoch) if epoch else None
        ) or uuid.uuid4().hex
        self.epoch = epoch
        if epoch == 0:
            self.draw()

    def on_epoch_end(self, epoch, logs=None):
        self.epoch = epoch + 1
        if self.epoch % self.every == 0:
            self.draw()

    def on_train_end(self, logs=None):
        if self.run is None:
            return
        if self.drawn != self.epoch:
            self.draw()
        self.write_progress()

    def draw(self):
        """Writes the grid of the current epoch, and displays it in Jupyter."""
        images = samples_of(self.model, self.num_images, self.seed, self.options)
        if self.source is not None:
            images = beside(
                *(i for i in (self.source, images, self.target) if i is not None)
            )
        self.drawn = self.epoch
        if is_chief(self.model):
            with going_on("SampleGrid"):
                path = self.folder.write(
                    self.epoch, images, self.run, provenance.source_of(self.model)
                )
                if in_jupyter() if self.inline is None else self.inline:
                    self.show(path)

    def write_progress(self):
        """Writes the strip and the GIF; call it after interrupting `fit` by hand."""
        if is_chief(self.model):
            with going_on("SampleGrid"):
                self.folder.write_progress(self.run, self.epoch)

    def show(self, path):
        """Displays a picture in place of the previous one."""
        from IPython.display import Image
        from IPython.display import display

        image = Image(data=path.read_bytes())
        if self.display is None:
            self.display = display(image, display_id=True)
        else:
            self.display.update(image)


def in_jupyter():
    """Whether the code runs in a Jupyter kernel, without an import of IPython."""
    ipython = sys.modules.get("IPython")
    return getattr(ipython and ipython.get_ipython(), "kernel", None) is not None
