"""Grids of images, as arrays and as PNG files."""

import io
import math

import numpy as np

from kerasgan import files
from kerasgan import provenance
from kerasgan import ranges

UNDEFINED = (255, 0, 255)  # magenta: no face has it


def image_grid(images, columns=None, scale=1, gap=2):
    """One image of all images, side by side in reading order.

    Pixels that are not finite, such as those of a GAN that diverged, become magenta.

    Args:
        images: Floats in [-1, 1] or uint8, `(n, height, width, 1 or 3)`.
        columns: Int, number of images in a row; with `None`, about as many columns as
            rows.
        scale: Int, factor by which each pixel of an image is enlarged.
        gap: Int, white pixels between two images.

    Returns:
        A uint8 array `(grid_height, grid_width, 3)`; Jupyter displays
        `PIL.Image.fromarray` of it.

    Raises:
        ValueError: If the images have another shape or range.

    Example:

    ```python
    grid = kerasgan.plots.image_grid(gan.sample(16, seed=0))
    ```
    """
    images = to_rgb(images)
    columns = columns or math.ceil(math.sqrt(len(images)))
    rows = math.ceil(len(images) / columns)
    images = images.repeat(scale, axis=1).repeat(scale, axis=2)
    height, width = images.shape[1] + gap, images.shape[2] + gap

    grid = np.full((rows * height - gap, columns * width - gap, 3), 255, "uint8")
    for index, image in enumerate(images):
        top, left = index // columns * height, index % columns * width
        grid[top : top + height - gap, left : left + width - gap] = image
    return grid


def beside(*kinds, gap=2):
    """Puts images that belong together side by side: sources, results, targets.

    Args:
        *kinds: Arrays with the same number of images, as in `image_grid`. Smaller
            images are enlarged to the largest size, each pixel to a rectangle; gray
            images become RGB.
        gap: Int, white pixels between two images.

    Returns:
        A uint8 array `(n, height, width of all, 3)`, for `image_grid` and `save_grid`.

    Raises:
        ValueError: The numbers of images differ.

    Example:

    ```python
    triples = kerasgan.plots.beside(sketches, gan.translate(sketches), photos)
    kerasgan.plots.save_grid("faces.png", triples, columns=3)
    ```
    """
    kinds = [to_rgb(images) for images in kinds]
    if len(set(map(len, kinds))) != 1:
        raise ValueError(
            "Images stand beside others that are as many, but there are "
            f"{', '.join(str(len(images)) for images in kinds)}."
        )
    height, width = (max(images.shape[axis] for images in kinds) for axis in (1, 2))
    white = np.full((len(kinds[0]), height, gap, 3), 255, "uint8")
    columns = [white]
    for images in kinds:
        columns += [enlarged(images, height, width), white]
    return np.concatenate(columns[1:-1], axis=2)


def enlarged(images, height, width):
    """Images enlarged to a size, each pixel to a rectangle."""
    rows = np.arange(height) * images.shape[1] // height
    across = np.arange(width) * images.shape[2] // width
    return images[:, rows][:, :, across]


def save_grid(path, images, columns=None, min_tile=64, text=None, source=None):
    """Writes `image_grid(images)` as PNG, with small images enlarged.

    Args:
        path: Path of the file; its folders are created.
        images: As in `image_grid`.
        columns: As in `image_grid`.
        min_tile: Int, the smallest side of an image in the grid. Smaller images are
            enlarged, each pixel to a square.
        text: Dict of strings to store in the file, in addition to the pixels.
        source: String, the IPTC digital source type to store in the file, such as
            `"trainedAlgorithmicMedia"` (default: none).
    """
    images = to_rgb(images)
    scale = tile_scale(images, min_tile)
    save_image(path, image_grid(images, columns, scale), text, source)


def save_image(path, array, text=None, source=None):
    """Writes an image as PNG; the file appears whole or not at all.

    Args:
        path: Path of the file; its folders are created.
        array: One image `(height, width, 1 or 3)`, floats in [-1, 1] or uint8.
        text: Dict of strings to store in the file, in addition to the pixels.
        source: String, the IPTC digital source type to store in the file, such as
            `"trainedAlgorithmicMedia"` (default: none).
    """
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    array = to_rgb(np.asarray(array)[None])[0]
    if (array == array[..., :1]).all():
        array = array[..., 0]  # one channel, a file half as large
    info = PngInfo()
    for key, value in (text or {}).items():
        info.add_text(key, value)
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "PNG", optimize=True, pnginfo=info)
    files.write_whole(path, provenance.in_png(buffer.getvalue(), source))


def tile_scale(images, min_tile):
    """The factor by which to enlarge images for sides of `min_tile` pixels."""
    return max(1, math.ceil(min_tile / min(images.shape[1:3])))


def to_rgb(images):
    """Images as uint8 `(n, height, width, 3)`."""
    images = np.asarray(images)
    if images.ndim != 4 or images.shape[3] not in (1, 3) or 0 in images.shape:
        raise ValueError(
            "Images should have the shape `(n, height, width, 1 or 3)`, but have "
            f"{images.shape}. A single one is drawn as `images[None]`."
        )
    if images.dtype != np.uint8:
        images = from_floats(images)
    return np.broadcast_to(images, (*images.shape[:3], 3))


def from_floats(images):
    """Images of floats in [-1, 1] as uint8."""
    ranges.check_type(images.dtype)
    finite = np.isfinite(images)
    images = np.where(finite, images, 0).astype("float32")
    ranges.check_range(images, stacklevel=5, few=7)
    pixels = ranges.to_uint8(images)
    if not finite.all():
        pixels = np.where(finite.all(-1, keepdims=True), pixels, UNDEFINED)
    return pixels.astype("uint8")
