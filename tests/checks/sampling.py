"""What every model draws, here and where it is exported to."""

import json

import numpy as np
import pytest
from tiny_models import BATCH
from tiny_models import borrowed
from tiny_models import build
from tiny_models import dataset
from tiny_models import enlarge
from tiny_models import examples
from tiny_models import sampled
from tiny_models import trained

from kerasgan import callbacks
from kerasgan import evaluation
from kerasgan import export
from kerasgan import metrics
from kerasgan.inputs import named


def mean_of(images):
    """A score as `Evaluate` wants it."""
    return {"mean": metrics.Score.of("mean", float(images.mean()), {"n": len(images)})}


def samples_are_images_that_repeat_under_a_seed(cls):
    gan = trained(cls).gan
    seeded = any(
        kind.is_seeded for to in gan.directions for kind in gan.inputs_to(to).values()
    )
    for first, same, fewer, other in zip(
        sampled(gan, 5, 3),
        sampled(gan, 5, 3),
        sampled(gan, 2, 3),
        sampled(gan, 5, 4),
        strict=True,
    ):
        assert first.shape[:3] == (5, 16, 16) and first.dtype == "float32"
        assert np.abs(first).max() <= 1
        np.testing.assert_array_equal(first, same)
        if seeded:
            np.testing.assert_allclose(first[:2], fewer, atol=1e-5)
            assert not np.array_equal(first, other)
    if seeded:
        assert not np.array_equal(gan.sample(5), gan.sample(5))
    else:
        with pytest.raises(ValueError, match="Pass 5 of them as `source=`"):
            gan.sample(5, to=next(iter(gan.directions)))


def the_average_is_what_is_sampled(cls):
    gan, start = trained(cls).gan, build(cls, compiled=False)
    for to, name in gan.directions.items():
        averages = [gan.averages[name] for name in parts_to(gan, name)]
        networks = [getattr(gan, name) for name in parts_to(gan, name)]
        assert is_made_of(gan, gan.sampler_to(to), averages)
        assert is_made_of(gan, gan.sampler_to(to, averaged=False), networks)
        for average, network in zip(averages, networks, strict=True):
            pairs = zip(average.weights, network.weights, strict=True)
            assert any(not np.array_equal(mean, weight) for mean, weight in pairs)
        values = gan.draw(2, 0, to=to, **examples(gan, to, 2))
        expected = gan.sample(2, seed=0, to=to, **examples(gan, to, 2))
        drawn = named.feed(gan.sampler_to(to), values)
        np.testing.assert_array_equal(drawn, expected)
    for name, average in gan.averages.items():
        pairs = zip(average.weights, start.averages[name].weights, strict=True)
        assert any(not np.array_equal(moved, first) for moved, first in pairs)


def parts_to(gan, name):
    """The networks that a sampler consists of: where there is one, all averaged."""
    return gan.averaged if len(gan.directions) == 1 else (name,)


def is_made_of(gan, sampler, networks):
    """Whether a sampler is the network; or of several all, or of one that grows a part.

    Then it has weights of these, and none of its own.
    """
    if len(networks) == 1 and not hasattr(gan, "sides"):
        return sampler is networks[0]
    weights = {id(weight) for network in networks for weight in network.weights}
    own = {id(weight) for weight in sampler.weights}
    return own <= weights if hasattr(gan, "sides") and own else own == weights


def without_an_average_the_network_is_sampled(cls):
    gan = build(cls, compiled=False, ema_decay=None)
    for to, name in gan.directions.items():
        networks = [getattr(gan, part) for part in parts_to(gan, name)]
        assert is_made_of(gan, gan.sampler_to(to), networks)
    assert not gan.averages


def weights_that_are_loaded_are_what_is_sampled(cls, folder):
    with borrowed(cls) as gan:
        other = build(cls, compiled=False)
        for name in gan.averaged:
            enlarge(getattr(other, name))
            getattr(other, name).save_weights(folder / f"{name}.weights.h5")
        expected, before = sampled(other, 2), sampled(gan, 2)
        for name in gan.averaged:
            getattr(gan, name).load_weights(folder / f"{name}.weights.h5")
        for old, new, drawn in zip(before, sampled(gan, 2), expected, strict=True):
            np.testing.assert_array_equal(drawn, new)
            assert not np.array_equal(old, new)


def it_is_drawn_measured_and_kept_by_a_run(cls, folder):
    """What goes by inputs and players alone: grid, scores, command line."""
    with borrowed(cls) as gan:
        for to in gan.directions:
            options = {**({"to": to} if to else {}), **examples(gan, to)}
            grid = callbacks.SampleGrid(
                folder / f"grid{to}", num_images=BATCH, **options
            )
            means = callbacks.Evaluate([mean_of], num_samples=BATCH, **options)
            gan.fit(dataset(gan), epochs=1, verbose=0, callbacks=[grid, means])
            assert (folder / f"grid{to}" / "epoch-0001.png").is_file()
            assert np.isfinite(gan.history.history["mean"]).all()
        gan.save(folder / "gan.keras")
        form = evaluation.form_of(folder / "gan.keras")
        assert form.size == (16, 16)


def it_exports_with_proof(cls, folder):
    gan = trained(cls).gan
    path = export.to_saved_model(gan, folder / "served")
    report = json.loads((path / "report.json").read_text())
    for proof in report["directions"].values() or [report]:
        assert proof["max_abs_error_levels"] <= 1
    for to in gan.directions:
        path = export.to_tflite(gan, folder / f"gan{to}.tflite", to=to)
        assert export.read_report(path)["max_abs_error"] <= 1e-4
