"""Models that enlarge: what they train on, tiles, blends, exports."""

import keras
import numpy as np
import pytest
import tensorflow as tf
import tiny_models

import kerasgan
from kerasgan import data
from kerasgan.training import tiles

SHAPE = (16, 16, 3)


def compact(scale=4, width=8, depth=3, **kwargs):
    keras.utils.set_random_seed(0)
    model = kerasgan.CompactSR.for_images(SHAPE, scale, width, depth, **kwargs)
    model.compile()
    return model


@pytest.fixture
def photos(rng):
    coarse = rng.integers(0, 256, (2, 10, 13, 3)).astype("float32")
    return np.asarray(tf.image.resize(coarse, (60, 78))).astype("uint8")


def test_a_step_is_the_distance_of_pixels():
    images = tf.constant(tiny_models.images(4))
    small = data.downscale(images)
    for squared in (False, True):
        model = compact(squared=squared)
        difference = (model.generator(small, training=True) - images).numpy()
        expected = np.mean(difference**2 if squared else np.abs(difference))
        found = model.train_step((small, images))["generator_loss"]
        assert float(found) == pytest.approx(expected, rel=1e-5)


def test_it_learns_to_enlarge_better_than_it_began():
    images = tiny_models.images(32)
    model = compact(ema_decay=None)
    small, measure = data.downscale(images), kerasgan.metrics.psnr
    before = measure(model.upscale(small.numpy()), images).mean()
    model.fit(images, batch_size=8, epochs=30, verbose=0)
    assert measure(model.upscale(small.numpy()), images).mean() > before + 1


def test_it_is_measured_and_drawn_while_it_trains(tmp_path):
    images = tiny_models.images(8)
    small = data.downscale(images).numpy()
    model = compact()
    colors = kerasgan.metrics.Extractor(
        lambda pixels: pixels[:, ::4, ::4], "colors", 16
    )
    evaluate = kerasgan.callbacks.EvaluateTranslation(
        (small, images), extractor=colors, perceptual=False
    )
    grid = kerasgan.callbacks.SampleGrid(tmp_path, source=small, target=images)
    history = model.fit(
        images, batch_size=4, epochs=2, verbose=0, callbacks=[evaluate, grid]
    ).history
    expected = kerasgan.metrics.psnr(model.upscale(small), images).mean()
    assert history["psnr"][-1] == pytest.approx(expected, rel=1e-4)
    assert (tmp_path / "epoch-0002.png").is_file()


