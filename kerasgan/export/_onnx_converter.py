"""Converts a SavedModel to ONNX: `python _onnx_converter.py FOLDER FILE`.

FOLDER holds `model`; operations that ONNX lacks are listed in FOLDER/unsupported.json,
and then there is no FILE.
"""

import json
import logging
import os
import pathlib
import re
import sys

OPSET = 18
LACKS = re.compile(r"Tensorflow op \[.*: (\w+)\] is not supported")


class Unsupported(logging.Handler):
    """Names of the operations that tf2onnx finds no counterpart of.

    It logs one message for each, and raises an error that names the first.
    """

    def __init__(self):
        super().__init__()
        self.names = set()

    def emit(self, record):
        self.names.update(LACKS.findall(record.getMessage()))


def main(folder, file):
    """Writes `file`, or the list of what ONNX lacks."""
    from tf2onnx import convert

    folder = pathlib.Path(folder).resolve()
    unsupported = Unsupported()
    logging.getLogger("tf2onnx.tfonnx").addHandler(unsupported)
    file = pathlib.Path(file).resolve()
    os.chdir(folder)  # the file keeps the path of what it was converted from
    options = {
        "saved-model": "model",
        "signature_def": "serving_default",
        "opset": OPSET,
        "output": file,
    }
    sys.argv[1:] = [f"--{name}={value}" for name, value in options.items()]
    try:
        convert.main()
    except ValueError:
        if not unsupported.names:
            raise
    if unsupported.names:
        file.unlink(missing_ok=True)
        names = json.dumps(sorted(unsupported.names))
        (folder / "unsupported.json").write_text(names)


if __name__ == "__main__":
    main(*sys.argv[1:])
