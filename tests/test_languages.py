"""The interface in each language, texts that are versions of one another, and a publication in several languages."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from babel import Locale
from sites import ANA, SETTINGS, article, bad, good, make, tree, visit, write
from test_cache import settled
from test_docs import examples

from sitegen import dates, planning, views, words
from sitegen.model import Source

ROOT = Path(__file__).resolve().parent.parent
TABLES = sorted((ROOT / "layouts/words").glob("*.toml"))
WANTED = ["ar", "de", "en", "es", "fr", "ru", "zh"]
FRENCH = SETTINGS + '[languages.fr]\ntitle = "L’Essai"\ndescription = "En français"\n'


def table(tag: str) -> words.Words:
    """Return the table of a language."""
    found, problems = words.read(Source(f"x/{tag}.toml", (ROOT / f"layouts/words/{tag}.toml").read_bytes()), tag)
    assert problems == ()
    assert found
    return found


def words_of(tag: str) -> words.Spoken:
    return words.spoken(table(tag))


@pytest.mark.parametrize(
    ("tag", "names", "said"),
    [
        ("en", [], ""),
        ("en", ["Ana"], "Ana"),
        ("en", ["Ana", "Ida"], "Ana and Ida"),
        ("en", ["Ana", "Ida", "Eva"], "Ana, Ida and Eva"),
        ("es", ["Ana", "Eva"], "Ana y Eva"),
        ("es", ["Ana", "Eva", "Inés"], "Ana, Eva e Inés"),
        ("es", ["Ana", "Íñigo"], "Ana e Íñigo"),
        ("es", ["Ana", "«Ida»"], "Ana e «Ida»"),
        ("es", ["Ana", "Hilda"], "Ana e Hilda"),
        ("es", ["agua", "hielo"], "agua y hielo"),
        ("es", ["Ana", "Yolanda"], "Ana y Yolanda"),
        ("es", ["Ana", "Yrigoyen"], "Ana e Yrigoyen"),
    ],
)
def test_names_are_listed_as_a_language_does(tag: str, names: list[str], said: str) -> None:
    assert words_of(tag).listed(names) == said


def test_a_spanish_byline_is_one_everywhere(tmp_path: Path) -> None:
    """On the page, its links between, and where the article is led to."""
    authors = {f"content/authors/{key}.md": f"---\nname: {name}\n---\n" for key, name in (("a", "Ana"), ("i", "Inés"))}
    files = {f"content/articles/{n}.md": article(f"Agua {n}", f"2026-01-0{n}", authors="[a, i]") for n in range(1, 6)}
    page = visit(good(write(tmp_path, {**authors, **files}, SETTINGS + 'language = "es"\n')), "/articles/1/")
    assert page.text('//p[@class="authors"]') == "Por Ana e Inés"
    assert "También de Ana e Inés" in page.text("//main")


# The words ---------------------------------------------------------------------------------------------------


def test_the_promised_languages_are_there() -> None:
    assert set(WANTED) <= {file.stem for file in TABLES}


@pytest.mark.parametrize("tag", [file.stem for file in TABLES])
def test_a_table_has_every_word_in_every_form(tag: str) -> None:
    """A table has each key of the English one, with the same fillings, and the plural forms of CLDR."""
    own, english = table(tag), table("en")
    assert list(own.table) == list(english.table)
    forms = {*Locale.parse(tag, sep="-").plural_form.tags, "other"}
    same = []
    for key, word in own.table.items():
        if isinstance(word, dict):
            assert set(word) == forms
            # What others say by the number, `one` and `two` may say in words.
            counted = "{count}" in english.table[key]["other"]  # type: ignore[index]
            assert ("{count}" in word["other"]) == counted
        else:
            assert set(re.findall(r"\{\w+\}", word)) == set(re.findall(r"\{\w+\}", str(english.table[key])))
        same += [key] if word == english.table[key] else []
    if tag != "en":
        assert len(same) < 10, same


def test_layouts_and_views_say_no_word_that_there_is_not() -> None:
    """Each word that a layout or a view asks for is in the tables, and each in the tables is asked for."""
    texts = [file.read_text("utf-8") for file in (ROOT / "layouts").rglob("*.html")]
    asked = set(re.findall(r"\bwords\.(\w+)", " ".join(texts)))
    code = (ROOT / "sitegen/views.py").read_text("utf-8")
    asked |= set(re.findall(r"words(?:\.own)?\.(\w+)", code)) - {"own", "of", "table", "plain", "first"}
    asked -= {"joint", "listed"}
    asked |= {"and", "topic", "region", "author", "year", "language", "note", "back", "table", "parts", "feed_about"}
    asked |= {f"republish_{rule}" for rule in ("authors", "line", "nc", "nd", "sa", "pictures")}
    assert asked == set(table("en").table)


def visible(layout: str) -> Iterator[str]:
    """Give the words that stand in a layout itself: no comment, no tag of Jinja, no element."""
    layout = re.sub(r"(?s)\{% block root %\}.*?\{% endblock %\}", "", layout)
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", layout, flags=re.DOTALL)
    inside = re.sub(r"<(?:[^>\"]|\"[^\"]*\")*>", " ", bare)
    yield from re.findall(r"[A-Za-z]{3,}", inside)
    yield from re.findall(r'(?:aria-label|alt|placeholder|title)="([^"{]*[A-Za-z]{3,}[^"]*)"', bare)


@pytest.mark.parametrize("file", sorted((ROOT / "layouts").rglob("*.html")), ids=lambda file: file.name)
def test_no_layout_has_words_of_its_own(file: Path) -> None:
    assert list(visible(file.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("en", ["1 article", "2 articles", "5 articles", "21 articles", "10,000 articles"]),
        ("fr", ["1 article", "2 articles", "5 articles", "21 articles", "10\u202f000 articles"]),
        ("de", ["1 Artikel", "2 Artikel", "5 Artikel", "21 Artikel", "10.000 Artikel"]),
        ("ru", ["1 статья", "2 статьи", "5 статей", "21 статья", "10\u00a0000 статей"]),
        ("ar", ["مقالة واحدة", "مقالتان", "5 مقالات", "21 مقالة", "10,000 مقالة"]),
        ("zh", ["1 篇文章", "2 篇文章", "5 篇文章", "21 篇文章", "10,000 篇文章"]),
    ],
)
def test_numbers_choose_the_form(tag: str, said: list[str]) -> None:
    assert [words_of(tag).articles(n) for n in (1, 2, 5, 21, 10_000)] == said


def test_a_table_is_found_by_its_tag() -> None:
    assert words.candidates("en-GB") == ("en-GB.toml", "en.toml")
    assert words.candidates("zh-TW") == ("zh-TW.toml", "zh-Hant.toml", "zh.toml")
    assert words.candidates("zh-Hant-HK")[:2] == ("zh-Hant-HK.toml", "zh-Hant.toml")


def test_a_phrase_escapes_what_is_not_html_beside_what_is() -> None:
    from markupsafe import Markup

    said = words_of("en").by_date(articles="<b>", number=Markup("<i>1</i>"), total=2)
    assert said == "&lt;b&gt; by date, page <i>1</i> of 2"


# A publication in one language -------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", WANTED)
def test_a_publication_speaks_its_language(tag: str, tmp_path: Path) -> None:
    """Every page of a site has its words, dates and direction in the site's language, and none in English."""
    body = "A[^1] and B.\n\n|A|B|\n|-|-|\n|1|2|\n\n[^1]: N."
    files = {
        "content/authors/ana-ruiz.md": ANA,
        "content/articles/x.md": article(
            "X", "2026-01-05", body, authors="[ana-ruiz]", topics="[T]", updated="2026-02-05"
        ),
        "content/articles/y.md": article("Y", "2026-01-04", authors="[ana-ruiz]", topics="[T]"),
    }
    output = good(write(tmp_path, files, SETTINGS + f'language = "{tag}"\n'))
    own, english = words_of(tag), words_of("en")
    page = visit(output, "/articles/x/")
    assert page.one("/html/@lang") == tag
    assert page.all("/html/@dir") == (["rtl"] if tag == "ar" else [])
    assert page.text("//*[@id='page-notes']") == own.notes
    assert page.one("//a[@role='doc-noteref']/@aria-label") == own.note(number=1)
    assert page.one("//a[@role='doc-backlink']/@aria-label") == own.back(number=1)
    assert page.one("//div[@class='table']/@aria-label") == own.table(number=1)
    assert page.text("//*[@id='page-latest']") == own.latest
    assert page.text("//p[@class='authors']") == own.by(names="Ana Ruiz")
    day = dates.long(dt.date(2026, 1, 5), tag)
    assert page.text("//time[@class='dt-published']") == " ".join(day.split())
    assert own.articles(2) in visit(output, "/archive/").text("//main")
    assert own.missing_why in visit(output, "/404.html").text("//main")
    if tag != "en":
        for file in output.rglob("*.html"):
            text = visit(output, f"/{file.relative_to(output)}").text("//body")
            for key in ("latest", "share", "cite", "authors", "archive", "topics", "skip", "feed"):
                assert not re.search(rf"\b{re.escape(getattr(english, key))}\b", text), (file, key)


