"""Fresh interpreters for the scripts of exports that start in a moment.

An export runs its scripts in an interpreter of their own, without Keras and kerasgan.
Here one process imports TensorFlow once, without them, and forks for each script.
"""

import atexit
import functools
import json
import pathlib
import subprocess
import sys

from kerasgan.export import child

FORKS = """
import json, os, runpy, sys
import numpy, tensorflow

for line in sys.stdin:
    folder, log, *arguments = json.loads(line)
    process = os.fork()
    if not process:
        os.chdir(folder)
        sys.stdout = sys.stderr = open(log, "w")
        sys.argv = arguments
        code = 1
        try:
            runpy.run_path(arguments[0], run_name="__main__")
            code = 0
        except BaseException:
            import traceback
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""


@functools.cache
def forking():
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", FORKS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(process.communicate)  # the end of its input ends it
    return process


def run_script(log, name, *arguments):
    """`child.run_script`, in a fork."""
    script = pathlib.Path(child.__file__).with_name(name)
    process = forking()
    parts = (pathlib.Path.cwd(), log, script, *arguments)
    line = json.dumps([str(part) for part in parts])
    print(line, file=process.stdin, flush=True)
    code = int(process.stdout.readline())
    if code:
        raise RuntimeError(f"{name} ended with code {code}:\n{log.read_text()}")
