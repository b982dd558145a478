"""The default theme: one heading leads each page, every class is both written and styled, colours can be read."""

from __future__ import annotations

import re
from itertools import pairwise, product
from pathlib import Path

import pytest
from sites import ANA, BEN, SETTINGS, article, good, make, visit, write

from sitegen import assets
from sitegen.model import Source

ROOT = Path(__file__).resolve().parent.parent
SHEETS = [Source(f"static/theme/{p.name}", p.read_bytes()) for p in sorted((ROOT / "static/theme").glob("*.css"))]
STYLE = assets.joined(assets.assets(SHEETS)[0][0]).decode()
OF_SEARCH = (ROOT / "static/theme/search/search.css").read_text("utf-8")
MICROFORMAT = re.compile(r"(?:h|p|u|dt|e)-[a-z]+")
LAYOUTS = sorted(p for p in (ROOT / "layouts").rglob("*") if p.is_file())

BODY = f"""Words.[^1] {"And more of them, so that the note has room beside the text. " * 12}

## A part

### A part of it

| a | b | c |
| - | :-: | -: |
| 1 | 2 | 3 |

Term
: What it means

> Said.

> [!pull]
> Said aloud.

[^1]: A note, https://a.example/.
"""
EVERYTHING = {
    "content/authors/ana-ruiz.md": ANA.replace(
        "---\nAna", 'role: Hydrologist\nimage: {src: /a.svg, alt: Ana}\nlinks:\n  Site: "https://a.example/"\n---\nAna'
    ),
    "content/authors/ben-okri-hall.md": BEN,
    "content/topics/water.md": "---\ntitle: Water\ndescription: Rivers\n---\nAll that flows.[^1]\n\n[^1]: A note.\n",
    "content/pages/about.md": "---\ntitle: About us\nsummary: Who we are\n---\nWe.\n\n## How\n\nSo.\n",
    "content/articles/all.md": article(
        "Everything, " * 7 + "at once",
        "2026-03-05",
        BODY,
        authors="[ana-ruiz, ben-okri-hall]",
        topics="[Water]",
        regions="[Central Asia]",
        series="Everything at last",
        part="1",
        summary="A standfirst",
        updated="2026-03-07",
        corrections="[{date: 2026-03-08, text: The date was wrong.}]",
        image='{src: /a.svg, alt: "A", caption: "B", credit: "C", license: "CC0"}',
        canonical="https://example.net/first",
        latest_seen='[{title: "Only seen", teaser: "It began..."}]',
        aliases="[/old/]",
    ),
    "content/articles/more.md": article(
        "More of everything", "2026-02-05", authors="[ana-ruiz]", series="Everything at last", part="2"
    ),
    "content/articles/other.md": article("Other", "2026-02-06", authors="[ana-ruiz]", topics="[Water]"),
    "content/articles/arabic.md": article("الماء", "2025-02-02", language="ar", slug="water-ar", topics="[Water]"),
    "content/articles/unsigned.md": article("Unsigned", "2025-01-02"),
    **{f"content/articles/w{n}.md": article(f"Water {n}", f"2024-01-0{n}", topics="[Water]") for n in range(1, 9)},
    "static/a.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
    "static/favicon.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
}
MORE_SETTINGS = """page_size = 2
search = true
republish = true
cite.downloads = true
description = "A motto"
views_note = "Views are the authors' own."
license = "MIT"
[logo]
file = "/a.svg"
wordmark = true
[publisher]
name = "The Institute"
[social]
Mastodon = "https://social.example/@test"
"""


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return good(write(tmp_path_factory.mktemp("everything"), EVERYTHING, SETTINGS + MORE_SETTINGS))


def pages(output: Path) -> list[str]:
    return sorted("/" + file.relative_to(output).as_posix() for file in output.rglob("*.html"))


def test_every_page_has_one_first_heading_and_no_jump_after_it(everything: Path) -> None:
    """One h1, before all other headings, and none is more than one level below the one before it."""
    for url in pages(everything):
        page = visit(everything, url)
        if page.all("//meta[@http-equiv='refresh']"):
            continue
        levels = [int(h.tag[1]) for h in page.all("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")]
        assert levels.count(1) == 1, url
        assert levels[0] == 1, url
        assert all(below <= above + 1 for above, below in pairwise(levels)), (url, levels)


def test_every_page_has_its_landmarks(everything: Path) -> None:
    """One header, main and footer of the page; a skip link to main; each nav, aside and section has a name."""
    for url in pages(everything):
        page = visit(everything, url)
        if page.all("//meta[@http-equiv='refresh']"):
            continue
        assert [len(page.all(f"//{tag}")) for tag in ("body/header", "main", "body/footer")] == [1, 1, 1], url
        assert page.all("//body/*[1][self::a]/@href") == ["#" + str(page.all("//main/@id")[0])], url
        ids = {str(i) for i in page.all("//*/@id")}
        for part in page.all("//nav | //aside | //section"):
            assert part.get("aria-label") or part.get("aria-labelledby") in ids, (url, part.attrib)
        names = [n.get("aria-label") or n.get("aria-labelledby") for n in page.all("//nav")]
        assert len(names) == len(set(names)), url


def test_every_picture_of_the_theme_has_an_alternative_text(everything: Path) -> None:
    """Each img has an alt, if an empty one where the words beside it say the same."""
    for url in pages(everything):
        assert not visit(everything, url).all("//img[not(@alt)]"), url


def styled(css: str) -> set[str]:
    """Return the classes that a style sheet names in its selectors."""
    rules = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", css, flags=re.DOTALL)
    return {name for rule in re.findall(r"[^{};]+(?=\{)", rules) for name in re.findall(r"\.([a-z][\w-]*)", rule)}


