"""Every page of a publication in a browser: it can be read by anybody, breaks no policy, stays light, prints well."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Page, Route
from samples import BAD_PAGES, BAD_SITE, KINDS, SAMPLE, SAMPLE_SETTINGS
from sites import good, write
from test_published_pages import check_html, page
from visit import Look, needed_width, overlaps, pages, paint, refused, served, shift

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_ALL = 14_000
"""Bytes, compressed: what a reader of one article loads beside its text."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return good(write(tmp_path_factory.mktemp("sample"), SAMPLE, SAMPLE_SETTINGS))


@pytest.fixture(scope="module")
def address(sample: Path) -> Iterator[str]:
    with served(sample) as address:
        yield address


@pytest.fixture(scope="module")
def bad_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = SAMPLE_SETTINGS.replace("page_size = 2", "page_size = 6")
    with served(good(write(tmp_path_factory.mktemp("bad"), BAD_SITE, settings))) as address:
        yield address


def each(tab: Page, address: str, sample: Path, ask: Callable[[Page], Any]) -> dict[str, Any]:
    """Return what is answered for each page of the sample, where that is not nothing."""
    answers = {}
    for path in pages(sample):
        tab.goto(address + path)
        if answer := ask(tab):
            answers[path] = answer
    return answers


def test_the_sample_has_a_page_of_each_kind(sample: Path) -> None:
    """Every layout that makes a page has made one that the tests below look at."""
    assert set(KINDS.values()) <= set(pages(sample))


# For anybody --------------------------------------------------------------------------------------------------


def barriers(tab: Page, axe: str) -> list[str]:
    """Return what axe-core finds on the page in a tab: the rule, and the elements that break it."""
    tab.evaluate(axe)
    found = tab.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", TAGS)
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found["violations"] for node in rule["nodes"]]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_keeps_anybody_out(look: Look, axe: str, address: str, sample: Path, dark: bool) -> None:
    """axe-core finds no violation (WCAG 2.2, level AA, and best practice) on any page, by day and by night."""
    tab = look(dark=dark)
    assert each(tab, address, sample, lambda tab: barriers(tab, axe)) == {}


def test_a_barrier_is_found(look: Look, axe: str) -> None:
    """The check sees pale letters, a picture without a text and a text outside of the landmarks."""
    tab = look()
    tab.set_content(page('<main><h1 style="color: #ccc">Pale</h1><img src="data:,"></main><p>Outside</p>'))
    assert {line.partition(":")[0] for line in barriers(tab, axe)} == {"color-contrast", "image-alt", "region"}


def test_every_page_and_sheet_is_valid(vnu: list[str], sample: Path) -> None:
    """The Nu Html Checker has no error and no warning for any page or style sheet."""
    assert check_html(vnu, sample) == ""


