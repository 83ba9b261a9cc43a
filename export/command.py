"""What the clients of servers have in common: their command line, and its inputs."""

import argparse
import pathlib

import labels
import numpy as np
import pictures

KINDS = {int: "int32", str: "object"}  # of labels; others are floats
# Bytes of a message; gRPC's own limit, 4 MB, is 85 images of 128x128.
MAX_MESSAGE = 256 * 2**20
LIMITS = [
    ("grpc.max_send_message_length", MAX_MESSAGE),
    ("grpc.max_receive_message_length", MAX_MESSAGE),
]


def parser(description, address):
    """A parser of the arguments that all clients take.

    Args:
        description: The client's docstring.
        address: String, help for its address.
    """
    made = argparse.ArgumentParser(description=description.splitlines()[0])
    made.add_argument("address", help=address)
    made.add_argument("--num", type=int, default=4, help="number of images")
    made.add_argument("--seed", type=int, default=0, help="of the first image")
    made.add_argument("--truncation", type=float, default=1.0)
    made.add_argument("--out", default=".", help="folder of the PNGs")
    made.add_argument("--report", help="the report.json of the served version")
    labels.add_argument(made)
    return made


def seeds(options):
    """The seeds that a command line asks for."""
    return range(options.seed, options.seed + options.num)


def columns(seeds, truncation=1.0, wanted=None):
    """Inputs of the signature `sample` as arrays by name, a row for each seed.

    Args:
        seeds: Integers.
        truncation: Float that multiplies the latents; below 1, safer faces.
        wanted: Optional dict of the labels of all images, by name.
    """
    num = len(seeds)
    values = {
        "seed": np.array(seeds, "int64"),
        "truncation": np.full(num, truncation, "float32"),
    }
    for name, value in (wanted or {}).items():
        values[name] = np.array([value] * num, KINDS.get(type(value), "float32"))
    return values


def columns_of(options):
    """The `columns` that a command line asks for."""
    wanted = labels.values(options.label, options.report)
    return columns(seeds(options), options.truncation, wanted)


def write(options, images):
    """Writes a PNG for each seed."""
    folder = pathlib.Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    for seed, image in zip(seeds(options), images, strict=True):
        file = folder / f"seed_{seed}.png"
        file.write_bytes(pictures.png(image))
        print(file)
