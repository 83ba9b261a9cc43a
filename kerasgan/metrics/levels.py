"""How far samples are from real images at each scale, and how varied they are."""

from kerasgan.metrics.draws import collected
from kerasgan.metrics.draws import drawn
from kerasgan.metrics.pixels import to_pixels
from kerasgan.metrics.score import Score
from kerasgan.metrics.similarity import ms_ssim
from kerasgan.metrics.sliced_wasserstein import sliced_wasserstein


class SlicedWasserstein:
    """Measures samples by the scores in the columns of ProGAN's table.

    Calling it with samples returns a dict of scores: `swd_64`, `swd_32` ..., 1000 times
    the sliced Wasserstein distance at each level of the pyramid, `swd`, their mean, and
    `ms_ssim`, how alike samples are. Samples of an earlier stage of a model that grows
    are enlarged by nearest-neighbor interpolation, so that stages can be compared.

    Reference: [Karras et al., 2018](https://arxiv.org/abs/1710.10196), section 5 and
    Table 1, which has 16,384 images and 10,000 pairs.

    Args:
        real: Real images, an array `(n, height, width, 1 or 3)`, uint8 or floats in
            [-1, 1], or an iterable of batches of such images. Labels are ignored.
        num_real: Int, the largest number of real images to draw. If samples and real
            images differ in number, the number of the smaller set is drawn from both.
        pairs: Int, number of pairs of samples for `ms_ssim`, which is their mean.
        split: String, the name of the set of real images: `"train"`, `"test"`.
        seed: Int. Seed of the draws.

    Raises:
        ValueError: Real images are smaller than 16 pixels.

    Example:

    ```python
    levels = kerasgan.metrics.SlicedWasserstein(faces)
    evaluate = kerasgan.callbacks.Evaluate([levels], every=5, verbose=1)
    ```
    """

    def __init__(self, real, num_real=16_384, pairs=10_000, split="train", seed=0):
        self.real = collected(real, num_real, seed)
        self.pairs = pairs
        self.split = split
        self.seed = seed
        sliced_wasserstein(self.real[:1], self.real[:1], projections=1)  # or refuses

    def __call__(self, samples, seed=None):
        """Scores of samples, images `(n, height, width, 1 or 3)`, by their names.

        Args:
            samples: uint8, or floats in [-1, 1], of the size of real images, or smaller
                by a whole factor.
            seed: Optional int, that the samples were drawn with.
        """
        fake = self.enlarged(to_pixels(samples))
        num = min(len(self.real), len(fake))
        real, fake = (drawn(images, num, self.seed) for images in (self.real, fake))
        distances = sliced_wasserstein(real, fake, seed=self.seed)
        mean = distances.pop("mean")
        values = {f"swd_{side}": value for side, value in distances.items()}
        values["swd"] = mean
        values["ms_ssim"] = ms_ssim(fake, self.pairs, self.seed)
        protocol = {
            "images": num,
            "split": self.split,
            "draw": self.seed,
            "smaller_samples": "enlarged by nearest",
            "pairs": self.pairs,
        }
        return {n: Score.of(n, value, protocol, seed) for n, value in values.items()}

    def enlarged(self, pixels):
        """Samples enlarged to the size of real images."""
        factor, rest = divmod(self.real.shape[1], pixels.shape[1])
        if rest or factor < 2:
            return pixels  # of another size, the distance refuses them
        return pixels.repeat(factor, axis=1).repeat(factor, axis=2)
