"""GANs on a few hundred faces: alone, and behind augmentations.

    python tests/benchmarks/small_data.py [--images 72000] [--minutes MINUTES]
        [--out runs/small-data] [--json tests/golden/small_data.json]

Trains on the ORL portraits of 30 people, 300 in all, and measures how far samples
are from those of the other 10: a generator that has learned its 300 by heart is as
far from them as these are. Each sees as many images, or with `--minutes` has as much
time of a processor. The same command goes on after a stop. Needs the extra `metrics`.
"""

import argparse
import json
import pathlib
import shlex
import sys

import core_minutes
import faces_pictures
import keras
import numpy as np

import kerasgan
from kerasgan import layers
from kerasgan import metrics
from kerasgan import networks
from kerasgan import runs

SHAPE, WIDTH, BATCH, SEED = (64, 64, 1), 32, 16, 0
PASSES = 20  # of the 300 images, to an epoch
PEOPLE = 30  # to learn from
SAMPLES = 1000
CONTENDERS = {
    "none": (kerasgan.DCGAN, []),
    "DiffAugment": (kerasgan.DCGAN, [layers.DiffAugment]),
    # p goes as far in these few images as in the authors' 500,000.
    "AdaptiveAugment": (kerasgan.DCGAN, [lambda: layers.AdaptiveAugment(kimg=20)]),
    "RSGAN": (kerasgan.RSGAN, [layers.DiffAugment]),
}


def faces_of(people):
    """The portraits of a range of people, uint8 `(n, 64, 64, 1)`."""
    portraits = kerasgan.data.orl_faces(64, 400, labels=True, shuffle=False)
    images, persons = next(portraits.as_numpy_iterator())
    return kerasgan.data.to_uint8(images[np.isin(persons, people)])


def build(cls, augmentations):
    keras.utils.set_random_seed(SEED)
    if cls is kerasgan.RSGAN:
        keras.config.set_dtype_policy(kerasgan.environment.fastest_policy())
        gan = cls.for_images(SHAPE, augmentation=augmentations[0](), seed=SEED)
        keras.config.set_dtype_policy("float32")
        gan.compile()
        return gan
    shown = [make() for make in augmentations]
    judge = networks.dcgan.discriminator(SHAPE, WIDTH)
    gan = cls(
        networks.dcgan.generator(SHAPE, width=WIDTH),
        keras.Sequential([keras.Input(SHAPE), *shown, judge]) if shown else judge,
        seed=SEED,
    )
    gan.compile()
    return gan


def train(name, faces, arguments):
    """The trained model, from where an earlier call stopped."""
    dataset = kerasgan.data.from_arrays(faces, None, BATCH, mirror=True, seed=SEED)
    dataset = dataset.repeat(PASSES)
    if arguments.minutes:
        path = arguments.out / f"{name}.keras"
        path.parent.mkdir(parents=True, exist_ok=True)
        cls, augmentations = CONTENDERS[name]
        # Of an RSGAN rates fall, as its study has it.
        decay = "linear" if cls is kerasgan.RSGAN else None
        gan, *_ = core_minutes.train(
            path, lambda: build(cls, augmentations), dataset, arguments.minutes, decay
        )
        return gan
    epochs = max(1, round(arguments.images / (len(dataset) * BATCH)))
    run = runs.Run(arguments.out / name, {"augmentation": name, "width": WIDTH})
    gan, interrupted = run.train(lambda: build(*CONTENDERS[name]), dataset, epochs)
    if interrupted:
        sys.exit(130)
    return gan


def measures(images, compare):
    """Distances of images from the held-out faces."""
    scores = compare(images)
    return {
        "frechet": round(scores["frechet"].mean, 2),
        "kernel_distance_x1e3": round(1e3 * scores["kernel"].mean, 2),
    }


def with_mirror_images(images):
    return np.concatenate([images, images[:, :, ::-1]])


def last_share_right(gan, faces):
    """The share of the training faces that the discriminator takes for real."""
    if gan.objective.threshold is None:
        return None  # only pairs are judged
    logits = gan.discriminator(faces / 127.5 - 1, training=False)
    return round(float(np.mean(logits > gan.objective.threshold)), 3)


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=72_000, help="seen by each")
    parser.add_argument("--minutes", type=float, help="of a core, for each")
    parser.add_argument("--names", nargs="+", default=list(CONTENDERS))
    parser.add_argument("--out", type=pathlib.Path, default="runs/small-data")
    parser.add_argument("--json", type=pathlib.Path, help="OUT/results.json if absent")
    arguments = parser.parse_args()
    arguments.json = arguments.json or arguments.out / "results.json"
    return arguments


def main():
    arguments = parsed()
    faces, held_out = faces_of(range(PEOPLE)), faces_of(range(PEOPLE, 40))
    extractor = metrics.VGG16Features()
    compare = metrics.Comparison(
        with_mirror_images(held_out), extractor, split="held-out people"
    )
    results = {"the 300 faces": measures(with_mirror_images(faces), compare)}
    grids = {}
    for name in arguments.names:
        gan = train(name, faces, arguments)
        samples = kerasgan.data.to_uint8(gan.sample(SAMPLES, seed=SEED))
        results[name] = measures(samples, compare)
        results[name]["faces_taken_for_real"] = last_share_right(gan, faces)
        results[name]["images"] = int(gan.step) * BATCH
        grids[name] = kerasgan.plots.image_grid(samples[:25], 5)
    grids["held out"] = kerasgan.plots.image_grid(held_out[::4], 5)
    faces_pictures.write_small(
        arguments.out / "grids.png", faces_pictures.montage(grids)
    )
    whole = {
        "command": shlex.join(["python", *sys.argv]),
        "data": f"ORL 64x64x1: {len(faces)} faces of {PEOPLE} people to learn, "
        f"{len(held_out)} of 10 others to compare, all with their mirror images",
        "training": f"width {WIDTH}, batch {BATCH}, seed {SEED}, "
        + (
            f"{arguments.minutes:g} minutes of a core each, on one thread"
            if arguments.minutes
            else f"{arguments.images} images"
        ),
        "samples": f"{SAMPLES}, seed {SEED}, averaged generator",
        **extractor.protocol,
        "results": results,
    }
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(whole, indent=2) + "\n")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
