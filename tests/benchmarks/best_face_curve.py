"""The time-to-quality curve of `best_face.py`'s results.

python tests/benchmarks/best_face_curve.py [--json tests/golden/best_face.json]
    [--out docs/pictures/best-face-curve.png]

Each seed is a dot; lines go through the means of seeds.
"""

import argparse
import json
import pathlib
import re
import statistics

import matplotlib.pyplot as plt

# The contender of six minutes is an RSGAN of width 32 under its older name.
CONTENDER = "rates4+relativistic+modulated+bfloat16+decay+critic16"
NAMES = {
    "DCGAN": ["dcgan"],
    "RSGAN, width 32": ["rsgan+width32", CONTENDER],
    "RSGAN": ["rsgan"],
}
MEASURES = {"frechet": "Fréchet distance, VGG16", "onet": "Fréchet distance, O-Net"}


def points(results, names, measure):
    """Minutes and measures of all seeds of a contender, by minutes."""
    alternatives = "|".join(map(re.escape, names))
    pattern = re.compile(rf"(?:{alternatives})(?:@\d+)?-64-(\d+)")
    found = [(pattern.fullmatch(key), row[measure]) for key, row in results.items()]
    return sorted((int(match[1]), value) for match, value in found if match)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--json", type=pathlib.Path, default="tests/golden/best_face.json"
    )
    parser.add_argument(
        "--out", type=pathlib.Path, default="docs/pictures/best-face-curve.png"
    )
    arguments = parser.parse_args()
    results = json.loads(arguments.json.read_text())
    figure, axes = plt.subplots(1, len(MEASURES), figsize=(8, 3), layout="constrained")
    for axis, (measure, title) in zip(axes, MEASURES.items(), strict=True):
        ticks = set()
        for label, names in NAMES.items():
            minutes, values = zip(*points(results, names, measure), strict=True)
            budgets = sorted(set(minutes))
            means = [
                statistics.mean(
                    v for m, v in zip(minutes, values, strict=True) if m == budget
                )
                for budget in budgets
            ]
            (line,) = axis.plot(budgets, means, label=label)
            axis.plot(minutes, values, "o", color=line.get_color())
            ticks.update(budgets)
        axis.set(xscale="log", yscale="log", xlabel="minutes on two cores", title=title)
        axis.set_xticks(sorted(ticks), sorted(ticks))
        axis.minorticks_off()
        axis.legend()
    figure.savefig(arguments.out, dpi=100)


if __name__ == "__main__":
    main()
