"""What `fit` is handed in: every batch is looked at, compiled step or not."""

import warnings

import keras
import numpy as np
import pytest
import tensorflow as tf
from tiny_models import build
from tiny_models import for_images

import kerasgan
from kerasgan import models

IMAGES = np.random.default_rng(0).uniform(-1, 1, (16, 16, 16, 3)).astype("float32")


def batches(images, labels=None, size=4):
    tensors = images if labels is None else (images, labels)
    return tf.data.Dataset.from_tensor_slices(tensors).batch(size)


@pytest.fixture(scope="module")
def gan():
    gan = build(models.GAN, compiled=False)
    gan.compile(run_eagerly=True)
    return gan


def warnings_of(gan, dataset, **arguments):
    """What `fit` warns of, without what Keras does."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        gan.fit(dataset, verbose=0, **arguments)
    return [str(w.message) for w in caught if w.category is UserWarning]


@pytest.mark.parametrize("jit_compile", [False, True])
def test_floats_of_0_to_255_are_refused(jit_compile):
    gan = build(models.GAN, compiled=False)
    gan.compile(jit_compile=jit_compile)
    with pytest.raises(ValueError, match="pass `images / 127.5 - 1`") as caught:
        gan.fit(batches((IMAGES + 1) * 127.5), verbose=0)
    assert len(str(caught.value).splitlines()) == 1
    assert int(gan.step) == 0


def test_a_batch_that_comes_late_is_refused_too(gan):
    late = IMAGES.copy()
    late[13] *= 127
    with pytest.raises(ValueError, match="from -12[67]"):
        gan.fit(batches(late), verbose=0)


def test_floats_of_0_to_1_are_warned_of_once(gan):
    (warning,) = warnings_of(gan, batches((IMAGES + 1) / 2), epochs=2)
    assert "nowhere below 0" in warning and "pass `2 * images - 1`" in warning


def test_one_image_below_0_is_enough(gan):
    bright = np.abs(IMAGES)
    bright[0] *= -1
    assert not warnings_of(gan, batches(bright))


def test_nan_is_refused(gan):
    broken = IMAGES.copy()
    broken[3, 0, 0, 0] = np.nan
    with pytest.raises(ValueError, match="NaN and infinity are no pixels"):
        gan.fit(batches(broken), verbose=0)


def test_uint8_is_scaled():
    pixels = np.rint((IMAGES + 1) * 127.5).astype("uint8")
    histories = []
    for x in (batches(pixels), batches(pixels / np.float32(127.5) - 1)):
        gan = build(models.GAN, compiled=False)
        gan.compile(run_eagerly=True)
        histories.append(gan.fit(x, verbose=0).history["generator_loss"])
    assert histories[0] == pytest.approx(histories[1], rel=1e-6)


def test_other_integers_are_refused_before_the_first_step(gan):
    with pytest.raises(ValueError, match="int32. For integers .*astype"):
        gan.fit(batches(np.zeros((4, 16, 16, 3), "int32")), verbose=0)


def test_a_batch_by_hand_is_looked_at(gan):
    with pytest.raises(ValueError, match="127.5"):
        gan.train_on_batch(127.5 * (IMAGES + 1))
    with pytest.raises(ValueError, match="no place for `sample_weight`"):
        gan.train_on_batch(IMAGES, sample_weight=np.ones(16))
    labelled = build(models.ConditionalGAN)
    labels = {"gender": np.arange(16) % 2, "age_group": np.arange(16) % 4}
    with pytest.raises(ValueError, match="'age_group' .*has 3"):
        labelled.train_on_batch(IMAGES, labels)
    steps = build(models.SNGAN, critic_steps=3)
    with pytest.raises(ValueError, match="16 images. Pass a multiple of 3"):
        steps.train_on_batch(IMAGES)


def test_a_batch_by_hand_is_one_of_fit():
    twins = [build(models.GAN), build(models.GAN)]
    twins[0].fit(batches(IMAGES, size=16), verbose=0)
    twins[1].train_on_batch(IMAGES)
    for one, other in zip(*(twin.get_weights() for twin in twins), strict=True):
        np.testing.assert_array_equal(one, other)


def test_an_order_that_no_step_decides_is_warned_of(gan):
    (warning,) = warnings_of(gan, batches(IMAGES).shuffle(4, seed=0).cache())
    assert "an order of its own, by .cache() and .shuffle()" in warning
    ours = kerasgan.data.from_arrays(IMAGES, batch_size=4)
    assert not warnings_of(gan, ours)
    (warning,) = warnings_of(gan, ours.cache())
    assert "an order of its own, by .cache()," in warning
    assert not warnings_of(gan, batches(IMAGES).cache())  # always the same


def test_a_backup_within_an_epoch_is_warned_of(gan, tmp_path):
    backup = keras.callbacks.BackupAndRestore(tmp_path, save_freq=2)
    ours = kerasgan.data.from_arrays(IMAGES, batch_size=4)
    (warning,) = warnings_of(gan, ours, callbacks=[backup])
    assert "save_freq=2" in warning and "trained on twice" in warning
    assert not warnings_of(
        gan, ours, callbacks=[keras.callbacks.BackupAndRestore(tmp_path)]
    )


def test_tuning_is_off_unless_the_user_turned_it_on():
    seen = []
    options = tf.data.Options()
    options.autotune.enabled = True
    for dataset in (batches(IMAGES), batches(IMAGES).with_options(options)):
        seen.append(kerasgan.data.untuned(dataset).options().autotune.enabled)
    assert seen == [False, True]


def sequential(*layers):
    return keras.Sequential([keras.Input((16, 16, 3)), keras.layers.Flatten(), *layers])


def test_a_discriminator_that_ends_in_a_sigmoid_is_refused():
    gan = build(models.GAN, compiled=False)
    judge = sequential(keras.layers.Dense(1, "sigmoid"))
    gan = models.GAN(gan.generator, keras.Sequential([keras.Input((16, 16, 3)), judge]))
    gan.compile()
    with pytest.raises(ValueError, match="ends in a sigmoid, but the losses take logi"):
        gan.fit(batches(IMAGES), verbose=0)


def test_where_a_sigmoid_can_learn_it_is_warned_of():
    judge = sequential(keras.layers.Dense(1), keras.layers.Activation("sigmoid"))
    gan = models.LSGAN(build(models.GAN, compiled=False).generator, judge)
    gan.compile()
    (warning,) = warnings_of(gan, batches(IMAGES))
    assert "discriminator ends in a sigmoid" in warning


def test_a_generator_that_draws_nothing_below_0_is_warned_of():
    draw = keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Dense(768, "sigmoid"),
            keras.layers.Reshape((16, 16, 3)),
        ]
    )
    gan = models.GAN(draw, sequential(keras.layers.Dense(1)))
    gan.compile()
    (warning,) = warnings_of(gan, batches(IMAGES))
    assert "generator ends in a sigmoid" in warning and "End it in a tanh" in warning


def test_a_frozen_player_is_refused():
    gan = build(models.GAN, compiled=False)
    gan.discriminator.trainable = False
    gan.compile()
    with pytest.raises(ValueError, match="discriminator has no weights .*frozen"):
        gan.fit(batches(IMAGES), verbose=0)
    gan.discriminator.trainable = True
    with pytest.raises(ValueError, match="compile.* again"):
        gan.fit(batches(IMAGES), verbose=0)
    gan.compile()
    gan.fit(batches(IMAGES), verbose=0)


class Judge(keras.Model):
    def __init__(self):
        super().__init__()
        self.layer = keras.layers.Dense(1)

    def call(self, images):
        return self.layer(images)


@pytest.mark.parametrize(
    ("network", "message"),
    [
        (Judge(), "subclass of keras.Model, Judge"),
        (lambda images: images, "should be a keras.Model, but is a function"),
        (
            sequential(keras.layers.Dense(1, dtype="float64")),
            "computes in float64",
        ),
        (
            keras.Sequential(
                [
                    keras.Input((16, 16, 3)),
                    keras.layers.Conv2D(1, 1, data_format="channels_first"),
                ]
            ),
            "takes channels first",
        ),
    ],
)
def test_networks_that_cannot_work_are_refused(gan, network, message):
    with pytest.raises(ValueError, match=f"discriminator.* {message}"):
        models.GAN(gan.generator, network)


def test_a_sequence_without_an_input_judges_what_the_generator_draws(gan):
    layers = [keras.layers.Flatten(), keras.layers.Dense(1)]
    other = models.GAN(gan.generator, keras.Sequential(layers))
    assert other.discriminator.input_shape == (None, 16, 16, 3)


def test_without_an_input_no_shape_is_guessed(gan):
    unknown = keras.Sequential([keras.layers.Dense(1)])
    with pytest.raises(ValueError, match="`generator` is a Sequential without a shape"):
        models.GAN(unknown, gan.discriminator)
    other = for_images(models.ConditionalGAN)
    with pytest.raises(ValueError, match="`discriminator` is a Sequential without a"):
        models.ConditionalGAN(other.generator, unknown, other.conditions)


def test_channels_first_is_refused_where_networks_are_built():
    keras.config.set_image_data_format("channels_first")
    try:
        with pytest.raises(ValueError, match="channels_last"):
            for_images(models.DCGAN)
    finally:
        keras.config.set_image_data_format("channels_last")


def test_both_rates_are_set_at_once(gan):
    gan.optimizer.learning_rate = 0.125
    for optimizer in (gan.generator_optimizer, gan.discriminator_optimizer):
        assert float(optimizer.learning_rate) == 0.125


def test_no_image_is_an_error(gan):
    with pytest.raises(ValueError, match="1 image or more can be drawn, but not 0"):
        gan.sample(0)


def test_sampling_in_a_loop_keeps_no_memory(gan):
    def resident():
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * 4096

    for _ in range(50):
        gan.sample(4)
    before = resident()
    for _ in range(200):
        gan.sample(4)
    assert resident() - before < 6e6  # a `tf.data.Dataset` a call keeps 12 MB or more
