"""Makes a model repository of Triton from a SavedModel of kerasgan.

    python make_repository.py models/faces/1 repository --name faces
        [--signature sample_png] [--max-batch-size 16] [--packages site-packages]

The repository is for the python backend: `tritonserver --model-repository=repository`.
Called again with another name and signature it adds a model. Needs nothing but Python.
"""

import argparse
import json
import pathlib
import shutil

TYPES = {
    "float32": "TYPE_FP32",
    "int32": "TYPE_INT32",
    "int64": "TYPE_INT64",
    "uint8": "TYPE_UINT8",
    "string": "TYPE_STRING",
}


def tensor(name, facts):
    """The lines of a tensor; a row that is one number has one, and no axis, in it."""
    _, *shape = facts["shape"]
    reshape = "" if shape else " reshape { shape: [ ] }"
    kind = TYPES[facts["dtype"]]
    return f'  {{ name: "{name}" data_type: {kind} dims: {shape or [1]}{reshape} }}'


def config(name, signature, signatures, max_batch_size):
    """The text of `config.pbtxt`."""
    facts = signatures[signature]
    inputs = ",\n".join(tensor(*item) for item in facts["inputs"].items())
    outputs = ",\n".join(tensor(*item) for item in facts["outputs"].items())
    preferred = [size for size in (4, 16) if size <= max_batch_size]
    return f"""name: "{name}"
backend: "python"
max_batch_size: {max_batch_size}
input [
{inputs}
]
output [
{outputs}
]
dynamic_batching {{
  preferred_batch_size: {preferred or [max_batch_size]}
  max_queue_delay_microseconds: 2000
}}
instance_group [ {{ kind: KIND_CPU count: 1 }} ]
parameters {{ key: "signature" value: {{ string_value: "{signature}" }} }}
"""


def main():
    """Reads the command line and writes the repository."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("saved_model", type=pathlib.Path, help="models/faces/1")
    parser.add_argument("repository", type=pathlib.Path)
    parser.add_argument("--name", default="faces", help="of the served model")
    parser.add_argument("--signature", default="sample")
    parser.add_argument("--max-batch-size", type=int, default=16)
    parser.add_argument("--packages", help="folder from which Triton takes TensorFlow")
    options = parser.parse_args()

    report = json.loads((options.saved_model / "report.json").read_text())
    signatures = report["signatures"]
    if options.signature not in signatures:
        raise SystemExit(
            f"{options.saved_model} has the signatures {', '.join(signatures)}, but "
            f"received --signature {options.signature}."
        )
    folder = options.repository / options.name
    if folder.exists():
        raise SystemExit(f"{folder} exists. Choose another --name, or remove it.")
    version = folder / "1"
    shutil.copytree(options.saved_model, version / "saved_model")
    shutil.copy(pathlib.Path(__file__).with_name("model.py"), version / "model.py")
    if options.packages:
        (version / "packages.txt").write_text(options.packages)
    text = config(options.name, options.signature, signatures, options.max_batch_size)
    (folder / "config.pbtxt").write_text(text)
    print(f"{folder}: {options.signature} of {options.saved_model}")


if __name__ == "__main__":
    main()
