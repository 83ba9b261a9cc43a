"""Measures of a face and its crop, for the selection of faces."""

from typing import Any

import numpy as np

from kerasgan.data.preparation import geometry
from kerasgan.data.preparation.faces import Face

LOOKED_AT = 128  # side at which crops are compared
HASH = 16  # of so many rows and columns of frequencies, 256 bits


def of_face(face: Face, square: geometry.Square, photo: tuple[int, int]) -> dict:
    """Measures of a face in a photo of `(width, height)`, in types of JSON."""
    pose = geometry.pose_of(face.points)
    return {
        "score": round(face.score, 4),
        "box": [round(value, 2) for value in face.box],
        "points": [[round(float(value), 2) for value in row] for row in face.points],
        "points_from": face.source,
        "roll": round(pose.roll, 2),
        "yaw": round(pose.yaw, 4),
        "ratio": round(pose.ratio, 4),
        "side": round(square.side, 2),
        "outside": round(geometry.outside(square, photo), 4),
        "square": [[round(float(value), 3) for value in pair] for pair in square],
    }


def of_crop(image: Any) -> dict:
    """Measures of a crop, a Pillow image of mode RGB, in types of JSON.

    `blur` is the fraction, in [0, 1], of the differences between neighboring pixels
    that remains after a second blur; it follows
    [Crete et al., 2007](https://hal.science/hal-00232709). `hash` has 256 bits of the
    lowest frequencies; the hashes of nearly equal pictures differ in few bits.
    """
    import imagehash
    from PIL import Image
    from skimage.measure import blur_effect

    seen = image.resize((LOOKED_AT, LOOKED_AT), Image.Resampling.LANCZOS).convert("L")
    gray = np.asarray(seen, "float32") / 255
    return {
        "blur": round(float(blur_effect(gray)), 4),
        "hash": str(imagehash.phash(seen, hash_size=HASH)),
    }
