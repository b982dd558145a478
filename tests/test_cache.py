"""The cache saves work and can do no harm: whatever becomes of it, what is published is what a clean build gives."""

from __future__ import annotations

import errno
import itertools
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from msgspec import msgpack
from sites import ANA, NOW, SETTINGS, article, good, make, published, said, tree, write
from test_publication import SMALL

from sitegen import cache, entries, files, publishing, toolchain
from sitegen.build import Options, Result, Work, build
from sitegen.cache import Cache
from sitegen.files import LEDGER
from sitegen.model import Entry, Prose, StaticFile, Text

OLDER = "content/articles/older.md"
TEXTS = (SMALL[OLDER], article("The older one", "2025-01-02", "First.\n\nSecond.", authors="[ana-ruiz]"))
HINT = "look at the folder and who may write there; it is safe to delete"
KEY = bytes(range(32))
KEYS: dict[int, bytes] = {}
"""The whole keys that were asked for or kept, by what a cache has of them."""


@pytest.fixture(scope="module", autouse=True)
def _keys() -> Iterator[None]:
    short = cache._short

    def noted(key: bytes) -> int:
        KEYS[short(key)] = key
        return short(key)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cache, "_short", noted)
        yield


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], ...]:
    """What clean builds of the small site with either text give."""
    folder = tmp_path_factory.mktemp("clean")
    return tuple(tree(good(write(folder / f"{n}", {**SMALL, OLDER: text}))) for n, text in enumerate(TEXTS))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The small site, built, so that all is in its cache; the second text is not."""
    site = write(tmp_path / "site", SMALL)
    good(site)
    assert settled(site) == Work()
    return site


def settled(site: Path) -> Work:
    """Build until the file system's time has passed the last edit; return what the last build did."""
    before = newest(site)
    while files.instant(site / ".sitegen") <= before:
        pass
    make(site)
    while files.instant(site / ".sitegen") <= newest(site):
        pass
    make(site)
    return make(site).work


def newest(site: Path) -> int:
    return max(p.stat().st_ctime_ns for p in site.rglob("*") if p.is_file() and ".sitegen" not in p.parts)


def right(site: Path, clean: tuple[dict[str, bytes], ...], version: int = 1) -> Result:
    """Edit the site, build it, and see that it is as a clean build gives it."""
    write(site, {OLDER: TEXTS[version]})
    result = make(site)
    assert not result.failed, said(result.problems)
    assert tree(site / "public") == clean[version]
    return result


# Work --------------------------------------------------------------------------------------------------------


def test_a_second_build_reads_nothing_and_joins_nothing(site: Path) -> None:
    """It looks at the stamps of files and ends."""
    result = make(site)
    assert result.work == Work()
    assert result.written.unchanged == len(tree(site / "public")) - 1


def test_only_an_empty_cache_is_not_asked_for_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A first build looks for none before it reads; the next one looks for that of each file that changed."""
    asked, get, load = [], Cache.get, entries.load

    def loaded(*given: Any) -> Any:
        with monkeypatch.context() as within:
            within.setattr(Cache, "get", lambda self, key, kind: (asked.append(kind), get(self, key, kind))[1])
            return load(*given)

    monkeypatch.setattr(entries, "load", loaded)
    site = write(tmp_path / "site", SMALL)
    good(site)
    assert not asked
    good(write(site, {OLDER: TEXTS[1]}))
    assert asked.count(Prose) == 1


def test_a_changed_rail_parses_nothing_and_renders_rails_alone(site: Path) -> None:
    """Those without one of three articles and the one with all; each page is joined of what was rendered before."""
    write(site, {"layouts/parts/latest.html": "<aside><h2>Latest</h2></aside>\n"})
    result = make(site)
    assert (result.work.parsed, result.work.rendered) == (0, 4)
    assert result.work.joined >= len([p for p in result.written.written if p.startswith("articles/")]) == 3


def test_a_new_headline_parses_nothing(site: Path) -> None:
    """The text is the same, so its HTML is in the cache."""
    write(site, {"content/articles/editorial.md": SMALL["content/articles/editorial.md"].replace("think", "thought")})
    assert make(site).work.parsed == 0


def test_an_edit_outside_the_teaser_parses_one_text(site: Path, clean: tuple[dict[str, bytes], ...]) -> None:
    """One file is read, one text parsed; no layout runs, as none knows the text."""
    write(site, {OLDER: TEXTS[1]})
    settled(site)
    write(site, {OLDER: TEXTS[1].replace("Second", "Another")})
    result = make(site)
    assert (result.work.read, result.work.parsed, result.work.rendered) == (1, 1, 0)
    assert result.work.joined == len(result.written.written) == 7


def test_a_bio_renders_no_article_again(site: Path) -> None:
    """Articles are joined with the new bio; what was rendered of them stands."""
    write(site, {"content/authors/ana-ruiz.md": ANA.replace("*rivers*", "*lakes*")})
    work = make(site).work
    assert (work.read, work.parsed) == (1, 1)
    assert work.rendered <= 1


def test_another_toolchain_makes_all_anew(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version may make other pages of the same: none that the old one made is taken for it."""
    monkeypatch.setattr(toolchain, "address", lambda: b"another")
    work = make(site).work
    assert work.joined == len(tree(site / "public").keys() - {publishing.MANIFEST})
    assert work.parsed > 0


