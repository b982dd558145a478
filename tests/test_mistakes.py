"""What an editor gets for a mistake: one clear line with file, line and column, all at once, and nothing written."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from sites import ANA, SETTINGS, article, bad, good, make, said, tree, visit, write

from sitegen.build import SettingsError

X = "content/articles/x.md"

# One broken file, and how its error begins and what the advice holds.
BROKEN: list[tuple[str, str | bytes, str, str]] = [
    ("no front matter", "Just text.\n", f"{X}:1:1: error: the front matter is missing", "---"),
    ("empty file", "", f"{X}:1:1: error: the front matter is missing", "---"),
    ("unclosed", "---\ntitle: X\ndate: 2026-01-01\n\nText\n", f"{X}:1:1: error: the front matter is not closed", "---"),
    ("four hyphens", "----\ntitle: X\n----\n", f"{X}:1:1: error: the front matter's first fence", "---"),
    ("a list", "---\n- title: X\n---\n", f"{X}:2:1: error: the front matter is a list", "title"),
    ("a scalar", "---\nhello\n---\n", f"{X}:2:1: error: the front matter is text", "title"),
    ("two keys", article("X", title="Y"), f"{X}:4:1: error: `title` stands here twice, first in line 2", "keep one"),
    ("no month", article("X", "2026-13-45"), f"{X}:3:7: error: `date` '2026-13-45' has no month 13", "2023-03-05"),
    ("no day", article("X", "2026-02-30"), f"{X}:3:7: error: `date` '2026-02-30' is no day", "2023-03-05"),
    ("a date in words", article("X", "5 March"), f"{X}:3:7: error: `date` '5 March' is not a date", "2023-03-05"),
    ("no date", "---\ntitle: X\n---\n", f"{X}:1:1: error: the front matter has no `date`", "date: 2023-03-05"),
    ("no title", "---\ndate: 2026-01-01\n---\n", f"{X}:1:1: error: the front matter has no `title`", "title:"),
    ("empty title", article('""'), f"{X}:2:8: error: `title` is empty", ""),
    ("a colon", article("War: the sequel"), f"{X}:2:11: error: the value of `title` has a colon", '"War: the sequel"'),
    ("a quote in quotes", article('"The "new" deal"'), f'{X}:2:14: error: a " inside the value ends', 'write \\"'),
    ("an apostrophe", article("'It's new'"), f"{X}:2:12: error: a ' inside the value ends it too early", "write ''"),
    ("an alias", article("*star"), f"{X}:2:8: error: a value begins with *", "quotes"),
    ("an anchor", article("&star"), f"{X}:2:8: error: a value begins with &", "quotes"),
    ("an open quote", article('"X'), f'{X}:2:8: error: a value begins with ", and no " ends it', 'put " at its end'),
    ("an open list", article("X", topics="[a, b"), f"{X}:4:9: error: a value begins with [", "put ] at its end"),
    ("no commas", article("X", topics='["a" "b"]'), f"{X}:4:9: error: a list is not words with commas", "[first"),
    ("a list too early", article("X", topics="- a"), f"{X}:4:9: error: a list begins in the line of its key", "own"),
    ("an indented key", article("X\n summary: Y"), f"{X}:3:1: error: the line is indented like none", "very left"),
    (
        "a key without space",
        "---\ntitle:X\ndate: 2026-01-05\n---\n",
        f"{X}:2:1: error: there is no space after",
        "title: X",
    ),
    (
        "an entry to the left",
        article("X", image="\n   src: a.png\n  alt: b"),
        f"{X}:6:1: error: the line is indented like none",
        "right under",
    ),
    (
        "an unended merge",
        article("X", "2026-01-05", "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n[^1]"),
        f"{X}:6:1: error: two versions of the file stand in it",
        "<<<<<<<",
    ),
    ("a tab", "---\n\ttitle: X\n---\n", f"{X}:2:1: error: the line begins with a tab", "spaces"),
    ("not a truth value", article("X", draft="yes"), f"{X}:4:8: error: `draft` should be true or false", "true"),
    ("a slug with a slash", article("X", slug="a/b"), f"{X}:4:7: error: `slug` has '/' in it", "a-b"),
    ("a slug that climbs", article("X", slug=".."), f"{X}:4:7: error: `slug` is empty", ""),
    ("an alias with a query", article("X", aliases='["/?p=1"]'), f"{X}:4:10: error: `aliases` has a query", "/old"),
    (
        "an alias that climbs",
        article("X", aliases="[/../x]"),
        f"{X}:4:10: error: `aliases` is not a plain path",
        "/old",
    ),
    ("no alt", article("X", image="{src: /a.png}"), f"{X}:4:8: error: `image` has no `alt`", "alt"),
    ("no such author", article("X", authors="[nobody]"), f"{X}:4:1: error: no author `nobody`", "authors/nobody.md"),
    ("not UTF-8", b"---\ntitle: caf\xe9\n---\n", f"{X}:2:11: error: not UTF-8: the byte 0xE9", "UTF-8"),
    ("UTF-16", article("X").encode("utf-16"), f"{X}:1:1: error: not UTF-8", "UTF-8"),
    (
        "a broken link",
        article("X", "2026-01-05", "\nSee [it](/nowhere/)."),
        f"{X}:6:10: error: the link '/nowhere/'",
        "",
    ),
    ("a broken file", article("X", "2026-01-05", "See [it](../articles/y.md)."), f"{X}:5:10: error: the link", "x.md"),
    ("a broken picture", article("X", "2026-01-05", "![a](/no.png)"), f"{X}:5:6: error: the picture '/no.png'", ""),
    (
        "a broken anchor",
        article("X", "2026-01-05", "## Why\n\n[a](#wy)"),
        f"{X}:7:5: error: the link '#wy' leads to an an",
        "#why",
    ),
    ("an undefined note", article("X", "2026-01-05", "Text.[^1]"), f"{X}:5:6: error: ", "[^1]:"),
    ("a NUL", article(r'"x\0y"'), f"{X}:2:8: error: a value holds a character that no page can show", ""),
    ("a noncharacter", article(r'"\uFFFE"'), f"{X}:2:8: error: a value holds a character", ""),
    ("half an address", article("X", canonical='"https://[oops"'), f"{X}:4:12: error: `canonical` is not a web", ""),
    ("an endless slug", article("X", slug="a" * 300), f"{X}:1:1: error: its address is too long", "shorter"),
    ("an endless alias", article("X", aliases=f"[/{'a/' * 900}]"), f"{X}:1:1: error: its address is too long", ""),
    ("a NUL in an alias", article("X", aliases="[/a%00b/]"), f"{X}:1:1: error: its address has a control char", ""),
    ("our own file", article("X", aliases="[/.sitegen-manifest]"), f"{X}:1:1: error: its address begins like", ""),
    ("a long nest", article("X", a="[" * 90 + "]" * 90), f"{X}:4:8: error: the front matter is nested", ""),
]


@pytest.mark.parametrize(("data", "begins", "advice"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_mistake_is_one_clear_line(tmp_path: Path, data: str | bytes, begins: str, advice: str) -> None:
    """Each has its place, says what is wrong and what to do; the built site stays as it was."""
    site = write(tmp_path, {X: data})
    problems = bad(site)
    assert len(problems) == 1, problems
    assert problems[0].startswith(begins), problems[0]
    assert advice in problems[0]


def test_all_mistakes_of_a_site_are_listed_at_once_in_order(tmp_path: Path) -> None:
    """Front matter, bylines, links, layouts and seeds: every error in one list, by file and line."""
    files = {
        "content/articles/a.md": article("A", "2026-01-05", "[x](/nowhere/)", authors="[ana-ruis]"),
        "content/articles/b.md": article("B", "2026-99-01"),
        "content/authors/ana-ruiz.md": ANA,
        "content/pages/p.md": "no front matter",
        "seeds/empty.txt": b"",
    }
    problems = bad(write(tmp_path, files))
    assert [p.split(" error:")[0] for p in problems] == [
        "content/articles/a.md:4:1:",
        "content/articles/a.md:6:5:",
        "content/articles/b.md:3:7:",
        "content/pages/p.md:1:1:",
        "seeds/empty.txt:1:1:",
    ]
    assert "did you mean `ana-ruiz`?" in problems[0]


def test_one_mistake_in_a_file_hides_none_of_its_others(tmp_path: Path) -> None:
    """Front matter that YAML cannot read, values that are wrong, the byline, notes, links, HTML: all at once."""
    keys = 'authors: [ana-ruis]\ntopics: "Energy\nsummary: "A "quoted" word"\ndraft: no\n'
    text = "A claim.[^x] [One](nowhere.md), [two](#gone), [three](b.md#gone).\n\n<script>x</script>\n\n[^1]: Unused.\n"
    files = {
        "content/articles/a.md": f"---\ntitle: War: a sequel\ndate: 2026-02-30\n{keys}---\n{text}",
        "content/articles/b.md": article("B", "x", "[a](a.md#fn-1) [b](a.md#gone)"),
        "content/articles/c.md": article("C", "x", "Not told of yet.[^1]", draft="true"),
        "content/authors/ana-ruiz.md": ANA,
    }
    assert [p.partition("\n")[0] for p in bad(write(tmp_path, files))] == [
        f"content/articles/{said}"
        for said in (
            "a.md:2:11: error: the value of `title` has a colon in it and no quotes",
            "a.md:3:7: error: `date` '2026-02-30' is no day or time of the calendar (day is out of range for month)",
            "a.md:4:1: error: no author `ana-ruis`: content/authors/ana-ruis.md is not there",
            'a.md:5:9: error: a value begins with ", and no " ends it',
            'a.md:6:14: error: a " inside the value ends it too early',
            "a.md:7:8: error: `draft` should be true or false, not 'no'",
            "a.md:9:9: error: the note [^x] is cited, but nowhere written",
            "a.md:9:20: error: the link 'nowhere.md' leads nowhere: there is no content/articles/nowhere.md",
            "a.md:9:39: error: the link '#gone' leads to an anchor that /articles/a/ does not have",
            "a.md:9:55: error: the link 'b.md#gone' leads to an anchor that /articles/b/ does not have",
            "b.md:3:7: error: `date` 'x' is not a date",
            "b.md:5:20: error: the link 'a.md#gone' leads to an anchor that /articles/a/ does not have",
            "c.md:3:7: error: `date` 'x' is not a date",
        )
    ]


def test_what_cannot_be_read_of_a_front_matter_is_not_said_to_be_missing(tmp_path: Path) -> None:
    """Where nobody knows which keys there are, none is asked for."""
    (problem,) = bad(write(tmp_path, {X: "---\ntitle: X\n date: 2026-01-05\n---\nText\n"}))
    assert problem.startswith(f"{X}:3:1: error: the line is indented like none above it")
    twice = "---\ntitle: X\ntitle: Y: Z\ndate: 2026-01-05\n---\n"
    assert [p.partition("\n")[0] for p in bad(write(tmp_path, {X: twice}))] == [
        f"{X}:3:1: error: `title` stands here twice, first in line 2",
        f"{X}:3:9: error: the value of `title` has a colon in it and no quotes",
    ]


def test_front_matter_cannot_grow_in_memory(tmp_path: Path) -> None:
    """A value that stands for many copies of another is refused where it is named and wherever it is used."""
    problems = bad(write(tmp_path, {X: "---\na: &a [1]\nb: [*a, *a]\n---\n"}))
    assert [p.partition(", which")[0] for p in problems] == [
        f"{X}:2:4: error: a value begins with &",
        f"{X}:3:5: error: a value begins with *",
    ]


def test_an_error_leaves_the_published_site_as_it_was(tmp_path: Path) -> None:
    """A good build, then a mistake in one file: not a byte of the output changes."""
    site = write(tmp_path, {X: article("X"), "content/articles/y.md": article("Y")})
    good(site)
    write(site, {X: article("X changed"), "content/articles/y.md": "broken"})
    bad(site)
    assert visit(site / "public", "/articles/x/").text("//h1") == "X"


def test_an_unknown_key_is_a_warning_that_names_the_nearest(tmp_path: Path) -> None:
    """The site is built all the same; with --strict it is not."""
    site = write(tmp_path, {X: article("X", autors="[]")})
    result = make(site)
    assert not result.failed
    assert "x.md:4:1: warning: unknown key `autors`\n    did you mean `authors`?" in said(result.problems)
    bad(site, strict=True)


def test_two_files_that_claim_one_address_are_both_named(tmp_path: Path) -> None:
    """Also when they differ by case only, which some hosts do not tell apart."""
    for slug in ("same", "SAME"):
        files = {"content/articles/a.md": article("A", slug="same"), "content/articles/b.md": article("B", slug=slug)}
        (problem,) = bad(write(tmp_path / slug, files))
        assert problem.startswith("content/articles/b.md:1:1: error: wants the address /articles/")
        assert "content/articles/a.md" in problem


def test_a_static_file_cannot_take_the_place_of_a_page(tmp_path: Path) -> None:
    """Nor can an alias: whoever claims a path twice hears of it."""
    (problem,) = bad(write(tmp_path, {"static/index.html": "mine", X: article("X")}))
    assert "static/index.html" in problem
    (problem,) = bad(write(tmp_path / "b", {X: article("X", aliases="[/archive/]")}))
    assert X in problem


def test_a_link_to_a_draft_says_so(tmp_path: Path) -> None:
    """The target is there, but not published."""
    files = {X: article("X", "2026-01-05", "[y](y.md)"), "content/articles/y.md": article("Y", draft="true")}
    (problem,) = bad(write(tmp_path, files))
    assert "content/articles/y.md, which is not published now" in problem


def test_a_link_to_the_address_of_a_draft_says_so(tmp_path: Path) -> None:
    """Its address was said to be nowhere, and another article offered in its place."""
    files = {
        X: article("X", "2026-01-05", "[y](/articles/why/)"),
        "content/articles/y.md": article("Y", draft="true", slug="why"),
    }
    (problem,) = bad(write(tmp_path, files))
    assert "content/articles/y.md, which is not published now" in problem


def test_titles_in_any_script_have_an_address(tmp_path: Path) -> None:
    """Files named in Chinese, Arabic, Cyrillic or emoji are pages under their own names."""
    files = {f"content/articles/{stem}.md": article(f'"{stem}"') for stem in ("中东和平", "مياه", "вода", "🌍")}
    output = good(write(tmp_path, files))
    for stem in ("中东和平", "مياه", "вода", "🌍"):
        assert visit(output, f"/articles/{stem}/").text("//h1") == stem
    assert "/articles/%D0%B2%D0%BE%D0%B4%D0%B0/" in visit(output).links()


def test_a_topic_without_letters_is_refused(tmp_path: Path) -> None:
    """A topic needs an address."""
    (problem,) = bad(write(tmp_path, {X: article("X", topics="[🌍]")}))
    assert "`topics` has a name without a letter or digit" in problem


def test_a_topics_file_is_never_left_out_in_silence(tmp_path: Path) -> None:
    """Two files of one topic, and one whose name leaves no address: the last took the place of the others."""
    text = "---\ntitle: T\n---\n"
    files = {f"content/topics/{stem}.md": text for stem in ("A B", "a-b", "🌍")}
    problems = bad(write(tmp_path, files))
    assert [p.split("\n")[0] for p in problems] == [
        "content/topics/a-b.md:1:1: error: is the file of the topic a-b, which content/topics/A B.md is too",
        "content/topics/🌍.md:1:1: error: the file's name has no letter or digit",
    ]


def test_markup_in_any_field_is_shown_as_text(tmp_path: Path) -> None:
    """`<script>` in titles, names, summaries, captions, settings or topics never becomes an element."""
    evil = "<script>alert(1)</script>"
    files = {
        X: article(
            f'"{evil}"',
            summary=f'"{evil}"',
            authors="[evil]",
            topics=f'["{evil}"]',
            image=f'{{src: "/a.svg", alt: "{evil}", caption: "{evil}"}}',
            corrections=f'[{{date: 2026-01-01, text: "{evil}"}}]',
            latest_seen=f'[{{title: "{evil}", teaser: "{evil}"}}]',
        ),
        "content/authors/evil.md": f'---\nname: "{evil}"\nrole: "{evil}"\n---\nBio {evil}\n',
        "static/a.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
    }
    output = good(write(tmp_path, files, SETTINGS + f'description = "{evil}"\nviews_note = "{evil}"\n'))
    for file in output.rglob("*.html"):
        assert not visit(output, "/" + file.relative_to(output).as_posix()).all(
            "//script[not(starts-with(@src, '/theme/') or @type='application/ld+json')]"
        ), file
    assert visit(output, "/articles/x/").text("//h1") == evil


def test_raw_html_is_cleaned_and_the_editor_told(tmp_path: Path) -> None:
    """What may run is taken out, with a warning and its line; harmless markup stays."""
    site = write(
        tmp_path, {X: article("X", "2026-01-05", "One <b>bold</b> word.\n\n<script>alert(1)</script>\n\nEnd.")}
    )
    result = make(site)
    page = visit(result.output, "/articles/x/")
    assert page.all("//main//b")
    assert not page.all("//script[not(starts-with(@src, '/theme/') or @type='application/ld+json')]")
    assert "alert(1)" not in page.source
    assert f"{X}:7:1: warning:" in said(result.problems)


def test_a_link_that_runs_a_program_is_no_link(tmp_path: Path) -> None:
    """`javascript:` and its like lose their address, with a warning."""
    site = write(tmp_path, {X: article("X", "2026-01-05", "[click](javascript:alert(1))")})
    result = make(site)
    assert "javascript" not in visit(result.output, "/articles/x/").source.lower()
    assert f"{X}:5:9: warning:" in said(result.problems)


# Settings and folders ---------------------------------------------------------------------------------------

SETTING_FAULTS = [
    ('base_url = "https://example.org/"\n', "site.toml:1:1: error: the setting `title` is missing"),
    ('title = "X"\n', "site.toml:1:1: error: the setting `base_url` is missing"),
    (SETTINGS + "pagesize = 3\n", "site.toml:3:1: error: unknown setting `pagesize`\n    did you mean `page_size`?"),
    (SETTINGS + "page_size = 0\n", "site.toml:3:1: error: `page_size` should be a whole number"),
    (SETTINGS + 'page_size = "3"\n', "site.toml:3:1: error: `page_size` should be a whole number"),
    (SETTINGS + "page_size = -1\n", "at least 1, not -1\n    write it without quotes, as in 20"),
    (SETTINGS + 'publisher = "X"\n', "site.toml:3:1: error: `publisher` should be a table, not text"),
    (SETTINGS + '[publisher]\nurl = "javascript:alert(1)"\n', "`publisher` has a `url` that is not a web address"),
    (SETTINGS + '[publisher]\nlogo = "javascript:alert(1)"\n', "`publisher` has a `logo` that is not a web address"),
    (SETTINGS + 'license = "All rights reserved"\n', "`license` is neither an SPDX name nor a web address"),
    (SETTINGS + 'timezone = "Europe/Bruxelles"\n', "did you mean 'Europe/Brussels'?"),
    (SETTINGS + 'permalink = "/{title}/"\n', "`permalink` has {title} in it, which is not known"),
    (SETTINGS + 'permalink = "/all/"\n', "`permalink` has no {slug} in it"),
    (SETTINGS + 'language = "English!"\n', "`language` is not a language tag"),
    ('title = "X"\nbase_url = "example.org"\n', "`base_url` is not a web address"),
    ("title = X\n", "site.toml:1:9: error: not valid TOML"),
    (SETTINGS + "x = " + "[" * 3000 + "\n", "a value is larger or deeper than any setting"),
    (SETTINGS + 'output = "site.toml/x"\n', "site.toml is a file"),
    (SETTINGS + 'social = ["https://[x"]\n', "`social` has a link that is not a web address"),
    (SETTINGS + 'output = "."\n', "site.toml:3:1: error: the output folder "),
    (SETTINGS + 'output = ".."\n', "holds the site itself"),
    (SETTINGS + 'output = "content/out"\n', "lies in the site's folder content"),
]


@pytest.mark.parametrize(("settings", "says"), SETTING_FAULTS)
def test_a_wrong_setting_is_said_with_its_line(tmp_path: Path, settings: str, says: str) -> None:
    """The nearest known name, or an example, is in the advice."""
    site = write(tmp_path, {}, settings)
    with pytest.raises(SettingsError) as caught:
        make(site)
    assert says in said(caught.value.problems)


def test_settings_may_stand_in_pyproject(tmp_path: Path) -> None:
    """`[tool.sitegen]` is read where there is no site.toml; site.toml wins where both are."""
    (tmp_path / "pyproject.toml").write_text('[tool.sitegen]\ntitle = "P"\nbase_url = "https://p.example/"\n')
    assert visit(good(tmp_path)).text("//h1") == "P"
    write(tmp_path, {}, SETTINGS)
    assert visit(good(tmp_path)).text("//h1") == "The Test"


def test_what_is_wrong_with_settings_in_pyproject_is_said_of_that_file(tmp_path: Path) -> None:
    settings = '[tool.sitegen]\ntitle = "P"\nbase_url = "https://p.example/"\n'
    (tmp_path / "pyproject.toml").write_text(f'{settings}language = "sv"\n[tool.sitegen.languages.nb]\ntitle = "N"\n')
    found = [str(problem).partition(": warning")[0] for problem in make(tmp_path).problems]
    assert found == ["pyproject.toml:4:1", "pyproject.toml:5:25"]
    (tmp_path / "pyproject.toml").write_text(settings + 'output = "content"\n')
    with pytest.raises(SettingsError, match=r"pyproject\.toml:4:1: error: the output folder"):
        make(tmp_path)


@pytest.mark.parametrize("text", ["tool = 3\n", "[tool]\nsitegen = 3\n", "[tool.other]\n"])
def test_a_pyproject_of_another_shape_is_no_traceback(tmp_path: Path, text: str) -> None:
    """A project that is no site, or has a number where the table belongs, is said in a line."""
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(SettingsError):
        make(tmp_path)


def test_a_foreign_file_is_never_overwritten_or_removed(tmp_path: Path) -> None:
    """What sitegen did not write stays; where a page wants its place the build says so and does nothing."""
    site = write(tmp_path, {X: article("X"), "public/CNAME": "example.org\n", "public/mine/notes.txt": "keep"})
    good(site)
    (site / X).unlink()
    good(site)
    assert (site / "public/CNAME").read_text() == "example.org\n"
    assert (site / "public/mine/notes.txt").read_text() == "keep"
    other = write(tmp_path / "other", {X: article("X"), "public/index.html": "from another program"})
    (problem,) = bad(other)
    assert "/public/index.html:1:1: error: this file was not written by sitegen" in problem


@pytest.mark.parametrize("folder", ["content/articles", "static", "seeds", "layouts"])
def test_a_link_out_of_the_site_is_refused(tmp_path: Path, folder: str) -> None:
    """Neither a file nor a folder elsewhere is published by way of a symbolic link."""
    outside = write(tmp_path / "outside", {"secret.md": article("Secret"), "secret.txt": "Secret\n\nText.\n"})
    site = write(tmp_path / "site", {X: article("X")})
    (site / folder).mkdir(parents=True, exist_ok=True)
    name = "secret.txt" if folder == "seeds" else "secret.md"
    (site / folder / name).symlink_to(outside / name)
    (site / folder / "all").symlink_to(outside)
    problems = bad(site)
    assert [p.split("\n")[0] for p in problems] == [
        f"{folder}/all:1:1: error: a symbolic link that leads out of the site",
        f"{folder}/{name}:1:1: error: a symbolic link that leads out of the site",
    ]


def test_a_link_that_leads_nowhere_or_in_a_circle_is_named(tmp_path: Path) -> None:
    """Neither hangs nor hides."""
    site = write(tmp_path, {X: article("X")})
    (site / "content/articles/dead.md").symlink_to(site / "nothing")
    (site / "content/articles/loop").symlink_to(site / "content")
    (problem,) = bad(site)
    assert problem.startswith("content/articles/dead.md:1:1: error: a symbolic link that leads nowhere")


def test_files_and_folders_that_may_not_be_read_are_all_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture is found out before the first page is written, and a closed folder does not hide what follows it."""
    site = write(tmp_path, {X: article("X"), "static/a.svg": "<svg/>", "content/articles/closed/y.md": "y"})
    write(site, {"content/pages/p.md": "no front matter"})
    scandir, access = os.scandir, os.access

    def closed(folder: str | int) -> object:
        if str(folder).endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(folder)

    # Permissions do not hold for the user that tests may run as (root).
    monkeypatch.setattr(os, "scandir", closed)
    monkeypatch.setattr(os, "access", lambda file, mode: Path(file).name != "a.svg" and access(file, mode))
    result = make(site)
    assert [str(p).partition(" error: ")[0] for p in result.problems] == [
        "content/articles/closed:1:1:",
        "content/pages/p.md:1:1:",
        "static/a.svg:1:1:",
    ]
    assert not (site / "public").exists()


