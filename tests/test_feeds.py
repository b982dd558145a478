"""Every list has its feeds, which programs that nobody here wrote read as they are meant, and which say the same."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest
from drawn import drawn
from lxml import etree
from sites import SETTINGS, article, good, make, tree, visit, write
from test_publication import SMALL
from visit import BASE_URL, Look, served

from sitegen import feeds, pictures
from sitegen.inquiry import Work

ROOT = Path(__file__).resolve().parent.parent
ATOM = "{http://www.w3.org/2005/Atom}"
NAMES = "feed.xml", "atom.xml", "feed.json"
HARD = 'Said "no" \\ & <b>yes</b>; ]]> </script> ünïcode \U0001f30d'


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small publication, with a region, an article that nobody signed, and one that was corrected."""
    site = tmp_path_factory.mktemp("feeds") / "site"
    more = {
        "content/articles/nobody.md": article("Signed by nobody", "2025-02-03", "Text.", regions="[Asia]"),
        "content/articles/hard.md": article(
            json.dumps(HARD, ensure_ascii=False), "2025-02-04", f"A `{HARD}` in the text.", updated="2025-03-01"
        ),
    }
    return good(write(site, {**SMALL, **more}))


def lists(output: Path) -> list[str]:
    """Return the folders that feeds lie in."""
    return sorted(file.parent.relative_to(output).as_posix() for file in output.rglob("feed.xml"))


def read(file: Path) -> Any:
    """Read a feed as a feed reader does, from its bytes alone."""
    found = feedparser.parse(file.read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, (file, found.get("bozo_exception"))
    return found


def test_every_list_has_all_three_feeds(output: Path) -> None:
    """The publication, each author, topic and region; each list's page names its own first, then the publication's."""
    assert lists(output) == [
        *(".", "authors/ana-ruiz", "authors/ben-okri-hall", "regions/asia", "regions/central-asia"),
        *("topics/law-of-the-sea", "topics/water"),
    ]
    for folder in lists(output):
        url = "/" if folder == "." else f"/{folder}/"
        named = [e.get("href") for e in visit(output, url).all("//link[@rel='alternate']")]
        assert named[:3] == [f"{url}{name}" for name in NAMES]
        assert named[-3:] == [f"/{name}" for name in NAMES]
        assert all((output / folder / name).is_file() for name in NAMES)


def test_a_feed_says_the_same_in_every_format(output: Path) -> None:
    """Entries, in the same order, with the same ids, titles, addresses, authors in order, topics and full texts."""
    for folder in lists(output):
        rss, atom = (read(output / folder / name) for name in NAMES[:2])
        feed = json.loads((output / folder / NAMES[2]).read_bytes())
        assert rss.version == "rss20"
        assert atom.version == "atom10"
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert rss.feed.title == atom.feed.title == feed["title"]
        assert rss.feed.link == atom.feed.link == feed["home_page_url"]
        assert len(rss.entries) == len(atom.entries) == len(feed["items"]) > 0
        for one, two, three in zip(rss.entries, atom.entries, feed["items"], strict=True):
            assert one.id == two.id == three["id"]
            assert one.title == two.title == three["title"]
            assert one.link == two.link == three["url"]
            assert one.published_parsed == two.published_parsed
            assert one.content[0].value.strip() == two.content[0].value.strip() == three["content_html"].strip()
            names = [a["name"] for a in three.get("authors", [])]
            assert [a.name for a in two.get("authors", [])] == (names or [])
            assert [a.name for a in one.get("authors", [])] == (names or [])
            assert [t.term for t in one.get("tags", [])] == [t.term for t in two.get("tags", [])]
            assert [t.term for t in two.get("tags", [])] == three.get("tags", [])


def test_signs_of_every_kind_come_through(output: Path) -> None:
    """What is special to XML, JSON or HTML is read back as it was written."""
    for name in NAMES[:2]:
        (found,) = [e for e in read(output / name).entries if e.link.endswith("/hard/")]
        assert found.title_detail.value.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">") == HARD
    (item,) = [i for i in json.loads((output / "feed.json").read_bytes())["items"] if i["url"].endswith("/hard/")]
    assert item["title"] == HARD
    text = etree.HTML(item["content_html"]).xpath("string(//code)")
    assert text == HARD


def test_atom_has_what_rfc_4287_asks_for(output: Path) -> None:
    """One id, title and date for the feed and each entry, an author for all, one link to each, a content of HTML."""
    for folder in lists(output):
        feed = etree.parse(str(output / folder / "atom.xml")).getroot()
        assert feed.tag == f"{ATOM}feed"
        for part in (feed, *feed.iter(f"{ATOM}entry")):
            for name in ("id", "title", "updated"):
                assert len(part.findall(f"{ATOM}{name}")) == 1, name
            # Without `rel` a link is an alternate one (RFC 4287, 4.2.7.2).
            assert [link.get("rel", "alternate") for link in part.findall(f"{ATOM}link")].count("alternate") == 1
        assert feed.findtext(f"{ATOM}author/{ATOM}name")
        (own,) = feed.findall(f"{ATOM}link[@rel='self']")
        assert own.get("href") == feed.findtext(f"{ATOM}id")
        assert {e.get("type") for e in feed.iter(f"{ATOM}content")} == {"html"}


