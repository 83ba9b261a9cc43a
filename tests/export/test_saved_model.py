import hashlib
import json

import numpy as np
import pytest
import tensorflow as tf
import toy_generators

import kerasgan
from kerasgan import export
from kerasgan import provenance
from kerasgan.export import parity
from kerasgan.inputs import Latents
from kerasgan.inputs import from_seeds


@pytest.fixture(scope="module")
def folder(gan, tmp_path_factory):
    return export.to_saved_model(gan, tmp_path_factory.mktemp("models") / "toy")


@pytest.fixture(scope="module")
def signatures(folder):
    loaded = tf.saved_model.load(folder)
    yield loaded.signatures


@pytest.fixture
def unproved(monkeypatch):
    """Exports without their proof, for what does not depend on it."""
    proof = {"psnr_db": None, "median_latency_ms": 1.0, "latency_batch_size": 1}
    monkeypatch.setattr(parity, "prove", lambda *arguments: proof)


def sample(signatures, seeds, truncation=1.0):
    answer = signatures["sample"](
        seed=tf.constant(seeds, "int64"), truncation=tf.fill((len(seeds),), truncation)
    )
    return answer["images"].numpy()


def keras_pixels(gan, latents):
    images = np.asarray(gan.sampler(latents, training=False))
    return np.clip(np.round((images + 1) * 127.5), 0, 255).astype("int64")


def test_default_signature_gives_the_pixels_of_keras(gan, signatures):
    latents = from_seeds(range(5), gan.inputs["latents"].size)
    pixels = signatures["serving_default"](latents=latents)["images"]
    assert pixels.dtype == "uint8"
    assert np.abs(pixels.numpy() - keras_pixels(gan, latents)).max() <= 1


def test_sample_signature_draws_the_latents_of_its_seeds(gan, signatures):
    latents = from_seeds([3, 2**40], gan.inputs["latents"].size) * 0.7
    pixels = sample(signatures, [3, 2**40], truncation=0.7)
    assert np.abs(pixels - keras_pixels(gan, latents)).max() <= 1


@pytest.mark.parametrize("batch_size", [2, 7, 64])
def test_a_seed_gives_the_same_bytes_in_any_batch(signatures, batch_size):
    alone = np.concatenate([sample(signatures, [seed]) for seed in range(batch_size)])
    np.testing.assert_array_equal(sample(signatures, list(range(batch_size))), alone)


def test_images_of_different_seeds_differ(signatures):
    first, second = sample(signatures, [0, 1]).astype("int64")
    assert np.abs(first - second).mean() > 5


def test_png_files_are_the_pixels_of_their_seeds(signatures):
    answer = signatures["sample_png"](
        seed=tf.constant([3, 4], "int64"), truncation=tf.ones(2)
    )
    found = [tf.io.decode_png(png).numpy() for png in answer["image_bytes"].numpy()]
    np.testing.assert_array_equal(found, sample(signatures, [3, 4]))
    for png in answer["image_bytes"].numpy():
        assert provenance.chunk(provenance.SAMPLE) in png


def test_a_translator_takes_files_and_refuses_other_sizes(tmp_path):
    gan = kerasgan.Pix2Pix.for_images((16, 16, 3), width=4)
    loaded = tf.saved_model.load(export.to_saved_model(gan, tmp_path / "photos"))
    photos = np.random.default_rng(0).integers(0, 256, (2, 16, 16, 3), "uint8")
    files = [tf.io.encode_png(photo) for photo in photos]
    png = loaded.signatures["serving_default_png"]
    found = png(source_bytes=tf.stack(files))["image_bytes"].numpy()
    assert all(provenance.chunk(provenance.EDITED) in content for content in found)
    expected = loaded.signatures["serving_default"](source=tf.constant(photos))
    for content, image in zip(found, expected["images"], strict=True):
        np.testing.assert_array_equal(tf.io.decode_png(content), image)
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"\[8,16,3\] is not compat.*\[16,16,3\]"
    ):
        png(source_bytes=tf.constant([tf.io.encode_png(photos[0, :8]).numpy()]))


@pytest.mark.parametrize("kind", ["toy", "translator"])
def test_requests_to_warm_up_are_answered_by_the_model(gan, kind, tmp_path, unproved):
    logs = pytest.importorskip("tensorflow_serving.apis.prediction_log_pb2")
    if kind == "translator":
        gan = kerasgan.Pix2Pix.for_images((16, 16, 3), width=4)
    folder = export.to_saved_model(gan, tmp_path / "faces", warm_up=(1, 3))
    file = folder / "assets.extra" / "tf_serving_warmup_requests"
    loaded = tf.saved_model.load(folder)
    seen = []
    for record in tf.data.TFRecordDataset(str(file)).as_numpy_iterator():
        request = logs.PredictionLog.FromString(record).predict_log.request
        inputs = {name: tf.make_ndarray(v) for name, v in request.inputs.items()}
        assert request.model_spec.name == "faces"
        name = request.model_spec.signature_name
        inputs = {name: tf.constant(value) for name, value in inputs.items()}
        (answer,) = loaded.signatures[name](**inputs).values()
        seen.append((name, len(answer)))
    names = set(loaded.signatures) - {"__saved_model_init_op"}
    assert sorted(seen) == sorted((n, size) for n in names for size in (1, 3))
    files = export.read_report(folder)["sha256"]
    assert "assets.extra/tf_serving_warmup_requests" in files


