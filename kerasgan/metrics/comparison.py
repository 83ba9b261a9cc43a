"""Samples against real images, in the features of one extractor."""

import hashlib
import json
import pathlib

import numpy as np

from kerasgan import files
from kerasgan.metrics.draws import collected
from kerasgan.metrics.draws import drawn
from kerasgan.metrics.frechet import frechet_distance
from kerasgan.metrics.frechet import statistics
from kerasgan.metrics.kernel_distance import kernel_distance
from kerasgan.metrics.neighbors import density_coverage
from kerasgan.metrics.neighbors import precision_recall
from kerasgan.metrics.onet import ONetFeatures
from kerasgan.metrics.score import Score


class Comparison:
    """Measures how far samples are from real images.

    Calling it with samples returns a dict of scores: `frechet` and `kernel`, distances;
    `precision` and `density`, how real samples are; `recall` and `coverage`, how much
    of the data the samples cover. The latter four scores use as many real images as
    there are samples.

    Args:
        real: Real images, an array `(n, height, width, 1 or 3)`, uint8 or floats in
            [-1, 1], or an iterable of batches of such images, for example a dataset of
            `kerasgan.data`. Labels are ignored.
        extractor: `Extractor` (default: `ONetFeatures()`, without a download).
        num_real: Int, the largest number of real images to draw (default: 10,000).
        split: String, the name of the set of real images: `"train"`, `"test"`.
        cache_dir: Optional path of a folder. Features of the real images stay there,
            under a hash of the images and the protocol.
        seed: Int. Seed of the draw of real images (default: 0).

    Raises:
        ValueError: There are fewer than two images, they have another shape, or the
            iterable is infinite.

    Example:

    ```python
    compare = kerasgan.metrics.Comparison(faces)
    print(compare(gan.sample(2000, seed=0))["frechet"])
    ```
    """

    def __init__(
        self,
        real,
        extractor=None,
        num_real=10_000,
        split="train",
        cache_dir=None,
        seed=0,
    ):
        self.extractor = extractor or ONetFeatures()
        pixels = collected(real, num_real, seed)
        self.seed = seed
        self.split = split
        self.real = features_of(pixels, self.extractor, cache_dir)
        self.real_statistics = statistics(self.real)

    def __call__(self, samples, seed=None):
        """Scores of samples, images `(n, height, width, 1 or 3)`, by their names.

        Args:
            samples: uint8, or floats in [-1, 1].
            seed: Optional int, that the samples were drawn with.
        """
        fake = self.extractor(samples)
        near = drawn(self.real, len(fake), self.seed)
        precision, recall = precision_recall(near, fake)
        density, coverage = density_coverage(near, fake)
        values = {
            "frechet": frechet_distance(self.real_statistics, statistics(fake)),
            "kernel": kernel_distance(self.real, fake)[0],
            "precision": precision,
            "recall": recall,
            "density": density,
            "coverage": coverage,
        }
        protocol = {
            **self.extractor.protocol,
            "real": len(self.real),
            "fake": len(fake),
            "split": self.split,
            "draw": self.seed,
        }
        return {
            name: Score.of(name, value, protocol, seed)
            for name, value in values.items()
        }


def features_of(pixels, extractor, cache_dir=None):
    """Features of uint8 images, from the cache if they are there."""
    if cache_dir is None:
        return extractor(pixels)
    key = hashlib.sha256(np.ascontiguousarray(pixels))
    key.update(json.dumps([pixels.shape, extractor.protocol]).encode())
    folder = pathlib.Path(cache_dir).expanduser()
    path = folder / f"features-{key.hexdigest()[:24]}.npy"
    if not path.exists():
        with files.written_whole(path) as draft:
            np.save(draft, extractor(pixels))
    return np.load(path)
