"""The base of augmentations: draws that a resumed training repeats."""

import keras
import tensorflow as tf

from kerasgan.replicas import replica_id

STREAM = 500_009  # away from the keys of the latents, whose bits these would share


class Augmentation(keras.layers.Layer):
    """Changes images at random in training, each in its own way; otherwise none.

    It stands in front of a discriminator, which so never sees an image as it is:
    neither a real one nor, in both players' turns, a fake.

    What is drawn is a function of the seed, the replica and a count of draws. The
    count is a weight, so a resumed training draws what an unbroken one would, if it
    is compiled alike: XLA draws other numbers than TensorFlow (its issue 117644).

    A subclass gives `augment`, from float32 images to float32 images, and draws by
    `uniform` and `normal`.

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

    def build(self, input_shape):
        if len(input_shape) != 4 or input_shape[-1] not in (1, 3):
            raise ValueError(
                f"{type(self).__name__} takes images (batch, height, width, 1 or 3), "
                f"but received the shape {tuple(input_shape)}. Put it in front of the "
                "discriminator: `keras.Sequential([augmentation, discriminator])`."
            )

    def call(self, images, training=None):
        if not images.dtype.is_floating:
            raise ValueError(
                f"{type(self).__name__} takes float images in [-1, 1], but received "
                f"{images.dtype.name}. Pass `images / 127.5 - 1`."
            )
        if not training:
            return images
        # Half precision would round the coordinates, and overflow in the means.
        return tf.cast(self.augment(tf.cast(images, "float32")), images.dtype)

    def augment(self, images):
        """The images changed, float32 `(batch, height, width, channels)`."""
        raise NotImplementedError

    def compute_output_shape(self, input_shape):
        return input_shape

    def uniform(self, shape):
        """Float32 numbers in [0, 1), others at each draw and on each replica."""
        return tf.random.stateless_uniform(shape, self.next_key(), alg="philox")

    def normal(self, shape):
        """Standard normal float32 numbers, drawn likewise."""
        return tf.random.stateless_normal(shape, self.next_key(), alg="philox")

    def next_key(self):
        """The key of a draw, which is counted."""
        draw = tf.convert_to_tensor(self.draws)
        self.draws.assign(draw + 1)
        key = tf.constant(self.seed * 1_000_003 + STREAM, "int64")
        return tf.stack([key + tf.cast(replica_id(), "int64"), draw])

    def get_config(self):
        return {**super().get_config(), "seed": self.seed}
