"""A series: its page, "Part 2 of 5" on its articles, the way from part to part, and what an editor gets wrong in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sites import article, bad, good, make, said, visit, write

A, B, C = (f"content/articles/{name}.md" for name in "abc")


def part(number: int, name: str = "Rivers & law", /, **keys: str) -> str:
    """Return a part of a series whose dates run against its parts."""
    more = {"series": name, "part": str(number), **keys}
    return article(f"On part {number}", f"2026-01-{20 - number:02}", f"It is part {number}.", **more)


THREE = {A: part(1, summary="How it begins"), B: part(2), C: part(3)}


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return good(write(tmp_path_factory.mktemp("three"), {**THREE, "content/articles/d.md": article("Alone")}))


def test_a_series_has_a_page_with_its_parts_in_their_order(three: Path) -> None:
    """Title and count, then each part with its standfirst; the order is that of the parts, whatever their dates are."""
    page = visit(three, "/series/rivers-law/")
    assert page.text("//h1") == "Rivers & law"
    assert page.text("//*[starts-with(@class,'standfirst')]") == "In 3 parts"
    assert page.texts("//main//h2") == ["On part 1", "On part 2", "On part 3"]
    assert page.texts("//*[starts-with(@class,'teaser')]") == ["How it begins", "It is part 2.", "It is part 3."]
    assert page.texts("//ol[@class='parts']/li/*[@class='label']") == ["Part 1", "Part 2", "Part 3"]


def test_an_article_says_which_part_it_is(three: Path) -> None:
    """In its head: which part of how many, with a link to the series. An article of no series says nothing."""
    page = visit(three, "/articles/b/")
    assert page.text("//header/p[@class='part']") == "Part 2 of 3 Rivers & law"
    assert page.all("//header/p[@class='part']/a/@href") == ["/series/rivers-law/"]
    assert not visit(three, "/articles/d/").all("//p[@class='part']")


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("a", [("next", "Part 2 On part 2", "/articles/b/")]),
        ("b", [("prev", "Part 1 On part 1", "/articles/a/"), ("next", "Part 3 On part 3", "/articles/c/")]),
        ("c", [("prev", "Part 2 On part 2", "/articles/b/")]),
    ],
)
def test_the_parts_lead_from_one_to_the_next(three: Path, name: str, ways: list[tuple[str, str, str]]) -> None:
    """Under the text stand the part before and the part after; the first has none before, the last none after."""
    page = visit(three, f"/articles/{name}/")
    links = page.all("//nav[contains(@class, 'neighbours')]//li/a")
    texts = page.texts("//nav[contains(@class, 'neighbours')]//li/a")
    assert [(a.get("rel"), text, a.get("href")) for a, text in zip(links, texts, strict=True)] == ways


def test_the_page_of_a_series_is_in_the_sitemap(three: Path) -> None:
    """Search engines are told of it."""
    assert "<loc>https://example.org/series/rivers-law/</loc>" in (three / "sitemap.xml").read_text("utf-8")


def test_all_series_are_in_one_list(tmp_path: Path) -> None:
    """By name: how many parts each has, and which; the page of a series leads there, and search engines are told."""
    output = good(write(tmp_path, {**THREE, "content/articles/d.md": part(4, "A short one")}))
    page = visit(output, "/series/")
    assert page.text("//h1") == "Series"
    assert page.texts("//ul[@class='entries']/li") == [
        "A short one 1 part On part 4",
        "Rivers & law 3 parts On part 1; On part 2; On part 3",
    ]
    assert page.all("//ul[@class='entries']//a/@href") == ["/series/a-short-one/", "/series/rivers-law/"]
    assert visit(output, "/series/rivers-law/").all("//*[@class='kicker']/a/@href") == ["/series/"]
    assert "<loc>https://example.org/series/</loc>" in (output / "sitemap.xml").read_text("utf-8")


def test_without_a_series_there_is_no_list_of_them(tmp_path: Path) -> None:
    """Neither the page nor its address in the sitemap: a page of the site's own may have it."""
    output = good(write(tmp_path, {A: article("Alone")}))
    assert not (output / "series").exists()
    assert "/series/" not in (output / "sitemap.xml").read_text("utf-8")


@pytest.mark.parametrize("keys", [{"draft": "true"}, {"date": "2026-07-01"}, {"expires": "2026-05-01"}])
def test_a_part_that_is_not_published_does_not_count(tmp_path: Path, keys: dict[str, str]) -> None:
    """A draft, a part to come or one that expired: the others close up, and nothing leads to it."""
    text = part(2, **keys) if "date" not in keys else part(2).replace("2026-01-18", keys["date"])
    output = good(write(tmp_path, {**THREE, B: text}))
    assert visit(output, "/series/rivers-law/").texts("//main//h2") == ["On part 1", "On part 3"]
    page = visit(output, "/articles/c/")
    assert page.text("//p[@class='part']") == "Part 2 of 2 Rivers & law"
    assert page.texts("//nav[contains(@class, 'neighbours')]//li") == ["Part 1 On part 1"]
    assert "/articles/b/" not in "".join(visit(output, url).source for url in ("/articles/a/", "/articles/c/"))


