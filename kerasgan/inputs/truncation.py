"""Truncation: the input that trades variety for quality."""

import keras
import numpy as np
from keras import ops

from kerasgan.inputs.base import Input


@keras.saving.register_keras_serializable("kerasgan")
class Truncation(Input):
    """The fraction of their distance to the mean that styles keep; 1 by default."""

    size = 1
    shape = (1,)

    def __repr__(self):
        return "fractions, truncations"

    def get_config(self):
        return {}

    def from_noise(self, noise):
        return ops.ones_like(noise)

    def encode(self, values, num):
        values = np.asarray(values, "float32")
        if values.ndim < 2:
            values = values.reshape(-1, 1) if values.ndim else values.reshape(1)
        return super().encode(values, num)

    def served_examples(self, seeds):
        return np.linspace(0.5, 1, len(seeds), dtype="float32")[:, None]
