"""Where an article leads: what comes before and after it, and what is related to it, with the reason in words."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest
from sites import ANA, BEN, article, good, make, visit, write

from sitegen.model import Document, Meta, Text
from sitegen.related import COMMON, Relations
from sitegen.site import Article, Card, Name

PEOPLE = {"content/authors/ana-ruiz.md": ANA, "content/authors/ben-okri-hall.md": BEN}


def folder(*articles: tuple[str, str]) -> dict[str, str]:
    return {**PEOPLE, **{f"content/articles/{name}.md": text for name, text in articles}}


def ways(output: Path, name: str) -> list[str]:
    """Return what stands under an article as before and after it, as a reader reads it."""
    return visit(output, f"/articles/{name}/").texts("//nav[contains(@class, 'neighbours')]//li")


def related(output: Path, name: str) -> list[tuple[str, str]]:
    """Return the headlines under an article that are related, with the reason."""
    page = visit(output, f"/articles/{name}/")
    rows = "//section[contains(@class, 'related')]//li"
    return list(zip(page.texts(f"{rows}/h3"), page.texts(f"{rows}//*[@class='why']"), strict=True))


# Before and after ------------------------------------------------------------------------------------------


def test_neighbours_are_those_of_the_first_topic_by_date(tmp_path: Path) -> None:
    """Older and newer of the first topic; one in between that is on something else is passed over."""
    output = good(
        write(
            tmp_path,
            folder(
                ("old", article("Old", "2026-01-01", topics="[Water]")),
                ("law", article("Law", "2026-01-02", topics="[Law]")),
                ("mid", article("Mid", "2026-01-03", topics="[Water, Law]")),
                ("new", article("New", "2026-01-04", topics="[Law, Water]")),
            ),
        )
    )
    assert ways(output, "mid") == ["Earlier Old", "Later New"]
    assert ways(output, "old") == ["Later Mid"]
    assert ways(output, "new") == ["Earlier Mid"]
    page = visit(output, "/articles/mid/")
    assert page.text("//nav[contains(@class, 'neighbours')]/h2") == "More on Water"
    assert page.all("//nav[contains(@class, 'neighbours')]//a/@rel") == ["prev", "next"]


def test_an_article_without_topic_has_its_neighbours_among_all(tmp_path: Path) -> None:
    """So has one whose topic has no other; an article that is alone has none."""
    output = good(
        write(
            tmp_path / "three",
            folder(
                ("a", article("A", "2026-01-01", topics="[Rare]")),
                ("b", article("B", "2026-01-02")),
                ("c", article("C", "2026-01-03")),
            ),
        )
    )
    assert [ways(output, name) for name in "abc"] == [["Later B"], ["Earlier A", "Later C"], ["Earlier B"]]
    alone = good(write(tmp_path / "one", folder(("a", article("A", topics="[Rare]")))))
    assert ways(alone, "a") == []


# What is related -------------------------------------------------------------------------------------------

WHY = {
    "a topic": ({"topics": "[Energy]"}, {"topics": "[Law, energy]"}, {"topics": "[Energy]"}, "Also on Energy"),
    "two topics": (
        {"topics": "[Energy, Law]"},
        {"topics": "[Energy, Law, Water]"},
        {"topics": "[Energy, Law]"},
        "Also on Energy and Law",
    ),
    "an author": ({"authors": "[ana-ruiz]"}, {"authors": "[ben-okri-hall, ana-ruiz]"}, {}, "Also by Ana Ruiz"),
    "words": (
        {"summary": "What carbon costs at the Border."},
        {"summary": "No border for Carbon, and none for steel."},
        {},
        "Also about border, carbon",
    ),
}


@pytest.mark.parametrize("name", WHY)
def test_the_reason_is_said_in_words(tmp_path: Path, name: str) -> None:
    """Two articles lead to each other and say what they share; their neighbours are not named a second time."""
    one, two, between, reason = WHY[name]
    articles = (
        ("one", article("One", "2025-01-01", **one)),
        ("between", article("Between", "2025-02-02", "Nothing alike.", **between)),
        ("beyond", article("Beyond", "2025-02-03", "Of another kind.")),
        ("two", article("Two", "2025-03-03", **two)),
    )
    output = good(write(tmp_path, folder(*articles)))
    assert related(output, "one") == [("Two", reason)]
    assert related(output, "two") == [("One", reason)]
    assert related(output, "between") == []
    (shown,) = visit(output, "/articles/one/").all("//section[contains(@class, 'related')]//h3/a/@href")
    assert shown == "/articles/two/"


def test_where_an_article_leads_stands_after_all_that_belongs_to_it(tmp_path: Path) -> None:
    """In the order of the source: share links, what comes before and after, what is related, then the rail."""
    articles = ((f"a{n}", article(f"A{n}", f"2026-01-0{n}", topics="[Water]")) for n in range(1, 5))
    source = visit(good(write(tmp_path, folder(*articles))), "/articles/a2/").source
    places = [source.index(text) for text in ("mailto:?", ">Earlier<", ">Later<", "Also on Water", "<aside")]
    assert places == sorted(places)


def test_what_is_in_the_series_or_beside_an_article_is_not_named_again(tmp_path: Path) -> None:
    """The parts of a series have their own links; what is related leads out of it."""
    parts = [
        (f"p{n}", article(f"P{n}", f"2026-01-0{n}", topics="[Water]", series="S", part=str(n))) for n in range(1, 5)
    ]
    output = good(write(tmp_path, folder(*parts, ("out", article("Out", "2025-05-05", topics="[Water]")))))
    assert related(output, "p1") == [("Out", "Also on Water")]


def test_publishing_one_article_writes_few_others(tmp_path: Path) -> None:
    """Of sixty on one topic, by one author: its older neighbour, and the last few, to which it is related now."""
    keys = {"topics": "[Water]", "authors": "[ana-ruiz]"}
    files = folder(*((f"a{n}", article(f"A{n}", f"2025-{n // 28 + 1:02}-{n % 28 + 1:02}", **keys)) for n in range(60)))
    # The rail would be new on every page.
    site = write(tmp_path, {**files, "layouts/parts/latest.html": "<aside><h2>Latest</h2></aside>\n"})
    good(site)
    write(site, {"content/articles/new.md": article("New", "2025-03-05", **keys)})
    written = [path for path in make(site).written.written if path.startswith("articles/")]
    assert written == [*(f"articles/a{n}/index.html" for n in (57, 58, 59)), "articles/new/index.html"]


# The index -------------------------------------------------------------------------------------------------

DAY = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def made(number: int, title: str = "", *, topics: str = "", authors: str = "", language: str = "en") -> Article:
    """Return an article that came out on a day of that number; topics and authors are single letters."""
    url, date = f"/articles/{number}/", DAY + dt.timedelta(days=number)
    names = [tuple(Name(c, c, f"/{c}/") for c in letters) for letters in (authors, topics)]
    card = Card(title, url, date, names[0], "", language, featured=False)
    document = Document(f"content/articles/{number}.md", Meta(title, date), "", 1)
    return Article(document, Text(), card, str(number), f"tag:{number}", names[1], (), None)


def found(articles: list[Article], of: int) -> list[int]:
    """Return the days of what is related to the article of a day."""
    newest_first = sorted(articles, key=lambda a: -a.card.date.timestamp())
    one = next(a for a in articles if a.slug == str(of))
    return [int(r.headline.url.split("/")[2]) for r in Relations(newest_first).of(one)]


def test_what_shares_most_comes_first_and_of_equals_the_closest_in_time() -> None:
    """Both topics before one; then by days between."""
    articles = [
        made(0, topics="wl"),
        made(20, topics="w"),
        made(30, topics="wl"),
        made(31, topics="w"),
        made(45, topics="w"),
    ]
    assert found(articles, 30) == [0, 31, 20]


def test_one_word_alone_relates_nothing() -> None:
    """A word may stand in two texts by chance; two words do not."""
    assert found([made(1, "Toktogul fills"), made(2, "Around Toktogul")], 1) == []
    assert found([made(1, "Toktogul fills"), made(2, "When Toktogul fills again")], 1) == [2]


def test_words_that_say_nothing_relate_nothing() -> None:
    """In a small publication `would` and `their` are as rare as names are."""
    assert found([made(1, "Nobody would change their mind"), made(2, "They would, nobody knows where")], 1) == []


def test_articles_in_two_languages_are_not_related() -> None:
    """A reader of one may not read the other."""
    assert found([made(1, topics="w"), made(2, topics="w", language="fr"), made(3, topics="w")], 1) == [3]


def test_words_are_found_in_any_script() -> None:
    """Marks that belong to letters divide no word."""
    assert found([made(1, "गंगा नदी का पानी"), made(2, "पानी और गंगा"), made(3, "कोसी और बाढ़")], 1) == [2]
    assert found([made(1, "Эльбрус и ледники"), made(2, "Ледники под Эльбрусом: эльбрус")], 1) == [2]


def archive(count: int) -> list[Article]:
    """Return a large publication, newest first: rare words and frequent ones, twelve topics, a hundred authors."""
    draw = random.Random(1)
    words = ["".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(6000)]
    frequent = [1 / rank for rank in range(1, len(words) + 1)]
    return [
        made(
            number,
            " ".join(draw.choices(words, frequent, k=25)),
            topics="".join(draw.sample("abcdefghijkl", 2)),
            authors=chr(draw.randrange(1000, 1100)),
        )
        for number in range(count, 0, -1)
    ]


@pytest.mark.parametrize("count", [1000, 4000])
def test_an_article_that_comes_out_is_new_to_a_few_others_however_large_the_archive_is(count: int) -> None:
    """The lists of words, topics and authors that it is in are many; those that take it up are near in time and few."""
    new, *before = articles = archive(count + 1)
    then, now = Relations(before), Relations(articles)
    others = [a for a in before if then.of(a) != now.of(a)]
    assert 0 < len(others) <= 40
    assert len(now.of(new)) == 3


def test_a_frequent_word_relates_nothing() -> None:
    """What stands in more articles than `COMMON` is no reason, be they near or far."""
    texts = [made(n, "Carbon border price customs import cement") for n in range(COMMON + 1)]
    fillers = [made(1000 + n) for n in range(COMMON * 8)]
    assert found([*texts, *fillers], 5) == []
    assert len(found([*texts[:COMMON], *fillers], 5)) == 3
