"""Run pure functions on frozen arguments, here or in other processes; knows nothing of articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
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