def test_a_manifest_that_may_not_be_read_is_no_empty_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told as such: every page of the last build looked like a file of someone else."""
    site = write(tmp_path, {X: article("X")})
    good(site)
    read = Path.read_text

    def closed(file: Path, *arguments: str, **named: str) -> str:
        if file.name == ".sitegen-manifest":
            raise PermissionError(errno.EACCES, "Permission denied", str(file))
        return read(file, *arguments, **named)

    monkeypatch.setattr(Path, "read_text", closed)
    write(site, {X: article("Y")})
    with pytest.raises(PermissionError, match=r"\.sitegen-manifest"):
        make(site)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_does_not_hang_the_build(tmp_path: Path) -> None:
    """Only files are read."""
    site = write(tmp_path, {X: article("X")})
    os.mkfifo(site / "content/articles/pipe.md")
    (problem,) = bad(site)
    assert "pipe.md:1:1: error: not a file that can be read" in problem


def test_a_file_that_is_not_published_is_named(tmp_path: Path) -> None:
    """A Word file among the articles is not passed over in silence."""
    result = make(write(tmp_path, {X: article("X"), "content/articles/y.docx": b"PK"}))
    assert "content/articles/y.docx:1:1: warning: not a Markdown file" in said(result.problems)


def test_an_article_with_a_name_in_capitals_is_told_how_to_be_named(tmp_path: Path) -> None:
    """It does not come out at an address that ends in .MD."""
    result = make(write(tmp_path, {X: article("X"), "content/articles/Y.MD": article("Y")}))
    assert "content/articles/Y.MD:1:1: warning: not a Markdown file" in said(result.problems)
    assert "rename it, so that it ends in .md in small letters" in said(result.problems)
    assert not (tmp_path / "public/articles/Y.MD").exists()


# Layouts ----------------------------------------------------------------------------------------------------


def test_an_undefined_name_in_a_layout_is_said_once_with_line_and_article(tmp_path: Path) -> None:
    """Template, line and article are in the message, and the nearest name in the advice."""
    layout = '{% extends "base.html" %}\n{% block main %}\n{{ titel }}\n{% endblock %}\n'
    site = write(tmp_path, {X: article("X"), "content/articles/y.md": article("Y"), "layouts/article.html": layout})
    (problem,) = bad(site)
    assert problem.startswith("layouts/article.html:3:1: error: 'titel' is undefined (rendering content/articles/")
    assert "did you mean `title`?" in problem


def test_a_layout_that_cannot_be_read_is_said_with_its_line(tmp_path: Path) -> None:
    """Syntax, and names of other layouts."""
    site = write(
        tmp_path, {"layouts/page.html": "<p>\n{% if %}\n", "layouts/home.html": '\n{% include "parts/crd.html" %}'}
    )
    problems = bad(site)
    assert problems[0].startswith(
        "layouts/home.html:2:1: error: no layout 'parts/crd.html'\n    did you mean 'parts/card"
    )
    assert problems[1].startswith("layouts/page.html:2:1: error: the layout cannot be read")


def test_a_filter_that_does_not_exist_is_said_once_whether_the_layout_is_used_or_not(tmp_path: Path) -> None:
    layouts = {
        "layouts/parts/share.html": "<p>\n{{ url | uper }}</p>",
        "layouts/mine.html": "{{ 1 is prime }}",
    }
    assert bad(write(tmp_path, {X: article("X"), "content/articles/y.md": article("Y"), **layouts})) == [
        "layouts/mine.html:1:1: error: the layout cannot be read: No test named 'prime'.\n"
        "    see docs/layouts.md, or delete the file to have the packaged one again",
        "layouts/parts/share.html:2:1: error: the layout cannot be read: No filter named 'uper'.\n"
        "    did you mean `upper`?",
    ]


@pytest.mark.parametrize("taken", ["body.html | upper", "body.html[:3]", "body.html[1:]", "body.html | first"])
def test_a_layout_that_changes_finished_html_is_told_so(tmp_path: Path, taken: str) -> None:
    """The text is put in afterwards: a filter met its token, and the build broke off with a traceback's last line."""
    layout = '{% extends "base.html" %}{% block main %}{{ body.html }}{% endblock %}'.replace("body.html", taken)
    (problem,) = bad(
        write(tmp_path, {X: article("X", "2026-01-05", "Text[^1]\n\n[^1]: Note."), "layouts/article.html": layout})
    )
    assert problem == (
        f"layouts/article.html:1:1: error: a finished part was cut, searched or changed (rendering {X})\n"
        "    put `body.html`, `rail` and the like where they belong as they are, without filters"
    )


