"""The thousand modes of stacked MNIST that samples reach."""

import numpy as np
import tensorflow as tf

from kerasgan.metrics.attributes import AttributeClassifier
from kerasgan.metrics.modes import mode_coverage
from kerasgan.metrics.pixels import to_pixels
from kerasgan.metrics.score import Score

SIDE, MODES = 28, 1000


class StackedDigits:
    """Scores samples by the modes that they reach, `modes`, and by `mode_divergence`.

    A classifier reads the digit on each color channel. It is trained on the digits that
    you pass, so scores can be compared with each other, but not with those of papers,
    which use other classifiers.

    Reference: [Metz et al., 2017](https://arxiv.org/abs/1611.02163), section 3.3.1.

    Args:
        images: Digits to train the classifier on, uint8 `(n, height, width, 1)`.
        labels: Ints `(n,)`, 0 to 9.
        epochs: Int.
        seed: Int. Seed of the classifier.

    Example:

    ```python
    score = StackedDigits(*kerasgan.data.digits())
    print(score.accuracy, score(gan.sample(25_600))["modes"])
    ```
    """

    def __init__(self, images, labels, epochs=8, seed=0):
        self.classifier = AttributeClassifier((SIDE, SIDE, 1), {"digit": 10}, seed=seed)
        digits = resized(to_pixels(images))
        self.classifier.fit(digits, {"digit": labels}, epochs, mirror=False)
        self.accuracy = self.classifier.accuracy["digit"]

    def modes(self, samples):
        """The three digits of each sample as a number, ints `(n,)`.

        Args:
            samples: Array `(n, height, width, 3)`, uint8 or floats in [-1, 1].
        """
        pixels = resized(to_pixels(samples))
        channels = np.split(pixels, 3, axis=-1)
        digits = [self.classifier.predict(channel)["digit"] for channel in channels]
        return np.stack(digits, axis=1) @ [100, 10, 1]

    def __call__(self, samples, seed=None):
        """Both scores of samples, by their names."""
        covered, divergence = mode_coverage(self.modes(samples), MODES)
        protocol = {"classifier_accuracy": self.accuracy, "fake": len(samples)}
        return {
            "modes": Score.of("modes", covered, protocol, seed),
            "mode_divergence": Score.of("mode_divergence", divergence, protocol, seed),
        }


def resized(pixels):
    """Images of the classifier's size, uint8."""
    if pixels.shape[1:3] == (SIDE, SIDE):
        return pixels
    images = tf.image.resize(pixels, (SIDE, SIDE), "bicubic", antialias=True)
    return tf.saturate_cast(tf.round(images), "uint8").numpy()
