"""Models of every kind of input in the formats that the common checks leave out."""

import pytest
from tiny_models import build
from tiny_models import enlarge

from kerasgan import export
from kerasgan import models

KINDS = ["ConditionalGAN", "TextGAN", "CycleGAN", "CompactSR"]


@pytest.mark.parametrize("name", KINDS)
def test_onnx_and_8_bit_weights_draw_what_keras_draws(name, tmp_path):
    pytest.importorskip("litert_quantizer")
    pytest.importorskip("tf2onnx")
    gan = build(getattr(models, name), compiled=False)
    to = list(gan.directions)[-1]
    enlarge(gan.sampler_to(to))
    onnx = export.read_report(export.to_onnx(gan, tmp_path / "gan.onnx", to=to))
    assert onnx["max_abs_error"] < 1e-4
    file = export.to_tflite(gan, tmp_path / "gan.tflite", "dynamic8", to=to)
    litert = export.read_report(file)
    assert litert["psnr_db"] is None or litert["psnr_db"] > 30
    assert onnx["inputs"] == litert["inputs"]
    inputs = onnx["signatures"]["serving_default"]["inputs"]
    assert set(inputs) == set(litert["signatures"]["serving_default"]["inputs"])
