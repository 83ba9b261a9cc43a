"""Raw photos to faces, end to end, with the networks that find them."""

import concurrent.futures
import json
import os
import signal
import subprocess
import sys
import time

import composed_photos
import numpy as np
import pytest
from composed_photos import composed
from PIL import Image

import kerasgan
from kerasgan.data import preparation
from kerasgan.data.preparation import centerface
from kerasgan.data.preparation import mesh
from kerasgan.data.preparation import work

composed_photos.skip_without_packages()


@pytest.fixture(scope="session")
def portraits():
    return composed_photos.portraits()


@pytest.fixture(scope="session")
def photos(portraits, tmp_path_factory):
    """A folder of a few photos."""
    folder = tmp_path_factory.mktemp("photos")
    (folder / "group").mkdir()
    composed(portraits[:4]).save(folder / "group" / "four.jpg", quality=95)
    composed(portraits[4:5], (160, 160)).save(folder / "one.png")
    composed(portraits[5:6], (200, 200), degrees=20).save(folder / "turned.jpg")
    Image.new("RGB", (100, 80), "green").save(folder / "grass.jpg")
    return folder


def rows_of(prepared):
    """The rows of a manifest, those of files and those of faces."""
    rows = [json.loads(line) for line in prepared.manifest.read_text().splitlines()]
    faces = [row for row in rows if "face" in row]
    return [row for row in rows if "face" not in row], faces


def prepare(photos, out, size=64, **options):
    return preparation.prepare(photos, out, size, **{"workers": 1, **options})


def test_all_faces_are_found_aligned_and_written(photos, tmp_path):
    prepared = prepare(photos, tmp_path / "faces", faces="all")
    files, faces = rows_of(prepared)
    assert {row["file"]: row.get("faces") for row in files} == {
        "grass.jpg": 0,
        "group/four.jpg": 4,
        "one.png": 1,
        "turned.jpg": 1,
    }
    assert prepared.num_photos == 4 and prepared.num_faces == prepared.num_kept == 6
    assert {row["points_from"] for row in faces} == {"mesh"}
    turned = next(row for row in faces if row["file"] == "turned.jpg")
    assert turned["roll"] == pytest.approx(20, abs=4)
    for row in faces:
        with Image.open(tmp_path / "faces" / row["image"]) as image:
            assert image.size == (64, 64)
    data = kerasgan.data.image_folder(tmp_path / "faces" / "images", 64, 6)
    assert data.report.num_images == 6 and not data.report.skipped
    assert "6 kept" in str(prepared) and "no face: 1" in str(prepared)
    assert (tmp_path / "faces" / "contact.pdf").read_bytes()[:4] == b"%PDF"


def test_aligned_portraits_are_as_they_were(photos, portraits, tmp_path):
    """An embedded portrait is aligned: its crop from a photo is the portrait."""
    prepared = prepare(photos, tmp_path / "faces", size=128, image_format="png")
    _, faces = rows_of(prepared)
    row = next(row for row in faces if row["file"] == "one.png")
    with Image.open(tmp_path / "faces" / row["image"]) as image:
        crop = np.asarray(image, "float32")
    middle = (slice(24, 104), slice(24, 104))
    assert np.abs(crop - portraits[4])[middle].mean() < 12
    assert row["side"] == pytest.approx(128, abs=6)


def test_again_nothing_is_done_anew_and_limits_may_change(
    photos, tmp_path, monkeypatch
):
    first = prepare(photos, tmp_path / "faces", faces="all")
    monkeypatch.setattr(work, "rows_of", None)  # a part that was worked on would fail
    again = prepare(photos, tmp_path / "faces", faces="all")
    assert again == first
    limits = kerasgan.data.Limits(roll=10)
    fewer = prepare(photos, tmp_path / "faces", faces="all", limits=limits)
    assert fewer.num_kept == 5 and fewer.digest != first.digest
    assert len(list(fewer.folder.iterdir())) == 5
    (fewer.folder / "mine.png").write_bytes(b"a user's")
    assert prepare(photos, tmp_path / "faces", faces="all") == first
    assert (first.folder / "mine.png").exists()