def test_an_entry_is_updated_only_by_its_article(output: Path) -> None:
    """`updated` or the last correction, else when it came out; the feed's own date is the newest of these."""
    found = {e.link.rsplit("/", 2)[1]: e for e in read(output / "atom.xml").entries}
    assert found["hard"].published.startswith("2025-02-04")
    assert found["hard"].updated.startswith("2025-03-01")
    assert found["nobody"].published == found["nobody"].updated
    newest = max(entry.updated for entry in found.values())
    assert read(output / "atom.xml").feed.updated == newest
    items = json.loads((output / "feed.json").read_bytes())["items"]
    assert [i["url"].rsplit("/", 2)[1] for i in items if "date_modified" in i] == [
        slug for slug, entry in found.items() if entry.updated != entry.published
    ]


def test_feeds_do_not_tell_when_they_were_built(tmp_path: Path) -> None:
    """Two builds days apart, with nothing published between them, give the same feeds."""
    made = []
    for day in ("2026-05-01", "2026-05-09"):
        site = write(tmp_path / day / "site", SMALL)
        made.append({p: d for p, d in tree(good(site, as_of=day)).items() if p.rpartition("/")[2] in NAMES})
    assert made[0] == made[1]
    assert len(made[0]) == 18


def test_no_address_in_a_feed_is_relative(output: Path) -> None:
    """Also those in the texts: to notes, pictures and other articles."""
    for folder in lists(output):
        for item in json.loads((output / folder / "feed.json").read_bytes())["items"]:
            page = etree.HTML(item["content_html"])
            assert all(url.startswith(("https://", "http://", "mailto:")) for url in page.xpath("//@href | //@src"))


def test_a_new_address_of_the_site_changes_no_id(tmp_path: Path) -> None:
    """An article with an `id` is the same for feed readers under another domain, title and file name."""
    text = article("What we said", "2025-01-02", "Text.", id='"tag:example.org,2025:said"')
    site = write(tmp_path / "site", {**SMALL, "content/articles/said.md": text})
    before = {e.id for e in read(good(site) / "atom.xml").entries}
    (site / "content/articles/said.md").unlink()
    write(site, {"content/articles/told.md": text.replace("What we said", "What we told")})
    settings = (site / "site.toml").read_text("utf-8")
    (site / "site.toml").write_text(settings.replace("https://example.org", "https://new.example"), "utf-8")
    make(site)
    after = read(site / "public/atom.xml")
    assert "tag:example.org,2025:said" in before
    assert "tag:example.org,2025:said" in {e.id for e in after.entries}
    assert all(e.link.startswith("https://new.example/") for e in after.entries)


# Pictures, hubs, and a person who opens a feed ------------------------------------------------------------------------

PICTURED: dict[str, str | bytes] = {
    "content/articles/beside.jpg": drawn("JPEG", 1500, 900),
    "content/articles/one.md": article("One", "2026-03-01", image='{src: beside.jpg, alt: "A"}'),
    "static/as-it-is.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>',
    "content/articles/two.md": article("Two", "2026-03-02", image='{src: /as-it-is.svg, alt: "B"}'),
    "content/articles/three.md": article("Three", "2026-03-03", image='{src: "https://e.example/c.png", alt: "C"}'),
    "content/articles/four.md": article("Four", "2026-03-04"),
}


def enclosures(output: Path) -> dict[str, dict[str, tuple[str, str, int]]]:
    """Return the picture of each article that has one, by format and title: address, type and length."""
    found: dict[str, dict[str, tuple[str, str, int]]] = {}
    for name in NAMES[:2]:
        found[name] = {
            e.title: (e.enclosures[0].href, e.enclosures[0].type, int(e.enclosures[0].length))
            for e in read(output / name).entries
            if e.enclosures
        }
    items = json.loads((output / NAMES[2]).read_bytes())["items"]
    found[NAMES[2]] = {
        item["title"]: (each["url"], each["mime_type"], each["size_in_bytes"])
        for item in items
        for each in item.get("attachments", [])
    }
    return found


