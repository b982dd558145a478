"""A publication in seven languages, as readers have it: nobody is kept out, the HTML is valid, nothing is too wide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sites import SETTINGS, article, good, write
from test_every_page import barriers
from test_published_pages import check_html
from visit import Look, pages, served

TITLES = {
    "": "The treaty of the narrow water",
    "fr": "Le traité de l’eau étroite",
    "de": "Der Vertrag über das schmale Wasser",
    "es": "El tratado del agua estrecha",
    "ru": "Договор об узкой воде",
    "ar": "معاهدة المياه الضيقة",
    "zh": "狭窄水域条约",
}


def _article(title: str, n: int) -> str:
    body = f"{title}[^1] — {title}.\n\n## {title}\n\n| {title} | 2 |\n|---|---|\n| 1 | 2 |\n\n[^1]: {title}, <https://example.org/{n}>."
    more = {"summary": f'"{title}."', "authors": "[ana, badr]", "topics": "[water]", "regions": "[Europe]"}
    more |= {"corrections": f'\n  - date: 2026-02-01\n    text: "{title}"', "updated": "2026-03-01"}
    return article(f'"{title} {n}"', f"2026-01-0{n}", body, series=f'"{title}"', part=str(n), **more)


def files() -> Iterator[tuple[str, str]]:
    yield "content/authors/ana.md", "---\nname: Ana Ruiz\nrole: Fellow\n---\nAna writes.\n"
    yield "content/authors/badr.md", "---\nname: بدر\n---\n"
    yield "content/authors/badr.ar.md", "---\nname: بدر\nrole: كاتب\n---\nيكتب عن الماء.\n"
    for tag, title in TITLES.items():
        suffix = f".{tag}" if tag else ""
        yield f"content/topics/water{suffix}.md", f'---\ntitle: "{title}"\n---\n'
        yield f"content/pages/about{suffix}.md", f'---\ntitle: "{title}"\nsummary: "{title}"\n---\n{title}.\n'
        for n in (1, 2, 3):
            yield f"content/articles/treaty-{n}{suffix}.md", _article(title, n)


def settings() -> str:
    """Return settings with all of these languages."""
    further = "".join(f'[languages.{tag}]\ntitle = "{title}"\n' for tag, title in TITLES.items() if tag)
    return f'{SETTINGS}page_size = 2\nlicense = "CC-BY-4.0"\nrepublish = true\n{further}'


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return good(write(tmp_path_factory.mktemp("spoken"), dict(files()), settings()))


@pytest.fixture(scope="module")
def address(spoken: Path) -> Iterator[str]:
    with served(spoken) as address:
        yield address


def test_every_page_in_every_language_is_valid(vnu: list[str], spoken: Path) -> None:
    assert check_html(vnu, spoken) == ""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_in_any_language_keeps_anybody_out(
    look: Look, axe: str, address: str, spoken: Path, dark: bool
) -> None:
    """axe-core finds no violation, the languages of passages included, on each kind of page in each language."""
    tab = look(dark=dark)
    found = {}
    for path in pages(spoken):
        if "/page/" not in path and "-2/" not in path and "-3/" not in path:
            tab.goto(address + path)
            if said := barriers(tab, axe):
                found[path] = said
    assert found == {}


@pytest.mark.parametrize("tag", [tag for tag in TITLES if tag])
def test_no_language_leaves_the_screen(look: Look, address: str, tag: str) -> None:
    """At 320 px nothing is wider than the screen, and Arabic begins at the right."""
    tab = look(width=320)
    for path in (f"/{tag}/", f"/{tag}/articles/treaty-1/", f"/{tag}/archive/", f"/{tag}/authors/ana/"):
        tab.goto(address + path)
        assert tab.evaluate("document.documentElement.scrollWidth") == 320, path
        heading = tab.locator("h1").first.bounding_box()
        link = tab.locator(".masthead .name a").bounding_box()
        assert heading
        assert link
        if tag == "ar":
            assert link["x"] + link["width"] > 280
        else:
            assert link["x"] < 40


def test_a_reader_goes_from_language_to_language(look: Look, address: str) -> None:
    """By the masthead to the front page, by the line under the byline to the same text."""
    tab = look()
    tab.goto(f"{address}/articles/treaty-1/")
    tab.get_by_role("navigation", name="Sections").get_by_role("link", name="Français").click()
    assert tab.url == f"{address}/fr/"
    tab.goto(f"{address}/articles/treaty-1/")
    tab.locator(".byline").get_by_role("link", name="العربية").click()
    assert tab.url == f"{address}/ar/articles/treaty-1/"
    assert tab.evaluate("getComputedStyle(document.body).direction") == "rtl"
    tab.locator(".byline").get_by_role("link", name="中文").click()
    assert tab.locator("html").get_attribute("lang") == "zh"


def test_a_right_to_left_page_is_the_mirror_of_its_neighbour(look: Look, address: str) -> None:
    """What stands at the left of an English page stands at the right of the Arabic one, as far from the edge."""
    tab = look(width=1280)
    places = []
    for path in ("/articles/treaty-1/", "/ar/articles/treaty-1/"):
        tab.goto(address + path)
        boxes = [tab.locator(name).first.bounding_box() for name in ("main h1", ".rail", ".byline", ".masthead .name")]
        places.append([(box["x"], box["x"] + box["width"]) for box in boxes if box])
    for (left, _), (_, right) in zip(*places, strict=True):
        assert abs(left - (1280 - right)) < 1.5


def test_a_foreign_passage_is_marked_and_quoted(look: Look, tmp_path: Path) -> None:
    """A `<q>` keeps its language for whoever reads aloud, and has the quotation marks of the language around it."""
    body = 'He said <q lang="fr">le détroit</q> and <span lang="ar">المضيق</span>.'
    files = {"content/articles/a.md": article("A", "2026-01-05", body)}
    files["content/articles/b.md"] = article("A", "2026-01-05", body, language="fr")
    files["content/articles/c.md"] = article("A", "2026-01-05", body)
    drawn = []
    with served(good(write(tmp_path, files))) as address:
        tab = look()
        for path in ("/articles/a/", "/articles/c/", "/articles/b/"):
            tab.goto(address + path)
            assert tab.locator("article q").get_attribute("lang") == "fr"
            assert tab.locator("article span[lang=ar]").inner_text() == "المضيق"
            content = tab.evaluate("getComputedStyle(document.querySelector('article q'), '::before').content")
            assert content == "open-quote"
            drawn.append(tab.locator("article q").screenshot())
    assert drawn[0] == drawn[1]
    assert drawn[1] != drawn[2]


def test_chinese_emphasis_stands_below_and_tables_are_as_elsewhere(look: Look, tmp_path: Path) -> None:
    """Dots below the letters, none aslant (W3C, Requirements for Chinese Text Layout)."""
    body = "河流不认识*边界*。\n\n| 年 | 量 |\n| --- | --- |\n| 2020 | 5 |\n"
    files = {"content/articles/a.md": article("水", "2026-01-05", body)}
    with served(good(write(tmp_path, files, SETTINGS + 'language = "zh"\n'))) as address:
        tab = look()
        tab.goto(f"{address}/articles/a/")
        of = "getComputedStyle(document.querySelector('{}')).{}"
        said = [tab.evaluate(of.format("article em", name)) for name in ("textEmphasisPosition", "fontStyle")]
        assert said == ["under", "normal"]
        ends = [tab.evaluate(of.format(f"article {cell}:last-child", "paddingInlineEnd")) for cell in ("th", "td")]
        assert ends == ["0px", "0px"]
        ink = tab.evaluate(of.format("body", "color"))
        assert tab.evaluate(of.format("article th", "borderBottomColor")) == ink
        assert tab.evaluate(of.format("article td", "borderBottomColor")) != ink
