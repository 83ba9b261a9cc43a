"""Growing against the full size from the start, and a style-based generator.

    python tests/benchmarks/growing.py speed progan fixed stylegan2 table --work FOLDER
        [--json FILE]

`speed` measures images a second by stage, on cores that nothing else uses. Each of the
next parts trains on UTKFace at 64x64 for as much time of processors as 39 minutes on
two free cores give (`CORE_MINUTES`), whatever else runs; it keeps its model in the
folder and goes on where it was when it is called again. `progan` grows, `fixed` has the
same networks at 64x64 from the start, `stylegan2` is the small preset. `table` measures
2,000 samples of each as `faces.py` does, and with them the columns of ProGAN's table;
it writes grids to `docs/pictures/`. Needs the extras faces and metrics. The trainings
that are kept were run with `TF_NUM_INTRAOP_THREADS=1`, all three side by side.
"""

import statistics
import time

import core_minutes
import faces_contender
import keras
import parts
import translation

import kerasgan
from kerasgan import data
from kerasgan import metrics
from kerasgan import plots

SIDE, EPOCH_BATCHES = 64, 10
CORE_MINUTES = 66  # of 39 minutes on two free cores
BATCH, BATCH_SIZES = 128, {16: 64, 32: 32, 64: 32}
WIDTH, BASE, LATENT_DIM, IMAGES_PER_PHASE = 64, 512, 128, 20_000
SETTINGS = {
    "faces": str(translation.DATA / "utkface"),
    "reference": 10_000,
    "samples": 2_000,
}
DETECTED = 1_000


def grown():
    return kerasgan.ProGAN.for_images(
        (SIDE, SIDE, 3),
        LATENT_DIM,
        WIDTH,
        BASE,
        images_per_phase=IMAGES_PER_PHASE,
        batch_sizes=BATCH_SIZES,
        ema_decay=0.998,
    )


def full_size():
    gan = grown()
    gan.images_seen.assign(10**9)  # all phases are over
    return gan


def small_style():
    return kerasgan.StyleGAN2.for_cpu((SIDE, SIDE, 3))


def progan(work):
    return trained(grown, work / "progan.keras", BATCH)


def fixed(work):
    return trained(full_size, work / "fixed.keras", BATCH)


def stylegan2(work):
    return trained(small_style, work / "stylegan2.keras", BATCH_SIZES[SIDE])


def faces_of(batch):
    return data.image_folder(
        translation.DATA / "utkface", SIDE, batch, mirror=True, seed=parts.SEED
    )


def speed(work):
    """Images a second by stage: the median of five epochs, the first left out."""
    faces, speeds = faces_of(BATCH), {}
    for stage, side in enumerate([4, 8, 16, 32, SIDE]):
        gan = grown()
        gan.images_seen.assign(gan.first_image_of(stage))
        gan.compile()
        batches = faces.take(50 if side < 16 else 5)
        history = gan.fit(batches, epochs=6, verbose=0).history
        speeds[str(side)] = statistics.median(history["images_per_second"][1:])
    gan = small_style()
    gan.compile()
    begin = time.process_time(), time.perf_counter()
    history = gan.fit(faces_of(BATCH_SIZES[SIDE]).take(16), epochs=6, verbose=0).history
    cores = (time.process_time() - begin[0]) / (time.perf_counter() - begin[1])
    return {
        "progan": speeds,
        "first_over_last": speeds["4"] / speeds[str(SIDE)],
        "stylegan2": statistics.median(history["images_per_second"][1:]),
        "cores": cores,
    }


def trained(make, path, batch, minutes=CORE_MINUTES):
    """Facts of a training that goes on where it was."""
    begun = make()
    begun.compile()
    first = int(getattr(begun, "images_seen", 0))
    grids = kerasgan.callbacks.SampleGrid(
        path.with_suffix(""), every=25, num_images=16, inline=False
    )
    batches = faces_of(batch).take(EPOCH_BATCHES)
    gan, used, history = core_minutes.train(
        path, lambda: begun, batches, minutes, callbacks=[grids]
    )
    return {
        "core_minutes": used,
        "images": int(getattr(gan, "images_seen", gan.step * batch)) - first,
        "parameters": {n: net.count_params() for n, net in gan.networks.items()},
        "last": {n: v[-1] for n, v in history.items() if n in gan.loss_names},
    }


def table(work):
    real = faces_contender.RealFaces({**SETTINGS, "out": str(work)})
    levels = metrics.SlicedWasserstein(real.reference[: SETTINGS["samples"]])
    scores = {}
    for name in ("progan", "fixed", "stylegan2"):
        if not (work / f"{name}.keras").exists():
            continue
        gan = keras.models.load_model(work / f"{name}.keras")
        samples = gan.sample(SETTINGS["samples"], seed=parts.SEED)
        scores[name] = {
            **faces_contender.measures(samples, real, DETECTED),
            **{n: score.mean for n, score in levels(samples).items()},
        }
        picture = translation.PICTURES / f"{name}-utkface.png"
        plots.save_grid(picture, samples[:40], columns=8)
    if "stylegan2" in scores:
        mixing(gan)
    return scores


def mixing(gan, seeds=(0, 1, 2, 3), others=(4, 5, 6, 7, 8), at=32):
    """The grid of mixtures: rows have the layout of one, columns the colors of one."""
    rows = [gan.sample(1, seed=0, truncation=0) * 0 + 1]
    rows += [gan.sample(1, seed=seed) for seed in others]
    for seed in seeds:
        rows.append(gan.sample(1, seed=seed))
        rows.append(gan.mix([seed] * len(others), others, at=at))
    plots.save_grid(
        translation.PICTURES / "style-mixing.png",
        keras.ops.convert_to_numpy(keras.ops.concatenate(rows)),
        columns=len(others) + 1,
    )


if __name__ == "__main__":
    parts.run(__doc__, [speed, progan, fixed, stylegan2, table])
