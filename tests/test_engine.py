"""Bundles of work: whoever does them, results come in order, and nobody works on after a fault."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from sitegen.engine import LARGEST_ROUND, Workers


def squares(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return squares, and the process that made each."""
    return [(number * number, os.getpid()) for number in numbers]


def no_nines(numbers: Sequence[int]) -> list[int]:
    """Refuse the number 99."""
    if 99 in numbers:
        raise ValueError("99")
    return list(numbers)


def workers(jobs: int, **others: ThreadPoolExecutor) -> Workers:
    return Workers(jobs, before_start=lambda: None, **others)  # type: ignore[arg-type]


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 2, 1000, LARGEST_ROUND + 5])
def test_results_come_in_the_order_of_their_arguments(jobs: int, count: int) -> None:
    """By as many processes as were asked for, this one among them; each argument is told of once."""
    told: list[int] = []
    with workers(jobs) as some:
        made = some.run(squares, range(count), told.append)
    assert [square for square, _ in made] == [number * number for number in range(count)]
    assert sum(told) == count
    rounds = max(1, -(-count // LARGEST_ROUND))
    assert len({process for _, process in made} - {os.getpid()}) <= (jobs - 1) * rounds


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_after_a_fault_nobody_works_on(jobs: int) -> None:
    """So that what was begun can be cleared away at once."""
    with workers(jobs) as some:
        with pytest.raises(ValueError, match="99"):
            some.run(no_nines, range(1000))
        assert multiprocessing.active_children() == []


def test_who_waits_for_results_makes_what_nobody_has_begun() -> None:
    """One thread is held up with the first bundle until all others are made here."""
    begun, free = threading.Event(), threading.Event()
    makers: dict[int, int] = {}

    def make(numbers: Sequence[int]) -> list[int]:
        makers.update(dict.fromkeys(numbers, threading.get_ident()))
        if threading.current_thread() is not threading.main_thread():
            begun.set()
            assert free.wait(60)
        elif len(makers) == 64:
            free.set()
        return [-number for number in numbers]

    with ThreadPoolExecutor(1) as threads, workers(2, executor=threads) as some:
        results = some.begin(make, range(64))
        assert begun.wait(60)
        assert results() == [-number for number in range(64)]
    theirs = [number for number, maker in makers.items() if maker != threading.get_ident()]
    assert theirs == list(range(4))


def test_the_last_bundles_are_small() -> None:
    """So that nobody waits long for the last one; and nothing is left out or made twice."""
    bundles: list[int] = []

    def make(numbers: Sequence[int]) -> Sequence[int]:
        bundles.append(len(numbers))
        return numbers

    with ThreadPoolExecutor(1) as threads, workers(2, executor=threads) as some:
        assert some.run(make, range(5000)) == list(range(5000))
    assert bundles[0] > 100
    assert sum(bundles[-10:]) < bundles[0]
    assert bundles == sorted(bundles, reverse=True)