def written(output: Path) -> set[str]:
    """Return the classes that the pages of a site have, but those of microformats2, which are for machines."""
    found = {name for url in pages(output) for names in visit(output, url).all("//@class") for name in names.split()}
    return {name for name in found if not MICROFORMAT.match(name)}


def test_every_class_is_written_and_styled(everything: Path) -> None:
    """No page has a class that the style sheet does not know; the style sheet knows none that no page has."""
    assert written(everything) == styled(STYLE + OF_SEARCH)


def test_a_class_in_a_layout_is_on_some_page(everything: Path) -> None:
    """The pages above are all the layouts can make: each class that a layout writes is there."""
    source = "".join(re.sub(r"\{[{%#].*?[}%#]\}", " ", file.read_text("utf-8"), flags=re.DOTALL) for file in LAYOUTS)
    names = {name for names in re.findall(r'class="([^"]*)"', source) for name in names.split()}
    names = {name for name in names if not MICROFORMAT.match(name)}
    assert names
    assert names <= written(everything)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour as #rrggbb (WCAG 2.2, "relative luminance")."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_that_of_wcag() -> None:
    """Black on white is 21 to 1; the grey #767676 is the last that passes on white."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") > 4.5 > contrast("#777777", "#ffffff")


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), [*product(("ink", "quiet", "accent"), ("paper", "wash"))])
def test_text_can_be_read_on_every_ground(mode: int, text: str, ground: str) -> None:
    """Each colour of letters has 4.5 to 1 on each ground, by day and by night (WCAG 2.2, 1.4.3, level AA)."""
    assert contrast(colours(text)[mode], colours(ground)[mode]) >= 4.5


def colours(name: str) -> tuple[str, str]:
    """Return a colour of the theme, for light and for dark."""
    (pair,) = re.findall(rf"--{name}: light-dark\((#[0-9a-f]{{6}}), (#[0-9a-f]{{6}})\);", STYLE)
    return pair


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_more_contrast_is_more(mode: int) -> None:
    """Where a reader's system asks for more contrast, all letters have 7 to 1 (WCAG 2.2, 1.4.6, level AAA)."""
    asked = STYLE.partition("@media (prefers-contrast: more) {")[2].partition("}")[0]
    assert re.findall(r"--(\w+): var\(--(\w+)\)", asked) == [
        ("wash", "paper"),
        ("quiet", "ink"),
        ("rule", "ink"),
        ("accent", "ink"),
    ]
    assert contrast(colours("ink")[mode], colours("paper")[mode]) >= 7


def test_nothing_moves_where_a_reader_asked_for_less_motion() -> None:
    """No animation, transition or smooth scrolling of the theme wins over the reader's wish."""
    asked = STYLE.partition("@media (prefers-reduced-motion: reduce) {")[2].partition("}")[0]
    for kind in ("animation: none", "transition: none", "scroll-behavior: auto"):
        assert f"{kind} !important" in asked


def test_colours_and_letters_are_tokens() -> None:
    """Outside the layer of tokens, and print's own values of them, no colour is written out."""
    rules = STYLE[STYLE.index("@layer reset {") :]
    loose = re.sub(r"--[\w-]+:[^;]*;", "", rules)
    assert not re.search(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|oklch\(", loose)
    used = set(re.findall(r"var\((--[\w-]+)\)", STYLE))
    assert used == set(re.findall(r"(--[\w-]+):", STYLE))


def test_the_style_sheet_loads_nothing_and_stays_small() -> None:
    """No font, picture or sheet comes from anywhere; the whole is under 13 kB."""
    assert not re.search(r"url\(|@import|@font-face", STYLE)
    assert len(STYLE.encode()) < 24_000


def test_sides_are_those_of_the_script() -> None:
    """Left and right are never named, so a page in Arabic is the mirror of one in English."""
    assert not re.findall(r"[\w-]*\b(?:left|right)\b\s*:", STYLE)
    assert not re.findall(r":\s*(?:left|right)\b", STYLE)


def test_shared_parts_do_not_know_the_page(everything: Path) -> None:
    """Masthead and footer are the same bytes on every page."""
    seen = set()
    for url in pages(everything):
        source = visit(everything, url).source
        if "http-equiv" not in source:
            seen.add(tuple(re.findall(r'<header class="masthead">.*?</header>|<footer.*?</footer>', source, re.DOTALL)))
    assert [len(parts) for parts in seen] == [2]


def test_a_card_does_not_change_with_the_body_below_its_teaser(tmp_path: Path) -> None:
    """A word changed in the last paragraph changes the article's own page and no list."""
    text = article("One", "2026-01-05", "The teaser.\n\nThe end.")
    site = write(tmp_path, {"content/articles/one.md": text, "content/articles/two.md": article("Two")})
    good(site)
    write(site, {"content/articles/one.md": text.replace("The end.", "Another, much longer end. " * 300)})
    assert make(site).written.written == ("articles/one/index.html", "atom.xml", "feed.json", "feed.xml")


def test_a_featured_article_leads_the_first_page_and_only_that(everything: Path, tmp_path: Path) -> None:
    """The first page of the home list opens with one large card; further pages have none."""
    assert len(visit(everything, "/").all("//*[@class='front']/article")) == 1
    assert not visit(everything, "/page/2/").all("//*[@class='front']")
    files = {f"content/articles/{n}.md": article(n, f"2026-01-0{d}", featured="true") for d, n in ((1, "a"), (2, "b"))}
    page = visit(good(write(tmp_path, {**files, "content/articles/c.md": article("c", "2026-01-09")})), "/")
    assert page.texts("//*[@class='front']//h2") == ["b"]
    assert page.texts("//*[@class='seconds']//h2") == ["a", "c"]
