"""The invariants of ARCHITECTURE.md: same bytes, whole files, nothing outside, nothing more than needed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sites import ANA, NOW, SETTINGS, article, bad, feed, good, make, published, said, tree, visit, write
from test_publication import SMALL

from sitegen import build as pipeline
from sitegen import engine

ROOT = Path(__file__).resolve().parent.parent


def digest(folder: Path) -> str:
    found = hashlib.sha256()
    for path, data in tree(folder).items():
        found.update(path.encode() + b"\0" + hashlib.sha256(data).digest())
    return found.hexdigest()


SURROUNDINGS = [
    {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Lima", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0"},
    {"TZ": "", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "random"},
]


def test_the_same_inputs_give_the_same_bytes_anywhere(tmp_path: Path) -> None:
    """Under any time zone, locale, hash seed, umask, order of the directory, and number of processes."""
    digests = set()
    for number, (surroundings, umask, jobs) in enumerate(
        zip(SURROUNDINGS, (0o022, 0o077, 0o002), ("1", "2", "3"), strict=True)
    ):
        order = sorted(SMALL, reverse=number == 1)
        site = write(tmp_path / str(number), {path: SMALL[path] for path in order})
        done = subprocess.run(
            [sys.executable, "-m", "sitegen", "build", "--site", str(site), "--as-of", "2026-06-01", "--jobs", jobs],
            env={**os.environ, "PYTHONPATH": str(ROOT), **surroundings},
            umask=umask,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        digests.add(digest(site / "public"))
    assert len(digests) == 1


def test_any_executor_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes or threads or none: the engine takes what the standard library calls an executor."""
    alone = tree(good(write(tmp_path / "alone", SMALL)))
    assert tree(good(write(tmp_path / "processes", SMALL), jobs=3)) == alone

    def threads(*arguments: Any, **named: Any) -> engine.Workers:
        return engine.Workers(*arguments, executor=ThreadPoolExecutor(3), **named)

    monkeypatch.setattr(pipeline, "Workers", threads)
    assert tree(good(write(tmp_path / "threads", SMALL), jobs=3)) == alone
    site = write(tmp_path / "bad", {**SMALL, "layouts/parts/share.html": "{{ nothing }}", "layouts/page.html": "{{"})
    problems = make(site, jobs=3).problems
    monkeypatch.undo()
    assert problems == make(site, jobs=1).problems


def test_a_second_build_touches_nothing(tmp_path: Path) -> None:
    """Equal bytes are left alone with their time, so rsync and CDNs stay quiet."""
    site = write(tmp_path, SMALL)
    output = good(site)
    times = {p: p.stat().st_mtime_ns for p in output.rglob("*")}
    for file in output.rglob("*.html"):
        os.utime(file, ns=(1, 1))
        times[file] = 1
    result = make(site)
    assert result.written.written == ()
    assert result.written.removed == ()
    assert {p: p.stat().st_mtime_ns for p in output.rglob("*") if p.is_file()} == {
        p: t for p, t in times.items() if p.is_file()
    }


def test_an_edit_outside_the_teaser_rewrites_one_page_and_its_feeds(tmp_path: Path) -> None:
    """The body of one article changes: its page and the feeds that carry it, nothing else."""
    body = "The first paragraph.\n\nThe second."
    site = write(tmp_path, {**SMALL, "content/articles/older.md": article(
        "The older one", "2025-01-02", body, authors="[ana-ruiz]", topics="[water]")})  # fmt: skip
    good(site)
    text = (site / "content/articles/older.md").read_text()
    (site / "content/articles/older.md").write_text(text.replace("The second.", "The second, edited."))
    assert make(site).written.written == (
        "articles/older/index.html",
        "atom.xml",
        *(f"authors/ana-ruiz/{name}" for name in ("atom.xml", "feed.json", "feed.xml")),
        *("feed.json", "feed.xml"),
        *(f"topics/water/{name}" for name in ("atom.xml", "feed.json", "feed.xml")),
    )


