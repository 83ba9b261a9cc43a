"""Image files to uint8 pixels of one size, all of them by Pillow."""

import numbers
import pathlib
from collections.abc import Callable
from typing import Any
from typing import NamedTuple

import numpy as np

DARK = 2**14  # of 2**16: what a sensor of 10, 12 or 14 bits writes stays below


class Unreadable(ValueError):
    """An image that has to be left out; the message is the reason."""


class Target(NamedTuple):
    """The form that every image is decoded to.

    Args:
        height, width, channels: The shape of the array.
        crop: As in `kerasgan.data.image_folder`.
        half: 0 or 1, which of the two images is read if a file has two side by side.
    """

    height: int
    width: int
    channels: int
    crop: int | tuple[int, int, int, int] | None
    half: int | None = None


def target(image_size: Any, channels: int, crop: Any) -> Target:
    """The `Target` from a user's arguments, which are checked."""
    size = image_size
    if isinstance(size, numbers.Integral):
        size = (size, size)
    if len(size) != 2 or min(size) < 1:
        raise ValueError(
            "image_size must be a side or (height, width) in pixels, but received "
            f"{image_size!r}."
        )
    if channels not in (1, 3):
        raise ValueError(
            f"channels must be 1 (gray) or 3 (RGB), but received {channels!r}."
        )
    sides = (0, 0, crop, crop) if isinstance(crop, numbers.Integral) else crop
    if crop is not None and (
        len(sides) != 4 or min(sides[:2]) < 0 or min(sides[2:]) < 1
    ):
        raise ValueError(
            "crop must be None, the side of a centre square, or a box (top, left, "
            f"height, width) in pixels inside the images, but received {crop!r}."
        )
    return Target(int(size[0]), int(size[1]), channels, crop)


def decode(path: pathlib.Path, target: Target) -> np.ndarray:
    """The pixels of one image file: upright, cropped, resized.

    The first frame is read; transparency is composited on white; 16-bit gray
    is scaled to 8 bits.

    Args:
        path: A file that Pillow reads.
        target: Size, channels and crop.

    Returns:
        A uint8 array `(height, width, channels)`.

    Raises:
        Unreadable: For a broken file, or one smaller than the crop.
    """
    image, size = upright(path, target.channels, lambda image: _draft(image, target))
    return fit(image, target, size)


def upright(
    path: pathlib.Path, channels: int, draft: Callable[[Any], None] = lambda image: None
) -> tuple[Any, tuple[int, int]]:
    """The image of one file, turned by its EXIF data, in 8 bits.

    Args:
        path: A file that Pillow reads.
        channels: 3 for RGB, 1 for gray.
        draft: Function that is called with the image before its pixels are decoded.

    Returns:
        A Pillow image of mode L or RGB, and the `(width, height)` of the file's image.

    Raises:
        Unreadable: For a broken file.
    """
    return read(path, lambda image: to_8_bits(image, channels), draft)


def with_alpha(path: pathlib.Path) -> tuple[Any, Any]:
    """The image of one file, turned by its EXIF data, in 8 bits; and its transparency.

    Returns:
        A Pillow image, of mode L if the file's image is gray, else RGB; and its alpha
        channel, of mode L, or `None`.

    Raises:
        Unreadable: For a broken file.
    """
    alphas = []

    def opaque(image):
        is_gray = image.mode in ("1", "L", "LA") or image.mode.startswith("I")
        if image.has_transparency_data:
            image = image.convert("RGBA")
            alphas.append(image.getchannel("A"))
            image = image.convert("RGB")
        return to_8_bits(image, 1 if is_gray else 3)

    image, _ = read(path, opaque)
    return image, alphas[0] if alphas else None


def read(
    path: pathlib.Path,
    convert: Callable[[Any], Any],
    draft: Callable[[Any], None] = lambda image: None,
) -> tuple[Any, tuple[int, int]]:
    """The result of a function for a file's upright image, and the upright size."""
    from PIL import Image
    from PIL import ImageOps

    try:
        # Not by name: Pillow would map a raw TIFF into memory, and turn it wrongly.
        with path.open("rb") as file, Image.open(file) as image:
            size = image.size
            draft(image)
            drafted = image.size
            image = convert(ImageOps.exif_transpose(image))
    except Unreadable:
        raise
    except Exception as error:  # on broken data Pillow's readers raise any type
        raise Unreadable(_reason(path, error)) from error
    if image.size != drafted:  # turned by a quarter
        size = size[::-1]
    return image, size


