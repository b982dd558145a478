"""Seen once: whatever becomes of an article, feed readers know it again; what would make it new is told before."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sites import NOW, SETTINGS, article, good, make, said, write

from sitegen import ledger
from sitegen.build import Options, build
from sitegen.files import LEDGER
from sitegen.ledger import Ledger, Row
from sitegen.model import Source

FIRST = "content/articles/rivers.md"
OLD = {
    FIRST: article("What a river carries", "2026-03-01", summary="A river."),
    "content/articles/lakes.md": article("What a lake keeps", "2026-02-01"),
}


def entries(output: Path) -> dict[str, str]:
    """Return the entries of all feeds by title, as a feed reader tells them apart: by their ids."""
    found: dict[str, set[str]] = {}
    for name in ("feed.xml", "atom.xml"):
        for each in feedparser.parse((output / name).read_bytes()).entries:
            found.setdefault(each.title, set()).add(each.id)
    for item in json.loads((output / "feed.json").read_bytes())["items"]:
        found[item["title"]].add(item["id"])
    assert all(len(ids) == 1 for ids in found.values()), found
    return {title: ids.pop() for title, ids in found.items()}


def checked(site: Path) -> list[str]:
    """Return the errors of `sitegen check`, and see that it writes nothing."""
    return [str(p) for p in build(site, NOW, Options(write=False)).problems if p.severity == "error"]


def retitled(site: Path) -> None:
    (site / FIRST).write_text(article("What rivers carry", "2026-03-01"))


def redated(site: Path) -> None:
    (site / FIRST).write_text(article("What a river carries", "2026-03-02"))


def moved(site: Path) -> None:
    (site / "content/articles/2026").mkdir()
    (site / FIRST).rename(site / "content/articles/2026/rivers.md")


def elsewhere(site: Path) -> None:
    (site / "site.toml").write_text(SETTINGS.replace("example.org", "new.example"))


def corrected(site: Path) -> None:
    (site / FIRST).write_text(
        article("What a river carries", "2026-03-01", corrections='[{date: 2026-03-05, text: "It was 9 km."}]')
    )


def readdressed(site: Path) -> None:
    (site / FIRST).write_text(
        article("What a river carries", "2026-03-01", slug="the-river", aliases="[/articles/rivers/]")
    )


def all_at_once(site: Path) -> None:
    elsewhere(site)
    corrected(site)
    moved(site)


@pytest.mark.parametrize("edit", [retitled, redated, moved, elsewhere, corrected, readdressed, all_at_once])
def test_a_feed_reader_sees_no_article_twice(tmp_path: Path, edit: Callable[[Path], None]) -> None:
    """After a new title, date, folder, domain, address or a correction, no entry is new; `check` has nothing to say."""
    site = write(tmp_path, OLD)
    before = set(entries(good(site)).values())
    edit(site)
    assert checked(site) == []
    assert set(entries(good(site)).values()) == before
    assert len(before) == 2
    assert make(site).written.written == ()


def test_the_ledger_has_a_line_for_each_article(tmp_path: Path) -> None:
    """In the order of the files; what comes out later is added, a draft is not, and an editor's words stay."""
    site = write(tmp_path, {**OLD, "content/articles/draft.md": article("Unready", "2026-01-01", draft="true")})
    good(site)
    lines = (site / LEDGER).read_text("utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        "articles/lakes.md  tag:example.org,2026-02-01:articles/lakes",
        "articles/rivers.md  tag:example.org,2026-03-01:articles/rivers",
    ]
    (site / LEDGER).write_text("# Ours.\narticles/lakes.md\ttag:lake\n\narticles/rivers.md     tag:river\n")
    before = (site / LEDGER).read_bytes()
    assert set(entries(good(site)).values()) == {"tag:lake", "tag:river"}
    assert (site / LEDGER).read_bytes() == before
    write(site, {"content/articles/seas.md": article("Seas", "2026-04-01")})
    good(site)
    assert "articles/seas.md  tag:example.org,2026-04-01:articles/seas\n" in (site / LEDGER).read_text("utf-8")


@pytest.mark.parametrize(
    "options", [{"drafts": True}, {"as_of": "2026-05-01"}, {"base_url": "https://e.org/"}, {"record": False}], ids=str
)
def test_a_trial_notes_nothing(tmp_path: Path, options: dict[str, object]) -> None:
    """A build with drafts, of another day, for another address, or for the preview publishes nothing."""
    site = write(tmp_path, OLD)
    good(site, **options)
    assert not (site / LEDGER).exists()


def test_a_build_that_has_nothing_to_do_knows_it(tmp_path: Path) -> None:
    """The build that wrote the ledger remembers it: the next does no work."""
    site = write(tmp_path, OLD)
    good(site)
    work = make(site).work
    assert (work.read, work.parsed, work.rendered, work.joined) == (0, 0, 0, 0)


