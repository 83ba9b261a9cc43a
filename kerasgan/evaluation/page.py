"""A page to read: scores, samples, and the training images that are most similar."""

import base64
import html
import io

import numpy as np
from PIL import Image

from kerasgan import files
from kerasgan import plots
from kerasgan.evaluation.evaluate import short
from kerasgan.plots.figure import Figure
from kerasgan.plots.figure import png_of

SHOWN, PAIRS = 36, 12
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem }
table { border-collapse: collapse } td, th { padding: .2rem .7rem; text-align: right }
th:first-child { text-align: left } tr + tr { border-top: 1px solid #ccc }
img { max-width: 100% } dt { font-weight: 600 }
"""
EXPLAINED = {
    "frechet": "distance of the features' means and covariances; smaller is better",
    "kernel": "distance of the features without bias; about 0 for real images",
    "precision": "fraction of samples that lie among real images",
    "recall": "fraction of real images that lie among samples",
    "density": "samples around a real image, 1 for real ones",
    "coverage": "fraction of real images with a sample near by; copies lower it",
    "faces": "fraction in which a detector finds a face; blurred faces count, too",
    "pose_outliers": "fraction of faces turned as far as 1 in 50 real ones is",
    "quality_outliers": "fraction as blurred, noisy, flat or harsh as 1 in 50 real",
    "memorized": "fraction more like a training image than 99 in 100 held-out images",
    "swd": "distance of small patches, times 1000; blind to layout",
    "ms_ssim": "how alike two samples are; above the data's, variety is missing",
}


def write_page(path, scores, images, memorization=None):
    """Writes an HTML file that contains its pictures.

    Args:
        path: Path of the file; it appears whole or not at all.
        scores: The scores from `evaluate`.
        images: Dict from names to uint8 images, for the pictures; from a list of
            repeats, the first is shown.
        memorization: Optional `Memorization`, for the closest training images.
    """
    images = {
        name: repeats[0] if isinstance(repeats, list) else repeats
        for name, repeats in images.items()
    }
    parts = [
        f"<!doctype html><meta charset=utf-8><title>kerasgan</title><style>{STYLE}"
        "</style><h1>Evaluation</h1>",
        table_of(scores),
        explanations(scores),
    ]
    if memorization is not None:
        parts.append("<h2>Likeness to the training images</h2>")
        nearest = {n: memorization.nearest(samples) for n, samples in images.items()}
        parts.append(picture(histogram(nearest, memorization)))
    for name, samples in images.items():
        parts.append(f"<h2>{html.escape(name)}</h2>")
        parts.append(picture(plots.image_grid(samples[:SHOWN], 12)))
        if memorization is not None:
            parts.append("<p>Above, the samples most like a training image; below, it.")
            parts.append(picture(closest_pairs(samples, memorization, nearest[name])))
    files.write_whole(path, "\n".join(parts).encode())


def table_of(scores):
    """The scores as a table; a tooltip shows the protocol of each score."""
    columns = list(next(iter(scores.values())))
    head = "".join(f"<th>{column}" for column in ("", *columns))
    rows = [
        f"<tr><th>{html.escape(name)}"
        + "".join(
            f'<td title="{html.escape(str(row[column]))}">{short(row[column])}'
            for column in columns
        )
        for name, row in scores.items()
    ]
    return f"<table><tr>{head}{''.join(rows)}</table>"


def explanations(scores):
    """The meaning of each column, and its protocol."""
    row = list(scores.values())[-1]
    items = [
        f"<dt>{name}<dd>{EXPLAINED[name]}<br><small>{html.escape(str(score))}</small>"
        for name, score in row.items()
    ]
    return f"<dl>{''.join(items)}</dl>"


def histogram(nearest, memorization):
    """Similarities to the nearest training image, of samples and of held-out images."""
    figure = Figure(figsize=(8, 3), dpi=100)
    axes = figure.subplots()
    bins = np.linspace(0, 1, 60)
    sets = {"held-out": memorization.held_out}
    sets.update((name, similarities) for name, (_, similarities) in nearest.items())
    for name, similarities in sets.items():
        axes.hist(similarities, bins, density=True, histtype="step", label=name)
    axes.axvline(memorization.threshold, color="gray", linestyle=":")
    axes.set(xlabel="cosine to the nearest training image", yticks=[])
    axes.legend(frameon=False)
    figure.tight_layout()
    return png_of(figure)


def closest_pairs(images, memorization, found):
    """A grid of the images most like a training image, with that image below each."""
    nearest, similarities = found
    order = np.argsort(-similarities)[:PAIRS]
    originals = memorization.images[nearest[order]]
    pair = [plots.image_grid(row, len(order)) for row in (images[order], originals)]
    return np.concatenate([pair[0], pair[1]])


def picture(content):
    """An `img` element, from PNG bytes or from an array."""
    if isinstance(content, np.ndarray):
        buffer = io.BytesIO()
        Image.fromarray(content).save(buffer, "PNG")
        content = buffer.getvalue()
    return f'<p><img src="data:image/png;base64,{base64.b64encode(content).decode()}">'
