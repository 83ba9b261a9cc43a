"""A training that is evaluated, and whether `kerasgan evaluate` tells good from bad.

    python tests/benchmarks/evaluation.py [--faces ../shared/data/utkface]
        [--out runs/evaluation] [--epochs 20]

Holds 2,000 faces of UTKFace out; trains a DCGAN on the others at 32x32 under
`Evaluate`, which keeps the best two models; then compares the best one's samples,
noise, training images, and 1,000 of the samples each taken twice with 2,000 training
images. Killed, the same command goes on, and its leaderboard with it. Needs the extra
`faces`; 20 minutes on two cores.
"""

import argparse
import json
import pathlib
import random
import shutil
import subprocess
import sys

import keras
import numpy as np

import kerasgan
from kerasgan import callbacks
from kerasgan import metrics
from kerasgan import plots

SIZE, BATCH, HELD_OUT, NUM = 32, 64, 2000, 2000


def split(faces, out):
    """Folders of links to the faces that are trained on, and to those held out."""
    paths = sorted(faces.glob("*.jpg"))
    random.Random(0).shuffle(paths)
    for name, part in (("held", paths[:HELD_OUT]), ("train", paths[HELD_OUT:])):
        (out / name).mkdir(parents=True, exist_ok=True)
        for path in part:
            link = out / name / path.name
            if not link.is_symlink():
                link.symlink_to(path.resolve())


def train(out, epochs):
    """The best model of a DCGAN's training, by the distance of 1,000 samples."""
    options = {"batch_size": BATCH, "cache_dir": out / "cache"}
    faces = kerasgan.data.image_folder(out / "train", SIZE, mirror=True, **options)
    real = kerasgan.data.image_folder(out / "train", SIZE, shuffle=False, **options)
    compare = metrics.Comparison(real, num_real=5000, cache_dir=out / "features")
    best = out / "run" / "best"
    keras.utils.set_random_seed(0)
    gan = kerasgan.DCGAN.for_images((SIZE, SIZE, 3), width=16)
    gan.compile()
    gan.fit(
        faces,
        epochs=epochs,
        verbose=2,
        callbacks=[
            callbacks.Evaluate([compare], num_samples=1000, folder=best, keep=2),
            keras.callbacks.EarlyStopping("frechet", mode="min", patience=5),
            callbacks.SampleGrid(out / "run" / "samples"),
            keras.callbacks.BackupAndRestore(out / "run" / "backup"),
        ],
    )
    board = json.loads((best / "leaderboard.json").read_text())
    shutil.copy(best / board["best"][0], out / "dcgan.keras")


def sources(out):
    """Noise, and the first samples twice, as folders of images."""
    samples = keras.models.load_model(out / "dcgan.keras").sample(NUM // 2, seed=0)
    noise = np.random.default_rng(0).integers(0, 256, (NUM, SIZE, SIZE, 3), "uint8")
    twice = np.repeat(samples, 2, axis=0)
    for name, images in (("noise", noise), ("half-duplicated", twice)):
        for index, image in enumerate(images):
            path = out / name / f"{index:05d}.png"
            plots.save_grid(path, image[np.newaxis], min_tile=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    shared = pathlib.Path(__file__).parents[3] / "shared"
    parser.add_argument("--faces", type=pathlib.Path, default=shared / "data/utkface")
    parser.add_argument("--out", type=pathlib.Path, default="runs/evaluation")
    parser.add_argument("--epochs", type=int, default=20)
    arguments = parser.parse_args()
    out = arguments.out
    split(arguments.faces, out)
    train(out, arguments.epochs)
    sources(out)
    names = ("dcgan.keras", "noise", "train", "half-duplicated")
    command = [sys.executable, "-m", "kerasgan", "evaluate"]
    command += [str(out / name) for name in names]
    command += ["--real", str(out / "train"), "--held-out", str(out / "held")]
    command += ["--num", str(NUM), "--num-real", str(NUM), "--size", str(SIZE)]
    subprocess.run([*command, "--out", str(out / "evaluation")], check=True)


if __name__ == "__main__":
    main()