def test_a_picture_goes_along_with_its_type_and_length(tmp_path: Path) -> None:
    """The file that is published, its media type and size; a picture of another host is named, but no enclosure."""
    output = good(write(tmp_path, PICTURED))
    found = enclosures(output)
    assert found[NAMES[0]] == found[NAMES[1]] == found[NAMES[2]]
    assert {title: each[1] for title, each in found[NAMES[0]].items()} == {"One": "image/jpeg", "Two": "image/svg+xml"}
    for url, _, length in found[NAMES[0]].values():
        assert (output / url.removeprefix("https://example.org/")).stat().st_size == length
    items = {item["title"]: item for item in json.loads((output / NAMES[2]).read_bytes())["items"]}
    assert items["Three"]["image"] == "https://e.example/c.png"
    assert "image" not in items["Four"]


def test_a_picture_has_its_length_by_any_way_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that changed, and a lost output folder: the feeds say the same of pictures, and none is made again."""
    text = "A paragraph.\n\nA second."
    one = article("One", "2026-03-01", text, image='{src: beside.jpg, alt: "A"}')
    site = write(tmp_path, {**PICTURED, "content/articles/one.md": one})
    before = enclosures(good(site))
    monkeypatch.setattr(pictures, "make", lambda *of: pytest.fail("a picture was made again"))
    (site / "content/articles/one.md").write_text(one.replace("A second", "Another"))
    assert make(site).work == Work(read=1, parsed=1, rendered=0, joined=4)
    assert enclosures(site / "public") == before
    shutil.rmtree(site / "public")
    assert enclosures(good(site)) == before


def test_a_text_is_put_together_once_for_all_feeds_of_a_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many lists there are: a text of a list is told in three formats, and put together once for them."""
    made: list[bytes] = []
    html = feeds._html
    monkeypatch.setattr(feeds, "_html", lambda body, press: (made.append(body.key), html(body, press))[1])
    files = {f"content/authors/a{n}.md": f"---\nname: Author {n}\n---\n" for n in range(4)}
    for number in range(200):
        text = article(f"Article {number}", "2026-01-05", f"Text {number}.", authors=f"[a{number % 4}]")
        files[f"content/articles/{number:03}.md"] = text
    output = good(write(tmp_path / "site", files), jobs=1)
    carried = sum(len(read(output / folder / "feed.xml").entries) for folder in lists(output))
    assert len(made) <= carried == 5 * 50


def test_hubs_are_named_in_every_format(tmp_path: Path) -> None:
    """A setting names the hubs (WebSub); each feed names them, and its own address, which a hub asks for."""
    output = good(write(tmp_path, {**SMALL}, SETTINGS + 'websub = ["https://hub.example/?a=1&b=2"]\n'))
    for folder in lists(output):
        for name in NAMES[:2]:
            links = {link.rel: link.href for link in read(output / folder / name).feed.links}
            assert links["hub"] == "https://hub.example/?a=1&b=2"
            assert links["self"].endswith(name)
        feed = json.loads((output / folder / NAMES[2]).read_bytes())
        assert feed["hubs"] == [{"type": "WebSub", "url": "https://hub.example/?a=1&b=2"}]


def test_a_note_in_a_feed_leads_to_the_article_s_own(output: Path) -> None:
    """Each link to a note is the article's address with the note's id, and that page has it."""
    found = 0
    for item in json.loads((output / "feed.json").read_bytes())["items"]:
        ids = set(visit(output, item["url"].removeprefix("https://example.org")).all("//@id"))
        for href in etree.HTML(item["content_html"]).xpath("//a[starts-with(@role, 'doc-')]/@href"):
            url, _, id = href.partition("#")
            assert url == item["url"]
            assert id in ids
            found += 1
    assert found > 4


def test_a_person_who_opens_a_feed_sees_what_it_is(look: Look, tmp_path: Path) -> None:
    """In a browser a feed is a list with headlines and first words, under a line that says what a feed is."""
    output = good(write(tmp_path, {**SMALL}, f'title = "The Test"\nbase_url = "{BASE_URL}/"\n'))
    tab = look(width=400)
    with served(output) as address:
        for name, item, content in ((NAMES[0], "item", "encoded"), (NAMES[1], "entry", "content")):
            tab.goto(f"{address}/{name}")
            shown = tab.evaluate(
                """([item, content]) => {
                const shows = (e) => getComputedStyle(e).display !== "none";
                const all = (name) => [...document.getElementsByTagNameNS("*", name)];
                return [
                  getComputedStyle(document.documentElement, "::before").content.includes("This is a feed"),
                  all(item).length > 0 && all(item).every((e) => shows(e) && shows(e.querySelector("title"))),
                  all(content).length > 0 && !all(content).some(shows),
                  document.documentElement.scrollWidth,
                ];}""",
                [item, content],
            )
            assert shown == [True, True, True, 400], name


