"""Crops that follow the face, whatever the photo."""

import numpy as np
import pytest
from PIL import Image

from kerasgan.data.preparation import geometry

# Of an upright face from the front, in the square of a crop of side 1.
CANONICAL = np.array(
    [[0.375, 0.48], [0.625, 0.48], [0.5, 0.6], [0.41, 0.75], [0.59, 0.75]]
)


def picture(side=400, seed=0):
    """A smooth colored picture."""
    noise = np.random.default_rng(seed).integers(0, 256, (12, 12, 3), "uint8")
    return Image.fromarray(noise).resize((side, side), Image.Resampling.BICUBIC)


def placed(side=160, center=(200, 200), degrees=0.0):
    """The points of a face in a square of a photo, turned clockwise."""
    turn = np.radians(degrees)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return (CANONICAL - (0.5, 0.48 + 0.027)) * side @ matrix + center


def test_square_is_the_papers():
    """Of CelebA-HQ: the center, the side, and both axes, for an upright face."""
    points = placed()
    eyes, down = geometry.axes_of(points)
    square = geometry.upright_square(points)
    between = points[:2].mean(axis=0)
    np.testing.assert_allclose(square.center, between + 0.1 * down)
    assert square.side == pytest.approx(max(4 * eyes[0], 3.6 * down[1]))
    assert square.across[1] == pytest.approx(0, abs=1e-9)
    corners = square.corners()
    assert (corners[0] < square.center).all() and (corners[2] > square.center).all()
    np.testing.assert_allclose(corners[1], (corners[0][0], corners[2][1]))


@pytest.mark.parametrize(("stretch", "decides"), [(0.8, "eyes"), (1.3, "mouth")])
def test_side_is_that_of_wide_and_of_long_faces(stretch, decides):
    points = placed() * (1, stretch)
    eyes, down = geometry.axes_of(points)
    sides = {"eyes": 4 * eyes[0], "mouth": 3.6 * down[1]}
    assert max(sides, key=sides.get) == decides
    assert geometry.upright_square(points).side == pytest.approx(sides[decides])


@pytest.mark.parametrize("degrees", [-120, -25, 10, 45, 90])
def test_crop_of_a_turned_photo_is_the_crop(degrees):
    image, points = picture(), placed()
    expected = geometry.crop(image, geometry.upright_square(points), 64)
    turned = image.rotate(-degrees, Image.Resampling.BICUBIC)
    found = geometry.crop(turned, geometry.upright_square(placed(degrees=degrees)), 64)
    difference = np.asarray(found, "float32") - np.asarray(expected, "float32")
    assert np.abs(difference).mean() < 1.5
    assert geometry.pose_of(placed(degrees=degrees)).roll == pytest.approx(degrees)


@pytest.mark.parametrize("scale", [0.5, 3])
def test_crop_does_not_depend_on_the_size_of_the_photo(scale):
    image, points = picture(), placed()
    expected = geometry.crop(image, geometry.upright_square(points), 64)
    side = int(400 * scale)
    other = image.resize((side, side), Image.Resampling.BICUBIC)
    found = geometry.crop(other, geometry.upright_square(points * scale), 64)
    difference = np.asarray(found, "float32") - np.asarray(expected, "float32")
    assert np.abs(difference).mean() < 1.5


def test_crop_beyond_the_photo_mirrors_it_and_fades():
    image = picture()
    square = geometry.upright_square(placed(center=(60, 60)))
    assert 0 < geometry.outside(square, image.size) < 0.5
    crop = np.asarray(geometry.crop(image, square, 64), "float32")
    assert crop.std() > 10
    inside = geometry.crop(image, square._replace(center=(200.0, 200.0)), 64)
    assert geometry.outside(square._replace(center=(200.0, 200.0)), image.size) == 0
    # No seam: neighbors differ no more than they do in a crop from within.
    rough = [
        np.abs(np.diff(np.asarray(i, "float32"), axis=0)).max() for i in (crop, inside)
    ]
    assert rough[0] < 2 * rough[1]


def test_blur_of_what_is_outside_begins_within_the_photo(rng):
    """So no seam is where the photo ends: roughness falls before, and goes on to."""
    image = Image.fromarray(rng.integers(0, 256, (400, 400, 3), "uint8"))
    square = geometry.Square((40.0, 200.0), (100.0, 0.0))
    crop = np.asarray(geometry.crop(image, square, 200), "float32").mean(axis=-1)
    rough = np.abs(np.diff(crop, axis=0)).mean(axis=0)  # by column; photo from 60
    within, before, at_rim, far = (
        rough[columns].mean()
        for columns in (slice(120, 180), slice(66, 72), slice(56, 64), slice(5, 25))
    )
    assert within > 1.2 * before > 1.2 * at_rim > 1.2 * far


def test_plain_square_is_not_turned():
    square = geometry.plain_square(placed(degrees=30))
    assert square.across[1] == 0
    assert square.side == pytest.approx(
        geometry.upright_square(placed(degrees=30)).side
    )


@pytest.mark.parametrize(("move", "yaw"), [(0, 0), (0.05, 0.2), (-0.1, -0.4)])
def test_yaw_is_the_noses_offset_in_distances_of_the_eyes(move, yaw):
    face = CANONICAL.copy()
    face[2, 0] += move
    pose = geometry.pose_of(face * 100)
    assert pose.yaw == pytest.approx(-yaw) or pose.yaw == pytest.approx(yaw)
    assert abs(pose.yaw) == pytest.approx(abs(yaw))
    assert pose.ratio == pytest.approx(0.27 / 0.25)


@pytest.mark.parametrize("what", ["same", "nan"])
def test_points_that_cannot_be_are_refused(what):
    points = placed()
    points[:] = (5, 5) if what == "same" else np.nan
    with pytest.raises(geometry.Unusable, match="at one place"):
        geometry.upright_square(points)


def test_eyes_that_are_exchanged_are_refused():
    points = placed()
    points[[0, 1]] = points[[1, 0]]
    with pytest.raises(geometry.Unusable, match="exchanged"):
        geometry.upright_square(points)


def test_a_face_outside_of_the_photo_is_refused():
    square = geometry.upright_square(placed(center=(-900, 0)))
    with pytest.raises(geometry.Unusable, match="outside"):
        geometry.crop(picture(), square, 64)
    huge = geometry.Square((200.0, 200.0), (900.0, 0.0))
    with pytest.raises(geometry.Unusable, match="farther"):
        geometry.crop(picture(), huge, 64)


@pytest.mark.parametrize("degrees", [0, 30, -100])
@pytest.mark.parametrize("size", [64, 512])
def test_what_is_pasted_back_is_where_it_was(degrees, size):
    image = picture()
    square = geometry.upright_square(placed(degrees=degrees))
    crop = geometry.crop(image, square, size)
    pasted = np.asarray(geometry.paste(image, crop, square), "float32")
    difference = np.abs(pasted - np.asarray(image, "float32"))
    assert difference.mean() < 1 and difference.max() < 32
    white = Image.new("RGB", (size, size), "white")
    changed = np.asarray(geometry.paste(image, white, square), "float32")
    row, column = np.rint(square.center[::-1]).astype(int)
    assert (changed[row, column] == 255).all()
    np.testing.assert_array_equal(changed[:20, :20], np.asarray(image)[:20, :20])
