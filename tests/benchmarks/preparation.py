"""Raw photos to faces: what is found, how well it is aligned, who is rejected.

    python tests/benchmarks/preparation.py found eyes groups stages dask jitter train
        table --work FOLDER [--predictor shape_predictor_68_face_landmarks.dat]
        [--json FILE]

`found` compares the faces of `../shared/data/raw_photos` with those that two of three
unrelated detectors see. `eyes` measures where eyes are in aligned crops, by the points
of dlib, of another family. `groups` prepares every fourth face of UTKFace and sets each
limit to reject 2%: how often, by race. `stages` times each stage. `dask` kills a worker
and then the driver, and goes on (extra scale). `jitter` turns, moves and scales
UTKFace's faces in photos; `train` trains a DCGAN on them as prepared and one on their
center crops, for equal time of processors; `table` measures both.

Needs the extras prepare and faces, and for `found` and `eyes` the packages dlib-bin and
the predictor of face_recognition_models.
"""

import collections
import json
import math
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

import core_minutes
import faces_contender
import keras
import numpy as np
import parts
import translation
from PIL import Image

import kerasgan
from kerasgan import data
from kerasgan import plots
from kerasgan.data import decode
from kerasgan.data.preparation import centerface
from kerasgan.data.preparation import geometry
from kerasgan.data.preparation import measures
from kerasgan.data.preparation import mesh
from kerasgan.data.preparation import mtcnn
from kerasgan.data.preparation import work as working

PHOTOS = translation.DATA / "raw_photos"
DOCS = pathlib.Path(__file__).parents[2] / "docs" / "pictures"
UTKFACE = translation.DATA / "utkface"
RACES = data.UTKFACE_NAMES["race"]
REJECTED = 0.02


def photos():
    for path in sorted(PHOTOS.iterdir()):
        yield path, decode.upright(path, 3)[0]


def found(predictor):
    """Faces of two of three detectors that this package's doesn't find."""
    import dlib

    histogram = dlib.get_frontal_face_detector()
    ours, other = centerface.CenterFace(), mtcnn.MTCNN()
    agreed = missed = ours_alone = 0
    for _, photo in photos():
        pixels = np.asarray(photo)
        boxes = [box_of(face.box) for face in ours(pixels)]
        others = [box_of(f.box) for f in other(pixels) if f.score > 0.9]
        rectangles = histogram(pixels, 1)
        thirds = [
            box_of((r.left(), r.top(), r.right(), r.bottom())) for r in rectangles
        ]
        both = [b for b in others if any(same(b, third) for third in thirds)]
        agreed += len(both) + sum(
            any(same(box, b) for b in [*others, *thirds])
            and not any(same(box, b) for b in both)
            for box in boxes
        )
        missed += sum(not any(same(b, box) for box in boxes) for b in both)
        ours_alone += sum(
            not any(same(box, b) for b in [*others, *thirds]) for box in boxes
        )
    return {"two_of_three": agreed, "missed": missed, "ours_alone": ours_alone}


def box_of(box):
    """Center and size of a box."""
    left, top, right, bottom = box
    return np.array([(left + right) / 2, (top + bottom) / 2]), max(
        right - left, bottom - top
    )


def same(one, other):
    """Whether two boxes are of one face: centers nearer than half a side."""
    near = np.hypot(*(one[0] - other[0])) < 0.5 * min(one[1], other[1])
    return bool(near and 0.4 < one[1] / other[1] < 2.5)


def eyes(work, predictor):
    """Standard deviations of eyes in crops, as shares of their side."""
    raw = [crop_of_photo(photo) for _, photo in photos()]
    prepared = data.prepare(PHOTOS, work / "raw", 256, workers=1)
    aligned = images_of(prepared)
    plain = data.prepare(PHOTOS, work / "plain", 256, crop="plain", workers=1)
    everyone = data.prepare(PHOTOS, work / "all", 128, faces="all", workers=1)
    rows = [json.loads(line) for line in everyone.manifest.read_text().splitlines()]
    return {
        "centre_crops": spread(raw, predictor),
        "plain": spread(images_of(plain), predictor),
        "aligned": spread(aligned, predictor),
        "points_of_aligned": dict(
            collections.Counter(r["points_from"] for r in rows if "points_from" in r)
        ),
        "all_faces": {
            "found": everyone.num_faces,
            "kept": everyone.num_kept,
            "rates": everyone.rates,
        },
    }


def crop_of_photo(photo):
    """The center square of a photo, 256 pixels a side."""
    return decode.fit(photo, decode.target(256, 3, None))


def images_of(prepared):
    paths = sorted(prepared.folder.iterdir())
    return [decode.decode(path, decode.target(256, 3, None)) for path in paths]


