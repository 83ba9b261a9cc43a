import keras
import numpy as np
import pytest
from PIL import Image

import kerasgan
from kerasgan import plots
from kerasgan.files import write_whole

rng = np.random.default_rng(0)
HISTORY = {
    "discriminator_loss": [1.4, 1.2, 1.1],
    "real_loss": [0.7, 0.6, 0.5],
    "fake_loss": [0.7, 0.6, 0.6],
    "generator_loss": [0.6, 0.9, 1.3],
}


def noise(*shape):
    return rng.uniform(-1, 1, shape).astype("float32")


def pixels(path):
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


# Grids.


def test_a_grid_is_nearly_square_with_a_gap_between_tiles():
    assert plots.image_grid(noise(7, 8, 6, 3)).shape == (
        3 * 8 + 2 * 2,
        3 * 6 + 2 * 2,
        3,
    )


def test_a_grid_has_as_many_columns_as_asked():
    grid = plots.image_grid(noise(7, 8, 6, 3), columns=4, gap=1)
    assert grid.shape == (2 * 8 + 1, 4 * 6 + 3, 3)


def test_tiles_are_in_reading_order_and_the_rest_is_white():
    images = np.arange(3, dtype="uint8")[:, None, None, None] * np.ones(
        (1, 2, 2, 1), "uint8"
    )
    white = 255
    expected = [
        [0, 0, white, 1, 1],
        [0, 0, white, 1, 1],
        [white] * 5,
        [2, 2, white, white, white],
        [2, 2, white, white, white],
    ]
    grid = plots.image_grid(images, gap=1)
    np.testing.assert_array_equal(grid, np.repeat(np.array(expected)[..., None], 3, 2))


def test_floats_span_the_range_of_bytes():
    images = np.array([-1, -0.5, 0, 1], "float32").reshape(1, 2, 2, 1)
    assert plots.image_grid(images)[..., 0].ravel().tolist() == [0, 64, 128, 255]


def test_bytes_pass_unchanged():
    image = rng.integers(0, 256, (1, 8, 8, 3), "uint8")
    np.testing.assert_array_equal(plots.image_grid(image), image[0])


def test_a_scaled_pixel_is_a_square():
    grid = plots.image_grid(np.array([[[[0], [9]]]], "uint8"), scale=2)
    assert grid[..., 0].tolist() == [[0, 0, 9, 9]] * 2


def test_pixels_that_are_no_numbers_are_magenta():
    images = np.zeros((1, 1, 3, 3), "float32")
    images[0, 0, 1, 2] = np.nan
    images[0, 0, 2, 0] = np.inf
    grid = plots.image_grid(images)
    assert grid[0].tolist() == [[128] * 3, [255, 0, 255], [255, 0, 255]]


def test_floats_beyond_one_are_an_error():
    with pytest.raises(ValueError, match=r"to 255. For 0..255 pass `images"):
        plots.image_grid(np.full((1, 8, 8, 1), 255.0))


@pytest.mark.parametrize("shape", [(8, 8, 3), (2, 8, 8, 2), (0, 8, 8, 3)])
def test_another_shape_is_an_error(shape):
    with pytest.raises(ValueError, match="should have the shape"):
        plots.image_grid(np.zeros(shape))


# Files.


def test_an_image_is_read_as_it_was_written(tmp_path):
    image = rng.integers(0, 256, (8, 9, 3), "uint8")
    plots.save_image(tmp_path / "new" / "image.png", image)
    np.testing.assert_array_equal(pixels(tmp_path / "new" / "image.png"), image)


def test_a_gray_image_is_written_in_one_channel(tmp_path):
    plots.save_image(tmp_path / "image.png", noise(8, 8, 1).repeat(3, -1))
    with Image.open(tmp_path / "image.png") as image:
        assert image.mode == "L"


def test_small_tiles_are_enlarged(tmp_path):
    plots.save_grid(tmp_path / "grid.png", noise(4, 24, 16, 3))
    assert pixels(tmp_path / "grid.png").shape == (2 * 96 + 2, 2 * 64 + 2, 3)


