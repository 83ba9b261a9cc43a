"""A denoising stage behind a vanilla GAN and a DCGAN: before and after.

    python tests/benchmarks/faces.py --classes VanillaGAN DCGAN --out WORK/gans
    python tests/benchmarks/denoising.py vae pix2pix table --work WORK [--json FILE]

The generators are those of `faces.py`, of its table. The stages learn from UTKFace to
make faces of copies with faults, `kerasgan.data.corrupt`; they never see a sample.
`table` measures 2,000 samples of each generator as `faces.py` does, and those samples
after each stage; it writes grids to `docs/pictures/`, and exports the two as one.
Needs the extras faces, litert and metrics.
"""

import time

import faces_contender
import keras
import parts
import translation

import kerasgan
from kerasgan import data
from kerasgan import export
from kerasgan import plots
from kerasgan.layers import BatchNormalization

SIDE = 64
SETTINGS = {
    "faces": str(translation.DATA / "utkface"),
    "reference": 10_000,
    "samples": 2_000,
}
DETECTED = 1_000
VAE_EPOCHS, PIX2PIX_EPOCHS = 6, 2


def vae(work):
    model = kerasgan.DenoisingVAE.for_images((SIDE, SIDE, 3), width=32)
    model.compile()
    return trained(model, work / "vae.keras", VAE_EPOCHS, 32)


def pix2pix(work):
    model = kerasgan.Pix2Pix.for_images(
        (SIDE, SIDE, 3),
        width=32,
        normalization=BatchNormalization,
        adversarial_weight=0.1,
    )
    model.compile()
    return trained(model, work / "pix2pix.keras", PIX2PIX_EPOCHS, 16)


def trained(model, path, epochs, batch_size):
    faces, _ = translation.utkface()
    pairs = data.pairs(data.corrupt, faces, SIDE, batch_size, mirror=True)
    began = time.time()
    translation.fit(model, pairs, epochs)
    model.save(path)
    return {"minutes": (time.time() - began) / 60, "epochs": epochs}


def table(work):
    real = faces_contender.RealFaces({**SETTINGS, "out": str(work / "gans")})
    scores = {}
    for name in ("VanillaGAN", "DCGAN"):
        gan = keras.models.load_model(work / "gans" / name / "model.keras")
        models = {"alone": gan}
        for stage in ("vae", "pix2pix"):
            model = keras.models.load_model(work / f"{stage}.keras")
            models[stage] = gan.then(model)
        samples = {
            kind: model.sample(SETTINGS["samples"], seed=parts.SEED)
            for kind, model in models.items()
        }
        scores[name] = {
            kind: measured(images, real) for kind, images in samples.items()
        }
        plots.save_grid(
            translation.PICTURES / f"denoised-{name.lower()}.png",
            plots.beside(*(images[:20] for images in samples.values())),
            columns=4,
        )
        for stage in ("vae", "pix2pix"):
            scores[name][stage].update(exported(models[stage], work / name / stage))
    return scores


def measured(images, real):
    measures = faces_contender.measures(images, real, DETECTED)
    names = {"frechet": "frechet_", "swd": "swd_", "faces": "detection_"}
    values = {}
    for short, start in names.items():
        (value,) = (v for name, v in measures.items() if name.startswith(start))
        values[short] = value["mean"] if isinstance(value, dict) else value
    return values


def exported(model, folder):
    """What the proofs of the exports of both as one have measured."""
    proofs = {}
    for quantize in (None, "int8"):
        path = folder / f"{quantize or 'float32'}.tflite"
        report = export.read_report(export.to_tflite(model, path, quantize=quantize))
        proofs[path.stem] = {
            name: report[name]
            for name in ("psnr_db", "file_size_bytes", "median_latency_ms")
        }
    return {"exports": proofs}


if __name__ == "__main__":
    parts.run(__doc__, [vae, pix2pix, table])
