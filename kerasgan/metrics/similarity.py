"""MS-SSIM between samples: how alike they are."""

import numpy as np
import tensorflow as tf

from kerasgan.metrics.pixels import to_pixels

WINDOW = 11  # pixels of a side, of the filter
WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)  # of the scales, the finest first
BATCH = 256


def ms_ssim(images, pairs=1000, seed=0):
    """Mean multi-scale structural similarity of pairs of images of one set.

    A set whose images are more alike than those of the data lacks variety. For images
    smaller than 176 pixels, only the finest of the reference's five scales are used,
    with their weights scaled to a sum of 1.

    References: [Odena et al., 2017](https://arxiv.org/abs/1610.09585), section 4.3;
    Wang et al., "Multiscale structural similarity for image quality assessment",
    2003.

    Args:
        images: Array `(n, height, width, 1 or 3)`, uint8 or floats in [-1, 1].
        pairs: Int, number of pairs of different images to draw.
        seed: Int. Seed of the pairs.

    Returns:
        A float, 1 if all images are the same.

    Raises:
        ValueError: There are fewer than two images, or they are smaller than 11
            pixels.
    """
    pixels = to_pixels(images)
    side = min(pixels.shape[1:3])
    if len(pixels) < 2 or side < WINDOW:
        raise ValueError(
            f"MS-SSIM compares images of {WINDOW} pixels a side or more in pairs, but "
            f"received {pixels.shape}."
        )
    rng = np.random.default_rng(seed)
    first = rng.integers(len(pixels), size=pairs)
    # Any other than the first, with equal probability.
    second = (first + rng.integers(1, len(pixels), size=pairs)) % len(pixels)
    scales = sum(side // 2**scale >= WINDOW for scale in range(len(WEIGHTS)))
    weights = np.array(WEIGHTS[:scales])
    if scales < len(WEIGHTS):  # all five are taken as published, for a sum of 1.0001
        weights /= weights.sum()
    similarities = [
        tf.image.ssim_multiscale(
            pixels[first[start : start + BATCH]],
            pixels[second[start : start + BATCH]],
            255,
            power_factors=weights.tolist(),
            filter_size=WINDOW,
        )
        for start in range(0, pairs, BATCH)
    ]
    return float(np.mean(np.concatenate(similarities), dtype="float64"))
