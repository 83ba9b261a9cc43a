import sys

import numpy as np
import pytest
import toy_generators

from kerasgan import export
from kerasgan.inputs import from_seeds

onnxruntime = pytest.importorskip("onnxruntime")
pytest.importorskip("tf2onnx")


@pytest.fixture(scope="module")
def file(gan, tmp_path_factory):
    return export.to_onnx(gan, tmp_path_factory.mktemp("onnx") / "toy.onnx")


@pytest.mark.parametrize("batch_size", [1, 3, 16])
def test_onnx_runtime_draws_the_faces_of_keras(gan, file, batch_size):
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    latents = from_seeds(range(batch_size), toy_generators.LATENT_DIM).numpy()
    (images,) = session.run(["images"], {"latents": latents})
    np.testing.assert_allclose(images, gan.sampler(latents, training=False), atol=1e-5)


def test_report_says_what_was_exported(file):
    report = export.read_report(file)
    assert file.with_name("toy.onnx.report.json").exists()
    assert report["format"] == "onnx"
    assert report["runtime"] == f"onnxruntime {onnxruntime.__version__}"
    assert report["value_range"] == [-1, 1]
    assert report["max_abs_error"] < 1e-5
    assert report["signatures"] == {
        "serving_default": {
            "inputs": {"latents": {"shape": [None, 24], "dtype": "float32"}},
            "outputs": {"images": {"shape": [None, 16, 16, 3], "dtype": "float32"}},
        }
    }


def test_summary_is_one_line(file, capsys):
    export.summary(file)
    assert capsys.readouterr().out.startswith("toy.onnx: float32, ")


def test_an_operation_that_onnx_lacks_is_refused_by_name(tmp_path):
    gan = toy_generators.without_counterparts()
    with pytest.raises(ValueError, match="ONNX has no .*: Erfinv, IFFT2D, Real"):
        export.to_onnx(gan, tmp_path / "folder" / "toy.onnx")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_exists_is_refused(gan, file):
    with pytest.raises(ValueError, match="overwrite=True"):
        export.to_onnx(gan, file)


@pytest.mark.parametrize(
    ("to", "name", "module", "message"),
    [
        (export.to_onnx, "toy.onnx", "tf2onnx", r"tf2onnx: pip.*kerasgan\[onnx\]"),
        (
            lambda gan, path: export.to_tflite(gan, path, "dynamic8"),
            "toy.tflite",
            "litert_quantizer",
            r"litert-quantizer: pip.*kerasgan\[quantize\]",
        ),
    ],
)
def test_a_missing_extra_is_named(
    gan, tmp_path, monkeypatch, to, name, module, message
):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=message):
        to(gan, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
