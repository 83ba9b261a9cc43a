import json

import pytest

import kerasgan
from kerasgan import export
from kerasgan import metrics

SCORE = metrics.Score("frechet", [38.25], {"extractor": "vgg16", "fake": 2000})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    gan = kerasgan.DCGAN.for_images((16, 16, 3), latent_dim=8, width=4)
    folder = tmp_path_factory.mktemp("cards") / "exports"
    export.to_tflite(gan, folder / "faces.tflite")
    data = "UTKFace, 20,000 faces, research only."
    export.write_card(folder, gan, data, {"frechet": SCORE})
    return folder


def test_a_card_says_what_a_stranger_asks(folder):
    text = (folder / "README.md").read_text()
    for words in (
        "# DCGAN, 16x16",
        "`latents`: Latents, float32 of shape (8,)",
        "UTKFace, 20,000 faces, research only.",
        "frechet **38.25** (extractor vgg16, fake 2000)",
        "It may repeat what it learned",
        "| `faces.tflite` | tflite float32 | ",
        "kerasgan verify",
    ):
        assert words in text
    assert "0 steps; seed=0, ema_decay=0.999." in text
    assert str(folder) not in text


def test_the_hub_reads_its_head(folder):
    hub = pytest.importorskip("huggingface_hub")
    card = hub.ModelCard.load(folder / "README.md")
    assert card.data.to_dict() == {
        "library_name": "kerasgan",
        "pipeline_tag": "unconditional-image-generation",
        "tags": ["keras", "gan", "kerasgan", "DCGAN"],
    }
    assert card.text.lstrip().startswith("# DCGAN, 16x16")


def test_json_has_the_same(folder):
    facts = json.loads((folder / "card.json").read_text())
    assert facts["scores"] == [json.loads(SCORE.to_json())]
    (facts_of_file,) = facts["exports"].values()
    report = export.read_report(folder / "faces.tflite")
    assert facts_of_file["sha256"] == report["sha256"]
    assert facts["versions"]["kerasgan"] == kerasgan.__version__


def test_what_was_not_said_or_measured_is_said_so(folder):
    gan = kerasgan.CycleGAN.for_images((16, 16, 3), width=4)
    export.write_card(folder, gan)
    text = (folder / "README.md").read_text()
    assert "Not said. Ask whoever trained it" in text
    assert "Nothing was measured." in text
    assert "image-to-image" in text


def test_a_readme_of_someone_else_is_kept(folder, tmp_path):
    (tmp_path / "README.md").write_text("# Mine\n")
    gan = kerasgan.DCGAN.for_images((16, 16, 3), latent_dim=8, width=4)
    with pytest.raises(ValueError, match="no model card of kerasgan"):
        export.write_card(tmp_path, gan)
    assert (tmp_path / "README.md").read_text() == "# Mine\n"
    with pytest.raises(ValueError, match="no export to describe"):
        export.write_card(tmp_path / "empty", gan)
