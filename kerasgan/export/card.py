"""The model card of a folder of exports, for whoever is handed the folder.

Its head is that of [Hugging Face's cards](https://huggingface.co/docs/hub/model-cards).
"""

import json
import pathlib
import sys

from kerasgan import files
from kerasgan import provenance
from kerasgan.export import report

MARKDOWN, JSON = "README.md", "card.json"

MADE = {
    provenance.SAMPLE: ("draws", "unconditional-image-generation"),
    provenance.EDITED: ("makes of other images", "image-to-image"),
    provenance.ENHANCED: ("enlarges", "image-to-image"),
}
OF_KERAS = {"name", "trainable", "dtype", "engine"}  # of which nobody would ask
LIBRARY = 'library_name: "kerasgan"'
NOT_SAID = "Not said. Ask whoever trained it before the model is used for anything."
LIMITS = """\
- **It shows nobody.** A face that it draws is not a person's, and any likeness is a
  chance. Don't use one as somebody's portrait, nor to deceive.
- **It was trained on these faces, and on no others.** Ages, skin colors and sexes
  that were rare there are drawn rarely and worse. Measure the groups that matter.
- **It may repeat what it learned.** A long training on few images copies them;
  `kerasgan evaluate --held-out` measures that. Scores that are not above were not
  measured.
- **Pictures say that a model made them**, in metadata that many programs drop."""


def write_card(folder, gan, data=None, scores=None):
    """Writes `README.md` and `card.json` of a folder of exports.

    Args:
        folder: Path of the folder.
        gan: The model.
        data: String that describes the training data: the set, the number of images,
            their permitted use. With `None` the card states that this is not known.
        scores: Dict of `Score`s by metric; each is written with its protocol.

    Returns:
        `pathlib.Path` of the Markdown file.

    Raises:
        ValueError: There is no export in the folder, or the folder has another
            README.md, which is not a card of this package.
    """
    folder = pathlib.Path(folder).expanduser()
    check(folder)
    facts = facts_of(folder, gan, data, scores or {})
    if not facts["exports"]:
        raise ValueError(f"{folder} has no export to describe.")
    with files.landing_in(folder) as draft:
        (draft / JSON).write_text(json.dumps(facts, indent=2) + "\n")
        (draft / MARKDOWN).write_text(markdown(facts))
    return folder / MARKDOWN


def check(folder):
    """Rejects a folder whose README.md is not a card of this package.

    Raises:
        ValueError: The README.md is not a card of this package.
    """
    present = pathlib.Path(folder).expanduser() / MARKDOWN
    if present.exists() and LIBRARY not in present.read_text(errors="replace"):
        raise ValueError(
            f"{present} exists and is no model card of kerasgan. Export into a folder "
            "of its own."
        )


def facts_of(folder, gan, data, scores):
    """The contents of the card, in types that JSON can store."""
    reports = {
        path.relative_to(folder).as_posix(): report.read_report(path)
        for path in report.artefacts_in(folder)
    }
    first = next(iter(reports.values()), {})
    return {
        "model_class": type(gan).__name__,
        "source": provenance.source_of(gan),
        "resolution": first.get("resolution"),
        "channels": first.get("channels"),
        "inputs": first.get("inputs"),
        "data": data,
        "configuration": configuration(gan),
        "images_trained_on": int(getattr(gan, "images_seen", 0)) or None,
        "steps": int(gan.step) if hasattr(gan, "step") else None,
        "scores": [json.loads(score.to_json()) for score in scores.values()],
        "exports": {
            name: {
                key: facts.get(key)
                for key in (
                    *("format", "quantize", "file_size_bytes", "psnr_db"),
                    *("max_abs_error_levels", "median_latency_ms", "runtime", "sha256"),
                )
            }
            for name, facts in reports.items()
        },
        "versions": {
            "kerasgan": sys.modules["kerasgan"].__version__,
            **{n: first.get(f"{n}_version") for n in ("keras", "tensorflow")},
        },
    }


def configuration(gan):
    """Arguments of the model that are numbers, strings or similar; no networks."""
    plain = (int, float, str, bool, type(None))
    config = gan.get_config() if hasattr(gan, "get_config") else {}
    return {
        name: value
        for name, value in config.items()
        if isinstance(value, plain) and name not in OF_KERAS
    }


def markdown(facts):
    """The card's text."""
    height, width = facts["resolution"]
    verb, task = MADE[facts["source"]]
    colors = "gray" if facts["channels"] == 1 else "color"
    head = {
        "library_name": "kerasgan",
        "pipeline_tag": task,
        "tags": ["keras", "gan", "kerasgan", facts["model_class"]],
    }
    yaml = "\n".join(f"{key}: {json.dumps(value)}" for key, value in head.items())
    inputs = "\n".join(
        f"- `{name}`: {kind['kind']}, {kind['dtype']} of shape {tuple(kind['shape'])}"
        for name, kind in facts["inputs"].items()
    )
    trained_with = f"kerasgan {facts['versions']['kerasgan']}"
    return f"""---
{yaml}
---

# {facts["model_class"]}, {width}x{height}

A generator that {verb} {colors} images of {width}x{height} pixels, trained with
{trained_with}.

## What it takes

{inputs}

## What it was trained on

{facts["data"] or NOT_SAID}

{trained(facts)}

## How good it is

{scores_in_words(facts["scores"])}

## Uses and limits

{LIMITS}

## Files

{table_of(facts["exports"])}

`kerasgan verify .` in this folder compares the SHA-256 of every file with
`manifest.json`, loads each export without Keras, and has it draw again what it drew
when it was written. PSNR is that of its pixels against Keras'.
"""


def trained(facts):
    """A sentence on the training."""
    settings = ", ".join(f"{k}={v!r}" for k, v in facts["configuration"].items())
    steps = facts["steps"]
    return f"{steps:,} steps; {settings}." if steps is not None else ""


def scores_in_words(scores):
    """A line for each score, with its protocol."""
    if not scores:
        return "Nothing was measured."
    lines = []
    for score in scores:
        mean = sum(score["values"]) / len(score["values"])
        protocol = ", ".join(f"{k} {v}" for k, v in score["protocol"].items())
        lines.append(f"- {score['metric']} **{mean:.4g}** ({protocol})")
    return "\n".join(lines)


def table_of(exports):
    """A row for each export."""
    rows = ["| file | format | size | against Keras |", "|---|---|---|---|"]
    for name, facts in exports.items():
        psnr = facts["psnr_db"]
        near = "the same pixels" if psnr is None else f"PSNR {psnr:.1f} dB"
        kind = f"{facts['format']} {facts['quantize'] or 'float32'}"
        size = f"{facts['file_size_bytes'] / 1e6:.1f} MB"
        rows.append(f"| `{name}` | {kind} | {size} | {near} |")
    return "\n".join(rows)