def test_what_is_wrong_with_a_layout_hides_no_other_mistake(tmp_path: Path) -> None:
    """Broken links, doubled addresses and other layouts are told in the same list as a layout that cannot be read."""
    files: dict[str, str | bytes] = {
        "content/articles/a.md": article("A", "2026-01-05", "[x](/nowhere/)", slug="same"),
        "content/articles/b.md": article("B", slug="same"),
        "content/pages/p.md": "---\ntitle: P\n---\nText.\n",
        "layouts/404.html": b'{% extends "base.html" %}caf\xe9',
        "layouts/article.html": '{% extends "base.html" %}\n{{ oops }',
        "layouts/page.html": "{{ titel }}",
        "layouts/parts/card.html": "{{ crad }}",
        "layouts/parts/masthead.html": "{{ publikation }}",
        "layouts/robots.txt": '{% include "parts/nothing.html" %}',
    }
    problems = bad(write(tmp_path, files))
    assert [p.split(" error:")[0] for p in problems] == [
        "content/articles/a.md:6:5:",
        "content/articles/b.md:1:1:",
        "layouts/404.html:1:1:",
        "layouts/article.html:2:1:",
        "layouts/page.html:1:1:",
        "layouts/parts/card.html:1:1:",
        "layouts/parts/masthead.html:1:1:",
        "layouts/robots.txt:1:1:",
    ], problems


