"""The command line of benchmarks with several parts, and the file of their results."""

import argparse
import inspect
import json
import pathlib
import platform
import sys

import keras
import tensorflow as tf

from kerasgan import runs

SEED = 0


def run(description, parts):
    """Runs the parts that the command line names, and keeps what each gives.

    Args:
        description: The benchmark's docstring.
        parts: Functions that give dicts. Their arguments are paths, options of the
            command line.
    """
    parts = {part.__name__: part for part in parts}
    takes = {name: inspect.signature(part).parameters for name, part in parts.items()}
    parser = argparse.ArgumentParser(description=description.partition("\n")[0])
    parser.add_argument("parts", nargs="+", choices=parts)
    parser.add_argument("--json", type=pathlib.Path)
    named = [name for name in parts if name in sys.argv[1:]]
    for option in sorted({option for options in takes.values() for option in options}):
        needed = any(
            takes[n][option].default is inspect.Parameter.empty
            for n in named
            if option in takes[n]
        )
        parser.add_argument(f"--{option}", type=pathlib.Path, required=needed)
    arguments = parser.parse_args()
    for name in arguments.parts:
        keras.utils.set_random_seed(SEED)
        options = {o: getattr(arguments, o) for o in takes[name]}
        options = {o: v for o, v in options.items() if v is not None}
        scores = parts[name](**options)
        print(json.dumps({name: scores}, indent=2), flush=True)
        if arguments.json:
            keep(arguments.json, name, scores, options)


def keep(path, name, scores, options):
    """Puts a part's results into a file, with their command and machine."""
    results = json.loads(path.read_text()) if path.exists() else {}
    script = pathlib.Path(sys.argv[0]).name
    paths = [f"--{option} {option.upper()}" for option in options]  # not this machine's
    results[name] = {
        "command": " ".join(["python", f"tests/benchmarks/{script}", name, *paths]),
        "machine": f"2 cores of {processor()}, TensorFlow {tf.__version__}",
        **scores,
    }
    runs.write_json(path, results)


def processor():
    """Its name, where the system says it."""
    facts = pathlib.Path("/proc/cpuinfo")
    lines = facts.read_text().splitlines() if facts.exists() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
