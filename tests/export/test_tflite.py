import hashlib

import keras
import numpy as np
import pytest
import toy_generators

import kerasgan
from kerasgan import export
from kerasgan.export import parity
from kerasgan.export import tflite
from kerasgan.inputs import from_seeds


@pytest.fixture
def converted_before(exported, monkeypatch):
    """Conversion that copies a file made before, to save its seconds."""

    def copy(sampler, file, quantize, batch_size, calibration):
        file.write_bytes(exported[quantize].read_bytes())
        return {}

    monkeypatch.setattr(tflite, "_convert", copy)


def interpreter(path):
    litert = pytest.importorskip("ai_edge_litert.interpreter")
    return litert.Interpreter(str(path))


@pytest.mark.parametrize("kind", [None, "float16", "dynamic8", "int8"])
def test_every_kind_takes_float_latents_and_gives_float_images(exported, kind):
    assert export.read_report(exported[kind])["signatures"] == {
        "serving_default": {
            "inputs": {"latents": {"shape": [1, 24], "dtype": "float32"}},
            "outputs": {"images": {"shape": [1, 16, 16, 3], "dtype": "float32"}},
        }
    }


def test_float32_file_is_within_one_level_of_keras(exported):
    report = export.read_report(exported[None])
    assert report["max_abs_error"] < 1e-5
    assert report["max_abs_error_levels"] <= 1


def test_float16_file_is_within_two_levels_of_keras(exported):
    report = export.read_report(exported["float16"])
    assert report["max_abs_error"] < 5e-3
    assert report["max_abs_error_levels"] <= 2


def test_8_bits_reach_their_psnr_and_float_activations_a_higher_one(exported):
    psnr = {k: export.read_report(exported[k])["psnr_db"] for k in ("int8", "dynamic8")}
    assert psnr["int8"] >= 30
    assert psnr["dynamic8"] > psnr["int8"] + 2


def test_reported_errors_are_those_of_the_file(gan, exported):
    signature = interpreter(exported["int8"]).get_signature_runner("serving_default")
    latents = from_seeds(range(64), gan.inputs["latents"].size).numpy()
    images = np.concatenate([signature(latents=row[None])["images"] for row in latents])
    difference = np.abs(images - np.asarray(gan.sampler(latents, training=False)))
    report = export.read_report(exported["int8"])
    assert report["max_abs_error"] == pytest.approx(difference.max(), rel=1e-3)
    assert report["mean_abs_error"] == pytest.approx(difference.mean(), rel=1e-3)


def test_int8_file_is_a_third_of_float32(exported):
    sizes = {kind: path.stat().st_size for kind, path in exported.items()}
    assert sizes["float16"] < 0.6 * sizes[None]
    assert sizes["int8"] < 0.4 * sizes[None]
    assert sizes["dynamic8"] < 0.45 * sizes[None]


def test_operations_are_builtin(exported):
    for path in exported.values():
        content = path.read_bytes()
        assert content[4:8] == b"TFL3"
        assert b"Flex" not in content


def test_report_says_what_was_exported(exported):
    path = exported["int8"]
    report = export.read_report(path)
    assert path.with_name("toy_int8.report.json").exists()
    assert report["format"] == "tflite"
    assert report["quantize"] == "int8"
    assert report["value_range"] == [-1, 1]
    assert report["file_size_bytes"] == path.stat().st_size
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert report["sha256"] == {"toy_int8.tflite": digest}


def test_summary_is_one_line(exported, capsys):
    export.summary(exported["int8"])
    printed = capsys.readouterr().out
    assert printed.startswith("toy_int8.tflite: int8, ")
    assert " dB, " in printed
    assert printed.count("\n") == 1


def test_a_generator_that_changed_meanwhile_fails_the_proof(
    gan, tmp_path, converted_before
):
    changed = toy_generators.ToyGAN(keras.models.clone_model(gan.sampler))
    changed.sampler.set_weights(gan.sampler.get_weights())
    kernel = changed.sampler.layers[-1].kernel
    kernel.assign(kernel * 1.05)
    with pytest.raises(RuntimeError, match=r"off by \d+ of 255 levels"):
        export.to_tflite(changed, tmp_path / "toy.tflite")
    assert list(tmp_path.iterdir()) == []


def test_int8_below_its_psnr_comes_with_a_warning(
    gan, tmp_path, converted_before, monkeypatch
):
    monkeypatch.setattr(parity, "MIN_PSNR_DB", 99.0)
    with pytest.warns(UserWarning, match="calibration"):
        path = export.to_tflite(gan, tmp_path / "toy.tflite", "int8")
    assert path.exists()


def test_an_operation_without_builtin_is_refused_by_name(tmp_path):
    gan = toy_generators.without_counterparts()
    with pytest.raises(ValueError, match="no builtin for .*: Erfinv, IFFT2D"):
        export.to_tflite(gan, tmp_path / "folder" / "toy.tflite")
    assert list(tmp_path.iterdir()) == []


def test_batch_size_is_fixed_in_the_file(gan, tmp_path):
    path = export.to_tflite(gan, tmp_path / "toy.tflite", batch_size=5)
    report = export.read_report(path)
    inputs = report["signatures"]["serving_default"]["inputs"]
    assert inputs["latents"]["shape"] == [5, 24]
    assert report["latency_batch_size"] == 5
    assert report["num_seeds"] == 64


def test_a_file_that_exists_is_refused(gan, exported):
    before = exported[None].read_bytes()
    with pytest.raises(ValueError, match="overwrite=True"):
        export.to_tflite(gan, exported[None])
    assert exported[None].read_bytes() == before


def test_overwrite_replaces_file_and_report(gan, tmp_path, converted_before):
    path = tmp_path / "toy.tflite"
    export.to_tflite(gan, path)
    export.to_tflite(gan, path, "float16", overwrite=True)
    assert export.read_report(path)["quantize"] == "float16"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [
        "toy.report.json",
        "toy.tflite",
        "toy.tflite.examples.npz",
    ]


def test_calibration_of_another_length_are_refused(gan, tmp_path):
    with pytest.raises(ValueError, match=r"latents of 24 numbers.*shape \(9, 7\)"):
        export.to_tflite(
            gan,
            tmp_path / "toy.tflite",
            quantize="int8",
            calibration=np.zeros((9, 7)),
        )


def test_a_mixed_precision_dcgan_becomes_int8(tmp_path, mixed_float16):
    gan = kerasgan.DCGAN.for_images((32, 32, 1), latent_dim=24, width=8)
    toy_generators.randomize(gan.sampler)
    path = export.to_tflite(gan, tmp_path / "faces.tflite", quantize="int8")
    report = export.read_report(path)
    assert report["model_class"] == "DCGAN"
    assert report["psnr_db"] >= 30


def test_other_suffixes_are_refused(gan, tmp_path):
    with pytest.raises(ValueError, match="must end in .tflite"):
        export.to_tflite(gan, tmp_path / "toy.lite")


def test_other_number_formats_are_refused(gan, tmp_path):
    with pytest.raises(ValueError, match="received 'int4'"):
        export.to_tflite(gan, tmp_path / "toy.tflite", quantize="int4")
