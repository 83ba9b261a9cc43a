"""The Inception network: its parts, its files, and PyTorch's copy of it."""

import importlib.util
import pathlib
import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan.metrics import InceptionFeatures
from kerasgan.metrics.inception import network as inception
from kerasgan.metrics.inception import weights as inception_weights

THEIRS = str(pathlib.Path(__file__).with_name("torch_fidelity_inception.py"))


@pytest.fixture(scope="module")
def network():
    """The network with random weights that keep its maps alive."""
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    network = inception.network()
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            size = layer.gamma.shape
            draws = [rng.uniform(0.5, 1.5, size), rng.normal(0.1, 0.1, size)]
            layer.set_weights([*draws, rng.normal(0, 0.1, size), draws[0]])
    softmax = network.get_layer("softmax")
    softmax.bias.assign(rng.normal(size=softmax.bias.shape))
    return network


@pytest.fixture(scope="module")
def frozen(network, tmp_path_factory):
    """The network's weights as the constants of a frozen graph."""
    graph = tf.compat.v1.GraphDef()
    names = {"conv_kernel": "conv2d_params", "kernel": "weights", "bias": "biases"}
    for layer in network.layers:
        for weight in layer.weights:
            kind = "conv_" if isinstance(layer, keras.layers.Conv2D) else ""
            ending = names.get(kind + weight.name, weight.name)
            node = graph.node.add(name=f"{layer.name.replace('.', '/')}/{ending}")
            node.op = "Const"
            tensor = tf.make_tensor_proto(weight.numpy())
            node.attr["value"].tensor.CopyFrom(tensor)
    path = tmp_path_factory.mktemp("graph") / "classify_image_graph_def.pb"
    path.write_bytes(graph.SerializeToString())
    return path


def test_it_has_the_published_numbers_of_weights(network):
    convolutions = [x for x in network.layers if isinstance(x, keras.layers.Conv2D)]
    assert len(convolutions) == 94
    # Szegedy's network: torchvision's has 21,785,568 beneath the last layer, with two
    # weights a channel of batch normalization.
    trainable = sum(np.prod(w.shape) for w in network.trainable_weights)
    assert trainable == 21_785_568 + 2049 * 1008


def test_a_frozen_graph_fills_it(network, frozen):
    other = inception.network()
    digest = inception_weights.load(other, frozen)
    assert len(digest) == 64
    for ours, theirs in zip(network.weights, other.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_features_and_logits_without_biases_are_what_extractors_give(
    network, frozen, rng
):
    pixels = rng.integers(0, 256, (2, 299, 299, 3), dtype="uint8")
    features, logits = network((pixels.astype("float32") - 128) / 128)
    extractor = InceptionFeatures(frozen)
    np.testing.assert_allclose(extractor(pixels), features, rtol=1e-3, atol=1e-4)
    assert extractor.protocol["extractor"] == "inception_2015_12_05"
    assert len(extractor.protocol["weights"]) == len("SHA-256 ") + 16
    scored = InceptionFeatures(frozen, logits=True)
    unbiased = logits - network.get_layer("softmax").bias
    np.testing.assert_allclose(scored(pixels), unbiased, rtol=1e-3, atol=1e-3)
    assert scored.name != extractor.name


@pytest.mark.parametrize(
    ("write", "error", "message"),
    [
        (None, FileNotFoundError, "inception-2015-12-05.tgz"),
        (("weights.h5", b""), ValueError, "neither a frozen graph"),
        (("empty.pb", b""), ValueError, "nothing for conv.kernel"),
        (("broken.pth", b"broken"), ValueError, "needs no PyTorch"),
    ],
)
def test_other_files_are_refused(network, tmp_path, write, error, message):
    path = tmp_path / (write[0] if write else "none.pb")
    if write:
        path.write_bytes(write[1])
    with pytest.raises(error, match=message):
        inception_weights.load(network, path)


def test_names_in_pytorch_are_one_to_one_with_the_convolutions(network):
    convolutions = [
        x.name for x in network.layers if isinstance(x, keras.layers.Conv2D)
    ]
    names = inception_weights.names_in_pytorch()
    assert sorted(names.values()) == sorted(convolutions)
    # As torch-fidelity's conversion of the graph pairs them.
    assert names["Mixed_7b.branch3x3_2b"] == "mixed_9.tower.mixed.conv_1"
    assert names["Mixed_6e.branch7x7dbl_5"] == "mixed_7.tower_1.conv_4"
    assert names["Mixed_6a.branch3x3dbl_3"] == "mixed_3.tower.conv_2"
    assert names["Mixed_5d.branch_pool"] == "mixed_2.tower_2.conv"


def state_of(network):
    """The network's weights as PyTorch names them and lays them out."""
    softmax = network.get_layer("softmax")
    state = {
        "fc.weight": softmax.kernel.numpy().T,
        "fc.bias": softmax.bias.numpy(),
    }
    endings = ("weight", "bias", "running_mean", "running_var")
    for module, name in inception_weights.names_in_pytorch().items():
        kernel = network.get_layer(name).kernel.numpy()
        state[f"{module}.conv.weight"] = np.transpose(kernel, (3, 2, 0, 1))
        arrays = network.get_layer(f"{name}.batchnorm").get_weights()
        for ending, array in zip(endings, arrays, strict=True):
            state[f"{module}.bn.{ending}"] = array
    return state


@pytest.mark.skipif(
    importlib.util.find_spec("torch_fidelity") is None, reason="no torch-fidelity"
)
def test_it_is_the_network_of_torch_fidelity(network, tmp_path, rng):
    pixels = rng.integers(0, 256, (2, 299, 299, 3), dtype="uint8")
    np.savez(tmp_path / "weights.npz", **state_of(network))
    np.save(tmp_path / "pixels.npy", pixels)
    names = ("weights.npz", "pixels.npy", "inception.pth", "out.npz")
    # PyTorch and TensorFlow in one process can crash.
    subprocess.run(
        [sys.executable, THEIRS, *(str(tmp_path / name) for name in names)], check=True
    )
    theirs = np.load(tmp_path / "out.npz")
    ours = network((pixels.astype("float32") - 128) / 128)
    for one, other in zip(ours, (theirs["features"], theirs["logits"]), strict=True):
        scale = np.abs(other).max()
        assert np.isfinite(scale) and scale > 0.1
        np.testing.assert_allclose(one, other, atol=1e-4 * scale)


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="no PyTorch")
def test_a_checkpoint_of_pytorch_fills_it(network, tmp_path):
    np.savez(tmp_path / "weights.npz", **state_of(network))
    write = (
        "import numpy, sys, torch; arrays = numpy.load(sys.argv[1]); "
        "torch.save({n: torch.tensor(arrays[n]) for n in arrays}, sys.argv[2])"
    )
    paths = [str(tmp_path / name) for name in ("weights.npz", "inception.pth")]
    subprocess.run([sys.executable, "-c", write, *paths], check=True)
    other = inception.network()
    inception_weights.load(other, paths[1])
    for one, two in zip(network.weights, other.weights, strict=True):
        np.testing.assert_array_equal(one, two)
