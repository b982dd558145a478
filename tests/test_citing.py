"""How an article is cited: names in their parts, styles, and files that reference managers read back."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Mapping
from pathlib import Path

import bibtexparser
import pytest
import rispy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sites import SETTINGS, article, bad, good, make, visit, write

from sitegen.citing import Author, Cited, styles
from sitegen.citing.formats import bibtex, csl, csl_json, ris
from sitegen.citing.names import divide
from sitegen.start import SettingsError

DOWNLOADS = "[cite]\ndownloads = true\n"


def author(name: str, **keys: str) -> str:
    more = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f"---\nname: {json.dumps(name, ensure_ascii=False)}\n{more}---\nA bio.\n"


SITE: Mapping[str, str] = {
    "content/authors/jan.md": author("Jan van der Berg", orcid="0000-0002-1825-0097", affiliation="A House"),
    "content/authors/house.md": author("Institute of Rivers and Lakes", organisation="true"),
    "content/authors/li.md": author("Li Wen-Lan", family="Li"),
    "content/articles/x.md": article(
        '"Rivers & 100% of the {law}: “who pays_”?"',
        "2026-03-05",
        authors="[jan, house, li]",
        doi="https://doi.org/10.1234/ab_c.5",
        topics="[Water]",
    ),
    "content/articles/plain.md": article("Plain", "2026-03-06", authors="[li]"),
}


# Names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ana Ruiz", ("Ana", "", "Ruiz", "")),
        ("Ludwig van Beethoven", ("Ludwig", "van", "Beethoven", "")),
        ("Jan van der Berg", ("Jan", "van der", "Berg", "")),
        ("Maria de la Cruz", ("Maria", "de la", "Cruz", "")),
        ("Jean de La Fontaine", ("Jean", "de", "La Fontaine", "")),
        ("Robert De Niro", ("Robert", "", "De Niro", "")),
        ("Khalid bin Salman", ("Khalid", "bin", "Salman", "")),
        ("José Ortega y Gasset", ("José", "", "Ortega y Gasset", "")),
        ("Martin Luther King Jr.", ("Martin Luther", "", "King", "Jr.")),
        ("Martin Luther King, Jr.", ("Martin Luther", "", "King", "Jr.")),
        ("Charles d’ Artagnan", ("Charles", "d’", "Artagnan", "")),
        ("Ольга Бекмуратова", ("Ольга", "", "Бекмуратова", "")),
        ("Ben Okri-Hall", ("Ben", "", "Okri-Hall", "")),
    ],
)
def test_a_name_is_divided(name: str, parts: tuple[str, str, str, str]) -> None:
    """Particles, names of two words, suffixes and other alphabets, without a word of help."""
    found = divide(name)
    assert (found.given, found.particle, found.family, found.suffix) == parts


@pytest.mark.parametrize("name", ["Plato", "李文蘭", "محمد بن سلمان", "김대중"])
def test_a_name_that_does_not_divide_stays_whole(name: str) -> None:
    """One word, and scripts that put names together otherwise."""
    assert divide(name).whole == name


@pytest.mark.parametrize(
    ("name", "family", "parts"),
    [
        ("Gabriel García Márquez", "García Márquez", ("Gabriel", "", "García Márquez")),
        ("Li Wen-Lan", "Li", ("Wen-Lan", "", "Li")),
        ("Ana van der Berg Ruiz", "Berg Ruiz", ("Ana", "van der", "Berg Ruiz")),
        ("Mao", "Mao", ("", "", "Mao")),
    ],
)
def test_an_editor_says_which_name_is_the_family_s(name: str, family: str, parts: tuple[str, str, str]) -> None:
    """At the end of the name or at its beginning; one that is not in the name leaves it whole."""
    found = divide(name, family)
    assert (found.given, found.particle, found.family) == parts
    assert divide(name, "Nobody").whole == name


LETTERS = st.characters(categories=["L", "Nd", "Pd", "Po"])


@given(st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=6))
def test_no_part_of_a_name_is_lost(words: list[str]) -> None:
    """Whatever a name is, its parts together have the same letters."""
    name = " ".join(words)
    found = divide(name)
    parts = f"{found.given}{found.particle}{found.family}{found.suffix}{found.whole}"
    assert sorted(parts.replace(" ", "").replace(",", "")) == sorted(name.replace(" ", "").replace(",", ""))


# On the page ----------------------------------------------------------------------------------------------------


def test_a_page_says_how_it_is_cited(tmp_path: Path) -> None:
    """In a plain style that names all authors as they sign, with the DOI where there is one."""
    output = good(write(tmp_path, SITE))
    assert visit(output, "/articles/x/").text("//*[starts-with(@class,'cite')]/div") == (
        "Jan van der Berg, Institute of Rivers and Lakes and Li Wen-Lan, “Rivers & 100% of the {law}: “who pays_”?”,"
        " The Test, March 5, 2026, https://doi.org/10.1234/ab_c.5."
    )
    assert not (output / "articles/x/cite.bib").exists()
    page = visit(output, "/articles/plain/")
    assert page.all("//*[starts-with(@class,'cite')]//a/@href") == ["https://example.org/articles/plain/"]


def test_styles_of_csl_are_at_hand(tmp_path: Path) -> None:
    """The two that the settings name, under the names that readers know; what is special to HTML stays as written."""
    hard = article('"A <b>river</b> & its <script>law</script>"', "2026-03-05", authors="[jan, house]")
    settings = SETTINGS + '[cite]\nstyles = ["apa", "modern-language-association"]\n'
    output = good(write(tmp_path, {**SITE, "content/articles/hard.md": hard}, settings))
    page = visit(output, "/articles/hard/")
    apa, mla = page.texts("//*[starts-with(@class,'cite')]//p")
    assert apa == (
        "APA van der Berg, J., & Institute of Rivers and Lakes. (2026, March 5). A <b>river</b> & its"
        " <script>law</script>. The Test. https://example.org/articles/hard/"
    )
    assert mla.startswith("MLA van der Berg, J., and Institute of Rivers and Lakes. “A <b>river</b> & Its <script>")
    assert page.all("//*[starts-with(@class,'cite')]//i[text()='The Test']")
    assert not page.all("//*[starts-with(@class,'cite')]//script")
    assert set(page.all("//*[starts-with(@class,'cite')]//a/@href")) == {"https://example.org/articles/hard/"}


def test_a_style_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest is named; without the extra the message says what to install."""
    site = write(tmp_path, SITE, SETTINGS + '[cite]\nstyles = ["appa"]\n')
    with pytest.raises(SettingsError, match=r"4:1: error: `cite` has a style that is not known: 'appa'\n.*'apa'"):
        make(site)
    monkeypatch.setattr(styles, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r'the extra `cite` is needed\n.*pip install "sitegen\[cite\]"'):
        make(site)


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        ({"orcid": "0000-0002-1825-0098"}, "has a slip in it"),
        ({"orcid": "1234"}, "is not an ORCID iD"),
        ({"organisation": "perhaps"}, "should be true or false"),
    ],
)
def test_a_mistake_in_an_author_is_told(tmp_path: Path, keys: dict[str, str], complaint: str) -> None:
    """With file, line and column."""
    (message,) = bad(write(tmp_path, {"content/authors/a.md": author("A B", **keys)}))
    assert re.match(rf"content/authors/a\.md:3:\d+: error: .*{complaint}", message)


