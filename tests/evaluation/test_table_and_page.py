"""The table orders sources as a person would, and the page shows them."""

import json
import re

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

import kerasgan
from kerasgan import cli
from kerasgan import evaluation

pytest.importorskip("mtcnn")


@pytest.fixture(scope="module")
def portraits():
    """ORL portraits of 30 people, and of the other 10."""
    dataset = kerasgan.data.orl_faces(32, 400, labels=True, shuffle=False)
    images, people = next(dataset.as_numpy_iterator())
    pixels = kerasgan.data.to_uint8(images)
    return pixels[people < 30], pixels[people >= 30]


@pytest.fixture(scope="module")
def evaluated(portraits):
    real, held_out = portraits
    rng = np.random.default_rng(0)
    sources = {
        "training images": real[::3],
        "noise": rng.integers(0, 256, (100, 32, 32, 1), dtype="uint8"),
        "copies": np.repeat(held_out[::20], 20, axis=0),
    }
    scores, memorization = evaluation.evaluate(sources, real, held_out)
    return sources, scores, memorization


def test_every_number_is_in_the_expected_order(evaluated):
    _, scores, _ = evaluated

    def of(metric):
        return {name: row[metric].mean for name, row in scores.items()}

    assert list(scores) == ["held-out", "training images", "noise", "copies"]
    assert of("memorized")["training images"] == 1
    assert of("memorized")["held-out"] <= 0.02
    for metric in ("frechet", "kernel", "swd"):
        distances = of(metric)
        assert distances["training images"] < distances["held-out"]
        assert distances["held-out"] < distances["noise"]
    assert of("faces")["noise"] < 0.1 < 0.7 < of("faces")["held-out"]
    assert of("quality_outliers")["held-out"] < 0.2 < of("quality_outliers")["noise"]
    assert of("pose_outliers")["training images"] < 0.1
    assert of("coverage")["copies"] < 0.5 * of("coverage")["held-out"]
    assert of("ms_ssim")["copies"] > of("ms_ssim")["held-out"] > of("ms_ssim")["noise"]


def test_the_table_has_a_row_a_source_and_a_column_a_metric(evaluated):
    _, scores, _ = evaluated
    lines = evaluation.table(scores).splitlines()
    assert len(lines) == 5 and len({len(line) for line in lines}) == 1
    assert lines[0].split() == list(scores["noise"])
    values = lines[2].removeprefix("training images").split()
    assert float(values[0]) == pytest.approx(
        scores["training images"]["frechet"].mean, rel=1e-3
    )


def test_counts_are_of_a_thousand(evaluated):
    _, scores, _ = evaluated
    head, _, training, noise, _ = evaluation.counts(scores).splitlines()
    assert head.startswith("of 1,000")
    *_, no_face, identified, mean, deviation = training.split()
    assert int(identified) == 1000 and float(deviation) == 0
    assert int(no_face) == round(1000 - 1000 * scores["training images"]["faces"].mean)
    assert float(mean) == pytest.approx(
        scores["training images"]["frechet"].mean, abs=0.01
    )
    assert int(noise.split()[1]) > 900


def test_repeats_give_scores_a_mean_and_a_deviation(portraits):
    real, held_out = portraits[0][:60], portraits[1]
    repeats = [held_out[:50], held_out[50:]]
    scores, _ = evaluation.evaluate({"others": repeats}, real)
    frechet = scores["others"]["frechet"]
    # Too few real faces to tell outliers by leave the share that is found.
    assert "faces" in scores["others"] and "pose_outliers" not in scores["others"]
    alone = [
        evaluation.evaluate({"x": part}, real)[0]["x"]["frechet"].mean
        for part in repeats
    ]
    np.testing.assert_allclose(frechet.values, alone)
    assert f"{frechet.mean:.4g} +- {frechet.std:.2g}" in evaluation.table(scores)


def test_a_set_is_searched_for_faces_once(portraits, monkeypatch):
    searched = []
    faces = kerasgan.metrics.FaceDetection.faces
    monkeypatch.setattr(
        kerasgan.metrics.FaceDetection,
        "faces",
        lambda self, images: searched.append(len(images)) or faces(self, images),
    )
    real, held_out = portraits
    scores, _ = evaluation.evaluate({"others": held_out[:30]}, real[:120])
    assert searched == [120, 30]
    assert {"faces", "pose_outliers", "quality_outliers"} < set(scores["others"])


def test_the_page_shows_scores_samples_and_closest_pairs(evaluated, tmp_path):
    sources, scores, memorization = evaluated
    sources = {"<noise>": sources["noise"]}
    evaluation.write_page(tmp_path / "page.html", scores, sources, memorization)
    text = (tmp_path / "page.html").read_text()
    assert len(re.findall("data:image/png;base64,", text)) == 3
    assert "&lt;noise&gt;" in text and "<noise>" not in text
    assert "mtcnn_onet_fc5" in text  # the protocol


def test_closest_pairs_are_a_sample_above_its_training_image(evaluated, portraits):
    from kerasgan.evaluation.page import closest_pairs

    images, memorization = portraits[0][7:40], evaluated[2]
    pairs = closest_pairs(images, memorization, memorization.nearest(images))
    above, below = np.split(pairs, 2)
    np.testing.assert_array_equal(above, below)


def command(*arguments):
    return CliRunner().invoke(
        cli.app, [str(argument) for argument in arguments], catch_exceptions=False
    )


def test_the_command_prints_the_table_and_writes_the_page(portraits, tmp_path):
    folders = []
    for name, images in zip(("real", "others"), portraits, strict=True):
        folder = tmp_path / name
        folder.mkdir()
        for index, image in enumerate(images[:40]):
            Image.fromarray(image[..., 0]).save(folder / f"{index}.png")
        folders.append(folder)
    gan = kerasgan.GAN.for_images((32, 32, 3), latent_dim=4, width=2)
    gan.compile()
    gan.save(tmp_path / "run" / "model.keras")
    real, others = folders
    out = tmp_path / "out"
    arguments = ("--num", 20, "--num-real", 40, "--size", 32, "--out", out)
    result = command(
        "evaluate", tmp_path / "run", "--real", real, "--held-out", others, *arguments
    )
    assert "+-" not in result.output
    assert "memorized" in result.output and "held-out" in result.output
    scores = json.loads((out / "scores.json").read_text())
    assert scores[str(tmp_path / "run")]["frechet"]["protocol"]["real"] == 40
    assert (out / "report.html").stat().st_size > 10_000

    result = command(
        "evaluate", tmp_path / "run", "--real", real, *arguments, "--repeats", 2
    )
    assert result.output.count("+-") == 9
    assert "Without --held-out" in result.output and "memorized" not in result.output
