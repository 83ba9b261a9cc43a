"""Asks TensorFlow Serving for images by seed and writes a PNG of each.

    pip install numpy
    python saved_model_client.py http://localhost:8501/v1/models/faces --num 4 --seed 0
        [--label gender=1] [--label "caption=a woman in her thirties"]

The REST interface needs no TensorFlow on this side. With `--report`, a copy of the
model's `report.json`, classes can be given by name.
"""

import argparse
import json
import pathlib
import urllib.request

import labels
import numpy as np
import pictures


def sample(url, seeds, truncation=1.0, timeout=60.0, wanted=None):
    """Images `(batch, height, width, channels)`, uint8, one for each seed.

    Args:
        url: `http://host:port/v1/models/name`, or with `/versions/1` at the end.
        seeds: Integers `(batch,)`.
        truncation: Float that multiplies the latents; below 1, safer faces.
        timeout: Float, seconds to wait.
        wanted: Optional dict of the labels of all images, by name.
    """
    same = {"truncation": float(truncation), **(wanted or {})}
    rows = [{"seed": int(seed), **same} for seed in seeds]
    request = urllib.request.Request(
        f"{url}:predict",
        data=json.dumps({"signature_name": "sample", "instances": rows}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=timeout) as response:
        return np.array(json.load(response)["predictions"], "uint8")


def main():
    """Reads the command line and writes the files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url", help="http://host:port/v1/models/name")
    parser.add_argument("--num", type=int, default=4, help="number of images")
    parser.add_argument("--seed", type=int, default=0, help="of the first image")
    parser.add_argument("--truncation", type=float, default=1.0)
    parser.add_argument("--out", default=".", help="folder of the PNGs")
    parser.add_argument("--report", help="the report.json of the served version")
    labels.add_argument(parser)
    options = parser.parse_args()

    folder = pathlib.Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    seeds = range(options.seed, options.seed + options.num)
    wanted = labels.values(options.label, options.report)
    images = sample(options.url, seeds, options.truncation, wanted=wanted)
    for seed, image in zip(seeds, images, strict=True):
        file = folder / f"seed_{seed}.png"
        file.write_bytes(pictures.png(image))
        print(file)


if __name__ == "__main__":
    main()
