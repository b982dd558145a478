"""Run pure functions on frozen arguments, here or in other processes; knows nothing of articles."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from multiprocessing.connection import wait
from typing import TypeVar

A = TypeVar("A")
R = TypeVar("R")

CHUNKS_PER_JOB = 8


def run(function: Callable[[A], R], arguments: Iterable[A], executor: Executor | None = None, jobs: int = 1) -> list[R]:
    """Return the function's results in the order of its arguments, whatever executor works on them.

    Without an executor everything runs here. With one of several processes, function and arguments must be
    picklable; `jobs` is how many of them work at once and only decides how the arguments are bundled.
    """
    items = list(arguments)
    if executor is None or len(items) < 2:
        return [function(item) for item in items]
    size = max(1, len(items) // (jobs * CHUNKS_PER_JOB))
    return list(executor.map(function, items, chunksize=size))


def end_with_parent() -> None:
    """Let this worker end when the process that started it is gone: a killed build leaves none waiting for ever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    gone = parent.sentinel

    def watch() -> None:
        wait([gone])
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
