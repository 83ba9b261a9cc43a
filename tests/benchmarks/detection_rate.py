"""The share of a model's samples in which a face detector finds a face.

    python tests/benchmarks/detection_rate.py runs/faces/model.keras [--num 1000]
    python tests/benchmarks/detection_rate.py folder/of/real/faces

Protocol: `mtcnn` 1.0.0; 64x64 samples as uint8, resized to 160x160 (Pillow,
bicubic), reflect-padded by 40; a face counts with a confidence above 0.9. Needs
the extra `faces`.
"""

import argparse
import json
import pathlib
import sys

import keras
import numpy as np

import kerasgan

SIDE, PADDING, CONFIDENCE, BATCH = 160, 40, 0.9, 50
PROTOCOL = {
    "detector": "mtcnn 1.0.0",
    "resize": f"Pillow bicubic to {SIDE}x{SIDE}",
    "reflect_padding": PADDING,
    "confidence_above": CONFIDENCE,
}


def detection_rate(images):
    """Share of images in which a face is found.

    Args:
        images: Float32 array `(n, height, width, 1 or 3)` in [-1, 1].
    """
    from mtcnn import MTCNN

    detector = MTCNN()
    found = 0
    for start in range(0, len(images), BATCH):
        batch = [prepared(image) for image in images[start : start + BATCH]]
        for faces in detector.detect_faces(batch):
            found += any(face["confidence"] > CONFIDENCE for face in faces)
    return found / len(images)


def prepared(image):
    """An image as the detector wants it: uint8 RGB, enlarged, with a margin."""
    from PIL import Image

    pixels = kerasgan.data.to_uint8(image)
    picture = Image.fromarray(pixels.squeeze()).convert("RGB")
    pixels = np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.BICUBIC))
    margin = [(PADDING, PADDING), (PADDING, PADDING), (0, 0)]
    return np.pad(pixels, margin, mode="reflect")


def images_of(source, num, seed):
    """Samples of a `.keras` file, or the images of a folder, in a random order."""
    if source.is_file():
        return keras.models.load_model(source).sample(num, seed=seed)
    batches = kerasgan.data.image_folder(source, 64, 1, seed=seed).take(num)
    return np.concatenate([batch.numpy() for batch in batches])


def measure(source, num=1000, seed=0):
    """The rate with all that it depends on."""
    images = images_of(source, num, seed)
    rate = detection_rate(images)
    return {"detection_rate": rate, "num_images": len(images), "seed": seed, **PROTOCOL}


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
