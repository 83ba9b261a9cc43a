"""The versions of operations, which decide what a GPU of a device can draw."""

import pytest
from tiny_models import enlarge

import kerasgan
from kerasgan import export
from kerasgan.export import operators


@pytest.fixture(scope="module", params=["for_images", "for_device"])
def preset(request, tmp_path_factory):
    """The name of a preset, and the report of its file of 8-bit weights."""
    pytest.importorskip("litert_quantizer")
    make = getattr(kerasgan.DCGAN, request.param)
    gan = make((16, 16, 3), latent_dim=8, width=4)
    enlarge(gan.sampler)
    file = tmp_path_factory.mktemp("operators") / "faces.tflite"
    return request.param, export.read_report(export.to_tflite(gan, file, "dynamic8"))


def test_a_gpu_draws_the_preset_for_devices_alone(preset):
    name, report = preset
    if name == "for_device":
        assert report["operators"]["TRANSPOSE_CONV"] <= 3
        assert report["not_on_gpu"] == []
    else:
        assert report["operators"]["TRANSPOSE_CONV"] == 4
        assert report["not_on_gpu"] == ["TRANSPOSE_CONV: version 4, at most 3"]


def test_operations_are_refused_by_name_or_by_version():
    versions = {"CAST": 9, "CONV_2D": 6, "ERF": 1, "RESIZE_BILINEAR": 4}
    assert operators.refused_by_gpu(versions) == [
        "ERF: not on the GPU",
        "RESIZE_BILINEAR: version 4, at most 3",
    ]
