"""Faces to order, as good as those without: an RSACGAN in an RSGAN's minutes.

    python tests/benchmarks/best_face_labels.py labeled table --work FOLDER
        [--json tests/golden/best_face_labels.json]

`labeled` trains as `best_face.py rsgan` does, on the same 20,000 faces of UTKFace with
gender and five age groups, for `MINUTES`; it goes on where it was. `table` asks for the
labels of 2,000 faces that the classifier was not trained on, reads gender and age off
the samples by this classifier, and measures the samples as the study does. Its first
row is of these faces themselves. Needs the extras faces and metrics.
"""

import best_face
import best_face_contender
import conditional
import core_minutes
import faces_contender
import keras
import numpy as np
import parts
import real_faces
import translation

import kerasgan
from kerasgan import data
from kerasgan import plots

SIDE, BATCH, EPOCH_BATCHES = 64, 64, 25
MINUTES = 20
FACES, DETECTED = translation.DATA / "utkface", 1_000


def build():
    keras.utils.set_random_seed(parts.SEED)
    keras.config.set_dtype_policy(kerasgan.environment.fastest_policy())
    gan = kerasgan.RSACGAN.for_images(
        (SIDE, SIDE, 3), conditional.LABELS, seed=parts.SEED
    )
    keras.config.set_dtype_policy("float32")
    gan.compile()
    return gan


def labeled(work):
    faces = data.utkface(
        *(FACES, SIDE, BATCH),
        labels=tuple(conditional.LABELS),
        mirror=True,
        seed=parts.SEED,
    )
    gan, used, _ = core_minutes.train(
        work / "rsacgan.keras",
        build,
        faces.take(EPOCH_BATCHES),
        MINUTES * best_face.CORES_OF_TWO,
        "linear",
    )
    return {"core_minutes": used, "images": int(gan.step) * BATCH}


def table(work):
    faces = real_faces.faces_of(FACES, SIDE, conditional.LABELS)
    learned, held_out = real_faces.split(faces)
    counts = {name: len(names) for name, names in conditional.LABELS.items()}
    classifier = real_faces.classifier_of(learned, counts, work)
    gan = keras.models.load_model(work / "rsacgan.keras")
    samples = gan.sample(len(held_out.images), seed=parts.SEED, labels=held_out.labels)
    real = faces_contender.RealFaces(
        {
            **{"faces": str(FACES), "out": str(work), "size": SIDE},
            **{"reference": 10_000, "samples": len(samples)},
        }
    )
    rows = conditional.picture(gan)
    plots.save_grid(translation.PICTURES / "rsacgan-utkface.png", rows[:60], columns=10)
    return {
        "real, held out": right(classifier, held_out.images, held_out.labels),
        "RSACGAN": {
            **right(classifier, data.to_uint8(samples), held_out.labels),
            **best_face_contender.measures(samples, real, DETECTED),
        },
    }


def right(classifier, images, wanted):
    """The fractions of images whose labels the classifier reads as they were wanted."""
    seen = classifier.predict(images)
    gap = np.abs(seen["age_group"] - wanted["age_group"])
    return {
        "gender": float(np.mean(seen["gender"] == wanted["gender"])),
        "age_group": float(np.mean(gap == 0)),
        "age_group_within_one": float(np.mean(gap <= 1)),
    }


if __name__ == "__main__":
    parts.run(__doc__, [labeled, table])
