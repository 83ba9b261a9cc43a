"""The base of every kind of input."""

import keras
import numpy as np
from keras import ops

from kerasgan.inputs.seeds import from_seeds


class Input:
    """One kind of input of networks: how it is drawn, checked, read and written.

    `shape` and `dtype` are those of a value as networks take it, `size` is the length
    of its vector. A subclass with a prior defines `from_noise`.
    """

    shape = ()
    dtype = "float32"
    is_seeded = False  # whether servers and devices draw it from a seed
    has_prior = True

    def input(self, name):
        """A `keras.Input` of such values."""
        return keras.Input(self.shape, dtype=self.dtype, name=name)

    def sized(self, size):
        """The same, of images of a height and a width where it has none of its own."""
        return self

    # Drawn.

    def draw(self, seeds):
        """Values of the prior, each a function of its own seed alone.

        Args:
            seeds: Integers `(n,)`, or pairs of integers `(n, 2)`.
        """
        return self.from_noise(from_seeds(seeds, self.size))

    def from_noise(self, noise):
        """Values of the prior, from standard normal noise `(batch, size)`."""
        raise NotImplementedError

    # Checked, as a dataset has it.

    @property
    def batch(self):
        """The shape of a batch of such values, in words."""
        return f"of shape (batch{''.join(f', {n}' for n in self.shape)})"

    def fits(self, values):
        """Whether a batch of values, or its spec, has the shape and type."""
        return values.shape[1:] == self.shape

    def check(self, values, name):
        """Refuses a batch of values that has one out of range.

        Args:
            values: Array, as the dataset has it.
            name: String, what the values are called in messages.

        Raises:
            ValueError: There is one.
        """

    # Read, as a user writes it.

    def encode(self, values, num):
        """A user's values as an array `(num, *shape)`; one value stands for all.

        Raises:
            ValueError: The values have another shape or range.
        """
        values = np.asarray(values)
        if values.shape not in (self.shape, (num, *self.shape)):
            raise ValueError(
                f"For {num} images there should be one of {self}, or {num}, but "
                f"received an array of shape {values.shape}."
            )
        return np.broadcast_to(values, (num, *self.shape)).astype(self.dtype)

    # Written: as an exported model is given it, which may be in another form.

    def served_input(self):
        """Shape and dtype of a value as a served model takes it."""
        return self.shape, self.dtype

    def served_examples(self, seeds):
        """Values for a proof, as a served model takes them, one for each seed."""
        return np.asarray(self.draw(seeds))

    def from_served(self, values):
        """Values as networks take them, of those that a served model is given."""
        return ops.convert_to_tensor(values)

    def facts(self):
        """Its facts for a report, as JSON can write them."""
        return {
            "kind": type(self).__name__,
            "shape": list(self.shape),
            "dtype": str(self.dtype),
        }

    @classmethod
    def from_config(cls, config):
        return cls(**config)
