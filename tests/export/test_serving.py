"""What serves a SavedModel: the repository of Triton, KServe's server, clients.

The servers themselves need other versions than kerasgan. Where the environment names
their venvs, `KERASGAN_TRITON_VENV` and `KERASGAN_KSERVE_VENV`, they run.
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf
import yaml

from kerasgan import export

ROOT = pathlib.Path(__file__).parents[2]
SERVING = ROOT / "export" / "serving"


@pytest.fixture(scope="module")
def folder(gan, tmp_path_factory):
    return export.to_saved_model(gan, tmp_path_factory.mktemp("models") / "faces")


@pytest.fixture(scope="module")
def pixels(folder):
    """Images of the seeds 0 to 9."""
    loaded = tf.saved_model.load(folder)
    return loaded.signatures["sample"](
        seed=tf.range(10, dtype=tf.int64), truncation=tf.ones(10)
    )["images"].numpy()


@pytest.fixture
def scripts(monkeypatch):
    for path in (ROOT / "export", SERVING, ROOT / "tests" / "benchmarks"):
        monkeypatch.syspath_prepend(path)


def make_repository(*arguments):
    maker = SERVING / "triton" / "make_repository.py"
    return subprocess.run(
        [sys.executable, maker, *map(str, arguments)], capture_output=True, text=True
    )


def test_a_repository_has_the_signatures_tensors(folder, tmp_path):
    made = make_repository(folder, tmp_path, "--max-batch-size", 8)
    assert made.returncode == 0
    config = (tmp_path / "faces" / "config.pbtxt").read_text()
    seed = '{ name: "seed" data_type: TYPE_INT64 dims: [1] reshape { shape: [ ] } }'
    images = '{ name: "images" data_type: TYPE_UINT8 dims: [16, 16, 3] }'
    assert seed in config and images in config
    assert "max_batch_size: 8" in config and "preferred_batch_size: [4]" in config
    version = tmp_path / "faces" / "1"
    assert (version / "model.py").exists() and not (version / "packages.txt").exists()
    weights = "variables/variables.data-00000-of-00001"
    copied = (version / "saved_model" / weights).read_bytes()
    assert copied == (folder / weights).read_bytes()


def test_a_repository_gets_a_model_a_signature(folder, tmp_path):
    png = ("--name", "files", "--signature", "sample_png")
    for arguments in ((), png):
        assert make_repository(folder, tmp_path, *arguments).returncode == 0
    config = (tmp_path / "files" / "config.pbtxt").read_text()
    assert '"image_bytes" data_type: TYPE_STRING dims: [1] reshape' in config
    again = make_repository(folder, tmp_path)
    assert again.returncode and "exists. Choose another --name" in again.stderr
    other = make_repository(folder, tmp_path, "--name", "b", "--signature", "draw")
    assert "has the signatures" in other.stderr and "draw" in other.stderr
    assert not (tmp_path / "b").exists()


def test_manifests_are_yaml_that_names_files_of_this_folder():
    compose = yaml.safe_load((SERVING / "docker-compose.yml").read_text())
    command = compose["services"]["tensorflow-serving"]["command"]
    (deployment, service) = yaml.safe_load_all(
        (SERVING / "kubernetes.yaml").read_text()
    )
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    assert container["args"] == command
    for argument in command:
        if "/config/" in argument:
            assert (ROOT / "export" / argument.split("/")[-1]).exists()
    ports = {port["name"] for port in container["ports"]}
    assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        (check,) = [v for k, v in container[probe].items() if isinstance(v, dict)]
        assert check["port"] in ports


def test_the_grpc_client_is_answered_by_a_double(folder, pixels, tmp_path, scripts):
    """A double of TensorFlow Serving, which can't be had: its stubs on our model."""
    grpc = pytest.importorskip("grpc")
    service = pytest.importorskip("tensorflow_serving.apis.prediction_service_pb2_grpc")
    from tensorflow_serving.apis import predict_pb2

    loaded = tf.saved_model.load(folder)

    class Double(service.PredictionServiceServicer):
        def Predict(self, request, context):
            signature = loaded.signatures[request.model_spec.signature_name]
            inputs = {
                name: tf.constant(tf.make_ndarray(value))
                for name, value in request.inputs.items()
            }
            answer = predict_pb2.PredictResponse()
            for name, value in signature(**inputs).items():
                answer.outputs[name].CopyFrom(tf.make_tensor_proto(value))
            return answer

    server = grpc.server(concurrent.futures.ThreadPoolExecutor(1))
    service.add_PredictionServiceServicer_to_server(Double(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        import command
        import saved_model_grpc_client as client

        connection = client.connection(f"127.0.0.1:{port}")
        found = client.sample(connection, "faces", command.columns(range(10)))
    finally:
        server.stop(None)
    np.testing.assert_array_equal(found, pixels)


@pytest.mark.parametrize("kind", ["triton", "kserve"])
def test_a_real_server_gives_the_images_of_its_seeds(folder, tmp_path, kind, scripts):
    venv = os.environ.get(f"KERASGAN_{kind.upper()}_VENV")
    if not venv:
        pytest.skip(f"KERASGAN_{kind.upper()}_VENV names no venv with {kind}")
    import serving

    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "faces").symlink_to(folder.parent)
    expected = serving.draw(folder, 100)
    np.savez(tmp_path / "expected.npz", images=expected)
    facts = getattr(serving, kind)(tmp_path, None, pathlib.Path(venv))
    for name in ("rest", "grpc"):
        for seen in facts[name]:
            assert seen["errors"] == 0 and seen["equal_to_in_process"] == 100
    if kind == "kserve":
        assert facts["refused"] == dict.fromkeys(serving.WRONG, 400)