def test_a_mistake_in_a_doi_is_told(tmp_path: Path) -> None:
    """An address of another kind is no DOI."""
    (message,) = bad(write(tmp_path, {"content/articles/x.md": article("X", doi='"https://e.org/10.1"')}))
    assert "`doi` is not a DOI: 'https://e.org/10.1'" in message


# Files ----------------------------------------------------------------------------------------------------------

_TEX = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    **{f"\\{sign}": sign for sign in "&%$#_"},
}


def from_tex(text: str) -> str:
    """Return a text of BibTeX as it was before: commands as what they stand for, without braces that hold together."""
    commands = "|".join(map(re.escape, _TEX))
    return re.sub(rf"{commands}|[{{}}]", lambda m: _TEX.get(m[0], ""), text)


def in_order(last_first: str) -> str:
    """Return a name that begins with the family name as it is signed."""
    family, _, rest = last_first.partition(", ")
    *suffix, given = rest.split(", ") if rest else [""]
    return " ".join(filter(None, (given, family, *suffix)))


def split(text: str, sign: str) -> list[str]:
    """Return a text cut at a sign wherever no brace is open."""
    found, depth = [""], 0
    for piece in re.split(rf"(\{{|\}}|{sign})", text):
        depth += (piece == "{") - (piece == "}")
        if piece == sign and depth == 0:
            found.append("")
        else:
            found[-1] += piece
    return found


def from_bibtex(data: bytes) -> tuple[dict[str, str], list[str]]:
    """Return the fields of the one entry of a file, and its authors as they sign."""
    library = bibtexparser.parse_string(data.decode())
    assert library.failed_blocks == []
    (entry,) = library.entries
    fields = {field.key: field.value for field in entry.fields}
    names = [split(name, ", ") for name in split(fields.pop("author", ""), " and ") if name]
    authors = [
        from_tex(" ".join([*parts[-1:], parts[0], *parts[1:-1]] if len(parts) > 1 else parts)) for parts in names
    ]
    return {key: from_tex(value) for key, value in fields.items()}, authors


def from_ris(data: bytes) -> tuple[dict[str, object], list[str]]:
    (entry,) = rispy.loads(data.decode())
    return entry, [in_order(name) for name in entry.get("authors", [])]


def from_csl(data: bytes) -> tuple[dict[str, object], list[str]]:
    (item,) = json.loads(data)
    keys = "given", "non-dropping-particle", "family", "suffix"
    names = [who.get("literal") or " ".join(who[key] for key in keys if key in who) for who in item.get("author", [])]
    return item, names


