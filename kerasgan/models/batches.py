"""What a batch of `fit` must be, and the look that is taken at every one."""

import contextlib
import math
import warnings

import tensorflow as tf

from kerasgan import ranges
from kerasgan.conditions import check_values
from kerasgan.conditions import values_in

FEW = 8  # images that may well be bright all over


class BatchSpec:
    """A batch of images, and of labels where they steer.

    Args:
        image_shape: `(height, width, channels)`.
        conditions: Dict from the names of labels to `kerasgan.conditions.Condition`s;
            labels of other names are passed over (default: all are).
    """

    def __init__(self, image_shape, conditions=()):
        self.image_shape = tuple(image_shape)
        self.conditions = dict(conditions)

    def check_types(self, images, labels):
        """Refuses shapes and types that the networks can't take.

        Args:
            images: A tensor, or its spec.
            labels: Tensors, or their specs; `None` if there are none.

        Raises:
            ValueError: In words for who made the dataset.
        """
        self.check_shape(images)
        ranges.check_type(images.dtype)
        if self.conditions:
            values_in(labels, self.conditions)

    def check_shape(self, images):
        """Refuses a batch of images of another shape, as far as it is known."""
        shape = tf.TensorShape(images.shape)
        if not shape[1:].is_compatible_with(self.image_shape):
            raise ValueError(
                f"This GAN trains on batches of images {self.image_shape}, but the "
                f"dataset gives {images.dtype.name} of shape {images.shape}. The "
                "datasets of `kerasgan.data` give what is wanted, with "
                f"`image_size={self.image_shape[:2]}` and "
                f"`channels={self.image_shape[-1]}`; or build the GAN for the images: "
                "`for_images(shape)`."
            )


class Watch:
    """Looks at each batch of a training, outside of the step, and keeps what it found.

    In the step a look would be compiled away by XLA, and in a dataset TensorFlow wraps
    an error in its own words: `refusal` is the error as it was raised.

    Args:
        spec: `BatchSpec`.
    """

    def __init__(self, spec):
        self.spec = spec
        self.refusal = None
        self.bright = 0  # images so far, none of which went below 0

    def over(self, images, labels=None):
        """A batch, its images as floats in [-1, 1], after a look at all of it."""
        if self.spec is None:
            return images, labels
        conditions = self.spec.conditions
        values = values_in(labels, conditions).values() if conditions else ()
        seen = tf.numpy_function(self.look, [images, *values], tf.bool)
        with tf.control_dependencies([seen]):
            images = tf.ensure_shape(images, (None, *self.spec.image_shape))
        if images.dtype == tf.uint8:
            return tf.cast(images, "float32") / 127.5 - 1.0, labels
        return tf.cast(images, "float32"), labels

    @contextlib.contextmanager
    def raising(self):
        """Raises what was found as it was, not as TensorFlow tells of it."""
        try:
            yield
        except tf.errors.OpError:
            if self.refusal is None:
                raise
            raise self.refusal from None

    def look(self, images, *values):
        """Refuses, or warns of, numbers that are no images or no labels."""
        try:
            self.spec.check_shape(images)
            if images.dtype != "uint8":
                self.bright += len(images)
                self.look_at_range(float(images.min()), float(images.max()))
            check_values(values, self.spec.conditions)
            return True
        except Exception as error:
            self.refusal = error
            raise

    def look_at_range(self, low, high):
        if message := ranges.refusal(low, high):
            raise ValueError(message)
        if not (message := ranges.doubt(low, high)):
            self.bright = -math.inf  # one image below 0 is enough
        elif self.bright >= FEW:
            self.bright = -math.inf
            warnings.warn(message, stacklevel=2)


def share_of(verdicts):
    """The share of true values."""
    return tf.reduce_mean(tf.cast(verdicts, "float32"))


def parts_of(tensors, size):
    """A few rows at a time of a tensor, or of a structure of such.

    Not by a `tf.data.Dataset`, whose functions TensorFlow keeps for good.
    """
    columns = [tf.convert_to_tensor(column) for column in tf.nest.flatten(tensors)]
    for start in range(0, len(columns[0]), size):
        rows = [column[start : start + size] for column in columns]
        yield tf.nest.pack_sequence_as(tensors, rows)
