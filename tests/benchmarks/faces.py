"""Every class on real faces at one budget: samples, measures, one table.

    python tests/benchmarks/faces.py [--classes DCGAN WGAN ...] [--images 128000]
        [--out runs/faces-benchmark] [--json tests/golden/faces.json]

Every class trains in a process of its own on as many real images at 64x64, in
batches of 64 from seed 0, with networks of one width. The same command goes on
after a stop, from the last epoch, to the same result; a class that is complete is
not trained again. `kill` ends it; to leave it alone:

    nohup python tests/benchmarks/faces.py > faces.txt 2>&1 &

Needs the extras `faces` and `metrics`.
"""

import argparse
import json
import os
import pathlib
import platform
import shlex
import signal
import subprocess
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # of every process below

import faces_pictures  # noqa: E402

import kerasgan  # noqa: E402

CONTENDER = pathlib.Path(__file__).with_name("faces_contender.py")
ROOT = pathlib.Path(__file__).parents[2]
WIDTH = 32
# Arguments of `for_images`, and a learning rate, where they are not the class' own. The
# budget is small, so critics get two turns to one of the generator, not five, and BEGAN
# ten times its rates: the paper's are for a hundred times the steps. What takes several
# times as long an image is smaller.
PRESETS = {
    "VanillaGAN": {},
    "DCGAN": {},
    "TTURGAN": {},
    "PlainGAN": {},
    "L2GAN": {},
    "LSGAN": {},
    "WGAN": {"critic_steps": 2},
    "WGANGP": {"critic_steps": 2},
    "SNGAN": {"width": 16, "critic_steps": 2},
    "BEGAN": {"width": 16, "balance_rate": 1e-2, "learning_rate": 1e-3},
    "R3GAN": {"width": 8},
}


def settings_of(name, arguments):
    """All that a class' result depends on, besides the code."""
    training = {
        "arguments": {"width": arguments.width, **PRESETS.get(name, {})},
        "epoch_batches": arguments.epoch_batches,
    }
    if arguments.minutes:
        training["minutes"] = arguments.minutes
    else:
        training["images"] = arguments.images
    return {
        "model": name,
        "training": training if name else {},
        "faces": str(arguments.faces.resolve()),
        "out": str(arguments.out),
        "samples": arguments.samples,
        "detected": arguments.detected,
        "reference": arguments.reference,
    }


def result_of(name, arguments):
    """The result of a class, or `None` until there is one by these settings."""
    path = arguments.out / (name or "real") / "result.json"
    if not path.exists():
        return None
    result = json.loads(path.read_text())
    return result if result["settings"] == settings_of(name, arguments) else None


def run(name, arguments):
    """Trains and measures a class, and says whether all went well."""
    title = name or "real faces"
    if result_of(name, arguments):
        print(f"{title}: complete already", flush=True)
        return True
    log = arguments.out / f"{title.replace(' ', '-')}.log"
    print(f"{title}: see {log}", flush=True)
    arguments.out.mkdir(parents=True, exist_ok=True)
    with open(log, "a") as file:
        code = subprocess.run(
            [sys.executable, CONTENDER, json.dumps(settings_of(name, arguments))],
            stdout=file,
            stderr=subprocess.STDOUT,
        ).returncode
    if code:
        last = log.read_text().strip().splitlines()[-1:]
        print(f"{title}: ended with code {code}: {' '.join(last)}", flush=True)
    return code == 0


def value(result, start):
    """The measure whose name begins with `start`; NaN if samples were not finite."""
    return next((v for k, v in result.items() if k.startswith(start)), float("nan"))


COLUMNS = (
    *("", "arguments", "images", "images/s"),
    *("face found", "Fréchet", "SWD", "D loss", "G loss"),
)


def table(results):
    """Rows by Fréchet distance, the nearest first, in Markdown."""
    lines = [COLUMNS, *map(row_of, sorted(results, key=by_distance))]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rules = [width * "-" for width in widths]
    lines.insert(1, [*rules[:2], *(f"{rule[1:]}:" for rule in rules[2:])])
    return "\n".join(
        "| "
        + " | ".join(
            cell.rjust(width) if place > 1 else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in lines
    )


def row_of(result):
    """A result's cells."""
    name = result["settings"]["model"]
    supplied = result["settings"]["training"].get("arguments", {})
    swd = value(result, "swd_")
    numbers = [
        (result.get("images_seen"), ",d"),
        (result.get("images_per_second"), ".0f"),
        (value(result, "detection_rate_"), ".3f"),
        (value(result, "frechet_"), ".1f"),
        (swd["mean"] if isinstance(swd, dict) else swd, ".1f"),
        *((loss, ".3f") for loss in last_losses(result)),
    ]
    return (
        f"`{name}`" if name else "real faces",
        ", ".join(f"{key} {supplied[key]:g}" for key in supplied).replace("_", " "),
        *("" if n is None else format(n, form) for n, form in numbers),
    )


def by_distance(result):
    distance = value(result, "frechet_")
    return distance != distance, distance


def last_losses(result):
    losses = result.get("final_losses", {})
    critic = losses.get("critic_loss")
    return losses.get("discriminator_loss", critic), losses.get("generator_loss")


def report(names, arguments):
    """Writes the results so far, and gives them back."""
    results = [result_of(name, arguments) for name in (None, *names)]
    results = [result for result in results if result]
    folders = ("faces", "out")  # of this machine
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    ).stdout.strip()
    whole = {
        "command": shlex.join(["python", *sys.argv]),
        "commit": commit,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "data": "UTKFace, aligned faces, 64x64x3, mirrored, batch 64, seed 0",
        "results": [
            {
                **result,
                "settings": {
                    name: setting
                    for name, setting in result["settings"].items()
                    if name not in folders
                },
            }
            for result in results
        ],
    }
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(whole, indent=2) + "\n")
    return results


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--classes", nargs="+", metavar="CLASS")
    parser.add_argument("--images", type=int, default=128_000, help="seen by a class")
    parser.add_argument("--minutes", type=float, help="for a class, in place of images")
    parser.add_argument("--width", type=int, default=WIDTH)
    parser.add_argument(
        "--faces", type=pathlib.Path, default=ROOT.parent / "shared/data/utkface"
    )
    parser.add_argument(
        "--out", type=pathlib.Path, default=pathlib.Path("runs/faces-benchmark")
    )
    parser.add_argument("--json", type=pathlib.Path, help="OUT/faces.json if absent")
    # For a trial of this script; results with others don't compare.
    for name, default in (
        ("epoch-batches", 250),  # of all minibatches to a step, 5 or 2, a multiple
        ("samples", 2000),
        ("detected", 1000),
        ("reference", 10_000),
    ):
        parser.add_argument(
            f"--{name}", type=int, default=default, help=argparse.SUPPRESS
        )
    arguments = parser.parse_args()
    arguments.json = arguments.json or arguments.out / "faces.json"
    return arguments, parser


def main():
    arguments, parser = parsed()
    known = kerasgan.models.__all__
    names = arguments.classes or [name for name in PRESETS if name in known]
    if unknown := set(names) - set(known):
        parser.error(f"no class {', '.join(sorted(unknown))}; there are {known}")
    # `subprocess.run` takes the class' process along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    well = []
    try:
        for name in (None, *names):
            well.append(run(name, arguments))
            results = report(names, arguments)
    except KeyboardInterrupt:
        print("Interrupted; the same command goes on from the last epoch.")
        sys.exit(130)
    print(table(results))
    faces_pictures.write(results, arguments.out)
    sys.exit(not all(well))


if __name__ == "__main__":
    main()
