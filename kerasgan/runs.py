"""A training run in a folder, which the same command goes on with."""

import json
import pathlib

import keras
import tensorflow as tf

from kerasgan import callbacks
from kerasgan import files
from kerasgan import interrupts

MODEL, OPTIONS = "model.keras", "options.json"


class Run:
    """A folder that keeps a training: options, model, samples and losses.

    `options.json` says how the run was started; `model.keras` is the model after the
    last epoch; `samples/` has the grids, the progress strip and the GIF;
    `losses.png` and `losses.csv` the curves.

    Args:
        folder: Path of the folder; it is made.
        options: Dict of what may not change while the run goes on, as JSON can
            write it.
        strategy: Optional `tf.distribute.Strategy`. Of several workers, which all
            must see the folder, the first alone writes.

    Raises:
        ValueError: The folder has a run with other options.
    """

    def __init__(self, folder, options, strategy=None):
        self.folder = pathlib.Path(folder)
        self.strategy = strategy or tf.distribute.get_strategy()
        self.writes = self.strategy.extended.should_checkpoint
        self.model_path = self.folder / MODEL
        path = self.folder / OPTIONS
        if path.exists():
            check_same(json.loads(path.read_text()), options, self.folder)
        elif self.writes:
            check_empty(self.folder)
            files.write_whole(path, (json.dumps(options, indent=2) + "\n").encode())

    def train(self, build, dataset, epochs, minutes=None):
        """Trains to `epochs` in all, from the model of the folder if there is one.

        Ctrl-C ends training, too; the model is saved as it is then.

        Args:
            build: Function without arguments that gives the compiled model.
            dataset: `tf.data.Dataset` of known length.
            epochs: Int, epochs in all, those of earlier calls included.
            minutes: Optional float, the budget of this call.

        Returns:
            The model, and whether Ctrl-C ended its training.
        """
        with self.strategy.scope():
            gan = self.load() if self.model_path.exists() else build()
        first = int(gan.step.numpy()) // (len(dataset) // gan.minibatches)
        if first >= epochs:
            print(f"{self.folder} has {first} epochs already, of {epochs} wanted.")
        elif first:
            print(f"Going on from epoch {first + 1} of {epochs} in {self.folder}.")
        try:
            with interrupts.Interrupts() as interrupted:
                gan.fit(
                    dataset,
                    epochs=epochs,
                    initial_epoch=first,
                    callbacks=[*self.callbacks(minutes), interrupted],
                )
        except KeyboardInterrupt:
            if self.writes:
                gan.save(self.model_path)
            print(
                f"\nInterrupted after {int(gan.step.numpy())} steps, saved to "
                f"{self.model_path}. The same command goes on from there."
            )
            return gan, True
        return gan, False

    def load(self):
        """The model as the run last saved it."""
        return keras.models.load_model(self.model_path)

    def callbacks(self, minutes):
        """What every run does besides training."""
        budget = [callbacks.TimeBudget(minutes)] if minutes else []
        return [
            callbacks.RollBackOnNaN(),
            callbacks.StopOnNaN(),
            *budget,
            callbacks.SampleGrid(self.folder / "samples"),
            callbacks.LossCurves(self.folder / "losses.png"),
            # Last: who is killed before it trains the epoch anew, and its row and
            # grid with it; after the model, they would be missing.
            callbacks.SaveModel(self.model_path),
        ]


def check_same(old, new, folder):
    """Refuses to go on with a run under other options."""
    changed = [
        f"{name} {old.get(name)!r} -> {new.get(name)!r}"
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]
    if changed:
        raise ValueError(
            f"{folder} has a run with other options: {', '.join(changed)}. Give the "
            "same options to go on with it, or another folder to start a new one."
        )


def check_empty(folder):
    """Refuses to start a run among files that no run has made."""
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(
            f"{folder} is not empty and has no {OPTIONS}, so it is no run. Give "
            "another folder."
        )