def test_check_fails_before_an_id_changes(tmp_path: Path) -> None:
    """With the line, the id that it was, and what to do if it is meant; a build says it too, and goes on."""
    site = write(tmp_path, OLD)
    good(site)
    (site / FIRST).write_text(article("What a river carries", "2026-03-01", id='"tag:example.org,2026:other"'))
    assert checked(site) == [
        f"{FIRST}:4:1: error: was published as `tag:example.org,2026-03-01:articles/rivers`: with another `id` every"
        " feed reader shows it as new\n    write `id: tag:example.org,2026-03-01:articles/rivers` again; or, if it is"
        f" meant to be new, write the new one in {LEDGER}:4"
    ]
    assert [p.severity for p in make(site).problems] == ["warning"]
    text = (site / LEDGER).read_text("utf-8")
    assert "2026:other" not in text
    (site / LEDGER).write_text(text.replace("tag:example.org,2026-03-01:articles/rivers", "tag:example.org,2026:other"))
    assert checked(site) == []


def test_check_fails_where_a_published_article_is_gone(tmp_path: Path) -> None:
    """A file that went, or has another name, is told with its line; the two ways out work."""
    site = write(tmp_path, OLD)
    before = entries(good(site))["What a river carries"]
    (site / FIRST).rename(site / "content/articles/streams.md")
    (message,) = checked(site)
    assert message.startswith(f"{LEDGER}:4:1: error: {FIRST}, which was published,")
    assert f"write `id: {before}` there; if it is gone for good, take this line out" in message
    make(site)
    write(site, {"content/articles/streams.md": article("Streams", "2026-03-01", id=json.dumps(before))})
    assert entries(good(site))["Streams"] == before
    assert checked(site) == []
    assert FIRST.removeprefix("content/") not in (site / LEDGER).read_text("utf-8")
    (site / "content/articles/lakes.md").unlink()
    assert len(checked(site)) == 1
    text = (site / LEDGER).read_text("utf-8")
    (site / LEDGER).write_text("".join(line for line in text.splitlines(keepends=True) if "lakes" not in line))
    assert checked(site) == []


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ("articles/rivers.md", ":1:1: error: this line names no file with an id"),
        ("<<<<<<< HEAD\narticles/a.md  a", ":1:1: error: here two versions were put together and left so"),
        ("articles/a.md  a\narticles/a.md  b", ":2:1: error: another id for this article is in line 1"),
        ("articles/gone.md  a\narticles/rivers.md  b\n=======\n", ":3:1: error: here two versions"),
    ],
)
def test_a_torn_ledger_is_told(tmp_path: Path, lines: str, complaint: str) -> None:
    """A line without an id, the marks of a merge, two ids for one article: told with the line, and left as it is."""
    site = write(tmp_path, {**OLD, LEDGER: lines})
    result = make(site)
    assert result.failed
    assert any(str(p).startswith(f"{LEDGER}{complaint}") for p in result.problems), said(result.problems)
    assert (site / LEDGER).read_text("utf-8") == lines


@pytest.mark.skipif(os.name == "nt", reason="folders have no such rights")
def test_where_nothing_can_be_written_the_build_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site is published, and a warning says what to do."""
    from sitegen import files

    def refuse(*of: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "with_ledger", refuse)
    site = write(tmp_path, OLD)
    result = make(site)
    assert (site / "public/index.html").is_file()
    assert [str(p).splitlines()[0] for p in result.problems] == [
        f"{LEDGER}:1:1: warning: cannot be written (permission denied), so nothing notes the ids of new articles"
    ]


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=12)
paths = names.map(lambda name: f"content/articles/{' '.join(name.split()) or 'x'}.md").filter(
    lambda p: "#" not in p[:9]
)
tags = names.map(lambda name: " ".join(name.split())).filter(bool)


@given(st.dictionaries(paths, tags, max_size=8))
def test_what_is_written_is_read_back(rows: dict[str, str]) -> None:
    """Whatever files and ids are called, a ledger that was written says the same when it is read."""
    written = Ledger(tuple(Row(path, id) for path, id in rows.items()))
    read, problems = ledger.read(Source(LEDGER, ledger.text(written)))
    assert problems == ()
    assert {row.path: row.id for row in read.rows} == rows


def test_a_line_of_the_ledger_is_named_as_it_stands_after_the_build(tmp_path: Path) -> None:
    """A build that notes an article before one that is gone says in which line that one is now."""
    site = write(tmp_path, {f"content/articles/{name}.md": article(name) for name in ("birch", "cedar")})
    good(site)
    (site / "content/articles/cedar.md").unlink()
    write(site, {"content/articles/alder.md": article("alder")})
    for _ in range(2):
        (warned,) = make(site).problems
        rows = (site / "content/ids.txt").read_text("utf-8").splitlines()
        assert rows[warned.line - 1].startswith("articles/cedar.md")
