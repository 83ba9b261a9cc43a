"""`keras.utils.image_dataset_from_directory`, scaled as Keras' guides do."""

import keras

import kerasgan

faces = keras.utils.image_dataset_from_directory(
    "faces", labels=None, image_size=(32, 32), batch_size=32, seed=0
)
faces = faces.map(lambda images: images / 127.5 - 1)

gan = kerasgan.DCGAN.for_images((32, 32, 3), width=16)
gan.compile()
gan.fit(faces, epochs=30, verbose=2)
gan.save("gan.keras")
