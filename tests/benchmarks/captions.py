"""TextGAN on real faces: do samples show what their captions say?

    python tests/benchmarks/captions.py [--images 256000] [--samples 500]
        [--out runs/captions] [--json FILE]

Writes `OUT/captions.json`; `OUT/captions.png`, a row of samples for each of some
captions; and `OUT/between.png`, rows from one caption to another at one latent.

UTKFace at 32x32 with captions made of age, gender and race; 2,000 faces are held out.
The classifier of `conditional.py` reads gender and age group off samples; an age is the
mean age of the real faces in the group. Each measure is taken of real faces, too: those
held out of that gender and decade. The same command goes on after a stop.

Needs the extras `faces` and `metrics`.
"""

import argparse
import json
import pathlib
import shlex
import sys

import keras
import numpy as np
from conditional import BATCH
from conditional import LABELS
from conditional import SEED
from conditional import SIZE
from conditional import Task

import kerasgan
from kerasgan import plots
from kerasgan import runs

WIDTH = 32
NOUNS, POSSESSIVES = ("man", "woman"), ("his", "her")
DECADES = {20: "twenties", 40: "forties", 60: "sixties", 80: "eighties"}
STRIPS = [
    ("a man in his thirties", "a woman in her thirties"),
    ("a girl", "an elderly woman"),
    ("a White man", "a Black man"),
    ("an Asian woman in her twenties", "an Indian woman in her twenties"),
]


def train(task, arguments):
    """The GAN trained to the budget, from where its folder's training stopped."""
    captions = {"caption": task.faces.labels["caption"]}
    dataset = kerasgan.data.from_arrays(
        task.faces.images, captions, BATCH, mirror=True, seed=SEED
    ).take(min(250, arguments.images // BATCH))

    def build():
        keras.utils.set_random_seed(SEED)
        gan = kerasgan.TextGAN.for_images(
            (SIZE, SIZE, 3), captions["caption"], width=WIDTH, seed=SEED
        )
        gan.compile()
        return gan

    options = {"model": "TextGAN", "width": WIDTH, "size": SIZE, "batch_size": BATCH}
    run = runs.Run(arguments.out / "TextGAN", options)
    return run.train(build, dataset, max(1, arguments.images // (250 * BATCH)))[0]


def ages_of_groups(task):
    """The mean age of the real faces in each group."""
    ages, groups = task.faces.labels["age"], task.faces.labels["age_group"]
    return np.array([ages[groups == n].mean() for n in range(len(LABELS["age_group"]))])


def measured(images, gender, task):
    """The share of a gender and the mean age, as the classifier sees them."""
    if not len(images):
        return None
    seen = task.classifier.predict(images)
    return {
        "gender": float(np.mean(seen["gender"] == gender)),
        "age": float(ages_of_groups(task)[seen["age_group"]].mean()),
        "images": len(images),
    }


def results_of(gan, task, num):
    """Measures of samples and of real faces, by caption."""
    results = {}
    wanted = task.held_out.labels
    for gender, noun in enumerate(NOUNS):
        decades = {None: f"a {noun}"}
        for start, name in DECADES.items():
            decades[start] = f"a {noun} in {POSSESSIVES[gender]} {name}"
        for start, caption in decades.items():
            real = wanted["gender"] == gender
            real &= (
                (wanted["age"] >= 20)
                if start is None
                else wanted["age"] // 10 * 10 == start
            )
            samples = kerasgan.data.to_uint8(gan.sample(num, seed=SEED, labels=caption))
            results[caption] = {
                "samples": measured(samples, gender, task),
                "real, held out": measured(task.held_out.images[real], gender, task),
            }
    return results


def draw(gan, folder):
    """Pictures of captions, and of the way from one to another."""
    captions = [caption for pair in STRIPS for caption in pair]
    rows = [gan.sample(10, seed=SEED, labels=caption) for caption in captions]
    plots.save_grid(folder / "captions.png", np.concatenate(rows), columns=10)
    strips = [
        gan.between(*pair, num_images=10, seed=seed)
        for pair in STRIPS
        for seed in (1, 2)
    ]
    plots.save_grid(folder / "between.png", np.concatenate(strips), columns=10)


def table(results):
    lines = [
        "| caption | gender | age | of real faces | age |",
        "|---|---:|---:|---:|---:|",
    ]
    for caption, result in results.items():
        samples, real = result["samples"], result["real, held out"] or {}
        cells = [samples["gender"], samples["age"], real.get("gender"), real.get("age")]
        cells = ["" if cell is None else f"{cell:.3g}" for cell in cells]
        lines.append(f"| {caption} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    root = pathlib.Path(__file__).parents[2]
    parser.add_argument("--images", type=int, default=256_000, help="seen in training")
    parser.add_argument("--samples", type=int, default=500, help="of each caption")
    parser.add_argument(
        "--faces", type=pathlib.Path, default=root.parent / "shared/data/utkface"
    )
    parser.add_argument(
        "--out", type=pathlib.Path, default=pathlib.Path("runs/captions")
    )
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    task = Task(arguments, (*LABELS, "age", "caption"))
    gan = train(task, arguments)
    results = results_of(gan, task, arguments.samples)
    draw(gan, arguments.out)
    captions = task.held_out.labels["caption"][:, 0].tolist()
    samples = gan.sample(len(captions), seed=SEED, labels=captions)
    whole = {
        "command": shlex.join(["python", *sys.argv]),
        "data": f"UTKFace, {SIZE}x{SIZE}, mirrored; {len(captions)} faces held out",
        "images": arguments.images,
        "classifier_accuracy": task.classifier.accuracy,
        "frechet": task.compare(samples)["frechet"].mean,
        "results": results,
    }
    path = arguments.json or arguments.out / "captions.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(whole, indent=2) + "\n")
    print(table(results), flush=True)


if __name__ == "__main__":
    main()
