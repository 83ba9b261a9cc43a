"""One face generator in every format, and a preset for devices' GPUs.

    python tests/benchmarks/deployment.py dcgan device quality gpu formats devices speed
        kinds --work FOLDER [--torch_venv VENV] [--modules node_modules] [--json FILE]

`dcgan` and `device` train DCGAN's networks of width 32 on UTKFace at 64x64 for equal
time of processors (`CORE_MINUTES`), one with `for_images`, one with `for_device`;
`quality` measures 2,000 samples of each as `faces.py` does and writes grids; `gpu`
draws with both on Chromium's WebGPU, which `webgpu.mjs` says how to install. `formats`
exports the first to every format: size, seconds to load, processor time an image with
one thread, PSNR against Keras, faces found in 500 samples. `devices` measures latency
and memory by threads, batch and precision, each in a process of its own. `kinds` has a
conditional GAN, one of captions, a translator and a network that enlarges go through
every format, untrained. `speed` compares LiteRT, ONNX Runtime and PyTorch in one
process, of a venv with:

    pip install torch==2.14.1 numpy ai-edge-litert==2.3.0 onnxruntime==1.32.0

Needs the extras faces, litert, metrics, onnx and quantize.
"""

import json
import pathlib
import subprocess
import sys
import time

import kerasgan  # before TensorFlow, so that oneDNN is on

# isort: split
import deployment_runtime
import faces_contender
import growing
import keras
import numpy as np
import parts
import tensorflow as tf

from kerasgan import export
from kerasgan import metrics
from kerasgan import plots
from kerasgan.export import parity
from kerasgan.inputs import from_seeds

SIDE, WIDTH, BATCH = 64, 32, 64
CORE_MINUTES = 15
BATCH_SIZES = (1, 4, 16)
KINDS = ("float32", "float16", "dynamic8", "int8")
DETECTED = 500
PICTURES = pathlib.Path(__file__).parents[2] / "docs" / "pictures"
RUNTIME = pathlib.Path(__file__).with_name("deployment_runtime.py")


def dcgan(work):
    return trained(kerasgan.DCGAN.for_images, work / "dcgan.keras")


def device(work):
    return trained(kerasgan.DCGAN.for_device, work / "device.keras")


def trained(make, path):
    def build():
        return make((SIDE, SIDE, 3), width=WIDTH)

    return growing.trained(build, path, BATCH, CORE_MINUTES)


def quality(work):
    """Distances to real faces, and faces found, of both; what of them no GPU takes."""
    real = faces_contender.RealFaces({**growing.SETTINGS, "out": str(work)})
    scores = {}
    for name in ("dcgan", "device"):
        gan = keras.models.load_model(work / f"{name}.keras")
        samples = gan.sample(growing.SETTINGS["samples"], seed=parts.SEED)
        file = export.to_tflite(gan, work / f"{name}.tflite", overwrite=True)
        report = export.read_report(file)
        scores[name] = {
            **faces_contender.measures(samples, real, growing.DETECTED),
            "operators": report["operators"],
            "not_on_gpu": report["not_on_gpu"],
        }
        plots.save_grid(PICTURES / f"for-{name}.png", samples[:32], columns=8)
    return scores


def gpu(work, modules):
    """What Chromium's WebGPU draws with both, and what it leaves to the CPU."""
    script = pathlib.Path(__file__).with_name("webgpu.mjs")
    found = {}
    for name in ("dcgan", "device"):
        gan = keras.models.load_model(work / f"{name}.keras")
        file = export.to_tflite(gan, work / f"{name}.tflite", overwrite=True)
        latents = from_seeds(range(8), gan.inputs["latents"].size).numpy()
        rows, answer = work / "latents.json", work / "answer.json"
        rows.write_text(json.dumps(latents.tolist()))
        subprocess.run(["node", script, modules, file, rows, answer], check=True)
        drawn = json.loads(answer.read_text())
        images = np.reshape(drawn["images"], (len(latents), SIDE, SIDE, 3))
        lines = "\n".join(drawn["messages"]).splitlines()
        left_out = ("not supported", "Max version", "on the CPU")
        found[name] = {
            "largest_error": float(np.abs(images - gan.sampler(latents)).max()),
            "messages": [x for x in lines if any(words in x for words in left_out)],
        }
    return found


def files_of(gan, work):
    """A .tflite file for each precision and size of a batch, and the ONNX file."""
    found = {}
    for kind in KINDS:
        for batch_size in BATCH_SIZES:
            path = work / f"{kind}-{batch_size}.tflite"
            if not path.exists():
                quantize = None if kind == "float32" else kind
                export.to_tflite(gan, path, quantize, batch_size)
            found[kind, batch_size] = path
    onnx = work / "faces.onnx"
    if not onnx.exists():
        export.to_onnx(gan, onnx)
    return found | {("onnx", batch_size): onnx for batch_size in BATCH_SIZES}


def formats(work):
    """Every format of one generator."""
    gan = keras.models.load_model(work / "dcgan.keras")
    if not (work / "faces" / "1").exists():
        export.to_saved_model(gan, work / "faces")
    files = files_of(gan, work)
    latents = from_seeds(range(DETECTED), gan.inputs["latents"].size).numpy()
    reference = np.concatenate([gan.sampler(x) for x in np.split(latents, 10)])
    detection = metrics.FaceDetection(DETECTED)
    known = detection(reference)["faces"].mean
    scores = {"keras": {"faces": known}}
    for kind in (*KINDS, "onnx"):
        scores[kind] = run(files[kind, 1], files[kind, 16], latents, work)
    scores["saved_model"] = of_saved_model(work / "faces" / "1", latents)
    for facts in scores.values():
        if "images" in facts:
            images = facts.pop("images")
            facts["psnr_db"] = parity.errors(images, reference)["psnr_db"]
            facts["faces"] = detection(as_floats(images))["faces"].mean
    return scores


