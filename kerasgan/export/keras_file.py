"""Networks as .keras files that need Keras alone, for those without this package."""

import keras
import numpy as np

from kerasgan import files
from kerasgan.export.child import run_script
from kerasgan.export.sampler import in_float32

LIKE = {"rtol": 1e-3, "atol": 1e-4}  # how near the file's outputs are to the network's
BATCH = 4


def to_keras(gan, path, network=None, to=None, overwrite=False):
    """Writes a network of a model as a `.keras` file that Keras loads by itself.

    Layers of this package are replaced by equivalent layers of Keras. Before the file
    is put in place, it is loaded without this package, and its outputs are compared.

    This is another file than that of `gan.save`, from which training resumes with this
    package.

    Args:
        gan: A model.
        path: File name that ends in `.keras`.
        network: Name of a network, such as `"generator"` or `"discriminator"`
            (default: the network that `sample` uses, the average if there is one). For
            a model that grows, it is the part of the current stage.
        to: The domain or the side to sample, as in `gan.sample`.
        overwrite: Bool, whether to replace a file.

    Returns:
        `pathlib.Path` of the file.

    Raises:
        ValueError: The network doesn't exist; it has a layer without an equivalent in
            Keras; or the file exists.
    """
    path = files.free_path(path, ".keras", overwrite)
    source = in_float32(network_of(gan, network, to))
    plain = plainly(source)
    with files.landing_in(path.parent) as draft:
        file = draft / path.name
        plain.save(file)
        prove(file, source, draft)
    return path


def network_of(gan, name, to):
    """The network of this name; for a model that grows, the part of the stage."""
    if name is None:
        return gan.sampler_to(to)
    if name not in gan.network_names:
        raise ValueError(
            f"{type(gan).__name__} has the networks {', '.join(gan.network_names)}, "
            f"but received network={name!r}."
        )
    return gan.network_now(name)


def plainly(network):
    """A copy of a network with Keras' own layers and operations only."""
    network = keras.Model(network.input, network.output, name=network.name)
    return keras.models.clone_model(
        network,
        clone_function=lambda layer: layer,  # the copies are made as they are called
        call_function=called_plainly,
        recursive=True,
    )


def called_plainly(layer, *inputs, **options):
    """A layer's result for symbolic inputs, by layers of Keras' own."""
    if hasattr(layer, "plain"):
        return layer.plain(*inputs)
    if not isinstance(layer, keras.Layer) or isinstance(layer, keras.Model):
        return layer(*inputs, **options)
    if not type(layer).__module__.startswith("keras."):
        raise ValueError(
            f"Keras has nothing like {layer.name!r}, a {type(layer).__name__}. Export "
            "a SavedModel or a .tflite file, which need no layers."
        )
    return copied(type(layer), layer.get_config(), layer.get_weights(), *inputs)


def copied(cls, config, weights, *inputs):
    """The result of a new layer with these weights for symbolic inputs."""
    layer = cls.from_config(config)
    outputs = layer(*inputs)
    layer.set_weights(weights)
    return outputs


def prove(file, network, folder):
    """Rejects a file that Keras alone can't load, or that gives other outputs.

    Raises:
        RuntimeError: Keras can't load the file, or the outputs differ.
    """
    rng = np.random.default_rng(0)
    tensors = [
        rng.uniform(-1, 1, (BATCH, *tensor.shape[1:])).astype(tensor.dtype)
        for tensor in network.inputs
    ]
    expected = network(keras.tree.pack_sequence_as(network.input, tensors))
    inputs, outputs = folder / "inputs.npz", folder / "outputs.npy"
    np.savez(inputs, *tensors)
    run_script("_keras_runner.py", file, inputs, outputs)
    found = np.load(outputs)
    inputs.unlink()
    outputs.unlink()
    if not np.allclose(found, expected, **LIKE):
        raise RuntimeError(
            f"The exported network is off by {np.abs(found - expected).max():.2g} from "
            "the model's. Nothing was written."
        )