def test_a_layout_of_the_site_replaces_the_packaged_one(tmp_path: Path) -> None:
    """One part is replaced, the rest of the theme stays; what is put in is escaped."""
    part = '<aside class="rail"><h2>Newest</h2>{% for item in items %}<i>{{ item.title }}</i>{% endfor %}</aside>'
    site = write(
        tmp_path,
        {X: article("X"), "content/articles/y.md": article("a < b"), "layouts/parts/latest.html": part,
         "static/theme/style.css": "body { color: red }"},
    )  # fmt: skip
    output = good(site)
    page = visit(output, "/articles/x/")
    assert page.text("//aside/h2") == "Newest"
    assert "<i>a &lt; b</i>" in page.source
    sheet = page.all("//link[@rel='stylesheet']/@href")
    assert [(output / href[1:]).read_text() for href in sheet] == ["body { color: red }\n"]


# Advice -----------------------------------------------------------------------------------------------------


def test_check_says_more_than_build_and_writes_nothing(tmp_path: Path) -> None:
    """An author without article, an article without author, a doubled headline: warnings of `check` alone."""
    files = {
        X: article("Same", topics="[A]"),
        "content/articles/y.md": article("same", updated="2020-01-01", authors="[ana-ruiz]"),
        "content/authors/ana-ruiz.md": ANA,
        "content/authors/idle.md": "---\nname: Ida Idle\n---\n",
        "content/topics/b.md": "---\ntitle: B\n---\n",
    }
    site = write(tmp_path, files)
    before = tree(site)
    result = make(site, write=False)
    assert [str(p).split("\n")[0] for p in result.problems] == [
        "content/articles/x.md:1:1: warning: the article has no author",
        "content/articles/x.md:2:1: warning: another article has the headline “Same”",
        "content/articles/y.md:1:1: warning: the article has no topic, as others have",
        "content/articles/y.md:2:1: warning: another article has the headline “same”",
        "content/articles/y.md:4:1: warning: `updated` lies before `date`",
        "content/authors/idle.md:1:1: warning: no article is by Ida Idle",
        "content/topics/b.md:1:1: warning: no article has the topic B",
    ]
    assert tree(site) == before
    assert make(site).problems == ()


