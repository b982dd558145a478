"""An article as others may print it: what the licence allows, and a block that any site can take up."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from drawn import drawn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as parser
from sites import ANA, BEN, SETTINGS, article, bad, good, make, visit, write
from visit import BASE_URL, Look, served

from sitegen import markdown
from sitegen.markdown.sanitise import COMMON
from sitegen.republish import licence, plain

ON = 'license = "CC-BY-NC-ND-4.0"\nrepublish = true\n'
BODY = """The treaty was signed.[^1] It was *not* **kept**.[^2] See [the other](first.md) and [above](#part).

## Part

> A river knows no border.

1. One
2. Two

| a | b |
| - | - |
| 1 | 2 |

```
share = flow * 0.5
```

<div class="box" onclick="x()"><span style="color: red">Raw</span></div>

![Its flow](licensed.png "Most of it in June | Chart: Ana Ruiz | CC-BY-4.0")

![Its flow](unlicensed.png "A photograph | Ana Ruiz")

![A sign](unlicensed.png)

Again.[^1]

[^1]: R. Roe, *The River*, https://example.net/river.

    A second paragraph.
[^2]: A report.
"""
SITE: Mapping[str, str | bytes] = {
    "content/authors/ana-ruiz.md": ANA,
    "content/authors/ben-okri-hall.md": BEN,
    "content/articles/licensed.png": drawn("PNG", 40, 30),
    "content/articles/unlicensed.png": drawn("PNG", 41, 30),
    "content/articles/lead.png": drawn("PNG", 42, 30),
    "content/articles/x.md": article(
        "A treaty & its <limits>",
        "2026-03-05",
        BODY,
        authors="[ben-okri-hall, ana-ruiz]",
        corrections='[{date: 2026-03-06, text: "It was 9 km."}]',
        image='{src: lead.png, alt: "A lead", credit: "B. Okri"}',
    ),
    "content/articles/first.md": article("First", "2026-03-01", "A note.[^1]\n\n[^1]: N.\n"),
    "content/articles/elsewhere.md": article("Elsewhere", "2026-03-02", canonical="https://example.net/e"),
    "content/articles/ours.md": article("Ours", "2026-03-03", license="https://example.org/all-rights-reserved/"),
    "content/articles/free.md": article("Free", "2026-03-04", license="CC-BY-SA-4.0"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return good(write(tmp_path_factory.mktemp("republish"), SITE, SETTINGS + ON))


def forms(output: Path, url: str) -> tuple[str, str, str]:
    """Return HTML, plain text and Markdown as a reader copies them."""
    areas = visit(output, f"{url}republish/").all("//textarea")
    html, text, marked = (area.text.removeprefix("\n") for area in areas)
    return html, text, marked


def block(output: Path, url: str) -> etree._Element:
    return parser.fragment_fromstring(forms(output, url)[0], create_parent="div")


# What may be printed --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "allowed", "asks"),
    [
        ("CC-BY-4.0", True, ()),
        ("CC-BY-NC-SA-4.0", True, ("nc", "sa")),
        ("https://creativecommons.org/licenses/by-nd/4.0/", True, ("nd",)),
        ("CC0-1.0", True, ()),
        ("https://creativecommons.org/publicdomain/zero/1.0/", True, ()),
        ("MIT", True, ()),
        ("LicenseRef-All-Rights-Reserved", False, ()),
        ("https://example.org/terms/", False, ()),
        ("CC-BY-EVIL", False, ()),
        ("", False, ()),
    ],
)
def test_a_licence_says_what_may_be_done(terms: str, allowed: bool, asks: tuple[str, ...]) -> None:
    """By its SPDX name or its address; what nobody knows allows nothing."""
    assert licence.allows(terms) == allowed
    assert licence.conditions(terms) == asks


def test_only_what_may_be_printed_is_offered(site: Path) -> None:
    """Not what was first published elsewhere, nor under a licence that does not allow it; each says its own licence."""
    offered = sorted(file.parent.parent.name for file in site.glob("articles/*/republish/index.html"))
    assert offered == ["first", "free", "x"]
    for name in ("first", "free", "x"):
        assert visit(site, f"/articles/{name}/").all(f"//a[@href='/articles/{name}/republish/']")
    for name in ("ours", "elsewhere"):
        assert not visit(site, f"/articles/{name}/").all("//a[contains(@href, 'republish')]")
    free = visit(site, "/articles/free/")
    assert "https://creativecommons.org/licenses/by-sa/4.0/" in free.all("//a[@rel='license']/@href")
    assert json.loads(free.page.xpath("//script[@type='application/ld+json']/text()")[0])["@graph"][0]["license"] == (
        "https://creativecommons.org/licenses/by-sa/4.0/"
    )
    assert "under the same licence" in visit(site, "/articles/free/republish/").text("//main//ul")
    assert "Not where you earn money" in visit(site, "/articles/x/republish/").text("//main//ul")


def test_it_is_off_until_it_is_wanted(tmp_path: Path) -> None:
    """Without the setting no page is there, and no link to one."""
    output = good(write(tmp_path, SITE, SETTINGS + 'license = "CC-BY-4.0"\n'))
    assert not list(output.rglob("republish"))
    assert not visit(output, "/articles/x/").all("//a[contains(@href, 'republish')]")


def test_search_engines_are_led_to_the_article(site: Path) -> None:
    """The page is not to be found, names the article as the original, and is in no sitemap."""
    page = visit(site, "/articles/x/republish/")
    assert page.all("//meta[@name='robots']/@content") == ["noindex"]
    assert page.all("//link[@rel='canonical']/@href") == ["https://example.org/articles/x/"]
    assert "republish" not in (site / "sitemap.xml").read_text("utf-8")


def test_a_licence_that_is_none_is_told(tmp_path: Path) -> None:
    """With file, line and column."""
    (message,) = bad(write(tmp_path, {"content/articles/x.md": article("X", license="all rights reserved")}))
    assert message.startswith("content/articles/x.md:4:10: error: `license` is neither an SPDX name nor a web address")


# What is printed ------------------------------------------------------------------------------------------------


def test_the_block_is_what_any_site_takes(site: Path) -> None:
    """Common elements, no class, role, style or script, whole addresses, but for notes, which stay inside."""
    found = block(site, "/articles/x/")
    assert {element.tag for element in found.iterdescendants()} <= COMMON
    names = {name for element in found.iterdescendants() for name in element.attrib}
    common = {"href", "src", "alt", "width", "height", "id", "start", "lang", "dir"}
    assert names <= common | {"colspan", "rowspan", "scope"}
    for url in found.xpath(".//@href | .//@src"):
        assert re.match(r"https://|mailto:|#x-", str(url)), url
    text = found.text_content()
    for words in ("The treaty was signed.", "A river knows no border.", "share = flow * 0.5", "Raw", "It was 9 km."):
        assert words in text


def test_the_block_says_whose_it_is(site: Path) -> None:
    """The byline in order, where it was first published and when, and the licence."""
    html, text, marked = forms(site, "/articles/x/")
    by, first = block(site, "/articles/x/").xpath("./p[position() < 3]")
    assert by.text_content() == "By Ben Okri-Hall and Ana Ruiz"
    assert first.text_content() == "First published at The Test on March 5, 2026. Licence: CC-BY-NC-ND-4.0."
    assert first.xpath(".//@href") == [
        "https://example.org/articles/x/",
        "https://creativecommons.org/licenses/by-nc-nd/4.0/",
    ]
    assert "First published at The Test (https://example.org/articles/x/) on March 5, 2026." in text
    assert "*First published at [The Test](https://example.org/articles/x/) on March 5, 2026. Licence:" in marked
    assert html.startswith("<h1>A treaty &amp; its &lt;limits&gt;</h1>")


def test_only_a_licensed_picture_goes_along(site: Path, tmp_path: Path) -> None:
    """One whose caption names a licence that allows it; not the lead, a photograph or a sign without one."""
    found = block(site, "/articles/x/")
    (picture,) = found.xpath(".//img")
    assert "licensed-" in picture.get("src")
    assert picture.getparent().xpath("string(figcaption)") == "Most of it in June Chart: Ana Ruiz, CC-BY-4.0"
    licensed = str(SITE["content/articles/x.md"]).replace('"B. Okri"}', '"B. Okri", license: "CC0-1.0"}')
    other = good(write(tmp_path, {**SITE, "content/articles/x.md": licensed}, SETTINGS + ON))
    assert [image.get("alt") for image in block(other, "/articles/x/").xpath(".//img")] == ["A lead", "Its flow"]


def test_notes_stay_in_the_block(site: Path) -> None:
    """Each marker leads to its note and back, inside the block, with ids that two blocks never share."""
    seen: set[str] = set()
    for url in ("/articles/x/", "/articles/first/"):
        found = block(site, url)
        ids = [str(id) for id in found.xpath(".//@id[contains(., '-fn')]")]
        assert ids
        assert len(ids) == len(set(ids))
        assert not seen & set(ids)
        seen |= set(ids)
        inside = [str(href)[1:] for href in found.xpath(".//a/@href") if "-fn" in str(href)]
        assert sorted(inside) == sorted(ids + [id for id in ids if id.endswith("-fn-1") and url == "/articles/x/"])


def test_plain_text_and_markdown_say_the_same(site: Path) -> None:
    """Plain text has the notes by number; Markdown, rendered again, has the same words and the same notes."""
    _, text, marked = forms(site, "/articles/x/")
    assert "The treaty was signed.[1] It was not kept.[2]" in text
    assert re.search(r"^\[1\] R\. Roe, The River, https://example\.net/river\.$", text, re.MULTILINE)
    assert "<" not in text.replace("<limits>", "")
    again = markdown.render(marked)
    assert again.problems == ()
    assert len(again.notes) == 2
    words = re.sub(r"\{?\ufdd0[^\ufdd1]*\ufdd1", "", again.html)
    ours = block(site, "/articles/x/")
    for note in ours.xpath(".//ol[li[contains(@id, '-fn-')]] | .//h2[text()='Notes']"):
        note.getparent().remove(note)
    theirs = parser.fragment_fromstring(words, create_parent="div")
    assert theirs.text_content().split() == ours.text_content().split()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.sampled_from("ab *_`[]()<>#+-.!|~\\&1=\n\"'{}^$"), max_size=40))
def test_no_sign_of_a_text_is_lost_in_markdown(words: str) -> None:
    """Whatever a paragraph says, its Markdown says the same when it is rendered."""
    said = " ".join(words.split()) or "a"
    element = etree.Element("p")
    element.text = said
    marked = plain.markdown(etree.tostring(element, encoding="unicode"))
    made = parser.fragment_fromstring(markdown.render(marked).html, create_parent="div")
    assert made.text_content().split() == said.split()


def test_publishing_rewrites_no_other_page_to_print(tmp_path: Path) -> None:
    """A new article has its own; a changed text has its own anew; the others stay."""
    site = write(tmp_path, SITE, SETTINGS + ON)
    good(site)
    write(site, {"content/articles/new.md": article("New", "2026-04-05")}, SETTINGS + ON)
    written = [path for path in make(site).written.written if "republish" in path]
    assert written == ["articles/new/republish/index.html"]
    (site / "content/articles/first.md").write_text(article("First", "2026-03-01", "A note.[^1] More.\n\n[^1]: N.\n"))
    written = [path for path in make(site).written.written if "republish" in path]
    assert written == ["articles/first/republish/index.html"]
    assert "More." in forms(site / "public", "/articles/first/")[0]


# In a browser ---------------------------------------------------------------------------------------------------


def test_a_reader_copies_it(look: Look, tmp_path: Path) -> None:
    """The button copies the text above it and says so; without script the text can be selected."""
    output = good(write(tmp_path, SITE, f'title = "The Test"\nbase_url = "{BASE_URL}/"\n{ON}'))
    html = forms(output, "/articles/x/")[0]
    with served(output) as address:
        tab = look()
        tab.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        tab.goto(f"{address}/articles/x/republish/")
        tab.get_by_role("button", name="Copy").first.click()
        tab.locator("[role=status]").first.get_by_text("Copied").wait_for()
        assert tab.evaluate("navigator.clipboard.readText()") == html
        bare = look(script=False)
        bare.goto(f"{address}/articles/x/republish/")
        assert bare.get_by_role("button", name="Copy").count() == 0
        assert bare.locator("textarea").first.input_value() == html
