"""From image files to uint8 pixels of one size, with TensorFlow operations alone."""

from typing import Any

import tensorflow as tf

from kerasgan.data import decode
from kerasgan.data.stream.headers import JPEG_RATIOS


def pixels(path: Any, header: Any, target: decode.Target) -> Any:
    """The result of `decode.decode` for a file, computed in a graph.

    A JPEG decodes to the same bits as in Pillow, because both use the same library. The
    resizing rounds once; Pillow rounds twice.

    Args:
        path: Scalar string.
        header: Dict of the fields of a `headers.Header`, as tensors.
        target: Size, channels and crop.

    Returns:
        A uint8 tensor `(height, width, channels)`.
    """
    contents = tf.io.read_file(path)
    ways = [_jpeg(contents, ratio) for ratio in JPEG_RATIOS]
    ways += [lambda: _opaque(contents), lambda: _on_white(contents)]
    image = tf.switch_case(tf.cast(header["way"], tf.int32), ways)
    turn = tf.cast(header["turn"], tf.int32)
    image = tf.cond(turn == 1, lambda: image, lambda: upright(image, turn))
    if target.channels == 1:
        image = gray(image)
    image = tf.raw_ops.ScaleAndTranslate(  # antialiased, its Keys cubic is Pillow's
        images=image[tf.newaxis],
        size=(target.height, target.width),
        scale=header["scale"],
        translation=header["shift"],
        kernel_type="keyscubic",
        antialias=True,
    )[0]
    image = tf.cast(tf.clip_by_value(tf.round(image), 0.0, 255.0), tf.uint8)
    return tf.ensure_shape(image, (target.height, target.width, target.channels))


def upright(image: Any, turn: Any) -> Any:
    """An image `(height, width, channels)`, rotated by EXIF's orientation 1 to 8."""
    image = tf.cond(turn >= 5, lambda: tf.transpose(image, (1, 0, 2)), lambda: image)
    across = tf.reduce_any(turn == (2, 3, 6, 7))
    down = tf.reduce_any(turn == (3, 4, 7, 8))
    image = tf.where(across, tf.reverse(image, [1]), image)
    return tf.where(down, tf.reverse(image, [0]), image)


def gray(image: Any) -> Any:
    """The luma of ITU-R 601 of a uint8 image, in Pillow's fixed point."""
    weights = tf.constant([19595, 38470, 7471])  # their sum is 2**16
    luma = tf.reduce_sum(tf.cast(image, tf.int32) * weights, -1, keepdims=True)
    return tf.cast((luma + 2**15) // 2**16, tf.uint8)


def _jpeg(contents: Any, ratio: int) -> Any:
    return lambda: tf.io.decode_jpeg(
        contents, channels=3, ratio=ratio, dct_method="INTEGER_ACCURATE"
    )


def _opaque(contents: Any) -> Any:
    return tf.io.decode_image(contents, channels=3, expand_animations=False)


def _on_white(contents: Any) -> Any:
    image = tf.io.decode_image(contents, channels=4, expand_animations=False)
    image = tf.cast(image, tf.int32)
    image, alpha = image[..., :3], image[..., 3:]
    mixed = image * alpha + 255 * (255 - alpha)
    return tf.cast((mixed + 127) // 255, tf.uint8)
