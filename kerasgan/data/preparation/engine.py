"""Runs parts in processes of this machine, or in an executor of the user."""

import concurrent.futures
import multiprocessing
import os
from concurrent.futures.process import BrokenProcessPool
from typing import Any

ATTEMPTS = 3  # pools, each of which lost a process


def run(
    parts: list[Any],
    workers: int | None = None,
    executor: concurrent.futures.Executor | None = None,
    unit: str = "photo",
) -> None:
    """Does the work of all parts that aren't done, with one progress bar.

    Args:
        parts: List of objects with `is_done`, `num_items`, and `work`, which writes
            files and returns the number of items.
        workers: Int, processes (default: one for each core); 1 uses this process.
        executor: An executor in place of local processes.
        unit: String, the unit of the progress bar.

    Raises:
        RuntimeError: Processes died repeatedly during the work.
    """
    from tqdm import tqdm

    total = sum(part.num_items for part in parts)
    left = [part for part in parts if not part.is_done()]
    done = total - sum(part.num_items for part in left)
    with tqdm(total=total, initial=done, unit=unit) as bar:
        if executor is not None:
            drain(executor, left, bar)
            return
        workers = min(workers or os.cpu_count() or 1, max(1, len(left)))
        if workers == 1:
            for part in left:
                bar.update(part.work())
            return
        for _ in range(ATTEMPTS):
            left = in_processes(left, workers, bar)
            if not left:
                return
    raise RuntimeError(
        f"Processes died {ATTEMPTS} times; {len(left)} of {len(parts)} parts are left. "
        "If memory ran out, pass fewer `workers`; in a script, the call stands below "
        '`if __name__ == "__main__":`. The parts that are done stay.'
    )


def in_processes(left: list[Any], workers: int, bar: Any) -> list[Any]:
    """Works in a pool of processes; returns the parts left if a process died."""
    context = multiprocessing.get_context("spawn")  # a fork of TensorFlow hangs
    with concurrent.futures.ProcessPoolExecutor(workers, context) as pool:
        try:
            drain(pool, left, bar)
        except BrokenProcessPool:
            return [part for part in left if not part.is_done()]
    return []


def drain(executor: concurrent.futures.Executor, left: list, bar: Any) -> None:
    """Submits parts and waits for them; after an error, waiting parts are cancelled."""
    futures = [executor.submit(work, part) for part in left]
    try:
        for future in concurrent.futures.as_completed(futures):
            bar.update(future.result())
    finally:
        for future in futures:
            future.cancel()


def work(part: Any) -> int:
    """Does the work of a part; it is a function, so that other processes find it."""
    return part.work()