@pytest.mark.parametrize("kind", ["article", "home", "author"])
def test_lighthouse_has_nothing_to_ask_for(
    lighthouse: list[str], chromium: str, tmp_path: Path, address: str, kind: str
) -> None:
    """Accessibility, best practices and search engines: 100 of 100 on an article, the home page, an author's page."""
    options = ["--output=json", "--quiet", "--only-categories=accessibility,best-practices,seo"]
    flags = f"--chrome-flags=--headless --no-sandbox --disable-gpu --user-data-dir={tmp_path}"
    done = subprocess.run(
        [*lighthouse, address + KINDS[kind], *options, flags],
        env={**os.environ, "CHROME_PATH": chromium},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    scores = {name: category["score"] for name, category in report["categories"].items()}
    failed = {
        name: audit.get("details", audit["title"])
        for name, audit in report["audits"].items()
        if audit["score"] not in (1, None)
    }
    assert scores == {"accessibility": 1, "best-practices": 1, "seo": 1}, failed


# Light and quiet ----------------------------------------------------------------------------------------------


def compressed(data: bytes) -> int:
    return len(gzip.compress(data, mtime=0))


def surroundings(file: Path) -> str:
    """Return an article's page without its text and notes."""
    source = file.read_text("utf-8")
    without = re.sub(
        r'(<div class="prose e-content">).*?(?=\n</div>\n+(?:<section|</article>))',
        r"\1",
        source,
        count=1,
        flags=re.DOTALL,
    )
    return re.sub(r'<section class="notes.*?</section>', "", without, count=1, flags=re.DOTALL)


def test_what_surrounds_an_article_is_light(demo: Path, sample: Path) -> None:
    """What an article's page has beside its text, with all CSS and script, is at most 14 kB when it is compressed."""
    for site in (demo, sample):
        files = [file for file in (site / "theme").iterdir() if file.suffix in (".css", ".js")]
        theme = sum(compressed(file.read_bytes()) for file in files)
        articles = list(site.glob("articles/*/index.html"))
        assert len(articles) > 3
        for file in articles:
            assert len(surroundings(file)) < file.stat().st_size
            assert compressed(surroundings(file).encode()) + theme <= OF_ALL, file


def test_sheet_and_scripts_are_small(sample: Path) -> None:
    """A page has one style sheet of at most 24 kB, and its scripts have at most 4 kB together."""
    sheets, scripts = (list((sample / "theme").glob(f"*.{suffix}")) for suffix in ("css", "js"))
    assert len(sheets) == 1
    assert sheets[0].stat().st_size <= 24_000
    assert sum(file.stat().st_size for file in scripts) <= 4_000


def test_no_page_asks_anybody_else_or_breaks_the_policy(look: Look, address: str, sample: Path) -> None:
    """Pages ask their own host for a few files and no other host for any; a strict Content-Security-Policy holds."""
    tab = look()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    assert each(tab, address, sample, refused) == {}
    assert [url for url in asked if not url.startswith(address) and not url.startswith("data:")] == []
    of_search = {f"{address}/theme/search/search.{ending}" for ending in ("css", "js")}
    assert of_search < set(asked)
    assert len(set(asked) - of_search) <= len(pages(sample)) + 8


def test_a_broken_policy_is_found(look: Look, tmp_path: Path) -> None:
    """The check above sees a style in an element, a script in the page, and a picture from elsewhere."""
    wrong = '<p style="color: red">A</p><script>1</script><img src="https://elsewhere.example/a.png" alt="">'
    (tmp_path / "index.html").write_text(page(wrong), "utf-8")
    tab = look()
    with served(tmp_path) as address:
        tab.goto(address)
        assert sorted(line.partition(" ")[0] for line in refused(tab)) == [
            "img-src",
            "script-src-elem",
            "style-src-attr",
        ]


def shift_of(tab: Page, url: str) -> float:
    """Return by how much a page's layout shifts, where pictures come after all else is shown."""
    pictures, held = re.compile(r"\.(svg|png|jpe?g|webp|avif)$"), list[Route]()
    tab.route(pictures, lambda route: held.append(route))
    tab.goto(url, wait_until="domcontentloaded")
    paint(tab)
    tab.route(pictures, lambda route: route.continue_())
    for route in held:
        route.continue_()
    tab.wait_for_load_state("load")
    tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    moved = shift(tab)
    tab.unroute(pictures)
    return moved


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_moves_while_a_page_loads(look: Look, address: str, sample: Path, width: int) -> None:
    """The layout of no page shifts, also where a picture comes late."""
    tab = look(width=width)
    shifts = {path: shift_of(tab, address + path) for path in pages(sample)}
    assert {path: moved for path, moved in shifts.items() if moved} == {}


def test_a_shift_is_found(look: Look, tmp_path: Path) -> None:
    """The measure above sees a picture without a size push the text below it."""
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"/>'
    (tmp_path / "a.svg").write_text(picture, "utf-8")
    (tmp_path / "index.html").write_text(page('<img src="a.svg" alt=""><p>Words and words</p>'), "utf-8")
    with served(tmp_path) as address:
        assert shift_of(look(), address) > 0


# Narrow, large, on paper --------------------------------------------------------------------------------------


def misfit(tab: Page) -> list[str]:
    """Return what is wrong with the page in a tab: it scrolls sideways, texts overlap, or are cut off."""
    width = cast(int, tab.evaluate("innerWidth"))
    wrong = overlaps(tab)
    if needed_width(tab) > width:
        wrong.append(f"is {needed_width(tab)} wide in {width}")
    return wrong


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_page_fits_a_small_telephone(look: Look, address: str, sample: Path, dark: bool) -> None:
    """No page scrolls sideways at 320 pixels, and nothing overlaps."""
    assert each(look(width=320, height=640, dark=dark), address, sample, misfit) == {}


def test_letters_of_twice_the_size_can_be_read(look: Look, address: str, sample: Path) -> None:
    """With letters of 200 % in a window of 640 pixels no page scrolls sideways, and nothing overlaps or is cut off."""
    size = "parseFloat(getComputedStyle(document.querySelector('main p, main a')).fontSize)"
    usual, large = look(width=640), look(width=640, letters=32)
    for tab in (usual, large):
        tab.goto(address + KINDS["page"])
    assert large.evaluate(size) >= 1.9 * usual.evaluate(size)
    assert each(large, address, sample, misfit) == {}


@pytest.mark.parametrize("width", [768, 1280, 1920])
def test_nothing_overlaps_at_any_width(look: Look, address: str, sample: Path, width: int) -> None:
    """No text lies on another, and no page scrolls sideways, on a tablet, a laptop and a wide screen."""
    assert each(look(width=width), address, sample, misfit) == {}


def test_an_overlap_is_found(look: Look) -> None:
    """The measure above sees a text on another, and one that is cut off; a text that can be scrolled to is neither."""
    tab = look(width=320)
    tab.set_content(
        page(
            '<p>Below</p><p style="margin-top: -2em">Above</p>'
            f'<p style="overflow: hidden; white-space: nowrap">Cut {"x" * 90}</p>'
            f'<pre style="overflow: auto">Scroll {"x" * 90}</pre>'
        )
    )
    assert [line[:11] for line in misfit(tab)] == ["cut off: Cu", "Below | Abo"]


def printed(tab: Page, pdftotext: str, folder: Path) -> str:
    """Return the text of the page in a tab as it is printed, its lines joined."""
    (folder / "page.pdf").write_bytes(tab.pdf(format="A4"))
    command = [pdftotext, "-raw", "-enc", "UTF-8", str(folder / "page.pdf"), "-"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    return " ".join(done.stdout.split())


def test_a_printed_article_is_whole_and_alone(
    look: Look, pdftotext: str, tmp_path: Path, address: str, sample: Path
) -> None:
    """On paper an article has its title, source, notes and the addresses of its links; what leads elsewhere is gone."""
    tab = look()
    tab.goto(address + KINDS["article"])
    text = printed(tab, pdftotext, tmp_path)
    closed = text.replace(" ", "")
    assert "What a river carries" in text
    assert "The first note, which is cited twice" in text
    assert "https://example.org/articles/rivers/" in closed
    for url in ("https://example.net/treaty", "https://example.net/convention/of/1997", "https://example.net/second"):
        assert f"({url})" in closed
    assert closed.count("https://example.net/a/very/long/address") == 1
    for gone in ("Skip to", "Archive", "Share", "Latest", "Filed under", "The second river", "RSS"):
        assert gone not in text


def test_the_pages_that_list_can_be_printed(look: Look, pdftotext: str, tmp_path: Path, address: str) -> None:
    """On paper each kind of page has its heading, and no navigation."""
    tab = look()
    for kind in ("home", "author", "topic", "archive", "page"):
        tab.goto(address + KINDS[kind])
        heading = tab.locator("h1").inner_text()
        text = printed(tab, pdftotext, tmp_path)
        assert heading in text, kind
        assert "RSS" not in text, kind
        assert "Older" not in text, kind


# Bad input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", BAD_PAGES)
def test_bad_input_is_set_well(look: Look, axe: str, bad_address: str, name: str, width: int) -> None:
    """Whatever an editor writes: no page scrolls sideways, nothing overlaps, the heading stands at the top."""
    tab = look(width=width)
    tab.goto(bad_address + BAD_PAGES[name])
    assert misfit(tab) == []
    assert barriers(tab, axe) == []
    heading = tab.locator("h1")
    box = heading.bounding_box()
    assert box
    assert box["y"] < 500
    assert heading.is_visible()
    if shots := os.environ.get("SHOTS"):
        tab.screenshot(path=Path(shots, f"{name}-{width}.png"))
