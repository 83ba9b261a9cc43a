"""The training loops that `training.py` times, each run in a process of its own."""

import json
import sys
import time

BATCH, SIZE, LATENT = 64, 64, 100
REPEATS = 3


def kerasgan_fit(width, batches, name="DCGAN"):
    """`fit` as a user calls it, data pipeline and callbacks included."""
    import numpy as np

    import kerasgan

    images = np.random.default_rng(0).integers(0, 256, (BATCH * batches, SIZE, SIZE, 3))
    faces = kerasgan.data.from_arrays(images.astype("uint8"), batch_size=BATCH)
    gan = getattr(kerasgan, name).for_images((SIZE, SIZE, 3), LATENT, width)
    gan.compile()
    return lambda: gan.fit(faces, verbose=0)


def kerasgan_wgan_gp(width, batches):
    """`WGANGP.fit`; a step takes five batches."""
    return kerasgan_fit(width, batches, "WGANGP")


def keras_guide(width, steps):
    """A custom `train_step` as the Keras guide writes it, on TensorFlow's defaults.

    Two generator passes, one discriminator pass over fake and real together,
    Keras' own batch normalization; the networks are those of DCGAN.
    """
    import keras
    import numpy as np
    import tensorflow as tf

    class GuideGAN(keras.Model):
        def __init__(self, discriminator, generator):
            super().__init__()
            self.discriminator, self.generator = discriminator, generator
            self.d_loss_tracker = keras.metrics.Mean(name="d_loss")
            self.g_loss_tracker = keras.metrics.Mean(name="g_loss")
            self.seed_generator = keras.random.SeedGenerator(0)
            self.built = True

        @property
        def metrics(self):
            return [self.d_loss_tracker, self.g_loss_tracker]

        def compile(self, d_optimizer, g_optimizer, loss_fn):
            super().compile(optimizer=None)
            self.d_optimizer, self.g_optimizer = d_optimizer, g_optimizer
            self.loss_fn = loss_fn

        def train_step(self, real):
            n = tf.shape(real)[0]
            z = keras.random.normal((n, LATENT), seed=self.seed_generator)
            both = tf.concat([self.generator(z, training=True), real], axis=0)
            labels = tf.concat([tf.ones((n, 1)), tf.zeros((n, 1))], axis=0)
            with tf.GradientTape() as tape:
                d_loss = self.loss_fn(labels, self.discriminator(both, training=True))
            weights = self.discriminator.trainable_weights
            self.d_optimizer.apply(tape.gradient(d_loss, weights), weights)

            z = keras.random.normal((n, LATENT), seed=self.seed_generator)
            with tf.GradientTape() as tape:
                verdict = self.discriminator(
                    self.generator(z, training=True), training=True
                )
                g_loss = self.loss_fn(tf.zeros((n, 1)), verdict)
            weights = self.generator.trainable_weights
            self.g_optimizer.apply(tape.gradient(g_loss, weights), weights)

            self.d_loss_tracker.update_state(d_loss)
            self.g_loss_tracker.update_state(g_loss)
            return {m.name: m.result() for m in self.metrics}

    layers = keras.layers
    z = keras.Input((LATENT,))
    x = layers.Reshape((4, 4, 8 * width))(layers.Dense(128 * width, use_bias=False)(z))
    for filters in (4 * width, 2 * width, width):
        x = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.Conv2DTranspose(filters, 4, 2, "same", use_bias=False)(x)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    generator = keras.Model(
        z, layers.Conv2DTranspose(3, 4, 2, "same", activation="tanh")(x)
    )
    image = keras.Input((SIZE, SIZE, 3))
    x = layers.LeakyReLU(0.2)(layers.Conv2D(width, 4, 2, "same")(image))
    for filters in (2 * width, 4 * width, 8 * width):
        x = layers.Conv2D(filters, 4, 2, "same", use_bias=False)(x)
        x = layers.LeakyReLU(0.2)(layers.BatchNormalization()(x))
    discriminator = keras.Model(image, layers.Dense(1)(layers.Flatten()(x)))

    gan = GuideGAN(discriminator, generator)
    gan.compile(
        keras.optimizers.Adam(2e-4, beta_1=0.5),
        keras.optimizers.Adam(2e-4, beta_1=0.5),
        keras.losses.BinaryCrossentropy(from_logits=True),
    )
    images = np.random.default_rng(0).uniform(-1, 1, (BATCH * steps, SIZE, SIZE, 3))
    data = tf.data.Dataset.from_tensor_slices(images.astype("float32"))
    data = data.shuffle(1024).batch(BATCH, drop_remainder=True).prefetch(2)
    return lambda: gan.fit(data, verbose=0, shuffle=False)


