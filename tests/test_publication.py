"""What a visitor of a small publication gets: every page of the contract, and the article page in its order."""

from __future__ import annotations

from pathlib import Path

import pytest
from sites import ANA, BEN, SETTINGS, article, feed, folded, good, make, said, visit, write

SMALL = {
    "content/authors/ana-ruiz.md": ANA,
    "content/authors/ben-okri-hall.md": BEN,
    "content/topics/water.md": "---\ntitle: Water\ndescription: Rivers and seas\n---\nAll that *flows*.\n",
    "content/pages/about.md": "---\ntitle: About us\n---\nWho we are. See [the treaty](../articles/treaty.md).\n",
    "content/articles/treaty.md": article(
        "A treaty & its <limits>",
        "2026-03-05",
        "The treaty was signed.[^t] It was not kept.[^u]\n\n## Why\n\nAgain the treaty.[^t]\n\n"
        "[^t]: The text: https://example.net/treaty\n\n[^u]: A report.",
        authors="[ana-ruiz, ben-okri-hall]",
        topics="[Water, Law of the sea]",
        regions="[Central Asia]",
        updated="2026-03-07",
        corrections="[{date: 2026-03-08, text: The date was wrong.}]",
        image='{src: /map.svg, alt: "A map", caption: "Where it lies", credit: "A. Cartographer"}',
        canonical="https://example.net/first",
    ),
    "content/articles/older.md": article("The older one", "2025-01-02", authors="[ana-ruiz]", topics="[water]"),
    "content/articles/editorial.md": article("What we think", "2026-04-01", "No one signs this."),
    "static/map.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return good(write(tmp_path_factory.mktemp("small"), SMALL))


def test_every_page_of_the_contract_is_there(small: Path) -> None:
    """Home, articles, authors, topics, regions, archive, pages, 404, feeds, sitemap, robots, and static files."""
    for path in (
        "index.html",
        "articles/treaty/index.html",
        "articles/older/index.html",
        "articles/editorial/index.html",
        "authors/index.html",
        "authors/ana-ruiz/index.html",
        "authors/ben-okri-hall/index.html",
        "topics/index.html",
        "topics/water/index.html",
        "topics/law-of-the-sea/index.html",
        "regions/central-asia/index.html",
        "archive/index.html",
        "about/index.html",
        "404.html",
        "feed.xml",
        "authors/ana-ruiz/feed.xml",
        "topics/water/feed.xml",
        "sitemap.xml",
        "robots.txt",
        "map.svg",
    ):
        assert (small / path).is_file(), path


def test_an_article_page_has_its_parts_in_the_order_of_the_contract(small: Path) -> None:
    """Byline under the headline, dates, body, notes, corrections, bios, topics, share links, then the rail."""
    source = visit(small, "/articles/treaty/").source
    order = [
        "A treaty &amp; its &lt;limits&gt;</h1>",
        ">Ana Ruiz</a>",
        'datetime="2026-03-05"',
        "The treaty was signed.",
        'role="doc-endnotes"',
        "The date was wrong.",
        "writes on <em>rivers</em>",
        "teaches law",
        "Law of the sea</a></li>",
        "mailto:?",
        "<aside",
        ">Latest</h2>",
    ]
    places = [source.find(text, source.find("<h1")) for text in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)


def test_each_author_is_a_link_and_has_one_bio(small: Path) -> None:
    """Two authors: two links in the byline, in order, and two bios."""
    page = visit(small, "/articles/treaty/")
    assert page.texts("//*[@class='byline']//a[@rel='author']") == ["Ana Ruiz", "Ben Okri-Hall"]
    assert page.texts("//*[contains(@class,'bios')]//h3") == ["Ana Ruiz", "Ben Okri-Hall"]


def test_an_article_without_author_has_no_byline_and_no_bio(small: Path) -> None:
    """An editorial is signed by nobody."""
    page = visit(small, "/articles/editorial/")
    assert not page.all("//*[@rel='author']")
    assert not page.all("//*[contains(@class,'bios')]")
    assert page.text("//h1") == "What we think"


def test_notes_lead_to_their_markers_and_back(small: Path) -> None:
    """Each marker leads to its note; a note cited twice has two ways back, each to its own marker."""
    page = visit(small, "/articles/treaty/")
    ids = [e.get("id") for e in page.all("//*[@id]")]
    assert len(ids) == len(set(ids))
    markers = page.all("//a[@role='doc-noteref']")
    assert [(m.get("id"), m.get("href"), folded(m)) for m in markers] == [
        ("fnref-1", "#fn-1", "1"),
        ("fnref-2", "#fn-2", "2"),
        ("fnref-1-2", "#fn-1", "1"),
    ]
    back = [[a.get("href") for a in li.xpath(".//a[@role='doc-backlink']")] for li in page.all("//section//li[@id]")]
    assert back == [["#fnref-1", "#fnref-1-2"], ["#fnref-2"]]
    assert page.all("//li[@id='fn-1']//a[@href='https://example.net/treaty']")
    assert not page.all("//*[@role='doc-endnote']")


def test_the_rail_holds_the_newest_other_articles(small: Path) -> None:
    """The rail of an article does not hold the article itself; title, date, authors and teaser are in it."""
    rail = visit(small, "/articles/treaty/")
    assert rail.texts("//aside//h3") == ["What we think", "The older one"]
    assert "January 2, 2025" in rail.text("//aside")
    assert "Ana Ruiz" in rail.text("//aside")
    assert "A paragraph of text." in rail.text("//aside")


def test_names_and_spellings_of_a_topic_are_one_topic(small: Path) -> None:
    """`Water` and `water` are the topic of the file water.md, with its title and description."""
    page = visit(small, "/topics/water/")
    assert page.text("//h1") == "Water"
    assert "Rivers and seas" in page.text("//main")
    assert "All that flows." in page.text("//main")
    assert page.texts("//*[starts-with(@class,'card')]//h2") == ["A treaty & its <limits>", "The older one"]


def test_an_author_page_has_the_bio_and_the_articles_newest_first(small: Path) -> None:
    """What one author wrote, and who that is."""
    page = visit(small, "/authors/ana-ruiz/")
    assert page.text("//h1") == "Ana Ruiz"
    assert "writes on rivers" in page.text("//main")
    assert page.texts("//*[starts-with(@class,'card')]//h2") == ["A treaty & its <limits>", "The older one"]


def test_the_archive_goes_by_year(small: Path) -> None:
    """Newest year first, newest article of a year first."""
    page = visit(small, "/archive/")
    assert page.texts("//main//h2") == ["2026", "2025"]
    assert page.texts("//section[1]//li//div/a") == ["What we think", "A treaty & its <limits>"]


def test_what_an_article_says_of_itself_is_shown(small: Path) -> None:
    """Picture with caption and credit, where it was first published, when it was updated, its region."""
    page = visit(small, "/articles/treaty/")
    assert page.all("//figure/img[@src='/map.svg'][@alt='A map']")
    assert "Where it lies A. Cartographer" in page.text("//figcaption")
    assert page.all("//link[@rel='canonical'][@href='https://example.net/first']")
    assert page.all("//a[@href='https://example.net/first']")
    assert "Updated March 7, 2026" in page.text("//*[@class='dates']")
    assert page.all("//a[@href='/regions/central-asia/']")


def test_nothing_is_loaded_from_elsewhere(small: Path) -> None:
    """Scripts, sheets and pictures of the theme are all the site's own, and no page frames another."""
    for file in small.rglob("*.html"):
        page = visit(small, "/" + file.relative_to(small).as_posix())
        assert not page.all("//script[not(@src or @type='application/ld+json')] | //iframe")
        loaded = page.page.xpath("//script/@src | //img/@src | //link[@rel='stylesheet' or @rel='icon']/@href")
        assert all(str(url).startswith("/") for url in loaded), file


def test_a_link_by_file_leads_to_the_article(small: Path) -> None:
    """`../articles/treaty.md` in a page is the article's URL."""
    assert visit(small, "/about/").all("//main//a[@href='/articles/treaty/']")


def test_lists_are_cut_into_pages(tmp_path: Path) -> None:
    """Five articles at two a page make three pages, linked one to the next."""
    files = {f"content/articles/a{i}.md": article(f"Number {i}", f"2026-01-0{i}", topics="[One]") for i in range(1, 6)}
    output = good(write(tmp_path, files, SETTINGS + "page_size = 2\n"))
    for base in ("/", "/topics/one/"):
        titles = [
            visit(output, f"{base}{page}").texts("//*[starts-with(@class,'card')]//h2")
            for page in ("", "page/2/", "page/3/")
        ]
        assert titles == [["Number 5", "Number 4"], ["Number 3", "Number 2"], ["Number 1"]]
        assert len(visit(output, f"{base}page/2/").all(f"//a[@rel='next'][@href='{base}page/3/']")) == 1
        assert visit(output, f"{base}page/3/").all(f"//a[@rel='prev'][@href='{base}page/2/']")
        assert not visit(output, f"{base}page/3/").all("//a[@rel='next']")
    assert not (output / "page/1").exists()
    assert not (output / "page/4").exists()


def test_a_featured_article_is_at_the_head_of_the_home_page(tmp_path: Path) -> None:
    """It stands first though it is older, and only once."""
    files = {
        "content/articles/new.md": article("New", "2026-02-02"),
        "content/articles/old.md": article("Old", "2020-02-02", featured="true"),
    }
    assert visit(good(write(tmp_path, files))).texts("//main//h2") == ["Old", "New"]


def test_an_old_address_leads_to_the_article(tmp_path: Path) -> None:
    """Each alias is a page that redirects; the ending decides whether it is a file or a folder."""
    files = {"content/articles/x.md": article("X", aliases="[/2019/x.html, /old/x]")}
    output = good(write(tmp_path, files))
    for path in ("/2019/x.html", "/old/x/"):
        page = visit(output, path)
        assert page.all("//meta[@http-equiv='refresh'][@content='0; url=/articles/x/']")
        assert page.all("//link[@rel='canonical'][@href='https://example.org/articles/x/']")


def test_headlines_that_the_seed_showed_fill_a_short_rail(tmp_path: Path) -> None:
    """Seen headlines follow the publication's own; one that is an article of ours is there once, as a link."""
    seen = '[{title: "War of the Worlds", teaser: "It began..."}, {title: "THE other,  one", teaser: ""}]'
    files = {
        "content/articles/x.md": article("X", latest_seen=seen),
        "content/articles/other.md": article("The Other One", "2026-01-01"),
    }
    output = good(write(tmp_path, files))
    page = visit(output, "/articles/x/")
    assert page.texts("//aside//h3") == ["The Other One", "War of the Worlds"]
    assert len(page.all("//aside//h3/a")) == 1
    assert "It began..." in page.text("//aside")


def test_a_full_rail_shows_nothing_that_was_only_seen(tmp_path: Path) -> None:
    """With `latest_count` other articles the seed's headlines are not needed."""
    files = {f"content/articles/a{i}.md": article(f"A{i}", f"2026-01-0{i}") for i in (1, 2, 3)}
    files["content/articles/x.md"] = article("X", "2025-01-01", latest_seen='[{title: "Seen", teaser: ""}]')
    output = good(write(tmp_path, files, SETTINGS + "latest_count = 2\n"))
    assert visit(output, "/articles/x/").texts("//aside//h3") == ["A3", "A2"]
    assert visit(output, "/articles/a3/").texts("//aside//h3") == ["A2", "A1"]


def test_what_is_not_out_yet_is_nowhere(tmp_path: Path) -> None:
    """Drafts, articles of tomorrow and expired ones are in no page, list, feed or sitemap."""
    files = {
        "content/authors/ana-ruiz.md": ANA,
        "content/articles/draft.md": article("Hidden draft", draft="true", topics="[Secret]", authors="[ana-ruiz]"),
        "content/articles/later.md": article("Hidden later", "2026-06-02", topics="[Secret]"),
        "content/articles/gone.md": article("Hidden gone", "2020-01-01", expires="2026-05-31"),
        "content/articles/out.md": article("Out", "2026-06-01 11:59"),
        "content/articles/last.md": article("Last day", "2026-05-01", expires="2026-06-01 12:01"),
    }
    site = write(tmp_path, files)
    output = good(site)
    for file in output.rglob("*"):
        if file.is_file():
            assert b"Hidden" not in file.read_bytes(), file
            assert b"Secret" not in file.read_bytes(), file
    assert visit(output).texts("//main//h2") == ["Out", "Last day"]
    assert "Hidden draft" in visit(good(site, drafts=True)).text("//main")
    assert "Hidden later" in visit(good(site, as_of="2026-06-02")).text("//main")


def test_a_time_without_offset_is_in_the_time_zone_of_the_site(tmp_path: Path) -> None:
    """Midnight in Tokyo is the afternoon before in UTC: the article is out, and shows its own day."""
    files = {"content/articles/x.md": article("X", "2026-06-02")}
    site = write(tmp_path, files, SETTINGS + 'timezone = "Asia/Tokyo"\n')
    assert visit(good(site, as_of="2026-06-01 15:00+00:00"), "/articles/x/").all("//time[@datetime='2026-06-02']")
    assert not (good(site, as_of="2026-06-01 14:59+00:00") / "articles/x").exists()


def test_a_date_is_shown_in_the_time_zone_of_the_site_everywhere(tmp_path: Path) -> None:
    """Page, archive, address, sitemap and feed give the day that it was there, whatever the offset that was typed."""
    files = {"content/articles/x.md": article("X", "2025-12-31T23:00-05:00", updated="2026-01-01T04:30Z")}
    settings = SETTINGS + 'timezone = "Asia/Tokyo"\npermalink = "/{year}/{month}/{day}/{slug}/"\n'
    output = good(write(tmp_path, files, settings))
    assert visit(output, "/2026/01/01/x/").texts("//*[@class='dates']/time") == ["January 1, 2026"]
    assert visit(output, "/2026/01/01/x/").all("//time[@datetime='2026-01-01T13:00:00+09:00']")
    assert visit(output, "/archive/").texts("//h2") == ["2026"]
    assert "<lastmod>2026-01-01T13:30:00+09:00</lastmod>" in (output / "sitemap.xml").read_text()
    assert feed(output)[0].findtext("pubDate") == "Thu, 01 Jan 2026 13:00:00 +0900"


def test_a_day_that_begins_at_one_is_shown_without_a_time(tmp_path: Path) -> None:
    """Where summer time begins at midnight there is no 0:00; a date typed without a time is still only a day."""
    site = write(
        tmp_path, {"content/articles/x.md": article("X", "2018-11-04")}, SETTINGS + 'timezone = "America/Sao_Paulo"\n'
    )
    assert visit(good(site), "/articles/x/").all("//time[@datetime='2018-11-04']")


def test_all_addresses_work_below_a_path(tmp_path: Path) -> None:
    """With a path in `base_url` every internal address has it, in pages, style and feeds."""
    site = write(tmp_path, SMALL, SETTINGS.replace("example.org/", "example.org/review/"))
    output = good(site)
    for file in output.rglob("*.html"):
        for url in visit(output, "/" + file.relative_to(output).as_posix()).links():
            inner = url.startswith(("/review/", "#", "https://example.org/review/"))
            assert inner or url.startswith(("https://example.net/", "mailto:")), (file, url)
    assert feed(output)[0].findtext("link") == "https://example.org/review/articles/editorial/"


def test_permalinks_can_carry_the_date(tmp_path: Path) -> None:
    """The setting `permalink` shapes the address, and links by file follow it."""
    files = {
        "content/articles/2026/x.md": article("X", "2026-03-05", slug="y"),
        "content/articles/z.md": article("Z", "2026-01-05", "[x](2026/x.md)"),
    }
    output = good(write(tmp_path, files, SETTINGS + 'permalink = "/{year}/{month}/{slug}/"\n'))
    assert visit(output, "/2026/03/y/").text("//h1") == "X"
    assert visit(output, "/2026/01/z/").all("//main//a[@href='/2026/03/y/']")


def test_another_language_has_its_direction(tmp_path: Path) -> None:
    """An Arabic article in an English publication is marked so on its page and its card."""
    files = {"content/articles/x.md": article("الماء", language="ar", slug="water")}
    output = good(write(tmp_path, files))
    assert visit(output, "/articles/water/").all("//article[@lang='ar'][@dir='rtl']")
    assert visit(output).all("//article[starts-with(@class,'card')][@lang='ar'][@dir='rtl']")


def test_dates_are_in_the_language_of_the_publication(tmp_path: Path) -> None:
    """A French publication writes its dates in French."""
    site = write(tmp_path, {"content/articles/x.md": article("X", "2026-03-05")}, SETTINGS + 'language = "fr"\n')
    assert visit(good(site), "/articles/x/").text("//time") == "5 mars 2026"


def test_the_teaser_is_the_first_paragraph_cut_at_a_sentence(tmp_path: Path) -> None:
    """Without `summary`, the card has the sentences of the first paragraph that fit, without note markers."""
    body = "One sentence here.[^1] " + "Another one of some length follows it. " * 12 + "\n\n[^1]: Note."
    output = good(write(tmp_path, {"content/articles/x.md": article("X", "2026-01-05", body)}))
    teaser = visit(output).text("//*[starts-with(@class,'teaser')]")
    assert teaser.startswith("One sentence here. Another")
    assert teaser.endswith("follows it.")
    assert len(teaser) <= 280


def test_text_keys_keep_what_was_typed(tmp_path: Path) -> None:
    """A headline that YAML would take for a truth value, a number or a time stays what it is."""
    for title in ("NO", "1.10", "12:30", "0123", "null", "1_000"):
        output = good(write(tmp_path / title.replace(":", ""), {"content/articles/x.md": article(title)}))
        assert visit(output, "/articles/x/").text("//h1") == title


# The feed ---------------------------------------------------------------------------------------------------


def test_the_feed_has_full_texts_with_absolute_links(small: Path) -> None:
    """RSS 2.0: newest first, every author a creator, notes with ids of their own, no relative address."""
    items = feed(small)
    assert [i.findtext("title") for i in items] == ["What we think", "A treaty & its <limits>", "The older one"]
    treaty = items[1]
    creators = [e.text for e in treaty.iter("{http://purl.org/dc/elements/1.1/}creator")]
    assert creators == ["Ana Ruiz", "Ben Okri-Hall"]
    assert treaty.findtext("link") == "https://example.org/articles/treaty/"
    full = treaty.findtext("{http://purl.org/rss/1.0/modules/content/}encoded")
    assert full is not None
    assert "Again the treaty." in full
    assert 'href="https://example.org/articles/treaty/#fn-1"' in full
    assert 'id="treaty-fn-1"' in full
    assert 'src="https://example.org/map.svg"' in full
    assert 'href="/' not in full
    assert 'href="#' not in full


def test_the_feed_of_an_author_holds_their_articles(small: Path) -> None:
    """One feed for each author and topic, named in the head of their page."""
    titles = [i.findtext("title") for i in feed(small, "authors/ana-ruiz/feed.xml")]
    assert titles == ["A treaty & its <limits>", "The older one"]
    assert visit(small, "/authors/ana-ruiz/").all("//link[@rel='alternate'][@href='/authors/ana-ruiz/feed.xml']")


def test_an_entry_keeps_its_id_when_it_is_renamed_or_moved(tmp_path: Path) -> None:
    """The id in front matter is the guid, whatever title and file."""
    key = '"tag:example.org,2020-01-01:articles/first"'
    one = good(write(tmp_path / "1", {"content/articles/a.md": article("First", id=key)}))
    two = good(write(tmp_path / "2", {"content/articles/b/c.md": article("Second", id=key, slug="else")}))
    guids = [feed(o)[0].find("guid") for o in (one, two)]
    assert guids[0] is not None
    assert guids[1] is not None
    assert guids[0].text == guids[1].text == "tag:example.org,2020-01-01:articles/first"
    assert guids[0].get("isPermaLink") == "false"


def test_the_feed_holds_no_more_than_its_length(tmp_path: Path) -> None:
    """`feed_length` bounds it, the newest stay."""
    files = {f"content/articles/a{i}.md": article(f"A{i}", f"2026-01-0{i}") for i in (1, 2, 3)}
    output = good(write(tmp_path, files, SETTINGS + "feed_length = 2\n"))
    assert [i.findtext("title") for i in feed(output)] == ["A3", "A2"]


def test_an_empty_publication_is_one(tmp_path: Path) -> None:
    """Nothing but settings: a home page that says so, and valid feeds."""
    output = good(write(tmp_path, {}))
    assert "Nothing has been published yet." in visit(output).text("//main")
    assert feed(output) == []


def test_the_clock_decides_nothing_else(tmp_path: Path) -> None:
    """Where no date lies between, two instants give the same bytes: no build time is in any file."""
    site = write(tmp_path, SMALL)
    first = {p: p.read_bytes() for p in good(site).rglob("*") if p.is_file()}
    result = make(site, as_of="2029-01-01")
    assert not result.failed, said(result.problems)
    assert result.written.written == ()
    assert {p: p.read_bytes() for p in result.output.rglob("*") if p.is_file()} == first
