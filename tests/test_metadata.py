"""What machines read of a page: what readers read; no field can break it; programs nobody here wrote agree."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from drawn import drawn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sites import ANA, BEN, SETTINGS, Visit, article, bad, feed, good, make, visit, write
from test_citing import from_bibtex, from_csl, from_ris
from visit import BASE_URL, pages

from sitegen.metadata import structured
from sitegen.start import SettingsError

NOTES = """Words.[^1] More.[^2] And more.[^3]

[^1]: R. Roe, *The River & its \\<Law>*, https://example.net/law.pdf, p. 3.
[^2]: See [above](#page-main).
[^3]: A [report of 2026](https://example.net/report?a=1&b=2), which nobody read.
"""
MORE_OF_ANA = """role: Hydrologist
affiliation: A House
orcid: 0000-0002-1825-0097
links: {Elsewhere: "https://ana.example/"}
image: {src: a.png, alt: Ana}
"""
SITE: Mapping[str, str | bytes] = {
    "content/authors/ana-ruiz.md": ANA.replace("---\nAna", f"{MORE_OF_ANA}---\nAna"),
    "content/authors/a.png": drawn("PNG", 300, 400),
    "content/authors/ben-okri-hall.md": BEN,
    "content/pages/corrections.md": "---\ntitle: Corrections\n---\nWe mend.\n",
    "content/articles/lead.jpg": drawn("JPEG", 1600, 1000),
    "content/articles/rivers.md": article(
        "What a river carries",
        "2026-04-05 10:00",
        NOTES,
        authors="[ben-okri-hall, ana-ruiz]",
        topics="[Water, Law]",
        regions="[Central Asia]",
        summary="A standfirst.",
        updated="2026-04-07 09:30",
        genre="analysis",
        series="Rivers",
        part="2",
        corrections='[{date: 2026-04-08, text: "The length was wrong."}]',
        image='{src: lead.jpg, alt: "A river", caption: "In June", credit: "B. Okri", license: "CC-BY-4.0"}',
    ),
    "content/articles/first.md": article("The source", "2026-03-01", series="Rivers", part="1"),
    "content/articles/draft.md": article("Unready", "2026-03-02", draft="true", authors="[nobody]"),
}
MORE = """language = "en-GB"
timezone = "Europe/Brussels"
license = "CC-BY-4.0"
[publisher]
name = "The Institute"
url = "https://institute.example/"
logo = "/logo.svg"
[policies]
corrections = "/corrections/"
feedback = "mailto:letters@example.org"
[social]
Mastodon = "https://social.example/@test"
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return good(write(tmp_path_factory.mktemp("metadata"), SITE, SETTINGS + MORE))


def graph(page: Visit) -> list[dict[str, Any]]:
    """Return what a page says in JSON-LD."""
    (text,) = page.page.xpath("//script[@type='application/ld+json']/text()")
    told = json.loads(text)
    assert told["@context"] == "https://schema.org"
    return list(told["@graph"])


def named(page: Visit, name: str) -> list[str]:
    """Return what a page's `<meta>` elements of a name or property say."""
    return [str(text) for text in page.all(f"//meta[@name='{name}' or @property='{name}']/@content")]


# What is said ---------------------------------------------------------------------------------------------------


def test_an_article_is_told_whole(site: Path) -> None:
    """Type by genre, times with zone, authors in order, publisher, topics, series, correction, licence, sources."""
    made, trail = graph(visit(site, "/articles/rivers/"))
    assert {key: made[key] for key in ("@type", "headline", "description", "datePublished", "dateModified")} == {
        "@type": "AnalysisNewsArticle",
        "headline": "What a river carries",
        "description": "A standfirst.",
        "datePublished": "2026-04-05T10:00:00+02:00",
        "dateModified": "2026-04-07T09:30:00+02:00",
    }
    assert [each["name"] for each in made["author"]] == ["Ben Okri-Hall", "Ana Ruiz"]
    assert made["author"][1] == {
        "@type": "Person",
        "@id": "https://example.org/authors/ana-ruiz/#author",
        "name": "Ana Ruiz",
        "url": "https://example.org/authors/ana-ruiz/",
        "jobTitle": "Hydrologist",
        "affiliation": {"@type": "Organization", "name": "A House"},
        "sameAs": ["https://orcid.org/0000-0002-1825-0097", "https://ana.example/"],
    }
    assert made["publisher"]["name"] == "The Institute"
    assert made["publisher"]["logo"]["url"] == "https://example.org/logo.svg"
    assert [topic["name"] for topic in made["about"]] == ["Water", "Law"]
    assert [place["name"] for place in made["contentLocation"]] == ["Central Asia"]
    assert (made["isPartOf"]["name"], made["position"]) == ("Rivers", 2)
    assert made["correction"] == [
        {"@type": "CorrectionComment", "text": "The length was wrong.", "datePublished": "2026-04-08T00:00:00+02:00"}
    ]
    assert made["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert (made["isAccessibleForFree"], made["inLanguage"], made["wordCount"]) == (True, "en-GB", 4)
    assert made["citation"] == [
        {
            "@type": "CreativeWork",
            "name": "R. Roe, The River & its <Law>, p. 3.",
            "url": "https://example.net/law.pdf",
        },
        {
            "@type": "CreativeWork",
            "name": "A report of 2026, which nobody read.",
            "url": "https://example.net/report?a=1&b=2",
        },
    ]
    assert [step["name"] for step in trail["itemListElement"]] == ["The Test", "Water", "What a river carries"]


def test_what_is_not_so_is_not_said(site: Path) -> None:
    """An article without updates, picture, author and notes has no such property, not even an empty one."""
    made, _ = graph(visit(site, "/articles/first/"))
    assert made["@type"] == "NewsArticle"
    assert {"dateModified", "image", "author", "citation", "correction", "about"} & set(made) == set()
    page = visit(site, "/articles/first/")
    assert named(page, "article:modified_time") == named(page, "og:image") == named(page, "citation_author") == []


def test_a_lead_picture_comes_in_several_shapes(site: Path) -> None:
    """Whole and cut to 1:1, 4:3 and 16:9, each a file of that size; the card shows the widest shape, with its text."""
    page = visit(site, "/articles/rivers/")
    images = graph(page)[0]["image"]
    sizes = [(image["width"]["value"], image["height"]["value"]) for image in images]
    assert sizes == [(1600, 1000), (1000, 1000), (1200, 900), (1200, 675)]
    from PIL import Image

    for image, size in zip(images[1:], sizes[1:], strict=True):
        with Image.open(site / image["url"].removeprefix("https://example.org/")) as file:
            assert file.size == size
    assert {image["creditText"] for image in images} == {"B. Okri"}
    assert named(page, "og:image") == [images[-1]["url"]]
    assert [*named(page, "og:image:width"), *named(page, "og:image:height")] == ["1200", "675"]
    assert named(page, "og:image:alt") == ["A river"]


def test_home_and_authors_are_told(site: Path) -> None:
    """Home says what the whole is and who publishes it, with policies; an author's page is a ProfilePage."""
    whole, house = graph(visit(site))
    assert (whole["@type"], whole["name"], whole["publisher"]) == ("WebSite", "The Test", {"@id": house["@id"]})
    assert house["@type"] == "NewsMediaOrganization"
    assert house["correctionsPolicy"] == "https://example.org/corrections/"
    assert house["actionableFeedbackPolicy"] == "mailto:letters@example.org"
    assert house["sameAs"] == ["https://social.example/@test"]
    profile, trail = graph(visit(site, "/authors/ana-ruiz/"))
    assert (profile["@type"], profile["mainEntity"]["name"]) == ("ProfilePage", "Ana Ruiz")
    assert profile["mainEntity"]["image"].startswith("https://example.org/pictures/a-")
    assert [step["name"] for step in trail["itemListElement"]] == ["The Test", "Authors", "Ana Ruiz"]


def test_reference_managers_get_an_article(site: Path) -> None:
    """Highwire and Dublin Core name title, each author in order, day, publication and language."""
    page = visit(site, "/articles/rivers/")
    assert (
        named(page, "citation_author")
        == named(page, "DC.creator")
        == named(page, "author")
        == [
            "Ben Okri-Hall",
            "Ana Ruiz",
        ]
    )
    assert named(page, "citation_author_institution") == ["A House"]
    assert named(page, "citation_author_orcid") == ["https://orcid.org/0000-0002-1825-0097"]
    assert named(page, "citation_title") == named(page, "DC.title") == ["What a river carries"]
    assert (named(page, "citation_publication_date"), named(page, "DC.date")) == (["2026/04/05"], ["2026-04-05"])
    assert named(page, "citation_journal_title") == ["The Test"]
    assert named(page, "og:locale") == ["en_GB"]


def test_a_page_under_a_path_has_whole_addresses(tmp_path: Path) -> None:
    """Where the site is below a path, nothing that machines read is relative or lacks that path."""
    output = good(write(tmp_path, SITE, SETTINGS.replace("example.org/", "example.org/review/") + MORE))
    for url in pages(output):
        page = visit(output, url)
        if not page.all("//script[@type='application/ld+json']"):
            continue
        text = json.dumps(graph(page))
        own = re.findall(r'"(https://example\.org[^"]*)"', text)
        assert own
        assert all(address.startswith("https://example.org/review/") for address in own), url
        assert not re.search(r'"(url|item|image|@id)": "/', text), url
        assert all(address.startswith("https://") for address in named(page, "og:url") + named(page, "og:image"))


# Mistakes -------------------------------------------------------------------------------------------------------


def test_an_unknown_genre_or_policy_is_told(tmp_path: Path) -> None:
    """The message names the nearest that is known, and the place."""
    site = write(tmp_path, {"content/articles/x.md": article("X", genre="opinon")})
    assert bad(site) == [
        "content/articles/x.md:4:8: error: `genre` is a genre that is not known: 'opinon'\n    did you mean `opinion`?"
    ]
    (site / "content/articles/x.md").write_text(article("X"))
    (site / "site.toml").write_text(SETTINGS + '[policies]\ncorrection = "/about/"\n')
    with pytest.raises(SettingsError, match=r"4:1: .*\n.*did you mean `corrections`\?"):
        make(site)
    (site / "site.toml").write_text(SETTINGS + '[policies]\ncorrections = "/abuot/"\n')
    (message,) = bad(site)
    assert message.startswith("site.toml:4:1: error: `policies` leads nowhere: there is no /abuot/")


# Everybody reads the same ---------------------------------------------------------------------------------------

HARD = ["]]>", "</script>", '"', "'", "&", "<b>", "\U0001f30a", "‏", "‮", "\\", "é", "水", "{{", "%", "$"]
texts = st.lists(
    st.sampled_from(HARD)
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"]), max_size=5),
    max_size=6,
)
# A comma in a name is what divides it in RIS, and `and` divides two in BibTeX: see test_citing.
words = texts.map(lambda parts: " ".join(" ".join(["A", *parts]).replace(",", "").split()))


def is_article(url: str) -> bool:
    return url.startswith("/articles/") and "/republish/" not in url


def bylines(output: Path, url: str) -> dict[str, list[str]]:
    """Return the authors of an article by where they are said; those of feeds too."""
    page = visit(output, url)
    address = named(page, "og:url")[0]
    (item,) = [item for item in feed(output) if item.findtext("link") == address]
    atom = {"a": "http://www.w3.org/2005/Atom"}
    from lxml import etree

    (entry,) = etree.parse(str(output / "atom.xml")).xpath(f"//a:entry[a:link/@href='{address}']", namespaces=atom)
    folder = output / url.strip("/")
    (told,) = [item for item in json.loads((output / "feed.json").read_text())["items"] if item["url"] == address]
    return {
        "byline": page.texts("//*[@class='authors']/a"),
        "meta": named(page, "author"),
        "JSON-LD": [who["name"] for who in graph(page)[0].get("author", [])],
        "Open Graph": [_name(output, url) for url in named(page, "article:author")],
        "Highwire": named(page, "citation_author"),
        "Dublin Core": named(page, "DC.creator"),
        "RSS": [str(e.text) for e in item.iter("{http://purl.org/dc/elements/1.1/}creator")],
        "Atom": [str(name) for name in entry.xpath("a:author/a:name/text()", namespaces=atom)],
        "JSON Feed": [who["name"] for who in told.get("authors", [])],
        "CSL-JSON": from_csl((folder / "cite.json").read_bytes())[1],
        "BibTeX": from_bibtex((folder / "cite.bib").read_bytes())[1],
        "RIS": from_ris((folder / "cite.ris").read_bytes())[1],
        "citation": _of_citation(page),
    }


def _of_citation(page: Visit) -> list[str]:
    """Return who the box says wrote an article, in the plain style."""
    names = page.texts("//*[@class='authors']/a")
    box = page.text("//*[starts-with(@class, 'cite')]//p")
    who = " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
    return names if box.startswith(f"{who}, “" if who else "“") else [box]


def _name(output: Path, url: str) -> str:
    return visit(output, re.sub(r"^https?://[^/]+", "", url)).text("//h1")


def test_the_byline_is_one_everywhere_in_the_demonstration(demo: Path) -> None:
    """Each article's authors are the same, in the same order, in page, metadata and feeds."""
    urls = [url.removesuffix("index.html") for url in pages(demo) if is_article(url)]
    assert len(urls) > 5
    found = []
    for url in urls:
        found.append(bylines(demo, url))
        assert len({tuple(names) for names in found[-1].values()}) == 1, (url, found[-1])
    assert sorted({len(said["byline"]) for said in found})[-1] > 1


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(names=st.lists(words, min_size=1, max_size=4, unique_by=str.casefold), title=words, summary=words)
def test_no_field_breaks_what_machines_read(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], title: str, summary: str
) -> None:
    """Whatever stands in a title, summary or name is read back as it was written, by page, metadata and feeds alike."""
    ids = [f"author-{number}" for number in range(len(names))]
    files = {
        f"content/authors/{id}.md": f"---\nname: {json.dumps(name, ensure_ascii=False)}\n---\n"
        for id, name in zip(ids, names, strict=True)
    }
    files["content/articles/x.md"] = article(
        json.dumps(title, ensure_ascii=False),
        "2026-01-05",
        authors=json.dumps(ids[::-1], ensure_ascii=False),
        summary=json.dumps(summary, ensure_ascii=False),
        topics=json.dumps(["T " + title], ensure_ascii=False),
    )
    output = good(write(tmp_path_factory.mktemp("fields"), files, SETTINGS + "cite.downloads = true\n"))
    page = visit(output, "/articles/x/")
    made = graph(page)[0]
    # A parser of HTML and one of JSON have nothing to say on white space that is not ASCII.
    assert made["headline"] == title
    assert made["description"] == summary
    said = bylines(output, "/articles/x/")
    assert {tuple(found) for found in said.values()} == {tuple(" ".join(name.split()) for name in names[::-1])}


@given(st.lists(texts.map(" ".join), max_size=4))
def test_sources_are_json_that_ends_no_script(notes: list[str]) -> None:
    """Whatever a note holds, what is told of it can be read as JSON, and has nothing in it that ends a script."""
    text = structured.sources(f'<p>{note} <a href="https://a.example/">b</a></p>' for note in notes)
    assert len(json.loads(text)) == len(notes)
    assert not set(text) & set("<>&")


def test_no_draft_is_told(site: Path) -> None:
    """No file of the output names a draft."""
    assert [file for file in site.rglob("*") if file.is_file() and b"Unready" in file.read_bytes()] == []


FIELDS = {
    "content/articles/x.md": (
        "title",
        "summary",
        "canonical",
        "doi",
        "license",
        "genre",
        "series",
        "topics",
        "id",
        "slug",
    ),
    "content/authors/ana-ruiz.md": ("name", "role", "affiliation", "family", "orcid"),
}


@pytest.mark.parametrize("sign", ["\\u0007", "\\uD800", "\\uFFFE", "\\0"])
@pytest.mark.parametrize(("path", "field"), [(path, field) for path, fields in FIELDS.items() for field in fields])
def test_a_character_that_nothing_can_hold_is_one_clear_error(tmp_path: Path, path: str, field: str, sign: str) -> None:
    """A control character, half of a pair, a noncharacter: one message with the place, and nothing is written."""
    text = article("X", authors="[ana-ruiz]") if path.startswith("content/articles/") else ANA
    lines = [line for line in text.split("\n") if not line.startswith(f"{field}:")]
    lines.insert(1, f'{field}: "A{sign}B"')
    files = {"content/authors/ana-ruiz.md": ANA, path: "\n".join(lines)}
    (message,) = bad(write(tmp_path, files))
    assert re.match(rf"{path}:2:\d+: error: .*\n    .+", message)


def test_a_publication_without_articles_has_feeds_and_metadata(
    tmp_path: Path, jing: list[str], node_tool: Any, sitemap_schema: tuple[str, Path]
) -> None:
    """All of them keep their schemas: there is nothing in them yet."""
    output = good(write(tmp_path, {}))
    atom = [*jing, str(TOOLS / "atom.rnc"), str(output / "atom.xml")]
    assert subprocess.run(atom, capture_output=True, text=True, check=False).stdout == ""
    assert node_tool("json-feed.mjs", [json.loads((output / "feed.json").read_bytes())]) == [[]]
    xmllint, schema = sitemap_schema
    command = [xmllint, "--nonet", "--noout", "--schema", str(schema), str(output / "sitemap.xml")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert graph(visit(output))[0]["@type"] == "WebSite"


def test_page_metadata_and_structured_data_agree(site: Path, demo: Path) -> None:
    """On every article: headline, standfirst, address and days are the same for readers, cards and search engines."""
    found = 0
    for output in (site, demo):
        for url in pages(output):
            page = visit(output, url)
            if named(page, "og:type") != ["article"]:
                continue
            made, meta = graph(page)[0], {name: named(page, name) for name in ("og:title", "og:description", "og:url")}
            assert [page.text("//h1")] == meta["og:title"] == [made["headline"]] == named(page, "DC.title")
            assert meta["og:description"] == [made["description"]] == named(page, "description")
            assert meta["og:url"] == [made["mainEntityOfPage"]] == page.all("//link[@rel='canonical']/@href")
            (day,) = page.all("//*[@class='dt-published']/@datetime")
            assert made["datePublished"][:10] == str(day)[:10] == named(page, "DC.date")[0]
            found += 1
    assert found > 8


TOOLS = Path(__file__).parent / "tools"


# Programs that nobody here wrote ----------------------------------------------------------------------------------


def named_article(page: tuple[str, str]) -> bool:
    return is_article(re.sub("^https?://[^/]+", "", page[0]))


def html(output: Path) -> list[tuple[str, str]]:
    """Return the pages of an output that are no redirect, with their whole addresses."""
    found = [(url, visit(output, url)) for url in pages(output)]
    return [
        (named(page, "og:url")[0] if named(page, "og:url") else f"{BASE_URL}{url}", page.source)
        for url, page in found
        if not page.all("//meta[@http-equiv='refresh']") and not url.endswith("404.html")
    ]


def test_json_ld_keeps_the_types_of_schema_org(
    node: list[str], schema_dts: Path, site: Path, demo: Path, tmp_path: Path
) -> None:
    """TypeScript, with schema-dts, knows every property on every page, and finds one that is none."""
    (tmp_path / "node_modules").symlink_to(schema_dts, target_is_directory=True)
    rows = ['import type { Graph } from "schema-dts";']
    told = [
        json.dumps({"@context": "https://schema.org", "@graph": graph(visit(output, url))})
        for output in (site, demo)
        for url in pages(output)
        if visit(output, url).all("//script[@type='application/ld+json']")
    ]
    assert len(told) > 30
    # schema-dts has the constraints of actions (schema.org, "Potential Actions") in a type apart, which is in no Graph.
    told = [re.sub(r', "query-input": "required name=search_term_string"', "", text) for text in told]
    rows += [f"export const page{number}: Graph = {text};" for number, text in enumerate(told)]

    def check(lines: list[str]) -> str:
        (tmp_path / "pages.ts").write_text("\n".join(lines))
        options = ["--noEmit", "--strict", "--skipLibCheck", "--ignoreConfig", "--types", "", "--target", "es2022"]
        options += ["--module", "esnext", "--moduleResolution", "bundler"]
        command = [*node, str(schema_dts / "typescript/bin/tsc"), *options, "pages.ts"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout

    assert check(rows) == ""
    wrong = rows[1].replace('"headline"', '"headlines"').replace('"name"', '"names"')
    assert "pages.ts(2," in check([rows[0], wrong])


def test_structured_data_and_cards_pass_another_tool(node_tool: Any, site: Path) -> None:
    """structured-data-testing-tool finds all that cards on social networks want, on an article with a picture."""
    found = [page for page in html(site) if "/articles/rivers/" in page[0]]
    ((passed, failed),) = node_tool("structured.mjs", found)
    # An account of a social network is not a thing that a site has.
    assert [line for line in failed if not re.search("twitter:(site|creator)", line)] == []
    assert len(passed) > 10


def test_microformats_are_read(node_tool: Any, site: Path, demo: Path) -> None:
    """microformats-parser reads each article as one h-entry: name, authors in order, dates, address, text, topics."""
    articles = [page for output in (site, demo) for page in html(output) if named_article(page)]
    read = node_tool("microformats.mjs", articles)
    for (address, source), found in zip(articles, read, strict=True):
        entry = next(item for item in found["items"] if item["type"] == ["h-entry"])["properties"]
        page = Visit.__new__(Visit)
        from lxml import html as parser

        page.page = parser.document_fromstring(source)
        assert entry["name"] == page.texts("//h1")
        assert [who["properties"]["name"][0] for who in entry.get("author", [])] == named(page, "author"), address
        assert entry["url"] == entry["uid"] == [address]
        assert len(entry["published"]) == len(entry["content"]) == 1
        assert entry.get("category", []) == [str(text) for text in page.all("//meta[@property='article:tag']/@content")]
    ((found),) = node_tool("microformats.mjs", [page for page in html(site) if "/authors/ana-ruiz/" in page[0]])
    card = next(item for item in found["items"] if item["type"] == ["h-card"])["properties"]
    assert (card["name"], card["job-title"]) == (["Ana Ruiz"], ["Hydrologist"])
    assert card["url"][0] == card["uid"][0] == "https://example.org/authors/ana-ruiz/"


def test_extruct_reads_the_same(site: Path) -> None:
    """extruct finds one title and the same authors in JSON-LD, Open Graph, Dublin Core and microformats."""
    import extruct

    address, source = next(page for page in html(site) if "/articles/rivers/" in page[0])
    read = extruct.extract(source, base_url=address, syntaxes=["json-ld", "opengraph", "dublincore", "microformat"])
    made = read["json-ld"][0]["@graph"][0]
    og = dict(read["opengraph"][0]["properties"])
    dc = read["dublincore"][0]["elements"]
    entry = next(item for item in read["microformat"] if item["type"] == ["h-entry"])["properties"]
    assert {made["headline"], og["og:title"], *entry["name"]} == {"What a river carries"}
    assert [e["content"] for e in dc if e["name"].lower() == "dc.creator"] == [who["name"] for who in made["author"]]
    assert [who["properties"]["name"][0] for who in entry["author"]] == [who["name"] for who in made["author"]]