def test_large_tiles_are_not(tmp_path):
    plots.save_grid(tmp_path / "grid.png", noise(2, 64, 64, 3))
    assert pixels(tmp_path / "grid.png").shape == (64, 2 * 64 + 2, 3)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    write_whole(tmp_path / "file", b"old")
    with pytest.raises(TypeError):
        write_whole(tmp_path / "file", "no bytes")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"


# Loss curves.


def lines(axes):
    return {line.get_label(): line.get_color() for line in axes.lines}


def test_both_figures_of_the_paper_are_drawn():
    by_source, by_player = plots.loss_curves(HISTORY).axes
    assert lines(by_source) == {
        "discriminator on real": "tab:blue",
        "discriminator on fake": "tab:orange",
        "generator": "tab:green",
    }
    assert lines(by_player) == {"discriminator": "tab:purple", "generator": "tab:green"}


def test_curves_go_over_epochs_from_one():
    axes = plots.loss_curves(HISTORY).axes[1]
    assert axes.lines[1].get_xydata().tolist() == [[1, 0.6], [2, 0.9], [3, 1.3]]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", "loss")
    assert axes.get_legend() is not None


def test_epochs_are_whole_numbers():
    figure = plots.loss_curves(HISTORY)
    figure.draw_without_rendering()
    assert all(tick == int(tick) for tick in figure.axes[0].get_xticks())


def test_a_resumed_history_keeps_its_epochs():
    history = keras.callbacks.History()
    history.epoch, history.history = [5, 6, 7], HISTORY
    line = plots.loss_curves(history).axes[0].lines[0]
    assert line.get_xdata().tolist() == [6, 7, 8]


def test_rows_of_logs_may_lack_some():
    rows = [{"epoch": 3, "a_loss": 1.0}, {"epoch": 4, "b_loss": "2.5"}]
    a, b = plots.loss_curves(rows).axes[0].lines
    np.testing.assert_array_equal(a.get_xydata(), [[4, 1], [5, np.nan]])
    np.testing.assert_array_equal(b.get_ydata(), [np.nan, 2.5])


def test_only_the_losses_that_there_are_are_drawn():
    (axes,) = plots.loss_curves({"generator_loss": [1, 2], "fid": [9, 8]}).axes
    assert list(lines(axes)) == ["generator"]


def test_other_losses_are_drawn_under_their_names():
    (axes,) = plots.loss_curves({"critic_loss": [1], "cycle_a_loss": [2]}).axes
    assert list(lines(axes)) == ["critic", "cycle a"]


def test_logs_are_chosen_by_name():
    (axes,) = plots.loss_curves({**HISTORY, "fid": [9, 8, 7]}, names=["fid"]).axes
    assert list(lines(axes)) == ["fid"]


@pytest.mark.parametrize("names", [None, ["fid", "kid"]])
def test_logs_that_are_not_there_are_an_error(names):
    with pytest.raises(ValueError, match=r"holds \['fid'\]"):
        plots.loss_curves({"fid": [1.0]}, names)


def test_a_log_of_some_epochs_only_is_an_error_rather_than_misplaced():
    with pytest.raises(ValueError, match="each of 3 epochs, but has 1"):
        plots.loss_curves({**HISTORY, "fid": [9.0]}, names=["real_loss", "fid"])


def test_values_that_are_no_numbers_are_gaps(tmp_path):
    figure = plots.loss_curves(
        {"generator_loss": [np.nan, np.inf], "real_loss": [1, 2]}
    )
    figure.savefig(tmp_path / "losses.png")
    assert np.isnan(figure.axes[0].lines[1].get_ydata()).all()


def test_jupyter_can_show_a_figure():
    assert plots.loss_curves(HISTORY, title="DCGAN")._repr_png_()[:4] == b"\x89PNG"


# Progress.


def test_the_strip_labels_each_epoch_in_reading_order():
    figure = plots.progress_strip(noise(7, 16, 16, 1), range(7))
    assert [a.texts[0].get_text() for a in figure.axes] == [
        f"epoch {k}" for k in range(7)
    ]
    assert figure.axes[5].get_position().x0 == figure.axes[0].get_position().x0


