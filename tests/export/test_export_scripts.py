import http.server
import io
import json
import pathlib
import re
import subprocess
import sys
import threading

import numpy as np
import pytest
from PIL import Image
from tiny_models import enlarge

import kerasgan
from kerasgan import export
from kerasgan.inputs import from_seeds

SCRIPTS = pathlib.Path(__file__).parents[2] / "export"
WITHOUT_TENSORFLOW = """
import runpy, sys
sys.modules["tensorflow"] = sys.modules["keras"] = sys.modules["kerasgan"] = None
sys.argv = sys.argv[1:]
sys.path.insert(0, str(__import__("pathlib").Path(sys.argv[0]).parent))
runpy.run_path(sys.argv[0], run_name="__main__")
"""
WITHOUT_LITERT = """
import runpy, sys
from kerasgan.inputs import from_seeds
sys.modules["ai_edge_litert"] = None
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture
def file(exported):
    return exported[None]


@pytest.fixture
def pictures(monkeypatch):
    monkeypatch.syspath_prepend(SCRIPTS)
    return __import__("pictures")


def run(program, *arguments):
    return subprocess.run(
        [sys.executable, "-P", "-c", program, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def pixels_of(gan, seeds):
    latents = from_seeds(seeds, gan.inputs["latents"].size)
    images = np.asarray(gan.sampler(latents, training=False))
    return np.clip(np.round((images + 1) * 127.5), 0, 255).astype("int64")


def test_device_draws_the_servers_faces_without_tensorflow(gan, file, tmp_path):
    pytest.importorskip("ai_edge_litert")
    out = tmp_path / "grid.png"
    sampler = SCRIPTS / "tflite_sampler.py"
    printed = run(
        WITHOUT_TENSORFLOW, sampler, file, "--num", 3, "--seed", 7, "--out", out
    )
    assert "3 images, seeds 7 to 9" in printed

    grid = np.asarray(Image.open(io.BytesIO(out.read_bytes()))).astype("int64")
    first, second, third = pixels_of(gan, [7, 8, 9])
    black = np.zeros_like(first)
    expected = np.block([[[first], [second]], [[third], [black]]])
    assert np.abs(grid - expected).max() <= 1


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    """A generator with a label, and its file."""
    gan = kerasgan.ConditionalGAN.for_images(
        (16, 16, 3), {"gender": ["male", "female"]}, latent_dim=8, width=4
    )
    enlarge(gan.sampler)
    file = tmp_path_factory.mktemp("labelled") / "gan.tflite"
    return gan, export.to_tflite(gan, file)


@pytest.mark.parametrize(("label", "number"), [("female", 1), ("0", 0)])
def test_device_draws_what_its_label_says(labelled, label, number, tmp_path):
    pytest.importorskip("ai_edge_litert")
    gan, file = labelled
    out = tmp_path / "grid.png"
    wanted = ("--num", 1, "--label", f"gender={label}", "--out", out)
    run(WITHOUT_TENSORFLOW, SCRIPTS / "tflite_sampler.py", file, *wanted)
    inputs = gan.draw(2, 0, {"gender": [number, 1 - number]})
    expected, other = (gan.images_of(inputs) + 1) * 127.5
    grid = np.asarray(Image.open(out)).astype("float32")
    assert np.abs(grid - expected).max() <= 1
    assert np.abs(grid - other).max() > 10


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ([], r"takes labels \['gender'\], but received none"),
        (["--label", "gender=femal"], "names of classes.*femal"),
        (["--label", "gender"], "takes name=value, but received 'gender'"),
        (["--label", "age=1"], r"\['gender'\], but received \['age'\]"),
    ],
)
def test_device_refuses_other_labels_in_words(labelled, wanted, message, tmp_path):
    pytest.importorskip("ai_edge_litert")
    out = tmp_path / "grid.png"
    sampler = SCRIPTS / "tflite_sampler.py"
    with pytest.raises(subprocess.CalledProcessError) as failed:
        run(WITHOUT_TENSORFLOW, sampler, labelled[1], *wanted, "--out", out)
    assert re.search(message, failed.value.stderr)
    assert "Traceback" not in failed.value.stderr and not out.exists()


@pytest.mark.parametrize("seed", [0, 1, -1, 2**40 + 3, 2**63 - 1])
def test_device_draws_the_latents_of_philox(seed, monkeypatch):
    pytest.importorskip("ai_edge_litert")
    monkeypatch.syspath_prepend(SCRIPTS)
    import tflite_sampler

    drawn = tflite_sampler.latents_from_seeds([seed], 101)
    assert drawn.dtype == "float32"
    np.testing.assert_allclose(drawn, from_seeds([seed], 101), atol=5e-6)


def test_proof_falls_back_on_the_interpreter_of_tensorflow(gan, file, tmp_path):
    runner = pathlib.Path(export.__file__).with_name("_runner.py")
    inputs, outputs = tmp_path / "inputs.npz", tmp_path / "outputs.npz"
    latents = from_seeds(range(4), gan.inputs["latents"].size).numpy()
    np.savez(inputs, latents=latents, seeds=np.arange(4))
    run(WITHOUT_LITERT, runner, "tflite", file, "serving_default", inputs, outputs)
    with np.load(outputs) as answer:
        facts = json.loads(str(answer["facts"]))
        images = answer["images"][0]
    assert facts["runtime"].startswith("tf.lite of tensorflow")
    np.testing.assert_allclose(images, gan.sampler(latents, training=False), atol=1e-4)


@pytest.mark.parametrize("channels", [1, 3])
def test_png_is_read_back_by_pillow(pictures, channels):
    image = np.random.default_rng(0).integers(0, 256, (5, 7, channels), "uint8")
    read = np.asarray(Image.open(io.BytesIO(pictures.png(image))))
    np.testing.assert_array_equal(read.reshape(image.shape), image)


@pytest.fixture
def serving():
    """A stand-in that speaks the REST protocol of TensorFlow Serving."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, json.loads(body)))
            images = [
                np.full((4, 4, 3), row["seed"]).tolist()
                for row in asked[-1][1]["instances"]
            ]
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"predictions": images}).encode())

        def log_message(self, *arguments):
            pass

    asked = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/models/faces", asked
        server.shutdown()


def test_client_writes_a_png_for_each_seed(serving, tmp_path):
    url, asked = serving
    client = SCRIPTS / "saved_model_client.py"
    run(WITHOUT_TENSORFLOW, client, url, "--num", 2, "--seed", 5, "--out", tmp_path)
    for seed in (5, 6):
        image = Image.open(io.BytesIO((tmp_path / f"seed_{seed}.png").read_bytes()))
        np.testing.assert_array_equal(image, np.full((4, 4, 3), seed))
    assert asked == [
        (
            "/v1/models/faces:predict",
            {
                "signature_name": "sample",
                "instances": [
                    {"seed": 5, "truncation": 1.0},
                    {"seed": 6, "truncation": 1.0},
                ],
            },
        )
    ]


def test_client_passes_labels_by_name_or_in_words(serving, tmp_path):
    url, asked = serving
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"labels": {"gender": ["male", "female"]}}))
    wanted = ("--label", "gender=female", "--label", "caption=a face", "--num", 1)
    client = SCRIPTS / "saved_model_client.py"
    run(WITHOUT_TENSORFLOW, client, url, "--report", report, *wanted, "--out", tmp_path)
    (row,) = asked[0][1]["instances"]
    assert row == {"seed": 0, "truncation": 1.0, "gender": 1, "caption": "a face"}
