"""The `tf.data` service: its address and its two kinds of processes.

Start a new service for each training, because its memory grows: each pass leaves 1 MB
and some 100 bytes per image in the dispatcher, and 5 MB in a worker. Anyone who can
reach one of its ports can make it read files: keep it in a network that you trust.
"""

import faulthandler
import os
import re
import socket
import threading
import time
from typing import Any

import tensorflow as tf

# For how long a dispatcher, and a first worker, are waited for; they may start later.
PATIENCE = 60.0
START = "Start one: kerasgan data-service"


def serve_dispatcher(port: int = 5000, work_dir: str | None = None) -> None:
    """Runs the dispatcher, which distributes batches to workers, until interrupted.

    Args:
        port: The port to listen on; 0 for any free port.
        work_dir: A folder that workers see under the same path. The dispatcher keeps
            its state in it, and resumes from it after a restart. With `None`, the state
            is kept in memory.

    Example:
    ```python
    kerasgan.data.stream.service.serve_dispatcher(5000)
    ```
    """
    server = tf.data.experimental.service.DispatchServer(
        tf.data.experimental.service.DispatcherConfig(
            port, work_dir=work_dir, fault_tolerant_mode=work_dir is not None
        )
    )
    _serve(server, f"The dispatcher is at {server.target}")


def serve_worker(dispatcher: str, port: int = 0, host: str | None = None) -> None:
    """Runs a worker, which reads, decodes and batches images, until interrupted.

    It opens the image files itself, under the same paths as the training.

    Args:
        dispatcher: Address of the dispatcher, "host:port" or "grpc://host:port".
        port: The port to listen on; 0 for any free port. A worker that died can return
            only at its previous port.
        host: The host name or IP address at which a training reaches this machine.
            `None` for the IP address from which this machine reaches the dispatcher.

    Raises:
        ValueError: If `dispatcher` is not an address.
        ConnectionError: If no dispatcher answers there.

    Example:
    ```python
    kerasgan.data.stream.service.serve_worker("localhost:5000")
    ```
    """
    dispatcher = address(dispatcher)
    wait_for_dispatcher(dispatcher)
    host = host or _own_host(dispatcher)
    server = tf.data.experimental.service.WorkerServer(
        tf.data.experimental.service.WorkerConfig(
            dispatcher_address=dispatcher,
            worker_address=f"{host}:%port%",
            port=port,
        )
    )
    _serve(server, f"A worker of grpc://{dispatcher} is at {host}")


def address(service: str) -> str:
    """The "host:port" of a service's address, checked."""
    host = r"[A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+\]"
    match = re.fullmatch(rf"(?:grpc://)?((?:{host}):(\d{{1,5}}))", str(service))
    if match is None or not 0 < int(match[2]) < 65536:
        raise ValueError(
            'A tf.data service is named by its dispatcher, as "grpc://host:port", but '
            f"received {service!r}. {START} dispatcher --port 5000; its address is "
            '"grpc://localhost:5000" on this machine.'
        )
    return match[1]


def wait_for_dispatcher(address: str) -> None:
    """Waits until a dispatcher answers; TensorFlow alone would retry for an hour.

    Raises:
        ConnectionError: If no dispatcher answers within `PATIENCE` seconds.
    """
    _wait(
        address,
        "GetVersion",
        f"No dispatcher of a tf.data service answers at grpc://{address}",
        f"{START} dispatcher --port {address.rpartition(':')[2]}",
    )


def wait_for_worker(address: str) -> None:
    """Waits until a dispatcher answers and has a worker; see `wait_for_dispatcher`."""
    wait_for_dispatcher(address)
    _wait(
        address,
        "GetWorkers",
        f"The tf.data service at grpc://{address} has no workers",
        f"{START} worker --dispatcher {address}",
    )


def _wait(address: str, question: str, trouble: str, remedy: str) -> None:
    if _ask(address, question):
        return
    print(f"{trouble}, waiting for {PATIENCE:.0f} s. {remedy}", flush=True)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        time.sleep(0.5)
        if _ask(address, question):
            return
    raise ConnectionError(f"{trouble}. {remedy}")


def _ask(address: str, question: str) -> bytes:
    """The answer to a question without arguments, empty if there is none."""
    import grpc  # comes with TensorFlow

    with grpc.insecure_channel(address) as channel:
        method = f"/tensorflow.data.DispatcherService/{question}"
        try:
            return channel.unary_unary(method)(b"", timeout=2.0)
        except grpc.RpcError as error:
            if error.code() == grpc.StatusCode.UNIMPLEMENTED:
                raise ConnectionError(
                    f"The server at grpc://{address} is no dispatcher of a tf.data "
                    f"service. {START} dispatcher --port 5000"
                ) from error
            return b""


def _own_host(dispatcher: str) -> str:
    """The IP address from which this machine reaches the dispatcher."""
    host, _, port = dispatcher.rpartition(":")
    family, kind, _, _, peer = socket.getaddrinfo(
        host.strip("[]"), int(port), type=socket.SOCK_DGRAM
    )[0]
    with socket.socket(family, kind) as probe:
        probe.connect(peer)  # of a datagram: chooses the route, sends nothing
        own = probe.getsockname()[0]
    return f"[{own}]" if family == socket.AF_INET6 else own


def _serve(server: Any, line: str) -> None:
    print(f"{line}; Ctrl-C stops it.", flush=True)
    try:
        threading.Event().wait()  # `server.join` would not hear Ctrl-C
    except KeyboardInterrupt:
        print("Stopped.", flush=True)
    finally:
        # A worker that stops looks for a lost dispatcher for an hour, and lets no
        # other thread of Python run: this one is of C, and ends the process (with 1).
        with open(os.devnull, "w") as nowhere:
            faulthandler.dump_traceback_later(5.0, exit=True, file=nowhere)
            server.stop()
            faulthandler.cancel_dump_traceback_later()
