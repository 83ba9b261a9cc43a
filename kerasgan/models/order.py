"""The order in which `fit` shows the images, which a resumed run goes on with."""

import keras

from kerasgan import data


class ResumeOrder(keras.callbacks.Callback):
    """Draws each epoch's order from the model's step, which survives a restart."""

    def __init__(self, dataset):
        super().__init__()
        self.shuffles = list(data.shuffles(dataset))

    def on_epoch_begin(self, epoch, logs=None):
        for shuffle in self.shuffles:
            shuffle.iteration = int(self.model.step.numpy())