def test_files_for_reference_managers_are_read_back(tmp_path: Path) -> None:
    """BibTeX, RIS and CSL-JSON beside the page, named on it, say title, day, publication, address, DOI and language."""
    settings = SETTINGS + 'language = "en-GB"\n[publisher]\nname = "A & B"\n' + DOWNLOADS
    output = good(write(tmp_path, SITE, settings))
    folder = output / "articles/x"
    links = visit(output, "/articles/x/").all("//*[starts-with(@class,'cite')]//li/a/@href")
    assert links == [f"/articles/x/{name}" for name in ("cite.bib", "cite.ris", "cite.json")]
    bib, _ = from_bibtex((folder / "cite.bib").read_bytes())
    title = "Rivers & 100% of the {law}: “who pays_”?"
    assert bib == {
        "title": title,
        "journal": "The Test",
        "publisher": "A & B",
        "date": "2026-03-05",
        "year": "2026",
        "url": "https://example.org/articles/x/",
        "doi": "10.1234/ab_c.5",
        "language": "en-GB",
    }
    entry, _ = from_ris((folder / "cite.ris").read_bytes())
    assert {key: entry[key] for key in ("type_of_reference", "title", "year", "doi", "language")} == {
        "type_of_reference": "MGZN",
        "title": title,
        "year": "2026",
        "doi": "10.1234/ab_c.5",
        "language": "en-GB",
    }
    item, _ = from_csl((folder / "cite.json").read_bytes())
    assert (item["title"], item["container-title"], item["DOI"]) == (title, "The Test", "10.1234/ab_c.5")
    assert item["issued"] == {"date-parts": [[2026, 3, 5]]}
    assert item["author"] == [
        {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
        {"literal": "Institute of Rivers and Lakes"},
        {"family": "Li", "given": "Wen-Lan"},
    ]


def test_publishing_rewrites_no_citation(tmp_path: Path) -> None:
    """A new article has its three files; those of the others are left as they are, also when a text is edited."""
    site = write(tmp_path, SITE, SETTINGS + DOWNLOADS)
    good(site)
    write(site, {"content/articles/new.md": article("New", "2026-04-05", authors="[li]")}, SETTINGS + DOWNLOADS)
    files = [path for path in make(site).written.written if "cite." in path]
    assert files == [f"articles/new/cite.{ending}" for ending in ("bib", "json", "ris")]
    more = article("New", "2026-04-05", "A paragraph of text.\n\nMore.", authors="[li]")
    (site / "content/articles/new.md").write_text(more)
    assert [path for path in make(site).written.written if "cite." in path] == []


def test_the_byline_is_the_same_in_every_file(demo: Path) -> None:
    """For each article of the demonstration, in the citation and all three downloads, in the same order."""
    found = sorted(demo.glob("articles/*/index.html"))
    assert len(found) > 5
    for page in found:
        url = f"/articles/{page.parent.name}/"
        byline = visit(demo, url).texts("//*[@class='authors']/a")
        box = visit(demo, url).text("//*[starts-with(@class,'cite')]//p")
        assert [name for name in byline if name not in box] == []
        places = [box.index(name) for name in byline]
        assert places == sorted(places)
        for name, read in (("cite.bib", from_bibtex), ("cite.ris", from_ris), ("cite.json", from_csl)):
            assert read((page.parent / name).read_bytes())[1] == byline


HARD = [*"{}\\%#&$_^~,@é水", "and", "<b>", "]]>", "\U0001f30a", "\u202e", '"']
SIGNS = st.characters(codec="utf-8", exclude_categories=["C", "Z"])
hard = st.lists(st.sampled_from(HARD) | st.text(SIGNS, min_size=1, max_size=5), min_size=1, max_size=5).map(" ".join)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(title=hard, names=st.lists(hard, max_size=4), houses=st.lists(st.booleans(), min_size=4, max_size=4))
def test_whatever_is_written_is_read_back(title: str, names: list[str], houses: list[bool]) -> None:
    """Braces, percent signs, commas, the word `and`, emoji, marks of direction: in titles and names alike."""
    authors = tuple(Author(name, "", house) for name, house in zip(names, houses, strict=False))
    of = Cited("a-key", title, authors, 2026, 3, 5, "The Test", "", "https://e.org/", "", "en", "")
    bib, found = from_bibtex(bibtex(of))
    assert bib["title"].split() == title.split()
    assert [sorted("".join(name.split())) for name in found] == [sorted("".join(name.split())) for name in names]
    entry, found = from_ris(ris(of))
    assert entry["title"] == " ".join(title.split())
    assert len(found) == len(names)
    item, found = from_csl(csl_json(of))
    assert item == csl(of)
    assert len(found) == len(names)


def test_citeproc_reads_csl_json() -> None:
    """citeproc-py takes every item without a complaint on a field or a name."""
    from citeproc.source.json import CiteProcJSON

    of = Cited(
        "k",
        "T",
        (Author("Jan van der Berg"), Author("A House", "", True)),
        2026,
        3,
        5,
        "P",
        "",
        "https://e.org/",
        "10.1/x",
        "en",
        "S",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        source = CiteProcJSON([csl(of)])
    names = [{key: str(part) for key, part in name.items() if part} for name in source["k"].author]
    assert names == [{"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"}, {"literal": "A House"}]