def spread(images, predictor):
    """Spread of both eyes' places, by dlib's 68 points, where its detector sees one."""
    import dlib

    histogram = dlib.get_frontal_face_detector()
    points_of = dlib.shape_predictor(str(predictor))
    places, rolls = [], []
    for image in images:
        rectangles = sorted(histogram(image, 1), key=lambda r: -r.area())
        if not rectangles:
            continue
        shape = points_of(image, rectangles[0])
        points = np.array([(p.x + 0.5, p.y + 0.5) for p in shape.parts()]) / 256
        both = np.stack([points[36:42].mean(axis=0), points[42:48].mean(axis=0)])
        places.append(both)
        rolls.append(np.degrees(np.arctan2(*(both[1] - both[0])[::-1])))
    deviations = np.array(places).std(axis=0).mean(axis=0)
    return {
        "images": len(images),
        "judged": len(places),
        "std_x": float(deviations[0]),
        "std_y": float(deviations[1]),
        "most_turned": float(np.abs(rolls).max()),
    }


def groups(work):
    """By race: rejections by default, and by each limit that rejects 2%."""
    folder = work / "utkface_5000"
    if not folder.exists():
        folder.mkdir(parents=True)
        for path in sorted(UTKFACE.iterdir())[::4]:
            (folder / path.name).symlink_to(path)
    prepared = data.prepare(
        *(folder, work / "utkface_prepared", 128),
        limits=data.Limits(resolution=0.5),
        labels=lambda path: RACES[data.utkface_label(path)["race"]],
    )
    rows = [json.loads(line) for line in prepared.manifest.read_text().splitlines()]
    faces = [row for row in rows if "blur" in row and race_of(row) is not None]
    tests = {
        "score": lambda row: -row["score"],
        "yaw": lambda row: abs(row["yaw"]),
        "roll": lambda row: abs(row["roll"]),
        "ratio_low": lambda row: -row["ratio"],
        "ratio_high": lambda row: row["ratio"],
        "outside": lambda row: row["outside"],
        "resolution": lambda row: -row["side"],
        "blurred": lambda row: row["blur"],
    }
    return {
        "photos": prepared.num_photos,
        "kept": prepared.num_kept,
        "by_default": prepared.rates,
        "at_2_percent": {name: rates_of(faces, test) for name, test in tests.items()},
    }


def race_of(row):
    try:
        return RACES[data.utkface_label(row["file"])["race"]]
    except ValueError:
        return None


def rates_of(faces, test):
    """Rates by race of the 2% with the highest values, and whether one is double."""
    values = np.array([test(row) for row in faces])
    threshold = np.sort(values)[-math.ceil(REJECTED * len(values))]
    rejected = values >= threshold
    races = np.array([race_of(row) for row in faces])
    rates = {}
    for race in RACES:
        of_race = races == race
        rates[race] = interval(int(rejected[of_race].sum()), int(of_race.sum()))
    pairs = [
        (a, b) for a in rates for b in rates if rates[a]["low"] > 2 * rates[b]["high"]
    ]
    return {"threshold": float(threshold), "rates": rates, "surely_double": pairs}


def interval(num, total):
    """A rate with Wilson's interval of 95%."""
    z, rate = 1.96, num / total
    middle = rate + z**2 / (2 * total)
    half = z * math.sqrt(rate * (1 - rate) / total + z**2 / (4 * total**2))
    scale = 1 + z**2 / total
    low, high = (middle - half) / scale, (middle + half) / scale
    return {"rejected": num, "of": total, "rate": rate, "low": low, "high": high}


def stages():
    """Images by second of one processor, of each stage, on UTKFace."""
    paths = sorted(UTKFACE.iterdir())[:200]
    timed = Stopwatch()
    read = timed("decode", lambda path: decode.upright(path, 3)[0], paths)
    pixels = [np.asarray(photo) for photo in read]
    faces = timed("find", centerface.CenterFace(), pixels)
    pairs = [(p, f[0]) for p, f in zip(pixels, faces, strict=True) if f]
    refine = mesh.FaceMesh()
    fine = timed("points", lambda pair: refine(*pair), pairs)
    work = list(zip([Image.fromarray(p) for p, _ in pairs], fine, strict=True))
    for side in (64, 128, 256, 512):
        crops = timed(
            f"crop_{side}",
            lambda pair, side=side: geometry.crop(
                pair[0], geometry.upright_square(pair[1].points), side
            ),
            work,
        )
        if side == 128:
            timed("measures", measures.of_crop, crops)
            timed(
                "encode",
                lambda crop: working.encoded(crop, working.FORMATS["jpeg"]),
                crops,
            )
    return timed.rates


class Stopwatch:
    """Times functions over lists, by processors' seconds."""

    def __init__(self):
        self.rates = {}

    def __call__(self, name, function, values):
        function(values[0])
        start = time.process_time()
        results = [function(value) for value in values]
        self.rates[name] = len(values) / (time.process_time() - start)
        return results


