"""Fresh interpreters for the scripts of this folder."""

import os
import pathlib
import subprocess
import sys


def run_script(name, *arguments):
    """Runs a script of this folder in a fresh interpreter, on the CPU.

    Its output, a converter's chatter for one, is kept out of the caller's, and
    its crash does not end the caller.

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