def test_an_article_in_another_language_has_its_own_words(tmp_path: Path) -> None:
    """Inside the article all is in its language, around it in that of the publication."""
    body = "نص[^1].\n\n[^1]: هامش."
    files = {"content/articles/x.md": article("عنوان", "2026-01-05", body, language="ar")}
    page = visit(good(write(tmp_path, files)), "/articles/x/")
    assert (page.one("/html/@lang"), page.all("/html/@dir")) == ("en", [])
    assert (page.one("//article/@lang"), page.one("//article/@dir")) == ("ar", "rtl")
    arabic = words_of("ar")
    assert page.text("//article//*[@id='page-notes']") == arabic.notes
    assert page.one("//article//a[@role='doc-noteref']/@aria-label") == arabic.note(number=1)
    assert page.text("//article//time[@class='dt-published']") == "5 يناير 2026"
    assert page.text("//*[@id='page-share']") == "Share"


def test_a_language_without_words_is_told_of(tmp_path: Path) -> None:
    result = make(write(tmp_path, {}, SETTINGS + 'language = "it"\n'))
    assert not result.failed
    (warned,) = result.problems
    assert "Italian (it)" in warned.message
    assert "layouts/words/it.toml" in warned.hint
    assert visit(result.output, "/").one("/html/@lang") == "it"


