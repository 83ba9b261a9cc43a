"""A classifier that learns what can be seen, and the bias that it finds."""

import numpy as np
import pytest

from kerasgan.metrics import AttributeBias
from kerasgan.metrics import AttributeClassifier


def images_of(rng, count):
    """Images with a bright upper or lower half, in one of three colors."""
    half, color = rng.integers(2, size=count), rng.integers(3, size=count)
    images = rng.integers(0, 60, (count, 16, 16, 3))
    rows = np.arange(16) // 8
    for index in range(count):
        images[index, rows == half[index], :, color[index]] += 150
    return images.astype("uint8"), {"half": half, "color": color}


@pytest.fixture(scope="module")
def classifier():
    images, labels = images_of(np.random.default_rng(0), 600)
    classifier = AttributeClassifier((16, 16, 3), {"half": 2, "color": 3}, width=8)
    classifier.fit(images, labels, epochs=10)
    return classifier


def test_it_learns_what_can_be_seen(classifier, rng):
    images, labels = images_of(rng, 200)
    found = classifier.predict(images)
    right = {name: np.mean(found[name] == labels[name]) for name in labels}
    assert min(right.values()) > 0.9
    assert classifier.accuracy == pytest.approx(right, abs=0.1)


def test_what_cannot_be_seen_is_not_learned(rng):
    images, labels = images_of(rng, 300)
    labels = {"half": rng.permutation(labels["half"])}
    classifier = AttributeClassifier((16, 16, 3), {"half": 2}, width=4)
    # Of the held-out tenth: what it learned by heart doesn't count.
    assert classifier.fit(images, labels, epochs=4)["half"] < 0.85


def test_bias_is_the_distance_of_the_shares(classifier, rng):
    real, _ = images_of(rng, 300)
    samples, labels = images_of(rng, 300)
    bias = AttributeBias(classifier, real)
    alike = bias(samples)
    upper = bias(samples[labels["half"] == 0], seed=3)
    assert alike["half_bias"].mean < 0.15 and alike["color_bias"].mean < 0.15
    shares = classifier.fractions(samples[labels["half"] == 0])["half"]
    expected = abs(shares[0] - bias.real["half"][0])
    assert upper["half_bias"].mean == pytest.approx(expected)
    assert upper["half_bias"].mean > 0.35 > upper["color_bias"].mean
    assert upper["half_bias"].seeds == (3,)
    accuracy = upper["half_bias"].protocol["classifier_accuracy"]
    assert accuracy == classifier.accuracy["half"]


@pytest.mark.parametrize(
    "half", [np.full(20, 2), np.zeros(19, int), np.zeros(20), np.full(20, -1)]
)
def test_labels_that_do_not_fit_are_refused(classifier, half, rng):
    images, labels = images_of(rng, 20)
    with pytest.raises(ValueError, match="'half' should be 20 ints"):
        classifier.fit(images, {**labels, "half": half})
    with pytest.raises(ValueError, match="'color' should be .* Labels given"):
        classifier.fit(images, {"half": labels["half"]})
