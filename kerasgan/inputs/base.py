"""The base of every kind of input."""

import keras
import numpy as np
from keras import ops

from kerasgan.inputs.seeds import from_seeds


class Input:
    """One kind of input of networks: how it is drawn, checked, read and written.

    `shape` and `dtype` are those of one value in the form that networks take; `size` is
    the length of its vector. A subclass with a prior defines `from_noise`.
    """

    shape = ()
    dtype = "float32"
    is_seeded = False  # whether servers and devices draw it from a seed
    has_prior = True

    def input(self, name):
        """A `keras.Input` for values of this kind."""
        return keras.Input(self.shape, dtype=self.dtype, name=name)

    def sized(self, size):
        """The same input; `size` replaces an unknown height and width of images."""
        return self

    # Drawn.

    def draw(self, seeds):
        """Draws values from the prior; each value depends only on its own seed.

        Args:
            seeds: Integers `(n,)`, or pairs of integers `(n, 2)`.
        """
        return self.from_noise(from_seeds(seeds, self.size))

    def from_noise(self, noise):
        """Values from the prior, made from standard normal noise `(batch, size)`."""
        raise NotImplementedError

    # Checked, as a dataset has it.

    @property
    def batch(self):
        """The shape of a batch of values, as text."""
        return f"of shape (batch{''.join(f', {n}' for n in self.shape)})"

    def fits(self, values):
        """Whether a batch of values, or its spec, has the shape and type."""
        return values.shape[1:] == self.shape

    def check(self, values, name):
        """Rejects a batch with a value out of range.

        Args:
            values: Array, as it is in the dataset.
            name: String, the name of the values in messages.

        Raises:
            ValueError: A value is out of range.
        """

    # Read, as a user writes it.

    def encode(self, values, num):
        """A user's values as an array `(num, *shape)`; a single value is repeated.

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
        """Shape and dtype of a value in the form that a served model takes."""
        return self.shape, self.dtype

    def served_examples(self, seeds):
        """Values to test a served model, in the form that it takes, one per seed."""
        return np.asarray(self.draw(seeds))

    def from_served(self, values):
        """A served model's values, converted to the form that networks take."""
        return ops.convert_to_tensor(values)

    def facts(self):
        """The facts of this input for a report, in types that JSON can store."""
        return {
            "kind": type(self).__name__,
            "shape": list(self.shape),
            "dtype": str(self.dtype),
        }

    @classmethod
    def from_config(cls, config):
        return cls(**config)
