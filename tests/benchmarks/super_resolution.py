"""Super-resolution of real faces, against bicubic and Lanczos.

    python tests/benchmarks/super_resolution.py compact srresnet srgan table
        --work FOLDER [--recognizer MobileFaceNet.tflite] [--json FILE]

The first parts train, each in 9 to 14 minutes, and keep their models in the folder;
`table` measures all that are there on faces of UTKFace that were held out, from 16 to
64 pixels, and writes a grid to `docs/pictures/`. Held out are 1,000 faces, without
those of which a training image is a near-duplicate: at most 40 bits of 256 differ in
their perceptual hashes.

`portraits` and `portraits_srgan` train from 64 to 256 pixels, on official portraits of
members of the US Congress and on the London Set without 20 people, of whom `crops`
measures both photos; and it measures 100 portraits of Congress, from 56 to 224.

`tiles` measures `kerasgan upscale` on a photo of 3000x2000, `devices` exports.

PSNR and SSIM are of the luma, without 4 pixels at each border, of 8 bits. Needs the
extras faces, litert and metrics; the recognizer is that of `translation.py`.
"""

import re
import subprocess
import sys
import time

import keras
import numpy as np
import parts
import tensorflow as tf
import translation
from PIL import Image
from scipy import fft

import kerasgan
from kerasgan import data
from kerasgan import export
from kerasgan import metrics
from kerasgan import plots
from kerasgan.data import decode
from kerasgan.optimizers import Adam

SIDE, SCALE, BATCH = 64, 4, 16
PROTOCOL = {"luma": True, "border": 4}
NEAR = 40  # bits of 256 by which near-duplicates differ at most


def faces():
    """Faces of UTKFace: those to train on, and those held out without duplicates."""
    train, others = translation.utkface()
    known, hashes = perceptual_hashes(train), perceptual_hashes(others)
    nearest = np.array([(known != one).sum(axis=1).min() for one in hashes])
    print(f"{(nearest <= NEAR).sum()} near-duplicates are left out", flush=True)
    return train, others[nearest > NEAR]


def perceptual_hashes(images):
    """256 bits an image: which low frequencies of 64x64 are above their median."""
    gray = np.asarray(tf.image.rgb_to_grayscale(images))[..., 0].astype("float32")
    waves = fft.dctn(gray, axes=(1, 2))[:, :16, :16].reshape(len(images), -1)
    return waves > np.median(waves, axis=1, keepdims=True)


# From 16 to 64 pixels.


def compact(work):
    model = kerasgan.CompactSR.for_images((SIDE, SIDE, 3), SCALE, width=64, depth=12)
    model.compile()
    return trained(model, translation.utkface()[0], work / "compact.keras", 10)


def srresnet(work):
    model = kerasgan.SRResNet.for_images((SIDE, SIDE, 3), SCALE, width=48, blocks=8)
    model.compile(Adam(5e-4))
    return trained(model, translation.utkface()[0], work / "srresnet.keras", 4)


def srgan(work):
    model = keras.models.load_model(work / "compact.keras")
    gan = kerasgan.SRGAN.from_srresnet(
        model, width=32, adversarial_weight=0.02, pixel_weight=0.1
    )
    gan.compile()
    return trained(gan, translation.utkface()[0], work / "srgan.keras", 1)


def trained(model, images, path, epochs):
    """Facts of a training; its rates fall to a hundredth over the second half."""
    dataset = data.from_arrays(images, batch_size=BATCH, mirror=True)
    decay = kerasgan.callbacks.LinearDecay(epochs / 2, epochs, 0.01)
    began = time.time()
    model.fit(dataset, epochs=epochs, verbose=2, callbacks=[decay])
    model.save(path)
    return {
        "minutes": (time.time() - began) / 60,
        "epochs": epochs,
        "parameters": model.generator.count_params(),
    }


