"""A dataset of Hugging Face, or rows like its where `datasets` is not installed."""

import pathlib

from PIL import Image

import kerasgan

paths = sorted(map(str, pathlib.Path("faces").glob("*.png")))
try:
    import datasets

    columns = {"image": paths, "label": [0] * len(paths)}
    faces = datasets.Dataset.from_dict(columns).cast_column("image", datasets.Image())
except ImportError:
    faces = [{"image": Image.open(path), "label": 0} for path in paths]

gan = kerasgan.DCGAN.for_images((32, 32, 3), width=16)
gan.compile()
gan.fit(faces, batch_size=32, epochs=30, verbose=2)
gan.save("gan.keras")
