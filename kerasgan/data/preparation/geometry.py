"""Crops of faces that are rotated and sized by eyes and mouth.

Coordinates are pixels `(x, y)` of an upright image, y downward. Points of a face are a
float array `(5, 2)`: eyes, nose, corners of the mouth, with the left of the image
first.
"""

from typing import Any
from typing import NamedTuple

import numpy as np

BORDER, PADDING, BLUR = 0.1, 0.3, 0.02  # of the crop's side, as of CelebA-HQ and FFHQ
GRID = 64  # places a side by which the part outside a photo is counted


class Unusable(ValueError):
    """A face that can't be cropped; the message is the reason."""


class Square(NamedTuple):
    """A square, rotated in the plane of an image.

    Args:
        center: `(x, y)`.
        across: Vector `(x, y)` from the center to the middle of the right side.
    """

    center: tuple[float, float]
    across: tuple[float, float]

    @property
    def side(self) -> float:
        """Its side in pixels."""
        return 2 * float(np.hypot(*self.across))

    def corners(self) -> np.ndarray:
        """Its corners `(4, 2)`: upper left, lower left, lower right, upper right."""
        center, right = np.array(self.center), np.array(self.across)
        down = turned(right)
        return center + np.stack(
            [-right - down, -right + down, right + down, right - down]
        )

    def scaled(self, factor: float) -> "Square":
        """The same square in an image that is `factor` times as large."""
        return Square(*(tuple(factor * np.array(vector)) for vector in self))

    def moved(self, offset: Any) -> "Square":
        """The same square in an image that starts at an offset `(x, y)` of this one."""
        return self._replace(center=tuple(np.array(self.center) - offset))


def turned(vector: np.ndarray) -> np.ndarray:
    """A vector after a quarter turn, from right to down."""
    return np.array([-vector[1], vector[0]])


class Pose(NamedTuple):
    """Measures of a face from its points.

    Args:
        roll: Clockwise rotation of the line between the eyes, in degrees.
        yaw: Distance of the nose from the line between eyes and mouth, in eye
            distances. It is about 0 from the front, and .35 in three-quarter views.
        ratio: Distance from eyes to mouth, in eye distances.
    """

    roll: float
    yaw: float
    ratio: float


def pose_of(points: np.ndarray) -> Pose:
    """The pose of a face.

    Raises:
        Unusable: Points are at the same place, not finite, or exchanged.
    """
    eyes, down = axes_of(points)
    distance = np.hypot(*eyes)
    beside = np.dot(turned(down), points[2] - points[:2].mean(axis=0))
    return Pose(
        float(np.degrees(np.arctan2(eyes[1], eyes[0]))),
        float(beside / np.hypot(*down) / distance),
        float(np.hypot(*down) / distance),
    )