def table(work, recognizer=None):
    """Scores of each model, and of bicubic and Lanczos."""
    _, large = faces()
    small = data.to_uint8(data.downscale(large / np.float32(127.5) - 1))
    made = {
        "bicubic": enlarged(small, Image.Resampling.BICUBIC),
        "lanczos": enlarged(small, Image.Resampling.LANCZOS),
    }
    for name in ("compact", "srresnet", "srgan"):
        if (work / f"{name}.keras").exists():
            made[name] = keras.models.load_model(work / f"{name}.keras").upscale(small)
    measure = metrics.Fidelity(large, **PROTOCOL)
    scores = {"held_out": len(large)}
    for name, images in {**made, "true": large}.items():
        scores[name] = {
            **translation.means(measure(images)),
            "faces": translation.found(images),
        }
        if recognizer:
            scores[name]["recognized"] = recognized(recognizer, images, large)
    rows = [small, made["bicubic"], *list(made.values())[2:], large]
    plots.save_grid(
        translation.PICTURES / "super-resolution.png",
        plots.beside(*(images[:8] for images in rows)),
        columns=1,
        min_tile=128,
    )
    return scores


def enlarged(images, filter):
    size = (SCALE * images.shape[2], SCALE * images.shape[1])
    return np.stack(
        [np.asarray(Image.fromarray(i).resize(size, filter)) for i in images]
    )


def recognized(path, made, true):
    """The fraction nearest to the true image of the same face, and the mean cosine."""
    embed = metrics.FaceEmbedding(path, (-127.5 / 128, 127.5 / 128))
    ones, others = (embed(translation.framed(images)) for images in (made, true))
    cosines = ones @ others.T
    nearest = cosines.argmax(axis=1) == np.arange(len(cosines))
    return {"nearest": float(nearest.mean()), "cosine": float(np.diag(cosines).mean())}


# From 64 to 256 pixels.

PORTRAIT, PATCH = 224, 96
PEOPLE, PORTRAITS = 20, 100  # that are held out, of the London Set and of Congress


def portraits(work):
    """The compact network, on patches of portraits."""
    shape = (PORTRAIT, PORTRAIT, 3)
    model = kerasgan.CompactSR.for_images(shape, SCALE, 64, 12, patch_size=PATCH)
    model.compile()
    return trained(model, portraits_to_learn(), work / "portraits.keras", 60)


def portraits_srgan(work):
    model = keras.models.load_model(work / "portraits.keras")
    gan = kerasgan.SRGAN.from_srresnet(model, width=32, pixel_weight=0.1)
    gan.compile()
    return trained(gan, portraits_to_learn(), work / "portraits_srgan.keras", 8)


def portraits_to_learn():
    congress, london = portraits_of()
    return np.concatenate([congress[:-PORTRAITS], central(london[: -2 * PEOPLE])])


def portraits_of():
    """Portraits of Congress of 224 pixels, and of the London Set of 256.

    Those held out are the last ones; both photos of a person are behind one another.
    """
    rng = np.random.default_rng(parts.SEED)
    congress = images_of(translation.DATA / "congress", PORTRAIT)
    london = images_of(translation.DATA / "london", SCALE * SIDE)
    couples = london.reshape(-1, 2, *london.shape[1:])
    couples = couples[rng.permutation(len(couples))]
    return congress[rng.permutation(len(congress))], couples.reshape(london.shape)


def images_of(folder, side):
    form = decode.target((side, side), 3, None)
    return np.stack(
        [decode.decode(path, form) for path in sorted(folder.glob("*.jpg"))]
    )


def central(images):
    """The centres of images, as large as the smaller portraits."""
    margin = (images.shape[1] - PORTRAIT) // 2
    return images[:, margin : margin + PORTRAIT, margin : margin + PORTRAIT]


