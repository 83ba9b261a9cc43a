"""Images along a walk in the latent space, as an endless animation."""

from kerasgan import files
from kerasgan.plots.images import tile_scale
from kerasgan.plots.images import to_rgb
from kerasgan.plots.progress import encode_gif
from kerasgan.plots.progress import evenly
from kerasgan.plots.progress import picture

# Pixels of the longer side and colours, from fine to coarse.
FORMS = ((384, 256), (320, 128), (256, 128), (192, 64), (128, 64), (128, 32), (64, 32))


def save_walk(path, frames, milliseconds=60, min_tile=128, max_bytes=500_000):
    """Writes frames as an endless GIF in which all frames have the same duration.

    The first frame follows the last, so the walk should end where it starts. The GIF is
    as large as `max_bytes` allows, at most 384 pixels per side. If it is too large, it
    gets fewer colours, then fewer pixels, and finally fewer frames, which stay longer.

    Args:
        path: Path of the file; its folders are created.
        frames: Images `(n, height, width, 1 or 3)`, floats in [-1, 1] or uint8.
        milliseconds: Int, duration of a frame. A GIF counts in hundredths of a second,
            and many viewers are slower if it is below 20 ms.
        min_tile: Int, the smallest side of a frame. Smaller frames are enlarged, each
            pixel to a square.
        max_bytes: Int, largest size of the file, unless even the smallest form is
            larger.

    Raises:
        ValueError: There are no frames, or frames have another shape or range.

    Example:

    ```python
    path = latent.walk(gan.inputs["latents"].draw(range(5)))
    kerasgan.plots.save_walk("walk.gif", gan.predict(path))
    ```
    """
    frames = to_rgb(frames)
    scale = tile_scale(frames, min_tile)
    enlarged = frames.repeat(scale, axis=1).repeat(scale, axis=2)
    for skipped in (1, 2, 4):
        for side, colours in FORMS:
            pictures = [picture(frame, side) for frame in enlarged[::skipped]]
            examples = [pictures[index] for index in evenly(len(pictures), 8)]
            durations = [milliseconds * skipped] * len(pictures)
            content = encode_gif(pictures, colours, durations, examples)
            if len(content) <= max_bytes:
                files.write_whole(path, content)
                return
    files.write_whole(path, content)
