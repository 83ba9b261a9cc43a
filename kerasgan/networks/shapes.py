"""Checks of the image shapes that networks support."""

import keras
from keras import layers

from kerasgan.layers import ReflectionPadding


def check(image_shape, largest=256):
    """Rejects shapes that these networks don't support.

    Args:
        image_shape: `(height, width, channels)`.
        largest: Int, the largest side in pixels (default: 256).

    Raises:
        ValueError: A side is not in 16 ... 256, or `channels` is not 1 or 3; or Keras
            is set to put channels first.
    """
    if keras.config.image_data_format() != "channels_last":
        raise ValueError(
            "These networks make images (height, width, channels), but Keras is set to "
            'put channels first. Call `keras.config.set_image_data_format("channels_'
            'last")`.'
        )
    height, width, channels = image_shape
    if not (16 <= height <= largest and 16 <= width <= largest):
        raise ValueError(
            f"These networks make images with sides of 16 to {largest} pixels, but "
            f"received image_shape={tuple(image_shape)}. Choose another size of the "
            "images: `image_size=` of `kerasgan.data`, or `--size`."
        )
    check_channels(channels, f"image_shape={tuple(image_shape)}")


def check_channels(channels, came=None):
    """Rejects images that are neither gray nor RGB.

    Args:
        channels: Int.
        came: Optional string, the user's argument for the message.

    Raises:
        ValueError: `channels` is not 1 or 3.
    """
    if channels not in (1, 3):
        raise ValueError(
            "These networks make images of 1 channel (gray) or 3 (RGB), but received "
            f"{came or f'{channels} channels'}. Convert the images with `channels=` of "
            "`kerasgan.data`."
        )


def check_same_size(source_shape, image_shape):
    """Rejects a source with another height or width than its image.

    Raises:
        ValueError: The height or the width differs.
    """
    if tuple(source_shape[:2]) != tuple(image_shape[:2]):
        raise ValueError(
            f"A source has the height and width of its image, but received "
            f"{tuple(source_shape)} and {tuple(image_shape)}. Resize either."
        )


def doublings(image_shape, start=4):
    """The number of doublings from sides of `start` or more to the image size."""
    check(image_shape)
    return (min(image_shape[:2]) // start).bit_length() - 1


def divided(image_shape, factor):
    """`(height, width)` of the smallest map that covers the image times `factor`."""
    return -(-image_shape[0] // factor), -(-image_shape[1] // factor)


def crop(maps, image_shape):
    """The centre of `maps` in float32, if doubling exceeded the image's shape."""
    spare = [maps.shape[axis + 1] - image_shape[axis] for axis in range(2)]
    if not any(spare):
        return maps
    margins = [(excess // 2, excess - excess // 2) for excess in spare]
    return layers.Cropping2D(margins, dtype="float32")(maps)


def pad(maps, factor):
    """Maps, padded by reflection so that their sides are multiples of `factor`."""
    spare = [-side % factor for side in maps.shape[1:3]]
    if not any(spare):
        return maps
    margins = [(excess // 2, excess - excess // 2) for excess in spare]
    return ReflectionPadding(margins)(maps)
