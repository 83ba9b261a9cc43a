"""The weights of Inception come by a download that is checked, or not at all."""

import hashlib
import importlib.util

import pytest
from PIL import Image
from typer.testing import CliRunner

from kerasgan import cli
from kerasgan.metrics import InceptionFeatures
from kerasgan.metrics.inception import download as inception_download


@pytest.fixture(autouse=True)
def has_pytorch(monkeypatch):
    """As if PyTorch were there, which downloads don't run."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A cache of Keras of its own."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def published(tmp_path, monkeypatch):
    """A file that stands in for the one on the web; its hash is expected."""
    file = tmp_path / "published.pth"
    file.write_bytes(b"no checkpoint, but bytes" * 1000)
    monkeypatch.setattr(inception_download, "URL", file.as_uri())
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    monkeypatch.setattr(inception_download, "SHA256", digest)
    return file


def test_the_hash_and_the_address_are_those_of_the_name():
    assert inception_download.NAME in inception_download.URL
    assert inception_download.URL.startswith("https://")
    (prefix,) = inception_download.NAME.removesuffix(".pth").split("-")[-1:]
    assert inception_download.SHA256.startswith(prefix)
    assert len(bytes.fromhex(inception_download.SHA256)) == 32


def test_a_download_stays_in_the_cache(home, published):
    path = inception_download.downloaded()
    assert path == home / "kerasgan" / inception_download.NAME
    assert path.read_bytes() == published.read_bytes()
    assert list(path.parent.iterdir()) == [path]
    published.unlink()
    assert inception_download.downloaded() == path


def test_a_broken_file_in_the_cache_is_replaced(home, published):
    path = inception_download.downloaded()
    path.write_bytes(b"half a file")
    assert inception_download.downloaded().read_bytes() == published.read_bytes()


def test_another_file_is_refused_and_leaves_nothing(home, published, monkeypatch):
    expected = inception_download.SHA256
    published.write_bytes(b"another file")
    with pytest.raises(OSError, match=f"hash does not match.*{expected}.*pass its pa"):
        inception_download.downloaded()
    assert not home.exists()


def test_no_connection_is_one_line_that_says_what_to_do(home, published):
    published.unlink()
    with pytest.raises(OSError, match="URL fetch failure.*pass its path"):
        inception_download.downloaded()
    assert not home.exists()


def test_without_pytorch_nothing_is_downloaded(home, published, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match="pip install torch"):
        InceptionFeatures("download")
    assert not home.exists()


def test_the_extractor_and_the_command_read_what_they_downloaded(
    home, published, tmp_path, rng
):
    """That it is read is seen by its refusal: the stand-in is no checkpoint."""
    refusal = f"{inception_download.NAME} could not be read as a checkpoint"
    with pytest.raises(ValueError, match=refusal):
        InceptionFeatures("download")
    for number in range(2):
        pixels = rng.integers(0, 256, (16, 16, 3), dtype="uint8")
        Image.fromarray(pixels).save(tmp_path / f"{number}.png")
    arguments = ["evaluate", str(tmp_path), "--real", str(tmp_path)]
    arguments += ["--inception", "download", "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(cli.app, arguments)
    assert isinstance(result.exception, ValueError)
    assert refusal in str(result.exception)
