"""Translation on real faces: sketches to photos and back, gray to color.

    python tests/benchmarks/translation.py prototype sketch l1 color cycle

Each part trains for its minutes, measures on people who were held out, writes a grid to
`.github/pictures/` and its scores, with their protocol, into `tests/golden/
translation.json`. The data are those beside the project, at `../shared/data`.
"""

import pathlib

import numpy as np

import kerasgan
from kerasgan import data
from kerasgan.data import decode

ROOT = pathlib.Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
GOLDEN = ROOT / "tests" / "golden" / "translation.json"
PICTURES = ROOT / ".github" / "pictures"
SIZE = (64, 64)
FRAME = (71, 31, 139, 139)  # of the 200x250 of CUFS, what UTKFace shows of a face
HELD_OUT = 41  # people
RNG_SPLIT = 0
FACES, NUM_HELD_FACES = 20_000, 1_000


def people():
    """The names of all people of the sketches: those to train on, those held out."""
    names = sorted(path.stem for path in (DATA / "sketches" / "photos").iterdir())
    order = np.random.default_rng(RNG_SPLIT).permutation(len(names))
    names = [names[place] for place in order]
    return names[:-HELD_OUT], names[-HELD_OUT:]


def images_of(kind, names, channels):
    """Sketches or photos of people, uint8, in UTKFace's frame."""
    form = decode.target(SIZE, channels, FRAME)
    files = {path.stem: path for path in (DATA / "sketches" / kind).iterdir()}
    return np.stack([decode.decode(files[name], form) for name in names])


def faces():
    """UTKFace as uint8: images to train on, and others."""
    folder = data.image_folder(DATA / "utkface", SIZE, 100, shuffle=False)
    images = np.concatenate([data.to_uint8(batch) for batch in folder])
    order = np.random.default_rng(RNG_SPLIT).permutation(len(images))
    return images[order[:-NUM_HELD_FACES]], images[order[-NUM_HELD_FACES:]]


def schedule(gan, dataset, epochs):
    """Trains; rates fall to 0 over the second half, as the authors have it."""
    decay = kerasgan.callbacks.LinearDecay(
        gan_epochs(gan, dataset) + epochs / 2, gan_epochs(gan, dataset) + epochs, 0.01
    )
    gan.fit(dataset, epochs=epochs, verbose=2, callbacks=[decay])


def gan_epochs(gan, dataset):
    return int(gan.step.numpy()) / len(dataset)
