"""A training of `best_face.py`: a DCGAN with some changes, and its measures."""

import best_face_strided
import core_minutes
import faces_contender
import keras
import parts
import tensorflow as tf
from keras import layers

import kerasgan
from kerasgan import data
from kerasgan import metrics
from kerasgan import plots
from kerasgan.networks import dcgan

RATE, BATCH, EPOCH_BATCHES = 2e-4, 64, 25


@keras.saving.register_keras_serializable("best_face")
class Contender(kerasgan.GAN):
    """A GAN whose objective may be relative, with the logits that are there already.

    Args:
        generator: As of `GAN`.
        discriminator: As of `GAN`.
        relativistic: Bool.
    """

    reuses_real_logits = True

    def __init__(self, generator, discriminator, relativistic=False, **kwargs):
        if relativistic:
            self.objective = kerasgan.losses.Relativistic()
        super().__init__(generator, discriminator, **kwargs)
        self.relativistic = relativistic


def networks(side, width=32, critic_width=None, most=8, modulated=False, dropout=0):
    """DCGAN's, with changes.

    Args:
        side: Int, of the images.
        width: Int, channels next to the image.
        critic_width: Optional int, those of the discriminator.
        most: Int, the widest maps in widths.
        modulated: Bool. Whether the latent scales and shifts all normalized maps.
        dropout: Float, the fraction of features that the last layer doesn't see.
    """
    shape, critic_width = (side, side, 3), critic_width or width
    generator = dcgan.generator(shape, width=width, most=most, modulated=modulated)
    if not dropout:
        return generator, dcgan.discriminator(shape, critic_width, most=most)
    images = keras.Input(shape)
    x = kerasgan.layers.Dropout(dropout)(dcgan.features(images, critic_width))
    dense = layers.Dense(1, kernel_initializer=dcgan.initializer(), dtype="float32")
    return generator, keras.Model(images, dense(x), name="discriminator")


def build(side, seed, relativistic=False, rates=(RATE, RATE), **options):
    keras.utils.set_random_seed(seed)
    policy = options.pop("policy", "float32")
    if policy == "auto":  # as of `kerasgan train`
        policy = kerasgan.environment.fastest_policy()
    keras.config.set_dtype_policy(policy)
    options = {k: v for k, v in options.items() if k not in ("batch", "decay")}
    cls, optimizers = options.pop("class", None), ()  # none: the class' own
    if cls == "StyleGAN2":
        gan = kerasgan.StyleGAN2.for_cpu((side, side, 3), seed=seed, **options)
    elif cls == "strided":
        gan = best_face_strided.build(side, seed, **options)
    elif cls == "RSGAN":
        gan = kerasgan.RSGAN.for_images((side, side, 3), seed=seed, **options)
    elif cls == "TTURGAN":
        gan = kerasgan.TTURGAN(*networks(side, **options), seed=seed)
    else:
        gan = Contender(*networks(side, **options), relativistic, seed=seed)
        optimizers = [kerasgan.optimizers.Adam(rate, beta_1=0.5) for rate in rates]
    gan.compile(*optimizers)
    keras.config.set_dtype_policy("float32")  # of the networks that measure
    return gan


def result_of(options, seed, side, minutes, path, settings, detected):
    """Facts and measures of a training, which goes on where it was."""
    batch = options.get("batch", BATCH)
    faces = data.image_folder(
        settings["faces"],
        side,
        batch,
        mirror=True,
        seed=seed,
        cache_dir=f"{settings['out']}/cache",
    )
    gan, used, history = core_minutes.train(
        path,
        lambda: build(side, seed, **options),
        faces.take(EPOCH_BATCHES * BATCH // batch),
        minutes,
        options.get("decay"),
    )
    real = faces_contender.RealFaces({**settings, "size": side})
    samples = gan.sample(settings["samples"], seed=parts.SEED)
    plots.save_grid(path.with_suffix(".png"), samples[:64])
    found = measures(samples, real, detected)
    live = gan.sample(settings["samples"], seed=parts.SEED, averaged=False)
    return {
        "images": int(gan.step) * batch,
        "core_minutes": used,
        "parameters": {n: net.count_params() for n, net in gan.networks.items()},
        "last": {n: round(v[-1], 4) for n, v in history.items() if n in gan.trackers},
        **found,
        "frechet_of_last_weights": frechet(metrics.VGG16Features(), real, live),
        "machine": f"{parts.processor()}, TensorFlow {tf.__version__}, one thread",
    }


def frechet(extractor, real, samples):
    fake = metrics.statistics(extractor(samples))
    return float(metrics.frechet_distance(real.statistics(extractor), fake))


def measures(samples, real, detected):
    """The judge, another extractor, and what of the real faces the samples have."""
    onet = metrics.ONetFeatures()
    features = [onet(images) for images in (real.reference[: len(samples)], samples)]
    precision, recall = metrics.precision_recall(*features)
    density, coverage = metrics.density_coverage(*features)
    pixels = data.to_uint8(samples)
    swd = metrics.sliced_wasserstein(real.reference[: len(pixels)], pixels)
    return {
        "frechet": frechet(metrics.VGG16Features(), real, samples),
        "onet": frechet(onet, real, samples),
        "precision": precision,
        "recall": recall,
        "density": density,
        "coverage": coverage,
        "swd": swd["mean"],
        "face_found": float(metrics.FaceDetection(detected)(samples)["faces"].mean),
    }
