"""Kinds of labels, each with its prior and its loss."""

import math

import keras
import numpy as np
from keras import ops

from kerasgan.inputs.base import Input


class Condition(Input):
    """One kind of input that an image is conditioned on.

    `size` is the length of the vector that networks take. `num_outputs` is the number
    of outputs with which a network predicts the input from an image.
    """

    def vector(self, values):
        """Values as float32 vectors `(batch, size)`, as networks take them."""
        return ops.cast(values, "float32")

    def loss(self, outputs, values):
        """Mean of -log q(value), where a network's outputs determine q; float32."""
        raise NotImplementedError

    @property
    def entropy(self):
        """The entropy of the prior, in nats; for codes, the differential entropy."""
        return self.size * math.log(2)


class Named(Condition):
    """Classes or attributes, which are numbered and may have names.

    Args:
        names: Int, their number; or a list of their names, which are saved with the
            model.
    """

    def __init__(self, names):
        self.names = None if isinstance(names, int) else [str(name) for name in names]
        self.size = self.num_outputs = names if self.names is None else len(self.names)
        if self.size < 1:
            raise ValueError(f"There should be one or more, but received {names}.")

    def get_config(self):
        return {"names": self.names or self.size}

    def facts(self):
        return {**super().facts(), "names": self.names or self.size}


@keras.saving.register_keras_serializable("kerasgan")
class Classes(Named):
    """One of several classes, an int from 0 or a name.

    Args:
        names: Int, number of classes; or a list of their names.
    """

    dtype = "int32"

    def __repr__(self):
        return f"the classes {self.names or f'0..{self.size - 1}'}"

    def fits(self, labels):
        return super().fits(labels) and labels.dtype.is_integer

    def check(self, values, name):
        low, high = int(values.min()), int(values.max())
        if low < 0 or high >= self.size:
            wrong = low if low < 0 else high
            raise ValueError(
                f"The label {name!r} should be among {self}, counted from 0, but the "
                f"dataset has {wrong}. Count the labels from 0, or build the GAN for "
                "more classes."
            )

    def vector(self, values):
        # Not `one_hot`: in LiteRT's int8 kernel of it, its ones are of another scale
        # than its neighbours'.
        return ops.take(ops.eye(self.size), values, axis=0)

    def encode(self, values, num):
        flat = np.ravel(np.asarray(values, dtype=object)).tolist()
        numbers = np.array([self.number(value) for value in flat])
        return super().encode(numbers.reshape(np.shape(values)), num)

    def number(self, value):
        """The number of a class, from its number or its name.

        A string is a name; a string of digits is a number if no name consists of
        digits.
        """
        names = self.names or []
        if isinstance(value, str):
            if value in names:
                return names.index(value)
            if value.isdecimal() and not any(name.isdecimal() for name in names):
                value = int(value)
        if not isinstance(value, str) and int(value) == value:
            if 0 <= value < self.size:
                return int(value)
        raise ValueError(f"There is no class {value!r} among {self}.")

    @property
    def entropy(self):
        return math.log(self.size)

    def from_noise(self, noise):
        return ops.cast(ops.argmax(noise, axis=-1), self.dtype)

    def loss(self, outputs, values):
        likelihoods = ops.log_softmax(ops.cast(outputs, "float32"))
        chosen = likelihoods * self.vector(values)
        return -ops.mean(ops.sum(chosen, axis=-1))


@keras.saving.register_keras_serializable("kerasgan")
class Attributes(Named):
    """Several attributes: each is 1 if an image has it, and 0 if not.

    Args:
        names: Int, number of attributes; or a list of their names.
    """

    def __init__(self, names):
        super().__init__(names)
        self.shape = (self.size,)

    def __repr__(self):
        return f"rows of the {self.size} attributes {self.names or ''}".strip()

    def check(self, values, name):
        wrong = np.setdiff1d(values, (0, 1))
        if wrong.size:
            raise ValueError(
                f"The label {name!r} should have 1 for each attribute of an image and "
                f"0 for each other, but has {wrong[0]:g}. Of CelebA's list, -1 and 1, "
                "pass `(labels + 1) // 2`."
            )

    def encode(self, values, num):
        values = super().encode(values, num)
        self.check(values, "labels")
        return values

    def from_noise(self, noise):
        return ops.cast(noise > 0, "float32")

    def loss(self, outputs, values):
        # Of independent attributes the log-probabilities add up.
        signs = 1 - 2 * self.vector(values)
        surprises = ops.softplus(signs * ops.cast(outputs, "float32"))
        return ops.mean(ops.sum(surprises, axis=-1))
