"""Quality after a fixed budget, on real faces: `pytest -m slow`.

The last results are in `golden/quality.json`, with the commands that made them.
"""

import importlib.util
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[1]
UTKFACE = ROOT.parent / "shared" / "data" / "utkface"


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_twenty_minutes_of_dcgan_give_faces_that_a_detector_finds(tmp_path):
    if not UTKFACE.is_dir():
        pytest.skip("needs UTKFace at ../shared/data/utkface")
    sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))
    if importlib.util.find_spec("mtcnn") is None:
        pytest.skip("needs the extra `faces`")
    from detection_rate import measure

    run = tmp_path / "dcgan"
    options = ["--out", str(run), "--width", "32", "--minutes", "20"]
    command = [sys.executable, "-m", "kerasgan", "train", str(UTKFACE), *options]
    subprocess.run(command, check=True)
    assert measure(run / "model.keras")["detection_rate"] >= 0.95