def test_the_strip_chooses_evenly_and_keeps_both_ends():
    figure = plots.progress_strip(noise(51, 8, 8, 1), range(0, 510, 10), max_tiles=6)
    texts = [axes.texts[0].get_text() for axes in figure.axes]
    assert texts == [f"epoch {k}" for k in (0, 100, 200, 300, 400, 500)]


def test_a_tile_of_the_strip_is_the_image_pixel_by_pixel(tmp_path):
    images = noise(2, 64, 64, 3)
    plots.progress_strip(images, [1, 2]).savefig(tmp_path / "strip.png")
    tile = pixels(tmp_path / "strip.png")[12 : 12 + 128, 12 : 12 + 128]
    np.testing.assert_array_equal(tile, plots.image_grid(images[:1], scale=2))


def test_of_batches_the_strip_shows_the_first():
    batches = [noise(3, 64, 64, 3) for _ in range(2)]
    figure = plots.progress_strip(batches, [1, 2])
    shown = figure.axes[1].images[0].get_array()
    np.testing.assert_array_equal(shown, plots.image_grid(batches[1][:1]))


def test_the_strip_enlarges_small_images_and_takes_labels():
    small, large = noise(1, 4, 4, 3), noise(1, 64, 64, 3)
    figure = plots.progress_strip([small, large], ["4x4", "64x64"])
    assert [a.texts[0].get_text() for a in figure.axes] == ["4x4", "64x64"]
    shown = figure.axes[0].images[0].get_array()
    expected = plots.image_grid(small).repeat(16, 0).repeat(16, 1)
    np.testing.assert_array_equal(shown, expected)


def test_each_image_of_the_strip_needs_an_epoch():
    with pytest.raises(ValueError, match="2 images and 3 epochs"):
        plots.progress_strip(noise(2, 8, 8, 1), range(3))


def test_a_gif_has_its_frames_and_rests_on_the_last(tmp_path):
    labels = [f"epoch {k}" for k in range(5)]
    plots.save_gif(tmp_path / "a.gif", noise(5, 40, 60, 3), 100, labels)
    with Image.open(tmp_path / "a.gif") as gif:
        assert (gif.n_frames, gif.size, gif.info["loop"]) == (5, (60, 60), 0)
        assert gif.info["duration"] == 100
        gif.seek(4)
        assert gif.info["duration"] == 2000


def test_a_gif_of_many_epochs_stays_small(tmp_path):
    plots.save_gif(tmp_path / "a.gif", noise(60, 262, 262, 1))
    assert (tmp_path / "a.gif").stat().st_size < 500_000
    with Image.open(tmp_path / "a.gif") as gif:
        assert gif.n_frames >= 12


def test_a_walk_never_rests(tmp_path):
    plots.save_walk(tmp_path / "w.gif", noise(5, 64, 48, 3), milliseconds=50)
    with Image.open(tmp_path / "w.gif") as gif:
        # 48 pixels are repeated thrice to have 128 at least.
        assert (gif.n_frames, gif.size, gif.info["loop"]) == (5, (144, 192), 0)
        for frame in range(5):
            gif.seek(frame)
            assert gif.info["duration"] == 50


def test_the_colours_of_a_walk_are_those_of_all_of_it(tmp_path):
    colours = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255]], "uint8")
    frames = colours.repeat(10, axis=0)[:, None, None].repeat(8, 1).repeat(8, 2)
    plots.save_walk(tmp_path / "w.gif", frames)
    with Image.open(tmp_path / "w.gif") as gif:
        gif.seek(0)
        red = np.asarray(gif.convert("RGB"))[0, 0]
    np.testing.assert_allclose(red, [255, 0, 0], atol=8)


def test_a_walk_of_many_frames_stays_small_and_as_fast(tmp_path):
    plots.save_walk(tmp_path / "w.gif", noise(120, 64, 64, 3), max_bytes=150_000)
    assert (tmp_path / "w.gif").stat().st_size < 150_000
    with Image.open(tmp_path / "w.gif") as gif:
        assert gif.n_frames * gif.info["duration"] == 120 * 60


