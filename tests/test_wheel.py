"""A wheel of the project, installed beside nothing of it."""

import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

import pytest

ROOT = pathlib.Path(__file__).parents[1]
SCRIPT = """
import kerasgan
print(kerasgan.__file__)
print(len(list(kerasgan.data.london(batch_size=204))))
gan = kerasgan.pretrained("faces-64")
kerasgan.plots.save_grid("grid.png", gan.sample(4, seed=0))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The file, built from a copy: no old `build/` gets into it."""
    folder = tmp_path_factory.mktemp("wheel")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "kerasgan", folder / "copy" / "kerasgan", ignore=ignored)
    for name in ("setup.py", "requirements.txt", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / "copy")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    subprocess.run([*pip, folder / "copy", "-w", folder], check=True)
    return next(folder.glob("*.whl"))


def test_a_wheel_is_small_and_has_every_file(wheel):
    assert wheel.stat().st_size < 15e6
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    files = (p for p in (ROOT / "kerasgan").rglob("*") if p.is_file())
    wanted = {p.relative_to(ROOT).as_posix() for p in files if p.suffix != ".pyc"}
    assert wanted <= packed, wanted - packed


def test_an_installed_wheel_draws_faces(wheel, tmp_path):
    site = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--target", site, wheel], check=True)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=True,
    )
    first, *_, last = done.stdout.splitlines()
    assert (first, last) == (str(site / "kerasgan" / "__init__.py"), "1")
    assert (tmp_path / "grid.png").stat().st_size > 10_000
