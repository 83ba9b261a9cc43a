"""A folder with a page that draws in the browser, for any server of files."""

import importlib.resources
import json
import pathlib
import shutil
import subprocess

from kerasgan import files
from kerasgan import latent
from kerasgan.data import cache
from kerasgan.export.report import read_report
from kerasgan.export.sampler import all_layers
from kerasgan.export.sampler import samplers_of
from kerasgan.export.tflite import to_tflite
from kerasgan.inputs import Captions
from kerasgan.provenance import source_of

VERSION = "2.5.3"  # of LiteRT.js, Apache-2.0
LITERT_JS = {  # names in the folder, and where the packages have them
    "core.js": "core/dist/index.js",
    "wasm-utils.js": "wasm-utils/dist/index.js",
    "litert_wasm_internal.js": "core/wasm/litert_wasm_internal.js",
    "litert_wasm_internal.wasm": "core/wasm/litert_wasm_internal.wasm",
}
NUM_DIRECTIONS = 5


def to_web(gan, path, quantize="dynamic8", litert_js=None, title=None, size=None):
    """Writes a folder with a page that runs the model entirely in the browser.

    Any web server can serve it: `python -m http.server --directory faces`. The page has
    a field for the seed, sliders, and a choice for each label. The picture of a seed is
    that of `gan.sample(1, seed)`. For a model that takes images, the page takes a file
    or a picture of the camera, which stay in the browser. It sends no requests to other
    hosts.

    Args:
        gan: A model.
        path: Folder that doesn't exist yet.
        quantize: `None`, `"float16"`, `"dynamic8"` or `"int8"`, the number format of
            the model's file, as in `to_tflite`.
        litert_js: Path of the folder `node_modules/@litertjs` in which npm has
            installed `@litertjs/core`. `None` installs it by npm into the package's
            cache.
        title: String (default: the model's class and how large its images are).
        size: `(height, width)` of the input images, if the network takes any size.

    Returns:
        `pathlib.Path` of the folder.

    Raises:
        ValueError: The folder exists, or the model takes captions.
        FileNotFoundError: LiteRT.js is not installed, and npm is missing to install it.
    """
    path = pathlib.Path(path).expanduser()
    if path.exists():
        raise ValueError(f"{path} exists. Choose another folder, or remove it.")
    parts = samplers_of(gan, size)
    kinds = [kind for part in parts for kind in part.inputs.values()]
    if any(isinstance(kind, Captions) for kind in kinds):
        raise ValueError(
            f"{type(gan).__name__} takes captions, whose encoder does not run in a "
            "browser. Serve it: `to_saved_model`."
        )
    scripts = litert_scripts(litert_js)
    with files.landing_in(path.parent) as draft:
        folder = draft / path.name
        page = importlib.resources.files("kerasgan.export") / "web"
        with importlib.resources.as_file(page) as source:
            shutil.copytree(source, folder)
        (folder / "litert").mkdir()
        for name, script in scripts.items():
            shutil.copyfile(script, folder / "litert" / name)
        models = []
        for to in getattr(gan, "directions", [None]):
            stem = "-".join(filter(None, ("generator", to if len(parts) > 1 else None)))
            file = to_tflite(gan, folder / f"{stem}.tflite", quantize, to=to, size=size)
            models.append(model_facts(file, to))
        facts = {
            "title": title or f"{type(gan).__name__}, {shape_in_words(models[0])}",
            "source": source_of(gan),
            "models": models,
            "directions": directions_of(parts[0]),
        }
        (folder / "page.json").write_text(json.dumps(facts, indent=2) + "\n")
    return path


def model_facts(file, to):
    """The facts of a file that the page needs."""
    report = read_report(file)
    return {
        "to": to,
        "file": file.name,
        "inputs": report["inputs"],
        "shape": [*report["resolution"], report["channels"]],
    }


def shape_in_words(facts):
    """The width and height of a model's images."""
    height, width, _ = facts["shape"]
    return f"{width}x{height}"


def directions_of(part):
    """Directions of the latents that change a picture most, or none."""
    size = getattr(part.inputs.get("latents"), "size", None)
    for layer in all_layers(part.network):
        kernel = getattr(layer, "kernel", None)
        if size and kernel is not None and kernel.shape.rank == 2:
            if kernel.shape[0] >= size:  # labels come after the latents
                axes = latent.principal_axes(kernel[:size], NUM_DIRECTIONS)
                return axes.round(5).tolist()
    return []


def litert_scripts(folder):
    """Paths of LiteRT.js' files by the names that the page uses."""
    if folder is None:
        folder = installed()
    folder = pathlib.Path(folder).expanduser()
    scripts = {name: folder / place for name, place in LITERT_JS.items()}
    if missing := [place for place in scripts.values() if not place.is_file()]:
        raise FileNotFoundError(
            f"LiteRT.js has no {missing[0]}. Run `npm install --ignore-scripts "
            f"@litertjs/core@{VERSION}` and pass its folder `node_modules/@litertjs`."
        )
    return scripts


def installed():
    """The folder of LiteRT.js' packages in the cache, where npm puts them once."""
    folder = cache.default_cache_dir() / f"litertjs-{VERSION}"
    packages = folder / "node_modules" / "@litertjs"
    if packages.is_dir():
        return packages
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError(
            "The page needs LiteRT.js, which npm would bring, but there is no npm. "
            f"Elsewhere run `npm install --ignore-scripts @litertjs/core@{VERSION}`, "
            "copy node_modules/@litertjs, and pass its path."
        )
    with files.landing_in(folder.parent) as draft:
        made = draft / folder.name
        made.mkdir()
        package = f"@litertjs/core@{VERSION}"
        options = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        subprocess.run([npm, "install", *options, package], cwd=made, check=True)
    return packages
