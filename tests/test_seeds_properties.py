"""What the converter promises for every seed, shown on generated ones: nothing lost, nothing added, no crash."""

from __future__ import annotations

import re
from collections import Counter

import frontmatter
import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seed_texts import Made, made_seeds, run, seed, squeezed, token, visible, words

from sitegen.markdown import render
from sitegen.model import SeedMark, Source
from sitegen.seeds import Existing, ExistingAuthor, Plan, escape, parse
from sitegen.seeds.emit import quoted
from sitegen.value import replace

PARTS = """\
Share
Latest
Related
Notes
Ana Example
By Ana Example
5 March 2023
05/03/2023
[1] https://example.org/x
[2] Text
1. First
2. Second
- one
• two
> quoted
* * *
¹ Raised
A claim[1] and more.¹²
(1) Round
   indented

Ana Example is a fellow at the Institute.
Cut short...
12
About the author
Also read: That
A short line
Year\tShare\tNote
1990\t2|3 *%*\t[1]
\t\tindented
POLICY BRIEF NO. 14
Home > Opinion
Opinion | Energy
Published: 5 March 2023\tUpdated 6 March 2023
Posted on 5 March 2023 by admin in Treaties
1 A claim
2 Another
What next?
"""
lines = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\u200b\u2060\ufeff"), max_size=60
) | st.lists(token, max_size=12).map(" ".join)
loose_lines = st.one_of(
    lines,
    st.sampled_from(PARTS.splitlines()),
)


def files(plan: Plan) -> tuple[list[Existing], list[ExistingAuthor]]:
    """Return what a plan writes as the files that exist in the next run."""
    articles, authors = [], []
    for write in plan.writes:
        post = frontmatter.loads(write.data.decode())
        if write.path.startswith("content/authors/"):
            stem = write.path.rpartition("/")[2].removesuffix(".md")
            authors.append(ExistingAuthor(write.path, stem, str(post["name"]), post.content))
        else:
            mark = SeedMark(**post["seed"])  # type: ignore[arg-type]
            articles.append(
                Existing(write.path, write.data, mark, str(post["slug"]), post["date"], str(post["id"]))  # type: ignore[arg-type]
            )
    return articles, authors


def lost(text: str, plan: Plan) -> Counter[str]:
    """Return the words of a seed that are in no file and in no report."""
    printed = "\n".join(row for report in plan.reports for _, row in report.left_out)
    written = "\n".join(write.data.decode() for write in plan.writes)
    # A marker's number is kept as the label of the note.
    return words(text) - words(written + "\n" + printed)


@settings(deadline=None)
@given(made_seeds())
def test_no_word_of_an_article_is_lost(made: Made) -> None:
    """Every word of a seed is in the article, an author's file or the list of what was left out, as often as it was."""
    assert lost(made.text, run(seed(made.text))) == Counter()


@settings(deadline=None, max_examples=300)
@given(st.lists(loose_lines, max_size=25))
def test_no_word_of_a_heap_of_lines_is_lost(rows: list[str]) -> None:
    """The same holds for any lines in any order, whatever they are taken for."""
    last = "A paragraph that ends, with more than a hundred characters, so that there is a text of some sort in it."
    text = "\n".join(["A headline of sorts", "", *rows, "", last, ""])
    plan = run(seed(text))
    if plan.writes:
        assert lost(text, plan) == Counter()


@settings(deadline=None)
@given(made_seeds())
def test_a_reader_sees_the_text_of_the_seed(made: Made) -> None:
    """The rendered paragraphs show just what the seed's paragraphs say, white space and markers aside."""
    found = parse(seed(made.text))
    expected = "".join(re.sub(r"\[[1-4]\]", "", text) if made.notes else text for text in made.paragraphs)
    assert visible(found.text) == squeezed(expected)


@settings(deadline=None)
@given(st.integers(2, 5).flatmap(lambda width: st.lists(st.lists(token, min_size=width, max_size=width), min_size=2)))
def test_a_reader_sees_the_cells_of_a_table(rows: list[list[str]]) -> None:
    """Whatever is in them, each row has all of them, and the first is the head."""
    # Digits, as two lines that are the same may name an author.
    cells = [[f"x{number}{cell}" for cell in row] for number, row in enumerate(rows)]
    text = "A paragraph that ends, with more than a hundred characters, so that there is a text of some sort in it."
    table = "\n".join("\t".join(row) for row in cells)
    found = parse(seed(f"A headline of sorts\n\n{text}\n\n{table}\n\n{text}\n"))
    assert visible(found.text) == squeezed(text + "".join(map("".join, cells)) + text)
    html = lxml.html.fromstring(str(render(found.text).html))
    assert [len(row.xpath("th|td")) for row in html.xpath("//tr")] == [len(row) for row in cells]


@settings(deadline=None)
@given(made_seeds())
def test_the_parts_of_a_page_are_told_apart(made: Made) -> None:
    """Headline, notes, authors with bios, rail and buttons of a page in the usual shape end up where they belong."""
    found = parse(seed(made.text))
    assert found.title == " ".join(made.title.split())
    assert [a.name for a in found.authors] == list(made.authors)
    assert [visible(a.bio) for a in found.authors] == [squeezed(bio) for bio in made.bios]
    assert [(t.title, t.teaser) for t in found.latest_seen] == list(made.rail)
    assert len(re.findall(r"^\[\^\d\]: ", found.text, re.M)) == len(made.notes)
    assert Counter(made.leftovers) <= Counter(text for _, text in found.left_out)


