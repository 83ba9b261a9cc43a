"""The engine beyond the common checks: what a class declares, and what it gets."""

import json
import zipfile

import h5py
import keras
import numpy as np
import pytest
import tensorflow as tf
import tiny_models
from tiny_models import build
from tiny_models import dataset
from typer.testing import CliRunner

import kerasgan
from kerasgan import cli
from kerasgan import export
from kerasgan import losses
from kerasgan import models
from kerasgan import networks
from kerasgan import plots
from kerasgan.inputs import Images
from kerasgan.layers import BatchNormalization
from kerasgan.training import AdversarialModel
from kerasgan.training import BatchSpec

SHAPE = tiny_models.SHAPE


def relativistic_gan():
    class RelativisticGAN(models.GAN):
        objective = losses.Relativistic()

    return build(RelativisticGAN, compiled=False)


def test_any_objective_trains_any_game_of_logits():
    gan = relativistic_gan()
    assert gan.loss_names == ("discriminator_loss", "generator_loss")
    assert gan.measure_names == ("pair_accuracy",)
    gan.compile(run_eagerly=True)
    history = gan.fit(dataset(gan).take(1), verbose=0).history
    assert np.isfinite(list(history.values())).all()


def test_an_objective_without_real_and_fake_losses_is_refused_where_both_are_needed():
    class RelativisticTextGAN(models.TextGAN):
        objective = losses.Relativistic()

    gan = build(RelativisticTextGAN, compiled=False)
    gan.compile(run_eagerly=True)
    with pytest.raises(ValueError, match="no loss of either alone"):
        gan.fit(dataset(gan), verbose=0)