def test_a_site_brings_words_of_its_own(tmp_path: Path) -> None:
    """A table in the site replaces the packaged one, or adds a language; one with a gap is an error with its place."""
    italian = (ROOT / "layouts/words/en.toml").read_text("utf-8").replace('"Latest"', '"Ultimi articoli"')
    files = {
        "layouts/words/it.toml": italian,
        "content/articles/x.md": article("X"),
        "content/articles/y.md": article("Y"),
    }
    site = write(tmp_path / "a", files, SETTINGS + 'language = "it"\n')
    assert visit(good(site), "/articles/x/").text("//*[@id='page-latest']") == "Ultimi articoli"
    (site / "layouts/words/it.toml").write_text(re.sub(r"(?m)^(latest|notes) = .*\n", "", italian), "utf-8")
    (said,) = bad(site)
    (shown,) = examples("languages.md", "text")[1:]
    assert f"{said}\n" == shown


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('latest = "{x}"', "`latest` cannot be filled in as it is"),
        ('updated = "{date"', "`updated` cannot be filled in as it is"),
        ('updated = "{date.__class__}"', "`updated` cannot be filled in as it is"),
        ('articles = "many"', "`articles` is of another kind than in English"),
        ("latest = 5", "`latest` is of another kind than in English"),
        ('articles = { other = "{count}" }', "`articles` should have the forms one, other"),
        ("latest = x", "not valid TOML"),
    ],
)
def test_mistakes_in_words_have_their_place(row: str, said: str, tmp_path: Path) -> None:
    key = row.partition(" ")[0]
    rows = (ROOT / "layouts/words/en.toml").read_text("utf-8").splitlines()
    line = next(n for n, text in enumerate(rows, 1) if text.startswith(f"{key} = "))
    rows[line - 1] = row
    (first, *_) = bad(write(tmp_path, {"layouts/words/en.toml": "\n".join(rows)}))
    assert first.startswith(f"layouts/words/en.toml:{line}:")
    assert said in first


