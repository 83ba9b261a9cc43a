"""A SavedModel of kerasgan as MLflow loads it, from this code and without a pickle."""

import mlflow
import numpy as np
import tensorflow as tf


class Faces(mlflow.pyfunc.PythonModel):
    """The signature `sample`: a dict of columns by name gives images."""

    def load_context(self, context):
        """Loads the SavedModel among the artifacts."""
        self.loaded = tf.saved_model.load(context.artifacts["saved_model"])
        self.sample = self.loaded.signatures["sample"]
        self.specs = self.sample.structured_input_signature[1]

    def predict(self, context, model_input, params=None):
        """Images `(batch, height, width, channels)`, uint8."""
        columns = {
            name: tf.constant(np.asarray(model_input[name]), spec.dtype)
            for name, spec in self.specs.items()
        }
        return self.sample(**columns)["images"].numpy()


mlflow.models.set_model(Faces())
