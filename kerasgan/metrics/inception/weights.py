"""Weights of the Inception network of 2015-12-05, from a file of the user."""

import hashlib
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

from kerasgan.metrics.inception import network as inception

URL = "http://download.tensorflow.org/models/image/imagenet/inception-2015-12-05.tgz"
READ = """
import numpy, sys, torch
state = torch.load(sys.argv[1], map_location="cpu", weights_only=True)
numpy.savez(sys.argv[2], **{name: value.numpy() for name, value in state.items()})
"""
STEM = (
    "Conv2d_1a_3x3",
    "Conv2d_2a_3x3",
    "Conv2d_2b_3x3",
    "Conv2d_3b_1x1",
    "Conv2d_4a_3x3",
)


def load(network, path):
    """Loads the network's weights from a file, and returns the file's SHA-256.

    Args:
        network: `keras.Model` from `inception.network`.
        path: Path of `classify_image_graph_def.pb`, the frozen graph, or of
            `pt_inception-2015-12-05-6726825d.pth`, which needs PyTorch.

    Raises:
        FileNotFoundError: The file doesn't exist.
        ValueError: The file is of another kind, or lacks a weight.
    """
    path = pathlib.Path(path).expanduser()
    if not path.exists():
        raise FileNotFoundError(
            f"There is no {path}. Pass the path of classify_image_graph_def.pb, the "
            f'frozen graph, which is in {URL}, or "download".'
        )
    if path.suffix not in (".pb", ".pth"):
        raise ValueError(
            f"{path.name} is neither a frozen graph (.pb) nor a checkpoint of PyTorch "
            "(.pth)."
        )
    named = frozen_graph(path) if path.suffix == ".pb" else checkpoint(path)
    for layer in network.layers:
        if layer.weights:
            layer.set_weights([fitting(named, w, layer, path) for w in layer.weights])
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fitting(named, weight, layer, path):
    """The array for a layer's weight; both must have the same shape."""
    key = f"{layer.name}.{weight.name}"
    array = named.get(key)
    if array is None or array.shape != tuple(weight.shape):
        found = "nothing" if array is None else f"an array {array.shape}"
        raise ValueError(
            f"{path} has {found} for {key}, which has the shape {tuple(weight.shape)}. "
            "It is no Inception network of 2015-12-05."
        )
    return array


def frozen_graph(path):
    """Arrays of the graph's constants, by the layers' names."""
    import tensorflow as tf

    graph = tf.compat.v1.GraphDef.FromString(path.read_bytes())
    endings = {
        "conv2d_params": "kernel",
        "weights": "kernel",
        "biases": "bias",
        "moving_mean": "moving_mean",
        "moving_variance": "moving_variance",
        "gamma": "gamma",
        "beta": "beta",
    }
    named = {}
    for node in graph.node:
        scope, _, ending = node.name.rpartition("/")
        if node.op == "Const" and ending in endings:
            array = tf.make_ndarray(node.attr["value"].tensor)
            named[f"{scope.replace('/', '.')}.{endings[ending]}"] = array
    return named


def checkpoint(path):
    """Arrays of PyTorch's checkpoint, by the layers' names."""
    state = arrays_of_pytorch(path)
    endings = {
        "conv.weight": "kernel",
        "bn.weight": "batchnorm.gamma",
        "bn.bias": "batchnorm.beta",
        "bn.running_mean": "batchnorm.moving_mean",
        "bn.running_var": "batchnorm.moving_variance",
    }
    named = {
        "softmax.kernel": state["fc.weight"].T,
        "softmax.bias": state["fc.bias"],
    }
    for theirs, ours in names_in_pytorch().items():
        for their_ending, our_ending in endings.items():
            array = state.get(f"{theirs}.{their_ending}")
            if array is not None:
                kernel = our_ending == "kernel"
                array = np.transpose(array, (2, 3, 1, 0)) if kernel else array
                named[f"{ours}.{our_ending}"] = array
    return named


def arrays_of_pytorch(path):
    """Arrays of a checkpoint by PyTorch's names.

    Another process reads it, because PyTorch and TensorFlow in one process can crash.
    """
    with tempfile.TemporaryDirectory() as folder:
        arrays = pathlib.Path(folder, "arrays.npz")
        done = subprocess.run(
            [sys.executable, "-c", READ, str(path), str(arrays)],
            capture_output=True,
            text=True,
        )
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1:]
            raise ValueError(
                f"{path} could not be read as a checkpoint of PyTorch, which must be "
                f"installed for it (pip install torch): {''.join(last)}. The frozen "
                "graph needs no PyTorch."
            )
        with np.load(arrays) as loaded:
            return dict(loaded)


def names_in_pytorch():
    """Dict from PyTorch's name of each convolution's module to the layer's name."""
    names = dict(zip(STEM, inception.numbered("conv"), strict=False))
    blocks = zip(inception.numbered("mixed"), inception.BLOCKS.items(), strict=False)
    for name, (theirs, branches) in blocks:
        towers = iter(inception.numbered("tower"))
        for branch, steps in branches.items():
            if inception.is_single(steps):
                names[f"{theirs}.{branch}"] = f"{name}.conv"
                continue
            scope = f"{name}.{next(towers)}"
            convolutions = [step for step in steps if not isinstance(step, str)]
            lone = len(convolutions) == 1
            for place, step in enumerate(convolutions):
                module = f"{theirs}.{branch}" + ("" if lone else f"_{place + 1}")
                ours = f"{scope}.{inception.numbered('conv')[place]}"
                if isinstance(step, list):
                    names[f"{module}a"] = f"{scope}.mixed.conv"
                    names[f"{module}b"] = f"{scope}.mixed.conv_1"
                else:
                    names[module] = ours
    return names
