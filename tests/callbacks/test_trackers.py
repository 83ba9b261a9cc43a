"""Weights & Biases and MLflow, by their own callbacks: in the venv that is named."""

import json
import os
import pathlib
import subprocess

import pytest

TESTS = pathlib.Path(__file__).parents[1]
BEGIN = """
import json, sys
sys.path[:0] = sys.argv[1:]
import kerasgan, tiny_models
gan = tiny_models.build(kerasgan.DCGAN)
fit = dict(x=tiny_models.images(8), batch_size=4, epochs=2, verbose=0)
"""
WANDB = """
import wandb
from wandb.integration.keras import WandbMetricsLogger
wandb.init(project="faces", mode="offline")
history = gan.fit(callbacks=[WandbMetricsLogger()], **fit).history
kept = {n.removeprefix("epoch/"): v for n, v in dict(wandb.run.summary).items()}
wandb.finish()
"""
MLFLOW = """
import mlflow
mlflow.set_tracking_uri("sqlite:///runs.db")
with mlflow.start_run() as run:
    history = gan.fit(callbacks=[mlflow.keras.MlflowCallback(run)], **fit).history
kept = mlflow.get_run(run.info.run_id).data.metrics
"""
END = """
last = {name: values[-1] for name, values in history.items()}
print(json.dumps([{name: kept[name] for name in last}, last]))
"""


@pytest.mark.parametrize("script", [WANDB, MLFLOW], ids=["wandb", "mlflow"])
def test_their_callback_keeps_all_logs(script, tmp_path):
    venv = os.environ.get("KERASGAN_MLFLOW_VENV")
    if not venv:
        pytest.skip("KERASGAN_MLFLOW_VENV names no venv with mlflow and wandb")
    python = pathlib.Path(venv) / "bin" / "python"
    command = [python, "-c", BEGIN + script + END, TESTS.parent, TESTS]
    printed = subprocess.run(
        command, cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout
    kept, logged = json.loads(printed.splitlines()[-1])
    assert kept == pytest.approx(logged)
    assert {"generator_loss", "discriminator_gradient_norm"} <= set(kept)
