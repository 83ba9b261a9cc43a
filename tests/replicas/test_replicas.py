"""Two devices, and two workers, train as one does."""

import json
import os
import pathlib
import socket
import subprocess
import sys

import pytest

SCRIPTS = pathlib.Path(__file__).with_name("scripts.py")


def start(name, folder, **environment):
    return subprocess.Popen(
        [sys.executable, SCRIPTS, name, str(folder)],
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def result_of(process):
    try:
        output, errors = process.communicate(timeout=1200)
    finally:
        process.kill()
    assert process.returncode == 0, errors[-3000:]
    return json.loads(output.splitlines()[-1])


def run(name, folder):
    return result_of(start(name, folder))


@pytest.fixture(scope="module")
def mirrored(tmp_path_factory):
    return run("mirrored", tmp_path_factory.mktemp("mirrored"))


@pytest.mark.parametrize(
    "kind, tolerance", [("plain", 1e-5), ("clipped", 1e-5), ("normalized", 1e-4)]
)
def test_two_devices_follow_one(mirrored, kind, tolerance):
    result = mirrored[kind]
    assert result["moved"] > 10 * tolerance
    assert result["weights"] < tolerance
    assert result["losses"] < tolerance
    assert result["norms"] < 1e-4


def test_translators_on_two_devices_follow_one(tmp_path):
    result = run("translators", tmp_path)
    pool = result.pop("pool")
    for name, difference in result.items():
        assert difference["weights"] < 1e-3, name
        assert difference["losses"] < 1e-4, name
    assert pool["filled"] == 4 and pool["equal"] and pool["moved"] > 0


def test_models_that_grow_or_have_styles_follow_one_on_two_devices(tmp_path):
    result = run("growing", tmp_path)
    assert result["ProGAN"]["images"] == 5 * 8
    for name, found in result.items():
        assert found["weights"] < 1e-3, name
        assert found["losses"] < 1e-3, name


def test_replicas_draw_their_own_noise(tmp_path):
    result = run("replicas_draw_their_own_noise", tmp_path)
    assert not result["equal"] and result["spread"] > 0.5


def check_overflow(result):
    """The second step is skipped, by all, and the others are not."""
    assert result["skipped"] == [0, 1, 0]
    assert result["unchanged"] == [True, False]
    assert result["finite"]
    assert result["scales"] == [512, 512]
    assert len(set(result["local"])) == 1


def test_an_overflow_on_either_device_makes_both_skip_and_go_on(tmp_path):
    for result in run("mirrored_overflow", tmp_path).values():
        check_overflow(result)
        assert len(result["local"]) == 2


def test_two_workers_agree_survive_an_overflow_and_one_of_them_writes(tmp_path):
    ports = free_ports(2)
    cluster = {"worker": [f"127.0.0.1:{port}" for port in ports]}
    processes = [
        start(
            "worker",
            tmp_path,
            TF_CONFIG=json.dumps(
                {"cluster": cluster, "task": {"type": "worker", "index": index}}
            ),
        )
        for index in (0, 1)
    ]
    try:
        chief, other = (result_of(process) for process in processes)
    finally:
        for process in processes:
            process.kill()
    assert {"gan.keras", "losses.csv", "losses.png", "samples"} == set(
        chief.pop("files")
    )
    assert other.pop("files") == []
    check_overflow(chief["overflow"])
    assert chief == other
    assert chief["step"] == 4


def test_the_command_trains_on_all_devices_and_goes_on(tmp_path):
    result = run("train_command", tmp_path)
    first, second = result["outputs"]
    assert "Training on 2 devices" in first
    assert "Going on from epoch 2 of 2" in second
    assert result["step"] == 6
    assert "jit None -> True" in result["refused"]


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
