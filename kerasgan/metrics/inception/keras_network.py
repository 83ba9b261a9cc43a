"""Keras' own Inception v3: its features are not those of FIDs."""

import hashlib
import pathlib

import keras

from kerasgan.metrics import resizing
from kerasgan.metrics.extractor import Extractor

SIDE = 299


class KerasInceptionFeatures(Extractor):
    """2048 features of `keras.applications.InceptionV3`, the means of its last maps.

    It differs from the network of FIDs, `InceptionFeatures`: it was trained again, and
    has other pooling layers. So its distances can be compared with each other, but not
    with an FID. Keras downloads its weights and checks their hash.

    Reference: [Szegedy et al., 2015](https://arxiv.org/abs/1512.00567).

    Args:
        weights: `"imagenet"`, the path of a `.weights.h5` file of the network without
            its top, or `None` for random weights.
        resizer: Function of `kerasgan.metrics.resizing`.

    Example:

    ```python
    compare = Comparison(faces, kerasgan.metrics.KerasInceptionFeatures())
    print(compare(samples)["frechet"])  # (extractor keras_inception_v3_mean, ...)
    ```
    """

    def __init__(self, weights="imagenet", resizer=resizing.clean):
        super().__init__(
            network(weights),
            "keras_inception_v3_mean",
            SIDE,
            resizer=resizer,
            weights=origin(weights),
        )


def network(weights):
    """The network up to the mean of its last maps, in float32."""
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float32")
    try:
        return keras.applications.InceptionV3(
            include_top=False,
            weights=None if weights is None else str(weights),
            input_shape=(SIDE, SIDE, 3),
            pooling="avg",
        )
    finally:
        keras.config.set_dtype_policy(policy)


def origin(weights):
    """The origin of the weights, as text."""
    if weights is None:
        return "random"
    if weights == "imagenet":
        return "keras.applications imagenet"
    digest = hashlib.sha256(pathlib.Path(weights).read_bytes()).hexdigest()
    return f"SHA-256 {digest[:16]}"
