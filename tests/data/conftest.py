import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def gradient():
    """A uint8 gray image (32, 32) that gets brighter from left to right."""
    return np.tile(np.linspace(0, 255, 32).astype("uint8"), (32, 1))


@pytest.fixture
def colours(tmp_path):
    """A folder of 10 images, 8x8, each of one gray level: 10 times its number."""
    folder = tmp_path / "colours"
    folder.mkdir()
    for number in range(10):
        Image.new("RGB", (8, 8), (10 * number,) * 3).save(folder / f"{number}.png")
    return folder