def test_a_photo_that_is_added_leaves_others_alone(photos, portraits, tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(40):  # two parts
        Image.new("RGB", (32, 32), "green").save(folder / f"{number}.png")
    prepare(folder, tmp_path / "faces")
    before = {p.name for p in (tmp_path / "faces" / ".parts").glob("*.zip")}
    composed(portraits[:1], (160, 160)).save(folder / "new.png")
    prepared = prepare(folder, tmp_path / "faces")
    after = {p.name for p in (tmp_path / "faces" / ".parts").glob("*.zip")}
    assert len(before) == 2 and len(after - before) == 1 and prepared.num_kept == 1


def test_points_may_be_given(photos, tmp_path):
    points = [[60, 70], [100, 70], [80, 95], [65, 110], [95, 110]]
    prepared = prepare(photos, tmp_path / "faces", points={"one.png": points})
    _, faces = rows_of(prepared)
    row = next(row for row in faces if row["file"] == "one.png")
    assert row["points_from"] == "given" and row["points"] == points
    with pytest.raises(ValueError, match="no photos below"):
        prepare(photos, tmp_path / "other", points={"two.png": points})
    prepared = prepare(photos, tmp_path / "bad", points={"one.png": points[:2]})
    files, _ = rows_of(prepared)
    row = next(row for row in files if row["file"] == "one.png")
    assert row["reason"] == "points" and "(5, 2)" in row["detail"]


def test_a_detector_may_be_a_users(photos, tmp_path):
    points = np.array([[60, 70], [100, 70], [80, 95], [65, 110], [95, 110]], float)

    def mine(image):
        return [preparation.Face(points, (50, 50, 110, 120), 0.9, "mine")]

    prepared = prepare(photos, tmp_path / "faces", detector=mine)
    assert prepared.num_faces == 4
    assert {row["points_from"] for row in rows_of(prepared)[1]} == {"mine"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"crop": "round"}, "crop= is one of"),
        ({"faces": "two"}, "faces= is one of"),
        ({"size": 0}, "size= is a side"),
        ({"image_format": "gif"}, "image_format= is one of"),
        ({"detector": "eyes"}, "detector= is one of"),
    ],
)
def test_arguments_are_refused_before_anything_is_read(
    photos, tmp_path, options, message
):
    with pytest.raises(ValueError, match=message):
        prepare(photos, tmp_path / "faces", **options)
    assert not (tmp_path / "faces").exists()


def test_folders_of_others_are_refused(photos, tmp_path):
    with pytest.raises(ValueError, match="lie in one another"):
        prepare(photos, photos / "faces")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("all of it")
    with pytest.raises(ValueError, match="`prepare` didn't write"):
        prepare(photos, tmp_path / "mine")
    prepare(photos, tmp_path / "faces")
    with pytest.raises(ValueError, match="size=64, now 32"):
        prepare(photos, tmp_path / "faces", size=32)


def test_odd_files_each_have_a_row_and_a_reason(portraits, tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    one = composed(portraits[:1], (160, 160))
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "page.jpg").write_text("<!DOCTYPE html><html>not here</html>")
    one.convert("CMYK").save(folder / "cmyk.jpg")
    gray = np.asarray(one.convert("L")).astype("uint16") * 257
    Image.fromarray(gray).save(folder / "deep.png")
    frames = [one.convert("P"), Image.new("P", one.size)]
    frames[0].save(folder / "moves.gif", save_all=True, append_images=frames[1:])
    Image.new("L", (20_000, 40), 90).save(folder / "wide.png")
    Image.new("RGB", (64, 64), "navy").save(folder / "nobody.png")
    composed(portraits[1:31], (920, 770), columns=6).save(folder / "thirty.jpg")
    one.save(folder / "swapped.png")
    (folder / "gone.jpg").symlink_to(tmp_path / "nowhere.jpg")
    swapped = [[100, 70], [60, 70], [80, 95], [95, 110], [65, 110]]
    prepared = prepare(
        folder, tmp_path / "faces", faces="all", points={"swapped.png": swapped}
    )
    files, faces = rows_of(prepared)
    assert len(files) == 10
    details = {row["file"]: (row["reason"], row.get("detail")) for row in files}
    assert details["empty.jpg"] == ("unreadable", "empty file")
    assert details["page.jpg"] == ("unreadable", "not an image that Pillow can read")
    assert details["gone.jpg"] == ("unreadable", "a link to nothing")
    assert details["nobody.png"][0] == details["wide.png"][0] == "no face"
    found = {row["file"]: row["faces"] for row in files if row["reason"] is None}
    assert found.pop("thirty.jpg") == 30
    assert found == dict.fromkeys(
        ["cmyk.jpg", "deep.png", "moves.gif", "swapped.png"], 1
    )
    row = next(row for row in faces if row["file"] == "swapped.png")
    assert row["reason"] == "points" and "exchanged" in row["detail"]


