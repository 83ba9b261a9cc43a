"""The whole model on disk after every epoch."""

import keras

from kerasgan.callbacks.stop_on_nan import is_finite
from kerasgan.replicas import is_chief


class SaveModel(keras.callbacks.Callback):
    """Saves the model after each epoch, unless a loss is NaN or infinite.

    So training can always resume from the file. Keras' own `ModelCheckpoint` would
    replace the last good model by a diverged one.

    Args:
        path: Path of the `.keras` file.

    Example:

    ```python
    gan.fit(faces, epochs=50, callbacks=[kerasgan.callbacks.SaveModel("gan.keras")])
    ```
    """

    def __init__(self, path):
        super().__init__()
        self.path = path

    def on_epoch_end(self, epoch, logs=None):
        if is_chief(self.model) and all(map(is_finite, (logs or {}).values())):
            self.model.save(self.path)
