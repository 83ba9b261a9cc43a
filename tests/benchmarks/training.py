"""Images per second of training, against peers in the same run.

    python tests/benchmarks/training.py [--rounds 3] [--json results.json]

Every loop runs in a process of its own, and the loops take turns, so that a
machine that grows slower does so for all. Of each process the best of three epochs
counts, and of the rounds the median.
The batch is 64 images of 64x64x3 and widths are DCGAN's: 128, the paper's, and 32.
"""

import argparse
import importlib.util
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

CONTENDERS = pathlib.Path(__file__).with_name("contenders.py")
BATCHES = {128: {False: 3, True: 5}, 32: {False: 16, True: 10}}  # by WGAN-GP or not
ONEDNN = "TF_ENABLE_ONEDNN_OPTS"


def measure(name, width, onednn=None):
    """One process' images per second (GFLOP/s for `sgemm`)."""
    environment = {k: v for k, v in os.environ.items() if k != ONEDNN}
    environment["TF_CPP_MIN_LOG_LEVEL"] = "3"
    if onednn is not None:
        environment[ONEDNN] = onednn
    batches = 50 if name == "sgemm" else BATCHES[width][name.endswith("wgan_gp")]
    output = subprocess.run(
        [sys.executable, CONTENDERS, name, str(width), str(batches)],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return json.loads(output.splitlines()[-1])


def contenders(width):
    """Groups of rows: what each is called, how it is run; ours is the first."""
    torch = importlib.util.find_spec("torch")
    yield {
        "kerasgan DCGAN.fit": ("kerasgan_fit", width),
        "Keras guide, TensorFlow's default flags": ("keras_guide", width),
        "Keras guide, oneDNN off (the default on AMD)": ("keras_guide", width, "0"),
        **({"PyTorch tutorial": ("torch_loop", width)} if torch else {}),
        "sgemm 2048x2048, GFLOP/s": ("sgemm", width, "1"),
    }
    yield {
        "kerasgan WGANGP.fit": ("kerasgan_wgan_gp", width),
        **({"PyTorch WGAN-GP": ("torch_wgan_gp", width)} if torch else {}),
    }


def table(width, rounds):
    groups = list(contenders(width))
    values = {name: [] for rows in groups for name in rows}
    for _ in range(rounds):
        for rows in groups:
            for name, call in rows.items():
                values[name].append(measure(*call))
    medians = {name: statistics.median(runs) for name, runs in values.items()}
    print(f"\nwidth {width}: images/s, median of {rounds} (min-max), kerasgan / row")
    for rows in groups:
        ours = medians[next(iter(rows))]
        for name in rows:
            low, high = min(values[name]), max(values[name])
            ratio = "" if "sgemm" in name else f"{ours / medians[name]:6.2f}x"
            line = f"{name:46s}{medians[name]:8.1f}  ({low:.1f}-{high:.1f}) {ratio}"
            print(" ", line, flush=True)
    print(f"  DCGAN at {of_sgemm(width, medians):.2f} of sgemm")
    return values


def of_sgemm(width, medians):
    """The share of sgemm's speed at which `DCGAN.fit` does its convolutions.

    Either network multiplies as often: three layers alike, and the one at the image.
    A step passes the generator forward and back, which is 3 passes; the discriminator
    thrice forward, twice back to weights and maps, once to maps alone, which is 8.
    """
    layer, outer = 16 * 16 * (2 * width) * (16 * width), 32 * 32 * width * 48
    gflop = 11 * 2 * (3 * layer + outer) / 1e9
    return medians["kerasgan DCGAN.fit"] * gflop / medians["sgemm 2048x2048, GFLOP/s"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--widths", type=int, nargs="+", default=[128, 32])
    parser.add_argument("--json", type=pathlib.Path, help="keep every round here")
    arguments = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores")
    results = {
        "command": f"python tests/benchmarks/training.py --rounds {arguments.rounds}",
        "unit": "images/s; of sgemm, GFLOP/s",
        "rounds": {w: table(w, arguments.rounds) for w in arguments.widths},
    }
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
