"""A small classifier of faces: labels of samples, and their bias against data."""

import keras
import numpy as np
from keras import layers

from kerasgan import ranges
from kerasgan.metrics.pixels import to_pixels
from kerasgan.metrics.score import Score

HELD_OUT = 0.1


class AttributeClassifier:
    """Predicts labels, such as gender and age group, from images.

    It is a small convolutional network with a head for each label. A random tenth of
    the images is held out: `accuracy` is the fraction of these images for which each
    head is right. Predictions for samples are not more accurate than that.

    Args:
        image_shape: `(height, width, channels)`.
        num_classes: Dict from the name of each label to its number of values.
        width: Int, channels of the layer next to the image.
        seed: Int. Determines the initial weights, the order and the faces held out; it
            is set as the global seed of Keras, NumPy and Python, too.

    Example:

    ```python
    classifier = AttributeClassifier((64, 64, 3), {"gender": 2})
    classifier.fit(images, {"gender": genders})
    print(classifier.accuracy)  # {"gender": 0.9}
    classifier.fractions(gan.sample(2000))["gender"]  # fraction of each gender
    ```
    """

    def __init__(self, image_shape, num_classes, width=32, seed=0):
        self.seed = seed
        self.num_classes = dict(num_classes)
        self.network = network(image_shape, self.num_classes, width, seed)
        self.accuracy = None

    def fit(self, images, labels, epochs=8, batch_size=64, mirror=True, verbose=0):
        """Trains, and measures the accuracy on the held-out tenth.

        Args:
            images: Array `(n, height, width, channels)`, uint8 or floats in [-1, 1].
            labels: Dict from names to ints `(n,)`.
            epochs: Int. The learning rate falls to 0 along a cosine.
            batch_size: Int.
            mirror: Bool. Whether to train on mirrored images, too.
            verbose: As in Keras.

        Returns:
            The accuracies, a dict of floats.

        Raises:
            ValueError: A label has no values, or has values out of range.
        """
        self.check(labels, len(images))
        x = as_inputs(images)
        labels = {name: np.asarray(labels[name]) for name in self.num_classes}
        order = np.random.default_rng(self.seed).permutation(len(x))
        held_out, rest = np.split(order, [max(1, int(HELD_OUT * len(x)))])
        steps = epochs * -(-len(rest) * (1 + mirror) // batch_size)
        self.network.compile(
            keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(1e-3, steps)),
            {
                name: keras.losses.SparseCategoricalCrossentropy(from_logits=True)
                for name in labels
            },
        )
        keras.utils.set_random_seed(self.seed)
        if mirror:
            rest = np.concatenate([rest, rest + len(x)])
            x = np.concatenate([x, x[:, :, ::-1]])
        self.network.fit(
            x[rest],
            {
                name: np.tile(values, 1 + mirror)[rest]
                for name, values in labels.items()
            },
            batch_size=batch_size,
            epochs=epochs,
            verbose=verbose,
        )
        found = self.predict(images[held_out])
        self.accuracy = {
            name: float(np.mean(found[name] == values[held_out]))
            for name, values in labels.items()
        }
        return self.accuracy

    def check(self, labels, num_images):
        for name, count in self.num_classes.items():
            values = np.asarray(labels.get(name, ()))
            fits = values.shape == (num_images,) and values.dtype.kind in "iu"
            if not fits or values.min() < 0 or values.max() >= count:
                raise ValueError(
                    f"The label {name!r} should be {num_images} ints in [0, {count}), "
                    f"one an image, but is {values.dtype} of shape {values.shape}. "
                    f"Labels given are {list(labels)}."
                )

    def predict(self, images):
        """The most probable value of each label, a dict of ints `(n,)`."""
        logits = self.network.predict(as_inputs(images), batch_size=256, verbose=0)
        return {name: values.argmax(axis=1) for name, values in logits.items()}

    def fractions(self, images):
        """The fraction of each value of a label, floats `(num_classes,)` by name."""
        return {
            name: np.bincount(values, minlength=self.num_classes[name]) / len(images)
            for name, values in self.predict(images).items()
        }


class AttributeBias:
    """Scores how far samples are from the data in their fractions of each label.

    The score of a label is the total variation between its fractions in samples and in
    real images, both as predicted by the classifier: 0 if the fractions are equal, 1 if
    samples and real images have no value in common.

    Args:
        classifier: Fitted `AttributeClassifier`.
        real: Real images, an array `(n, height, width, channels)`.
    """

    def __init__(self, classifier, real):
        self.classifier = classifier
        self.num_real = len(real)
        self.real = classifier.fractions(real)

    def __call__(self, samples, seed=None):
        """Scores of samples by name, `gender_bias` and so on.

        Args:
            samples: Array `(n, height, width, channels)`, uint8 or floats in [-1, 1].
            seed: Optional int, that the samples were drawn with.
        """
        scores = {}
        for label, fractions in self.classifier.fractions(samples).items():
            name = f"{label}_bias"
            distance = 0.5 * np.abs(fractions - self.real[label]).sum()
            protocol = {
                "classifier_accuracy": self.classifier.accuracy[label],
                "real": self.num_real,
                "fake": len(samples),
            }
            scores[name] = Score.of(name, distance, protocol, seed)
        return scores


def network(image_shape, num_classes, width, seed):
    """Four convolutions that halve the maps, and a dense layer for each label."""
    keras.utils.set_random_seed(seed)
    images = x = keras.Input(image_shape)
    for level in range(4):
        x = layers.Conv2D(width * 2**level, 3, 2, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Dropout(0.5)(layers.Flatten()(x))
    heads = {
        name: layers.Dense(count, name=name, dtype="float32")(x)
        for name, count in num_classes.items()
    }
    return keras.Model(images, heads, name="attributes")


def as_inputs(images):
    """Images of either kind as floats in [-1, 1]."""
    return ranges.to_floats(to_pixels(images))
