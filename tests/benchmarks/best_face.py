"""What draws the best face in twenty minutes: one change of a DCGAN at a time.

    python tests/benchmarks/best_face.py dcgan dcgan@1 rates4 rates4+decay ...
        [--minutes 20] [--side 64] [--out runs/best-face] [--json FILE]

A name is one of `CHANGES`, or several that are joined by `+`; `@1` is another seed.
Each trains on 20,000 faces of UTKFace for as much time of a processor as so many
minutes on two free cores give, on one thread, two trainings side by side: what else
the machine does takes as much from either. A training that was stopped goes on; one
that is done is not trained again. Samples are the average's, at seed 0. Needs the
extras faces and metrics.
"""

import argparse
import json
import math
import os
import pathlib
import subprocess
import sys
import time

CORES_OF_TWO = 1.7  # that a DCGAN of width 32 keeps busy
SIDE, SEED = 64, 0
SETTINGS = {"reference": 10_000, "samples": 2_000}
# Of each change, options of `networks` and of `Contender`.
CHANGES = {
    "dcgan": {},
    "rates4": {"rates": (4e-4, 4e-4)},
    "rates8": {"rates": (8e-4, 8e-4)},
    "generator2": {"rates": (4e-4, 2e-4)},
    "generator4": {"rates": (8e-4, 4e-4)},
    "relativistic": {"relativistic": True},
    "decay": {"decay": "linear"},
    "cosine": {"decay": "cosine"},
    "modulated": {"modulated": True},
    "batch32": {"batch": 32},
    "dropout": {"dropout": 0.3},
    "width24": {"width": 24},
    "width32": {"width": 32},
    "narrow_critic": {"critic_width": 24},
    "critic16": {"critic_width": 16},
    "critic12": {"critic_width": 12},
    "critic8": {"critic_width": 8},
    "capped16": {"most": 16},
    "width16": {"width": 16},
    "bfloat16": {"policy": "mixed_bfloat16"},
    "rsgan": {"class": "RSGAN", "policy": "auto", "decay": "linear"},
    "two_scales": {"class": "TTURGAN"},
    "style": {"class": "StyleGAN2", "batch": 32},
    "base256": {"base": 256},
    "strided": {"class": "strided", "batch": 32},
}


def options_of(name):
    """The options of a name, and its seed."""
    changes, _, seed = name.partition("@")
    options = {}
    for change in changes.split("+"):
        options |= CHANGES[change]
    return options, int(seed or SEED)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="+")
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--side", type=int, default=SIDE)
    parser.add_argument("--detected", type=int, default=1_000)
    parser.add_argument("--out", type=pathlib.Path, default="runs/best-face")
    parser.add_argument("--faces", type=pathlib.Path, default="../shared/data/utkface")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    for name in arguments.names:
        options_of(name)  # refuses what is none
    if arguments.alone:
        contend(arguments.names[0], arguments)
        return
    arguments.out.mkdir(parents=True, exist_ok=True)
    waiting, running = list(arguments.names), {}
    while waiting or running:
        while waiting and len(running) < 2:
            name = waiting.pop(0)
            running[name] = start(name, arguments)
        done = next((n for n, p in running.items() if p.poll() is not None), None)
        if done is None:
            time.sleep(1)
            continue
        if running.pop(done).returncode:
            print(f"{done}: failed, see {log_of(done, arguments)}", flush=True)
        else:
            print(json.dumps(kept(done, arguments)), flush=True)


def log_of(name, arguments):
    return arguments.out / f"{name}-{arguments.side}-{arguments.minutes:g}.log"


def result_of(name, arguments):
    return log_of(name, arguments).with_suffix(".result.json")


def start(name, arguments):
    command = [sys.executable, __file__, name, "--alone"]
    for option in ("minutes", "side", "detected", "out", "faces"):
        command += [f"--{option}", str(getattr(arguments, option))]
    environment = {**os.environ, "TF_NUM_INTRAOP_THREADS": "1"}
    environment.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    with open(log_of(name, arguments), "a") as log:
        return subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, env=environment
        )


def kept(name, arguments):
    """The result of a training, also put into the file of all."""
    result = json.loads(result_of(name, arguments).read_text())
    if arguments.json:
        path, key = arguments.json, log_of(name, arguments).stem
        results = json.loads(path.read_text()) if path.exists() else {}
        results[key] = result
        path.write_text(json.dumps(results, indent=2) + "\n")
    keys = ("images", "frechet", "onet", "recall", "coverage", "face_found", "swd")
    return {"name": name, **{key: round(result[key], 4) for key in keys}}


def contend(name, arguments):
    """Trains and measures one of them; only now TensorFlow is imported."""
    import best_face_contender

    path = result_of(name, arguments)
    if path.exists():
        return
    options, seed = options_of(name)
    result = best_face_contender.result_of(
        options,
        seed,
        arguments.side,
        arguments.minutes * CORES_OF_TWO,
        log_of(name, arguments).with_suffix(".keras"),
        {**SETTINGS, "faces": str(arguments.faces), "out": str(arguments.out)},
        arguments.detected,
    )
    if not all(math.isfinite(v) for v in result.values() if isinstance(v, float)):
        raise ValueError(f"{name} gave numbers that are none: {result}")
    command = f"python tests/benchmarks/best_face.py {name} --side {arguments.side}"
    result["command"] = f"{command} --minutes {arguments.minutes:g}"
    path.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
