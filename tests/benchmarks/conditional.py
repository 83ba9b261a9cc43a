"""GANs with labels on real faces at one budget: do samples show what they were told?

    python tests/benchmarks/conditional.py [--classes ConditionalGAN ACGAN ...]
        [--images 512000] [--out runs/conditional] [--json FILE]

Writes `OUT/conditional.json`, a picture of each class, and `labels.png`: three rows of
each class that learns labels, the five age groups of men, then those of women.

UTKFace at 32x32 with gender and five age groups; 2,000 faces are held out of all
training, and their labels are what samples are asked for. A small classifier, trained
on the other faces, reads the labels off samples; its own accuracy on the held-out
faces is the first row, the best that a generator could do. MS-SSIM is that of samples
of one label: above the real faces', variety is missing. `InfoGAN` learns no labels: its
row says how much its codes tell, and what each does. The same command goes on after a
stop.

Needs the extras `faces` and `metrics`.
"""

import argparse
import json
import pathlib
import shlex
import sys

import code_effects
import keras
import numpy as np
import real_faces

import kerasgan
from kerasgan import metrics
from kerasgan import plots
from kerasgan import runs

SIZE, BATCH, SEED = 32, 64, 0
AGES = kerasgan.data.age_groups()
LABELS = {"gender": real_faces.GENDERS, "age_group": AGES}
# Arguments of `for_images` where they are not the class' own. The paper of SCGAN weighs
# distances of 784 numbers in [0, 1]; these are of 3,072 in [-1, 1], four times as far.
PRESETS = {
    "ConditionalGAN": {"width": 16},
    "ACGAN": {"width": 16},
    "ProjectionGAN": {"width": 8, "critic_steps": 2},
    "SCGAN": {"width": 16, "similarity_weight": 0.1},
    "InfoGAN": {"width": 16, "categories": 10, "codes": 2},
}
# Adam's, where it is not the class' own. At that of networks eight times as wide, 2e-4,
# this one had 0.67 of the genders after 512,000 images, and hardly a face; at 1e-3 with
# one discriminator step it had 0.85 after 128,000, but its discriminator died later.
RATES = {"ProjectionGAN": 8e-4}


class Task:
    """Faces to learn from, faces held out, and what reads labels off both."""

    def __init__(self, arguments, labels=tuple(LABELS)):
        faces = real_faces.faces_of(arguments.faces, SIZE, labels)
        self.faces, self.held_out = real_faces.split(faces)
        counts = {name: len(names) for name, names in LABELS.items()}
        self.classifier = real_faces.classifier_of(self.faces, counts, arguments.out)
        self.compare = metrics.Comparison(self.held_out.images, split="held out")

    def measured(self, images):
        """How well images show the labels of the held-out faces, and their variety."""
        wanted = self.held_out.labels
        seen = self.classifier.predict(images)
        gap = np.abs(seen["age_group"] - wanted["age_group"])
        both = wanted["gender"] * len(AGES) + wanted["age_group"]
        variety = [metrics.ms_ssim(images[both == n], 200) for n in np.unique(both)]
        return {
            "gender": float(np.mean(seen["gender"] == wanted["gender"])),
            "age_group": float(np.mean(gap == 0)),
            "age_group_within_one": float(np.mean(gap <= 1)),
            "ms_ssim_of_a_label": float(np.mean(variety)),
        }


def settings(name):
    """What a class is made and trained with, as far as it is not the class' own."""
    rate = {"learning_rate": RATES[name]} if name in RATES else {}
    return {"arguments": PRESETS[name], **rate}


def train(name, task, arguments):
    """A class trained to the budget, from where its folder's training stopped."""
    preset = PRESETS[name]
    dataset = kerasgan.data.from_arrays(
        task.faces.images, task.faces.labels, BATCH, mirror=True, seed=SEED
    ).take(250)

    def build():
        keras.utils.set_random_seed(SEED)
        wanted = {} if name == "InfoGAN" else {"num_classes": LABELS}
        gan = getattr(kerasgan, name).for_images(
            (SIZE, SIZE, 3), seed=SEED, **wanted, **preset
        )
        gan.compile()
        if name in RATES:
            for optimizer in gan.optimizer.optimizers:
                optimizer.learning_rate = RATES[name]
        return gan

    options = {"model": name, "size": SIZE, "batch_size": BATCH, **settings(name)}
    run = runs.Run(arguments.out / name, options)
    return run.train(build, dataset, max(1, arguments.images // (250 * BATCH)))[0]


def result_of(name, task, arguments):
    """The measures of a class, and rows of its samples."""
    gan = train(name, task, arguments)
    labels = None if name == "InfoGAN" else task.held_out.labels
    num = len(task.held_out.images)
    samples = gan.sample(num, seed=SEED, labels=labels)
    result = {**settings(name), "images": arguments.images}
    if name == "InfoGAN":
        result |= code_effects.information(gan)
        result["effects"] = code_effects.effects(gan, task.classifier)
    else:
        result |= task.measured(kerasgan.data.to_uint8(samples))
    result["frechet"] = task.compare(samples)["frechet"].mean
    rows = picture(gan)
    plots.save_grid(arguments.out / f"{name}.png", rows, columns=10)
    return result, rows


def picture(gan):
    """Rows of ten images: latents of their own, moved along labels or codes."""
    rows = []
    for row in range(10):
        if isinstance(gan, kerasgan.InfoGAN):
            # Five rows by category, then the first and the second code in turn.
            moved = np.zeros((10, 2))
            moved[:, row % 2] = np.linspace(-1, 1, 10) * (row >= 5)
            labels = {"category": np.arange(10) if row < 5 else 0, "code": moved}
        else:
            labels = {"gender": np.arange(10) // 5, "age_group": np.arange(10) % 5}
        latents = gan.inputs["latents"].draw([[SEED, row]])[0]
        rows.append(gan.sample(10, latents=latents, labels=labels))
    return np.concatenate(rows)


COLUMNS = (
    "gender",
    "age_group",
    "age_group_within_one",
    "ms_ssim_of_a_label",
    "frechet",
)


def table(results):
    lines = ["| | " + " | ".join(COLUMNS) + " |", "|---|" + "---:|" * len(COLUMNS)]
    for name, result in results.items():
        cells = [f"{result[c]:.3g}" if c in result else "" for c in COLUMNS]
        lines.append(f"| `{name}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    root = pathlib.Path(__file__).parents[2]
    parser.add_argument("--classes", nargs="+", choices=PRESETS, default=list(PRESETS))
    parser.add_argument("--images", type=int, default=512_000, help="seen by a class")
    parser.add_argument(
        "--faces", type=pathlib.Path, default=root.parent / "shared/data/utkface"
    )
    parser.add_argument(
        "--out", type=pathlib.Path, default=pathlib.Path("runs/conditional")
    )
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    task = Task(arguments)
    results = {"real, held out": task.measured(task.held_out.images)}
    pictures = []
    path = arguments.json or arguments.out / "conditional.json"
    for name in arguments.classes:
        results[name], rows = result_of(name, task, arguments)
        if name != "InfoGAN":
            pictures.append(rows[:30])
        whole = {
            "command": shlex.join(["python", *sys.argv]),
            "data": f"UTKFace, {SIZE}x{SIZE}, mirrored; "
            f"{len(task.held_out.images)} faces held out",
            "classifier_accuracy": task.classifier.accuracy,
            "results": results,
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(whole, indent=2) + "\n")
        print(table(results), flush=True)
    if pictures:
        rows = np.concatenate(pictures)
        plots.save_grid(arguments.out / "labels.png", rows, columns=10)


if __name__ == "__main__":
    main()
