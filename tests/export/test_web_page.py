"""The page in the browser, and its scripts.

Where `KERASGAN_NODE_MODULES` names a folder in which npm has put @litertjs/core and
playwright-core, headless Chromium opens the page.
"""

import json
import os
import pathlib
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image
from tiny_models import enlarge

import kerasgan
from kerasgan import export
from kerasgan import provenance
from kerasgan.export import web_page
from kerasgan.inputs import from_seeds

PAGE = pathlib.Path(web_page.__file__).with_name("web")
MODULES = os.environ.get("KERASGAN_NODE_MODULES")
needs_chromium = pytest.mark.skipif(
    not MODULES, reason="KERASGAN_NODE_MODULES names no folder with playwright-core"
)
needs_node = pytest.mark.skipif(not shutil.which("node"), reason="no node")


@pytest.fixture
def scripts(tmp_path):
    """A folder like node_modules/@litertjs, of empty files."""
    folder = tmp_path / "litertjs"
    for place in web_page.LITERT_JS.values():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text("")
    return folder


def small(cls=kerasgan.DCGAN, **arguments):
    gan = cls.for_images((16, 16, 3), width=4, **arguments)
    for to in gan.directions:
        enlarge(gan.sampler_to(to))
    return gan


def opened(folder, tmp_path, *steps):
    """What the page of a folder shows after some steps."""
    script, answer = tmp_path / "steps.json", tmp_path / "answer.json"
    script.write_text(json.dumps(steps))
    driver = pathlib.Path(__file__).with_name("web_page.mjs")
    subprocess.run(["node", driver, MODULES, folder, answer, script], check=True)
    found = json.loads(answer.read_text())
    assert found["foreign"] == [] and found["errors"] == []
    return {
        name: np.reshape(values, (16, 16, 4))[..., :3].astype(int)
        for name, values in found["pixels"].items()
    }


def pixels(images):
    return np.clip(np.round((np.asarray(images) + 1) * 127.5), 0, 255).astype(int)


def test_a_folder_has_the_page_and_what_it_reads(scripts, tmp_path):
    folder = export.to_web(small(latent_dim=8), tmp_path / "faces", None, scripts)
    page = json.loads((folder / "page.json").read_text())
    assert page["title"] == "DCGAN, 16x16"
    assert page["source"] == "trainedAlgorithmicMedia"
    (model,) = page["models"]
    assert model["shape"] == [16, 16, 3] and (folder / model["file"]).is_file()
    assert np.shape(page["directions"]) == (5, 8)
    html = (folder / "index.html").read_text()
    for name in (*web_page.LITERT_JS,):
        assert (folder / "litert" / name).is_file()
    for name in ("page.js", "./litert/core.js", "./litert/wasm-utils.js"):
        assert name in html and (folder / name).is_file()


def test_what_cannot_be_written_is_refused_in_words(scripts, tmp_path):
    gan = small(latent_dim=8)
    (tmp_path / "faces").mkdir()
    with pytest.raises(ValueError, match="faces exists"):
        export.to_web(gan, tmp_path / "faces", litert_js=scripts)
    (scripts / "core" / "dist" / "index.js").unlink()
    with pytest.raises(FileNotFoundError, match="npm install .*core@2.5.3"):
        export.to_web(gan, tmp_path / "other", litert_js=scripts)
    captions = small(kerasgan.TextGAN, captions=[["a man"], ["a woman"]] * 4)
    with pytest.raises(ValueError, match="takes captions.*to_saved_model"):
        export.to_web(captions, tmp_path / "other", litert_js=scripts)
    assert not (tmp_path / "other").exists()


def test_without_npm_the_error_says_where_to_run_it(tmp_path, monkeypatch):
    monkeypatch.setattr(web_page.cache, "default_cache_dir", lambda: tmp_path)
    monkeypatch.setattr(web_page.shutil, "which", lambda name: None)
    with pytest.raises(FileNotFoundError, match="no npm. Elsewhere run `npm install"):
        web_page.installed()


