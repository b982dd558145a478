"""The demonstration publication as a visitor, a link checker, an HTML checker and a feed reader meet it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from visit import BASE_URL, Look, needed_width, pages, served


def check_links(lychee: str, folder: Path) -> str:
    """Return what lychee has to say of a folder of pages, nothing when each link and fragment leads somewhere.

    The site's own absolute links (canonical, alternate) are followed in the folder; no others are.
    """
    options = ["--offline", "--include-fragments", "--index-files", "index.html", "--no-progress", "--no-ignore"]
    remap = rf"^{BASE_URL}(/.*)?$ {folder.as_uri()}$1"
    command = [lychee, *options, "--root-dir", str(folder), "--remap", remap, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode in (0, 2), done.stderr
    return done.stdout if done.returncode else ""


UNKNOWN = "CSS: “(anchor-name|position-anchor)”: Property “.*” doesn't exist.|CSS: “top”: Parse Error."
"""CSS Anchor Positioning Module Level 1, with which notes stand at their markers: the checker does not know it yet."""


def check_html(vnu: list[str], folder: Path) -> str:
    """Return the errors and warnings that the Nu Html Checker finds in a folder's pages and sheets, one a line."""
    said = ""
    for kind in (["--skip-non-html"], ["--skip-non-css", "--filterpattern", UNKNOWN]):
        done = subprocess.run([*vnu, *kind, folder], capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode in (0, 1), done.stderr
        said += done.stderr
    return said


def page(body: str) -> str:
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title><body>{body}</html>'


def test_every_link_of_the_demonstration_leads_somewhere(lychee: str, demo: Path) -> None:
    """No page of the demonstration publication has a link, a picture or a fragment that is not there."""
    assert check_links(lychee, demo) == ""


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ('<a href="/there/">.</a> <a href="/there/#note">.</a> <a href="#here">.</a> <h1 id="here">.</h1>', ""),
        ('<a href="/gone/">.</a>', "/gone"),
        ('<a href="/there/#gone">.</a>', "#gone"),
        ('<a href="#gone">.</a>', "#gone"),
        ('<a href="/folder/">.</a>', "/folder"),
        ('<img src="/gone.png" alt="">', "/gone.png"),
        (f'<a href="{BASE_URL}/gone/">.</a>', "/gone"),
        (f'<a href="{BASE_URL}/there/#gone">.</a>', "#gone"),
        ('<a href="https://elsewhere.example/gone/">.</a>', ""),
    ],
)
def test_a_broken_link_is_found(lychee: str, tmp_path: Path, body: str, complaint: str) -> None:
    """The check of the links sees a missing page, picture or fragment, and a folder without a page."""
    (tmp_path / "there").mkdir()
    (tmp_path / "folder").mkdir()
    (tmp_path / "index.html").write_text(page(body), "utf-8")
    (tmp_path / "there" / "index.html").write_text(page('<p id="note">A note. <a href="../">Up</a></p>'), "utf-8")
    found = check_links(lychee, tmp_path)
    assert complaint in found
    assert bool(found) == bool(complaint)


def test_every_page_of_the_demonstration_is_valid(vnu: list[str], demo: Path) -> None:
    """The Nu Html Checker has no error and no warning for any page or style sheet of the demonstration publication."""
    assert check_html(vnu, demo) == ""


def test_an_error_in_html_or_css_is_found(vnu: list[str], tmp_path: Path) -> None:
    """The check sees a stray tag, a picture without a text and a section without a heading; and an unknown property."""
    (tmp_path / "index.html").write_text(page("<p>Good</p>"), "utf-8")
    (tmp_path / "bad.html").write_text(page('</section><img src="x.png"><section><p>A</p></section>'), "utf-8")
    (tmp_path / "bad.css").write_text("p { colour: red }", "utf-8")
    said = check_html(vnu, tmp_path).splitlines()
    assert sorted((line.count("bad.html"), line.count("bad.css")) for line in said) == [(0, 1), (1, 0), (1, 0), (1, 0)]


def test_feeds_and_sitemap_are_well_formed(demo: Path) -> None:
    """Every XML and JSON file of the demonstration publication can be parsed, the feed and the sitemap among them."""
    for file in demo.rglob("*.xml"):
        ElementTree.parse(file)
    for file in demo.rglob("*.json"):
        json.loads(file.read_text("utf-8"))
    assert (demo / "feed.xml").is_file()
    assert (demo / "sitemap.xml").is_file()


def test_the_demonstration_fits_a_telephone(look: Look, demo: Path) -> None:
    """No page of the demonstration publication scrolls sideways at 320 pixels."""
    tab = look(width=320)
    widths = {}
    with served(demo) as address:
        for path in pages(demo):
            tab.goto(address + path)
            widths[path] = needed_width(tab)
    assert len(widths) > 20
    assert {path: width for path, width in widths.items() if width > 320} == {}


def test_a_page_that_does_not_fit_is_seen(look: Look) -> None:
    """The measure above gives the width that a page needs, where that is more than it has."""
    tab = look(width=320)
    tab.set_content(page('<div style="width: 800px; margin-left: -8px">Wide</div>'))
    assert needed_width(tab) == 800
    tab.set_content(page("<p>Narrow</p>"))
    assert needed_width(tab) == 320


@pytest.mark.parametrize(("ci", "status"), [("true", 1), ("", 0)])
def test_a_skipped_test_fails_under_ci_alone(tmp_path: Path, ci: str, status: int) -> None:
    """With CI set, a skipped test makes the status 1 and is named; elsewhere it is a notice."""
    (tmp_path / "test_one.py").write_text("import pytest\ndef test_it(): pytest.skip('no such tool')\n", "utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-p",
        "conftest",
        "--rootdir",
        tmp_path,
        tmp_path,
    ]
    env = {**os.environ, "CI": ci, "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout
    assert ("under CI a skipped test is a failure" in done.stdout) == bool(ci)
    assert "1 skipped in" in done.stdout.splitlines()[-1]
