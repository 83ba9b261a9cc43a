import pathlib
import shutil

import numpy as np
import pytest
import toy_generators

from kerasgan import export
from kerasgan.export import examples
from kerasgan.export import report

pytest.importorskip("tf2onnx")


@pytest.fixture(scope="module")
def sealed(gan, tmp_path_factory):
    """A folder with an export of each format."""
    folder = tmp_path_factory.mktemp("sealed") / "exports"
    export.to_saved_model(gan, folder / "served")
    export.to_tflite(gan, folder / "toy.tflite", "int8")
    export.to_onnx(gan, folder / "toy.onnx")
    export.seal(folder)
    return folder


@pytest.fixture
def copy(sealed, tmp_path):
    return shutil.copytree(sealed, tmp_path / "exports")


def test_what_was_not_changed_passes(sealed):
    lines = export.verify(sealed)
    assert [line.split(":")[0] for line in lines] == ["1", "toy.onnx", "toy.tflite"]
    assert all("of 255 levels from Keras" in line for line in lines)


@pytest.mark.parametrize("name", ["toy.tflite", "toy.onnx", "served/1"])
def test_one_export_passes_by_its_report(sealed, name):
    (line,) = export.verify(sealed / name)
    assert line.startswith(pathlib.Path(name).name)


def test_one_byte_of_any_file_fails(copy):
    names = [path for path in sorted(copy.rglob("*")) if path.is_file()]
    assert len(names) > 10
    for path in names:
        content = path.read_bytes()
        flipped = bytearray(content)
        flipped[len(flipped) // 2] ^= 1
        path.write_bytes(flipped)
        with pytest.raises(ValueError, match="is not what it was"):
            export.verify(copy)
        path.write_bytes(content)


def test_a_file_that_is_missing_or_new_fails_by_name(copy):
    (copy / "toy.onnx").rename(copy / "other.onnx")
    with pytest.raises(ValueError, match=r"toy.onnx is missing; other.onnx is new"):
        export.verify(copy)


@pytest.mark.parametrize("name", ["toy.tflite", "toy.onnx", "served/1/saved_model.pb"])
def test_a_byte_of_one_export_fails_without_a_manifest(copy, name):
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    artefact = copy / ("served/1" if name.startswith("served") else name)
    with pytest.raises(ValueError, match="was changed"):
        export.verify(artefact)


def test_an_export_that_draws_otherwise_fails(gan, copy):
    """Hashes say that it is the file that was written, not that it draws faces."""
    path = examples.path_for(copy / "toy.onnx")
    kept = examples.read(path)
    kept["serving_default/="] = 255 - kept["serving_default/="]
    np.savez(path, **kept)
    export.seal(copy)
    with pytest.raises(ValueError, match=r"toy.onnx draws otherwise: \d+ of 255"):
        export.verify(copy)


def test_a_folder_without_a_manifest_is_refused_in_words(copy):
    (copy / "manifest.json").unlink()
    with pytest.raises(ValueError, match="has no manifest.json.*kerasgan export"):
        export.verify(copy)
    with pytest.raises(ValueError, match="There is no"):
        export.verify(copy / "nothing")


def test_exports_have_no_pickles_and_no_paths_of_the_machine(sealed, tmp_path):
    paths = (str(sealed.parent), str(pathlib.Path.home()), "/tmp/")
    for path in (path for path in sealed.rglob("*") if path.is_file()):
        content = path.read_bytes()
        assert not content.startswith((b"\x80\x04", b"\x80\x05"))  # pickle's protocols
        assert path.suffix not in (".pkl", ".pickle", ".pt", ".joblib")
        for folder in paths:
            assert folder.encode() not in content, (path, folder)


def test_a_truncated_file_gives_one_error(copy):
    path = copy / "toy.tflite"
    path.write_bytes(path.read_bytes()[:1000])
    export.seal(copy)  # even of a folder that was sealed so
    with pytest.raises(ValueError, match="toy.tflite was changed"):
        export.verify(path)
    assert report.read_report(path)["model_class"] == toy_generators.ToyGAN.__name__
