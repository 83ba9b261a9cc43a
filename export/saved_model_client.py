"""Asks TensorFlow Serving for images by seed and writes a PNG of each.

    pip install numpy
    python saved_model_client.py http://localhost:8501/v1/models/faces --num 4 --seed 0
        [--label gender=1] [--label "caption=a woman in her thirties"]

The REST interface needs no TensorFlow on this side. With `--report`, a copy of the
model's `report.json`, classes can be given by name.
"""

import json
import urllib.request

import command
import labels
import numpy as np


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
    options = command.parser(__doc__, "http://host:port/v1/models/name").parse_args()
    wanted = labels.values(options.label, options.report)
    seeds = command.seeds(options)
    images = sample(options.address, seeds, options.truncation, wanted=wanted)
    command.write(options, images)


if __name__ == "__main__":
    main()