def torch_networks(width, normalization):
    """DCGAN's networks, the discriminator under a normalization of its own."""
    from torch import nn

    def block(module, norm, activation):
        return [module, norm, activation]

    first = nn.ConvTranspose2d(LATENT, 8 * width, 4, bias=False)
    layers = block(first, nn.BatchNorm2d(8 * width), nn.ReLU(True))
    for i, o in ((8, 4), (4, 2), (2, 1)):
        deconv = nn.ConvTranspose2d(i * width, o * width, 4, 2, 1, bias=False)
        layers += block(deconv, nn.BatchNorm2d(o * width), nn.ReLU(True))
    generator = nn.Sequential(*layers, nn.ConvTranspose2d(width, 3, 4, 2, 1), nn.Tanh())
    layers = [nn.Conv2d(3, width, 4, 2, 1), nn.LeakyReLU(0.2)]
    for i, o in ((1, 2), (2, 4), (4, 8)):
        conv = nn.Conv2d(i * width, o * width, 4, 2, 1, bias=False)
        layers += block(conv, normalization(o * width), nn.LeakyReLU(0.2))
    discriminator = nn.Sequential(*layers, nn.Conv2d(8 * width, 1, 4))
    return generator, discriminator


def torch_loop(width, steps):
    """The PyTorch tutorial's loop on the same networks, data already in memory."""
    import torch

    generator, discriminator = torch_networks(width, torch.nn.BatchNorm2d)
    criterion = torch.nn.BCEWithLogitsLoss()
    optimizers = [
        torch.optim.Adam(net.parameters(), 2e-4, betas=(0.5, 0.999))
        for net in (discriminator, generator)
    ]
    images = torch.rand(BATCH * steps, 3, SIZE, SIZE) * 2 - 1
    ones, zeros = torch.ones(BATCH), torch.zeros(BATCH)

    def epoch():
        for real in images.split(BATCH):
            optimizers[0].zero_grad()
            criterion(discriminator(real).flatten(), ones).backward()
            fake = generator(torch.randn(BATCH, LATENT, 1, 1))
            criterion(discriminator(fake.detach()).flatten(), zeros).backward()
            optimizers[0].step()
            optimizers[1].zero_grad()
            criterion(discriminator(fake).flatten(), ones).backward()
            optimizers[1].step()

    return epoch


def torch_wgan_gp(width, batches):
    """Algorithm 1 of WGAN-GP on the same networks: five critic steps to one."""
    import torch

    generator, critic = torch_networks(
        width, lambda channels: torch.nn.GroupNorm(1, channels)
    )
    optimizers = [
        torch.optim.Adam(net.parameters(), 1e-4, betas=(0.0, 0.9))
        for net in (critic, generator)
    ]
    images = torch.rand(BATCH * batches, 3, SIZE, SIZE) * 2 - 1

    def critic_step(real):
        with torch.no_grad():
            fake = generator(torch.randn(BATCH, LATENT, 1, 1))
        mix = torch.rand(BATCH, 1, 1, 1)
        between = (fake + mix * (real - fake)).requires_grad_(True)
        gradient = torch.autograd.grad(
            critic(between).sum(), between, create_graph=True
        )[0]
        penalty = (gradient.flatten(1).norm(dim=1) - 1).square().mean()
        loss = critic(fake).mean() - critic(real).mean() + 10 * penalty
        optimizers[0].zero_grad()
        loss.backward()
        optimizers[0].step()

    def epoch():
        for index, real in enumerate(images.split(BATCH)):
            critic_step(real)
            if index % 5 == 4:
                optimizers[1].zero_grad()
                (-critic(generator(torch.randn(BATCH, LATENT, 1, 1))).mean()).backward()
                optimizers[1].step()

    return epoch


def sgemm(width, steps):
    """Square float32 matrix products; reported as GFLOP/s."""
    import tensorflow as tf

    matrix = tf.random.normal((2048, 2048))
    product = tf.function(lambda x: tf.reduce_sum(x @ x))
    return lambda: [float(product(matrix)) for _ in range(steps)]


def timed(epoch):
    """Seconds of an epoch."""
    start = time.perf_counter()
    epoch()
    return time.perf_counter() - start


def main(name, width, batches):
    epoch = globals()[name](width, batches)
    epoch()  # traces, and warms the caches
    # A shared machine takes a core away for seconds at a time: the best says what the
    # code can do.
    seconds = min(timed(epoch) for _ in range(REPEATS))
    work = 2 * 2048**3 / 1e9 if name == "sgemm" else BATCH
    print(json.dumps(batches * work / seconds))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