def jitter(work):
    """Faces of UTKFace as photos have them: turned, moved and scaled."""
    folder = work / "jittered"
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(0)
    for path in sorted(UTKFACE.iterdir())[: 4 * JITTERED : 4]:
        degrees, scale = rng.uniform(-25, 25), rng.uniform(0.7, 1.3)
        shift = rng.uniform(-0.15, 0.15, 2) * 200
        target = folder / path.name
        if target.exists():
            continue
        with Image.open(path) as file:
            face = np.asarray(file.convert("RGB"))
        # Mirrored all around, so that a turned face has no black corners.
        wide = np.pad(face, ((200, 200), (200, 200), (0, 0)), "symmetric")
        square = geometry.Square(
            tuple(300 + shift),
            (
                100 / scale * math.cos(math.radians(degrees)),
                100 / scale * math.sin(math.radians(degrees)),
            ),
        )
        geometry.crop(Image.fromarray(wide), square, 200).save(target, quality=95)
    return {"photos": len(list(folder.iterdir()))}


def dask(work):
    """Two workers on loopback: one is killed, then the driver; then it goes on."""
    folder = work / "dask"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    portraits = sorted((translation.DATA / "congress").iterdir())[:400]
    (folder / "photos").mkdir()
    for path in portraits:
        (folder / "photos" / path.name).symlink_to(path)
    script = folder / "driver.py"
    script.write_text(DRIVER)
    programs = pathlib.Path(sys.executable).parent
    address = "tcp://127.0.0.1:18786"
    scheduler = subprocess.Popen(
        [programs / "dask", "scheduler", "--port", "18786", "--no-dashboard"],
        stderr=subprocess.DEVNULL,
    )
    workers = [dask_worker(programs, address) for _ in range(2)]
    command = [sys.executable, script, folder / "photos", folder / "faces", address]
    parts_folder = folder / "faces" / ".parts"
    try:
        driver = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        wait_for(parts_folder, 2)
        for child in psutil_children(workers[0].pid):
            os.kill(child, signal.SIGKILL)
        workers[0].kill()
        wait_for(parts_folder, 4)
        driver.kill()
        driver.wait()
        before = len(list(parts_folder.glob("*.zip")))
        workers.append(dask_worker(programs, address))
        again = subprocess.run(
            command, check=True, capture_output=True, text=True
        ).stdout.split()
    finally:
        for process in (*workers, scheduler):
            for child in psutil_children(process.pid):
                os.kill(child, signal.SIGKILL)
            process.kill()
    undisturbed = data.prepare(folder / "photos", folder / "alone", 64, workers=1)
    return {
        "photos": undisturbed.num_photos,
        "parts_before": before,
        "parts": len(list(parts_folder.glob("*.zip"))),
        "digest": again[-1],
        "undisturbed": undisturbed.digest,
    }


DRIVER = """
import sys
from dask.distributed import Client
from kerasgan import data
if __name__ == "__main__":
    executor = Client(sys.argv[3]).get_executor()
    print(data.prepare(sys.argv[1], sys.argv[2], 64, executor=executor).digest)
"""


def dask_worker(programs, address):
    """A worker with one thread, in a process that another watches over."""
    command = [
        programs / "dask",
        "worker",
        address,
        "--nthreads",
        "1",
        "--no-dashboard",
    ]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL)


def psutil_children(process_id):
    """The processes below one."""
    import psutil

    try:
        return [child.pid for child in psutil.Process(process_id).children(True)]
    except psutil.NoSuchProcess:
        return []


def wait_for(folder, num):
    """Waits until so many parts are done."""
    deadline = time.monotonic() + 300
    while len(list(folder.glob("*.zip"))) < num:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{folder} has fewer than {num} parts.")
        time.sleep(0.1)


JITTERED, CORE_MINUTES, SIDE, BATCH = 5_000, 30, 64, 64


def train(work):
    """Two DCGANs for equal time of processors: on prepared faces, on center crops."""
    prepared = data.prepare(work / "jittered", work / "jittered_faces", SIDE)
    folders = {"aligned": prepared.folder, "centre": work / "jittered"}
    facts = {"kept": prepared.num_kept, "rates": prepared.rates}
    for name, folder in folders.items():
        faces = data.image_folder(folder, SIDE, BATCH, mirror=True)
        gan, used, _ = core_minutes.train(
            work / f"{name}.keras", small_dcgan, faces, CORE_MINUTES
        )
        facts[name] = {"images": int(gan.step) * BATCH, "core_minutes": used}
    return facts


def small_dcgan():
    keras.utils.set_random_seed(parts.SEED)
    gan = kerasgan.DCGAN.for_images((SIDE, SIDE, 3), width=32)
    gan.compile()
    return gan


def table(work):
    """Distances of both to the images that each learned from, and faces found."""
    scores = {}
    for name, folder in (
        ("aligned", work / "jittered_faces" / "images"),
        ("centre", work / "jittered"),
    ):
        real = faces_contender.RealFaces(
            {
                "faces": str(folder),
                "reference": 2_700,
                "samples": 2_000,
                "out": str(work),
            }
        )
        gan = keras.models.load_model(work / f"{name}.keras")
        samples = gan.sample(2_000, seed=parts.SEED)
        scores[name] = faces_contender.measures(samples, real, 1_000)
        picture = DOCS / f"prepared-{name}.png"
        plots.save_grid(picture, samples[:32], columns=8)
    return scores


if __name__ == "__main__":
    parts.run(__doc__, [found, eyes, groups, stages, dask, jitter, train, table])
