import numpy as np
import pytest
from PIL import Image

from kerasgan.data import image_folder
from kerasgan.data import to_uint8
from kerasgan.data.decode import Unreadable
from kerasgan.data.decode import decode
from kerasgan.data.decode import target


def saved(image, path, **options):
    image.save(path, **options)
    return path


@pytest.mark.parametrize(
    "ending", ["png", "bmp", "gif", "tif", "pgm", "webp", "jpg", "jpeg", "JPG", "jfif"]
)
def test_gray_files_of_every_format_are_read(tmp_path, gradient, ending):
    lossless = {"lossless": True} if ending == "webp" else {}
    image = Image.fromarray(gradient)
    image = image.convert("RGB") if ending == "webp" else image
    saved(image, tmp_path / f"gradient.{ending}", **lossless)
    faces = image_folder(tmp_path, image_size=32, batch_size=1)
    (batch,) = faces
    assert batch.shape == (1, 32, 32, 3)
    tolerance = 6 if ending.lower().startswith("j") else 0
    np.testing.assert_allclose(to_uint8(batch)[0, :, :, 0], gradient, atol=tolerance)


@pytest.mark.parametrize("factor", [256, 257])
@pytest.mark.parametrize("ending", ["png", "tif", "pgm"])
def test_16_bit_gray_is_scaled_to_8_bits(tmp_path, gradient, factor, ending):
    wide = Image.fromarray(gradient.astype("uint16") * factor)
    path = saved(wide, tmp_path / f"wide.{ending}")
    pixels = decode(path, target(32, 1, None))[..., 0]
    np.testing.assert_allclose(pixels.astype(int), gradient, atol=1)


def test_32_bit_and_float_pixels_are_left_out(tmp_path, gradient):
    wide = Image.fromarray(gradient.astype("int32") * 70000)
    with pytest.raises(Unreadable, match="32 bits"):
        decode(saved(wide, tmp_path / "wide.tif"), target(32, 1, None))
    real = Image.fromarray(gradient.astype("float32"))
    with pytest.raises(Unreadable, match="floating-point"):
        decode(saved(real, tmp_path / "real.tif"), target(32, 1, None))


def test_transparency_is_composited_on_white(tmp_path):
    image = Image.new("RGBA", (8, 8), (255, 0, 0, 255))
    image.paste((0, 0, 0, 0), (4, 0, 8, 8))
    pixels = decode(saved(image, tmp_path / "image.png"), target(8, 3, None))
    np.testing.assert_array_equal(pixels[:, :4], np.full((8, 4, 3), (255, 0, 0)))
    np.testing.assert_array_equal(pixels[:, 4:], np.full((8, 4, 3), 255))


def test_a_transparent_palette_is_composited_on_white(tmp_path):
    image = Image.new("P", (8, 8), 0)
    image.putpalette([10, 20, 30, 40, 50, 60])
    image.paste(1, (4, 0, 8, 8))
    path = saved(image, tmp_path / "image.png", transparency=0)
    pixels = decode(path, target(8, 3, None))
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[0, 7].tolist() == [40, 50, 60]


def test_palette_colours_are_looked_up(tmp_path):
    image = Image.new("RGB", (8, 8), (200, 100, 50)).quantize(2)
    pixels = decode(saved(image, tmp_path / "image.gif"), target(8, 3, None))
    assert pixels[0, 0].tolist() == [200, 100, 50]


def test_cmyk_becomes_rgb(tmp_path):
    image = Image.new("RGB", (8, 8), (250, 20, 20)).convert("CMYK")
    pixels = decode(saved(image, tmp_path / "image.jpg"), target(8, 3, None))
    np.testing.assert_allclose(pixels[0, 0].astype(int), [250, 20, 20], atol=4)


def test_the_first_frame_of_an_animation_counts(tmp_path):
    frames = [Image.new("RGB", (8, 8), level) for level in ("red", "blue")]
    path = tmp_path / "image.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:])
    assert decode(path, target(8, 3, None))[0, 0].tolist() == [255, 0, 0]


@pytest.mark.parametrize("ending", ["jpg", "png", "tif"])
def test_a_file_that_exif_turns_comes_upright(tmp_path, ending):
    upright = Image.new("L", (16, 24), 0)
    upright.paste(255, (0, 0, 16, 12))  # white above black
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    lying = upright.transpose(Image.Transpose.ROTATE_90)
    path = saved(lying, tmp_path / f"image.{ending}", exif=exif)
    pixels = decode(path, target((24, 16), 1, None))[..., 0]
    np.testing.assert_allclose(pixels.astype(int), np.asarray(upright), atol=3)


def test_a_turned_large_jpeg_is_drafted_and_cropped_upright(tmp_path):
    upright = Image.new("L", (400, 800), 0)
    upright.paste(255, (0, 0, 400, 300))  # of the centre square, rows 0-100 white
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = upright.transpose(Image.Transpose.ROTATE_90)
    path = saved(lying, tmp_path / "image.jpg", exif=exif)
    pixels = decode(path, target(16, 1, None))[:, 8, 0]
    np.testing.assert_allclose(pixels, [255] * 4 + [0] * 12, atol=30)


def test_a_draft_is_close_to_the_full_decoding(tmp_path):
    rng = np.random.default_rng(0)
    noise = Image.fromarray(rng.integers(0, 256, (20, 20, 3), "uint8"))
    large = noise.resize((500, 400), Image.Resampling.BICUBIC)
    large.save(tmp_path / "large.jpg", quality=95)
    large.save(tmp_path / "large.png")
    drafted = decode(tmp_path / "large.jpg", target(40, 3, 390))
    full = decode(tmp_path / "large.png", target(40, 3, 390))
    assert np.abs(drafted.astype(int) - full).mean() < 2


def columns(path, crop, image_size):
    return decode(path, target(image_size, 1, crop))[0, :, 0].tolist()


def test_crops(tmp_path):
    pixels = np.tile(np.arange(20, dtype="uint8") * 10, (10, 1))
    path = saved(Image.fromarray(pixels), tmp_path / "wide.png")
    assert columns(path, None, 10) == list(range(50, 150, 10))
    assert columns(path, 4, 4) == [80, 90, 100, 110]
    assert columns(path, (2, 0, 3, 3), 3) == [0, 10, 20]
    assert columns(path, None, (5, 10)) == [5 + 20 * i for i in range(10)]


@pytest.mark.parametrize("crop", [11, (0, 15, 4, 6)])
def test_an_image_smaller_than_the_crop_is_left_out(tmp_path, crop):
    path = saved(Image.new("L", (20, 10)), tmp_path / "small.png")
    with pytest.raises(Unreadable, match="10x20 pixels, too small for crop="):
        decode(path, target(8, 1, crop))


@pytest.mark.parametrize(
    "arguments, message",
    [
        ((0, 3, None), "image_size must be"),
        (((8, 8, 3), 3, None), "image_size must be"),
        ((8, 4, None), "channels must be 1.*received 4"),
        ((8, 3, 0), "crop must be"),
        ((8, 3, (0, 0, 8)), "crop must be"),
        ((8, 3, (-1, 0, 8, 8)), "crop must be"),
    ],
)
def test_bad_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        target(*arguments)
