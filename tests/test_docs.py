"""The site builds without a warning, and its first page of code is true."""

import ast
import importlib.util
import re
import shlex
import subprocess
import sys

import keras
import pages
import pytest
import typer

import kerasgan
from kerasgan import cli

ALL_PAGES = pytest.mark.parametrize(
    "page", pages.PAGES, ids=lambda page: str(page.relative_to(pages.ROOT))
)


@ALL_PAGES
def test_links_lead_somewhere(page):
    for target, anchor in re.findall(r"\]\(([^)#\s]*)#?([^)\s]*)\)", page.read_text()):
        if "://" in target:
            continue
        path = page.parent / target if target else page
        assert path.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", path.read_text(), re.MULTILINE)
            slugs = {
                re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings
            }
            assert anchor in slugs, f"{target}#{anchor}"


@ALL_PAGES
def test_commands_have_the_options_that_they_are_shown_with(page):
    program = typer.main.get_command(cli.app)
    for line in pages.commands(page):
        line = line.rstrip("'")  # of a command within another's
        if not re.match(r"(\S*/)?kerasgan ", line):
            continue
        command, words = program, shlex.split(line)[1:]
        while hasattr(command, "commands"):
            command, words = command.commands[words[0]], words[1:]
        try:
            command.make_context("kerasgan", words)  # parses, and runs nothing
        except typer.BadParameter as error:
            assert "does not exist" in error.message


@ALL_PAGES
def test_code_has_names_that_there_are(page):
    for block in pages.blocks(page, "python"):
        ast.parse(block)
        for name in re.findall(r"\bkerasgan(?:\.[a-zA-Z]\w*)+", block):
            assert is_there(name), name


def is_there(name):
    """Whether a dotted name is a module, or an attribute of one."""
    first, *others = name.split(".")[1:]
    value = getattr(kerasgan, first)
    for other in others:
        if not hasattr(value, other):
            return importlib.util.find_spec(name) is not None  # which an extra needs
        value = getattr(value, other)
    return True


def test_the_site_builds_strictly(tmp_path):
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(
        [*command, "--site-dir", tmp_path],
        cwd=pages.ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "reference" / "models" / "index.html").read_text()
    assert "Arjovsky" in page  # docstrings are in it


def test_the_objective_of_the_guide_is_the_one_that_is_tested(monkeypatch):
    # Of `trial_models` is the class that other tests load by this name.
    objects = keras.saving.get_custom_objects()
    monkeypatch.setitem(objects, "Custom>RelativisticAverageGAN", None)
    guide = (pages.ROOT / "docs" / "add-a-gan.md").read_text()
    code = guide.split("```python\n")[1].split("```")[0]
    namespace = {}
    exec(code, namespace)  # noqa: S102
    gan = namespace["RelativisticAverageGAN"].for_images((16, 16, 1), 4, 2)
    assert gan.loss_names == (
        "discriminator_loss",
        "real_loss",
        "fake_loss",
        "generator_loss",
    )
