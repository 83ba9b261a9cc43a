"""Runs exported generators by their runtimes alone, and times them.

    python deployment_runtime.py FOLDER THREADS BATCH FILE [FILE ...]

FOLDER has `latents.npy`; the images of the first file go to `images.npy` there, and
facts to `runtime.json`. A .tflite file has to be for that size of a batch. A file
`weights.npz` is DCGAN's generator in PyTorch.
"""

import importlib.metadata
import itertools
import json
import os
import pathlib
import statistics
import sys
import time

import numpy as np

CALLS = 60


def cycle(latents, batch_size):
    """Batches of the latents, round and round."""
    batches = [
        latents[start : start + batch_size]
        for start in range(0, len(latents) - batch_size + 1, batch_size)
    ]
    return itertools.cycle(batches)


def processor_time(functions):
    """Median milliseconds of processors that a call of each takes, called in turns."""
    return [statistics.median(times) for times in timed(functions, time.process_time)]


def timed(functions, clock):
    times = [[] for _ in functions]
    for call in range(CALLS + 10):
        for function, seen in zip(functions, times, strict=True):
            begin = clock()
            function()
            if call >= 10:  # the first warm up
                seen.append(1e3 * (clock() - begin))
    return times


def litert(path, threads):
    """A function from latents to images."""
    from ai_edge_litert.interpreter import Interpreter

    runner = Interpreter(str(path), num_threads=threads).get_signature_runner()
    return lambda latents: runner(latents=latents)["images"]


def onnx(path, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"]
    )
    return lambda latents: session.run(["images"], {"latents": latents})[0]


def torch(path, threads):
    """The same network of the same weights, eager and without gradients."""
    import torch

    torch.set_num_threads(threads)
    weights = [torch.from_numpy(w) for w in np.load(path).values()]
    dense, *others, last, bias = weights
    functional = torch.nn.functional

    def normalized(x, gamma, beta, mean, variance):
        return torch.relu(
            functional.batch_norm(x, mean, variance, gamma, beta, eps=1e-5)
        )

    def images(latents):
        with torch.inference_mode():
            x = torch.from_numpy(latents) @ dense
            channels = others[0].shape[0]
            x = x.reshape(len(x), 4, 4, channels).permute(0, 3, 1, 2)
            x = normalized(x, *others[:4])
            for kernel, *statistics_ in zip(*[iter(others[4:])] * 5, strict=True):
                x = functional.conv_transpose2d(x, kernel, stride=2, padding=1)
                x = normalized(x, *statistics_)
            x = functional.conv_transpose2d(x, last, bias, stride=2, padding=1)
            return torch.tanh(x).permute(0, 2, 3, 1).numpy()

    def of_keras(kernel):  # from (height, width, out, in) to (in, out, height, width)
        return kernel.permute(3, 2, 0, 1).contiguous()

    last = of_keras(last)
    others = [w if w.ndim == 1 else of_keras(w) for w in others]
    return images


def main(folder, threads, batch_size, *files):
    """Writes images and facts."""
    folder, threads, batch_size = pathlib.Path(folder), int(threads), int(batch_size)
    latents = np.load(folder / "latents.npy")
    kinds = {".tflite": litert, ".onnx": onnx, ".npz": torch}
    functions, loads = [], []
    before = resident()
    for file in map(pathlib.Path, files):
        begin = time.process_time()
        functions.append(kinds[file.suffix](file, threads))
        loads.append(time.process_time() - begin)
    batches = cycle(latents, batch_size)
    calls = [lambda draw=function: draw(next(batches)) for function in functions]
    cpu = processor_time(calls)
    wall = [min(seen) for seen in timed(calls, time.perf_counter)]  # least disturbed
    starts = range(0, len(latents) - batch_size + 1, batch_size)
    images = [
        np.concatenate([draw(latents[at : at + batch_size]) for at in starts])
        for draw in functions
    ]
    np.save(folder / "images.npy", images[0])
    packages = ("ai-edge-litert", "onnxruntime", "torch", "numpy")
    facts = {
        "seconds_to_load": loads,
        "milliseconds": [seen / batch_size for seen in cpu],
        "wall_milliseconds": [seen / batch_size for seen in wall],
        "megabytes": resident() - before,
        "errors": [float(np.abs(found - images[-1]).max()) for found in images],
        "versions": {name: version(name) for name in packages},
    }
    (folder / "runtime.json").write_text(json.dumps(facts))


def version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def resident():
    """Megabytes that the process has in memory."""
    pages = int(pathlib.Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main(*sys.argv[1:])
