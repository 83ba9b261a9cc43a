"""The share of a model's samples in which a face detector finds a face.

    python tests/benchmarks/detection_rate.py runs/faces/model.keras [--num 1000]
    python tests/benchmarks/detection_rate.py folder/of/real/faces

The protocol is `kerasgan.metrics.FaceDetection`'s. Needs the extra `faces`.
"""

import argparse
import json
import pathlib
import sys

import keras
import numpy as np

import kerasgan
from kerasgan.metrics import FaceDetection


def images_of(source, num, seed):
    """Samples of a `.keras` file, or the images of a folder, in a random order."""
    if source.is_file():
        return keras.models.load_model(source).sample(num, seed=seed)
    batches = kerasgan.data.image_folder(source, 64, 1, seed=seed).take(num)
    return np.concatenate([batch.numpy() for batch in batches])


def measure(source, num=1000, seed=0):
    """The rate with all that it depends on."""
    score = FaceDetection(num)(images_of(source, num, seed))["faces"]
    return {"detection_rate": score.mean, "seed": seed, **score.protocol}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("--num", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    json.dump(measure(**vars(arguments)), sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
