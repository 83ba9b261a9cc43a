"""The demo: from embedded faces to a generator that is served and on a device."""

import keras

from kerasgan import data
from kerasgan import export as exporting
from kerasgan import plots
from kerasgan import runs
from kerasgan.models import DCGAN

MINUTES = 6.0


def run(folder, minutes):
    """Trains, samples and exports into `folder`; returns whether Ctrl-C ended it."""
    faces = data.orl_faces(image_size=64, batch_size=16, mirror=True)
    faces = faces.repeat(20)  # 400 faces are a short epoch; each pass is reshuffled
    demo = runs.Run(folder, {"demo": "DCGAN, width 32, on ORL faces 64x64x1"})
    epochs = max(1, round(2 * minutes))  # half a minute each on two cores
    gan, interrupted = demo.train(build, faces, epochs, minutes)
    if interrupted:
        return True
    plots.save_grid(folder / "samples.png", gan.sample(64, seed=0))
    for kind in ("saved-model", "float32", "int8"):
        exporting.summary(export(gan, folder / "export", kind, overwrite=True))
    print(f"The faces are {folder / 'samples.png'}; all of it is in {demo.folder}.")
    return False


def build():
    """A DCGAN that two cores train in minutes."""
    keras.utils.set_random_seed(0)
    gan = DCGAN.for_images((64, 64, 1), width=32)
    gan.compile()
    return gan


def export(gan, folder, kind, overwrite=False):
    """Writes one export under a name of its kind; returns its path."""
    if kind == "saved-model":
        return exporting.to_saved_model(gan, folder / "saved_model")
    path = folder / f"generator-{kind}.tflite"
    quantize = None if kind == "float32" else kind
    return exporting.to_tflite(gan, path, quantize, overwrite=overwrite)
