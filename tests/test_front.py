"""The front page: one article leads, four follow, topics have sections; nothing stands there twice or is lost."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sites import article, good, make, visit, write

from sitegen import resources
from sitegen.outputs.home import FEWEST, IN_A_SECTION, SECONDS, SECTIONS, front
from sitegen.site import Card, Name, Topic

OWN = 'title = "T"\nbase_url = "https://e.example/"\n'
NAMES = ("water", "energy", "law", "trade", "health", "seas", "arms", "courts")


@given(st.lists(st.sets(st.sampled_from(NAMES), max_size=3), max_size=40), st.integers(0, 12))
@settings(max_examples=100)
def test_no_article_stands_on_the_front_page_twice_or_is_lost(rows: list[set[str]], size: int) -> None:
    """All that the first page of the list has is there; a section has two to four articles, all of its topic."""
    cards = tuple(
        Card(f"{n}", f"/{n}/", dt.datetime(2026, 1, 1, tzinfo=dt.UTC) - dt.timedelta(n), (), "", "en", featured=False)
        for n in range(len(rows))
    )
    topics = tuple(
        Topic(Name(name, name, f"/{name}/"), "", tuple(c for c, of in zip(cards, rows, strict=True) if name in of))
        for name in NAMES
    )
    page = front(topics, cards[:size])
    sections = [card for _, found in page.sections for card in found]
    shown = [*page.lead, *page.seconds, *sections, *page.others]
    assert len(set(shown)) == len(shown)
    assert set(cards[:size]) <= set(shown)
    assert len(page.lead) == min(1, size, len(rows))
    assert len(page.seconds) <= SECONDS
    assert len(page.sections) <= SECTIONS
    for topic, found in page.sections:
        assert FEWEST <= len(found) <= IN_A_SECTION
        assert set(found) <= set(topic.cards)
    first = [found[0].date for _, found in page.sections]
    assert first == sorted(first, reverse=True)


def archive(tmp_path: Path, count: int, more: str = "") -> Path:
    texts = {f"a{n}": article(f"Article {n}", f"2026-01-{n:02}", topics="[Water]") for n in range(1, count + 1)}
    files = {f"content/articles/{name}.md": text for name, text in texts.items()}
    return write(tmp_path, files, OWN + more)


def test_the_front_page_leads_from_the_newest_to_the_sections(tmp_path: Path) -> None:
    """The newest is set apart, four stand beside each other, and the topic's section says how many there are."""
    page = visit(good(archive(tmp_path, 10)), "/")
    assert page.texts("//*[@class='front']//*[self::p[@class='kicker'] or self::h2]") == ["Water", "Article 10"]
    assert page.texts("//*[@class='seconds']//h2") == [f"Article {n}" for n in (9, 8, 7, 6)]
    assert page.texts("//section//h2") == ["Water", "More"]
    assert page.text("//section[1]//*[@class='count']") == "10 articles"
    assert page.texts("//section[1]//h3") == [f"Article {n}" for n in (5, 4, 3, 2)]
    assert page.texts("//section[2]//h3") == ["Article 1"]


def test_a_section_opens_with_a_teaser_and_goes_on_in_headlines(tmp_path: Path) -> None:
    """Its first article says what it is about, those beside it are a headline, a byline and a date."""
    page = visit(good(archive(tmp_path, 10)), "/")
    teaser = "p[starts-with(@class,'teaser')]"
    assert [len(page.all(f"//section[1]//article[h3='Article {n}']/{teaser}")) for n in (5, 4, 3)] == [
        1,
        0,
        0,
    ]
    assert not page.all("//section[2]//p[starts-with(@class,'teaser')]")


def test_two_articles_are_a_front_page_too(tmp_path: Path) -> None:
    """No section, no heading without articles, no page numbers."""
    page = visit(good(archive(tmp_path, 2)), "/")
    assert page.texts("//main//h2") == ["Article 2", "Article 1"]
    assert not page.all("//main//section | //nav[@class='pagination']")


def test_an_empty_publication_says_so(tmp_path: Path) -> None:
    """It has a front page before it has an article."""
    assert "Nothing has been published yet." in visit(good(archive(tmp_path, 0)), "/").text("//main")


