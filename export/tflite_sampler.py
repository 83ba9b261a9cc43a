"""Draws a grid of images from a .tflite generator, without TensorFlow.

    pip install ai-edge-litert
    python tflite_sampler.py faces.tflite --num 16 --seed 0 --out grid.png
    python tflite_sampler.py faces.tflite --label gender=female --label age_group=3

A seed gives the latents that `kerasgan.inputs.from_seeds` and the `sample` signature
of a served model give it, so it is the same face on the device and on the server. The
names of classes are those of the report beside the file.
"""

import argparse
import math
import pathlib

import labels
import numpy as np
import pictures
from ai_edge_litert.interpreter import Interpreter

SCRAMBLER = np.array([0x3EC8F720, 0x02461E29], "uint64")  # TensorFlow's
WORD = np.uint64(0xFFFFFFFF)


def philox(counters, keys):
    """Philox4x32-10 of counters `(..., 4)` and keys `(..., 2)`, words in uint64.

    Reference: [Salmon et al., 2011](https://doi.org/10.1145/2063384.2063405).
    """
    c0, c1, c2, c3 = np.moveaxis(counters, -1, 0)
    k0, k1 = np.moveaxis(keys, -1, 0)
    for _ in range(10):
        left, right = c0 * np.uint64(0xD2511F53), c2 * np.uint64(0xCD9E8D57)
        c0, c1 = (right >> np.uint64(32)) ^ c1 ^ k0, right & WORD
        c2, c3 = (left >> np.uint64(32)) ^ c3 ^ k1, left & WORD
        k0 = (k0 + np.uint64(0x9E3779B9)) & WORD
        k1 = (k1 + np.uint64(0xBB67AE85)) & WORD
    return np.stack([c0, c1, c2, c3], axis=-1)


def latents_from_seeds(seeds, latent_dim):
    """Standard normal latents, as TensorFlow's stateless Philox draws for `(seed, 0)`.

    Args:
        seeds: Integers `(batch,)`.
        latent_dim: Int, length of a latent.

    Returns:
        Float32 array `(batch, latent_dim)`.
    """
    seeds = np.asarray(seeds, "int64").astype("uint64")
    zeros = np.zeros_like(seeds)
    words = np.stack([seeds & WORD, seeds >> np.uint64(32), zeros, zeros], axis=-1)
    mixed = philox(words, np.broadcast_to(SCRAMBLER, (len(seeds), 2)))

    num_blocks = math.ceil(latent_dim / 4)
    counters = np.zeros((len(seeds), num_blocks, 4), "uint64")
    counters[..., 0] = np.arange(num_blocks)
    counters[..., 2:] = mixed[:, None, 2:]
    bits = philox(counters, mixed[:, None, :2])

    uniform = (bits & np.uint64(0x7FFFFF)).astype("float32") / np.float32(2**23)
    radius = np.sqrt(-2 * np.log(np.maximum(uniform[..., 0::2], np.float32(1e-7))))
    angle = np.float32(2 * math.pi) * uniform[..., 1::2]
    normal = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=-1)
    return normal.reshape(len(seeds), -1)[:, :latent_dim]


def generate(path, seeds, truncation=1.0, wanted=None):
    """Images `(batch, height, width, channels)`, uint8, one for each seed.

    Args:
        path: The `.tflite` file.
        seeds: Integers `(batch,)`.
        truncation: Float that multiplies the latents; below 1, safer faces.
        wanted: Dict of the generator's other inputs, the same for all images.

    Raises:
        SystemExit: It takes other labels, or other values of one.
    """
    generator = Interpreter(str(path)).get_signature_runner("serving_default")
    inputs = generator.get_input_details()
    batch_size, latent_dim = inputs["latents"]["shape"]
    latents = latents_from_seeds(seeds, latent_dim) * np.float32(truncation)
    others = in_batches(inputs, wanted or {})

    num_batches = math.ceil(len(seeds) / batch_size)
    # np.resize goes round to the first latents to fill the last batch.
    batches = np.resize(latents, (num_batches, batch_size, latent_dim))
    images = [generator(latents=batch, **others)["images"] for batch in batches]
    images = np.concatenate(images)[: len(seeds)]
    return np.clip(np.round((images + 1) * 127.5), 0, 255).astype("uint8")


def in_batches(inputs, wanted):
    """Batches of the inputs besides latents, each in the form that the file has."""
    details = {name: detail for name, detail in inputs.items() if name != "latents"}
    if set(details) != set(wanted):
        raise SystemExit(
            f"This generator takes labels {sorted(details) or 'none'}, but received "
            f"{sorted(wanted) or 'none'}: --label NAME=VALUE for each."
        )
    try:
        return {
            name: np.broadcast_to(np.array(wanted[name], d["dtype"]), d["shape"])
            for name, d in details.items()
        }
    except ValueError as error:
        raise SystemExit(
            f"{wanted} should be the names of classes in the report beside the file, "
            f"numbers, or lists of such: {error}."
        ) from error


def main():
    """Reads the command line and writes the grid."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", help="file that kerasgan.export.to_tflite wrote")
    parser.add_argument("--num", type=int, default=16, help="number of images")
    parser.add_argument("--seed", type=int, default=0, help="of the first image")
    parser.add_argument("--truncation", type=float, default=1.0)
    parser.add_argument("--out", default="grid.png")
    labels.add_argument(parser)
    options = parser.parse_args()

    seeds = range(options.seed, options.seed + options.num)
    report = pathlib.Path(options.model).with_suffix(".report.json")
    wanted = labels.values(options.label, report)
    grid = pictures.grid(generate(options.model, seeds, options.truncation, wanted))
    pathlib.Path(options.out).write_bytes(pictures.png(grid))
    print(f"{options.out}: {options.num} images, seeds {seeds[0]} to {seeds[-1]}")


if __name__ == "__main__":
    main()