def test_pages_of_a_removed_article_are_removed(tmp_path: Path) -> None:
    """A retitled, moved or deleted source leaves nothing behind, not even an empty folder."""
    site = write(tmp_path, SMALL)
    output = good(site)
    (site / "content/articles/editorial.md").unlink()
    assert make(site).written.removed == ("articles/editorial/index.html",)
    assert not (output / "articles/editorial").exists()
    clean = good(site, output=tmp_path / "clean")
    assert tree(output) == tree(clean)


def test_nothing_is_written_outside_output_content_and_cache(tmp_path: Path) -> None:
    """Every file that a build makes or changes is in one of three folders."""
    site = write(tmp_path / "a" / "site", {**SMALL, "seeds/s.txt": "A headline\n\nA paragraph of some length.\n"})
    before = tree(tmp_path)
    good(site)
    changed = {p for p, data in tree(tmp_path).items() if before.get(p) != data}
    assert changed
    assert all(p.startswith(("a/site/public/", "a/site/content/", "a/site/.sitegen/")) for p in changed)
    assert all((tmp_path / p).exists() for p in before)


# Editing, in any order ---------------------------------------------------------------------------------------

EDITS = {
    "retitle": {"content/articles/treaty.md": article("Another title", "2026-03-05")},
    "redate": {"content/articles/older.md": article("The older one", "2026-05-02", authors="[ana-ruiz]")},
    "body": {"content/articles/editorial.md": article("What we think", "2026-04-01", "Other words.")},
    "bio": {"content/authors/ana-ruiz.md": ANA.replace("rivers", "lakes")},
    "rename": {"content/authors/ana-ruiz.md": ANA.replace("Ana Ruiz", "Ana María Ruiz")},
    "add": {"content/articles/new.md": article("New", "2026-05-05", topics="[New topic]")},
    "draft": {"content/articles/treaty.md": article("A treaty", "2026-03-05", draft="true"),
              "content/pages/about.md": "---\ntitle: About us\n---\nNo link.\n"},
    "topic": {"content/topics/water.md": "---\ntitle: Waters\n---\n"},
    "layout": {"layouts/parts/share.html": "<p>Share this</p>\n"},
    "part": {"layouts/parts/latest.html": '<aside><h2>Latest</h2></aside>\n'},
    "setting": {"site.toml": SETTINGS + "page_size = 1\n"},
    "static": {"static/map.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', "static/a/b.txt": "b"},
    "file for folder": {"static/a": "a file now"},
    "seed": {"seeds/2026-02-02-s.txt": "A seed\n\nIts only paragraph is this.\n"},
}  # fmt: skip
DELETIONS = (
    "content/articles/new.md",
    "layouts/parts/share.html",
    "static/a/b.txt",
    "static/a",
    "layouts/parts/latest.html",
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from([*EDITS, *DELETIONS]), min_size=1, max_size=8))
def test_after_any_edits_the_output_equals_a_clean_build(tmp_path: Path, steps: list[str]) -> None:
    """Whatever was edited in whatever order, what is published is what a clean build of the same files gives."""
    shutil.rmtree(tmp_path, ignore_errors=True)
    site = write(tmp_path / "site", SMALL)
    good(site)
    for step in steps:
        if step in EDITS:
            for path, data in EDITS[step].items():
                file = site / path
                if file.is_dir():
                    shutil.rmtree(file)
                if file.parent.is_file():
                    file.parent.unlink()
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(data)
        elif (site / step).is_file():
            (site / step).unlink()
        good(site)
        clean = good(site, output=tmp_path / "clean")
        assert tree(site / "public") == tree(clean)
        shutil.rmtree(clean)


# At once, and killed -------------------------------------------------------------------------------------------


