"""Fresh interpreters for the scripts of this folder."""

import json
import os
import pathlib
import subprocess
import sys


def run_script(name, *arguments):
    """Runs a script of this folder in a fresh interpreter, on the CPU.

    The script's output, such as a converter's messages, is kept out of the caller's
    output, and a crash of the script does not end the caller.

    Args:
        name: String, file name of the script.
        *arguments: Strings or paths for its command line.
    """
    completed = subprocess.run(
        # -P: files of this folder must not shadow modules of the same name.
        [sys.executable, "-P", pathlib.Path(__file__).with_name(name), *arguments],
        env={**os.environ, "CUDA_VISIBLE_DEVICES": "-1"},
        capture_output=True,
        text=True,
        errors="replace",
    )
    if completed.returncode != 0:
        last_words = "\n".join(completed.stderr.strip().splitlines()[-20:])
        raise RuntimeError(
            f"The export was given up and nothing was written: {name} ended with code "
            f"{completed.returncode}. Its last words:\n{last_words}"
        )


def run_converter(target, name, folder, *arguments):
    """Runs a script that converts the model of a folder.

    Args:
        target: String, the format's name.
        name: As in `run_script`.
        folder: `pathlib.Path` of the model's folder, the script's first argument.
        *arguments: Further arguments of the script.

    Raises:
        ValueError: The script has listed operations that the format lacks.
    """
    run_script(name, folder, *arguments)
    unsupported = folder / "unsupported.json"
    if unsupported.exists():
        names = ", ".join(json.loads(unsupported.read_text()))
        raise ValueError(
            f"{target} has no builtin for these operations of the generator: {names}. "
            "Replace the layers that use them, or export with `to_saved_model`."
        )