# Versions ----------------------------------------------------------------------------------------------------


def versions(output: Path, url: str) -> dict[str, str]:
    """Return what the head of a page says of its languages."""
    page = visit(output, url)
    rows = page.all("//head/link[@rel='alternate'][@hreflang]")
    return {row.get("hreflang"): row.get("href") for row in rows}


def test_translations_lead_to_each_other(tmp_path: Path) -> None:
    """By the names of files, or as `translation_of` says: for readers, and for search engines."""
    files = {
        "content/articles/treaty.md": article("A treaty"),
        "content/articles/treaty.fr.md": article("Un traité"),
        "content/articles/vertrag.md": article("Ein Vertrag", language="de", translation_of="treaty"),
        "content/articles/alone.md": article("Alone"),
    }
    output = good(write(tmp_path, files))
    root = "https://example.org/articles"
    found = {
        "en": f"{root}/treaty/",
        "de": f"{root}/vertrag/",
        "fr": f"{root}/treaty-fr/",
        "x-default": f"{root}/treaty/",
    }
    for url in ("/articles/treaty/", "/articles/treaty-fr/", "/articles/vertrag/"):
        assert versions(output, url) == found
    page = visit(output, "/articles/treaty/")
    assert page.text("//p[a[@rel='alternate']]") == "Also in Deutsch, Français"
    assert page.all("//p[a[@rel='alternate']]/a/@lang") == ["de", "fr"]
    assert visit(output, "/articles/treaty-fr/").text("//p[a[@rel='alternate']]") == "Lire aussi en English, Deutsch"
    assert versions(output, "/articles/alone/") == {}
    assert visit(output, "/articles/alone/").all("//p[a[@rel='alternate']]") == []