def axes_of(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The vectors from eye to eye, and from the center of the eyes to the mouth's."""
    eyes = points[1] - points[0]
    down = points[3:].mean(axis=0) - points[:2].mean(axis=0)
    if not np.isfinite(points).all() or min(np.hypot(*eyes), np.hypot(*down)) < 1e-3:
        raise Unusable("points of a face at one place")
    if np.dot(turned(eyes), down) <= 0:
        raise Unusable("eyes that are exchanged")
    return eyes, down


def upright_square(points: np.ndarray) -> Square:
    """The square of CelebA-HQ and FFHQ around a face, rotated with the face.

    Reference: [Karras et al., 2018](https://arxiv.org/abs/1710.10196), appendix C.
    """
    eyes, down = axes_of(points)
    center = points[:2].mean(axis=0) + 0.1 * down
    side = max(4 * np.hypot(*eyes), 3.6 * np.hypot(*down))
    across = eyes - turned(down)
    across = across / np.hypot(*across) * side / 2
    return Square(tuple(center), tuple(across))


def plain_square(points: np.ndarray) -> Square:
    """The same square as `upright_square`, but not rotated."""
    square = upright_square(points)
    return square._replace(across=(square.side / 2, 0.0))


SQUARES = {"aligned": upright_square, "plain": plain_square}


def outside(square: Square, size: tuple[int, int]) -> float:
    """The fraction of a square that is outside of a photo `(width, height)`."""
    places = (np.arange(GRID) + 0.5) / GRID
    upper_left, lower_left, _, upper_right = square.corners()
    rows, columns = np.meshgrid(places, places, indexing="ij")
    points = (
        upper_left
        + rows[..., None] * (lower_left - upper_left)
        + columns[..., None] * (upper_right - upper_left)
    )
    inside = (points >= 0).all(axis=-1) & (points <= size).all(axis=-1)
    return float(1 - inside.mean())


def crop(image: Any, square: Square, size: int) -> Any:
    """The part of a photo in a square, as a Pillow image.

    Parts outside of the photo are filled with its mirror image, blurred. The square is
    resampled at twice the size, so that there is no aliasing.

    Args:
        image: Pillow image of mode RGB.
        square: The square, in pixels of the image.
        size: Int, side of the result.

    Raises:
        Unusable: The square is wholly outside of the photo, or much larger than it.
    """
    from PIL import Image

    if outside(square, image.size) == 1:
        raise Unusable("a face wholly outside of the photo")
    if square.side > 2 * max(image.size):
        raise Unusable("points farther from another than the photo is large")
    image, square = surroundings(image, square)
    finest = 2 * size
    if square.side > finest:
        smaller = [max(1, round(n * finest / square.side)) for n in image.size]
        factors = np.array(smaller) / image.size
        image = image.resize(smaller, Image.Resampling.LANCZOS)
        square = Square(
            tuple(factors * square.center), tuple(factors.mean() * np.array(square[1]))
        )
    image, square = padded(image, square)
    corners = tuple((square.corners()).ravel())
    image = image.transform(
        (finest, finest), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC
    )
    return image.resize((size, size), Image.Resampling.BOX)


def surroundings(image: Any, square: Square) -> tuple[Any, Square]:
    """The part of a photo around a square, and the square within it."""
    corners = square.corners()
    border = max(round(BORDER * square.side), 3)
    least = np.floor(corners.min(axis=0)).astype(int) - border
    most = np.ceil(corners.max(axis=0)).astype(int) + border
    least, most = np.maximum(least, 0), np.minimum(most, image.size)
    return image.crop((*least, *most)), square.moved(least)


def padded(image: Any, square: Square) -> tuple[Any, Square]:
    """The image, enlarged to contain a square; margins are mirrored and blurred."""
    from PIL import Image
    from PIL import ImageFilter

    corners = square.corners()
    before = np.ceil(-corners.min(axis=0)).astype(int)
    after = np.ceil(corners.max(axis=0) - image.size).astype(int)
    if max(*before, *after) <= 0:
        return image, square
    least = max(1, round(PADDING * square.side))
    left, top, right, bottom = (max(n, least) for n in (*before, *after))
    pixels = np.pad(
        np.asarray(image), ((top, bottom), (left, right), (0, 0)), "reflect"
    )
    height, width = pixels.shape[:2]
    rows, columns = np.arange(height)[:, None], np.arange(width)
    # 1 at the rim, 0 where the photo begins, and below 0 within it.
    mask = np.maximum(
        1 - np.minimum(rows / top, (height - 1 - rows) / bottom),
        1 - np.minimum(columns / left, (width - 1 - columns) / right),
    )[..., None]
    radius = float(BLUR * square.side)
    blur = ImageFilter.GaussianBlur(radius)
    blurred = np.asarray(Image.fromarray(pixels).filter(blur), "float32")
    result = pixels + (blurred - pixels) * np.clip(3 * mask + 1, 0, 1)
    result += (np.median(result, axis=(0, 1)) - result) * np.clip(mask, 0, 1)
    result = np.rint(np.clip(result, 0, 255)).astype("uint8")
    return Image.fromarray(result), square.moved((-left, -top))


def paste(photo: Any, face: Any, square: Square, feather: float = 0.1) -> Any:
    """A photo with a face put back to where its crop came from.

    Args:
        photo: Pillow image of mode RGB.
        face: Pillow image of mode RGB, the changed crop.
        square: The crop's square in the photo.
        feather: Fraction of the crop's side over which it fades into the photo.

    Returns:
        A Pillow image as large as the photo.
    """
    from PIL import Image

    corners = square.corners()
    least = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
    most = np.minimum(np.ceil(corners.max(axis=0)).astype(int), photo.size)
    if face.width > square.side:  # more pixels than the place has
        side = max(1, round(square.side))
        face = face.resize((side, side), Image.Resampling.LANCZOS)
    rows = []  # from a pixel of the place to one of the crop
    for axis in (np.array(square.across), turned(np.array(square.across))):
        unit = axis / np.dot(axis, axis) * face.width / 2
        offset = np.dot(unit, least - np.array(square.center)) + face.width / 2
        rows += [*unit, offset]
    options = (tuple(most - least), Image.Transform.AFFINE, rows)
    place = face.transform(*options, Image.Resampling.BICUBIC)
    mask = feathered(face.width, feather).transform(*options, Image.Resampling.BILINEAR)
    result = photo.copy()
    result.paste(place, tuple(least), mask)
    return result


def feathered(side: int, feather: float) -> Any:
    """A white mask of mode L that fades to black at its rim."""
    from PIL import Image

    places = np.arange(side) + 0.5
    rise = np.minimum(places, side - places) / (feather * side)
    mask = np.clip(np.minimum(rise[:, None], rise), 0, 1)
    return Image.fromarray(np.rint(255 * mask).astype("uint8"))