def as_floats(images):
    return kerasgan.ranges.to_floats(images) if images.dtype == np.uint8 else images


def run(alone, in_batches, latents, work):
    """Size, time and images of a file, from processes that have its runtime alone."""
    many = of_runtime([in_batches], latents, work, batch_size=16)
    one = of_runtime([alone], latents, work)
    return {
        "bytes": alone.stat().st_size,
        "seconds_to_load": one["seconds_to_load"][0],
        "milliseconds_batch_1": one["milliseconds"][0],
        "milliseconds_batch_16": many["milliseconds"][0],
        "images": np.load(work / "images.npy"),
    }


def of_runtime(files, latents, work, threads=1, batch_size=1, python=sys.executable):
    """What `deployment_runtime.py` answers."""
    np.save(work / "latents.npy", latents)
    arguments = [work, threads, batch_size, *files]
    subprocess.run([python, RUNTIME, *map(str, arguments)], check=True)
    return json.loads((work / "runtime.json").read_text())


def of_saved_model(folder, latents):
    """The same of a SavedModel, which TensorFlow runs in this process."""
    begin = time.process_time()
    signature = tf.saved_model.load(str(folder)).signatures["serving_default"]
    load = time.process_time() - begin
    milliseconds = {}
    for batch_size in (1, 16):
        ask = deployment_runtime.cycle(latents, batch_size)
        milliseconds[batch_size] = (
            deployment_runtime.processor_time(
                [lambda ask=ask: signature(latents=tf.constant(next(ask)))]
            )[0]
            / batch_size
        )
    images = [
        signature(latents=tf.constant(x))["images"] for x in np.split(latents, 10)
    ]
    return {
        "milliseconds_batch_1": milliseconds[1],
        "milliseconds_batch_16": milliseconds[16],
        "seconds_to_load": load,
        "images": np.concatenate(images),
        "bytes": sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()),
    }


def devices(work):
    """Milliseconds an image and megabytes, by precision, batch and threads."""
    gan = keras.models.load_model(work / "dcgan.keras")
    latents = from_seeds(range(64), gan.inputs["latents"].size).numpy()
    rows = []
    for (kind, batch_size), file in files_of(gan, work).items():
        for threads in (1, 2):
            answer = of_runtime([file], latents, work, threads, batch_size)
            rows.append(
                {
                    "format": kind,
                    "batch_size": batch_size,
                    "threads": threads,
                    "milliseconds": answer["wall_milliseconds"][0],
                    "megabytes": answer["megabytes"],
                }
            )
    return {"rows": rows}


def speed(work, torch_venv):
    """Processor time of one image, one thread, the runtimes in turns in one process."""
    gan = keras.models.load_model(work / "dcgan.keras")
    files = files_of(gan, work)
    np.savez(work / "weights.npz", *gan.sampler.get_weights())
    latents = from_seeds(range(64), gan.inputs["latents"].size).numpy()
    chosen = [files["dynamic8", 1], files["float32", 1], files["onnx", 1]]
    python = torch_venv / "bin" / "python"
    chosen = [*chosen, work / "weights.npz"]
    answer = of_runtime(chosen, latents, work, python=python)
    names = ("dynamic8", "float32", "onnx", "torch")
    found = dict(zip(names, answer["milliseconds"], strict=True))
    return {
        "milliseconds": found,
        "torch_over_dynamic8": found["torch"] / found["dynamic8"],
        "onnx_over_dynamic8": found["onnx"] / found["dynamic8"],
        "errors_against_torch": dict(zip(names, answer["errors"], strict=True)),
        "versions": answer["versions"],
    }


def kinds(work):
    """Models of every kind of input in every format: PSNR, or why there is none."""
    shape = (SIDE, SIDE, 3)
    labels = {"gender": ["male", "female"], "age_group": 6}
    captions = [
        [f"a {age} {who}"] for age in ("young", "old") for who in ("man", "lady")
    ]
    models = [
        kerasgan.ConditionalGAN.for_images(shape, labels, width=WIDTH),
        kerasgan.TextGAN.for_images(shape, captions, width=WIDTH),
        kerasgan.Pix2Pix.for_images(shape, width=WIDTH),
        kerasgan.CompactSR.for_images((256, 256, 3), width=WIDTH, depth=8),
    ]
    return {
        type(gan).__name__: {
            kind: outcome(gan, kind, work / type(gan).__name__)
            for kind in ("saved_model", *KINDS, "onnx")
        }
        for gan in models
    }


def outcome(gan, kind, folder):
    """What an export is away from Keras, or the error in words."""
    options = {"size": (SIDE, SIDE) if hasattr(gan, "upscale") else None}
    examples = {}
    if kind == "int8" and "source" in gan.inputs:
        examples = {"source": next(iter(growing.faces_of(64)))}
    try:
        if kind == "saved_model":
            path = export.to_saved_model(gan, folder, **options)
        elif kind == "onnx":
            path = export.to_onnx(gan, folder / "gan.onnx", **options)
        else:
            quantize = None if kind == "float32" else kind
            file = folder / f"{kind}.tflite"
            path = export.to_tflite(
                gan, file, quantize, calibration=examples, **options
            )
    except (ValueError, RuntimeError) as error:
        return str(error)
    psnr = export.read_report(path)["psnr_db"]
    return "the same pixels" if psnr is None else f"PSNR {psnr:.1f} dB"


if __name__ == "__main__":
    parts.run(__doc__, [dcgan, device, quality, gpu, formats, devices, speed, kinds])
