"""What `latent_arithmetic.py` measures: flips of a label, and nearness of images."""

import numpy as np

from kerasgan import latent
from kerasgan import metrics
from kerasgan.inputs import from_seeds
from kerasgan.inputs import seeds_of_samples

LABELLED, EDITED = 4000, 200
STRENGTHS = (1.0, 1.5, 2.0, 3.0, 4.0)


def flips(gan, classifier):
    """Directions toward female, and what becomes of 200 other samples along them.

    Each goes toward the gender that it was not taken for; beside the directions found
    is one that is drawn at random.
    """
    detector = metrics.FaceDetection()

    def females(latents):
        return classifier.predict(draw(gan, latents))["gender"] == 1

    latents = latents_of(LABELLED, 1, gan)
    labels = females(latents)
    others = latents_of(EDITED, 2, gan)
    before = females(others)
    random = np.random.default_rng(0).normal(size=latents.shape[1])
    directions = {
        "mean_difference": latent.mean_difference(latents, labels),
        "linear_probe": latent.linear_probe(latents, labels),
        "a random direction": random / np.linalg.norm(random),
    }
    rows = {}
    for name, direction in directions.items():
        for strength in STRENGTHS:
            edited = latent.edit(others, direction, np.where(before, -1, 1) * strength)
            changed = females(edited) != before
            rows[f"{name}, strength {strength}"] = {
                "flipped": share(changed),
                "male_to_female": share(changed[~before]),
                "female_to_male": share(changed[before]),
                "face_found": share(detector.found(draw(gan, edited))),
            }
            print(name, strength, *rows[f"{name}, strength {strength}"].values())
    return directions, {
        "labelled_samples": LABELLED,
        "female_among_them": share(labels),
        "edited_samples": EDITED,
        "face_found_before": share(detector.found(draw(gan, others))),
        "edits": rows,
    }


def latents_of(num, seed, gan):
    """The latents of `gan.sample(num, seed)`."""
    seeds = seeds_of_samples(num, seed)
    return from_seeds(seeds, gan.inputs["latents"].size).numpy()


def draw(gan, latents):
    """Images of latents, as a float32 array."""
    return gan.sampler.predict(latents, batch_size=250, verbose=0)


def scattered(images, seed):
    """The same pixels, each image's in random places: noise of a face's colors."""
    rng = np.random.default_rng(seed)
    pixels = images.reshape(len(images), -1, images.shape[-1])
    return np.stack([rng.permutation(image) for image in pixels]).reshape(images.shape)


def psnr(images, targets):
    """The mean, in decibels, of images in [-1, 1] beside targets."""
    errors = np.square(np.asarray(images) - targets).mean(axis=(1, 2, 3))
    return round(float(np.mean(10 * np.log10(4 / errors))), 2)


def share(verdicts):
    return round(float(np.mean(verdicts)), 3)
