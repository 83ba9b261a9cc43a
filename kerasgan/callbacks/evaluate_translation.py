"""Scores of translations while training goes on."""

import numpy as np

from kerasgan import metrics
from kerasgan import ranges
from kerasgan.callbacks.drawing import samples_of
from kerasgan.callbacks.evaluate import Evaluate


class EvaluateTranslation(Evaluate):
    """Measures translations at regular epochs, and adds the scores to the logs.

    The scores show which epoch to keep; losses don't show this. With `folder` it keeps
    the models with the best scores, as `Evaluate` does.

    There are these scores for each direction:

    - `frechet`: the distance between the set of translations and the images of their
      domain, in the extractor's features;
    - `l1`, `psnr`, `ssim`, `sharpness`, `perceptual`: the scores of `kerasgan.metrics.
      Fidelity`, if the true images are known; otherwise only `sharpness`, the sharpness
      of the translations divided by that of the images of their domain;
    - `identity`: the mean cosine between a face recognizer's vectors of each
      translation and of its true image, or of its source if no true image is known;
    - `cycle_l1`: the L1 distance between an image and its translation there and back.

    For a model with two directions the scores have names such as `photo_frechet`.

    Args:
        images: Images that were not trained on: for a model with one direction
            `(sources, targets)`; for one with two a dict of arrays by the domains.
            Each is `(n, height, width, channels)`, uint8 or floats in [-1, 1].
        paired: Bool. Whether images at the same index are true translations of each
            other.
        extractor: As in `kerasgan.metrics.Comparison`.
        identity: Optional `kerasgan.metrics.FaceEmbedding`.
        perceptual: As in `kerasgan.metrics.Fidelity`.
        **options: `every`, `folder`, `monitor`, `best`, `keep` of `Evaluate`.

    Raises:
        ValueError: Paired images differ in number; or when training begins, if the
            domains are not the model's.

    Example:

    ```python
    evaluate = kerasgan.callbacks.EvaluateTranslation(
        {"photo": photos, "sketch": sketches}, every=5, folder="runs/sketch/best"
    )
    gan.fit(images, epochs=200, callbacks=[evaluate])
    ```
    """

    def __init__(
        self,
        images,
        paired=True,
        extractor=None,
        identity=None,
        perceptual=True,
        **options,
    ):
        super().__init__((), **options)
        led_to = list(images) if isinstance(images, dict) else [None]
        if not isinstance(images, dict):
            source, target = images
            images = {"source": source, None: target}
        lengths = [len(kind) for kind in images.values()]
        if len(lengths) != 2 or (paired and len(set(lengths)) != 1):
            raise ValueError(
                "Translations are measured on images of two kinds, of pairs on as many "
                f"of each, but received {dict(zip(images, lengths, strict=True))}."
            )
        self.images = images
        self.paired = paired
        self.identity = identity
        self.extractor = extractor or metrics.ONetFeatures()
        self.real, self.fidelities = {}, {}  # by the domains that are led to
        for to in led_to:
            self.real[to] = metrics.statistics(self.extractor(images[to]))
            if paired:
                self.fidelities[to] = metrics.Fidelity(images[to], perceptual)

    def on_train_begin(self, logs=None):
        super().on_train_begin(logs)
        if set(self.real) != set(self.model.directions):
            raise ValueError(
                f"{type(self.model).__name__} leads to "
                f"{' and '.join(map(str, self.model.directions))}, but the images to "
                f"measure are of {', '.join(map(str, self.images))}."
            )

    def scores(self):
        scores = {}
        for to in self.real:
            found = self.scores_to(to)
            if not found:
                return {}
            prefix = f"{to}_" if to else ""
            scores.update({prefix + name: score for name, score in found.items()})
        return scores

    def scores_to(self, to):
        """Scores of one direction by their names; none if images are not finite."""
        (other,) = set(self.images) - {to}
        sources, targets = self.images[other], self.images[to]
        made = self.translated(sources, to)
        if not np.isfinite(made).all():
            return {}
        distance = metrics.frechet_distance(
            self.real[to], metrics.statistics(self.extractor(made))
        )
        protocol = {**self.extractor.protocol, "real": len(targets)}
        scores = {"frechet": self.score("frechet", distance, made, protocol)}
        if self.paired:
            scores.update(self.fidelities[to](made))
        else:
            ratio = metrics.sharpness(made).mean() / metrics.sharpness(targets).mean()
            scores["sharpness"] = self.score("sharpness", ratio, made)
        if self.identity:
            cosines = self.identity.similarity(
                made, targets if self.paired else sources
            )
            protocol = {
                **self.identity.protocol,
                "to": "target" * self.paired or "source",
            }
            scores["identity"] = self.score("identity", cosines.mean(), made, protocol)
        if other in self.model.directions:
            back = self.translated(made, other)
            change = np.abs(ranges.to_floats(np.asarray(sources)) - back).mean()
            scores["cycle_l1"] = self.score("cycle_l1", change, made)
        return scores

    def translated(self, images, to):
        """Translations that can be measured, clipped as in `samples_of`."""
        return samples_of(self.model, len(images), 0, {"source": images, "to": to})

    def score(self, name, value, images, protocol=()):
        """A score of translations."""
        facts = {
            "fake": len(images),
            "size": list(images.shape[1:]),
            "split": "held out",
            **dict(protocol),
        }
        return metrics.Score.of(name, value, facts)
