"""The base of layers that draw: numbers that a resumed training draws again."""

import keras
import tensorflow as tf

from kerasgan.replicas import replica_id

STREAM = 500_009  # away from the keys of the latents, whose bits these would share


class Drawing(keras.layers.Layer):
    """A layer with random numbers, which differ at each draw.

    A draw is a function of the seed, the replica and a count of draws. The count is a
    weight, so a resumed training draws the same numbers as an uninterrupted one, if
    both are compiled in the same way: XLA draws other numbers than TensorFlow
    (TensorFlow's issue 117644).

    Args:
        seed: Int. Seed of the draws.
    """

    def __init__(self, seed=0, **kwargs):
        super().__init__(**kwargs)
        self.seed = seed
        self.draws = self.add_weight(
            shape=(),
            dtype="int64",
            initializer="zeros",
            trainable=False,
            aggregation="only_first_replica",
            name="draws",
        )

    def uniform(self, shape):
        """Float32 numbers in [0, 1), different at each draw and on each replica."""
        return tf.random.stateless_uniform(shape, self.next_key(), alg="philox")

    def normal(self, shape):
        """Standard normal float32 numbers, drawn likewise."""
        return tf.random.stateless_normal(shape, self.next_key(), alg="philox")

    def next_key(self):
        """The key of the next draw; the draw is counted."""
        draw = tf.convert_to_tensor(self.draws)
        self.draws.assign(draw + 1)
        key = tf.constant(self.seed * 1_000_003 + STREAM, "int64")
        return tf.stack([key + tf.cast(replica_id(), "int64"), draw])

    def get_config(self):
        return {**super().get_config(), "seed": self.seed}
