"""A Python generator of uint8 arrays."""

import pathlib

import numpy as np
from PIL import Image

import kerasgan


def faces():
    for path in sorted(pathlib.Path("faces").glob("*.png")):
        yield np.asarray(Image.open(path))


gan = kerasgan.DCGAN.for_images((32, 32, 3), width=16)
gan.compile()
gan.fit(faces(), batch_size=32, epochs=30, verbose=2)
gan.save("gan.keras")
