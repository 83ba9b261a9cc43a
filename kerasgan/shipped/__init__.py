"""Trained GANs in the package; the project trained them on faces that may be shown.

Each is a file, `NAME.keras`, with its model card, `NAME.md`.
"""

import pathlib

import keras

FOLDER = pathlib.Path(__file__).parent


def pretrained(name="faces-64"):
    """A whole GAN that comes with the package, for sampling and for further training.

    Its kernels were rounded to float16. The generator is the moving average of its
    training. The step is 0, and `compile` creates new optimizers.

    Args:
        name: String, one of `kerasgan.shipped.names()`. `"faces-64"` draws color faces
            of 64x64; it was trained on the portraits of `kerasgan.data.congress` and
            `kerasgan.data.london`.

    Returns:
        A model of kerasgan, not compiled.

    Raises:
        ValueError: There is no GAN of this name.

    Example:

    ```python
    gan = kerasgan.pretrained("faces-64")
    images = gan.sample(16, seed=0)
    gan.compile()
    gan.fit(my_few_faces, epochs=50)  # starts from what it has learned of faces
    ```
    """
    return keras.models.load_model(path_of(name))


def card(name="faces-64"):
    """The model card of a GAN that comes with the package.

    Args:
        name: String, one of `kerasgan.shipped.names()`.

    Returns:
        String, Markdown.

    Raises:
        ValueError: There is no GAN of this name.
    """
    return path_of(name).with_suffix(".md").read_text()


def names():
    """The names that `pretrained` takes."""
    return sorted(path.stem for path in FOLDER.glob("*.keras"))


def path_of(name):
    """The file of a GAN that comes with the package."""
    if name not in names():
        raise ValueError(
            f"Pretrained GANs of kerasgan are {', '.join(names())}, but received "
            f"{name!r}. `kerasgan.runs.load_gan` loads a file of yours."
        )
    return FOLDER / f"{name}.keras"