@pytest.mark.parametrize("name", ["Who? Me", "50%", "a#b", "x."])
def test_a_file_name_that_no_address_can_hold_is_refused(tmp_path: Path, name: str) -> None:
    """With a `slug` of its own the article does not need the name."""
    (problem,) = bad(write(tmp_path / "1", {f"content/articles/{name}.md": article("X")}))
    assert "the file's name" in problem
    output = good(write(tmp_path / "2", {f"content/articles/{name}.md": article("X", slug="x")}))
    assert visit(output, "/articles/x/").text("//h1") == "X"


def test_a_layout_with_a_control_character_is_told_of_where_no_feed_can_hold_it(tmp_path: Path) -> None:
    site = write(tmp_path, {X: article("X"), "layouts/parts/feed-body.html": "<p>\x0b</p>{{ body.html }}"})
    (problem,) = bad(site)
    assert problem == (
        "layouts/parts/feed-body.html:1:1: error: there is a control character in it, which no feed can hold"
        f" (rendering {X})\n    take it out"
    )


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        ("{{ words.lates }}", "there is no `lates` in words|did you mean `latest`?"),
        (
            "{{ words.xyzzy }}",
            "there is no `xyzzy` in words|to see which there are: sitegen layouts show words/en.toml",
        ),
        ("{{ date.txt }}", "there is no `txt` in DateView|did you mean `text`?"),
        ("{{ frame.publication.titel }}", "there is no `titel` in Publication|did you mean `title`?"),
        ("{{ cite.x }}", "there is no `x` in CiteView|CiteView knows: citations, downloads"),
    ],
)
def test_a_name_that_a_value_has_not_is_told_with_the_nearest(layout: str, said: str, tmp_path: Path) -> None:
    """What a layout asks of a value that has it not is said by the value's own name, and its own names are offered."""
    files = {"layouts/parts/share.html": layout, "content/articles/x.md": article("X")}
    (fault,) = bad(write(tmp_path, files))
    what, hint = said.split("|")
    assert fault == f"layouts/parts/share.html:1:1: error: {what} (rendering content/articles/x.md)\n    {hint}"


