"""A thousand requests at once to real servers: Triton and KServe.

    python tests/benchmarks/serving.py triton kserve --work FOLDER [--model MODEL.keras]
        --triton_venv VENV --kserve_venv VENV [--json FILE]

The servers need other versions than kerasgan, so each has a venv:

    pip install nvidia-pytriton==0.7.0 tensorflow-cpu==2.21.0 psutil
    pip install kserve==0.21.0 tensorflow==2.21.0 "tritonclient[grpc]" psutil

Every image is compared with the one that this process draws for its seed. Memory is of
the server's processes before the first thousand requests and after each.
"""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request

import keras
import numpy as np
import parts
import tensorflow as tf

import kerasgan

REQUESTS = 1_000
EXPORT = pathlib.Path(__file__).resolve().parents[2] / "export"
REST, GRPC, METRICS = 18_000, 18_001, 18_002


def exported(work, model):
    """A SavedModel, and the file of what it draws in this process."""
    folder = work / "models" / "faces"
    if not folder.exists():
        gan = keras.models.load_model(model)
        kerasgan.export.to_saved_model(gan, folder)
        np.savez(work / "expected.npz", images=draw(folder / "1", REQUESTS))
    return folder / "1", work / "expected.npz"


def draw(version, num):
    """What the signature `sample` gives for the first seeds."""
    loaded = tf.saved_model.load(str(version))
    images = [
        loaded.signatures["sample"](
            seed=tf.range(start, start + 100, dtype=tf.int64), truncation=tf.ones(100)
        )["images"]
        for start in range(0, num, 100)
    ]
    return np.concatenate(images)


def triton(work, model, triton_venv):
    """Triton with the repository that `export/serving` makes."""
    version, expected = exported(work, model)
    packages = next(triton_venv.glob("lib/python3.*/site-packages"))
    backends, repository = work / "backends", work / "repository"
    if not backends.exists():
        server = packages / "pytriton" / "tritonserver"
        shutil.copytree(server / "backends" / "python", backends / "python")
        number = packages.parent.name.removeprefix("python")
        stubs = server / "python_backend_stubs" / number
        shutil.copy(stubs / "triton_python_backend_stub", backends / "python")
    shutil.rmtree(repository, ignore_errors=True)
    maker = EXPORT / "serving" / "triton" / "make_repository.py"
    arguments = [version, repository, "--packages", packages]
    subprocess.run([sys.executable, maker, *arguments], check=True)
    command = [
        packages / "pytriton" / "tritonserver" / "bin" / "tritonserver",
        f"--model-repository={repository}",
        f"--backend-directory={backends}",
        "--backend-config=python,shm-default-byte-size=4194304",
        f"--http-port={REST}",
        f"--grpc-port={GRPC}",
        f"--metrics-port={METRICS}",
        *(f"--{kind}-address=127.0.0.1" for kind in ("http", "grpc", "metrics")),
    ]
    libraries = {"LD_LIBRARY_PATH": str(packages / "nvidia_pytriton.libs")}
    with started(command, work / "triton.log", libraries) as process:
        return {"server": "Triton 2.51.0", **load(process, triton_venv, expected)}


def kserve(work, model, kserve_venv):
    """KServe with the server that `export/serving` has."""
    version, expected = exported(work, model)
    command = [
        kserve_venv / "bin" / "python",
        EXPORT / "serving" / "kserve" / "server.py",
        version,
        "--model_name=faces",
        f"--http_port={REST}",
        f"--grpc_port={GRPC}",
    ]
    with started(command, work / "kserve.log", {}) as process:
        by_rows = rows_of_tensorflow_serving(expected)
        refused = {name: status(body) for name, body in WRONG.items()}
        facts = load(process, kserve_venv, expected)
    return {
        "server": "KServe 0.21.0",
        "tensorflow_serving_rows": by_rows,
        "refused": refused,
        **facts,
    }


ROW = {"seed": 0, "truncation": 1.0}
WRONG = {
    "a seed that is no integer": {"instances": [{**ROW, "seed": 1.5}]},
    "a seed in words": {"instances": [{**ROW, "seed": "one"}]},
    "no truncation": {"instances": [{"seed": 0}]},
    "an unknown input": {"instances": [{**ROW, "age": 3}]},
    "rows of other inputs": {"instances": [ROW, {"seed": 1}]},
    "columns of other lengths": {"inputs": {"seed": [0, 1], "truncation": [1.0]}},
    "no rows": {"instances": []},
    "an unknown signature": {"signature_name": "draw", "instances": [ROW]},
    "no body": {},
}


def status(body):
    """The HTTP status that KServe answers a request of version 1 with."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{REST}/v1/models/faces:predict",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def rows_of_tensorflow_serving(expected):
    """How many of 100 images TensorFlow Serving's client has from KServe, unchanged."""
    sys.path.insert(0, str(EXPORT))
    import saved_model_client

    url = f"http://127.0.0.1:{REST}/v1/models/faces"
    images = saved_model_client.sample(url, range(100))
    wanted = np.load(expected)["images"][:100]
    return {
        "images": 100,
        "equal_to_in_process": int(
            sum(np.array_equal(a, b) for a, b in zip(images, wanted, strict=True))
        ),
    }


@contextlib.contextmanager
def started(command, log, environment):
    """A server's process, once it says that the model is ready."""
    environment = {**os.environ, "CUDA_VISIBLE_DEVICES": "", **environment}
    with log.open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
    try:
        deadline = time.monotonic() + 300
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server did not start:\n{log.read_text()}")
            time.sleep(0.5)
        yield process
    finally:
        process.terminate()
        process.wait(60)


def ready():
    url = f"http://127.0.0.1:{REST}/v2/models/faces/ready"
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def load(process, venv, expected):
    """What the load has found, from a process in the server's venv."""
    script = pathlib.Path(__file__).with_name("serving_load.py")
    result = expected.with_name("load.json")
    addresses = [f"http://127.0.0.1:{REST}", f"127.0.0.1:{GRPC}"]
    arguments = [expected, result, *addresses, process.pid]
    subprocess.run([venv / "bin" / "python", script, *map(str, arguments)], check=True)
    return json.loads(result.read_text())


if __name__ == "__main__":
    parts.run(__doc__, [triton, kserve])
