"""Keeps track of the files that were sent to be decoded and that came back."""

import pathlib
import threading
from typing import Any

import numpy as np

from kerasgan.data import decode
from kerasgan.data.paths import name_within
from kerasgan.data.pipeline import Shuffle
from kerasgan.data.report import Report
from kerasgan.data.stream import service


class Ledger:
    """Distributes the files of each pass, and reports files that are lost.

    Args:
        folder: The folder to which names are relative.
        paths: The files, by number.
        target: Size, channels and crop.
        shuffle: The order of each pass.
        report: The report to which files are added that cannot be decoded.
        batch_size: The number of images in a batch.
        share: `(index, number)`: this process gets every `number`-th batch, from the
            `index`-th on.
        address: "host:port" of a dispatcher, or `None`.
    """

    def __init__(
        self,
        folder: pathlib.Path,
        paths: list[pathlib.Path],
        target: decode.Target,
        shuffle: Shuffle,
        report: Report,
        batch_size: int,
        share: tuple[int, int],
        address: str | None,
    ) -> None:
        self.folder = folder
        self.paths = paths
        self.target = target
        self.shuffle = shuffle
        self.report = report
        self.batch_size = batch_size
        self.index, self.count = share
        self.address = address
        self.num_batches = len(paths) // batch_size // self.count
        self.lost = set()
        self.seen = set()
        self.num_received = 0
        self.alarm = None

    def deal(self) -> np.ndarray:
        """The plan of the next pass: `(num_batches, batch_size, 2)`, see `Shuffle`."""
        self.rest()
        if self.address is not None:
            service.wait_for_worker(self.address)
        self.seen, self.num_received = set(), 0
        num_batches = self.num_batches * self.count
        plan = self.shuffle()[: num_batches * self.batch_size]
        plan = plan.reshape(num_batches, self.batch_size, 2)
        return plan[self.index :: self.count]

    def expect(self, number: Any) -> Any:
        """Prints a message if the expected batch does not come; returns `number`."""
        self.alarm = threading.Timer(service.PATIENCE, self.complain)
        self.alarm.daemon = True
        self.alarm.start()
        return number

    def rest(self) -> None:
        if self.alarm is not None:
            self.alarm.cancel()

    def complain(self) -> None:
        print(
            f"image_stream: for {service.PATIENCE:.0f} s no batch has come from the "
            f"tf.data service at grpc://{self.address}. A worker that stopped must be "
            "started again at the same --port; else start the training again.",
            flush=True,
        )

    def receive(self, numbers: np.ndarray, is_whole: np.ndarray) -> bool:
        """Reports the files of a batch that could not be decoded, each once.

        Raises:
            ValueError: If no file of the batch could be decoded.
        """
        self.rest()
        self.num_received += 1
        self.seen.update(numbers.tolist())
        for number in numbers[~is_whole].tolist():
            if number not in self.lost:
                self.lost.add(number)
                self.name(self.paths[number])
        if not is_whole.any():
            raise ValueError(
                f"Not one image of a batch of {len(numbers)} could be decoded, such as "
                f"{str(self.paths[numbers[0]])!r}. A worker of a tf.data service must "
                "find the files under the same path; else see `dataset.report.skipped`."
            )
        num_missing = self.num_batches - len(self.seen) // self.batch_size
        if self.num_received == self.num_batches and num_missing:
            print(
                f"image_stream: {num_missing} of {self.num_batches} batches were lost "
                "with a worker; others of the same pass took their place.",
                flush=True,
            )
        return True

    def name(self, path: pathlib.Path) -> None:
        """Adds a file that could not be decoded to the report, and prints it."""
        reason = "TensorFlow cannot decode it, though Pillow can"
        try:
            decode.decode(path, self.target)
        except decode.Unreadable as error:
            reason = str(error)
        name = name_within(self.folder, path)
        self.report.skipped.append((name, reason))
        print(
            f"image_stream: another image takes the place of {name}: {reason}",
            flush=True,
        )
