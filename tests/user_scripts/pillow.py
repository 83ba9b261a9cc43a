"""A list of Pillow's images."""

import pathlib

from PIL import Image

import kerasgan

faces = [Image.open(path) for path in sorted(pathlib.Path("faces").glob("*.png"))]

gan = kerasgan.DCGAN.for_images((32, 32, 3), width=16)
gan.compile()
gan.fit(faces, batch_size=32, epochs=30, verbose=2)
gan.save("gan.keras")
