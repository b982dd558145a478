"""Run pure functions on bundles of frozen arguments, here or in other processes; knows nothing of articles."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing.connection import wait
from types import TracebackType
from typing import TypeVar

A = TypeVar("A")
R = TypeVar("R")

CHUNKS_PER_JOB = 8
LARGEST_CHUNK = 128
FEWEST_FOR_POOL = 200
"""Below this many arguments the start of a pool costs more than it saves (see benchmarks/)."""


class Workers:
    """Up to `jobs` processes, started when there is first enough to do; 0 is as many as the machine has cores.

    `executor` may be any of `concurrent.futures`. `before_start` is called when the processes are about to start.
    """

    def __init__(
        self, jobs: int = 0, *, cores: int = 1, executor: Executor | None = None, before_start: Callable[[], None]
    ) -> None:
        self.jobs = jobs or cores
        self._fewest = 2 if jobs or executor else FEWEST_FOR_POOL
        self._executor = executor
        self._before_start = before_start

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)

    def run(
        self,
        function: Callable[[Sequence[A]], Sequence[R]],
        arguments: Sequence[A],
        done: Callable[[int], None] = lambda count: None,
    ) -> list[R]:
        """Return the function's results in the order of its arguments, whoever works on them.

        The function takes a bundle and returns as many results; with processes it and the arguments must be
        picklable. `done` is told how many more are finished.
        """
        results: list[R] = []
        if self.jobs < 2 or len(arguments) < self._fewest:
            for bundle in _bundles(arguments, LARGEST_CHUNK):
                results += function(bundle)
                done(len(bundle))
            return results
        if self._executor is None:
            self._before_start()
            self._executor = ProcessPoolExecutor(self.jobs, _context(), begin)
        size = min(LARGEST_CHUNK, max(1, len(arguments) // (self.jobs * CHUNKS_PER_JOB)))
        for made in self._executor.map(function, _bundles(arguments, size)):
            results += made
            done(len(made))
        return results


def _bundles(arguments: Sequence[A], size: int) -> list[Sequence[A]]:
    return [arguments[i : i + size] for i in range(0, len(arguments), size)]


def _context() -> multiprocessing.context.BaseContext:
    """Fork where that is safe: a process that has the modules already starts in a hundredth of the time."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def begin() -> None:
    """Begin a worker: it looks for garbage among its own values alone, and ends when the process above it is gone.

    So a killed build leaves none waiting for ever.
    """
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    gc.enable()
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    gone = parent.sentinel

    def watch() -> None:
        wait([gone])
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