def test_a_feed_says_what_it_is_in_its_language(look: Look, tmp_path: Path) -> None:
    """Each language of a publication has its own words, from its table, and its direction."""
    settings = f'title = "The Test"\nbase_url = "{BASE_URL}/"\n[languages.fr]\n[languages.ar]\n'
    more = {f"content/articles/one.{tag}.md": article(f"One {tag}") for tag in ("fr", "ar")}
    table = (ROOT / "layouts/words/fr.toml").read_text("utf-8")
    words = {"layouts/words/fr.toml": table.replace("Ceci est un fil", r"Ceci est \"un\" \\ fil")}
    output = good(write(tmp_path, {**SMALL, **more, **words}, settings))
    begin = ("", "ltr", "This is a"), ("fr/", "ltr", 'Ceci est "un" \\ fil'), ("ar/", "rtl", "هذه خلاصة")
    tab = look(width=400)
    with served(output) as address:
        for root, direction, begins in begin:
            for name in NAMES[:2]:
                tab.goto(f"{address}/{root}{name}")
                said = tab.evaluate(
                    """() => [
                      JSON.parse(getComputedStyle(document.documentElement, "::before").content),
                      getComputedStyle(document.documentElement).direction,
                    ]"""
                )
                assert (said[0][: len(begins)], said[1]) == (begins, direction)


# Programs that nobody here wrote ----------------------------------------------------------------------------------


def test_atom_keeps_a_schema_of_rfc_4287(jing: list[str], output: Path, demo: Path, tmp_path: Path) -> None:
    """jing finds nothing in any Atom feed, and does find an entry without a title, and a date that is none."""
    schema = str(Path(__file__).parent / "tools" / "atom.rnc")
    pictured = good(write(tmp_path / "pictured", PICTURED))

    def check(*files: Path) -> str:
        command = [*jing, schema, *map(str, files)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    files = [file for folder in (output, demo, pictured) for file in folder.rglob("atom.xml")]
    assert len(files) > 20
    assert check(*files) == ""
    text = (output / "atom.xml").read_text("utf-8")
    for wrong in (re.sub("<title>[^<]*</title>", "", text), re.sub("<updated>[^<]*", "<updated>today", text)):
        (tmp_path / "wrong.xml").write_text(wrong, "utf-8")
        assert "error:" in check(tmp_path / "wrong.xml")


def test_json_feeds_keep_their_schema(node_tool: Callable[[str, object], Any], output: Path, demo: Path) -> None:
    """The schema of JSON Feed 1.1 allows all that is in any of them, and no feed without a title."""
    feeds = [json.loads(file.read_bytes()) for folder in (output, demo) for file in folder.rglob("feed.json")]
    assert len(feeds) > 20
    assert node_tool("json-feed.mjs", feeds) == [[] for _ in feeds]
    assert node_tool("json-feed.mjs", [{key: value for key, value in feeds[0].items() if key != "title"}]) != [[]]


def test_what_lies_ahead_is_said_when_it_comes(tmp_path: Path) -> None:
    """An update or correction of a day to come shows nowhere until then, and then everywhere, without an edit."""
    text = article(
        "X", "2026-01-05", updated="2026-06-30", corrections="\n  - date: 2026-06-30\n    text: It was nine."
    )
    site = write(tmp_path, {"content/articles/x.md": text})
    output = good(site)
    for file in ("articles/x/index.html", "feed.xml", "atom.xml", "feed.json", "sitemap.xml"):
        assert "2026-06-30" not in (output / file).read_text("utf-8")
        assert "nine" not in (output / file).read_text("utf-8")
    good(site, as_of="2026-07-01")
    for file in ("articles/x/index.html", "atom.xml", "feed.json", "sitemap.xml"):
        assert "2026-06-30" in (output / file).read_text("utf-8")
    assert "It was nine." in (output / "articles/x/index.html").read_text("utf-8")


def test_ten_thousand_articles_have_feeds_and_metadata(tmp_path: Path) -> None:
    """Feeds stay as long as they are told, the sitemap has every page, and the last article is as the first."""
    files = {
        f"content/articles/a{n}.md": article(f"Article {n}", f"20{n % 20:02}-01-{n % 27 + 1:02}", topics="[Water]")
        for n in range(10_000)
    }
    output = good(write(tmp_path, files, SETTINGS + "latest_count = 1\n"))
    for folder in ("", "topics/water/"):
        for name in NAMES[:2]:
            found = read(output / folder / name)
            assert (found.bozo, len(found.entries)) == (False, 50)
        assert len(json.loads((output / folder / "feed.json").read_text("utf-8"))["items"]) == 50
    sitemap = (output / "sitemap.xml").read_text("utf-8")
    assert sitemap.count("<loc>") > 10_000
    for n in (0, 9_999):
        page = visit(output, f"/articles/a{n}/")
        assert page.one("//meta[@name='citation_title']/@content") == f"Article {n}"
        assert page.one("//link[@rel='canonical']/@href") == f"https://example.org/articles/a{n}/"
