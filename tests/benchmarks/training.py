"""Images per second of DCGAN training, against peers in the same run.

    python tests/benchmarks/training.py [--rounds 3] [--json results.json]

Every loop runs in a process of its own, and the loops take turns, so that a
machine that grows slower does so for all; the median of the rounds counts.
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
STEPS = {128: 3, 32: 16}
ONEDNN = "TF_ENABLE_ONEDNN_OPTS"


def measure(name, width, onednn=None):
    """One process' images per second (GFLOP/s for `sgemm`)."""
    environment = {k: v for k, v in os.environ.items() if k != ONEDNN}
    environment["TF_CPP_MIN_LOG_LEVEL"] = "3"
    if onednn is not None:
        environment[ONEDNN] = onednn
    steps = 50 if name == "sgemm" else STEPS[width]
    output = subprocess.run(
        [sys.executable, CONTENDERS, name, str(width), str(steps)],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return json.loads(output.splitlines()[-1])


def contenders(width):
    """Rows of the table: what it is called, how it is run."""
    yield "kerasgan DCGAN.fit", ("kerasgan_fit", width)
    yield "Keras guide, TensorFlow's default flags", ("keras_guide", width)
    yield "Keras guide, oneDNN off (the default on AMD)", ("keras_guide", width, "0")
    if importlib.util.find_spec("torch"):
        yield "PyTorch tutorial", ("torch_loop", width)
    yield "sgemm 2048x2048, GFLOP/s", ("sgemm", width, "1")


def table(width, rounds):
    rows = list(contenders(width))
    values = {name: [] for name, _ in rows}
    for _ in range(rounds):
        for name, call in rows:
            values[name].append(measure(*call))
    medians = {name: statistics.median(runs) for name, runs in values.items()}
    ours = medians["kerasgan DCGAN.fit"]
    print(f"\nwidth {width}: images/s, median of {rounds} (min-max), kerasgan / row")
    for name, median in medians.items():
        low, high = min(values[name]), max(values[name])
        ratio = "" if "sgemm" in name else f"{ours / median:6.2f}x"
        print(f"  {name:46s}{median:8.1f}  ({low:.1f}-{high:.1f}) {ratio}", flush=True)
    return values


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