# Style sheets ----------------------------------------------------------------------------------------------

TORN = [
    ("a {\n  color: red;\n", "1:3", "what begins here with { is not ended\n    write } where it ends"),
    ("a { color: red; } }", "1:19", "nothing that this } could end\n    take it out"),
    ("a { width: calc(1px + 2px; }", "1:16", "what begins here with ( is not ended\n    write ) where it ends"),
    ("\n/* All that follows", "2:1", "what begins here with /* is not ended\n    write */ where it ends"),
    ('a::after { content: "x; }\n', "1:21", 'what begins here with " is not ended\n    write " where it ends'),
]


@pytest.mark.parametrize(("sheet", "place", "said"), TORN)
def test_a_sheet_that_would_spoil_those_behind_it_is_not_published(
    tmp_path: Path, sheet: str, place: str, said: str
) -> None:
    """The sheets of a page are one: a bracket that is missing in the site's own would take the theme's along."""
    (problem,) = bad(write(tmp_path, {X: article("X"), "static/theme/tokens.css": sheet}))
    assert problem == f"static/theme/tokens.css:{place}: error: {said}"


@pytest.mark.parametrize(
    "sheet",
    [
        """a::after { content: "}"; } /* { */ b::before { content: '\\'{' }""",
        "a { background: url(data:image/svg+xml;utf8,<svg>'{) }",
        'a[title="]"] { color: red } .sm\\{x { top: 0 }',
        'a::after { content: "one \\\ntwo" }',
        "@media (width > 30em) { a { margin: calc(1px * (2 + 3)) } }",
    ],
)
def test_signs_in_comments_strings_and_addresses_end_nothing(tmp_path: Path, sheet: str) -> None:
    """What a browser reads well is published."""
    assert not make(write(tmp_path, {X: article("X"), "static/theme/more.css": sheet})).failed
