"""Every command of the pages runs here, small, or is listed.

`tests/golden/commands.json` lists commands that other tests run, slow ones with the
file of their last output, and those that were never run, each with its reason.
"""

import argparse
import json
import pathlib
import re
import runpy
import shlex
import shutil
import sys

import composed_photos
import pages
import pytest
import test_cli
from PIL import Image

import kerasgan

composed_photos.skip_without_packages()

ROOT = pages.ROOT
LISTS = json.loads((ROOT / "tests/golden/commands.json").read_text())
SMALL = {"--size": "16", "--width": "2", "--batch-size": "4", "--epochs": "1"}
FIXED = {"faces-64": ["--size", "--width"]}  # options that a start decides
KERASGAN = r"(\S*/)?kerasgan "
BENCHMARK = "python tests/benchmarks/"


def commands_of(page, program):
    """A page's commands that are neither listed nor on a page before."""
    before = pages.PAGES[: pages.PAGES.index(page)]
    known = {command for other in before for command in pages.commands(other)}
    known |= LISTS["run_by"].keys() | LISTS["never_run"].keys()
    found = [command for command in pages.commands(page) if command not in known]
    return [command for command in found if re.match(program, command)]


def pages_with(program):
    found = [page for page in pages.PAGES if commands_of(page, program)]
    return pytest.mark.parametrize(
        "page", found, ids=lambda page: str(page.relative_to(ROOT))
    )


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """The runs that pages go on from, untrained."""
    folder = tmp_path_factory.mktemp("runs")
    shape, ages = (32, 32, 3), kerasgan.AgeGAN.age_bounds
    names = kerasgan.data.age_groups(ages)
    made = {
        "faces": kerasgan.RSGAN.for_images(shape, width=2),
        "labels": kerasgan.RSACGAN.for_images(shape, ["men", "women"], width=2),
        "sketch": kerasgan.Pix2Pix.for_images(shape, width=2),
        "both": kerasgan.CycleGAN.for_images(
            shape, width=2, blocks=1, domains=("sketches", "photos")
        ),
        "sharper": kerasgan.CompactSR.for_images((64, 64, 3), scale=4, width=2),
        "age": kerasgan.AgeGAN.for_images(shape, {"age_group": names}, width=2),
    }
    for name, gan in made.items():
        gan.save(folder / name / "model.keras")
    return folder


@pytest.fixture
def desk(tmp_path, models, monkeypatch):
    """A folder with what the pages' commands are given, and in which they run."""
    portraits = map(Image.fromarray, composed_photos.portraits())
    for folder in ("men", "women"):
        save(portraits, tmp_path / "faces" / folder)
    shutil.copytree(tmp_path / "faces", tmp_path / "labeled")
    for folder in ("photos", "album", "few", "other-samples", "other-people"):
        save(portraits, tmp_path / folder)
    for folder in ("sketches", "new-sketches"):
        shutil.copytree(tmp_path / "photos", tmp_path / folder)
    for name in ("photo.jpg", "drawing.jpg"):
        next(portraits).save(tmp_path / name)
    shutil.copytree(models, tmp_path / "runs")
    monkeypatch.chdir(tmp_path)


def save(portraits, folder):
    """Saves a dozen under names as those of UTKFace."""
    folder.mkdir(parents=True)
    for index in range(12):
        name = f"{7 * index + 5}_{index % 2}_{index % 5}_2017.jpg"
        next(portraits).resize((64, 64)).save(folder / name)


@pages_with(KERASGAN)
def test_a_pages_commands_run(page, desk):
    for command in commands_of(page, KERASGAN):
        result = test_cli.kerasgan(*shrunk(shlex.split(command)[1:]))
        assert result.exit_code == 0, f"{command}: {result.output}"


def shrunk(words):
    """A command that takes seconds: of a training in minutes one epoch is left."""
    words = [word.replace("../shared/data/utkface", "faces") for word in words]
    out = pathlib.Path(words[words.index("--out") + 1]) if "--out" in words else None
    if words[:2] == ["data", "prepare"] and not (out / "manifest.jsonl").exists():
        shutil.rmtree(out)  # a folder of the desk
    if words[0] != "train":
        return words
    shutil.rmtree(out, ignore_errors=True)
    options = dict(SMALL)
    for name in [n for start, names in FIXED.items() if start in words for n in names]:
        del options[name]
    for name in ("--minutes", "--width"):
        if name in words:
            at = words.index(name)
            del words[at : at + 2]
    return words + [w for pair in options.items() if pair[0] not in words for w in pair]


class ParsedError(Exception):
    """Ends a benchmark whose command line is right."""


@pages_with(BENCHMARK)
def test_a_pages_benchmarks_have_such_options(page, monkeypatch):
    parse = argparse.ArgumentParser.parse_args

    def parse_alone(*arguments, **options):
        parse(*arguments, **options)
        raise ParsedError

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parse_alone)
    monkeypatch.syspath_prepend(ROOT / "tests" / "benchmarks")
    for command in commands_of(page, BENCHMARK):
        script, *words = shlex.split(command)[1:]
        monkeypatch.setattr(sys, "argv", [script, *words])
        with pytest.raises(ParsedError):
            runpy.run_path(str(ROOT / script), run_name="__main__")


def test_every_command_runs_or_is_listed_and_none_is_listed_that_is_gone():
    every = {command for page in pages.PAGES for command in pages.commands(page)}
    listed = {command for commands in LISTS.values() for command in commands}
    assert {c for c in every if not re.match(KERASGAN, c)} <= listed <= every


@pytest.mark.parametrize("kind", ["run_by", "slow"])
def test_what_a_listed_command_ran_in_is_there(kind):
    for command, where in LISTS[kind].items():
        path, _, name = where.partition("::")
        text = (ROOT / path).read_text()
        assert f"def {name}(" in text if name else text, command