@pytest.mark.parametrize("scale", [2, 8])
def test_other_scales_train(scale):
    model = compact(scale)
    model.fit(tiny_models.images(4), batch_size=4, verbose=0)
    assert model.scale == scale and model.source_size == (16 // scale,) * 2


def test_patches_are_what_it_trains_on(monkeypatch):
    model = compact(patch_size=8, degradation="real")
    seen, step = [], model.train_step

    def noted(batch):
        seen.append([part.shape for part in batch])
        return step(batch)

    model.train_step = noted
    model.fit(tiny_models.images(4), batch_size=4, verbose=0)
    assert seen[0] == [(4, 2, 2, 3), (4, 8, 8, 3)]


def test_what_cannot_train_is_refused():
    with pytest.raises(ValueError, match="'bicubic' or 'real', but received 'blur'"):
        compact(degradation="blur")
    with pytest.raises(ValueError, match="Patches of 32 pixels can't be cropped"):
        compact(patch_size=32).fit(tiny_models.images(4), batch_size=4, verbose=0)
    with pytest.raises(ValueError, match="can't be divided by 4"):
        compact(patch_size=10).fit(tiny_models.images(4), batch_size=4, verbose=0)
    with pytest.raises(ValueError, match=r"batches of images \(16, 16, 3\)"):
        compact().fit(tiny_models.images(4, (12, 12, 3)), batch_size=4, verbose=0)


# Enlarging.


def test_tiles_leave_no_seam(photos):
    model = compact(scale=2)
    tiny_models.enlarge(model.sampler)
    whole = model.upscale(photos, tile=128)
    assert whole.shape == (2, 120, 156, 3) and whole.dtype == "uint8"
    # Three layers and the last see 4 pixels away, and bilinear enlargement one.
    # Tiles of another size are rounded in another order: a level of 255 is no seam.
    seams = [
        model.upscale(photos, tile=20, overlap=n) - whole.astype(int) for n in (5, 1)
    ]
    assert np.abs(seams[0]).max() <= 1 < np.abs(seams[1]).max()


@pytest.mark.parametrize("length", [1, 19, 20, 21, 60, 61])
def test_what_is_kept_of_tiles_covers_all_once(length):
    covered = []
    for span, first, end in tiles.spans(length, 20, 3):
        assert 0 <= span.start <= first < end <= span.stop <= length
        assert span.stop - span.start == min(length, 20)
        assert first == 0 or first >= span.start + 3
        assert end == length or end <= span.stop - 3
        covered += [*range(max(first, len(covered)), end)]
    assert covered == [*range(length)]


def test_images_keep_their_type_and_any_size_goes(photos):
    model = compact()
    pixels = model.upscale(photos)
    floats = model.upscale(photos / np.float32(127.5) - 1)
    assert floats.dtype == "float32" and np.abs(floats).max() <= 1
    assert np.abs(data.to_uint8(floats).astype(int) - pixels).max() <= 1
    assert model.upscale(photos[:1, :1, :7]).shape == (1, 4, 28, 3)
    many = model.upscale(photos[:, :4, :4].repeat(5, axis=0), tile=10, overlap=1)
    np.testing.assert_array_equal(many[0], many[4])  # several at once, in parts


def test_images_that_cannot_be_enlarged_are_refused(photos):
    model = compact()
    for images, message in (
        (photos[0], r"received one of shape \(60, 78, 3\)"),
        (photos[..., :1], r"received one of shape \(2, 60, 78, 1\)"),
        (photos.astype("float32"), "must be in"),
    ):
        with pytest.raises(ValueError, match=message):
            model.upscale(images)
    with pytest.raises(ValueError, match="nothing is left within an overlap of 24"):
        model.upscale(photos, tile=48)


def test_samples_and_predictions_are_of_any_size_too(photos):
    model = compact()
    source = photos / np.float32(127.5) - 1
    expected = model.upscale(source)
    np.testing.assert_allclose(model.sample(2, source=photos), expected, atol=1e-5)
    np.testing.assert_allclose(model.predict(source, verbose=0), expected, atol=1e-5)


# Blends.


def test_a_blend_is_between_two_models(photos):
    one, other = compact(), compact()
    tiny_models.enlarge(other.generator)
    for weight in (0.0, 0.3, 1.0):
        blended = one.blend(other, weight)
        assert type(blended) is kerasgan.CompactSR
        for mixed, first, second in zip(
            blended.sampler.weights,
            one.sampler.weights,
            other.sampler.weights,
            strict=True,
        ):
            expected = (1 - weight) * first.numpy() + weight * second.numpy()
            np.testing.assert_allclose(mixed, expected, atol=1e-6)
    np.testing.assert_array_equal(blended.upscale(photos), other.upscale(photos))


def test_a_blend_keeps_the_other_ways_of_a_model(tmp_path, photos):
    one = compact(degradation="real")
    gan = kerasgan.SRGAN.from_srresnet(one, width=2)
    tiny_models.enlarge(gan.generator)
    blended = one.blend(gan, 0.5)
    assert blended.degradation == "real"
    blended.save(tmp_path / "blend.keras")
    loaded = keras.models.load_model(tmp_path / "blend.keras")
    np.testing.assert_array_equal(loaded.upscale(photos), blended.upscale(photos))
    assert not np.array_equal(one.upscale(photos), blended.upscale(photos))


def test_what_cannot_be_blended_is_refused():
    with pytest.raises(ValueError, match="the same layers, but these have"):
        compact().blend(compact(width=4), 0.5)
    with pytest.raises(ValueError, match=r"is in \[0, 1\], but received 1.5"):
        compact().blend(compact(), 1.5)


# Exports.


def test_an_export_is_of_the_size_that_it_trained_on_or_another(tmp_path):
    model = compact()
    tiny_models.enlarge(model.sampler)
    for size, expected in ((None, [4, 4, 3]), ((6, 10), [6, 10, 3])):
        path = tmp_path / f"{size}.tflite"
        kerasgan.export.to_tflite(model, path, size=size)
        report = kerasgan.export.read_report(path)
        assert report["inputs"]["source"]["shape"] == expected
        assert report["resolution"] == [4 * side for side in expected[:2]]
        assert report["psnr_db"] is None or report["psnr_db"] > 60