def test_a_gif_without_frames_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="received none"):
        plots.save_gif(tmp_path / "a.gif", [])


# Passed as real.


class Scored:
    """A GAN whose image `i` is full of `i / 100` and scored by `logits[i]`."""

    def __init__(self, logits):
        self.logits = np.array(logits, "float32")

    def sample(self, num_images, seed=0):
        values = np.arange(num_images, dtype="float32") / 100
        return np.ones((num_images, 8, 8, 1), "float32") * values[:, None, None, None]

    def discriminator(self, images, training):
        assert training is False
        return self.logits[np.rint(images[:, 0, 0, 0] * 100).astype(int)][:, None]


def numbers(images):
    return np.rint(images[:, 0, 0, 0] * 100).astype(int).tolist()


def test_the_first_with_positive_logits_pass():
    gan = Scored([-1, 2, 0, 9, 1, -3, 5, 4])
    images, rate = plots.passed_as_real(gan, 3, candidates=8, batch_size=3)
    assert numbers(images) == [1, 3, 4]
    assert rate == 5 / 8


def test_too_few_are_filled_up_with_the_highest_scored_and_it_is_said():
    gan = Scored([-1, -2, 1, -9, np.nan, -0.5])
    with pytest.warns(UserWarning, match="Only 1 of 6 candidates passed .* other 2"):
        images, rate = plots.passed_as_real(gan, 3, candidates=6)
    assert numbers(images) == [2, 5, 0]
    assert rate == 1 / 6


def test_candidates_are_at_least_the_images():
    with pytest.raises(ValueError, match="candidates=64"):
        plots.passed_as_real(Scored([1]), 4, candidates=3)


def test_a_discriminator_passes_half_when_its_median_is_its_threshold():
    gan = kerasgan.DCGAN.for_images((16, 16, 1), width=4)
    logits = gan.discriminator(gan.sample(32, seed=5), training=False)
    gan.discriminator.trainable_variables[-1].assign([-np.median(logits)])

    images, rate = plots.passed_as_real(gan, 8, seed=5, candidates=32)
    assert rate == 0.5
    assert (np.asarray(gan.discriminator(images, training=False)) > 0).all()


def test_least_squares_have_their_own_threshold():
    gan = kerasgan.LSGAN.for_images((16, 16, 1), width=4)
    gan.discriminator.trainable_variables[-1].assign([0.2])  # nearer to 0, the fakes
    with pytest.warns(UserWarning, match="Only 0 of 8 candidates passed"):
        _, rate = plots.passed_as_real(gan, 4, candidates=8)
    assert rate == 0
    gan.discriminator.trainable_variables[-1].assign([0.8])
    assert plots.passed_as_real(gan, 4, candidates=8)[1] == 1


@pytest.mark.parametrize(
    "cls", [kerasgan.ConditionalGAN, kerasgan.ACGAN, kerasgan.ProjectionGAN]
)
def test_a_discriminator_with_labels_is_told_those_of_the_samples(cls):
    gan = cls.for_images((16, 16, 1), 3, latent_dim=8, width=4)
    images, rate = plots.passed_as_real(gan, 2, candidates=32, labels=[1] * 32)
    assert images.shape == (2, 16, 16, 1) and 0 <= rate <= 1
    drawn = gan.sample(32, seed=0, labels=1)
    inputs = {"images": drawn, "labels": np.ones(32, "int32")}
    wanted = isinstance(gan.discriminator.input, dict)
    outputs = gan.discriminator(inputs if wanted else drawn, training=False)
    logits = outputs["logits"] if isinstance(outputs, dict) else outputs
    assert rate == np.mean(np.asarray(logits) > 0)


@pytest.mark.parametrize("cls", [kerasgan.WGAN, kerasgan.BEGAN, kerasgan.R3GAN])
def test_a_critic_passes_nothing(cls):
    gan = cls.for_images((16, 16, 1), latent_dim=8, width=4)
    with pytest.raises(ValueError, match=f"{cls.__name__}'s .* no threshold"):
        plots.passed_as_real(gan, 2)
