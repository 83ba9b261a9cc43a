import math

import numpy as np
import pytest

from kerasgan import export
from kerasgan.export import child
from kerasgan.export import parity
from kerasgan.export.child import run_script  # the real one: no fork


def test_equal_images_have_no_error():
    images = np.linspace(-1, 1, 48, dtype="float32").reshape(1, 4, 4, 3)
    errors = parity.errors(images, images)
    assert errors["max_abs_error"] == errors["max_abs_error_levels"] == 0
    assert errors["psnr_db"] is None


def test_errors_are_in_units_of_images_and_in_levels():
    reference = np.zeros((1, 4, 4, 3), "float32")
    errors = parity.errors(reference + 0.1, reference)
    assert errors["max_abs_error"] == pytest.approx(0.1)
    assert errors["max_abs_error_levels"] == 12  # 140 less 128
    assert errors["psnr_db"] == pytest.approx(20 * math.log10(255 / 12))


def test_pixels_are_compared_as_they_are():
    reference = np.full((1, 4, 4, 3), -1.0, "float32")
    pixels = np.full((1, 4, 4, 3), 2, "uint8")
    errors = parity.errors(pixels, reference)
    assert errors["max_abs_error_levels"] == 2
    assert errors["max_abs_error"] == pytest.approx(2 / 127.5)


@pytest.mark.parametrize("quantize", [None, "float16", "int8"])
def test_images_that_are_not_finite_are_refused(quantize):
    proof = {"mean_abs_error": math.nan, "max_abs_error_levels": 0, "psnr_db": None}
    with pytest.raises(RuntimeError, match="NaN"):
        parity._judge(proof, quantize)


def test_a_script_that_fails_is_quoted(tmp_path):
    with pytest.raises(RuntimeError, match="KeyError: 'caffe'"):
        run_script("_runner.py", "caffe", tmp_path, "sample", tmp_path, tmp_path)


def test_what_a_script_prints_stays_out_of_the_callers_output(tmp_path, capfd):
    with pytest.raises(RuntimeError):
        run_script("_runner.py", "caffe", tmp_path, "sample", tmp_path, tmp_path)
    assert capfd.readouterr() == ("", "")


def test_exports_run_in_interpreters_of_their_own(gan, tmp_path, monkeypatch):
    for module in (child, parity):
        monkeypatch.setattr(module, "run_script", run_script)
    export.to_saved_model(gan, tmp_path / "toy")
    path = export.to_tflite(gan, tmp_path / "toy.tflite")
    assert export.read_report(path)["max_abs_error"] < 1e-5
