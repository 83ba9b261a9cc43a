"""Comparisons order what should be ordered, and say what they depend on."""

import numpy as np
import pytest
import tensorflow as tf

from kerasgan.metrics import Comparison
from kerasgan.metrics import Extractor
from kerasgan.metrics import frechet_distance
from kerasgan.metrics import statistics
from kerasgan.metrics.draws import collected


def pooled(images):
    """Means of 4x4 pixels: features without a network."""
    return tf.reshape(tf.nn.avg_pool2d(images, 4, 4, "VALID"), (-1, 12))


@pytest.fixture
def extractor():
    return Extractor(pooled, "means_of_4x4", 8)


@pytest.fixture
def real(rng):
    return smooth(rng, 300)


def smooth(rng, count):
    """Images of two kinds, bright to the left or to the right."""
    images = rng.uniform(0, 120, (count, 8, 8, 3))
    images[::2, :, :4] += 130
    images[1::2, :, 4:] += 130
    return images.astype("uint8")


def test_scores_have_the_expected_order(real, extractor, rng):
    compare = Comparison(real[:150], extractor)
    others, noise = real[150:], rng.integers(0, 256, (150, 8, 8, 3), dtype="uint8")
    one_kind = smooth(rng, 300)[::2]
    copies = np.tile(others[:15], (10, 1, 1, 1))
    scores = {
        name: compare(images)
        for name, images in (
            ("others", others),
            ("noise", noise),
            ("one kind", one_kind),
            ("copies", copies),
        )
    }

    def of(metric):
        return {name: score[metric].mean for name, score in scores.items()}

    for metric in ("frechet", "kernel"):
        assert of(metric)["others"] < min(
            of(metric)[name] for name in ("noise", "one kind", "copies")
        )
    assert of("precision")["noise"] < 0.5 < of("precision")["one kind"]
    assert of("recall")["one kind"] < 0.6 < of("recall")["others"]
    assert of("coverage")["copies"] < 0.6 < of("coverage")["others"]


def test_the_distance_is_that_of_the_features(real, extractor):
    score = Comparison(real[:100], extractor)(real[100:200], seed=3)["frechet"]
    expected = frechet_distance(
        statistics(extractor(real[:100])), statistics(extractor(real[100:200]))
    )
    assert score.mean == pytest.approx(expected)
    assert score.seeds == (3,)
    assert score.protocol == {
        **extractor.protocol,
        "real": 100,
        "fake": 100,
        "split": "train",
        "draw": 0,
    }


def test_datasets_and_floats_are_the_same_images(real, extractor):
    floats = (real / 127.5 - 1).astype("float32")
    batches = tf.data.Dataset.from_tensor_slices((floats, np.zeros(300))).batch(64)
    whole = Comparison(real, extractor, num_real=200)
    parts = Comparison(batches, extractor, num_real=200)
    np.testing.assert_array_equal(whole.real, parts.real)
    assert whole(real)["kernel"] == parts(floats)["kernel"]


def test_the_order_of_the_images_does_not_matter(rng, extractor):
    images = smooth(rng, 1200)
    by_kind = np.concatenate([images[::2], images[1::2]])
    fakes = smooth(np.random.default_rng(1), 300)
    shuffled, in_order = Comparison(images, extractor), Comparison(by_kind, extractor)
    for name in ("precision", "recall", "density", "coverage"):
        one, other = shuffled(fakes)[name].mean, in_order(fakes)[name].mean
        assert one == pytest.approx(other, abs=0.1), name
    few = Comparison(by_kind, extractor, num_real=300)
    assert few(fakes)["precision"].mean > 0.75  # of the first 300, one kind, 0.44
    other = Comparison(by_kind, extractor, num_real=300, seed=1)
    assert not np.array_equal(few.real, other.real)


def test_copies_count_once_and_no_dataset_goes_on_for_ever(real, extractor):
    dataset = tf.data.Dataset.from_tensor_slices(real).batch(50)
    with pytest.warns(UserWarning, match="5700 of 6000 real images are exact copies"):
        repeated = Comparison(dataset.repeat(20), extractor)
    np.testing.assert_array_equal(repeated.real, Comparison(dataset, extractor).real)
    with pytest.raises(ValueError, match="without end.*before `.repeat"):
        Comparison(dataset.repeat(), extractor)


def test_any_image_may_be_drawn_and_none_twice():
    images = np.arange(1000, dtype="uint8").reshape(250, 2, 2, 1).repeat(2, 1)
    images[..., 0] += np.arange(250, dtype="uint8")[:, None, None] // 64
    counts = np.zeros(250)
    for seed in range(200):
        found = collected(images, 25, seed)
        rows = (images[:, None] == found[None]).all((2, 3, 4)).argmax(0)
        assert len(set(rows)) == 25
        counts[rows] += 1
    assert counts.min() > 3 and counts.max() < 45  # 20 each on average


def test_floats_of_0_to_1_are_warned_of(real, extractor):
    with pytest.warns(UserWarning, match="nowhere below 0"):
        Comparison(real / 255, extractor)
    with pytest.raises(ValueError, match="127.5"):
        Comparison(real * 1.0, extractor)


def test_the_cache_goes_by_the_images_and_the_protocol(real, extractor, tmp_path):
    def fails(images):
        raise AssertionError("should come from the cache")

    first = Comparison(real, extractor, cache_dir=tmp_path).real
    cached = Extractor(fails, "means_of_4x4", 8)
    np.testing.assert_array_equal(
        Comparison(real, cached, cache_dir=tmp_path).real, first
    )
    for images, name in ((real[1:], "means_of_4x4"), (real, "others")):
        with pytest.raises(AssertionError, match="from the cache"):
            Comparison(images, Extractor(fails, name, 8), cache_dir=tmp_path)


def test_nothing_to_compare_with_is_refused(extractor):
    with pytest.raises(ValueError, match="no real images"):
        Comparison([], extractor)
