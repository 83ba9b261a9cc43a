"""Every model under every policy of precision."""

import keras
import numpy as np
from tiny_models import build_under
from tiny_models import dataset
from tiny_models import sampled
from tiny_models import trained


def stays_near_float32(gan, cls):
    weights = [weight for w in trained(cls).before.values() for weight in w]
    variables = [v for player in gan.players for v in gan.variables_of(player)]
    for variable, value in zip(variables, weights, strict=True):
        variable.assign(value)
    history = gan.fit(dataset(gan), epochs=2, verbose=0).history
    expected = trained(cls).history
    for name in gan.loss_names:
        np.testing.assert_allclose(history[name], expected[name], rtol=0.1, atol=0.05)
    assert {images.dtype for images in sampled(gan, 2)} == {np.dtype("float32")}
    assert all(weight.dtype == "float32" for weight in gan.trainable_variables)


def mixed_bfloat16_stays_near_float32(cls):
    gan = build_under("mixed_bfloat16", cls, compiled=False, grown=False)
    gan.compile(run_eagerly=True)  # what 16 bits round, they round without a graph
    stays_near_float32(gan, cls)
    assert not any("loss_scale" in name for name in gan.history.history)


def mixed_float16_scales_all_losses_and_stays_near_float32(cls):
    gan = build_under("mixed_float16", cls, compiled=False, grown=False)
    gan.compile(run_eagerly=hasattr(gan, "sides"))  # stages are long to trace
    optimizers = [gan.optimizer_of(player) for player in gan.players]
    for optimizer in optimizers:
        assert isinstance(optimizer, keras.optimizers.LossScaleOptimizer)
        optimizer.dynamic_scale.assign(1024.0)  # no skipped steps in so short a run
    stays_near_float32(gan, cls)
    history = gan.history.history
    for player in gan.players:
        assert history[f"{player}_skipped_steps"] == [0, 0]
        assert history[f"{player}_loss_scale"] == [1024, 1024]

    for optimizer in optimizers:
        optimizer.dynamic_scale.assign(2.0**15)  # Keras' first, which may overflow
    history = gan.fit(dataset(gan), epochs=5, verbose=0).history
    for player in gan.players:
        assert history[f"{player}_loss_scale"][-1] >= 64
        # Which one is by chance: a scale at the edge overflows now and then.
        assert 0 in history[f"{player}_skipped_steps"]
    assert np.isfinite(list(history.values())).all()
