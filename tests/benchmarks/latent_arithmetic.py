"""Arithmetic on latents, measured: gender flipped, faces and noise inverted.

    python tests/benchmarks/latent_arithmetic.py --faces ../shared/data/utkface
        [--model runs/faces/model.keras] [--out runs/latent]
        [--json tests/golden/latent.json] [--picture docs/pictures/latent.png]

Holds out 500 faces; trains a TTURGAN on the others (or takes `--model`, which may have
seen the 500), and a classifier of gender. What it says of samples gives directions;
along them go 200 other samples, each toward what it is not. Then 50 held-out faces are
inverted, 50 of ORL, and the same pixels of the former in random places. The picture
shows the faces of ORL, for those of UTKFace are not to be published. The same command
goes on after a stop. Needs the extra `faces`.
"""

import argparse
import json
import pathlib
import shlex
import sys

import faces_pictures
import keras
import latent_measures as measures
import numpy as np
import real_faces

import kerasgan
from kerasgan import data
from kerasgan import latent
from kerasgan import plots
from kerasgan import runs

SIZE, BATCH, WIDTH, SEED = 64, 64, 32, 0
HELD_OUT, INVERTED, SHOWN = 500, 50, 6
EPOCHS = 4  # of the classifier


def model_of(arguments, images):
    """The model given, or one trained on these images."""
    if arguments.model:
        return keras.models.load_model(arguments.model)
    dataset = data.from_arrays(images, None, BATCH, mirror=True, seed=SEED)

    def build():
        keras.utils.set_random_seed(SEED)
        gan = kerasgan.TTURGAN.for_images((SIZE, SIZE, 3), width=WIDTH, seed=SEED)
        gan.compile()
        return gan

    epochs = max(1, round(arguments.images / (len(dataset) * BATCH)))
    options = {"model": "TTURGAN", "width": WIDTH, "held_out": HELD_OUT}
    gan, interrupted = runs.Run(arguments.out / "TTURGAN", options).train(
        build, dataset, epochs
    )
    if interrupted:
        sys.exit(130)
    return gan


def inversions(gan, targets):
    """PSNR of each kind of target, and the latents of each."""
    encoder = latent.train_encoder(gan.sampler, steps=500, seed=SEED)
    found = {
        name: latent.invert(gan.sampler, photos, encoder=encoder, restarts=2, seed=SEED)
        for name, photos in targets.items()
    }
    rows = {}
    for name, photos in targets.items():
        guesses = gan.sampler(encoder(np.asarray(photos, "float32")))
        rows[name] = {
            "psnr": round(float(found[name][1].mean()), 2),
            "deviation": round(float(found[name][1].std()), 2),
            "psnr_of_the_encoder_alone": measures.psnr(guesses, photos),
            "psnr_of_the_mean_target": measures.psnr(photos.mean(axis=0), photos),
        }
        print(name, rows[name], flush=True)
    return rows, {name: latents for name, (latents, _) in found.items()}


def picture(gan, direction, photos, latents):
    """Samples along the direction; portraits, their inversions, and those edited."""
    strengths = np.arange(-3.0, 4)
    z = measures.latents_of(SHOWN, 3, gan)
    rows = latent.edit(z[:, None], direction, strengths)
    edited = measures.draw(gan, rows.reshape(-1, z.shape[1]))
    part = slice(0, None, len(photos) // len(strengths))
    pairs = np.stack([photos[part], gan.sampler(latents[part])])[:, : len(strengths)]
    changed = measures.draw(gan, latent.edit(latents[part], direction, 2.0))
    tiles = [edited, *pairs, changed[: len(strengths)]]
    return plots.image_grid(np.concatenate(tiles), len(strengths))


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--faces", type=pathlib.Path, required=True)
    parser.add_argument("--model", type=pathlib.Path, help="taken, not trained")
    parser.add_argument("--images", type=int, default=128_000, help="to train on")
    parser.add_argument("--out", type=pathlib.Path, default="runs/latent")
    parser.add_argument("--json", type=pathlib.Path, help="OUT/results.json if absent")
    parser.add_argument("--picture", type=pathlib.Path, help="OUT/latent.png if absent")
    arguments = parser.parse_args()
    arguments.json = arguments.json or arguments.out / "results.json"
    arguments.picture = arguments.picture or arguments.out / "latent.png"
    return arguments


def main():
    arguments = parsed()
    faces = real_faces.faces_of(
        arguments.faces, SIZE, ["gender"], arguments.out / "cache"
    )
    faces, held_out = real_faces.split(faces, HELD_OUT)
    gan = model_of(arguments, faces.images)
    classifier = real_faces.classifier_of(faces, {"gender": 2}, arguments.out, EPOCHS)
    held_out = held_out.images[:INVERTED] / np.float32(127.5) - 1
    targets = {
        "held-out faces": held_out,
        "their pixels in random places": measures.scattered(held_out, SEED),
        "ORL faces": real_faces.portraits(SIZE, 50),
    }
    directions, flips = measures.flips(gan, classifier)
    rows, latents = inversions(gan, targets)
    drawn = picture(
        gan,
        directions["mean_difference"],
        real_faces.portraits(SIZE, 50),
        latents["ORL faces"],
    )
    faces_pictures.write_small(arguments.picture, drawn)
    whole = {
        "command": shlex.join(["python", *sys.argv]),
        "model": f"{type(gan).__name__}, {int(gan.step.numpy())} steps"
        + (", which may have seen the held-out faces" if arguments.model else ""),
        "classifier": f"AttributeClassifier, {EPOCHS} epochs, "
        f"{len(faces.images)} faces",
        "classifier_accuracy": round(classifier.accuracy["gender"], 4),
        **flips,
        "inversion": rows,
    }
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(whole, indent=2) + "\n")
    print(json.dumps(whole, indent=2))


if __name__ == "__main__":
    main()
