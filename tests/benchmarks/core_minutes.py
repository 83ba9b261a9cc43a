"""Trainings with a budget in processor time: other work doesn't take from it."""

import json
import time

import keras

from kerasgan.callbacks import CosineDecay
from kerasgan.callbacks import LinearDecay


def train(path, build, dataset, minutes, decay=None, callbacks=()):
    """A model, trained for so much processor time; a training that stopped goes on.

    Args:
        path: Path of the model's file.
        build: Function that makes the compiled model, if there is no file.
        dataset: Of batches, an epoch long.
        minutes: Float.
        decay: Optional of `linear` and `cosine`, by which rates fall within the budget.
        callbacks: Others.

    Returns:
        The model, the minutes that were used, and the history of this call: lists by
        name, none if nothing was left to do.
    """
    gan = keras.models.load_model(path) if path.exists() else build()
    budget, history = CoreMinutes(minutes, path), {}
    if budget.used < minutes:
        callbacks = [budget, *budget.schedule(decay), *callbacks]
        options = {"epochs": 100_000, "verbose": 0, "callbacks": callbacks}
        history = gan.fit(dataset, **options).history
    return gan, budget.used, history


class CoreMinutes(keras.callbacks.Callback):
    """Stops when all trainings of a model have used their time of processors.

    Args:
        minutes: Float.
        path: Path of the model's file, which is written now and then; the time is kept
            beside it.
    """

    def __init__(self, minutes, path):
        super().__init__()
        self.minutes = minutes
        self.path = path
        self.note = path.with_suffix(".json")
        self.before = json.loads(self.note.read_text()) if self.note.exists() else 0.0
        self.start = time.process_time()
        self.saved_at = self.before

    @property
    def used(self):
        return self.before + (time.process_time() - self.start) / 60

    def schedule(self, kind):
        """The callback by which rates fall within the budget, in a list."""
        if kind is None:
            return []
        decay = (
            LinearDecay(self.minutes / 2, minutes=self.minutes)
            if kind == "linear"
            else CosineDecay(minutes=self.minutes)
        )
        decay.begin_minutes = lambda: None
        decay.spent = lambda: self.used
        return [decay]

    def on_train_batch_end(self, batch, logs=None):
        if self.used >= self.minutes:
            self.model.stop_training = True

    def on_epoch_end(self, epoch, logs=None):
        if self.used > self.saved_at + 2 or self.model.stop_training:
            self.model.save(self.path)
            self.saved_at = self.used
            self.note.write_text(json.dumps(self.used))
