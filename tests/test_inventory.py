"""`sitegen layouts`: what can be replaced, what each layout is given, and a copy to begin with."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sites import SETTINGS, article, good, tree, visit, write
from test_theme import EVERYTHING, MORE_SETTINGS

from sitegen import files, inventory, layouts, press, resources, views
from sitegen.cli import cli
from sitegen.outputs import sitemap
from sitegen.value import fields

THEME = files.theme(resources.theme())
ITEMS = inventory.items(THEME, ())
X = {"content/articles/x.md": article("X")}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["layouts", *arguments])


def test_all_of_the_theme_is_listed_once(tmp_path: Path) -> None:
    """Every layout, part, sheet and script that the package brings stands on a line of its own."""
    said = run("--site", str(write(tmp_path, X)))
    assert said.exit_code == 0
    assert sorted(re.findall(r"^  (\S+\.(?:html|xml|txt|css|js|toml))", said.output, re.MULTILINE)) == sorted(
        item.name for item in ITEMS
    )
    assert len(ITEMS) == len(THEME)


def test_every_file_of_the_theme_says_what_it_is() -> None:
    """Each begins with a comment, whose first sentence is shown."""
    assert [item.path for item in ITEMS if not re.fullmatch(r"[A-Z“].+\.", item.about)] == []


def test_a_layout_is_rendered_with_what_is_shown_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a whole site is built, each layout is given a view of the very class that the list names."""
    given: dict[str, set[type]] = {}

    def render(layout: layouts.Layout, view: Any, subject: str) -> str:
        given.setdefault(layout.name, set()).add(type(view))
        return layouts.render(layout, view, subject)

    monkeypatch.setattr(press, "render", render)
    # A long sitemap, and news.
    monkeypatch.setattr(sitemap, "MOST", 5)
    fresh = {"content/articles/fresh.md": article("Just now", "2026-06-01 10:00")}
    good(write(tmp_path, {**EVERYTHING, **fresh}, SETTINGS + MORE_SETTINGS), jobs=1)
    assert given == {item.name: {item.view} for item in ITEMS if item.view}
    assert set(given) == set(views.VIEWS)


def test_a_part_without_data_of_its_own_is_on_some_page() -> None:
    """Every other layout is named by one that has data, so that somebody sees it."""
    assert [
        item.path
        for item in ITEMS
        if item.path.startswith("layouts/") and not item.view and not item.used_by and not item.path.endswith(".toml")
    ] == []


def test_all_data_of_a_layout_is_shown_with_types() -> None:
    """The view with all its fields, and all views inside it."""
    said = run("show", "article.html").output
    sections = {text.partition(":")[0]: text for text in said.split("\n\n")}
    for name in ("ArticleView", "Frame", "Publication", "LinkView", "NoteView"):
        shown = re.findall(r"^  (\w+) ", sections[name], re.MULTILINE)
        assert shown == list(fields(vars(views)[name]))
    assert "  authors      list of LinkView\n" in sections["ArticleView"] + "\n"
    assert "  updated      DateView or none\n" in sections["ArticleView"]


def test_what_a_site_replaced_has_a_star(tmp_path: Path) -> None:
    """Files of the site that replace nothing stand apart."""
    more = {"layouts/parts/footer.html": "x", "static/theme/own.css": "b {}", "static/theme/a.woff2": "x"}
    said = run("--site", str(write(tmp_path, {**X, **more}))).output
    assert re.findall(r"^\* (\S+)", said, re.MULTILINE) == ["parts/footer.html", "Yours"]
    assert "Yours alone, beside the theme's.\n  static/theme/own.css\n\n" in said


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("article.html", "layouts/article.html"),
        ("layouts/article.html", "layouts/article.html"),
        ("article", "layouts/article.html"),
        ("parts/footer.html", "layouts/parts/footer.html"),
        ("footer", "layouts/parts/footer.html"),
        ("tokens.css", "static/theme/tokens.css"),
        ("scheme.js", "static/theme/scheme.js"),
    ],
)
def test_a_copy_comes_into_the_site_and_changes_no_page(tmp_path: Path, name: str, path: str) -> None:
    """It says where it is; the pages are as they were, until it is edited."""
    site = write(tmp_path, X)
    before = tree(good(site))
    said = run("copy", name, "--site", str(site))
    assert said.exit_code == 0
    assert said.output.startswith(f"{(site / path).as_posix()} is a copy of the theme's")
    assert (site / path).read_bytes() == (resources.theme() / path).read_bytes()
    after = tree(good(site))
    own = {name: text for name, text in after.items() if not name.startswith("theme/") and name != ".sitegen-manifest"}
    assert visit(site / "public", "/").text("//h1")
    assert {
        n for n in own if re.sub(rb"theme/\w+\.\w+\.", b"", own[n]) != re.sub(rb"theme/\w+\.\w+\.", b"", before[n])
    } == set()


def test_a_copy_overwrites_nothing(tmp_path: Path) -> None:
    """A file that is the site's already stays, and it is said how to have a new copy."""
    site = write(tmp_path, {**X, "layouts/article.html": "mine"})
    said = run("copy", "article.html", "--site", str(site))
    assert said.exit_code == 2
    assert "article.html is there already\n    delete or rename it" in said.output
    assert (site / "layouts/article.html").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("artcle.html", "did you mean article.html?"),
        ("parts/foot.html", "did you mean parts/footer.html?"),
        ("topics", "say which: topics.html, parts/topics.html"),
        ("zzz", "see: sitegen layouts"),
    ],
)
def test_a_name_that_is_none_names_the_nearest(tmp_path: Path, name: str, hint: str) -> None:
    """Nothing is written."""
    site = write(tmp_path, X)
    said = run("copy", name, "--site", str(site))
    assert said.exit_code == 2
    assert said.output.endswith(f"    {hint}\n")
    assert not (site / "layouts").exists()


def test_a_name_without_a_command_is_told_of_both() -> None:
    """`sitegen layouts article` is a step away from either."""
    said = run("article")
    assert said.exit_code == 2
    assert "did you mean 'show article' or 'copy article'?" in said.output


def test_a_copy_needs_a_site(tmp_path: Path) -> None:
    """In a folder without settings nothing is written."""
    assert run("copy", "article.html", "--site", str(tmp_path)).exit_code != 0
    assert list(tmp_path.iterdir()) == []


def test_help_teaches_with_commands() -> None:
    """Each example of the help is a command that there is."""
    said = run("copy", "--help").output
    assert re.findall(r"^    +(sitegen [\w ]+?)  ", said, re.MULTILINE) == [
        "sitegen layouts",
        "sitegen layouts show article",
        "sitegen layouts copy article",
        "sitegen serve",
    ]


def test_a_table_of_words_is_shown_whole(tmp_path: Path) -> None:
    """Who writes words for a language sees what they are in another."""
    said = run("show", "words/de.toml", "--site", str(write(tmp_path, X)))
    assert said.exit_code == 0
    assert said.output.startswith("layouts/words/de.toml\n  German.\n")
    assert 'latest = "Aktuell"' in said.output
