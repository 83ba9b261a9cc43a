"""Samples that repeat an image of the training."""

import numpy as np

from kerasgan.metrics.comparison import features_of
from kerasgan.metrics.draws import collected
from kerasgan.metrics.onet import ONetFeatures
from kerasgan.metrics.score import Score

QUANTILE = 0.99
BLOCK = 1024


class Memorization:
    """Scores samples by the fraction that repeats a training image: `memorized`.

    A sample repeats a training image if it is more similar to this image than 99 in 100
    held-out real images are to any training image. So new real faces score 0.01, and
    the training images themselves score 1. Images are similar if their features point
    in the same direction from the mean features of the training images.

    Args:
        train: The training images: an array `(n, height, width, 1 or 3)`, uint8 or
            floats in [-1, 1], or an iterable of batches of such images.
        held_out: Real images that were not trained on, in the same forms, of other
            people.
        extractor: `Extractor` (default: `ONetFeatures()`).
        most: Int, the largest number of images to draw from each set (default:
            100,000).
        cache_dir: Optional path of a folder for the features.

    Example:

    ```python
    memorization = kerasgan.metrics.Memorization(faces, other_faces)
    print(memorization(samples)["memorized"])
    nearest, similarity = memorization.nearest(samples)
    ```
    """

    def __init__(self, train, held_out, extractor=None, most=100_000, cache_dir=None):
        self.extractor = extractor or ONetFeatures()
        self.images = collected(train, most)
        features = features_of(self.images, self.extractor, cache_dir)
        self.mean = features.mean(axis=0, dtype="float64")
        self.train = self.directions(features)
        others = features_of(collected(held_out, most), self.extractor, cache_dir)
        _, self.held_out = self.nearest_of(others)
        self.threshold = float(np.quantile(self.held_out, QUANTILE))

    def __call__(self, samples, seed=None):
        """The score of samples, `(n, height, width, 1 or 3)`, by its name.

        Args:
            samples: uint8, or floats in [-1, 1].
            seed: Optional int, that the samples were drawn with.
        """
        _, similarities = self.nearest(samples)
        protocol = {
            **self.extractor.protocol,
            "train": len(self.train),
            "held_out": len(self.held_out),
            "fake": len(samples),
            "alike_from": round(self.threshold, 4),
        }
        fraction = np.mean(similarities > self.threshold)
        return {"memorized": Score.of("memorized", fraction, protocol, seed)}

    def nearest(self, samples):
        """The index of each sample's most similar training image, and the similarity.

        Returns:
            Ints `(n,)`, indices into `images`, and cosines `(n,)`.
        """
        return self.nearest_of(self.extractor(samples))

    def nearest_of(self, features):
        directions = self.directions(features)
        blocks = [
            directions[start : start + BLOCK] @ self.train.T
            for start in range(0, len(directions), BLOCK)
        ]
        nearest = np.concatenate([cosines.argmax(axis=1) for cosines in blocks])
        return nearest, np.concatenate([cosines.max(axis=1) for cosines in blocks])

    def directions(self, features):
        """Features minus the mean, scaled to length 1."""
        centered = features - self.mean
        norms = np.linalg.norm(centered, axis=1, keepdims=True)
        return (centered / np.maximum(norms, 1e-12)).astype("float32")