def test_a_series_of_which_nothing_is_published_has_no_page(tmp_path: Path) -> None:
    """The one part is a draft."""
    output = good(write(tmp_path, {A: part(1, draft="true")}))
    assert not (output / "series").exists()


def test_a_part_that_comes_out_changes_the_pages_of_its_series_and_no_other(tmp_path: Path) -> None:
    """Each says now of how many it is, and the list of all series; the rail, which would be new on each, is empty."""
    rail = {"layouts/parts/latest.html": "<aside><h2>Latest</h2></aside>\n"}
    others = {f"content/articles/{name}.md": article(name, "2025-01-02", topics="[Law]") for name in "de"}
    site = write(tmp_path, {**THREE, C: part(3, draft="true"), **others, **rail})
    good(site)
    write(site, {C: part(3)})
    written = [path for path in make(site).written.written if path.startswith(("articles/", "series/"))]
    series = ["series/index.html", "series/rivers-law/index.html"]
    assert written == [*(f"articles/{name}/index.html" for name in "abc"), *series]


def test_one_series_may_be_spelled_in_two_ways(tmp_path: Path) -> None:
    """Case and signs aside a name is the same; the page has the spelling that most parts use."""
    output = good(write(tmp_path, {**THREE, B: part(2, "rivers law")}))
    assert visit(output, "/series/rivers-law/").text("//h1") == "Rivers & law"
    assert visit(output, "/articles/b/").text("//p[@class='part']") == "Part 2 of 3 Rivers & law"


MISTAKES = [
    ({"part": "2"}, f"{A}:4:1: error: `part` without `series`", "add a line series:"),
    ({"series": "Rivers"}, f"{A}:4:1: error: `series` without `part`", "add a line part: 1"),
    ({"series": "Rivers", "part": "0"}, f"{A}:5:7: error: `part` should be a whole number from 1, not '0'", "like 2"),
    ({"series": "Rivers", "part": "two"}, f"{A}:5:7: error: `part` should be a whole number from 1", "like 2"),
    ({"series": "Rivers", "part": "1.5"}, f"{A}:5:7: error: `part` should be a whole number from 1", "like 2"),
    ({"series": "[Rivers, Law]", "part": "1"}, f"{A}:4:9: error: `series` should be one name", "one series"),
    ({"series": '"!"', "part": "1"}, f"{A}:4:9: error: `series` has a name without a letter or digit", "in words"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "message", "advice"), MISTAKES, ids=[str(keys) for keys, _, _ in MISTAKES])
def test_a_mistake_in_a_series_is_told_with_its_line(
    tmp_path: Path, keys: dict[str, str], message: str, advice: str
) -> None:
    """One key without the other, a part that is no number from 1, a series that is no name."""
    (problem,) = bad(write(tmp_path, {A: article("X", **keys)}))
    first, _, hint = problem.partition("\n")
    assert first.startswith(message)
    assert advice in hint


def test_the_same_part_twice_names_both_files(tmp_path: Path) -> None:
    """Which of two is part 2 only an editor knows."""
    (problem,) = bad(write(tmp_path, {**THREE, "content/articles/d.md": part(2, "Rivers, law")}))
    assert problem.startswith("content/articles/d.md:5:1: error: `part` 2 of the series “Rivers, law”")
    assert f"which {B} is too\n    give one of the two another number" in problem


def test_the_same_part_twice_is_right_where_the_two_are_never_out_together(tmp_path: Path) -> None:
    """A draft may take a part's place, and so may an article that comes out when another expires."""
    late = part(2).replace("2026-01-18", "2026-08-01")
    for other, text in ((part(2), part(2, draft="true")), (part(2, expires="2026-08-01"), late)):
        result = make(write(tmp_path, {**THREE, B: other, "content/articles/d.md": text}))
        assert not result.problems, said(result.problems)


def test_a_page_in_the_way_of_a_series_is_told(tmp_path: Path) -> None:
    """An old address that is the series' own now names both."""
    (problem,) = bad(write(tmp_path, {**THREE, "content/articles/d.md": article("D", aliases="[/series/rivers-law/]")}))
    assert "wants the address /series/rivers-law/" in problem
    assert "content/articles/d.md" in problem
    assert "layouts/series.html" in problem