def test_a_publication_in_two_languages(tmp_path: Path) -> None:
    """Each language has home, lists, feeds and addresses of its own, which lead to each other where both are there."""
    files = {
        "content/authors/ana-ruiz.md": ANA,
        "content/authors/ana-ruiz.fr.md": "---\nname: Ana Ruiz\nrole: Chercheuse\n---\nAna écrit.\n",
        "content/authors/ben.md": "---\nname: Ben\n---\nBen writes.\n",
        "content/topics/water.md": "---\ntitle: Water\n---\n",
        "content/topics/water.fr.md": "---\ntitle: L’eau\n---\n",
        "content/articles/treaty.md": article("A treaty", authors="[ana-ruiz]", topics="[water]"),
        "content/articles/treaty.fr.md": article("Un traité", authors="[ana-ruiz, ben]", topics="[water]"),
        "content/articles/seul.fr.md": article("Seul"),
        "content/articles/arabic.md": article("عنوان", language="ar"),
        "content/pages/about.md": "---\ntitle: About\n---\n[A](../articles/treaty.fr.md)\n",
        "content/pages/about.fr.md": "---\ntitle: À propos\n---\n"
        "[A](../articles/treaty.md) [B](../authors/ana-ruiz.md)\n",
    }
    site = write(tmp_path, files, FRENCH)
    result = make(site)
    assert result.problems == ()
    output = result.output
    own = "https://example.org"
    both = {"en": f"{own}/", "fr": f"{own}/fr/", "x-default": f"{own}/"}
    assert versions(output, "/") == versions(output, "/fr/") == both
    for rest in ("articles/treaty/", "topics/water/", "authors/ana-ruiz/", "authors/", "topics/", "about/"):
        assert versions(output, f"/fr/{rest}")["en"] == f"{own}/{rest}"
        assert versions(output, f"/{rest}")["fr"] == f"{own}/fr/{rest}"
    home = visit(output, "/fr/")
    assert home.one("/html/@lang") == "fr"
    assert home.text("//*[contains(@class, 'masthead')]//p[@class='name']") == "L’Essai"
    assert home.all("//nav//a[@hreflang]/@href") == ["/"]
    titles = home.all("//a[@class='p-name u-url']/text()")
    assert sorted(titles) == ["Seul", "Un traité"]
    assert sorted(visit(output, "/").all("//a[@class='p-name u-url']/text()")) == ["A treaty", "عنوان"]
    assert visit(output, "/fr/topics/water/").text("//h1") == "L’eau"
    assert visit(output, "/fr/authors/ana-ruiz/").text("//*[contains(@class, 'e-note')]") == "Ana écrit."
    page = visit(output, "/fr/articles/treaty/")
    assert page.all("//p[@class='authors']/a/@href") == ["/fr/authors/ana-ruiz/", "/fr/authors/ben/"]
    assert page.text("//p[@class='authors']") == "Par Ana Ruiz et Ben"
    # Ben's bio is not translated, and says so.
    (ben,) = page.all("//*[contains(@class, 'e-note')][@lang='en']")
    assert ben.get("dir") == "ltr"
    assert [link.get("href") for link in visit(output, "/fr/about/").all("//main//div//a")] == [
        "/articles/treaty/",
        "/fr/authors/ana-ruiz/",
    ]
    feed = feedparser.parse((output / "fr/feed.xml").read_bytes())
    assert (feed.feed.title, feed.feed.language) == ("L’Essai", "fr")
    assert {entry.title for entry in feed.entries} == {"Un traité", "Seul"}
    assert {e.title for e in feedparser.parse((output / "feed.xml").read_bytes()).entries} == {"A treaty", "عنوان"}
    sitemap = (output / "sitemap.xml").read_text("utf-8")
    assert f"{own}/fr/articles/treaty/" in sitemap
    assert len(set(re.findall(r"tag:\S+", (site / "content/ids.txt").read_text("utf-8")))) == 4
    assert make(site).written.written == ()


def test_translations_publish_alike_with_any_jobs(tmp_path: Path) -> None:
    files = {f"content/articles/a{n}.fr.md": article(f"A{n}") for n in range(3)}
    files |= {f"content/articles/a{n}.md": article(f"A{n}") for n in range(3)}
    one = good(write(tmp_path / "1", files, FRENCH), jobs=1)
    two = good(write(tmp_path / "2", files, FRENCH), jobs=2)
    assert tree(one) == tree(two)


