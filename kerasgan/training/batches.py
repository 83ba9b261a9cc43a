"""The spec of a batch, and the check of every one that comes."""

import contextlib
import math
import warnings

import tensorflow as tf

from kerasgan import ranges
from kerasgan.inputs import Images
from kerasgan.inputs import named

FEW = 8  # images that may well be bright all over


class BatchSpec:
    """The parts of a batch: images, and labels where a model is conditioned on them.

    Args:
        **parts: The parts of a batch in their order, by the names that messages call
            them: `kerasgan.inputs.Images`, or a dict of `Condition`s by the names of
            labels. Further parts of a batch are passed over.

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
        """The name and kind of each part with that of the batch, `None` if it lacks."""
        filled = (*batch, *[None] * len(self.parts))
        return zip(self.parts.items(), filled, strict=False)

    def check_types(self, batch):
        """Refuses shapes and types that the networks can't take.

        Args:
            batch: Tuple of tensors, or of their specs.

        Raises:
            ValueError: They are others, in words for the maker of the dataset.
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
    """Checks each batch of a training, outside of the step, and keeps what it found.

    In the step a check would be compiled away by XLA, and in a dataset TensorFlow wraps
    an error in its own words: `refusal` is the error as it was raised.

    Args:
        spec: `BatchSpec`.
    """

    def __init__(self, spec):
        self.spec = spec
        self.refusal = None
        self.bright = {}  # images so far, none of which went below 0, by their part

    def over(self, *batch):
        """A batch, its images as floats in [-1, 1], after a check of all of it."""
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
        """Raises what was found as it was, not in TensorFlow's words."""
        try:
            yield
        except tf.errors.OpError:
            if self.refusal is None:
                raise
            raise self.refusal from None

    def check(self, *values):
        """Refuses, or warns of, numbers that are no images or no labels."""
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
        """Refuses images of another shape or range; warns once of a doubtful range."""
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