def test_every_article_is_on_a_page_of_the_list(tmp_path: Path) -> None:
    """From the front page by the pages after it, each article is met, and the numbers lead to first and last."""
    output = good(archive(tmp_path, 23, "page_size = 3\n"))
    pages = [visit(output, "/"), *(visit(output, f"/page/{n}/") for n in range(2, 9))]
    met = {title for page in pages for title in page.texts("//main//article//*[self::h2 or self::h3]")}
    assert met == {f"Article {n}" for n in range(1, 24)}
    assert pages[3].text("//*[starts-with(@class,'standfirst')]") == "23 articles by date, page 4 of 8"
    # Of this page there is its number for the eye, and more for the ear.
    assert pages[3].texts("//nav[@class='pagination']//li") == ["1", "…", "3", "Page 4 of 84", "5", "…", "8"]
    assert pages[3].texts("//nav[@class='pagination']//span[@class='hidden']") == ["Page 4 of 8"]
    assert pages[3].all("//nav[@class='pagination']//li/a/@href") == ["/", "/page/3/", "/page/5/", "/page/8/"]


def test_a_list_says_how_many_articles_it_has(tmp_path: Path) -> None:
    """Topics, authors and the archive count theirs."""
    output = good(archive(tmp_path, 3, "page_size = 2\n"))
    assert visit(output, "/topics/water/").text("//*[@id='page-articles']") == "3 articles Page 1 of 2"
    assert visit(output, "/archive/").text("//*[starts-with(@class,'standfirst')]") == "3 articles"
    assert visit(output, "/archive/").text("//*[@class='count']") == "3 articles"


def test_a_new_article_changes_home_and_its_lists_and_no_other_list(tmp_path: Path) -> None:
    """Sections are home's own: another topic's pages stay, but for the rail that no list has."""
    site = archive(tmp_path, 6)
    write(site, {"content/articles/law.md": article("Law", "2025-01-01", topics="[Law]")}, OWN)
    good(site)
    write(site, {"content/articles/new.md": article("New", "2026-01-31", topics="[Law]")}, OWN)
    written = make(site).written.written
    assert "topics/water/index.html" not in written
    assert {"index.html", "topics/law/index.html", "archive/index.html"} <= set(written)


def test_the_page_for_404_leads_on(tmp_path: Path) -> None:
    """To the front page, the archive, every topic and the newest articles, also where the site has a base path."""
    site = archive(tmp_path, 2)
    write(site, {}, OWN.replace("e.example/", "e.example/review/"))
    page = visit(good(site), "/404.html")
    for xpath, url in (
        ("//main", ""),
        ("//main", "archive/"),
        ("//main", "topics/water/"),
        ("//aside", "articles/a2/"),
    ):
        assert page.all(f"{xpath}//a[@href='/review/{url}']"), url
    assert all(href.startswith(("/review/", "#")) for href in page.links() if not href.startswith("https:"))


def test_a_new_site_and_the_demonstration_have_a_masthead_that_says_what_is_invented(tmp_path: Path) -> None:
    """It names editors, publisher, address and licence; a reader cannot take the people for real ones."""
    for pages in (Path(__file__).parents[1] / "content/pages", resources.starter() / "content/pages"):
        text = (pages / "masthead.md").read_text("utf-8")
        for word in ("\nEditor\n", "\nPublished by\n", "\nAddress\n", "\nWrite to us\n", "\nLicence\n"):
            assert word in text, (pages, word)
        assert "invented" in text.split("\n## ")[0], pages


def test_initials_stand_where_there_is_no_portrait(tmp_path: Path) -> None:
    """They say nothing to a screen reader, for the name stands beside them."""
    files = {
        "content/authors/ana.md": "---\nname: Ana María de la Ruiz\n---\nShe writes.\n",
        "content/articles/x.md": article("X", authors="[ana]"),
    }
    page = visit(good(write(tmp_path, files)), "/articles/x/")
    assert page.texts("//*[@aria-hidden='true'][contains(@class, 'initials')]") == ["AR"]