def test_what_stands_beside_the_content_is_told_of_in_every_build(site: Path) -> None:
    """A build with nothing to do said nothing of a file that was new and is not published."""
    write(site, {"content/report.docx": "no Markdown"})
    for _ in range(2):
        assert "content/report.docx:1:1: warning: not a Markdown file" in said(make(site).problems)
    (site / "content/report.docx").unlink()
    assert make(site).problems == ()


def test_a_cache_from_elsewhere_is_as_good_as_ones_own(site: Path, tmp_path: Path) -> None:
    """An archive of `.sitegen/` in another folder: nothing is parsed, no layout runs, the bytes are the same."""
    other = write(tmp_path / "somewhere else" / "x", SMALL)
    shutil.copytree(site / ".sitegen", other / ".sitegen")
    result = make(other)
    assert tree(other / "public") == tree(site / "public")
    assert (result.work.parsed, result.work.rendered) == (0, 0)


# Caches that are none -----------------------------------------------------------------------------------------


def _file(site: Path) -> None:
    shutil.rmtree(site / ".sitegen")
    (site / ".sitegen").write_text("a file")


def _folder(site: Path) -> None:
    (site / ".sitegen/cache.sqlite").unlink()
    (site / ".sitegen/cache.sqlite/x").mkdir(parents=True)


def _broken_link(site: Path) -> None:
    shutil.rmtree(site / ".sitegen")
    (site / ".sitegen").symlink_to("nowhere")


@pytest.mark.parametrize("spoil", [_file, _folder, _broken_link])
def test_where_no_cache_can_be_a_build_is_right_and_says_so(
    site: Path, clean: tuple[dict[str, bytes], ...], spoil: Callable[[Path], None]
) -> None:
    """It costs work and a warning, and takes nothing away that is not its own."""
    spoil(site)
    before = tree(site / ".sitegen") if (site / ".sitegen").is_dir() else None
    result = right(site, clean)
    (problem,) = result.problems
    assert str(problem).startswith(".sitegen:1:1: warning: the cache cannot be used (")
    assert problem.hint == HINT
    assert result.work.parsed > 1
    assert (tree(site / ".sitegen") if (site / ".sitegen").is_dir() else None) == before


