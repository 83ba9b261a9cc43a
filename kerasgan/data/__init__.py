"""Images for training: any source becomes a `tf.data.Dataset` in [-1, 1]."""

from kerasgan.data.arrays import from_arrays
from kerasgan.data.captions import CaptionsBeside
from kerasgan.data.captions import captioned_folder
from kerasgan.data.captions import captions_in
from kerasgan.data.captions import captions_of
from kerasgan.data.celeba import celeba
from kerasgan.data.degradations import degrade
from kerasgan.data.derive import corrupt
from kerasgan.data.derive import downscale
from kerasgan.data.derive import to_gray
from kerasgan.data.derive import to_pencil
from kerasgan.data.digits import digits
from kerasgan.data.digits import stacked_digits
from kerasgan.data.embedded import congress
from kerasgan.data.embedded import london
from kerasgan.data.faces import AGE_BOUNDS
from kerasgan.data.faces import UTKFACE_NAMES
from kerasgan.data.faces import age_groups
from kerasgan.data.faces import face_labels
from kerasgan.data.faces import orl_faces
from kerasgan.data.faces import utkface
from kerasgan.data.faces import utkface_label
from kerasgan.data.folder import image_folder
from kerasgan.data.labels import folder_label
from kerasgan.data.labels import texts
from kerasgan.data.pairs import pairs
from kerasgan.data.pipeline import Shuffle
from kerasgan.data.pipeline import shuffles
from kerasgan.data.pipeline import untuned
from kerasgan.data.pipeline import upstream
from kerasgan.data.preparation.faces import Face
from kerasgan.data.preparation.photos import prepare
from kerasgan.data.preparation.selection import Limits
from kerasgan.data.preparation.shards import write_tfds
from kerasgan.data.report import Report
from kerasgan.data.smaller import with_smaller
from kerasgan.data.sources import as_batches
from kerasgan.data.stream.images import image_stream
from kerasgan.data.tfds import CELEBA_CROP
from kerasgan.data.tfds import from_tfds
from kerasgan.data.unpaired import unpaired
from kerasgan.ranges import to_uint8

__all__ = [
    "AGE_BOUNDS",
    "CELEBA_CROP",
    "CaptionsBeside",
    "Face",
    "Limits",
    "Report",
    "Shuffle",
    "UTKFACE_NAMES",
    "age_groups",
    "as_batches",
    "captioned_folder",
    "captions_in",
    "captions_of",
    "celeba",
    "congress",
    "corrupt",
    "degrade",
    "digits",
    "downscale",
    "face_labels",
    "folder_label",
    "from_arrays",
    "from_tfds",
    "image_folder",
    "image_stream",
    "london",
    "orl_faces",
    "pairs",
    "prepare",
    "shuffles",
    "stacked_digits",
    "texts",
    "to_gray",
    "to_pencil",
    "to_uint8",
    "unpaired",
    "untuned",
    "upstream",
    "utkface",
    "utkface_label",
    "with_smaller",
    "write_tfds",
]
