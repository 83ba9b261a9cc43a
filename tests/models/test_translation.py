"""Pix2Pix and CycleGAN beyond the common checks: equations, and what is refused."""

import functools

import keras
import numpy as np
import pytest
import tensorflow as tf
import tiny_models

import kerasgan
from kerasgan import data
from kerasgan import losses
from kerasgan import models

SHAPE, GRAY = (16, 16, 3), (16, 16, 1)


def pix2pix(**kwargs):
    keras.utils.set_random_seed(0)
    gan = models.Pix2Pix.for_images(
        SHAPE, GRAY, width=2, receptive_field=16, dropout=0, **kwargs
    )
    gan.compile(run_eagerly=True)
    return gan


def cycle_gan(other=SHAPE, **kwargs):
    keras.utils.set_random_seed(0)
    gan = models.CycleGAN.for_images(
        SHAPE,
        other,
        width=2,
        blocks=1,
        receptive_field=16,
        domains=("photo", "sketch"),
        **kwargs,
    )
    gan.compile(run_eagerly=True)
    return gan


@functools.cache
def both(shape=SHAPE):
    images = tiny_models.images(4), tiny_models.images(4, shape)[::-1]
    return tuple(map(tf.constant, images))


def losses_of_a_step(gan, batch):
    return {name: float(value) for name, value in gan.train_step(batch).items()}


# Pix2Pix.


def test_the_losses_are_the_papers():
    gan = pix2pix()
    target, source = both(GRAY)
    fake = gan.generator(source)
    real_logits = gan.discriminator({"source": source, "images": target}).numpy()
    fake_logits = gan.discriminator({"source": source, "images": fake}).numpy()
    found = losses_of_a_step(gan, (source, target))
    real = np.log1p(np.exp(-real_logits.astype(float))).mean()
    wrong = np.log1p(np.exp(fake_logits.astype(float))).mean()
    assert found["real_loss"] == pytest.approx(real, rel=1e-4)
    assert found["fake_loss"] == pytest.approx(wrong, rel=1e-4)
    assert found["discriminator_loss"] == pytest.approx((real + wrong) / 2, rel=1e-4)
    l1 = np.abs(target - fake).mean()
    assert found["l1_loss"] == pytest.approx(l1, rel=1e-4)
    expected = found["adversarial_loss"] + 100 * l1
    assert found["generator_loss"] == pytest.approx(expected, rel=1e-4)


