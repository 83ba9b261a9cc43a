"""Every GAN under every policy of precision."""

import keras
import numpy as np
from tiny_models import build
from tiny_models import build_under
from tiny_models import dataset
from tiny_models import trained


def stays_near_float32(gan, cls):
    gan.set_weights(build(cls).get_weights())
    history = gan.fit(dataset(gan), epochs=2, verbose=0).history
    expected = trained(cls).history
    for name in cls.loss_names:
        np.testing.assert_allclose(history[name], expected[name], rtol=0.1, atol=0.05)
    assert gan.sample(2, seed=0).dtype == "float32"
    assert all(weight.dtype == "float32" for weight in gan.trainable_variables)


def mixed_bfloat16_stays_near_float32(cls):
    gan = build_under("mixed_bfloat16", cls)
    stays_near_float32(gan, cls)
    assert not any("loss_scale" in name for name in gan.history.history)


def mixed_float16_scales_both_losses_and_stays_near_float32(cls):
    gan = build_under("mixed_float16", cls)
    for optimizer in (gan.generator_optimizer, gan.discriminator_optimizer):
        assert isinstance(optimizer, keras.optimizers.LossScaleOptimizer)
        optimizer.dynamic_scale.assign(1024.0)  # no skipped steps in so short a run
    stays_near_float32(gan, cls)
    history = gan.history.history
    for player in ("generator", "discriminator"):
        assert history[f"{player}_skipped_steps"] == [0, 0]
        assert history[f"{player}_loss_scale"] == [1024, 1024]

    for optimizer in (gan.generator_optimizer, gan.discriminator_optimizer):
        optimizer.dynamic_scale.assign(2.0**15)  # Keras' first, which may overflow
    history = gan.fit(dataset(gan), epochs=6, verbose=0).history
    for player in ("generator", "discriminator"):
        assert history[f"{player}_loss_scale"][-1] >= 64
        assert history[f"{player}_skipped_steps"][-1] == 0
    assert np.isfinite(list(history.values())).all()