class Perceptual(models.GAN):
    """A GAN with a frozen network that no player owns."""

    def __init__(self, generator, discriminator, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        images = keras.Input(SHAPE)
        features = keras.layers.Conv2D(4, 3, name="frozen")(images)
        self.extractor = keras.Model(images, features)


def test_a_network_that_no_player_owns_is_neither_trained_nor_saved(tmp_path):
    gan = build(Perceptual)
    assert gan.extractor(np.zeros((1, *SHAPE), "float32")).shape == (1, 14, 14, 4)
    names = [weight.path for weight in gan.weights]
    assert not [name for name in names if "frozen" in name]
    assert "extractor" not in gan.networks
    gan.save(tmp_path / "gan.keras")
    with zipfile.ZipFile(tmp_path / "gan.keras") as file:
        file.extract("model.weights.h5", tmp_path)
    with h5py.File(tmp_path / "model.weights.h5") as file:
        names = []
        file.visit(names.append)
    assert not [n for n in names if "unowned" in n or "extractor" in n]
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert loaded.extractor.count_params() == gan.extractor.count_params()

    with pytest.warns(UserWarning, match="`extractor` belongs to no player"):
        gan.check()
    gan.extractor.trainable = False
    gan.check()


def test_a_network_that_a_file_would_lose_is_refused():
    class Lossy(models.GAN):
        def __init__(self, generator, discriminator, extractor=None, **kwargs):
            super().__init__(generator, discriminator, **kwargs)
            self.extractor = extractor

    networks = build(models.GAN, compiled=False).networks
    gan = Lossy(**networks, extractor=networks["discriminator"])
    gan.compile()
    with pytest.raises(ValueError, match="`extractor` would be loaded with other weig"):
        gan.fit(dataset(gan), verbose=0)


def test_only_what_is_declared_is_reported():
    class Forgetful(models.GAN):
        def train_step(self, data):
            logs = super().train_step(data)
            logs["surprise"] = logs.pop("generator_loss")
            return logs

    gan = build(Forgetful)
    message = r"Missing: \['generator_loss'\]; not declared: \['surprise'\]"
    with pytest.raises(ValueError, match=message):
        gan.fit(dataset(gan), verbose=0)


def test_a_step_that_extends_its_parents_counts_once():
    class Extended(models.GAN):
        @property
        def loss_names(self):
            return (*super().loss_names, "twice")

        def train_step(self, data):
            logs = super().train_step(data)
            return {**logs, "twice": 2 * logs["generator_loss"]}

    gan = build(Extended, compiled=False)
    gan.compile(run_eagerly=True)
    history = gan.fit(dataset(gan), verbose=0).history
    assert int(gan.step) == 3
    assert history["twice"][0] == pytest.approx(2 * history["generator_loss"][0])


def test_a_dataset_is_prepared_after_the_check_and_before_minibatches_are_grouped():
    seen = []

    class Prepared(models.WGAN):
        def prepared(self, dataset):
            seen.append(dataset.element_spec)
            return dataset.map(lambda images: 0.5 * images)

        def train_step(self, data):
            images, _, _ = keras.utils.unpack_x_y_sample_weight(data)
            self.largest = tf.reduce_max(tf.abs(images))
            return super().train_step(data)

    gan = build(Prepared, compiled=False)
    gan.compile(run_eagerly=True)
    pixels = np.full((8, *SHAPE), 255, "uint8")
    gan.fit(tf.data.Dataset.from_tensor_slices(pixels).batch(4, True), verbose=0)
    assert (seen[0].dtype, seen[0].shape) == (tf.float32, (4, *SHAPE))  # minibatches
    assert float(gan.largest) == 0.5
    gan.train_on_batch(pixels)
    assert float(gan.largest) == 0.5


def test_optimizers_go_to_players_in_order_or_by_name():
    gan = build(models.AgeGAN, compiled=False)
    sgd = [keras.optimizers.SGD(rate) for rate in (0.1, 0.2, 0.3)]
    gan.compile(sgd[0], encoder_optimizer=sgd[2])
    rates = [float(gan.optimizer_of(player).learning_rate) for player in gan.players]
    assert rates == pytest.approx([0.1, 2e-4, 0.3])
    for positional, named in (
        (sgd + sgd, {}),
        (sgd[:1], {"generator_optimizer": sgd[1]}),
        ((), {"critic_optimizer": sgd[0]}),
    ):
        with pytest.raises(TypeError, match="generator_optimizer, .*in this order or"):
            gan.compile(*positional, **named)


def test_a_model_without_players_is_refused():
    class Nothing(AdversarialModel):
        pass

    with pytest.raises(TypeError, match="has no players. Declare them in the class"):
        Nothing().compile()


def test_a_file_of_before_is_refused_in_a_line(tmp_path):
    gan = build(models.GAN)
    gan.save(tmp_path / "gan.keras")
    with zipfile.ZipFile(tmp_path / "gan.keras") as file:
        parts = {name: file.read(name) for name in file.namelist()}
    config = json.loads(parts["config.json"])
    del config["config"]["engine"]
    parts["config.json"] = json.dumps(config).encode()
    with zipfile.ZipFile(tmp_path / "old.keras", "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    with pytest.raises(
        ValueError, match="by a kerasgan before 0.2.*Train it anew"
    ) as e:
        keras.models.load_model(tmp_path / "old.keras")
    assert len(str(e.value).splitlines()) == 1


# Two directions.


@pytest.fixture(scope="module")
def translator():
    gan = models.CycleGAN.for_images(
        SHAPE, (16, 16, 1), width=2, blocks=1, domains=("photo", "sketch")
    )
    gan.compile()
    gan.fit(dataset(gan), verbose=0)
    return gan


def test_the_batch_of_two_domains_is_checked_by_its_parts(translator):
    photos, sketches = tiny_models.images(4), tiny_models.images(4, (16, 16, 1))

    def batches(*parts):
        return tf.data.Dataset.from_tensors(parts)

    with pytest.raises(ValueError, match=r"batches of sketch \(16, 16, 1\)"):
        translator.fit(batches(photos, photos), verbose=0)
    with pytest.raises(ValueError, match="sketch of floats .*127.5"):
        translator.fit(batches(photos, 100 + sketches), verbose=0)
    with pytest.raises(ValueError, match="but the dataset has no sketch"):
        translator.fit(batches(photos).map(lambda photo: photo), verbose=0)


def test_a_direction_is_chosen_by_its_domain(translator):
    photos = tiny_models.images(2)
    assert translator.sample(2, source=photos, to="sketch").shape == (2, 16, 16, 1)
    pixels = kerasgan.data.to_uint8(photos)
    for_uint8 = translator.sample(2, source=pixels, to="sketch")
    expected = translator.sample(2, source=pixels / 127.5 - 1, to="sketch")
    np.testing.assert_allclose(for_uint8, expected, atol=1e-6)
    with pytest.raises(ValueError, match="leads to 'sketch' or 'photo', .*to='oil'"):
        translator.sample(2, source=photos, to="oil")
    with pytest.raises(ValueError, match=r"images \(16, 16, 3\).*shape \(2, 8, 8"):
        translator.sample(2, source=photos[:, :8, :8], to="sketch")
    with pytest.raises(ValueError, match="no inputs .'sources'., only .'source'."):
        translator.sample(2, sources=photos, to="sketch")


def test_the_images_of_a_user_enter_no_file(translator, tmp_path):
    mark = np.full((4, *SHAPE), -0.123456, "float32")
    grid = kerasgan.callbacks.SampleGrid(
        tmp_path / "grid", num_images=4, source=mark, to="sketch"
    )
    saving = kerasgan.callbacks.SaveModel(tmp_path / "gan.keras")
    translator.fit(dataset(translator), verbose=0, callbacks=[grid, saving])
    with zipfile.ZipFile(tmp_path / "gan.keras") as file:
        for name in file.namelist():
            assert mark[0, 0].tobytes() not in file.read(name)


def test_an_export_of_pix2pix_is_keras_at_any_batch(tmp_path):
    """With what differs in training: batch normalization and dropout."""
    shape = (32, 32, 3)
    gan = models.Pix2Pix(
        networks.unet.generator(shape, width=2, normalization=BatchNormalization),
        networks.patchgan.discriminator(shape, 16, 2, shape),
    )
    gan.compile()
    images = tiny_models.images(8, shape)
    gan.fit(kerasgan.data.pairs(images, images, 32, 4), epochs=2, verbose=0)
    path = export.to_saved_model(gan, tmp_path / "served")
    served = tf.saved_model.load(str(path)).signatures["serving_default"]
    pixels = kerasgan.data.to_uint8(tiny_models.images(16, shape))
    for count in (1, 16):
        found = served(source=tf.constant(pixels[:count]))["images"].numpy()
        expected = kerasgan.data.to_uint8(gan.translate(pixels[:count]))
        assert np.abs(found.astype(int) - expected).max() <= 1
    path = export.to_tflite(gan, tmp_path / "gan.tflite")
    assert export.read_report(path)["max_abs_error"] < 1e-4


def test_each_direction_is_a_signature_or_a_file(translator, tmp_path):
    path = export.to_saved_model(translator, tmp_path / "served")
    served = tf.saved_model.load(str(path)).signatures
    names = {"to_sketch", "to_photo", "serving_default"}  # the last is the first's
    assert set(served) == names | {f"to_{domain}_png" for domain in ("sketch", "photo")}
    pixels = kerasgan.data.to_uint8(tiny_models.images(16))
    for count in (1, 16):  # batch normalization and dropout must not tell them apart
        found = served["to_sketch"](source=tf.constant(pixels[:count]))["images"]
        drawn = translator.sample(count, source=pixels[:count], to="sketch")
        expected = kerasgan.data.to_uint8(drawn).astype(int)
        assert np.abs(found.numpy().astype(int) - expected).max() <= 1
    report = export.read_report(path)
    assert report["directions"]["to_photo"]["inputs"]["source"]["shape"] == [16, 16, 1]

    with pytest.raises(ValueError, match="leads to 'sketch' or 'photo'"):
        export.to_tflite(translator, tmp_path / "gan.tflite")
    with pytest.raises(
        ValueError, match="int8 needs examples to set its ranges.*'source'"
    ):
        export.to_tflite(translator, tmp_path / "gan.tflite", "int8", to="sketch")
    path = export.to_tflite(
        translator,
        tmp_path / "gan.tflite",
        "int8",
        to="sketch",
        calibration=tiny_models.images(16),
    )
    assert export.read_report(path)["psnr_db"] > 25


def test_the_command_exports_each_direction(translator, tmp_path):
    translator.save(tmp_path / "gan.keras")
    for index, image in enumerate(kerasgan.data.to_uint8(tiny_models.images(8))):
        plots.save_image(tmp_path / "photos" / f"{index}.png", image)
    command = ["export", tmp_path / "gan.keras", tmp_path / "out", "--to", "int8"]
    refused = CliRunner().invoke(cli.app, list(map(str, command)))
    assert "int8 needs examples to set its ranges" in str(refused.exception)
    command += ["--calibration", tmp_path / "photos"]
    done = CliRunner().invoke(cli.app, list(map(str, command)))
    assert done.exit_code == 0, done.output
    names = sorted(path.name for path in (tmp_path / "out").glob("*.tflite"))
    assert names == ["generator-photo-int8.tflite", "generator-sketch-int8.tflite"]


def test_a_network_for_any_size_is_exported_for_one(tmp_path):
    class AnySize:
        inputs = {"source": Images((None, None, 3))}

    source = keras.Input((None, None, 3), name="source")
    maps = keras.layers.Conv2D(3, 3, padding="same", activation="tanh")(source)
    AnySize.sampler = keras.Model(source, maps)
    with pytest.raises(ValueError, match=r"Pass `size=\(height, width\)`"):
        export.to_saved_model(AnySize(), tmp_path / "served")
    path = export.to_saved_model(AnySize(), tmp_path / "served", size=(24, 32))
    assert export.read_report(path)["inputs"]["source"]["shape"] == [24, 32, 3]
    path = export.to_tflite(AnySize(), tmp_path / "gan.tflite", size=(24, 32))
    assert export.read_report(path)["resolution"] == [24, 32]


def test_an_input_called_like_the_output_is_refused(tmp_path):
    class Images2Images:
        inputs = {"images": Images((16, 16, 3))}

    source = keras.Input((16, 16, 3), name="images")
    maps = keras.layers.Conv2D(3, 3, padding="same", activation="tanh")(source)
    Images2Images.sampler = keras.Model(source, maps)
    with pytest.raises(ValueError, match="gives `images`, so .*`source` is that"):
        export.to_tflite(Images2Images(), tmp_path / "gan.tflite")


def test_a_spec_passes_over_further_parts_of_a_batch():
    spec = BatchSpec(images=Images(SHAPE))
    images = tf.zeros((2, *SHAPE))
    spec.check_types((images, tf.zeros((2,))))
    assert [part is images for _, part in spec.pairs((images, 1))] == [True]
