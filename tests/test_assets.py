"""What lies in `static/theme/` reaches a page as one style sheet and one script, named by their content."""

from __future__ import annotations

from pathlib import Path

import pytest
from sites import article, bad, good, make, visit, write

X = {"content/articles/x.md": article("X")}


def sheet(output: Path) -> tuple[str, str]:
    """Return the address of the one sheet of an article's page, and its text."""
    (href,) = visit(output, "/articles/x/").all("//link[@rel='stylesheet']/@href")
    return href, (output / href[1:]).read_text("utf-8")


def test_a_page_asks_for_one_sheet_with_all_layers_in_their_order(tmp_path: Path) -> None:
    """The theme's files are one sheet; none of them is published apart."""
    output = good(write(tmp_path, X))
    href, text = sheet(output)
    assert text.startswith("@layer tokens, reset, elements, parts, utilities;\n")
    assert [p.name for p in (output / "theme").glob("*.css")] == [href.removeprefix("/theme/")]


def test_the_name_of_a_sheet_changes_with_its_content_and_the_old_one_goes(tmp_path: Path) -> None:
    """A host may let browsers keep a sheet for ever."""
    site = write(tmp_path, {**X, "static/theme/own.css": "b { color: red }\n"})
    before, text = sheet(good(site))
    assert text.endswith("b { color: red }\n")
    write(site, {"static/theme/own.css": "b { color: blue }\n"})
    result = make(site, why=True)
    after, text = sheet(site / "public")
    assert text.endswith("b { color: blue }\n")
    assert before != after
    assert result.written.removed == (before[1:],)
    assert dict(result.reasons)[after[1:]] == "new"
    assert dict(result.reasons)["articles/x/index.html"] == "stylesheets of every page changed"


def test_a_layer_of_the_site_replaces_the_one_of_its_name(tmp_path: Path) -> None:
    """The other layers of the theme stay."""
    site = write(tmp_path, {**X, "static/theme/parts.css": "@layer parts { .rail { color: red } }\n"})
    _, text = sheet(good(site))
    assert "@layer parts { .rail { color: red } }" in text
    assert ".colophon" not in text.partition("@layer utilities {")[0]
    assert "@layer reset {" in text


def test_comments_and_indents_are_left_out_and_texts_stay(tmp_path: Path) -> None:
    """What browsers do not need is not sent; what stands in quotation marks is no comment."""
    own = """/* why */ b::before { content: "/* kept */"; }\n\n  i { /* gone
    */ color: red }\n/*! licence */\n"""
    _, text = sheet(good(write(tmp_path, {**X, "static/theme/own.css": own})))
    assert text.endswith('b::before { content: "/* kept */"; }\ni {  color: red }\n/*! licence */\n')


def test_scripts_are_one_file_that_is_deferred(tmp_path: Path) -> None:
    """They do not hold up the page, and their address changes with their content."""
    site = write(tmp_path, {**X, "static/theme/one.js": "one();\n", "static/theme/two.js": "two();"})
    output = good(site)
    (script,) = visit(output, "/articles/x/").all("//script[@defer]/@src")
    written = (output / script[1:]).read_text("utf-8")
    assert 0 < written.index("\none();\n") < written.index("\ntwo();\n")


def test_the_comment_that_a_script_begins_with_is_left_out(tmp_path: Path) -> None:
    """It is for who reads the file, not for every reader of the page; one that begins with ! is a licence and stays."""
    more = {"static/theme/one.js": "// why\n// whence\none(); // kept\n", "static/theme/two.js": "/*! mine */ two();"}
    output = good(write(tmp_path, {**X, **more}))
    (script,) = visit(output, "/articles/x/").all("//script[@defer]/@src")
    text = (output / script[1:]).read_text("utf-8")
    assert "\none(); // kept\n" in text
    assert text.endswith("\n/*! mine */ two();\n")
    assert "// why" not in text
    assert "whence" not in text


@pytest.mark.parametrize("name", ["own.css", "own.js"])
def test_a_sheet_that_is_not_utf_8_is_an_error_with_its_line(tmp_path: Path, name: str) -> None:
    """As for every other file that an editor writes."""
    site = write(tmp_path, {**X, f"static/theme/{name}": b"/* */\n/* \xe9 */"})
    assert bad(site)[0].startswith(f"static/theme/{name}:2:1: error: not UTF-8")