def test_l1_alone_asks_no_discriminator():
    """The generator's step is the same whatever the discriminator says."""
    target, source = both(GRAY)
    steps = []
    for scale in (1, 10):
        gan = pix2pix(adversarial_weight=0.0)
        for weight in gan.discriminator.trainable_variables:
            weight.assign(scale * weight)
        gan.train_step((source, target))
        steps.append(gan.generator.get_weights())
    for one, other in zip(*steps, strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_discriminator_sees_the_source():
    gan = pix2pix()
    target, source = both(GRAY)
    logits = gan.discriminator({"source": source, "images": target})
    others = gan.discriminator({"source": -source, "images": target})
    assert np.abs(logits - others).max() > 0


def test_dropout_is_off_where_images_are_made_and_each_is_alone():
    keras.utils.set_random_seed(0)
    gan = models.Pix2Pix.for_images((32, 32, 3), (32, 32, 1), width=2)
    for weight in gan.sampler.weights:
        weight.assign(3 * weight) if weight.path.endswith("kernel") else None
    source = tf.constant(tiny_models.images(4, (32, 32, 1)))
    made = gan.translate(source.numpy())
    np.testing.assert_array_equal(made, gan.translate(source.numpy()))
    np.testing.assert_allclose(made[:1], gan.translate(source[:1].numpy()), atol=1e-5)
    np.testing.assert_allclose(made, gan.predict(source.numpy(), verbose=0), atol=1e-5)
    dropped = gan.generator(source, training=True)
    assert np.abs(dropped - gan.generator(source)).max() > 1e-3


def test_lab_keeps_the_lightness_of_gray_images():
    gan = pix2pix(lab=True)
    gan.ema_decay = 0.0
    target, source = both(GRAY)
    source = 0.5 * source
    gan.train_step((source, target))
    made = kerasgan.colors.rgb_to_lab(gan.translate(source.numpy()))[..., 0]
    expected = kerasgan.colors.rgb_to_lab(source)[..., 0]
    assert np.abs(made - expected).mean() < 1  # clipped, where colors can't be shown


def test_fit_takes_arrays_of_sources_and_targets():
    """In one order, which `pairs` keeps."""
    gan, other = pix2pix(), pix2pix()
    targets, sources = (kerasgan.data.to_uint8(images) for images in both(GRAY))
    history = gan.fit(sources, targets, batch_size=2, verbose=0).history
    pairs = data.pairs(sources, targets, 16, 2, channels=(1, 3))
    expected = other.fit(pairs, verbose=0).history
    assert history["l1_loss"] == expected["l1_loss"]
    with pytest.raises(ValueError, match="one length, but received 4 and 3"):
        gan.fit(sources, targets[:3])


def test_translations_are_refused_in_words():
    gan = pix2pix()
    with pytest.raises(ValueError, match=r"be images \(16, 16, 1\).*\(4, 16, 16, 3\)"):
        gan.translate(both()[0].numpy())
    with pytest.raises(ValueError, match="from -1 to 254"):
        gan.translate(255 * (both(GRAY)[1].numpy() > 0).astype("float32") - 1)
    with pytest.raises(ValueError, match="leads to None, but received to='photo'"):
        gan.translate(both(GRAY)[1].numpy(), to="photo")


# CycleGAN.


def test_the_losses_are_those_of_the_paper():
    gan = cycle_gan()
    a, b = both()
    to_b, to_a = gan.generator_ab, gan.generator_ba
    fake_b, fake_a = to_b(a), to_a(b)
    judge_a, judge_b = gan.discriminator_a, gan.discriminator_b

    def squares(logits, label):
        return ((logits.numpy().astype(float) - label) ** 2).mean()

    passing = squares(judge_a(fake_a), 1) + squares(judge_b(fake_b), 1)
    cycle = np.abs(to_a(fake_b) - a).mean() + np.abs(to_b(fake_a) - b).mean()
    identity = np.abs(to_a(a) - a).mean() + np.abs(to_b(b) - b).mean()
    telling = squares(judge_a(a), 1) + squares(judge_a(fake_a), 0)
    telling += squares(judge_b(b), 1) + squares(judge_b(fake_b), 0)
    found = losses_of_a_step(gan, (a, b))
    assert found["adversarial_loss"] == pytest.approx(passing, rel=1e-3)
    assert found["cycle_loss"] == pytest.approx(cycle, rel=1e-3)
    assert found["identity_loss"] == pytest.approx(identity, rel=1e-3)
    assert found["discriminator_loss"] == pytest.approx(telling / 2, rel=1e-3)
    expected = passing + 10 * cycle + 5 * identity
    assert found["generator_loss"] == pytest.approx(expected, rel=1e-3)


def test_there_is_no_identity_loss_where_channels_differ():
    gan = cycle_gan(GRAY)
    assert losses_of_a_step(gan, both(GRAY))["identity_loss"] == 0
    assert losses_of_a_step(cycle_gan(identity_weight=0), both())["identity_loss"] == 0


def test_discriminators_see_fakes_of_earlier_steps():
    gan = cycle_gan(pool_size=4)
    gan.train_step(both())
    first = gan.pool_a.images.numpy()
    np.testing.assert_allclose(np.abs(first).max((1, 2, 3)) > 0, True)
    for _ in range(4):
        gan.train_step(both())
    later = gan.pool_a.images.numpy()
    assert int(gan.pool_a.filled) == 4
    assert not np.array_equal(first, later)
    # The two pools are exchanged at different places.
    assert gan.pool_a.seed != gan.pool_b.seed


def test_pools_are_saved_with_the_model(tmp_path):
    gan = cycle_gan(pool_size=4)
    gan.train_step(both())
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert loaded.domains == ("photo", "sketch") and loaded.pool_size == 4
    np.testing.assert_array_equal(gan.pool_b.images, loaded.pool_b.images)


@pytest.mark.parametrize("domains", [("a",), ("a", "a"), ("a", "b c"), ("a", 1)])
def test_domains_are_two_names(domains):
    with pytest.raises(ValueError, match="two different names of letters"):
        models.CycleGAN.for_images(SHAPE, width=2, blocks=1, domains=domains)


def test_fit_takes_arrays_of_both_domains():
    gan = cycle_gan()
    photos, sketches = (kerasgan.data.to_uint8(images) for images in both())
    history = gan.fit(photos, sketches[:2], batch_size=2, verbose=0).history
    assert np.isfinite(list(history.values())).all()
    assert int(gan.step) == 2


def test_the_least_squares_are_whole():
    """CycleGAN's squares are those of its equation, LSGAN's are halves."""
    logits = tf.constant([[0.5]])
    half = losses.LeastSquares().generator(logits)
    gan = cycle_gan()
    whole = gan.adversarial_loss(lambda images, training: logits, None)
    assert float(whole) == 2 * float(half) == 0.25
