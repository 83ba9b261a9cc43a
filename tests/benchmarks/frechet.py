"""The Fréchet distance of 2 x 50,000 x 2,048 activations, against two peers.

    python tests/benchmarks/frechet.py [--images 50000] [--features 2048]

Each contender reads the same two files in a process of its own, reading not timed:
ours in blocks, as an extractor gives them, the others whole. Prints distances, times,
and the memory that ours takes beyond what its process had: two covariances and one
block of 4,096 rows in float64 are the measure. Needs the extras `fidelity` and
`tfgan`.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np

ROWS = 4096  # of a block


def write(path, seed, images, features):
    """Correlated activations of 0 or more, with a spectrum that falls."""
    common = np.random.default_rng(0)
    mix = common.normal(size=(features, features)) / features**0.5
    mix *= np.arange(1, features + 1)[:, None] ** -0.5
    rng = np.random.default_rng(seed)
    with open(path, "wb") as file:
        for start in range(0, images, ROWS):
            rows = min(ROWS, images - start)
            block = (1 + 0.1 * seed) * rng.normal(size=(rows, features)) @ mix
            np.maximum(block + 0.1, 0).astype("float32").tofile(file)


def whole(path, features):
    return np.fromfile(path, "float32").reshape(-1, features)


def peak():
    """The most memory that this process held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def kerasgan(paths, features):
    from kerasgan.metrics import frechet_distance
    from kerasgan.metrics import statistics

    reading = 0.0

    def blocks(path):
        nonlocal reading
        with open(path, "rb") as file:
            while True:
                start = time.perf_counter()
                block = np.fromfile(file, "float32", ROWS * features)
                reading += time.perf_counter() - start
                if not len(block):
                    return
                yield block.reshape(-1, features)

    rng = np.random.default_rng(0)  # so that BLAS has its buffers and threads
    frechet_distance(*(statistics(rng.normal(size=(512, 256))) for _ in range(2)))
    before = peak()
    start = time.perf_counter()
    distance = frechet_distance(*(statistics(blocks(path)) for path in paths))
    seconds = time.perf_counter() - start - reading
    return {"distance": distance, "seconds": seconds, "bytes": peak() - before}


def torch_fidelity(paths, features):
    import torch
    from torch_fidelity import metric_fid

    arrays = [torch.from_numpy(whole(path, features)).double() for path in paths]
    start = time.perf_counter()
    found = metric_fid.fid_statistics_to_metric(
        *map(metric_fid.fid_features_to_statistics, arrays), verbose=False
    )
    seconds = time.perf_counter() - start
    return {"distance": found["frechet_inception_distance"], "seconds": seconds}


def tensorflow_gan(paths, features):
    import tensorflow as tf

    from kerasgan import metrics

    theirs = metrics.tensorflow_gan("eval.classifier_metrics")
    arrays = [tf.constant(whole(path, features), "float64") for path in paths]
    start = time.perf_counter()
    distance = float(theirs.frechet_classifier_distance_from_activations(*arrays))
    return {"distance": distance, "seconds": time.perf_counter() - start}


CONTENDERS = (kerasgan, torch_fidelity, tensorflow_gan)


def measured(contender, paths, features):
    """What a contender finds in a process of its own."""
    command = [sys.executable, __file__, "--contender", contender.__name__]
    command += ["--features", str(features), *paths]
    process = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(process.stdout.splitlines()[-1])


def report(results, features):
    ours = results["kerasgan"]
    print("|                | distance         | difference | seconds | ours is |")
    print("|----------------|------------------|-----------:|--------:|--------:|")
    for name, result in results.items():
        difference = abs(result["distance"] / ours["distance"] - 1)
        times = result["seconds"] / ours["seconds"]
        print(
            f"| {name:14} | {result['distance']:16.12f} | {difference:10.1e} "
            f"| {result['seconds']:7.1f} | {times:6.1f}x |"
        )
    unit = 8 * features * (2 * features + ROWS)
    print(
        f"memory of ours: {ours['bytes'] / 1e6:.0f} MB, {ours['bytes'] / unit:.2f}x of "
        f"two covariances and one block ({unit / 1e6:.0f} MB)"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=50_000)
    parser.add_argument("--features", type=int, default=2048)
    parser.add_argument("--contender", help=argparse.SUPPRESS)
    parser.add_argument("paths", nargs="*", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.contender:
        contender = globals()[arguments.contender]
        print(json.dumps(contender(arguments.paths, arguments.features)))
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = [f"{folder}/{seed}.float32" for seed in range(2)]
        for seed, path in enumerate(paths):
            write(path, seed, arguments.images, arguments.features)
        results = {
            contender.__name__: measured(contender, paths, arguments.features)
            for contender in CONTENDERS
        }
    report(results, arguments.features)


if __name__ == "__main__":
    main()
