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
        weigh: Callable[[A], int] = lambda argument: 1,
    ) -> list[R]:
        """Return the function's results in the order of its arguments, whoever works on them.

        The function takes a bundle and returns as many results. These must be picklable; it and the arguments too,
        unless processes are forked for them, which then have them already. `done` is told how many more are finished.
        `weigh` says how much work an argument is: heavy ones make small bundles, and few of them are worth processes.
        """
        results: list[R] = []
        for made in self._made(function, arguments, [weigh(argument) for argument in arguments]):
            results += made
            done(len(made))
        return results

    def begin(self, function: Callable[[Sequence[A]], Sequence[R]], arguments: Sequence[A]) -> Callable[[], list[R]]:
        """Begin what is small with the processes that are there; return what waits for the results."""
        there, size = self._executor or self._pool, self._size(len(arguments))
        if there is None or not size:
            results = list(chain.from_iterable(map(function, _bundles(arguments, _even(arguments, LARGEST_CHUNK)))))
            return lambda: results
        made = there.map(function, _bundles(arguments, _even(arguments, size)))
        return lambda: list(chain.from_iterable(made))

    def _size(self, work: int) -> int:
        """Return how much work makes a bundle; 0 when there is too little for processes."""
        if self.jobs < 2 or work < self._fewest:
            return 0
        return min(LARGEST_CHUNK, max(1, work // (self.jobs * CHUNKS_PER_JOB)))

    def _made(
        self, function: Callable[[Sequence[A]], Sequence[R]], arguments: Sequence[A], weights: Sequence[int]
    ) -> Iterator[Sequence[R]]:
        size = self._size(sum(weights)) if len(arguments) > 1 else 0
        if not size:
            yield from map(function, _bundles(arguments, _even(arguments, LARGEST_CHUNK)))
        elif self._executor is not None:
            yield from self._executor.map(function, _bundles(arguments, _weighed(weights, size)))
        else:
            for start, end in _even(arguments, LARGEST_ROUND):
                yield from self._round(function, arguments[start:end], _weighed(weights[start:end], size))

    def _round(
        self,
        function: Callable[[Sequence[A]], Sequence[R]],
        arguments: Sequence[A],
        ranges: Sequence[tuple[int, int]],
    ) -> Iterator[Sequence[R]]:
        """Begin processes for these arguments; they stay for what is small (see `begin`)."""
        self._end()
        self._before_start()
        forks = sys.platform == "linux" and threading.active_count() == 1
        others = frozenset(multiprocessing.active_children())
        self._pool = ProcessPoolExecutor(self.jobs, multiprocessing.get_context("fork" if forks else "spawn"), begin)
        if forks:
            with _inherited(function, arguments):
                made = self._pool.map(_part, *zip(*ranges, strict=True))
        else:
            made = self._pool.map(function, _bundles(arguments, ranges))
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


def _even(arguments: Sequence[Any], size: int) -> list[tuple[int, int]]:
    return [(start, start + size) for start in range(0, len(arguments), size)]


def _weighed(weights: Sequence[int], size: int) -> list[tuple[int, int]]:
    """Return bundles that are so much work, or one argument that is more."""
    ranges, start, work = [], 0, 0
    for at, weight in enumerate(weights):
        if work and work + weight > size:
            ranges.append((start, at))
            start, work = at, 0
        work += weight
    return [*ranges, (start, len(weights))]


def _bundles(arguments: Sequence[A], ranges: Sequence[tuple[int, int]]) -> list[Sequence[A]]:
    return [arguments[start:end] for start, end in ranges]


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
