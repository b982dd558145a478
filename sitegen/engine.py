"""Run pure functions on bundles of frozen arguments, here or in other processes; knows nothing of articles."""

from __future__ import annotations

import errno
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
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
SMALLER = 16
"""A bundle is at most one part in so many of the work that is left; the last are one part in so many of the first."""
LARGEST_ROUND = 1 << 14
"""So many arguments are for one set of processes: each copies the memory that it looks into, until it ends."""
FEWEST_FOR_POOL = 200
"""Below this many arguments the start of a pool costs more than it saves (see benchmarks/)."""


class Workers:
    """Up to `jobs` processes: this one, and others that start when there is enough to do. 0 is as many as `cores`.

    `executor` may be any of `concurrent.futures`; it then does the work. `before_start` is called when processes are
    about to start.
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
        Raises what the function raises, and ChildProcessError when one of the others is killed.
        """
        weights = [weigh(argument) for argument in arguments]
        size = self._size(sum(weights)) if len(arguments) > 1 else 0
        if not size:
            return _here(function, arguments, done)
        if self._executor is not None:
            made = self._executor.map(function, _bundles(arguments, _weighed(weights, size)))
            return list(chain.from_iterable(_told(made, done)))
        results: list[R] = []
        for start, end in _even(arguments, LARGEST_ROUND):
            results += self._round(function, arguments[start:end], _weighed(weights[start:end], size), done)
        return results

    def begin(self, function: Callable[[Sequence[A]], Sequence[R]], arguments: Sequence[A]) -> Callable[[], list[R]]:
        """Begin what is little work each with the processes that are there; return what helps them and has the results.

        Bundles are as large as can be.
        """
        there = self._executor or self._pool
        if there is None or not self._size(len(arguments)):
            results = list(function(arguments))
            return lambda: results
        bundles = _bundles(arguments, _even(arguments, -(-len(arguments) // (self.jobs * CHUNKS_PER_JOB))))

        def submit(number: int) -> Future[Sequence[R]]:
            return there.submit(function, bundles[number])

        return _shared(submit, lambda number: function(bundles[number]), len(bundles), self.jobs - 1)

    def _size(self, work: int) -> int:
        """Return how much work makes a bundle; 0 when there is too little for processes."""
        if self.jobs < 2 or work < self._fewest:
            return 0
        return min(LARGEST_CHUNK, max(1, work // (self.jobs * CHUNKS_PER_JOB)))

    def _round(
        self,
        function: Callable[[Sequence[A]], Sequence[R]],
        arguments: Sequence[A],
        ranges: Sequence[tuple[int, int]],
        done: Callable[[int], None],
    ) -> list[R]:
        """Begin processes for these arguments; they stay for what is small (see `begin`), but not after a fault."""
        self._end()
        self._before_start()
        forks = sys.platform == "linux" and threading.active_count() == 1
        others = frozenset(multiprocessing.active_children())
        context = multiprocessing.get_context("fork" if forks else "spawn")
        self._pool = pool = ProcessPoolExecutor(self.jobs - 1, context, begin)

        def submit(number: int) -> Future[Sequence[R]]:
            start, end = ranges[number]
            return pool.submit(_part, start, end) if forks else pool.submit(function, arguments[start:end])

        def make(number: int) -> Sequence[R]:
            return function(arguments[slice(*ranges[number])])

        with _collecting():
            with _inherited(function, arguments):
                finish = _shared(submit, make, len(ranges), self.jobs - 1, done)
            self._processes = frozenset(multiprocessing.active_children()) - others
            try:
                return finish()
            except BaseException:
                self._end()
                raise

    def _end(self) -> None:
        """End the processes."""
        if self._pool is not None:
            # They have nothing left to say. Asked to end, one that is killed while it answers would hold up the others.
            for process in self._processes:
                process.terminate()
            self._pool.shutdown(cancel_futures=True)
        self._pool, self._processes = None, frozenset()


def _here(
    function: Callable[[Sequence[A]], Sequence[R]],
    arguments: Sequence[A],
    done: Callable[[int], None] = lambda count: None,
) -> list[R]:
    made = map(function, _bundles(arguments, _even(arguments, LARGEST_CHUNK)))
    return list(chain.from_iterable(_told(made, done)))


def _told(made: Iterable[Sequence[R]], done: Callable[[int], None]) -> Iterator[Sequence[R]]:
    for results in made:
        done(len(results))
        yield results


def _shared(
    submit: Callable[[int], Future[Sequence[R]]],
    make: Callable[[int], Sequence[R]],
    count: int,
    others: int,
    done: Callable[[int], None] = lambda count: None,
) -> Callable[[], list[R]]:
    """Have others work on bundles, each known by its number; return what works with them, and has all results.

    `submit` gives one to them, `make` makes one here. `others` is how many they are: each has one more that waits, so
    that it need not wait for this process, and gets the next when it has finished one.
    """
    todo = deque(range(count))
    theirs: deque[tuple[int, Future[Sequence[R]]]] = deque()
    lock = threading.Lock()

    def give(finished: Future[Sequence[R]] | None = None) -> None:
        if finished and (finished.cancelled() or finished.exception()):
            return
        with lock:
            if not todo:
                return
            try:
                future = submit(todo[0])
            except RuntimeError:
                # They are gone; why, the results that are waited for will tell.
                return
            theirs.append((todo.popleft(), future))
        future.add_done_callback(give)

    def finish() -> list[R]:
        made: dict[int, Sequence[R]] = {}

        def take() -> None:
            number, future = theirs.popleft()
            try:
                made[number] = future.result()
            except BrokenExecutor:
                what = "a process that helped was ended by the system, which may have no memory left"
                raise ChildProcessError(errno.ECHILD, what) from None
            done(len(made[number]))

        while (number := own()) is not None:
            made[number] = make(number)
            done(len(made[number]))
            while theirs and theirs[0][1].done():
                take()
        while theirs:
            take()
        return list(chain.from_iterable(made[number] for number in range(count)))

    def own() -> int | None:
        with lock:
            return todo.popleft() if todo else None

    for _ in range(2 * others):
        give()
    return finish


@contextmanager
def _collecting() -> Iterator[None]:
    """Look for garbage among what is made meanwhile, as others do (see `begin`); leave all as it was before."""
    was, thresholds = gc.isenabled(), gc.get_threshold()
    gc.freeze()
    _collect()
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        if not was:
            gc.disable()


def _collect() -> None:
    gc.set_threshold(100_000, 20, 20)
    gc.enable()


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
    """Return bundles that are so much work, or one argument that is more.

    The last ones are smaller and smaller, so that all who work on them end at about the same time.
    """
    ranges, start, work, left = [], 0, 0, sum(weights)
    for at, weight in enumerate(weights):
        if work and work + weight > max(size // SMALLER, min(size, left // SMALLER)):
            ranges.append((start, at))
            left -= work
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
    _collect()
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    gone = parent.sentinel

    def watch() -> None:
        wait([gone])
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
