"""The site builds without a warning, and its first page of code is true."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[1]


def test_the_site_builds_strictly(tmp_path):
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(
        [*command, "--site-dir", tmp_path], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "reference" / "models" / "index.html").read_text()
    assert "Arjovsky" in page  # docstrings are in it


def test_the_objective_of_the_guide_is_the_one_that_is_tested():
    guide = (ROOT / "docs" / "add-a-gan.md").read_text()
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
