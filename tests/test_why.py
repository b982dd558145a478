"""What `build --why` and `explain` say: the first thing that is another than last time, and what made a page."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from sites import ANA, NOW, SETTINGS, article, good, make, said, write
from test_publication import SMALL

from sitegen.build import Hooks, Options, build, look
from sitegen.progress import Gauge
from sitegen.why import explain

ROOT = Path(__file__).resolve().parent.parent
PAGE = "articles/older/index.html"
OLDER = article(
    "The older one", "2025-01-02", "The first paragraph.\n\nThe second.", authors="[ana-ruiz]", topics="[water]"
)
EDITORIAL = article("What we think", "2026-04-01", "No one signs this.", series="Rivers", part="1")
SITE = {**SMALL, "content/articles/older.md": OLDER, "content/articles/editorial.md": EDITORIAL}

WORDS = (ROOT / "layouts/words/en.toml").read_text("utf-8")
CHANGES = {
    "another headline in the rail": (
        {"content/articles/treaty.md": SMALL["content/articles/treaty.md"].replace("title: ", "title: On ")},
        {PAGE: "headline of articles/treaty changed", "index.html": "headline of articles/treaty changed"},
    ),
    "its own text": (
        {"content/articles/older.md": OLDER.replace("The second.", "The second, edited.")},
        {PAGE: "text of articles/older changed", "feed.xml": "text of articles/older changed"},
    ),
    "its own standfirst": (
        {"content/articles/older.md": OLDER.replace("topics:", "summary: Words\ntopics:")},
        {PAGE: "teaser of articles/older changed"},
    ),
    "a part": (
        {"layouts/parts/latest.html": "<aside><h2>Latest</h2></aside>\n"},
        {PAGE: "layout parts/latest.html changed"},
    ),
    "a layout": (
        {"layouts/article.html": '{% extends "base.html" %}{% block main %}<h1>{{ title }}</h1>{% endblock %}'},
        {PAGE: "layout article.html changed"},
    ),
    "a bio": (
        {"content/authors/ana-ruiz.md": ANA.replace("rivers", "lakes")},
        {PAGE: "text of authors/ana-ruiz changed"},
    ),
    "a setting": (
        {"site.toml": SETTINGS + 'views_note = "Views."\n'},
        {PAGE: "setting `views_note` changed"},
    ),
    "a new article": (
        {"content/articles/new.md": article("New", "2026-05-05")},
        {PAGE: "articles/new is new", "articles/new/index.html": "new", "sitemap.xml": "articles/new is new"},
    ),
    "where it leads": (
        {"content/articles/new.md": article("New", "2026-05-05", topics="[Water]")},
        {PAGE: "articles/new is related to it now", "articles/treaty/index.html": "articles/new comes after it now"},
    ),
    "a part of its series": (
        {"content/articles/new.md": article("New", series="Rivers", part="2")},
        {"articles/editorial/index.html": "place of articles/editorial in its series changed"},
    ),
    "a word": (
        {"layouts/words/en.toml": WORDS.replace('"Latest"', '"Newest"')},
        {PAGE: "the word `latest` changed in layouts/words/ (en)"},
    ),
    "a translation": (
        {"content/articles/older.fr.md": article("Le vieux", "2025-01-02", topics="[water]")},
        {PAGE: "articles/older-fr is a version of it now", "articles/older-fr/index.html": "new"},
    ),
    "a static file": (
        {"static/map.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>Other</title></svg>'},
        {"map.svg": "static file changed"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_the_reason_is_the_edit(tmp_path: Path, name: str) -> None:
    """Each file that is written again comes with what an editor did, in the words of the trade."""
    site = write(tmp_path, {**SITE, "static/map.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'})
    good(site)
    edit, wanted = CHANGES[name]
    write(site, edit, edit.get("site.toml", SETTINGS))
    result = make(site, why=True)
    assert not result.failed, said(result.problems)
    reasons = dict(result.reasons)
    assert tuple(reasons) == result.written.written
    assert {path: reasons.get(path) for path in wanted} == wanted


def test_nothing_to_do_has_no_reasons(tmp_path: Path) -> None:
    """No file is written, so there is nothing to say."""
    site = write(tmp_path, SITE)
    good(site)
    assert make(site, why=True).reasons == ()


def test_a_file_that_somebody_changed_is_told_apart(tmp_path: Path) -> None:
    """The published file was edited by hand: it is written again, and that is why."""
    site = write(tmp_path, SITE)
    output = good(site)
    (output / PAGE).write_text("by hand")
    assert make(site, why=True).reasons == ((PAGE, "it was not on disk as it was written"),)


def test_without_memory_that_is_said(tmp_path: Path) -> None:
    """The first build, or the first after `.sitegen/` was deleted."""
    reasons = make(write(tmp_path, SITE), why=True).reasons
    assert {reason for _, reason in reasons} == {"no earlier build is remembered"}


def test_a_page_is_explained_by_what_it_is_made_of(tmp_path: Path) -> None:
    """Source, texts, layouts, parts, the articles whose headlines stand on it, and why it leads to some of them."""
    new = {"content/articles/new.md": article("New", "2026-05-05", topics="[Water]")}
    site = write(tmp_path, {**SITE, **new, "layouts/parts/share.html": "<p>Share this</p>\n"})
    tasks = {task.path: task for task in look(site, NOW, Options()).items}
    made = explain(tasks[PAGE])
    assert made.source == "content/articles/older.md"
    assert made.texts == ("content/articles/older.md", "content/authors/ana-ruiz.md")
    assert {"layouts/parts/share.html", "(theme) layouts/article.html"} <= set(made.layouts)
    assert ("rail", "(theme) layouts/parts/latest.html") in made.parts
    assert {"articles/treaty", "articles/editorial"} <= set(made.shows)
    assert "articles/older" not in made.shows
    assert made.leads == ("articles/treaty: after it in topics/water", "articles/new: related by Water")
    assert not (site / ".sitegen").exists()


@pytest.mark.parametrize("url", ["/articles/older/", PAGE, "https://example.org/articles/older/"])
def test_an_address_may_be_given_in_any_form(tmp_path: Path, url: str) -> None:
    """As a path, as a file of the output, or in full."""
    done = command("explain", url, write(tmp_path, SITE))
    assert done.returncode == 0, done.stderr
    assert re.search(r"^source +content/articles/older\.md$", done.stdout, re.MULTILINE)


def test_an_address_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    """A typing error is no traceback: status 2 and what was probably meant."""
    done = command("explain", "/articles/oldre/", write(tmp_path, SITE))
    assert done.returncode == 2
    assert "there is nothing at /articles/oldre/\n    did you mean /articles/older/?" in done.stderr


def test_reasons_are_printed_before_the_closing_line(tmp_path: Path) -> None:
    """One line for each file, then how many were written."""
    site = write(tmp_path, SITE)
    good(site)
    write(site, {"content/articles/older.md": OLDER.replace("The second.", "The second, edited.")})
    done = command("build", "--why", site)
    lines = done.stdout.splitlines()
    assert f"{PAGE}: text of articles/older changed" in lines[:-1]
    assert lines[-1].startswith(f"{site / 'public'}: 10 files written")


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    *others, site = arguments
    call = [sys.executable, "-m", "sitegen", *map(str, others), "--site", str(site), "--as-of", "2026-06-01"]
    return subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)


def test_progress_is_for_those_who_look(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in the first second, nothing without a terminal; then step and count. What cannot count shows at once."""
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich takes the test's stream for a terminal
    for shown, patience, expected in ((True, 3600, ""), (False, 0, ""), (True, 0, "texts")):
        monkeypatch.setattr("sitegen.progress._PATIENCE", patience)
        with Gauge(shown=shown) as gauge:
            gauge.step("texts", 4)
            gauge.done(2)
        error = capsys.readouterr().err
        assert expected in error if expected else error == ""
        assert ("2/4" in error) == bool(expected)
    monkeypatch.setattr("sitegen.progress._PATIENCE", 3600)
    with Gauge(shown=True) as gauge:
        gauge.step("texts", 0)
        assert capsys.readouterr().err == ""
        gauge.step("search index", None)
    assert "search index" in capsys.readouterr().err


def test_whoever_brings_many_seeds_is_told_how_far_it_is(tmp_path: Path) -> None:
    """The step is named with the count of seeds, and each is told of."""
    text = "A river is shared {0}\n\n5 March 2023\n\nThe upper states hold the water, and the lower ones wait {0}.\n"
    site = write(tmp_path, {f"seeds/{n}.txt": text.format(n) for n in range(3)})
    told: list[tuple[str, int | None] | int] = []
    hooks = Hooks(lambda name, total: told.append((name, total)), told.append)
    assert not build(site, NOW, Options(), hooks).failed
    at = told.index(("seeds", 3))
    assert told[at + 1 : at + 4] == [1, 1, 1]