def test_a_cache_that_may_not_be_written_costs_work_alone(
    site: Path, clean: tuple[dict[str, bytes], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a folder that is another's."""
    connect = sqlite3.connect

    def read_only(file: Path, **options: Any) -> sqlite3.Connection:
        if file.parent.name == ".sitegen":
            return connect(f"{file.as_uri()}?mode=ro", uri=True, **options)
        return connect(file, **options)

    access = os.access
    before = (site / ".sitegen/cache.sqlite").read_bytes()
    monkeypatch.setattr(sqlite3, "connect", read_only)
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and access(path, mode))
    (problem,) = right(site, clean).problems
    assert "the cache cannot be used (attempt to write a readonly database)" in problem.message
    assert (site / ".sitegen/cache.sqlite").read_bytes() == before


def _version(database: sqlite3.Connection) -> None:
    database.execute(f"PRAGMA user_version = {cache.FORMAT + 1}")


def _trigger(database: sqlite3.Connection) -> None:
    database.execute("CREATE TRIGGER t AFTER INSERT ON values_ BEGIN DELETE FROM values_; END")


def _view(database: sqlite3.Connection) -> None:
    database.execute("DROP TABLE values_")
    database.execute("CREATE VIEW values_ AS SELECT 1 AS number, x'00' AS key, 0 AS sum, x'00' AS value")


def _foreign(database: sqlite3.Connection) -> None:
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        database.execute(f"DROP TABLE {name}")
    database.execute("CREATE TABLE people (name TEXT)")


def _other_columns(database: sqlite3.Connection) -> None:
    database.execute("DROP TABLE entries")
    database.execute("CREATE TABLE entries (number INTEGER PRIMARY KEY, what TEXT)")


def _no_notes(database: sqlite3.Connection) -> None:
    database.execute("DELETE FROM notes")


def _no_values(database: sqlite3.Connection) -> None:
    database.execute("DELETE FROM values_")


def _no_entries(database: sqlite3.Connection) -> None:
    database.execute("DELETE FROM entries")


def _swapped(database: sqlite3.Connection) -> None:
    """Every value under the key of the one before it."""
    for table in ("values_", "entries"):
        rows = database.execute(f"SELECT number, sum, value FROM {table} ORDER BY number").fetchall()
        pairs = zip(rows, rows[1:] + rows[:1], strict=True)
        moved = [(total, value, number) for (number, _, _), (_, total, value) in pairs]
        database.executemany(f"UPDATE {table} SET sum = ?, value = ? WHERE number = ?", moved)


def _typed(value: Any) -> Callable[[sqlite3.Connection], None]:
    """Every value and every note is this one, kept as it should be."""

    def spoil(database: sqlite3.Connection) -> None:
        ((_, _, file),) = database.execute("PRAGMA database_list").fetchall()
        store = Cache(Path(file))
        for (short,) in database.execute("SELECT key FROM values_").fetchall():
            store.put(KEYS[short], value)
        data = msgpack.encode(value)
        for (short,) in database.execute("SELECT key FROM entries").fetchall():
            row = cache._sum(data, KEYS[short], Entry), data, short
            database.execute("UPDATE entries SET sum = ?, value = ? WHERE key = ?", row)
        database.commit()
        for (name,) in database.execute("SELECT name FROM notes").fetchall():
            store.set_note(name, value)
        store.close()

    spoil.__name__ = f"typed {value!r:.12}"
    return spoil


SPOILERS = [_version, _trigger, _view, _foreign, _other_columns, _no_notes, _no_values, _no_entries, _swapped]
SPOILERS += [
    _typed(value) for value in (5, None, [], {"a": 1}, [[1]] * 9, b"\xff", -1.5, Text(), StaticFile("", "", b""))
]


@pytest.mark.parametrize("spoil", SPOILERS, ids=lambda spoil: spoil.__name__)
def test_a_foreign_cache_is_ignored_and_another_takes_its_place(
    site: Path, clean: tuple[dict[str, bytes], ...], spoil: Callable[[sqlite3.Connection], None]
) -> None:
    """Of another version or program, with triggers, with values of other types: it is not trusted, nor told of."""
    database = sqlite3.connect(site / ".sitegen/cache.sqlite")
    spoil(database)
    database.commit()
    database.close()
    assert right(site, clean).problems == ()
    assert right(site, clean, 0).problems == ()
    assert settled(site) == Work(), "the cache was not repaired"


def _each_of(site: Path, clean: tuple[dict[str, bytes], ...], bodies: list[bytes], note: Callable[[str], None]) -> None:
    file = site / ".sitegen/cache.sqlite"
    for number, body in enumerate(bodies):
        file.write_bytes(body)
        result = right(site, clean, 1 - number % 2)
        assert result.problems == (), number
        assert right(site, clean, number % 2).problems == ()
    assert settled(site) == Work()
    note(f"cache: {len(bodies)} torn files")


def test_a_torn_cache_is_never_trusted(
    seed: int, site: Path, clean: tuple[dict[str, bytes], ...], note: Callable[[str], None]
) -> None:
    """Cut at any length, or with some bits turned, it costs work at most."""
    draw = random.Random(seed)
    whole = (site / ".sitegen/cache.sqlite").read_bytes()
    bodies = [whole[: draw.randrange(len(whole))] for _ in range(24)] + [b"", whole[:16], whole[:100], whole[:8192]]
    for number in range(120):
        body = bytearray(whole)
        # Half in the first pages: the schema, and the roots of the trees.
        for _ in range(draw.choice((1, 1, 8, 64))):
            body[draw.randrange(len(body) if number % 2 else cache.PAGE * 4)] ^= 1 << draw.randrange(8)
        bodies.append(bytes(body))
    note(f"cache: torn with the seed {seed}")
    _each_of(site, clean, bodies, note)


def test_a_value_whose_bits_turned_is_not_there(tmp_path: Path) -> None:
    """Each single bit of key, sum and value is guarded."""
    store = Cache(tmp_path / "cache.sqlite")
    store.put(KEY, "a value of some length")
    store.close()
    database = sqlite3.connect(tmp_path / "cache.sqlite", isolation_level=None)
    ((total, value),) = database.execute("SELECT sum, value FROM values_").fetchall()
    for bit in range(8 * len(value)):
        turned = bytearray(value)
        turned[bit // 8] ^= 1 << bit % 8
        database.execute("UPDATE values_ SET value = ?", (bytes(turned),))
        assert store.get(KEY, str) is None
    for bit in range(32):
        database.execute("UPDATE values_ SET sum = ?, value = ?", (total ^ 1 << bit, value))
        assert store.get(KEY, str) is None
    (number,) = database.execute("SELECT key FROM values_").fetchone()
    for bit in range(63):
        database.execute("UPDATE values_ SET sum = ?, key = ?", (total, number ^ 1 << bit))
        assert store.get(KEY, str) is None
        assert store.get((number ^ 1 << bit).to_bytes(8, "big", signed=True) + KEY[8:], str) is None
    database.close()
    store.close()


def test_keys_that_begin_alike_are_told_apart(tmp_path: Path) -> None:
    """Be they asked for one by one or at once: the one that was kept last is there, and never for another."""
    store = Cache(tmp_path / "cache.sqlite")
    other = KEY[:8] + KEY[:8] + KEY[16:]
    for first, last in ((KEY, other), (other, KEY)):
        store.put(first, "one")
        store.put(last, "two")
        store.flush()
        assert (store.get(first, str), store.get(last, str)) == (None, "two")
        store.fetch([first, last])
        assert store.get(first, str) is None
        assert store.get(last, str) in (None, "two")
        store.fetch([])
    store.close()


@pytest.mark.parametrize("room", [0, 1, 4, 16, 64])
def test_a_cache_without_room_costs_work_alone(
    site: Path, clean: tuple[dict[str, bytes], ...], monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """Its disk is full at some page: what it cannot keep is kept elsewhere while the build lasts."""
    connect, size = cache._connect, (site / ".sitegen/cache.sqlite").stat().st_size // cache.PAGE

    def narrow(file: Path) -> sqlite3.Connection:
        database = connect(file)
        if file.parent.name == ".sitegen":
            database.execute(f"PRAGMA max_page_count = {max(size // 2 + room, 8)}")
        return database

    monkeypatch.setattr(cache, "_connect", narrow)
    (site / ".sitegen/cache.sqlite").unlink()
    for version in (1, 0):
        assert all(p.path == ".sitegen" for p in right(site, clean, version).problems)
    monkeypatch.undo()
    right(site, clean)
    assert settled(site) == Work()


# A full disk ---------------------------------------------------------------------------------------------------


class Full:
    """A disk that has no room from a certain write on."""

    def __init__(self, room: int) -> None:
        self.room = room

    def step(self) -> None:
        self.room -= 1
        if self.room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def made(self, file: str, data: bytes) -> None:
        self.step()
        with Path(file).open("wb") as opened:
            opened.write(data)

    def copied(self, source: str, target: str) -> None:
        self.step()
        Path(target).write_bytes(Path(source).read_bytes())

    def written(self, file: Path, data: bytes) -> int:
        if file.name != "instant":
            self.step()
        with file.open("wb") as opened:
            return opened.write(data)


@pytest.mark.parametrize("room", [*range(0, 30, 3), 100])
def test_on_a_full_disk_the_site_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    """Whatever there is no room for, a page, a picture, an article of a seed, the manifest: nothing has changed."""
    site = write(tmp_path / "site", SMALL)
    good(site)
    seeds = {f"seeds/{n}.txt": f"Elms {n}\n\n5 March 2026\n\nThe elms are gone.\n" for n in range(3)}
    edits = {OLDER: TEXTS[1], "static/b.txt": "b", "site.toml": 'title = "T"\nbase_url = "https://e.org/"\n', **seeds}
    write(site, edits)
    old = published(site)
    full = Full(room)
    with monkeypatch.context() as patched:
        patched.setattr(publishing.places, "write", full.made)
        patched.setattr(publishing.shutil, "copyfile", full.copied)
        patched.setattr(Path, "write_bytes", lambda file, data: full.written(file, data))
        if room < 100:
            with pytest.raises(OSError, match="No space left"):
                make(site)
            assert published(site) == old
        else:
            make(site)
            assert 30 < 100 - full.room < 60, "a number of writes that this test does not know"
    good(site)
    other = write(tmp_path / "other", {**SMALL, **edits, LEDGER: (site / LEDGER).read_bytes()})
    assert published(site) == published(good(other).parent)


class Stuck:
    """A system that from a certain file on puts nothing in its place, as where folders have no room for a name."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
        self.room = room
        for name in ("put", "_set_aside"):
            of = publishing.places if name == "put" else publishing
            monkeypatch.setattr(of, name, self.until_full(getattr(of, name)))

    def until_full(self, call: Callable[..., str]) -> Callable[..., str]:
        def called(*given: Any, **named: Any) -> str:
            self.room -= 1
            if self.room < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return call(*given, **named)

        return called


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("can_exchange", [True, False])
def test_what_cannot_be_put_in_its_place_leaves_the_site_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool, jobs: int
) -> None:
    """The first file, the last one, or any between: those that were there before are put back, and the manifest."""
    if not can_exchange:
        monkeypatch.setattr(publishing.places, "_exchange", lambda: lambda one, other: False)
    seed = {"seeds/elms.txt": "Elms\n\n5 March 2026\n\nThe elms are gone.\n"}
    before = {"static/a": "a file", "static/b/c": "a file in a folder", "static/gone/d": "gone"}
    after = {"static/a/c": "in a folder", "static/b": "a file", OLDER: TEXTS[1], **seed}
    site = write(tmp_path / "site", {**SMALL, **before})
    good(site)
    for path in before:
        (site / path).unlink()
    for folder in ("b", "gone"):
        (site / "static" / folder).rmdir()
    write(site, {**after, "site.toml": SETTINGS + 'description = "Other"\n'})
    old = published(site)
    for room in itertools.count(0, 1 if jobs == 1 else 5):
        with monkeypatch.context() as patched:
            Stuck(patched, room)
            try:
                make(site, jobs=jobs)
                break
            except OSError:
                assert published(site) == old
    assert room > 20 // jobs
    clean = write(tmp_path / "clean", {**SMALL, **after, "site.toml": (site / "site.toml").read_bytes()})
    assert published(site) == published(good(clean).parent)


def test_where_nothing_that_is_replaced_can_be_kept_no_page_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a file system without exchange and hard links each file is as it was or as it should be, and none is gone."""
    monkeypatch.setattr(publishing.places, "_exchange", lambda: lambda one, other: False)
    monkeypatch.setattr(publishing.places, "_also_at", lambda other, place: "")
    site = write(tmp_path / "site", SMALL)
    good(site)
    old = published(site)
    settings = SETTINGS + 'description = "Other"\n'
    new = published(good(write(tmp_path / "clean", SMALL, settings)).parent)
    write(site, {}, settings)
    mixed = 0
    for room in itertools.count(1, 3):
        with monkeypatch.context() as patched:
            Stuck(patched, room)
            try:
                make(site, jobs=1)
                break
            except OSError:
                now = {path: data for path, data in published(site).items() if path.startswith("public/")}
                assert now.keys() == {path for path in old if path.startswith("public/")}
                assert all(
                    data in (old[path], new[path]) for path, data in now.items() if publishing.MANIFEST not in path
                )
                mixed += 1
    assert mixed
    assert published(site) == new


def test_an_article_of_a_seed_that_cannot_be_written_leaves_the_site_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = write(tmp_path / "site", SMALL)
    good(site)
    write(site, {"seeds/elms.txt": "Elms\n\n5 March 2026\n\nThe elms are gone.\n"})
    old = published(site)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full_at("content/articles/", Path.write_bytes))
        with pytest.raises(OSError, match="No space left"):
            make(site)
    assert published(site) == old
    assert good(site)


def full_at(folder: str, call: Callable[[Path, bytes], int]) -> Callable[[Path, bytes], int]:
    """Return what writes a file, but none in a folder."""

    def written(file: Path, data: bytes) -> int:
        if folder in file.as_posix():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return call(file, data)

    return written


# Files that change meanwhile -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (OLDER, TEXTS[1]),
        ("layouts/parts/share.html", "<p>Meanwhile</p>\n"),
        ("static/map.svg", "<svg/>"),
        ("seeds/elms.txt", "The elms\n\n5 March 2026\n\nMeanwhile.\n"),
    ],
)
def test_what_changed_during_a_build_and_back_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, text: str
) -> None:
    """A file is another one while it is read, and the old one afterwards: the next build is a clean one's equal."""
    first = {
        **SMALL,
        "layouts/parts/share.html": "<p>Share</p>\n",
        "seeds/elms.txt": "The elms\n\n5 March 2026\n\nGone.\n",
    }
    site = write(tmp_path / "site", first)
    if path.startswith("seeds/"):
        (site / path).unlink()
        good(site)
        write(site, first)
    elif not path.startswith("static/"):
        good(site)
    os.utime(site / path, ns=(1, 1))
    reading, copying = files.read, shutil.copyfile

    def read(found: Any) -> Any:
        if found.path == path:
            write(site, {path: text})
        return reading(found)

    def copy(source: str, target: str) -> str:
        if source.endswith(path):
            write(site, {path: text})
        return copying(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(files, "read", read)
        patched.setattr("sitegen.entries.read", read)
        patched.setattr(shutil, "copyfile", copy)
        make(site)
    assert (site / path).read_text() == text
    write(site, {path: first[path]})
    good(site)
    clean = write(tmp_path / "clean", {p: d for p, d in published(site).items() if not p.startswith("public/")})
    assert tree(site / "public") == tree(good(clean))
    assert published(site) == published(clean)


def test_a_file_that_changes_while_it_is_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No half of one text and half of another is published."""
    site = write(tmp_path, SMALL)
    changed = []

    class Torn:
        """A file that another program writes to after its first bytes were read."""

        def __init__(self, file: str) -> None:
            self.file = Path(file).open("rb")  # noqa: SIM115

        def __enter__(self) -> Torn:
            return self

        def __exit__(self, *arguments: object) -> None:
            self.file.close()

        def fileno(self) -> int:
            return self.file.fileno()

        def read(self) -> bytes:
            first = self.file.read(20)
            if not changed:
                changed.append(self.file.name)
                write(site, {OLDER: TEXTS[1].replace("The older one", "The oldest one!")})
            return first + self.file.read()

    def opened(file: str, mode: str) -> Any:
        return Torn(file) if file.endswith(OLDER) else Path(file).open(mode)

    monkeypatch.setattr(files, "open", opened, raising=False)
    output = good(site)
    monkeypatch.undo()
    assert changed
    assert "The oldest one!" in (output / "articles/older/index.html").read_text()
    assert tree(output) == tree(good(site, output=tmp_path.parent / f"{tmp_path.name}-clean"))


# An output that is none ----------------------------------------------------------------------------------------


def test_a_folder_in_the_place_of_a_page_is_seen_before_anything_is_moved(site: Path) -> None:
    """One with files of someone else stops the build whole; an empty one gives way."""
    page = site / "public/articles/older/index.html"
    page.unlink()
    (page / "empty").mkdir(parents=True)
    wanted = tree(good(site))
    assert page.is_file()
    page.unlink()
    page.mkdir()
    (page / "mine.txt").write_text("mine")
    write(site, {OLDER: TEXTS[1]})
    before = published(site)
    result = make(site)
    assert "a folder with files that sitegen did not write is in the way of a page" in said(result.problems)
    assert published(site) == before
    (page / "mine.txt").unlink()
    write(site, {OLDER: TEXTS[0]})
    assert tree(good(site)) == wanted


def test_what_a_killed_build_left_is_taken_away_though_nothing_changed(site: Path) -> None:
    """Half-made files in the output folder would be uploaded with the others."""
    write(site, {"public/.sitegen-tmp/3": "ha"})
    assert make(site).written.written == ()
    assert not (site / "public/.sitegen-tmp").exists()


def test_an_output_of_another_generator_is_left_alone(site: Path) -> None:
    """Its pages stand where sitegen's were, also where sitegen remembers that it wrote there."""
    shutil.rmtree(site / "public")
    write(site, {"public/index.html": "another's", "public/other.html": "x"})
    before = published(site)
    result = make(site)
    assert "this file was not written by sitegen, and a page wants its place" in said(result.problems)
    assert published(site) == before


def test_a_removed_static_file_is_removed_though_no_page_changes(site: Path) -> None:
    """There is nothing to make then, and yet something to do."""
    write(site, {"static/data/x.csv": "1"})
    good(site)
    (site / "static/data/x.csv").unlink()
    result = make(site)
    assert result.written.removed == ("data/x.csv",)
    assert not (site / "public/data").exists()


def test_a_build_of_the_past_and_back(site: Path) -> None:
    """The clock that goes back hides what came out since, and forward again shows it."""
    write(site, {"content/pages/about.md": "---\ntitle: About us\n---\nWho we are.\n"})
    now = tree(good(site))
    past = build(site, NOW.replace(year=2026, month=1), Options())
    assert "articles/treaty/index.html" in past.written.removed
    assert tree(good(site)) == now


def test_an_edit_of_a_text_alone_reads_no_other_article(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its page and feeds are made by the orders of the last build: nothing is planned, and all is as planned anew."""
    from sitegen import planning

    def planned(*args: object, **kwargs: object) -> None:
        raise AssertionError("planned")

    write(site, {OLDER: TEXTS[1]})
    settled(site)
    with monkeypatch.context() as patched:
        patched.setattr(planning, "plan", planned)
        write(site, {OLDER: TEXTS[1].replace("Second", "Another")})
        work = make(site).work
    assert (work.read, work.parsed, work.rendered) == (1, 1, 0)
    write(site, {"layouts/parts/head.html": "<!-- all pages -->\n"})
    make(site)
    (site / "layouts/parts/head.html").unlink()
    result = make(site)
    assert tree(result.output) == tree(good(site, output=site.parent / "clean"))


@pytest.mark.parametrize(
    "aside",
    [
        "{{ rail }}",
        "{{ rail }}<hr>{{ rail }}",
        "{% if rail %}a rail{% endif %}",
        "{{ rail }}{{ frame.masthead }}",
        "{{ frame.footer }}",
    ],
)
def test_a_page_of_which_parts_changed_is_as_made_anew(site: Path, aside: str) -> None:
    """However often, wherever and whether at all it shows them; one part, several, or none and then again one."""
    base = "<!doctype html>{{ frame.masthead }}{% block main %}{% endblock %}{% block aside %}{% endblock %}"
    bios = "{% for bio in bios %}{{ bio }}{% endfor %}"
    own = f"{{% extends 'base.html' %}}{{% block main %}}{{{{ body.html }}}}{bios}{{% endblock %}}"
    layouts = {"layouts/base.html": base, "layouts/article.html": own + f"{{% block aside %}}{aside}{{% endblock %}}"}
    write(site, {OLDER: TEXTS[1], **layouts})
    settled(site)
    newest = article("A newer one", "2026-02-03", "Text.", authors="[ana-ruiz]")
    for change in (
        {"content/articles/newer.md": newest},
        {"layouts/parts/masthead.html": "<p>Above all</p>"},
        {"layouts/parts/masthead.html": "<p>Above</p>", "content/articles/newest.md": newest},
        {
            "layouts/parts/masthead.html": "",
            "layouts/parts/latest.html": "",
            "layouts/parts/footer.html": "<p>Above</p>",
        },
        {"layouts/parts/masthead.html": "<p>Above</p>"},
        {"layouts/parts/latest.html": "<p>Above</p>"},
        {"layouts/parts/latest.html": "<p>Latest</p>"},
        {"content/authors/ana-ruiz.md": "---\nname: Ana Ruiz\n---\nAnother bio.\n"},
    ):
        write(site, change)
        result = make(site)
        assert not result.failed, result.problems
        assert tree(result.output) == tree(good(site, output=site.parent / "clean"))


def test_an_edit_that_takes_longer_to_read_plans_nothing_either(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says so; no other page does."""
    from sitegen import planning

    def planned(*args: object, **kwargs: object) -> None:
        raise AssertionError("planned")

    longer = TEXTS[1].replace("Second", "Another " + "word " * 900)
    write(site, {OLDER: TEXTS[1]})
    settled(site)
    with monkeypatch.context() as patched:
        patched.setattr(planning, "plan", planned)
        write(site, {OLDER: longer})
        result = make(site)
    assert (result.work.read, result.work.parsed, result.work.rendered) == (1, 1, 1)
    page = "articles/older/index.html"
    assert [path for path in result.written.written if path.endswith(".html")] == [page]
    assert "4 min read" in (site / "public" / page).read_text("utf-8")
    assert tree(result.output) == tree(good(site, output=site.parent / "clean"))
    # What was made so is what a plan would make: after one, nothing of it is made again.
    write(site, {"static/data/x.csv": "1"})
    assert make(site).work.joined == 1


def test_a_cache_does_not_grow_for_ever(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a build does not use goes when it outweighs the rest, be it texts alone that changed; what is used stays."""
    monkeypatch.setattr(cache, "SLACK", 1 << 18)
    draw = random.Random(1)
    file = site / ".sitegen" / cache.FILE
    sizes = []
    for _ in range(60):
        words = "".join(draw.choice("abcdefgh ") for _ in range(30_000))
        write(site, {OLDER: TEXTS[0] + words})
        good(site)
        sizes.append(file.stat().st_size)
    # It is looked at when the file has doubled; then as much as is used may stay unused, and each time SLACK more.
    assert max(sizes) < 4 * sizes[0] + 3 * cache.SLACK
    assert any(one > other for one, other in pairwise(sizes)), "nothing was ever swept"
    write(site, {"layouts/parts/latest.html": "<aside><h2>Latest</h2></aside>\n"})
    result = make(site)
    assert result.work.parsed == 0
    assert tree(result.output) == tree(good(site, output=site.parent / "clean"))


def test_a_draft_with_the_text_of_a_published_article_is_another(site: Path) -> None:
    """The draft is edited: the article whose text it had stays as it is."""
    draft = TEXTS[1].replace("\n---\n", "\ndraft: true\n---\n", 1)
    write(site, {OLDER: TEXTS[1], "content/articles/draft.md": draft})
    settled(site)
    before = tree(site / "public")
    write(site, {"content/articles/draft.md": draft.replace("Second", "Another")})
    assert make(site).written.written == ()
    assert tree(site / "public") == before
    write(site, {"content/articles/draft.md": draft, OLDER: TEXTS[1].replace("Second", "Another")})
    result = make(site)
    assert tree(result.output) == tree(good(site, output=site.parent / "clean"))
