"""Logs a SavedModel of kerasgan to MLflow, with its report and its card.

    pip install mlflow==3.17.2 tensorflow==2.21.0       # in a venv of its own
    python log_model.py models/faces/1 --tracking-uri sqlite:///mlflow.db --name faces

Prints the model's URI; `mlflow.pyfunc.load_model(uri).predict({"seed": [0],
"truncation": [1.0]})` draws, and `mlflow models serve --model-uri URI` serves it.
"""

import argparse
import json
import pathlib

import mlflow
import numpy as np
from mlflow.models import ModelSignature
from mlflow.types import Schema
from mlflow.types import TensorSpec

MEASURES = ("psnr_db", "max_abs_error_levels", "median_latency_ms", "file_size_bytes")


def schema(tensors):
    """MLflow's schema of a signature's inputs or outputs, as the report has them."""
    return Schema(
        [
            TensorSpec(
                np.dtype("str" if facts["dtype"] == "string" else facts["dtype"]),
                tuple(-1 if side is None else side for side in facts["shape"]),
                name,
            )
            for name, facts in tensors.items()
        ]
    )


def log(version, name):
    """Logs a version's folder; gives the URI of the model."""
    report = json.loads((version / "report.json").read_text())
    signature = report["signatures"]["sample"]
    (output,) = signature["outputs"].values()
    with mlflow.start_run():
        mlflow.log_params({"model": report["model_class"], **report["sha256"]})
        mlflow.log_metrics({m: report[m] for m in MEASURES if report[m] is not None})
        mlflow.log_artifact(version / "report.json")
        logged = mlflow.pyfunc.log_model(
            name=name,
            python_model=pathlib.Path(__file__).with_name("faces_model.py"),
            artifacts={"saved_model": str(version)},
            signature=ModelSignature(
                schema(signature["inputs"]), schema({"images": output})
            ),
            pip_requirements=[f"tensorflow=={report['tensorflow_version']}"],
        )
    return logged.model_uri


def main():
    """Reads the command line and logs the model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("version", type=pathlib.Path, help="such as models/faces/1")
    parser.add_argument("--tracking-uri", default="sqlite:///mlflow.db")
    parser.add_argument("--name", default="faces")
    options = parser.parse_args()
    mlflow.set_tracking_uri(options.tracking_uri)
    print(log(options.version, options.name))


if __name__ == "__main__":
    main()