def test_rejections_are_counted_by_group(photos, tmp_path):
    prepared = prepare(
        *(photos, tmp_path / "faces"),
        limits=kerasgan.data.Limits(roll=10),
        labels=lambda path: path.suffix,
    )
    assert prepared.rates == {
        "no face": {".jpg": (1, 3), ".png": (0, 1)},
        "roll": {".jpg": (1, 3), ".png": (0, 1)},
    }


def test_mtcnn_stands_in(photos, tmp_path):
    pytest.importorskip("mtcnn")
    prepared = prepare(photos, tmp_path / "faces", faces="all", detector="mtcnn")
    assert prepared.num_faces == 6
    assert {row["points_from"] for row in rows_of(prepared)[1]} == {"mtcnn"}


def test_a_users_executor_gives_the_same_bytes(photos, tmp_path):
    expected = prepare(photos, tmp_path / "here", faces="all")
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        found = prepare(photos, tmp_path / "there", faces="all", executor=executor)
    assert found.digest == expected.digest


def test_parts_may_be_worked_on_anywhere_and_more_than_once(photos, tmp_path):
    options = preparation.Options(size=64, faces="all")
    plan = preparation.planned(photos, tmp_path / "faces", options)
    for _ in range(2):
        assert sum(part.work() for part in plan.parts) == 4
        moments = [part.path.stat().st_ino for part in plan.parts]
    assert sum(part.work() for part in plan.parts) == 4
    assert [part.path.stat().st_ino for part in plan.parts] == moments
    assert plan.collect().digest == prepare(photos, tmp_path / "b", faces="all").digest


def test_a_second_look_mends_points_that_were_off(portraits, monkeypatch):
    image = np.asarray(composed(portraits[:1], (160, 160)))
    (face,) = centerface.CenterFace()(image)
    errors = {}
    refine = mesh.FaceMesh()
    best = refine(image, refine(image, face)).points
    shifted = face._replace(points=face.points + (14, -10))
    for passes in (1, 2):
        monkeypatch.setattr(mesh, "PASSES", passes)
        errors[passes] = np.abs(refine(image, shifted).points - best).mean()
    assert errors[2] < 0.7 * errors[1]


SCRIPT = """
import sys
from kerasgan.data import preparation
from kerasgan.data.preparation import work
if __name__ == "__main__":
    print(preparation.prepare(sys.argv[1], sys.argv[2], 64, workers=2).digest)
"""


def test_killed_it_goes_on_to_the_same_bytes(portraits, tmp_path):
    """A worker's kill -9, then the driver's, then the same command."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for number, portrait in enumerate(portraits[:160]):
        composed([portrait], (160, 160)).save(folder / f"{number:03d}.png")
    (tmp_path / "script.py").write_text(SCRIPT)
    command = [sys.executable, tmp_path / "script.py", folder, tmp_path / "faces"]
    parts = tmp_path / "faces" / ".parts"

    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as driver:
        await_parts(parts, 1)
        workers = children_of(driver.pid)
        os.kill(workers[-1], signal.SIGKILL)
        await_parts(parts, 3)
        os.kill(driver.pid, signal.SIGKILL)
    done = {path.name: path.stat().st_mtime_ns for path in parts.glob("*.zip")}
    assert 3 <= len(done) < 8 and not (tmp_path / "faces" / "manifest.jsonl").exists()

    again = subprocess.run(command, capture_output=True, text=True, check=True)
    for name, moment in done.items():  # what was done stays
        assert (parts / name).stat().st_mtime_ns == moment
    undisturbed = prepare(folder, tmp_path / "other")
    assert again.stdout.split() == [undisturbed.digest]
    assert undisturbed.num_photos == 160


def await_parts(folder, num):
    """Waits until so many parts are done."""
    deadline = time.monotonic() + 120
    while len(list(folder.glob("*.zip"))) < num:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def children_of(process_id):
    """Processes that a process started to work for it."""
    listing = subprocess.run(
        ["ps", "-ww", "--ppid", str(process_id), "-o", "pid=,args="],
        capture_output=True,
        text=True,
    ).stdout
    lines = [line.split(maxsplit=1) for line in listing.splitlines()]
    return [int(pid) for pid, command in lines if "spawn_main" in command]
