"""MLflow, which needs other versions than kerasgan: in the venv that is named."""

import os
import pathlib
import subprocess

import numpy as np
import pytest
import tensorflow as tf

from kerasgan import export

SCRIPTS = pathlib.Path(__file__).parents[2] / "export" / "mlflow"
LOAD = """
import sys, mlflow, numpy as np
mlflow.set_tracking_uri(sys.argv[1])
model = mlflow.pyfunc.load_model(sys.argv[2])
columns = {"seed": np.arange(3), "truncation": np.ones(3, "float32")}
np.save(sys.argv[3], model.predict(columns))
"""


def test_a_logged_model_is_loaded_again_and_draws_the_same(gan, tmp_path):
    venv = os.environ.get("KERASGAN_MLFLOW_VENV")
    if not venv:
        pytest.skip("KERASGAN_MLFLOW_VENV names no venv with mlflow")
    python = pathlib.Path(venv) / "bin" / "python"
    version = export.to_saved_model(gan, tmp_path / "faces")
    store = f"sqlite:///{tmp_path / 'mlflow.db'}"

    def run(*arguments):
        command = [python, *map(str, arguments)]
        return subprocess.run(
            command, cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout

    printed = run(SCRIPTS / "log_model.py", version, "--tracking-uri", store)
    run("-c", LOAD, store, printed.split()[-1], tmp_path / "images.npy")
    loaded = tf.saved_model.load(version)
    expected = loaded.signatures["sample"](
        seed=tf.range(3, dtype=tf.int64), truncation=tf.ones(3)
    )["images"]
    np.testing.assert_array_equal(np.load(tmp_path / "images.npy"), expected)
    assert not list(tmp_path.rglob("*.pkl"))