@settings(deadline=None)
@given(made_seeds(), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_line_ends_and_encodings_change_nothing(made: Made, end: str, encoding: str) -> None:
    """A seed says the same with any line ends and in any encoding."""
    plain = parse(seed(made.text))
    other = parse(Source("seeds/2023-03-05-one.txt", made.text.replace("\n", end).encode(encoding)))
    same = ("title", "text", "authors", "summary", "latest_seen", "left_out", "problems")
    assert [getattr(other, name) for name in same] == [getattr(plain, name) for name in same]


@settings(deadline=None)
@given(made_seeds(), made_seeds())
def test_a_second_run_writes_nothing(one: Made, two: Made) -> None:
    """Converting again what was converted changes no byte."""
    sources = [seed(one.text), seed(two.text, "seeds/two.txt")]
    articles, authors = files(run(*sources))
    assert run(*sources, articles=articles, authors=authors).writes == ()


@settings(deadline=None)
@given(made_seeds(), st.binary(min_size=1, max_size=20))
def test_an_article_edited_by_hand_is_not_written(made: Made, more: bytes) -> None:
    """After an edit by hand a changed seed is reported, and nothing is written unless that is asked for."""
    articles, authors = files(run(seed(made.text)))
    edited = [replace(articles[0], data=articles[0].data + b"x" + more)]
    changed = seed(made.text.replace("headline", "changed headline", 1))
    plan = run(changed, articles=edited, authors=authors)
    assert [w.path for w in plan.writes] == []
    assert any("by hand" in p.message for p in plan.problems)
    forced = run(changed, articles=edited, authors=authors, force=True)
    assert [w.path for w in forced.writes] == [edited[0].path]


@settings(deadline=None)
@given(made_seeds())
def test_front_matter_reads_back_as_it_was_written(made: Made) -> None:
    """YAML gives the very texts that the converter put into the front matter."""
    found = parse(seed(made.text))
    article = next(w for w in run(seed(made.text)).writes if w.path.startswith("content/articles/"))
    post = frontmatter.loads(article.data.decode())
    assert post["title"] == found.title
    assert post.get("latest_seen", []) == [
        {"title": t.title, **({"teaser": t.teaser} if t.teaser else {})} for t in found.latest_seen
    ]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_quoting(text: str) -> None:
    """Any text at all is the same after YAML has read it: quotes, controls, line separators, pictures."""
    assert frontmatter.loads(f"---\nkey: {quoted(text)}\n---\n")["key"] == text


@settings(max_examples=500, deadline=None)
@given(lines)
def test_escaped_text_shows_as_it_was(text: str) -> None:
    """A line of any text, escaped, is rendered as just that text."""
    text = " ".join(text.split())
    assert visible(escape(text)) == squeezed(text)


@settings(deadline=None)
@given(st.binary(max_size=400) | st.lists(loose_lines, max_size=30).map(lambda rows: "\n".join(rows).encode()))
def test_no_bytes_break_the_converter(data: bytes) -> None:
    """Whatever the bytes are, there is a conversion or an error that says what is wrong."""
    found = parse(Source("seeds/x.txt", data))
    assert found.title or [p.severity for p in found.problems] == ["error"]


@pytest.mark.parametrize(
    ("head", "piece", "count"),
    [
        ("A headline\n\n", "word ", 200_000),
        ("", "[", 1_000_000),
        ("A headline\n\n", "[", 1_000_000),
        ("A headline\n\nText", "[1]", 330_000),
        ("A headline\n\nText\n", "[1]\n", 50_000),
        ("A headline\n\nText.", "\n", 50_000),
        ("A headline\n\n", "ab\n", 50_000),
        ("A headline\n\n", "Ana Example\n", 50_000),
        ("A headline\n\n", "Share\n\n", 25_000),
        ("A headline\n\n", "Latest\nMore...\n", 25_000),
        ("A headline\n\n", "- a\n1. b\n", 25_000),
        ("A headline\n\n", "https://", 120_000),
        ("A headline\n\n", "(https://a.b/", 70_000),
        ("A headline\n\n", "*_", 500_000),
        ("A headline\n\n", "¹", 400_000),
        ("A headline\n\n[", "1, ", 300_000),
        ("A headline\n\nText[1].\n\nNotes\n\n", "[1] a\n", 50_000),
        ("A headline\n\nText[1].\n\nNotes\n\n", "a\n", 50_000),
        ("A headline\n\n", "A", 1_000_000),
        ("", "5 March 2023 ", 80_000),
        ("A headline\n", "By ", 1_000),
        ("", "word ", 1_000_000),
        ("", "a\n", 2_500_000),
    ],
)
def test_a_huge_seed_is_read_or_refused(head: str, piece: str, count: int) -> None:
    """A seed of a megabyte is read, one of five is refused; how the time grows is in benchmarks/hostile.py."""
    data = (head + piece * count).encode()
    found = parse(Source("seeds/x.txt", data))
    assert found.title or found.problems, "neither an article nor an error"
    assert len(data) < 4_000_000 or [p.severity for p in found.problems] == ["error"]
