import os
import shutil
import signal
import socket
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

import kerasgan
from kerasgan.data import Report
from kerasgan.data import Shuffle
from kerasgan.data import decode
from kerasgan.data import folder_label
from kerasgan.data import image_folder
from kerasgan.data import image_stream
from kerasgan.data import shuffles
from kerasgan.data import to_uint8
from kerasgan.data.stream import graph_decode
from kerasgan.data.stream import headers
from kerasgan.data.stream import service
from kerasgan.data.stream.ledger import Ledger

# What reads its input to the end goes when the process that tests goes.
SERVE = """
import os, signal, threading
signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs ignore it
threading.Thread(target=lambda: os._exit(len(os.read(0, 1))), daemon=True).start()
from kerasgan.data.stream import service
"""


def free_port():
    with socket.socket() as free:
        free.bind(("localhost", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module", autouse=True)
def processes():
    """A dispatcher and a worker, each in a process of its own; they are starting."""
    port = free_port()
    calls = [f"serve_dispatcher({port})", f"serve_worker('localhost:{port}')"]
    started = []
    try:
        for call in calls:
            command = [sys.executable, "-c", f"{SERVE}service.{call}"]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            started.append(subprocess.Popen(command, text=True, **pipes))
        yield port, started
    finally:
        for process in started:
            process.kill()
            process.communicate()


@pytest.fixture(scope="module")
def served(processes):
    """The address of the dispatcher, once it answers and has a worker."""
    port, _ = processes
    service.wait_for_worker(f"localhost:{port}")
    return f"grpc://localhost:{port}"


@pytest.fixture
def smooth(rng):
    """A function from a height and a width to a smooth random picture."""

    def picture(height, width):
        coarse = rng.integers(0, 256, (height // 8 + 1, width // 8 + 1, 3), "uint8")
        size = (width, height)
        return Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)

    return picture


@pytest.fixture
def pictures(tmp_path, smooth):
    """A folder of every kind of file that a stream decodes, of odd sizes."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    exif = Image.Exif()
    exif[0x0112] = 6
    sides = np.tile(np.linspace(0, 255, 61).astype("uint8"), (40, 1))
    clear = smooth(40, 61)
    clear.putalpha(Image.fromarray(sides))
    wide = np.asarray(smooth(50, 30).convert("L")).astype("uint16") * 257
    smooth(33, 90).save(folder / "wide.jpg")
    smooth(90, 33).save(folder / "tall.JPEG", quality=95, subsampling=0)
    smooth(400, 301).save(folder / "large.jpg")
    smooth(48, 64).convert("L").save(folder / "gray.jpg")
    smooth(48, 64).convert("CMYK").save(folder / "cmyk.jpg")
    smooth(64, 40).save(folder / "turned.jpg", exif=exif)
    smooth(64, 40).save(folder / "turned.png", exif=exif)
    smooth(45, 64).save(folder / "color.png")
    smooth(45, 64).convert("L").save(folder / "gray.png")
    smooth(45, 64).quantize(40).save(folder / "palette.png")
    Image.fromarray(wide).save(folder / "deep.png")
    clear.save(folder / "clear.png")
    clear.save(folder / "clear.webp", lossless=True)
    smooth(35, 35).save(folder / "color.webp", lossless=True)
    smooth(36, 52).save(folder / "color.bmp")
    smooth(12, 13).save(folder / "small.png")
    return folder


def pixels(dataset):
    """Every image of one pass, as int64 levels."""
    return np.concatenate([to_uint8(batch) for batch in dataset]).astype(int)


def levels(dataset):
    """The gray level of each image of one pass."""
    return pixels(dataset)[:, 0, 0, 0].tolist()


def truncate(path):
    """Leaves of a file its first half."""
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), "uint8")
    Image.fromarray(noise).save(path)
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize(
    "image_size, channels, crop",
    [(32, 3, None), ((24, 16), 1, (1, 2, 11, 10))],
)
def test_images_order_and_mirroring_are_those_of_image_folder(
    pictures, image_size, channels, crop
):
    options = {"channels": channels, "crop": crop, "mirror": True, "seed": 3}
    stream = image_stream(pictures, image_size, 4, **options)
    folder = image_folder(pictures, image_size, 4, **options)
    assert stream.report.skipped == folder.report.skipped == []
    assert stream.element_spec == folder.element_spec
    assert int(stream.cardinality()) == int(folder.cardinality()) == 4
    error = np.abs(pixels(stream) - pixels(folder))
    assert error.max() <= 4
    assert error.mean() < 0.5


def cubic_weights(size, start, end, length):
    """Keys' cubic, antialiased: `(size, length)` weights for a box, in float64."""
    scale = (end - start) / size
    width = max(scale, 1.0)
    centers = start + (np.arange(size) + 0.5) * scale
    x = np.abs(np.arange(length) + 0.5 - centers[:, None]) / width
    near = (1.5 * x - 2.5) * x**2 + 1
    far = ((-0.5 * x + 2.5) * x - 4) * x + 2
    weights = np.where(x < 1, near, np.where(x < 2, far, 0))
    return weights / weights.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(
    "size, crop, box",
    [(17, 50, (20, 10, 50, 50)), (64, (5, 0, 31, 70), (5, 0, 31, 70))],
)
def test_resizing_is_a_cubic_rounded_once(tmp_path, rng, size, crop, box):
    noise = rng.integers(0, 256, (90, 70, 3), "uint8")
    Image.fromarray(noise).save(tmp_path / "noise.png")
    stream = pixels(image_stream(tmp_path, size, 1, crop=crop))[0]
    top, left, height, width = box
    down = cubic_weights(size, top, top + height, 90)
    across = cubic_weights(size, left, left + width, 70)
    exact = np.einsum("yi,xj,ijc->yxc", down, across, noise.astype("float64"))
    assert np.abs(stream - exact.clip(0, 255)).max() < 0.501


def test_a_jpeg_decodes_to_the_bits_of_pillow(tmp_path, rng):
    noise = Image.fromarray(rng.integers(0, 256, (32, 32, 3), "uint8"))
    noise.save(tmp_path / "noise.jpg", quality=80)
    np.testing.assert_array_equal(
        pixels(image_stream(tmp_path, 32, 1)), pixels(image_folder(tmp_path, 32, 1))
    )


def test_a_large_jpeg_is_decoded_at_a_fraction(tmp_path, smooth):
    smooth(403, 511).save(tmp_path / "large.jpg")
    header = headers.read_header(tmp_path / "large.jpg", decode.target(32, 3, None))
    assert headers.JPEG_RATIOS[header.way] == 4
    error = pixels(image_stream(tmp_path, 32, 1)) - pixels(
        image_folder(tmp_path, 32, 1)
    )
    assert np.abs(error).max() <= 1


@pytest.mark.parametrize("turn", range(1, 9))
def test_every_orientation_is_turned_as_pillow_does(rng, turn):
    from PIL import ImageOps

    image = rng.integers(0, 256, (3, 5, 3), "uint8")
    lying = Image.fromarray(image)
    lying.getexif()[0x0112] = turn
    np.testing.assert_array_equal(
        graph_decode.upright(tf.constant(image), tf.constant(turn)),
        ImageOps.exif_transpose(lying),
    )


def test_gray_is_that_of_pillow_to_the_bit(rng):
    image = rng.integers(0, 256, (100, 100, 3), "uint8")
    np.testing.assert_array_equal(
        graph_decode.gray(tf.constant(image))[..., 0],
        Image.fromarray(image).convert("L"),
    )


def test_files_that_cannot_be_used_are_named(colours, capsys):
    (colours / "empty.png").touch()
    (colours / "text.jpg").write_text("not an image, whatever its name says")
    Image.new("RGB", (4, 4)).save(colours / "small.png")
    Image.new("RGB", (8, 8)).save(colours / "other.tif")
    stream = image_stream(colours, 8, 10, crop=8, shuffle=False)
    assert capsys.readouterr().out.splitlines() == [
        "image_stream: 10 images 8x8x3 decoded in each pass (0 MB); 4 files skipped.",
        "  empty.png: empty file",
        "  other.tif: TIFF of mode RGB, which TensorFlow does not decode as Pillow "
        "does; convert it to PNG or JPEG, or use image_folder",
        "  small.png: 4x4 pixels, too small for crop=8",
        "  text.jpg: not an image that Pillow can read",
    ]
    assert stream.report.num_images == 10
    assert len(stream.report.skipped) == 4
    assert levels(stream) == list(range(0, 100, 10))


def test_a_folder_of_broken_files_is_an_error_that_says_why(tmp_path):
    (tmp_path / "empty.png").touch()
    with pytest.raises(ValueError, match="(?s)None of the 1 .*empty.png: empty file"):
        image_stream(tmp_path)


def test_a_file_that_breaks_after_its_header_is_replaced_and_named(colours, capsys):
    for name in ("3.png", "5.png"):
        truncate(colours / name)
    stream = image_stream(
        colours, 8, 5, shuffle=False, labels=lambda path: 10 * int(path.stem)
    )
    for _ in range(2):
        images, labels = zip(*stream, strict=True)
        assert levels(images) == [0, 10, 20, 0, 40, 60, 60, 70, 80, 90]
        assert levels(images) == np.concatenate(labels).tolist()
    names, reasons = zip(*stream.report.skipped, strict=True)
    assert names == ("3.png", "5.png")
    assert all(reason.startswith("broken image: ") for reason in reasons)
    assert capsys.readouterr().out.splitlines()[1:] == [
        f"image_stream: another image takes the place of {name}: {reason}"
        for name, reason in stream.report.skipped
    ]


def test_a_batch_of_nothing_is_an_error(colours):
    stream = image_stream(colours, 8, 5)
    shutil.rmtree(colours)
    with pytest.raises(
        tf.errors.InvalidArgumentError, match="Not one image of a batch"
    ):
        levels(stream)


def test_labels_and_class_names_are_those_of_image_folder(tmp_path):
    for number, name in enumerate(("cat", "ant", "bee")):
        (tmp_path / name).mkdir()
        Image.new("L", (8, 8), number).save(tmp_path / name / "1.png")
    stream = image_stream(tmp_path, 8, 3, labels=folder_label)
    ((images, labels),) = stream
    assert stream.class_names == ["ant", "bee", "cat"]
    expected = [{0: 2, 1: 0, 2: 1}[level] for level in levels([images])]
    assert labels.numpy().tolist() == expected


def test_an_iteration_set_by_hand_gives_the_order_of_that_plain_pass(colours):
    folder = image_folder(colours, 8, 5)
    plain = [levels(folder) for _ in range(4)]
    stream = image_stream(colours, 8, 5)
    (shuffle,) = shuffles(stream)
    assert levels(stream) == plain[0]
    shuffle.iteration = 2
    assert [levels(stream), levels(stream)] == plain[2:]


def test_processes_share_a_pass(colours):
    batches = np.reshape(levels(image_folder(colours, 8, 2)), (5, 2)).tolist()
    for index in range(2):
        share = image_stream(colours, 8, 2, share=(index, 2))
        assert int(share.cardinality()) == 4
        own = np.reshape(levels(share), (4, 2)).tolist()
        assert own == 2 * batches[index:4:2]
        policy = share.options().experimental_distribute.auto_shard_policy
        assert policy == tf.data.experimental.AutoShardPolicy.OFF


@pytest.mark.parametrize(
    "options, message",
    [
        ({"batch_size": 0}, "batch_size must be from 1 to 10, .* received 0"),
        ({"batch_size": 6, "share": (0, 2)}, "from 1 to 5, .* each of 2 processes"),
        ({"share": (2, 2)}, r"received \(2, 2\). For the first of two: share=\(0, 2\)"),
    ],
)
def test_bad_arguments_are_refused(colours, options, message):
    with pytest.raises(ValueError, match=message):
        image_stream(colours, 8, **{"batch_size": 5, **options})


@pytest.mark.parametrize(
    "wrong", ["", "localhost", "http://localhost:5000", "grpc://a:b", "a:0", "a:70000"]
)
def test_an_address_that_is_none_is_refused(colours, wrong):
    with pytest.raises(ValueError, match='"grpc://host:port", but received .*--port'):
        image_stream(colours, 8, 5, service=wrong)


def test_addresses():
    assert service.address("grpc://localhost:5000") == "localhost:5000"
    assert service.address("10.0.0.1:80") == "10.0.0.1:80"
    assert service.address("grpc://[::1]:5000") == "[::1]:5000"


class Clock:
    """Time that passes as this test has it, whatever the machine does meanwhile."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(service, "time", clock)
    return clock


def test_the_wait_begins_after_the_first_answer(monkeypatch, capsys, clock):
    asked = []

    def ask(address, question):
        asked.append(question)
        clock.sleep(2 * service.PATIENCE)  # on a busy machine the first takes long
        return b"yes" if len(asked) == 2 else b""

    monkeypatch.setattr(service, "_ask", ask)
    service.wait_for_dispatcher("localhost:5000")
    assert "answers at grpc://localhost:5000, waiting" in capsys.readouterr().out


def test_a_dispatcher_that_does_not_answer_is_an_error(colours, clock, capsys):
    address = f"grpc://localhost:{free_port()}"
    with pytest.raises(ConnectionError, match=f"answers at {address}. Start one"):
        image_stream(colours, 8, 5, service=address)
    assert f"answers at {address}, waiting" in capsys.readouterr().out
    assert clock.now == service.PATIENCE


def test_a_service_without_workers_is_an_error(colours, clock):
    dispatcher = tf.data.experimental.service.DispatchServer()
    with pytest.raises(ConnectionError, match="no workers. .* worker --dispatcher"):
        image_stream(colours, 8, 5, service=dispatcher.target)


def test_a_worker_is_not_taken_for_a_dispatcher(colours):
    dispatcher = tf.data.experimental.service.DispatchServer()
    port = free_port()
    worker = tf.data.experimental.service.WorkerServer(
        tf.data.experimental.service.WorkerConfig(
            dispatcher.target.removeprefix("grpc://"), port=port
        )
    )
    with pytest.raises(ConnectionError, match=f"localhost:{port} is no dispatcher"):
        image_stream(colours, 8, 5, service=f"grpc://localhost:{port}")
    del worker


def test_a_service_gives_each_pass_its_batches(served, pictures, capsys):
    truncate(pictures / "zzz.png")
    options = {"mirror": True, "seed": 1, "labels": lambda path: path.name}
    local = image_stream(pictures, 16, 2, **options)
    remote = image_stream(pictures, 16, 2, service=served, **options)
    assert f"decoded in each pass by the service at {served}" in capsys.readouterr().out
    assert remote.element_spec == local.element_spec
    policy = remote.options().experimental_distribute.auto_shard_policy
    assert policy == tf.data.experimental.AutoShardPolicy.OFF
    expected = {tuple(labels.numpy()): images for images, labels in local}
    received = {tuple(labels.numpy()): images for images, labels in remote}
    assert sorted(received) == sorted(expected)
    assert len(expected) == 8
    for labels, images in received.items():
        np.testing.assert_array_equal(images, expected[labels])
    assert remote.report.skipped == local.report.skipped
    assert [name for name, _ in remote.report.skipped] == ["zzz.png"]


def test_a_service_gives_each_image_once_in_each_pass(served, colours):
    stream = image_stream(colours, 8, 2, service=served)
    assert int(stream.cardinality()) == 5
    passes = [levels(stream) for _ in range(2)]
    assert [sorted(order) for order in passes] == 2 * [list(range(0, 100, 10))]
    batches = [np.sort(np.reshape(order, (5, 2))).tolist() for order in passes]
    assert sorted(batches[0]) != sorted(batches[1])


def test_two_workers_share_a_pass(colours):
    dispatcher = tf.data.experimental.service.DispatchServer()
    address = dispatcher.target.removeprefix("grpc://")
    config = tf.data.experimental.service.WorkerConfig(address)
    workers = [tf.data.experimental.service.WorkerServer(config) for _ in range(2)]
    stream = image_stream(colours, 8, 1, service=dispatcher.target)
    assert sorted(levels(stream)) == list(range(0, 100, 10))
    del workers


def test_what_a_dead_worker_took_along_is_replaced_and_counted(tmp_path, capsys):
    for number in range(200):
        Image.new("L", (8, 8), number).save(tmp_path / f"{number}.png")
    dispatcher = tf.data.experimental.service.DispatchServer()
    config = tf.data.experimental.service.WorkerConfig(
        dispatcher.target.removeprefix("grpc://"),
        port=free_port(),
        heartbeat_interval_ms=100,
    )
    worker = tf.data.experimental.service.WorkerServer(config)
    stream = iter(image_stream(tmp_path, 8, 1, service=dispatcher.target))
    begun = [next(stream) for _ in range(3)]
    worker.stop()
    worker = tf.data.experimental.service.WorkerServer(config)
    received = [*levels(begun), *levels(stream)]
    assert len(received) == 200
    num_lost = 200 - len(set(received))
    assert num_lost > 0
    line = f"image_stream: {num_lost} of 200 batches were lost with a worker"
    assert line in capsys.readouterr().out
    worker.stop()  # before its dispatcher, for which it would look


@pytest.fixture
def ledger(colours):
    """Three batches of two images, from a service."""
    paths = sorted(colours.iterdir())[:6]
    report = Report(6, [], None, "")
    target = decode.target(8, 3, None)
    shuffle = Shuffle(6, shuffle=False)
    return Ledger(colours, paths, target, shuffle, report, 2, (0, 1), "nowhere:1")


def test_a_batch_that_does_not_come_is_said_to_be_missing(ledger, monkeypatch, capsys):
    ledger.expect(0)
    ledger.receive(np.array([0, 1]), np.array([True, True]))
    ledger.alarm.join()  # it was called off long before its time
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(service, "PATIENCE", 0.1)
    ledger.expect(1)
    ledger.alarm.join()
    assert "no batch has come from the tf.data service" in capsys.readouterr().out


def test_a_gan_trains_on_a_service(served, colours):
    gan = kerasgan.DCGAN.for_images((16, 16, 3), width=2)
    gan.compile()
    stream = image_stream(colours, 16, 5, service=served)
    history = gan.fit(stream, epochs=2, verbose=0).history
    assert int(gan.step) == 4
    assert np.isfinite(list(history.values())).all()
    (shuffle,) = shuffles(stream)
    assert shuffle.iteration == 3  # the second epoch began at step 2


def test_processes_say_where_they_are_and_stop_on_ctrl_c(processes, served):
    _, (dispatcher, worker) = processes
    for process in (worker, dispatcher):
        process.send_signal(signal.SIGINT)
        process.wait(timeout=600)
    outputs = [process.stdout.read() for process in (dispatcher, worker)]
    assert outputs[0] == f"The dispatcher is at {served}; Ctrl-C stops it.\nStopped.\n"
    assert outputs[1].endswith(
        f"A worker of {served} is at 127.0.0.1; Ctrl-C stops it.\nStopped.\n"
    )
