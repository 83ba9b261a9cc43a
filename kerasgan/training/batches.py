"""The spec of a batch, and the check of every batch."""

import contextlib
import math
import warnings

import tensorflow as tf

from kerasgan import ranges
from kerasgan.inputs import Images
from kerasgan.inputs import named

FEW = 8  # images that may well be bright all over


class BatchSpec:
    """The parts of a batch: images, and labels if a model is conditioned on them.

    Args:
        **parts: The parts of a batch in their order, by the names for messages. A part
            is `kerasgan.inputs.Images`, or a dict from the names of labels to
            `Condition`s. Further parts of a batch are ignored.

    Example:

    ```python
    BatchSpec(images=Images((64, 64, 3)), labels={"gender": Classes(2)})
    BatchSpec(source=Images((64, 64, 1)), target=Images((64, 64, 3)))
    ```
    """

    def __init__(self, **parts):
        self.parts = parts

    @property
    def conditions(self):
        """All conditions by name."""
        found = {}
        for kind in self.parts.values():
            found.update(kind if isinstance(kind, dict) else {})
        return found

    def pairs(self, batch):
        """The name and kind of each part, with its value in a batch, or `None`."""
        filled = (*batch, *[None] * len(self.parts))
        return zip(self.parts.items(), filled, strict=False)

    def check_types(self, batch):
        """Rejects shapes and types that the networks can't take.

        Args:
            batch: Tuple of tensors, or of their specs.

        Raises:
            ValueError: A shape or a type differs; the message helps to correct the
                dataset.
        """
        for (name, kind), part in self.pairs(batch):
            if isinstance(kind, dict):
                named.values_in(part, kind)
            elif part is None or isinstance(part, dict):
                raise ValueError(
                    f"This GAN trains on batches of {', '.join(self.parts)}, but the "
                    f"dataset has no {name}. Give it tuples of these."
                )
            else:
                kind.check_type(part, name)


class Watch:
    """Checks each batch of a training outside of the step, and keeps the error.

    In the step, XLA would remove a check. In a dataset, TensorFlow puts an error into
    its own message: `refusal` is the original error.

    Args:
        spec: `BatchSpec`.
    """

    def __init__(self, spec):
        self.spec = spec
        self.refusal = None
        self.bright = {}  # images so far, none of which went below 0, by their part

    def over(self, *batch):
        """A batch after a check of all parts, with images as floats in [-1, 1]."""
        if self.spec is None:
            return batch
        values = []
        for (_, kind), part in self.spec.pairs(batch):
            if isinstance(kind, Images):
                values.append(part)
            else:
                values.extend(named.values_in(part, kind).values())
        checked = tf.numpy_function(self.check, values, tf.bool)
        with tf.control_dependencies([checked]):
            parts = [
                self.as_floats(kind, part) if isinstance(kind, Images) else part
                for (_, kind), part in self.spec.pairs(batch)
            ]
        return (*parts, *batch[len(parts) :])

    def as_floats(self, kind, images):
        """Images in [-1, 1]."""
        return ranges.to_floats(tf.ensure_shape(images, (None, *kind.shape)))

    @contextlib.contextmanager
    def raising(self):
        """Raises the original error in place of TensorFlow's error."""
        try:
            yield
        except tf.errors.OpError:
            if self.refusal is None:
                raise
            raise self.refusal from None

    def check(self, *values):
        """Rejects values that can't be images or labels, or warns of them."""
        values = iter(values)
        try:
            for name, kind in self.spec.parts.items():
                if isinstance(kind, Images):
                    self.check_images(name, kind, next(values))
                else:
                    for label, condition in kind.items():
                        condition.check(next(values), label)
            return True
        except Exception as error:
            self.refusal = error
            raise

    def check_images(self, name, kind, images):
        """Rejects images of another shape or range; warns once of a doubtful range."""
        kind.check_type(images, name)
        if images.dtype == "uint8":
            return
        bright = self.bright.get(name, 0) + len(images)
        low, high = float(images.min()), float(images.max())
        if message := ranges.refusal(low, high, name):
            raise ValueError(message)
        if not (message := ranges.doubt(low, high, name)):
            bright = -math.inf  # one image below 0 is enough
        elif bright >= FEW:
            bright = -math.inf
            warnings.warn(message, stacklevel=2)
        self.bright[name] = bright
