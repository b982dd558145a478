"""Run pure functions on bundles of frozen arguments, here or in other processes; knows nothing of articles."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, TypeVar

A = TypeVar("A")
R = TypeVar("R")

CHUNKS_PER_JOB = 8
LARGEST_CHUNK = 128
LARGEST_ROUND = 1 << 14
"""So many arguments are for one set of processes: each copies the memory that it looks into, until it ends."""
FEWEST_FOR_POOL = 200
"""Below this many arguments the start of a pool costs more than it saves (see benchmarks/)."""


class Workers:
    """Up to `jobs` processes, started when there is enough to do; 0 is as many as the machine has cores.

    `executor` may be any of `concurrent.futures`. `before_start` is called when processes are about to start.
    """

    def __init__(
        self, jobs: int = 0, *, cores: int = 1, executor: Executor | None = None, before_start: Callable[[], None]
    ) -> None:
        self.jobs = jobs or cores
        self._fewest = 2 if jobs or executor else FEWEST_FOR_POOL
        self._executor = executor
        self._before_start = before_start
        self._pool: ProcessPoolExecutor | None = None
        self._processes: frozenset[BaseProcess] = frozenset()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def run(
        self,
        function: Callable[[Sequence[A]], Sequence[R]],
        arguments: Sequence[A],
        done: Callable[[int], None] = lambda count: None,
    ) -> list[R]:
        """Return the function's results in the order of its arguments, whoever works on them.

        The function takes a bundle and returns as many results. These must be picklable; it and the arguments too,
        unless processes are forked for them, which then have them already. `done` is told how many more are finished.
        """
        results: list[R] = []
        for made in self._made(function, arguments):
            results += made
            done(len(made))
        return results

    def begin(self, function: Callable[[Sequence[A]], Sequence[R]], arguments: Sequence[A]) -> Callable[[], list[R]]:
        """Begin what is small with the processes that are there; return what waits for the results."""
        there, size = self._executor or self._pool, self._size(arguments)
        if there is None or not size:
            results = list(chain.from_iterable(map(function, _bundles(arguments, LARGEST_CHUNK))))
            return lambda: results
        made = there.map(function, _bundles(arguments, size))
        return lambda: list(chain.from_iterable(made))

    def _size(self, arguments: Sequence[A]) -> int:
        """Return how many arguments make a bundle; 0 when they are too few for processes."""
        if self.jobs < 2 or len(arguments) < self._fewest:
            return 0
        return min(LARGEST_CHUNK, max(1, len(arguments) // (self.jobs * CHUNKS_PER_JOB)))

    def _made(self, function: Callable[[Sequence[A]], Sequence[R]], arguments: Sequence[A]) -> Iterator[Sequence[R]]:
        size = self._size(arguments)
        if not size:
            yield from map(function, _bundles(arguments, LARGEST_CHUNK))
        elif self._executor is not None:
            yield from self._executor.map(function, _bundles(arguments, size))
        else:
            for start, end in _ranges(len(arguments), LARGEST_ROUND):
                yield from self._round(function, arguments[start:end], size)

    def _round(
        self, function: Callable[[Sequence[A]], Sequence[R]], arguments: Sequence[A], size: int
    ) -> Iterator[Sequence[R]]:
        """Begin processes for these arguments; they stay for what is small (see `begin`)."""
        self._end()
        self._before_start()
        forks = sys.platform == "linux" and threading.active_count() == 1
        others = frozenset(multiprocessing.active_children())
        self._pool = ProcessPoolExecutor(self.jobs, multiprocessing.get_context("fork" if forks else "spawn"), begin)
        if forks:
            with _inherited(function, arguments):
                made = self._pool.map(_part, *zip(*_ranges(len(arguments), size), strict=True))
        else:
            made = self._pool.map(function, _bundles(arguments, size))
        self._processes = frozenset(multiprocessing.active_children()) - others
        yield from made

    def _end(self) -> None:
        """End the processes."""
        if self._pool is not None:
            # They have nothing left to say. Asked to end, one that is killed while it answers would hold up the others.
            for process in self._processes:
                process.terminate()
            self._pool.shutdown(cancel_futures=True)
        self._pool, self._processes = None, frozenset()


_given: tuple[Callable[[Sequence[Any]], Sequence[Any]], Sequence[Any]] | None = None
"""What forked processes work on: they find it where it was, so that nothing has to be packed up and sent."""


@contextmanager
def _inherited(function: Callable[[Sequence[A]], Sequence[R]], arguments: Sequence[A]) -> Iterator[None]:
    global _given
    _given = function, arguments
    try:
        yield
    finally:
        _given = None


def _part(start: int, end: int) -> Sequence[Any]:
    assert _given is not None
    function, arguments = _given
    return function(arguments[start:end])


def _ranges(count: int, size: int) -> list[tuple[int, int]]:
    return [(start, start + size) for start in range(0, count, size)]


def _bundles(arguments: Sequence[A], size: int) -> list[Sequence[A]]:
    return [arguments[start:end] for start, end in _ranges(len(arguments), size)]


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
