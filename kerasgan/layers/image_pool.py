"""A pool of earlier fakes."""

import keras
import tensorflow as tf

from kerasgan.layers.drawing import Drawing
from kerasgan.replicas import of_first_replica


@keras.saving.register_keras_serializable("kerasgan")
class ImagePool(Drawing):
    """Replaces half of its input images by earlier ones from a pool.

    So a discriminator sees fakes of earlier generators, too, and the players oscillate
    less. Until the pool is full, each image is stored and returned. After that, each
    image is exchanged with probability 1/2 for a random image of the pool.

    The pool's images are a weight, and the draws are a function of seed and count, so a
    resumed training continues exactly. On several replicas, the first one fills the
    pool.

    References: [Shrivastava et al., 2017](https://arxiv.org/abs/1612.07828), section
    2.3; [Zhu et al., 2017](https://arxiv.org/abs/1703.10593), section 4, with a pool of
    50.

    Args:
        image_shape: `(height, width, channels)`.
        size: Int, number of images in the pool; with 0 the layer returns its inputs.
        seed: Int. Seed of the draws.

    Example:

    ```python
    pool = kerasgan.layers.ImagePool((64, 64, 3))
    logits = discriminator(pool(fakes))
    ```
    """

    def __init__(self, image_shape, size=50, seed=0, **kwargs):
        # In half precision the pool would hand back other images than it was given.
        super().__init__(seed=seed, **{**kwargs, "dtype": "float32"})
        self.image_shape = tuple(image_shape)
        self.size = size
        self.images = self.state("images", (size, *image_shape), "float32")
        self.filled = self.state("filled", (), "int64")  # how many of them are images
        self.built = True  # or Keras would run the whole model once, to build it

    def state(self, name, shape, dtype):
        """A weight that changes in training, equal on all replicas."""
        return self.add_weight(
            shape=shape,
            dtype=dtype,
            initializer="zeros",
            trainable=False,
            aggregation="only_first_replica",
            name=name,
        )

    def call(self, images):
        if not self.size:
            return images
        # Of a batch larger than the pool, the rest passes by.
        head, rest = images[: self.size], images[self.size :]
        num = tf.shape(head, "int64")[0]
        place = tf.range(num)
        filled = tf.convert_to_tensor(self.filled)
        is_full = filled == self.size

        free = filled + place
        # Each image has a slot of its own, so that no two are written to one.
        drawn = tf.argsort(self.uniform((self.size,)))[:num]
        slots = tf.where(is_full, tf.cast(drawn, "int64"), free % self.size)
        exchanged = self.uniform((num,)) < 0.5
        kept = tf.where(is_full, exchanged, free < self.size)[:, None, None, None]

        pool = tf.convert_to_tensor(self.images)
        old = tf.gather(pool, slots)
        now = tf.where(kept, head, old)
        slots, now = of_first_replica(slots), of_first_replica(now)
        self.images.assign(tf.tensor_scatter_nd_update(pool, slots[:, None], now))
        self.filled.assign(tf.minimum(filled + num, self.size))
        return tf.concat([tf.where(kept & is_full, old, head), rest], axis=0)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        config = {"image_shape": list(self.image_shape), "size": self.size}
        return {**super().get_config(), **config}
