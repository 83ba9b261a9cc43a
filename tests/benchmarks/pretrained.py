"""The GAN of the package: trained on its own portraits, and where others start from.

    python tests/benchmarks/pretrained.py train ship copies finetune --work FOLDER
        [--json tests/golden/pretrained.json]

`train` takes `CORE_MINUTES` of processors on nine tenths of the portraits of `congress`
and `london`; a training that was stopped goes on. `ship` puts the file into the
package. `copies` compares 1,000 samples with the portraits that it learned from, and
those with the tenth that it never saw. `finetune` trains on 100 faces of UTKFace, from
the shipped GAN and from scratch, `TUNING` each, and measures both against other faces.
Needs the extras faces and metrics.
"""

import best_face_contender
import core_minutes
import faces_contender
import faces_pictures
import keras
import matplotlib.figure
import numpy as np
import parts
import translation

import kerasgan
from kerasgan import data
from kerasgan import metrics
from kerasgan import plots
from kerasgan import shipped
from kerasgan.shipped import compact

NAME, SIDE, BATCH, EPOCH_BATCHES = "faces-64", 64, 32, 50
CORE_MINUTES, TUNING = 20, 4
SAMPLES, FEW, FOUND = 1_000, 100, 500
LEAST_COLOR = 12  # of 255, the range of a pixel's channels, on average
PICTURES = translation.PICTURES


def portraits():
    """Those to learn from, and those held out: uint8 `(n, 64, 64, 3)`, none gray."""
    learned, held_out = [], []
    for source, least in (("congress", 10), ("london", 20)):
        load = getattr(data, source)
        images = np.concatenate(
            list(load(SIDE, 32, shuffle=False, drop_remainder=False))
        )
        images = data.to_uint8(images)
        images = images[np.ptp(images, axis=-1).mean((1, 2)) >= LEAST_COLOR]
        # Of London, whose people have two pictures each, those of every tenth person.
        group = np.arange(len(images)) // (least // 10)
        held_out.append(images[group % 10 == 9])
        learned.append(images[group % 10 != 9])
    return np.concatenate(learned), np.concatenate(held_out)


def build(policy="float32"):
    """The preset for few images."""
    keras.utils.set_random_seed(parts.SEED)
    keras.config.set_dtype_policy(policy)
    gan = kerasgan.RSGAN.for_images(
        (SIDE, SIDE, 3),
        # Of changed colors, gray leaked into samples.
        augmentation=kerasgan.layers.DiffAugment(color=False),
        seed=parts.SEED,
    )
    keras.config.set_dtype_policy("float32")
    gan.compile()
    return gan


def trained(path, build, images, minutes):
    """A model trained on arrays for so many core minutes, and facts of its training."""
    dataset = data.from_arrays(images, None, BATCH, mirror=True, seed=parts.SEED)
    passes = -(-EPOCH_BATCHES * BATCH // len(images))
    gan, used, _ = core_minutes.train(
        path, build, dataset.repeat(passes), minutes, "linear"
    )
    return gan, {
        "core_minutes": round(used, 2),
        "images": int(gan.step) * BATCH,
        "parameters": {n: net.count_params() for n, net in gan.networks.items()},
    }


def train(work):
    path = work / f"{NAME}.keras"
    policy = kerasgan.environment.fastest_policy()
    return trained(path, lambda: build(policy), portraits()[0], CORE_MINUTES)[1]


def ship(work):
    trained = keras.models.load_model(work / f"{NAME}.keras")
    gan = build()  # in float32, whatever it was trained in
    for name, network in trained.networks.items():
        best = trained.averages.get(name, network).get_weights()
        gan.networks[name].set_weights(best)
    path = shipped.FOLDER / f"{NAME}.keras"
    compact.save(gan, path)
    small = kerasgan.pretrained(NAME)
    samples = small.sample(SAMPLES, seed=parts.SEED)
    save(PICTURES / f"{NAME}.png", samples[:64])
    difference = np.abs(samples[:64] - gan.sample(SAMPLES, seed=parts.SEED)[:64])
    found = metrics.FaceDetection(SAMPLES)(samples)["faces"].mean
    return {
        "bytes": path.stat().st_size,
        "largest_difference": float(difference.max()),
        "face_found": float(found),
    }


def copies():
    """How like the portraits samples are, and like them others are."""
    learned, held_out = portraits()
    samples = data.to_uint8(kerasgan.pretrained(NAME).sample(SAMPLES, seed=parts.SEED))
    scores, similarities = {}, {}
    for extractor in (metrics.ONetFeatures(), metrics.VGG16Features()):
        name = type(extractor).__name__
        memorization = metrics.Memorization(learned, held_out, extractor)
        nearest, alike = memorization.nearest(samples)
        similarities[name] = (memorization.held_out, alike)
        scores[name] = {
            "memorized": float(np.mean(alike > memorization.threshold)),
            "alike_from": memorization.threshold,
            "most_alike": float(alike.max()),
            "most_alike_held_out": float(memorization.held_out.max()),
            "medians": [float(np.median(v)) for v in (alike, memorization.held_out)],
        }
        order = np.argsort(-alike)[:8]
        pairs = np.concatenate([samples[order], memorization.images[nearest[order]]])
        if isinstance(extractor, metrics.ONetFeatures):  # it sees faces, not grounds
            save(PICTURES / f"{NAME}-nearest.png", pairs, columns=8)
    draw_histograms(similarities, PICTURES / f"{NAME}-copies.png")
    return scores


def save(path, images, columns=8):
    grid = plots.image_grid(data.to_uint8(images), columns)
    faces_pictures.write_small(path, grid)


def draw_histograms(similarities, path):
    figure = matplotlib.figure.Figure((9, 3), layout="constrained")
    for axes, (name, groups) in zip(
        figure.subplots(1, len(similarities)), similarities.items(), strict=True
    ):
        bins = np.linspace(min(g.min() for g in groups), 1, 40)
        for values, label in zip(
            groups, ("portraits held out", "samples"), strict=True
        ):
            axes.hist(values, bins, density=True, alpha=0.6, label=label)
        axes.set_title(f"Nearest portrait learned from, by {name}", fontsize=9)
        axes.set_xlabel("cosine of features; 1 is a copy", fontsize=8)
        axes.set_yticks([])
        axes.legend(fontsize=8)
    figure.savefig(path, dpi=100)


def shipped_again():
    """The GAN of the package, to train further."""
    gan = kerasgan.pretrained(NAME)
    gan.compile()
    return gan


def finetune(work):
    """From the shipped GAN, and from scratch, on 100 faces."""
    real = faces_contender.RealFaces(
        {
            "faces": str(translation.DATA / "utkface"),
            "out": str(work),
            "size": SIDE,
            "reference": 10_000,
            "samples": 2_000,
        }
    )
    faces, scores = real.others[:FEW], {}  # none that samples are compared with
    for name, start in {"tuned": shipped_again, "scratch": build}.items():
        gan, facts = trained(work / f"{name}.keras", start, faces, TUNING)
        samples = gan.sample(2_000, seed=parts.SEED)
        save(PICTURES / f"few-{name}.png", samples[:40], columns=8)
        scores[name] = {**facts, **best_face_contender.measures(samples, real, FOUND)}
    before = kerasgan.pretrained(NAME).sample(2_000, seed=parts.SEED)
    scores["untuned"] = best_face_contender.measures(before, real, FOUND)
    return scores


if __name__ == "__main__":
    parts.run(__doc__, [train, ship, copies, finetune])
