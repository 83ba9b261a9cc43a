"""Continuous codes as a condition."""

import math

import keras
import numpy as np
from keras import ops

from kerasgan.inputs.labels import Condition


@keras.saving.register_keras_serializable("kerasgan")
class Codes(Condition):
    """Continuous codes, each uniform in [-1, 1].

    A network predicts each code as a normal distribution: its mean and the logarithm of
    its standard deviation.

    Args:
        size: Int, number of codes.
    """

    def __init__(self, size):
        self.size = size
        self.num_outputs = 2 * size
        self.shape = (size,)

    def __repr__(self):
        return f"rows of {self.size} codes in [-1, 1]"

    def get_config(self):
        return {"size": self.size}

    def check(self, values, name):
        if not np.all(np.abs(values) <= 1):
            raise ValueError(
                f"The label {name!r} should have codes in [-1, 1], but has "
                f"{values.min():g} to {values.max():g}. Scale them: the prior is there."
            )

    def encode(self, values, num):
        values = super().encode(values, num)
        self.check(values, "labels")
        return values

    def from_noise(self, noise):
        return ops.erf(noise / 2**0.5)  # twice the normal distribution function, less 1

    def loss(self, outputs, values):
        mean, log_deviation = ops.split(ops.cast(outputs, "float32"), 2, axis=-1)
        # A deviation of a hundredth at least: a code that is recognized exactly
        # would make the loss fall without end.
        log_deviation = ops.maximum(log_deviation, math.log(0.01))
        z = (values - mean) * ops.exp(-log_deviation)
        surprises = 0.5 * ops.square(z) + log_deviation + 0.5 * math.log(2 * math.pi)
        return ops.mean(ops.sum(surprises, axis=-1))