@needs_node
@pytest.mark.parametrize("seed", [0, 7, -1, 2**40 + 3, 2**63 - 1])
def test_latents_in_javascript_are_those_of_python(seed):
    program = (
        f'import("{PAGE / "latents.js"}").then((m) => console.log(JSON.stringify('
        f"Array.from(m.latentsFromSeed({seed}n, 101)))))"
    )
    printed = subprocess.run(
        ["node", "-e", program], capture_output=True, text=True, check=True
    ).stdout
    expected = from_seeds([seed], 101)[0]
    np.testing.assert_allclose(json.loads(printed), expected, atol=5e-6)


@needs_chromium
def test_a_plain_model_draws_the_face_of_its_seed(tmp_path):
    gan = small(latent_dim=8)
    scripts = pathlib.Path(MODULES, "@litertjs")
    folder = export.to_web(gan, tmp_path / "faces", None, scripts)
    page = json.loads((folder / "page.json").read_text())
    found = opened(
        folder,
        tmp_path,
        {"fill": ["latents-seed", "7"], "pixels": "seed 7"},
        {"slide": ["latents-truncation", 0.5], "pixels": "truncated"},
        {"slide": ["latents-1", 2], "pixels": "moved"},
        {"download": str(tmp_path / "face.png")},
    )
    latents = from_seeds([7], 8).numpy()
    moved = 0.5 * latents + 2 * np.float32(page["directions"][1])
    for name, chosen in (("seed 7", latents), ("truncated", 0.5 * latents)):
        expected = pixels(gan.sampler(chosen))[0]
        assert np.abs(found[name] - expected).max() <= 1
    assert np.abs(found["moved"] - pixels(gan.sampler(moved))[0]).max() <= 1
    with Image.open(tmp_path / "face.png") as file:
        np.testing.assert_array_equal(np.asarray(file)[..., :3], found["moved"])
        assert file.info[provenance.KEYWORD] == provenance.xmp(provenance.SAMPLE)


@needs_chromium
def test_a_conditional_model_draws_the_class_that_is_chosen(tmp_path):
    gan = small(
        kerasgan.ConditionalGAN,
        latent_dim=8,
        num_classes={"gender": ["male", "female"], "age_group": 3},
    )
    scripts = pathlib.Path(MODULES, "@litertjs")
    folder = export.to_web(gan, tmp_path / "faces", None, scripts)
    found = opened(
        folder,
        tmp_path,
        {"fill": ["latents-seed", "3"]},
        {"choose": ["gender", 1]},
        {"choose": ["age_group", 2], "pixels": "old woman"},
        {"choose": ["gender", 0], "pixels": "old man"},
    )
    for name, gender in (("old woman", 1), ("old man", 0)):
        labels = {"gender": gender, "age_group": 2}
        expected = pixels(gan.sample(1, seed=3, labels=labels))[0]
        assert np.abs(found[name] - expected).max() <= 1
    assert np.abs(found["old woman"] - found["old man"]).max() > 10


@needs_chromium
def test_a_translating_model_draws_from_a_file_and_from_the_camera(tmp_path):
    gan = small(kerasgan.CycleGAN)
    scripts = pathlib.Path(MODULES, "@litertjs")
    folder = export.to_web(gan, tmp_path / "faces", None, scripts)
    photo = np.random.default_rng(0).integers(0, 256, (16, 16, 3), "uint8")
    Image.fromarray(photo).save(tmp_path / "photo.png")
    file = {"file": ["source-file", str(tmp_path / "photo.png")]}
    found = opened(
        folder,
        tmp_path,
        {**file, "pixels": "0"},
        {"choose": ["direction", 1]},
        {**file, "pixels": "1"},
        {"camera": "Use the camera", "source": "camera", "pixels": "2"},
    )
    first, second = gan.directions
    camera = found["camera"].astype("uint8")
    assert camera.std() > 10  # Chromium's own test picture
    for name, source, to in (
        ("0", photo, first),
        ("1", photo, second),
        ("2", camera, second),
    ):
        expected = pixels(gan.translate(source[None], to=to))[0]
        assert np.abs(found[name] - expected).max() <= 1
