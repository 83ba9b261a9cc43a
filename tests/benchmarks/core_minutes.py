"""A budget in processor time, which other work on the machine doesn't shorten."""

import json
import time

import keras


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

    def on_train_batch_end(self, batch, logs=None):
        if self.used >= self.minutes:
            self.model.stop_training = True

    def on_epoch_end(self, epoch, logs=None):
        if self.used > self.saved_at + 2 or self.model.stop_training:
            self.model.save(self.path)
            self.saved_at = self.used
            self.note.write_text(json.dumps(self.used))
