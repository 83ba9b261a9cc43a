"""Signatures of a served model that take and give images as files, not as numbers.

Through JSON a PNG file in base64 is a sixth of its pixels as numbers. Servers take
and give base64 where a name ends in `_bytes`.
"""

import tensorflow as tf

from kerasgan import provenance


def files_of(images, specs, source):
    """The signature that returns PNG files, as strings, and its specs.

    Args:
        images: Function from tensors to uint8 images `(batch, height, width,
            channels)`.
        specs: Dict of their `tf.TensorSpec`s by name. An image, `source`, comes as a
            PNG or JPEG file, `source_bytes`.
        source: IPTC digital source type that is written into the files.

    Returns:
        Function that gives `image_bytes`, and the list of its specs.
    """
    files = {
        name: tf.TensorSpec((None,), tf.string, f"{name}_bytes")
        for name, spec in specs.items()
        if spec.dtype == tf.uint8
    }

    def png(*served):
        served = [
            decoded(value, spec) if name in files else value
            for value, (name, spec) in zip(served, specs.items(), strict=True)
        ]
        made = tf.map_fn(
            tf.io.encode_png, images(*served), fn_output_signature=tf.string
        )
        header = tf.strings.substr(made, 0, provenance.AFTER_HEADER)
        rest = tf.strings.substr(made, provenance.AFTER_HEADER, -1)
        return {"image_bytes": header + provenance.chunk(source) + rest}

    return png, list({**specs, **files}.values())


def decoded(files, spec):
    """Images from files; a size other than the network's is an error of the request."""
    shape = spec.shape[1:]

    def image_of(content):
        image = tf.io.decode_image(content, shape[-1], expand_animations=False)
        return tf.ensure_shape(image, shape)

    return tf.map_fn(
        image_of, files, fn_output_signature=tf.TensorSpec(shape, spec.dtype)
    )
