"""What can't be loaded again is refused in `compile`, not after training."""

import subprocess
import sys

import keras
import numpy as np
import pytest
from tiny_models import build

from kerasgan import losses
from kerasgan import models


class Pearson(models.GAN):
    objective = losses.LeastSquares(-1, 1, 0)


class Powerful(models.GAN):
    def __init__(self, generator, discriminator, power=2.0, **options):
        super().__init__(generator, discriminator, **options)
        self.power = power


class AnyArguments(models.GAN):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)


class Renamed(models.GAN):
    def __init__(self, drawer, judge, **kwargs):
        super().__init__(drawer, judge, **kwargs)


class Changed(Powerful):
    def __init__(self, generator, discriminator, power=2.0, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        self.power = 2 * power


class Builder(models.GAN):
    def __init__(self, width=2, **kwargs):
        gan = build(models.GAN, compiled=False)
        super().__init__(gan.generator, gan.discriminator, **kwargs)
        self.width = width


class OwnConfiguration(Builder):
    def get_config(self):
        return {"width": self.width}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


@pytest.mark.parametrize(
    ("cls", "message"),
    [
        (AnyArguments, "could not be loaded: .*'args'"),
        (Renamed, "could not be loaded: .*'drawer'"),
        (Changed, "would be loaded with another power"),
    ],
)
def test_a_class_that_could_not_be_loaded_is_refused(cls, message):
    with pytest.raises(ValueError, match=message):
        build(cls)


def test_networks_built_inside_are_refused_or_configured_by_hand():
    with pytest.raises(ValueError, match="could not be loaded"):
        Builder().compile()
    OwnConfiguration().compile()


@pytest.mark.parametrize("cls", [Pearson, Powerful])
def test_a_subclass_as_readme_prints_it_loads(cls, tmp_path):
    gan = build(cls)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert type(loaded) is cls
    np.testing.assert_array_equal(loaded.sample(2, seed=0), gan.sample(2, seed=0))


SCRIPT = """
import sys, keras, kerasgan
class PearsonGAN(kerasgan.GAN):
    objective = kerasgan.losses.LeastSquares(-1, 1, 0)
if sys.argv[2] == "save":
    gan = PearsonGAN.for_images((16, 16, 3), width=2)
    gan.compile()
    gan.save(sys.argv[1])
else:
    print(type(keras.models.load_model(sys.argv[1])).__name__)
"""


def test_another_process_with_the_class_loads_it(tmp_path):
    for what in ("save", "load"):
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(tmp_path / "gan.keras"), what],
            check=True,
            capture_output=True,
            text=True,
        )
    assert run.stdout.split() == ["PearsonGAN"]


def test_the_user_is_asked_before_a_file_is_overwritten(tmp_path, monkeypatch):
    gan = build(models.GAN)
    path = tmp_path / "gan.keras"
    gan.save(path)
    before = path.read_bytes()
    monkeypatch.setattr("builtins.input", lambda *question: "n")
    gan.step.assign(7)
    gan.save(path, overwrite=False)
    assert path.read_bytes() == before
    gan.save(path)
    assert path.read_bytes() != before


def test_a_home_folder_is_the_users(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    gan = build(models.GAN)
    gan.save("~/gan.keras")
    gan.save_weights("~/gan.weights.h5")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "gan.keras",
        "gan.weights.h5",
    ]


@pytest.mark.parametrize("name", ["gan.h5", "gan", "gan.hdf5"])
def test_other_files_are_refused(name, tmp_path):
    with pytest.raises(ValueError, match="ends in .keras, but received"):
        build(models.GAN).save(tmp_path / name)
    assert not list(tmp_path.iterdir())
