"""The pages of the project, and what stands in them."""

import functools
import pathlib
import re

ROOT = pathlib.Path(__file__).parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "export").rglob("*.md")),
]
PROGRAMS = r"(\S*/)?(kerasgan|python|pytest|mkdocs|tritonserver|docker) "


def blocks(page, language):
    """The code of a page in a language, a string a block."""
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(), re.DOTALL)


@functools.cache
def commands(page):
    """The commands of a page, in blocks and in sentences, without their comments."""
    lines = "".join(blocks(page, "bash")).replace("\\\n", " ").splitlines()
    sentences = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    found = [re.sub(r"\s# .*", "", line) for line in lines]
    found += re.findall(r"`([^`]+)`", sentences)
    found = [" ".join(line.split()) for line in found]
    # `kerasgan train`, and what has three dots, is the mention of a command.
    whole = [c for c in found if c.endswith(".py") or len(c.split()) > 2]
    whole = [c for c in whole if not re.search(r" \.\.\.|<|kerasgan data prepare$", c)]
    return [c for c in whole if re.match(PROGRAMS, c)]
