"""A face in a photo, the result of a detector."""

from collections.abc import Callable
from typing import Any
from typing import NamedTuple

import numpy as np

# The points of a face are those of `geometry`.
NUM_POINTS = 5


class Face(NamedTuple):
    """One face of a photo.

    Args:
        points: Float array `(5, 2)` of `(x, y)` in pixels: eyes, nose, corners of the
            mouth, with the left of the image first.
        box: `(left, top, right, bottom)` in pixels.
        score: Float, the detector's confidence, in [0, 1].
        source: String, the origin of the points.
    """

    points: np.ndarray
    box: tuple[float, float, float, float]
    score: float
    source: str

    @property
    def size(self) -> float:
        """The longer side of its box."""
        left, top, right, bottom = self.box
        return max(right - left, bottom - top)


# From a uint8 RGB image (height, width, 3) to its faces.
Detector = Callable[[np.ndarray], list[Face]]


def seen_by(image: np.ndarray, most_pixels: int) -> tuple[np.ndarray, np.ndarray]:
    """An image at the size for a detector, and factors from its pixels to the original.

    Args:
        image: uint8 RGB `(height, width, 3)`.
        most_pixels: Int, largest length of the longer side.

    Returns:
        The image, uint8, and factors `(2,)` for x and y.
    """
    from PIL import Image

    height, width = image.shape[:2]
    scale = min(1, most_pixels / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    seen = Image.fromarray(image).resize(size, Image.Resampling.BILINEAR)
    return np.asarray(seen), np.array((width, height)) / size


def of_points(points: Any, source: str = "given") -> Face:
    """A face made from points alone; its box encloses them.

    Raises:
        ValueError: The points are not five pairs of numbers.
    """
    points = np.asarray(points, "float64")
    if points.shape != (NUM_POINTS, 2):
        raise ValueError(
            "The points of a face are (x, y) of two eyes, the nose and two corners of "
            "the mouth, the left of the image first: an array of shape (5, 2); but "
            f"received one of shape {points.shape}."
        )
    least, most = points.min(axis=0), points.max(axis=0)
    return Face(points, (*map(float, least), *map(float, most)), 1.0, source)
