"""Bundles of work: whoever does them, results come in order, and nobody works on after a fault."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr
from pathlib import Path

import pytest
from sites import SETTINGS, article, good, make, tree, write
from test_publication import SMALL

from sitegen import cli, publishing
from sitegen.cache import Cache
from sitegen.engine import LARGEST_ROUND, Workers
from sitegen.publishing import Job, Moved, Staged

MOVED, STAGE = publishing.moved, publishing.stage


def squares(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return squares, and the process that made each."""
    return [(number * number, os.getpid()) for number in numbers]


def no_nines(numbers: Sequence[int]) -> list[int]:
    """Refuse the number 99."""
    if 99 in numbers:
        raise ValueError("99")
    return list(numbers)


def dies(numbers: Sequence[int]) -> list[int]:
    """End a process that helps as the system does that has no memory left."""
    if multiprocessing.parent_process():
        os.kill(os.getpid(), signal.SIGKILL)
    return list(numbers)


def moves_and_dies(output: Path, staged: Sequence[tuple[str, str]]) -> list[Moved]:
    """Put files in place; a process that helps is killed before it can tell of them."""
    done = MOVED(output, staged)
    dies([])
    return done


def stages_and_dies(cache: Cache, tools: bytes, output: Path | None, jobs: Sequence[Job]) -> list[Staged]:
    """Make files; a process that helps is killed before."""
    dies([])
    return STAGE(cache, tools, output, jobs)


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
    """One thread is held up with the first bundle, and has one that waits, until all others are made here."""
    begun, free = threading.Event(), threading.Event()
    makers: dict[int, int] = {}

    def make(numbers: Sequence[int]) -> list[int]:
        makers.update(dict.fromkeys(numbers, threading.get_ident()))
        if threading.current_thread() is not threading.main_thread():
            begun.set()
            assert free.wait(60)
        elif len(makers) == 60:
            free.set()
        return [-number for number in numbers]

    with ThreadPoolExecutor(1) as threads, workers(2, executor=threads) as some:
        results = some.begin(make, range(64))
        assert begun.wait(60)
        assert results() == [-number for number in range(64)]
    theirs = [number for number, maker in makers.items() if maker != threading.get_ident()]
    assert theirs == list(range(8))


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


def test_a_process_that_is_killed_is_told_of_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not as a fault of the program, nor with a traceback of a thread; and nothing is left half done."""
    with workers(2) as some, pytest.raises(ChildProcessError, match="no memory left"):
        some.run(dies, range(5000))
    assert multiprocessing.active_children() == []
    site = write(tmp_path / "site", SMALL)
    output = good(site)
    before = tree(output)
    (site / "content/pages/about.md").write_text("---\ntitle: About\n---\nOther words.\n")
    monkeypatch.setattr(publishing, "stage", stages_and_dies)
    monkeypatch.setattr(sys, "argv", ["sitegen", "build", "--site", str(site), "--jobs", "2", "--as-of", "2026-06-01"])
    said = io.StringIO()
    with redirect_stderr(said), pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert said.getvalue() == (
        "sitegen: a process that helped was ended by the system, which may have no memory left\n"
        "    Try again when less else is running, or with --jobs 1, which needs less memory.\n"
    )
    assert tree(output) == before


def test_after_a_process_was_killed_that_put_files_in_place_the_next_build_repairs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some files are of the new build and some of the old; all are sitegen's own, and each is whole."""
    site = write(tmp_path / "site", SMALL)
    old = tree(good(site))
    more = {
        "content/articles/another.md": article("Another", "2025-02-03"),
        "site.toml": SETTINGS + 'license = "CC0-1.0"\n',
    }
    write(site, more)
    new = tree(good(write(tmp_path / "clean", {**SMALL, **more})))
    monkeypatch.setattr(publishing, "moved", moves_and_dies)
    with pytest.raises(ChildProcessError):
        make(site, jobs=2)
    monkeypatch.undo()
    between = tree(site / "public")
    assert old != between != new
    assert all(data in (old.get(path), new.get(path)) for path, data in between.items() if path != publishing.MANIFEST)
    later = {"content/articles/another.md": article("Another", "2025-02-03", "Edited since.")}
    assert tree(good(write(site, {**more, **later}))) == tree(
        good(write(tmp_path / "later", {**SMALL, **more, **later}))
    )