def test_two_builds_of_a_site_work_one_after_the_other(tmp_path: Path) -> None:
    """They took each other's unfinished files away. Whoever comes second is told, waits, and does its own work then."""
    pytest.importorskip("fcntl")
    site = write(tmp_path, SMALL)
    told, order = threading.Event(), []

    def build_too() -> None:
        hooks = pipeline.Hooks(waiting=told.set, step=lambda name, total: order.append("second"))
        order.append(pipeline.build(site, NOW, pipeline.Options(drafts=True), hooks))

    second = threading.Thread(target=build_too)

    def step(name: str, total: int) -> None:
        if not second.ident:
            second.start()
            assert told.wait(60), "the second build did not say that it waits"
        order.append("first")

    first = pipeline.build(site, NOW, pipeline.Options(), pipeline.Hooks(step=step))
    second.join()
    *steps, last = order
    assert steps == sorted(steps)
    assert steps[-1] == "second"
    assert not first.failed
    assert not last.failed
    assert tree(site / "public") == tree(good(site, output=tmp_path.parent / f"{tmp_path.name}-clean", drafts=True))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system ends a process in another way")
def test_the_workers_of_a_killed_build_end_with_it() -> None:
    """They hold its standard output: were one left waiting for work, this test would never end."""
    program = (
        "import os; from concurrent.futures import ProcessPoolExecutor as Pool; from sitegen import engine\n"
        "pool = Pool(2, initializer=engine.begin)\n"
        "assert list(pool.map(abs, [-1, -2])) == [1, 2]\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == -9


# The converter in the build ----------------------------------------------------------------------------------

SEED = (
    "Rivers do not wait\n\nShare\n\n5 March 2023\n\nThe treaty of the lower basin was signed.[1]\n\n"
    "It was not kept, according to [2]Geneva officials.\n\n[1] https://example.net/treaty\n\n[2] A report, p. 3.\n\n"
    "Nadia Petrov\nNadia Petrov\nNadia Petrov is a fellow of an invented institute.\n\n"
    "Latest\n\nAnother headline entirely\n\nIt goes on and...\n"
)


def test_a_seed_becomes_an_article_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    """One command: headline, author and bio, notes both ways, the rail, the feed, and none of the page's leftovers."""
    output = good(write(tmp_path, {"seeds/rivers.txt": SEED}))
    page = visit(output, "/articles/rivers-do-not-wait/")
    assert page.text("//h1") == "Rivers do not wait"
    assert page.texts("//*[@class='byline']//a[@rel='author']") == ["Nadia Petrov"]
    assert "fellow of an invented institute" in page.text("//*[contains(@class,'bios')]")
    assert len(page.all("//a[@role='doc-noteref']")) == 2
    assert "according to2 Geneva officials" in page.text("//*[contains(@class,'prose')]")
    assert page.texts("//aside//h3") == ["Another headline entirely"]
    assert "Share" not in page.text("//*[contains(@class,'prose')]")
    assert feed(output)[0].findtext("title") == "Rivers do not wait"
    assert (output / "authors/nadia-petrov/index.html").is_file()


def test_a_second_build_of_seeds_changes_nothing(tmp_path: Path) -> None:
    """Neither content nor output, also on another day."""
    site = write(tmp_path, {"seeds/rivers.txt": SEED})
    good(site)
    before = published(site)
    result = make(site, as_of="2028-01-01")
    assert result.reports == ()
    assert published(site) == before


def test_an_edited_article_is_left_alone_when_its_seed_changes(tmp_path: Path) -> None:
    """The editor's words stay, and the change of the seed is reported."""
    site = write(tmp_path, {"seeds/rivers.txt": SEED})
    good(site)
    file = site / "content/articles/rivers-do-not-wait.md"
    file.write_text(file.read_text().replace("It was not kept", "It was never kept"))
    edited = file.read_bytes()
    write(site, {"seeds/rivers.txt": SEED.replace("signed", "sealed")})
    result = make(site)
    assert not result.failed, said(result.problems)
    assert "seeds/rivers.txt:1:1: warning:" in said(result.problems)
    assert "--force" in said(result.problems)
    assert file.read_bytes() == edited


def test_a_seed_that_cannot_be_converted_stops_the_build_whole(tmp_path: Path) -> None:
    """One empty seed: the good one is not converted either, as nothing is written on an error."""
    site = write(tmp_path, {"seeds/rivers.txt": SEED, "seeds/empty.txt": b""})
    (problem,) = bad(site)
    assert problem.startswith("seeds/empty.txt:1:1: error:")
    assert not (site / "content").exists()