def crops(work):
    """Scores on portraits that were held out, and crops of some at their full size."""
    congress, london = portraits_of()
    scores = {}
    for kind, large in (
        ("london", london[-2 * PEOPLE :]),
        ("congress", congress[-PORTRAITS:]),
    ):
        small = data.to_uint8(data.downscale(large / np.float32(127.5) - 1))
        made = {
            "bicubic": enlarged(small, Image.Resampling.BICUBIC),
            "lanczos": enlarged(small, Image.Resampling.LANCZOS),
        }
        for name in ("portraits", "portraits_srgan"):
            if (work / f"{name}.keras").exists():
                model = keras.models.load_model(work / f"{name}.keras")
                made[name] = model.upscale(small)
        measure = metrics.Fidelity(large, **PROTOCOL)
        scores[kind] = {
            name: translation.means(measure(images)) for name, images in made.items()
        }
        middle = slice(large.shape[1] // 4, 3 * large.shape[1] // 4)
        columns = [made["bicubic"], *list(made.values())[2:], large]
        plots.save_grid(
            translation.PICTURES / f"super-resolution-{kind}.png",
            plots.beside(*(images[:3, middle, middle] for images in columns)),
            columns=1,
        )
    return scores


# Large photos, and devices.

WIDE, HIGH = 3000, 2000
COMMAND = """
import re, sys
from PIL import Image
from kerasgan import cli
sys.argv = ["kerasgan", "upscale", *sys.argv[1:]]
try:
    cli.main()
finally:
    # Not `ru_maxrss`, in which the process that began this one counts.
    (peak,) = re.findall(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())
    print(int(peak) / 2**20, "GiB")
"""


def tiles(work):
    """Memory and seconds of `kerasgan upscale` for a large photo; seams."""
    photo = work / "photo.png"
    portrait = Image.open(translation.DATA / "london" / "001_neutral.jpg")
    portrait.resize((WIDE, HIGH), Image.Resampling.BICUBIC).save(photo)
    scores = {"size": [WIDE, HIGH]}
    for name in ("compact", "srresnet"):
        path, out = work / f"{name}.keras", work / f"large-{name}"
        (out / "photo.png").unlink(missing_ok=True)
        began = time.time()
        command = [sys.executable, "-c", COMMAND, path, photo, "--out", out]
        printed = subprocess.run(command, capture_output=True, text=True, check=True)
        (gigabytes,) = re.findall(r"([\d.]+) GiB", printed.stdout)
        model = keras.models.load_model(path)
        small = np.asarray(portrait.resize((320, 320)))[None]
        whole, tiled = model.upscale(small, tile=320), model.upscale(small)
        scores[name] = {
            "peak_gib": float(gigabytes),
            "seconds": time.time() - began,
            "largest_difference_of_tiled": int(np.abs(whole - tiled.astype(int)).max()),
        }
    return scores


def devices(work):
    """The compact network from 64 to 256 pixels in LiteRT: size, time, PSNR lost."""
    from ai_edge_litert.interpreter import Interpreter

    _, london = portraits_of()
    images = kerasgan.ranges.to_floats(london)
    small = data.downscale(images, factor=SCALE).numpy()
    model = keras.models.load_model(work / "portraits.keras")
    held_out = slice(-2 * PEOPLE, None)
    known = model.upscale(small[held_out])
    psnr = metrics.psnr(known, images[held_out], **PROTOCOL).mean()
    scores = {"psnr_keras": float(psnr)}
    for quantize in (None, "float16", "int8"):
        path = work / f"{quantize or 'float32'}.tflite"
        export.to_tflite(
            model,
            path,
            quantize,
            calibration=small[: -2 * PEOPLE],
            overwrite=True,
            size=(SIDE, SIDE),
        )
        runner = Interpreter(str(path)).get_signature_runner("serving_default")
        made = [runner(source=image[None])["images"] for image in small[held_out]]
        made = np.clip(np.concatenate(made), -1, 1)
        found = metrics.psnr(made, images[held_out], **PROTOCOL).mean()
        report = export.read_report(path)
        scores[path.stem] = {
            "psnr_lost": float(psnr - found),
            "file_size_bytes": report["file_size_bytes"],
            "milliseconds": report["median_latency_ms"],
        }
    return scores


if __name__ == "__main__":
    parts.run(
        __doc__,
        [
            *(compact, srresnet, srgan, table),
            *(portraits, portraits_srgan, crops),
            *(tiles, devices),
        ],
    )
