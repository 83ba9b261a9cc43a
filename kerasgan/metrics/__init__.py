"""Distances of samples from real images, each with the protocol of its measure."""

from kerasgan.metrics.attributes import AttributeBias
from kerasgan.metrics.attributes import AttributeClassifier
from kerasgan.metrics.comparison import Comparison
from kerasgan.metrics.detection import FaceDetection
from kerasgan.metrics.draws import drawn
from kerasgan.metrics.extractor import Extractor
from kerasgan.metrics.face_embedding import FaceEmbedding
from kerasgan.metrics.fidelity import Fidelity
from kerasgan.metrics.fidelity import psnr
from kerasgan.metrics.fidelity import sharpness
from kerasgan.metrics.fidelity import ssim
from kerasgan.metrics.frechet import frechet_distance
from kerasgan.metrics.frechet import statistics
from kerasgan.metrics.inception.features import InceptionFeatures
from kerasgan.metrics.inception.keras_network import KerasInceptionFeatures
from kerasgan.metrics.inception.score import inception_score
from kerasgan.metrics.kernel_distance import kernel_distance
from kerasgan.metrics.levels import SlicedWasserstein
from kerasgan.metrics.memorization import Memorization
from kerasgan.metrics.modes import mode_coverage
from kerasgan.metrics.neighbors import density_coverage
from kerasgan.metrics.neighbors import precision_recall
from kerasgan.metrics.onet import ONetFeatures
from kerasgan.metrics.outliers import FaceOutliers
from kerasgan.metrics.perceptual import PerceptualDistance
from kerasgan.metrics.score import Score
from kerasgan.metrics.score import merged
from kerasgan.metrics.similarity import ms_ssim
from kerasgan.metrics.sliced_wasserstein import sliced_wasserstein
from kerasgan.metrics.sliced_wasserstein import sliced_wasserstein_of_points
from kerasgan.metrics.stacked_digits import StackedDigits
from kerasgan.metrics.tfgan import tensorflow_gan
from kerasgan.metrics.vgg16 import VGG16Features

__all__ = [
    "AttributeBias",
    "AttributeClassifier",
    "Comparison",
    "Extractor",
    "FaceDetection",
    "FaceEmbedding",
    "FaceOutliers",
    "Fidelity",
    "InceptionFeatures",
    "KerasInceptionFeatures",
    "Memorization",
    "ONetFeatures",
    "PerceptualDistance",
    "Score",
    "SlicedWasserstein",
    "StackedDigits",
    "VGG16Features",
    "density_coverage",
    "drawn",
    "frechet_distance",
    "inception_score",
    "kernel_distance",
    "merged",
    "mode_coverage",
    "ms_ssim",
    "precision_recall",
    "psnr",
    "sharpness",
    "sliced_wasserstein",
    "sliced_wasserstein_of_points",
    "ssim",
    "statistics",
    "tensorflow_gan",
]
