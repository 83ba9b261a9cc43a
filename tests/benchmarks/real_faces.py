"""UTKFace as arrays, some of it held out, and what reads labels off faces."""

import dataclasses
import json

import keras
import numpy as np

from kerasgan import data
from kerasgan import metrics

HELD_OUT, SEED = 2000, 0
GENDERS = data.UTKFACE_NAMES["gender"]


@dataclasses.dataclass
class Faces:
    """Images, uint8 `(n, size, size, 3)`, and their labels, arrays by name."""

    images: np.ndarray
    labels: dict

    def part(self, chosen):
        """The faces of these indices."""
        labels = {name: values[chosen] for name, values in self.labels.items()}
        return Faces(self.images[chosen], labels)


def faces_of(folder, size, labels, cache=None, **kwargs):
    """All faces of a folder, in the order of their names."""
    dataset = data.utkface(
        folder,
        size,
        labels=tuple(labels),
        shuffle=False,
        drop_remainder=False,
        cache_dir=cache,
        **kwargs,
    )
    images, wanted = zip(*dataset.as_numpy_iterator(), strict=True)
    return Faces(
        data.to_uint8(np.concatenate(images)),
        {name: np.concatenate([chosen[name] for chosen in wanted]) for name in labels},
    )


def split(faces, held_out=HELD_OUT):
    """Those to train on, and those held out: at most half of all, by chance."""
    num = len(faces.images)
    order = np.random.default_rng(SEED).permutation(num)
    held_out = min(held_out, num // 2)
    return faces.part(order[held_out:]), faces.part(order[:held_out])


def classifier_of(faces, counts, folder, epochs=8):
    """The classifier that an earlier call has trained on these, or a new one."""
    classifier = metrics.AttributeClassifier(faces.images.shape[1:], counts, seed=SEED)
    weights, facts = folder / "classifier.weights.h5", folder / "classifier.json"
    if facts.exists():
        classifier.network.load_weights(weights)
        classifier.accuracy = json.loads(facts.read_text())
        return classifier
    classifier.fit(faces.images, faces.labels, epochs=epochs, verbose=2)
    folder.mkdir(parents=True, exist_ok=True)
    classifier.network.save_weights(weights)
    facts.write_text(json.dumps(classifier.accuracy))
    return classifier


def portraits(size, num):
    """The faces of ORL portraits, as tight as UTKFace crops them, in [-1, 1].

    Args:
        size: Int, the side.
        num: Int, at most 400; up to 40 are of as many people.
    """
    images = data.orl_faces(92, 400, channels=3, shuffle=False)
    images = next(images.as_numpy_iterator())[:: 400 // num, 14:86, 10:82]
    return keras.ops.image.resize(images, (size, size), antialias=True).numpy()