def to_8_bits(image: Any, channels: int) -> Any:
    """A Pillow image of any mode as mode L or RGB."""
    from PIL import Image

    if image.mode.startswith("I"):  # Pillow's own conversion clips at 255
        values = np.asarray(image).astype("int64")
        if values.min() < 0 or values.max() > 65535:
            raise Unreadable("pixels of 32 bits; convert them to 8 or 16 bits")
        if 0 < values.max() < DARK:
            raise Unreadable(
                f"pixels of 16 bits that reach {values.max()} of 65535: the image is "
                "nearly black, or of 12 bits; scale it, or convert it to 8 bits"
            )
        image = Image.fromarray(((values + 128) // 257).astype("uint8"))
    elif image.mode == "F":
        raise Unreadable("floating-point pixels; convert them to 8 or 16 bits")
    elif image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    mode = "L" if channels == 1 else "RGB"
    return image if image.mode == mode else image.convert(mode)


def fit(image: Any, target: Target, size: tuple[int, int] | None = None) -> np.ndarray:
    """Crops and resizes a Pillow image of mode L or RGB, antialiased bicubic.

    Args:
        image: A Pillow image.
        target: Size, channels and crop.
        size: `(width, height)` before `draft` reduced the image.

    Returns:
        A uint8 array `(height, width, channels)`.
    """
    from PIL import Image

    size = size or image.size
    top, left, height, width = crop_box(size, target)
    across, down = image.width / size[0], image.height / size[1]
    box = (
        left * across,
        top * down,
        min((left + width) * across, image.width),
        min((top + height) * down, image.height),
    )
    shape = (target.width, target.height)
    image = image.resize(shape, Image.Resampling.BICUBIC, box=box)
    return np.asarray(image).reshape(target.height, target.width, target.channels)


def crop_box(size: tuple[int, int], target: Target) -> tuple[int, int, int, int]:
    """The crop `(top, left, height, width)` of an image of `size` (width, height)."""
    image_width, image_height = size
    if target.half is not None:
        check_halves(size)
        image_width //= 2
        half = (image_width, image_height)
        top, left, height, width = crop_box(half, target._replace(half=None))
        return top, left + target.half * image_width, height, width
    if target.crop is None:
        scale = min(image_width / target.width, image_height / target.height)
        height = max(1, round(target.height * scale))
        width = max(1, round(target.width * scale))
        top, left = (image_height - height) // 2, (image_width - width) // 2
    elif isinstance(target.crop, numbers.Integral):
        height = width = target.crop
        top, left = (image_height - height) // 2, (image_width - width) // 2
    else:
        top, left, height, width = target.crop
    outside = top + height > image_height or left + width > image_width
    if outside or min(top, left) < 0:
        raise Unreadable(
            f"{image_height}x{image_width} pixels, too small for crop={target.crop}"
        )
    return top, left, height, width


def check_halves(size: tuple[int, int]) -> None:
    """Rejects a size (width, height) that can't hold two equal images side by side."""
    width, height = size
    if width % 2 or width < height:
        raise Unreadable(
            f"{height}x{width} pixels, so it has no two images side by side"
        )


def upright_size(path: pathlib.Path) -> tuple[int, int]:
    """`(width, height)` of a file's image after it is turned by its EXIF data.

    Raises:
        Unreadable: Pillow can't open the file.
    """
    from PIL import ExifTags
    from PIL import Image

    try:
        with Image.open(path) as image:
            turn = image.getexif().get(ExifTags.Base.Orientation, 1)
            return image.size[::-1] if turn >= 5 else image.size
    except Exception as error:
        raise Unreadable(_reason(path, error)) from error


def _draft(image: Any, target: Target) -> None:
    """Lets a large JPEG decode at 1/2, 1/4 or 1/8, never below twice the target."""
    if target.crop is None:
        side = min(image.size)
    else:
        side = np.min(np.atleast_1d(target.crop)[-2:])
    scale = side / (2 * max(target.height, target.width))
    if scale >= 2:
        image.draft(None, (int(image.width / scale), int(image.height / scale)))


def _reason(path: pathlib.Path, error: Exception) -> str:
    from PIL import UnidentifiedImageError

    if isinstance(error, UnidentifiedImageError):
        is_empty = path.stat().st_size == 0
        return "empty file" if is_empty else "not an image that Pillow can read"
    return f"broken image: {error}"