@pytest.mark.parametrize("words", [3, 900], ids=["as-long", "longer"])
@pytest.mark.parametrize("name", ["treaty.md", "treaty.fr.md", "seul.fr.md", "arabic.md"])
def test_an_edit_of_a_text_in_any_language_plans_nothing(
    name: str, words: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its page and feeds are made again, with the words of its own language, as a clean build makes them."""
    texts = {
        f: f"What every list may show of {f}.\n\n" for f in ("treaty.md", "treaty.fr.md", "seul.fr.md", "arabic.md")
    }
    files = {f"content/articles/{f}": article(f"About {f}", "2026-01-05", text) for f, text in texts.items()}
    files["content/articles/arabic.md"] = article("عنوان", "2026-01-05", texts["arabic.md"], language="ar")
    site = write(tmp_path / "site", files, FRENCH)
    settled(site)
    path = f"content/articles/{name}"
    with monkeypatch.context() as patched:
        patched.setattr(planning, "plan", None)
        result = make(write(site, {path: files[path] + "word " * words}, FRENCH))
    assert (result.work.read, result.work.parsed, result.work.rendered) == (1, 1, int(words > 200))
    assert len([written for written in result.written.written if written.endswith(".html")]) == 1
    assert tree(result.output) == tree(good(site, output=tmp_path / "clean"))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {
                "content/articles/b.md": article("B", language="fr", translation_of="treatty"),
                "content/articles/treaty.md": article("A"),
            },
            "content/articles/b.md:5:1: error: `translation_of` names no article: 'treatty'",
        ),
        (
            {"content/articles/b.md": article("B", language="fr", translation_of="b")},
            "`translation_of` names this file itself",
        ),
        (
            {
                "content/articles/a.md": article("A"),
                "content/articles/b.md": article("B", language="fr", translation_of="a"),
                "content/articles/c.md": article("C", language="fr", translation_of="a"),
            },
            "content/articles/c.md:5:1: error: is in the same language (fr) as content/articles/b.md",
        ),
        (
            {"content/articles/a.md": article("A"), "content/articles/b.md": article("B", translation_of="a")},
            "is in the same language (en) as content/articles/a.md",
        ),
        (
            {
                "content/articles/a.md": article("A"),
                "content/articles/b.md": article("B", language="fr", translation_of="a"),
                "content/articles/c.md": article("C", language="de", translation_of="b"),
            },
            "which is itself a translation of content/articles/a.md\n    name content/articles/a.md",
        ),
        (
            {"content/articles/a.fr.md": article("A", language="de")},
            "content/articles/a.fr.md:4:1: error: `language` is de, but the file's name ends in .fr.md",
        ),
        (
            {
                "content/x/../articles/e/a.md": article("A"),
                "content/articles/f/a.md": article("A", slug="b"),
                "content/articles/b.md": article("B", language="fr", translation_of="a"),
            },
            "`translation_of` fits several files: 'a'",
        ),
    ],
)
def test_mistakes_in_translations_have_their_place(files: dict[str, str], said: str, tmp_path: Path) -> None:
    assert said in "\n".join(bad(write(tmp_path, files)))


def test_a_translation_of_a_draft_is_published_and_told_of(tmp_path: Path) -> None:
    files = {"content/articles/a.md": article("A", draft="true"), "content/articles/a.fr.md": article("B")}
    result = make(write(tmp_path, files))
    assert not result.failed
    (warned,) = result.problems
    assert "content/articles/a.md, of which this is a translation, is not published now" in warned.message
    assert versions(result.output, "/articles/a-fr/") == {}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('languages = "fr"\n', "`languages` should be a table"),
        ('[languages.xx]\ntitle = "X"\n', "`languages` has a language that is not known: 'xx'"),
        ('[languages.en]\ntitle = "X"\n', "`languages` has en, the language of the publication itself"),
        ('[languages.fr]\ntitel = "X"\n', "`languages` has an unknown key `titel`"),
        ("[languages.fr]\ntitle = 5\n", "`languages` has a `title` that"),
    ],
)
def test_mistakes_in_the_setting_have_their_place(settings: str, said: str) -> None:
    from sitegen import config

    _, problems = config.parse("site.toml", SETTINGS + settings)
    assert [said in str(p) for p in problems] == [True], problems
    assert problems[0].line >= 3


def test_a_language_that_nobody_knows_is_told_of(tmp_path: Path) -> None:
    files = {"content/articles/a.md": article("A", language="xx"), "content/articles/b.qx.md": article("B")}
    result = make(write(tmp_path, files))
    said = [str(p).splitlines()[0] for p in result.problems]
    assert said == [
        "content/articles/a.md:4:1: warning: `language` is no language that is known: 'xx'",
        "content/articles/b.qx.md:1:1: warning: the file's name ends like a language, but in none that is known",
    ]
    assert "2026-01-05" in visit(result.output, "/articles/a/").text("//article")


def test_a_translation_without_an_original_is_told_of(tmp_path: Path) -> None:
    result = make(write(tmp_path, {"content/articles/a.fr.md": article("A")}))
    (warned,) = result.problems
    assert "the file is named as a translation, but there is no a.md" in warned.message
    assert visit(result.output, "/articles/a-fr/").one("//article/@lang") == "fr"


def test_an_author_in_a_language_that_the_site_has_not_is_told_of(tmp_path: Path) -> None:
    files = {"content/authors/ana-ruiz.md": ANA, "content/authors/ana-ruiz.fr.md": ANA}
    result = make(write(tmp_path, files))
    (warned,) = result.problems
    assert (warned.path, "no pages in the language fr" in warned.message) == ("content/authors/ana-ruiz.fr.md", True)


def test_the_names_of_languages() -> None:
    names = {tag: dates.language_name(tag) for tag in ("fr", "en-GB", "zh-Hant", "pt-BR", "ar")}
    assert names == {
        "fr": "Français",
        "en-GB": "English",
        "zh-Hant": "中文 (繁體)",
        "pt-BR": "Português",
        "ar": "العربية",
    }


def test_views_have_words() -> None:
    """No layout is left without words."""
    for name in views.VIEWS:
        from sitegen.inventory import view_of
        from sitegen.value import fields

        if name.endswith(".html"):
            view = view_of(name)
            assert view
            assert "words" in fields(view), name


def test_machines_are_told_of_versions(tmp_path: Path) -> None:
    """JSON-LD says which work is a translation of which, Open Graph in which languages else a page is."""
    files = {"content/articles/a.md": article("A"), "content/articles/a.fr.md": article("B")}
    output = good(write(tmp_path, files, FRENCH))
    own = {"en": "https://example.org/articles/a/", "fr": "https://example.org/fr/articles/a/"}
    told = {}
    for tag, url in own.items():
        page = visit(output, url.removeprefix("https://example.org"))
        told[tag] = json.loads(page.one("//script[@type='application/ld+json']").text)["@graph"][0]
        (other,) = page.all("//meta[@property='og:locale:alternate']/@content")
        assert other == ({*own} - {tag}).pop()
    assert told["en"]["workTranslation"] == [{"@type": "CreativeWork", "@id": f"{own['fr']}#article", "url": own["fr"]}]
    assert told["fr"]["translationOfWork"]["@id"] == told["en"]["@id"]
    assert "translationOfWork" not in told["en"]
    assert "workTranslation" not in told["fr"]


def test_a_translation_is_not_what_a_seed_becomes(tmp_path: Path) -> None:
    """One that was begun as a copy of a converted article stays as it is when the seed changes, and so does its bio."""
    seed = "Elms\n\n5 March 2026\n\nBy Ana Ruiz\n\nThe elms are {}.\n\nAna Ruiz\nAna Ruiz is a fellow of a house.\n"
    site = write(tmp_path, {"seeds/elms.txt": seed.format("gone")})
    good(site)
    original, copy = site / "content/articles/elms.md", site / "content/articles/elms.fr.md"
    copy.write_text(re.sub(r"(?m)^(id|slug): .*\n", "", original.read_text("utf-8")).replace("Elms", "Ormes"), "utf-8")
    bio = site / "content/authors/ana-ruiz.fr.md"
    bio.write_text("---\nname: Ana Ruiz\n---\nAna Ruiz est membre.\n", "utf-8")
    before = copy.read_bytes(), bio.read_bytes()
    (site / "seeds/elms.txt").write_text(seed.format("back"), "utf-8")
    good(site)
    assert (copy.read_bytes(), bio.read_bytes()) == before
    assert "back" in original.read_text("utf-8")


def test_check_says_where_a_topic_has_no_name_in_a_language(tmp_path: Path) -> None:
    """Only of topics that articles in that language have, and only where there is a name in another."""
    files = {
        "content/articles/a.md": article("A", topics="[water, ice, Snow]"),
        "content/articles/a.fr.md": article("A", topics="[water, ice, Snow]"),
        "content/topics/water.md": "---\ntitle: Water\n---\n",
        "content/topics/ice.md": "---\ntitle: Ice\n---\n",
        "content/topics/ice.fr.md": "---\ntitle: Glace\n---\n",
    }
    site = write(tmp_path, files, FRENCH)
    advice = [str(problem) for problem in make(site, write=False).problems if "topics" in problem.path]
    assert advice == [
        "content/topics/water.md:2:1: warning: the pages in French (fr) call this topic Water: it has no name in their "
        "language\n    write content/topics/water.fr.md with its `title`"
    ]
    write(tmp_path, {"content/topics/water.fr.md": "---\ntitle: Eau\n---\n"}, FRENCH)
    assert [str(problem) for problem in make(site, write=False).problems if "topics" in problem.path] == []
