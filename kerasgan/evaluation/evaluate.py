"""Scores of several sources, side by side."""

from kerasgan import metrics


def evaluate(images, real, held_out=None, extractor=None, cache_dir=None):
    """Scores of each set of images against the same real images.

    Args:
        images: Dict from a name to images, uint8 `(n, height, width, 1 or 3)`; or to a
            list of arrays of images, which are repeats: scores then have a mean and a
            deviation.
        real: Real images that were trained on, uint8 `(n, height, width, 1 or 3)`.
        held_out: Optional real images that were not trained on. They show what was
            learned by heart. They are also scored, as `"held-out"`: no generator has to
            score better.
        extractor: `Extractor` (default: `ONetFeatures()`).
        cache_dir: Optional path of a folder for the features of real images.

    Outliers in pose and quality are scored if the real images have the 100 faces that
    `FaceOutliers` needs.

    Returns:
        Dict from each name to its scores by metric, and the `Memorization`, which is
        `None` without held-out images.
    """
    extractor = extractor or metrics.ONetFeatures()
    compare = metrics.Comparison(
        real, extractor, num_real=len(real), cache_dir=cache_dir
    )
    measures = [compare, faces_of(real), patches_and_variety(real)]
    memorization = None
    if held_out is not None:
        memorization = metrics.Memorization(
            real, held_out, extractor, cache_dir=cache_dir
        )
        measures.append(memorization)
        images = {"held-out": held_out, **images}
    scores = {}
    for name, repeats in images.items():
        repeats = repeats if isinstance(repeats, list) else [repeats]
        rows = [all_scores(measures, samples) for samples in repeats]
        scores[name] = {
            metric: metrics.merged(row[metric] for row in rows) for metric in rows[0]
        }
    return scores, memorization


def all_scores(measures, images):
    """The scores of all measures, by metric."""
    scores = {}
    for measure in measures:
        scores.update(measure(images))
    return scores


def faces_of(real):
    """A measure of the faces found, with outliers if the real images are faces."""
    detection = metrics.FaceDetection()
    try:
        return metrics.FaceOutliers(real, detection)
    except ValueError:  # too few real images, or of something else
        return detection


def patches_and_variety(real):
    """A measure of patches and of variety, which needs no features."""

    def measure(images):
        protocol = {"pairs": 1000, "fake": len(images)}
        similarity = metrics.Score.of("ms_ssim", metrics.ms_ssim(images), protocol)
        return {"swd": sliced_wasserstein(real, images), "ms_ssim": similarity}

    return measure


def sliced_wasserstein(real, fake):
    """The mean distance over scales, from as many real images as fakes."""
    num = min(len(real), len(fake))
    distances = metrics.sliced_wasserstein(
        metrics.drawn(real, num), metrics.drawn(fake, num)
    )
    protocol = {"images": num, "times": 1000, "patches": "7x7, 128 an image and scale"}
    return metrics.Score.of("swd", distances["mean"], protocol)


def table(scores):
    """Scores as lines of text: a row for each source, a column for each metric.

    Args:
        scores: The scores from `evaluate`.
    """
    columns = list(next(iter(scores.values())))
    rows = [
        [name, *(short(row[column]) for column in columns)]
        for name, row in scores.items()
    ]
    return aligned([["", *columns], *rows])


def counts(scores):
    """Lines in the forms of papers: counts out of 1,000 samples, and distances.

    The counts are the samples without a detected face, and the identified samples,
    which are more similar to a training image than 99 in 100 held-out images are. They
    are in Table 1 of Zhang et al., "Realistic Face Image Generation Based on Generative
    Adversarial Network". The mean and the standard deviation of the distance over draws
    are in Table 4 of Cheng, "A Comparison of Different Methods of Face Image
    Generation".

    Args:
        scores: The scores from `evaluate`.
    """
    rows = []
    for name, row in scores.items():
        identified = row["memorized"].mean if "memorized" in row else float("nan")
        rows.append(
            [
                name,
                f"{1000 * (1 - row['faces'].mean):.0f}",
                f"{1000 * identified:.0f}",
                f"{row['frechet'].mean:.2f}",
                f"{row['frechet'].std:.2f}",
            ]
        )
    head = ["of 1,000", "no face", "identified", "mean distance", "deviation"]
    return aligned([head, *rows])


def aligned(rows):
    """Rows of strings as lines; all columns but the first are aligned to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def short(score):
    """The mean, and the deviation over repeats if there are any."""
    return f"{score.mean:.4g}" + (f" +- {score.std:.2g}" if score.values[1:] else "")
