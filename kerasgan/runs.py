"""A training run in a folder; the same command resumes it."""

import json
import pathlib

import keras
import tensorflow as tf

from kerasgan import callbacks
from kerasgan import files
from kerasgan import interrupts

MODEL, OPTIONS, DATA = "model.keras", "options.json", "data.json"

GRIDS = {"samples": {}}


class Run:
    """A folder with the files of a training: options, model, samples and losses.

    `options.json` has the options with which the run started, and `data.json` has facts
    of its dataset. `model.keras` is the model after the last epoch. `samples/` has the
    grids, the progress strip and the GIF. `losses.png` and `losses.csv` have the loss
    curves.

    Args:
        folder: Path of the folder, which is created.
        options: Dict of options that must stay the same when the run is resumed, in
            types that JSON can store.
        strategy: Optional `tf.distribute.Strategy`. If there are several workers, all
            must see the folder, and only the first worker writes to it.

    Raises:
        ValueError: The folder has a run with other options.
    """

    def __init__(self, folder, options, strategy=None):
        self.folder = pathlib.Path(folder).expanduser()
        self.strategy = strategy or tf.distribute.get_strategy()
        self.writes = self.strategy.extended.should_checkpoint
        self.model_path = self.folder / MODEL
        path = self.folder / OPTIONS
        if path.exists():
            old = json.loads(path.read_text())
            if changed := changes(old, options):
                raise ValueError(
                    f"{self.folder} has a run with other options: {changed}. Give the "
                    "same options to go on with it, or another folder to start a new "
                    "one."
                )
        else:
            check_empty(self.folder)
        self.options = options

    def train(
        self,
        build,
        dataset,
        epochs,
        minutes=None,
        grids=GRIDS,
        least_steps=0,
        falls=False,
    ):
        """Trains until `epochs` in total; resumes from the model of the folder, if any.

        Ctrl-C also ends training; the model is saved in its state at this step.

        Args:
            build: Function without arguments that returns the compiled model.
            dataset: `tf.data.Dataset` of known length.
            epochs: Int, total number of epochs, including epochs of earlier calls.
            minutes: Optional float, time limit of this call in minutes.
            grids: Dict from the name of a folder in the run to the other arguments of
                its `SampleGrid` (default: one, `samples`).
            least_steps: Int, total number of steps before which the time limit doesn't
                end training.
            falls: Bool. Whether learning rates fall to zero in the second half of the
                minutes; `minutes` is then the time limit of the whole run.

        Returns:
            The model, and whether Ctrl-C ended its training.

        Raises:
            ValueError: The run was trained on other data, so the length of epochs and
                the order of images would change.
        """
        with self.strategy.scope():
            gan = self.load() if self.model_path.exists() else build()
        self.keep_data(dataset)  # of a model that could be built
        first = int(gan.step.numpy()) // (len(dataset) // gan.critic_steps)
        if first >= epochs:
            print(f"{self.folder} has {first} epochs already, of {epochs} wanted.")
        elif first:
            print(f"Going on from epoch {first + 1} of {epochs} in {self.folder}.")
        if falls and gan.schedule_ms.numpy() >= 60_000 * minutes:
            print(
                f"The {minutes:g} minutes of {self.folder} are over. Give more in all "
                "to train on."
            )
            return gan, False
        try:
            with interrupts.Interrupts() as interrupted:
                gan.fit(
                    dataset,
                    epochs=epochs,
                    initial_epoch=first,
                    callbacks=[
                        *self.callbacks(minutes, grids, least_steps, falls),
                        interrupted,
                    ],
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

    def keep_data(self, dataset):
        """Writes the options and the facts of the data, or rejects other data."""
        path, data = self.folder / DATA, facts_of(dataset)
        old = json.loads(path.read_text()) if path.exists() else data
        if changed := changes(old, data):
            raise ValueError(
                f"{self.folder} has a run on other data: {changed}. Its epochs and the "
                "order of its images go by those. Bring the images back to go on with "
                "it, or give another folder to start a new one."
            )
        if self.writes:
            write_json(self.folder / OPTIONS, self.options)
            write_json(path, data)

    def load(self):
        """The last model that the run saved."""
        return load_gan(self.model_path)

    def callbacks(self, minutes, grids, least_steps, falls):
        """The callbacks of every run."""
        budget = []
        if falls:
            budget = [callbacks.LinearDecay(minutes / 2, minutes=minutes)]
        elif minutes:
            budget = [callbacks.TimeBudget(minutes, least_steps)]
        return [
            callbacks.RollBackOnNaN(),
            callbacks.StopOnNaN(),
            *budget,
            *(
                callbacks.SampleGrid(self.folder / name, **options)
                for name, options in grids.items()
            ),
            callbacks.LossCurves(self.folder / "losses.png"),
            # Last: a run that is killed before it trains the epoch anew, with its row
            # and grid; written after the model, they would be missing.
            callbacks.SaveModel(self.model_path),
        ]


def facts_of(dataset):
    """Facts of a dataset that must stay the same, in types that JSON can store."""
    report = getattr(dataset, "report", None)
    return {
        "batches": len(dataset),
        "images": report.num_images if report else None,
        "fingerprint of the files": report.fingerprint if report else None,
        "class_names": getattr(dataset, "class_names", None),
    }


def changes(old, new):
    """The values that differ between two dicts, as text; empty if none differ."""
    return ", ".join(
        f"{name} {old.get(name)!r} -> {new.get(name)!r}"
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    )


def write_json(path, values):
    """Writes a dict as JSON that people can read, too."""
    files.write_whole(path, (json.dumps(values, indent=2) + "\n").encode())


def load_gan(path):
    """The GAN of a `.keras` file, or of a run's folder.

    Raises:
        FileNotFoundError: The file doesn't exist.
        ValueError: The file can't be read, or has a Keras model that is no GAN.
    """
    path = pathlib.Path(path).expanduser()
    if path.is_dir():
        path = path / MODEL
    if not path.is_file():
        raise FileNotFoundError(
            f"There is no file {path}. A run of `kerasgan train` keeps its model as "
            f"RUN/{MODEL}."
        )
    try:
        gan = keras.models.load_model(path)
    except Exception as error:  # Keras raises any type, and many lines
        reason = str(error).strip().splitlines()[0]
        raise ValueError(f"{path} can't be loaded as a GAN: {reason}") from error
    if not hasattr(gan, "sample"):
        raise ValueError(
            f"{path} has a {type(gan).__name__} of Keras, which draws no samples. Pass "
            "the file of a GAN, not of its generator alone."
        )
    return gan


def check_empty(folder):
    """Rejects a folder with files that don't belong to a run."""
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder} is a file. Give a folder for the run.")
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(
            f"{folder} is not empty and has no {OPTIONS}, so it is no run. Give "
            "another folder."
        )