def test_weights_are_written_once(gan, folder):
    data = folder / "variables" / "variables.data-00000-of-00001"
    weights = sum(weight.nbytes for weight in gan.sampler.get_weights())
    assert data.stat().st_size < 1.2 * weights


def test_report_has_the_measured_errors(folder):
    report = export.read_report(folder)
    assert report["max_abs_error_levels"] <= 1
    assert report["max_abs_error"] <= 1 / 127.5
    assert report["num_seeds"] == 64
    assert report["median_latency_ms"] > 0


def test_report_says_what_was_exported(folder):
    report = json.loads((folder / "report.json").read_text())
    assert report["model_class"] == "ToyGAN"
    assert report["format"] == "saved_model"
    assert report["quantize"] is None
    assert report["inputs"]["latents"]["shape"] == [toy_generators.LATENT_DIM]
    assert report["resolution"] == [16, 16]
    assert report["channels"] == 3
    assert report["value_range"] == [0, 255]
    assert report["runtime"] == f"tensorflow {tf.__version__}"


def test_report_lists_the_signatures(folder):
    signatures = export.read_report(folder)["signatures"]
    images = {"shape": [None, 16, 16, 3], "dtype": "uint8"}
    assert signatures["serving_default"] == {
        "inputs": {"latents": {"shape": [None, 24], "dtype": "float32"}},
        "outputs": {"images": images},
    }
    files = {"image_bytes": {"shape": [None], "dtype": "string"}}
    for name in ("serving_default", "sample"):
        inputs = signatures[name]["inputs"]
        assert signatures[f"{name}_png"] == {"inputs": inputs, "outputs": files}
    assert signatures["sample"] == {
        "inputs": {
            "seed": {"shape": [None], "dtype": "int64"},
            "truncation": {"shape": [None], "dtype": "float32"},
        },
        "outputs": {"images": images},
    }


def test_report_has_the_digest_of_every_file_but_itself(folder):
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert export.read_report(folder)["sha256"] == {
        file.relative_to(folder).as_posix(): hashlib.sha256(
            file.read_bytes()
        ).hexdigest()
        for file in files
        if file.name != "report.json"
    }


def test_summary_is_one_line(folder, capsys):
    export.summary(folder)
    printed = capsys.readouterr().out
    assert printed.startswith("toy/1: float32, ")
    assert printed.count("\n") == 1


def test_versions_count_up(gan, tmp_path, unproved):
    (tmp_path / "toy" / "9").mkdir(parents=True)
    assert export.to_saved_model(gan, tmp_path / "toy").name == "10"
    assert export.to_saved_model(gan, tmp_path / "toy").name == "11"


def test_a_version_that_exists_is_refused(gan, folder):
    before = export.read_report(folder)
    with pytest.raises(ValueError, match="the next one, which is 2"):
        export.to_saved_model(gan, folder.parent, version=1)
    assert export.read_report(folder) == before


def test_versions_below_one_are_refused(gan, tmp_path):
    with pytest.raises(ValueError, match="count from 1"):
        export.to_saved_model(gan, tmp_path / "toy", version=0)


def test_the_version_is_as_readable_as_any_new_folder(folder, tmp_path):
    new = tmp_path / "new"
    new.mkdir()
    assert folder.stat().st_mode == new.stat().st_mode


def test_an_export_that_fails_leaves_nothing(gan, tmp_path, monkeypatch):
    def fail(*arguments):
        raise RuntimeError("no proof")

    monkeypatch.setattr(parity, "prove", fail)
    with pytest.raises(RuntimeError, match="no proof"):
        export.to_saved_model(gan, tmp_path / "models" / "toy")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_keeps_older_versions(gan, tmp_path, monkeypatch):
    (tmp_path / "toy" / "1").mkdir(parents=True)
    monkeypatch.setattr(parity, "prove", lambda *arguments: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export.to_saved_model(gan, tmp_path / "toy")
    assert [entry.name for entry in (tmp_path / "toy").iterdir()] == ["1"]


def test_a_mixed_precision_generator_is_exported_in_float32(
    gan, folder, tmp_path, unproved
):
    mixed = toy_generators.dcgan_like(dtype="mixed_float16")
    exported = export.to_saved_model(mixed, tmp_path / "mixed")
    latents = from_seeds(range(8), gan.inputs["latents"].size)
    of_mixed, of_float32 = (
        tf.saved_model.load(path).signatures["serving_default"](latents=latents)
        for path in (exported, folder)
    )
    np.testing.assert_array_equal(of_mixed["images"], of_float32["images"])


def test_a_sampler_of_other_inputs_is_refused(gan, tmp_path):
    other = toy_generators.ToyGAN(gan.sampler)
    other.inputs = {"latents": Latents(7)}
    with pytest.raises(ValueError, match=r"latents of 7 numbers.*takes \(None, 24\)"):
        export.to_saved_model(other, tmp_path / "toy")
