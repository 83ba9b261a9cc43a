"""Captions as a condition."""

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from kerasgan.inputs.labels import Condition


@keras.saving.register_keras_serializable("kerasgan")
class Captions(Condition):
    """A caption; networks take the vector that an encoder computes from it.

    Args:
        encoder: `keras.Model` from strings `(batch,)` to vectors `(batch, size)`. It
            is frozen: training doesn't change it.
        examples: List of strings. A sample without a caption gets one of them at
            random.
    """

    def __init__(self, encoder, examples):
        self.encoder, self.examples = encoder, [text(example) for example in examples]
        strings, vectors = encoder.input_shape, encoder.output_shape
        if strings != (None,) or len(vectors) != 2 or vectors[-1] is None:
            raise ValueError(
                "An encoder takes strings of shape (None,) and gives vectors of shape "
                f"(None, size), but this one takes {strings} and gives {vectors}. Its "
                'input is `keras.Input((), dtype="string")`.'
            )
        if not self.examples:
            raise ValueError("There should be one example of a caption or more.")
        encoder.trainable = False
        self.size = vectors[-1]
        self.shape = (self.size,)

    def __repr__(self):
        return f"captions (or their vectors of {self.size} numbers)"

    def get_config(self):
        encoder = keras.saving.serialize_keras_object(self.encoder)
        return {"encoder": encoder, "examples": self.examples}

    @classmethod
    def from_config(cls, config):
        encoder = keras.saving.deserialize_keras_object(config["encoder"])
        return cls(encoder, config["examples"])

    @property
    def batch(self):
        return "strings of shape (batch,), which `kerasgan.data.texts` keeps as such"

    def fits(self, labels):
        rank = len(labels.shape)
        if labels.dtype == tf.string:
            return rank in (1, 2)
        return rank in (2, 3) and labels.shape[-1] == self.size

    def vectors(self, texts):
        """The vectors of strings, a float32 array `(..., size)`.

        Args:
            texts: String, or array of strings or of bytes, of any shape.
        """
        texts = np.asarray(texts)
        vectors = self.encoder(tf.constant(texts.ravel().tolist()), training=False)
        vectors = np.asarray(vectors, "float32")
        return vectors.reshape(*texts.shape, self.size)

    def embedded(self, captions):
        """The vectors of a tensor of strings; vectors are returned unchanged.

        The encoder is called in Python. So the step that takes the vectors can be
        compiled, and with a GPU the dataset can stay on the CPU.
        """
        if captions.dtype != tf.string:
            return captions
        vectors = tf.numpy_function(self.vectors, [captions], "float32")
        return tf.ensure_shape(vectors, (*captions.shape, self.size))

    def encode(self, values, num):
        """Captions, or vectors, as vectors `(num, size)`; a single one is repeated.

        Raises:
            ValueError: The number is not `num`, or a caption has no word of the
                vocabulary.
        """
        values = np.asarray(values)
        if values.dtype.kind not in "SUO":
            return super().encode(values, num)
        vectors = self.vectors(values)
        strange = (vectors == self.vectors("")).all(-1)
        if strange.any():
            raise ValueError(
                "None of "
                f"{sorted(set(np.ravel(values)[np.ravel(strange)].tolist()))} is a "
                f"word of the encoder. Use words such as in {self.examples[0]!r}."
            )
        return super().encode(vectors, num)

    def served_input(self):
        return (), "string"

    def served_examples(self, seeds):
        return np.resize(self.examples, len(seeds))

    def from_served(self, values):
        return self.encoder(tf.convert_to_tensor(values), training=False)

    def from_noise(self, noise):
        chosen = np.take(self.examples, uniform(noise, len(self.examples)))
        return ops.convert_to_tensor(self.vectors(chosen))


def uniform(noise, num):
    """A uniform int32 below `num` for each row of standard normal noise."""
    fraction = 0.5 * (1 + ops.erf(noise[:, 0] / 2**0.5))
    return ops.cast(ops.minimum(num * fraction, num - 1), "int32")


def text(caption):
    """A string, from a string or from its UTF-8 bytes."""
    return caption.decode("utf-8") if isinstance(caption, bytes) else str(caption)
