"""Asks a server for many images at once, in the venv that has the server's client.

    python serving_load.py EXPECTED.npz RESULT.json ADDRESS_REST ADDRESS_GRPC PID

Each request is for one seed; all of them are under way together, by REST, by gRPC, and
both once more, to see whether memory grows. Images have to be those of EXPECTED to the
byte.
"""

import concurrent.futures
import json
import pathlib
import sys
import threading
import time

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "export"
sys.path[:0] = [str(FOLDER), str(FOLDER / "serving")]

import client  # noqa: E402
import command  # noqa: E402

MODEL = "faces"


def loaded(ask, expected):
    """Facts of as many requests at once as there are images."""
    num = len(expected)
    together = threading.Barrier(num)

    def request(seed):
        together.wait()
        try:
            return ask(command.columns([seed]))[0], None
        except Exception as error:  # counted
            return None, f"{type(error).__name__}: {error}"

    begin = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(num) as pool:
        answers = list(pool.map(request, range(num)))
    seconds = time.perf_counter() - begin
    errors = [error for _, error in answers if error]
    equal = sum(
        np.array_equal(image, wanted)
        for (image, error), wanted in zip(answers, expected, strict=True)
        if not error
    )
    return {
        "requests": num,
        "errors": len(errors),
        "first_error": errors[0] if errors else None,
        "equal_to_in_process": equal,
        "seconds": seconds,
    }


def megabytes(process_id):
    """Resident memory of a process and of those below it."""
    import psutil

    process = psutil.Process(process_id)
    family = [process, *process.children(recursive=True)]
    return sum(member.memory_info().rss for member in family) / 1e6


def main(expected, result, rest, grpc, process_id):
    """Writes what was seen of REST and of gRPC."""
    images = np.load(expected)["images"]
    connection = client.connection(grpc)
    asked = {
        "rest": lambda columns: client.by_rest(rest, MODEL, columns, timeout=300),
        "grpc": lambda columns: client.by_grpc(connection, MODEL, columns),
    }
    for ask in asked.values():
        loaded(ask, images[:50])  # warms up
    memory = [megabytes(int(process_id))]
    found = {}
    for name, ask in [*asked.items()] * 2:
        found.setdefault(name, []).append(loaded(ask, images))
        memory.append(megabytes(int(process_id)))
    found["megabytes"] = memory
    pathlib.Path(result).write_text(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
