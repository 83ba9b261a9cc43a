"""What steers a picture besides its latent: classes, attributes, codes, captions."""

from kerasgan.conditions.captions import Captions
from kerasgan.conditions.codes import Codes
from kerasgan.conditions.given import check_values
from kerasgan.conditions.given import conditions_of
from kerasgan.conditions.given import encoded
from kerasgan.conditions.given import inputs_for
from kerasgan.conditions.given import inputs_of
from kerasgan.conditions.given import values_in
from kerasgan.conditions.given import vectors_of
from kerasgan.conditions.kinds import Attributes
from kerasgan.conditions.kinds import Classes
from kerasgan.conditions.kinds import Condition

__all__ = [
    "Attributes",
    "Captions",
    "Classes",
    "Codes",
    "Condition",
    "check_values",
    "conditions_of",
    "encoded",
    "inputs_for",
    "inputs_of",
    "values_in",
    "vectors_of",
]
