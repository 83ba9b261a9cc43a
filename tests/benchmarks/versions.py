"""The speed of `fit` in two checkouts of this package, in turns.

    git worktree add ../before REVISION
    python tests/benchmarks/versions.py ../before . --width 32

Each checkout trains in a process of its own, and only one of them at a time: an epoch
here, an epoch there. Printed is the median of each, and that of the ratios of
neighbouring epochs.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import time

CHILD = """
import sys
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests/benchmarks"]
import contenders
fit = contenders.kerasgan_fit(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
fit()
print("ready", flush=True)
for line in sys.stdin:
    fit()
    print("done", flush=True)
"""
BATCH = 64


def start(checkout, arguments):
    options = [arguments.width, arguments.batches, arguments.model]
    command = [sys.executable, "-c", CHILD, checkout.resolve(), *options]
    process = subprocess.Popen(
        list(map(str, command)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    process.stdout.readline()
    return process


def images_per_second(process, batches):
    begin = time.perf_counter()
    print(file=process.stdin, flush=True)
    process.stdout.readline()
    return BATCH * batches / (time.perf_counter() - begin)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkouts", nargs=2, type=pathlib.Path)
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--batches", type=int, default=20, help="to an epoch")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--model", default="DCGAN")
    arguments = parser.parse_args()
    processes = [start(checkout, arguments) for checkout in arguments.checkouts]
    speeds = [
        [images_per_second(process, arguments.batches) for process in processes]
        for _ in range(arguments.rounds)
    ]
    for checkout, column in zip(
        arguments.checkouts, zip(*speeds, strict=True), strict=True
    ):
        print(f"{checkout}: {statistics.median(column):.1f} images/s")
    ratios = [second / first for first, second in speeds]
    print(f"second over first: {statistics.median(ratios):.3f}")


if __name__ == "__main__":
    main()
