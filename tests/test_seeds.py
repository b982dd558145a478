"""What the converter makes of seeds, sentence by sentence of what it promises; each case is a text and its reading."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from seed_texts import run, seed, words

from sitegen.model import Source, Teaser
from sitegen.seeds import Conversion, parse

LONG = "This is a paragraph of the text, which is long enough that nobody can take it for a headline or a teaser of it."
NOTES = "\n\n[1] One\n[2] Two\n[3] Three\n[4] Four\n[5] Five\n[12] Twelve"
REAL = Path(os.environ.get("SITEGEN_REAL_SEEDS") or Path(__file__).resolve().parents[2] / "shared" / "seeds")


def read(text: str, name: str = "seeds/one.txt") -> Conversion:
    """Return the reading of a seed in UTF-8."""
    return parse(Source(name, text.encode()))


def body(text: str) -> str:
    """Return the Markdown of a text that stands under a headline, before a last paragraph."""
    return read(f"Headline\n\n{LONG}\n\n{text}\n\n{LONG}").text.removeprefix(LONG).removesuffix(LONG + "\n").strip()


def guesses(found: Conversion) -> str:
    """Return what was guessed, as one text."""
    return "\n".join(f"{r.line} {r.text}" for r in found.remarks if r.kind == "guessed")


# Markers and notes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A claim[3].", "A claim[^3]."),
        ("A claim [3].", "A claim[^3]."),
        ("A claim[3][4].", "A claim[^3][^4]."),
        ("A claim[3] [4].", "A claim[^3][^4]."),
        ("A claim[3, 4] made.", "A claim[^3][^4] made."),
        ("A claim[3–5] made.", "A claim[^3][^4][^5] made."),
        ("A claim[3-5] made.", "A claim[^3][^4][^5] made."),
        ("A claim³ made.", "A claim[^3] made."),
        ("A claim¹² made.", "A claim[^12] made."),
        ("A claim³⁴ made.", "A claim[^3][^4] made."),
        ("According to [5]Yerevan it is.", "According to[^5] Yerevan it is."),
        ("He said “so”[2]“and so”.", "He said “so”[^2] “and so”."),
        ("A claim[1](see it).", "A claim[^1] (see it)."),
        ("A claim[1]: so it is.", "A claim[^1]\\: so it is."),
        ("A claim[sic] and [...] and [emphasis added].", "A claim\\[sic] and \\[...] and \\[emphasis added]."),
        ("In [2022] it was.", "In \\[2022] it was."),
        ("An area of 30 km² and 10⁶ people, x² and m³.", "An area of 30 km² and 10⁶ people, x² and m³."),
        ("See https://example.org/a[1] there.", "See <https://example.org/a>[^1] there."),
        ("See https://example.org/a_(1) there.", "See <https://example.org/a_(1)> there."),
        ("A claim[1, 9] made.", "A claim[^1]\\[9] made."),
    ],
)
def test_markers(text: str, expected: str) -> None:
    """A marker in any usual form becomes a note's marker, and a word in brackets stays a word."""
    found = read(f"Headline\n\n{LONG}\n\n{text}{NOTES}")
    assert found.text.split("\n\n")[1] == expected


def test_round_brackets_are_markers_only_where_nothing_else_is() -> None:
    """`(3)` is a marker where note 3 exists and nothing else points at it; elsewhere it is words."""
    notes = "\n\n(1) One\n(2) Two"
    assert read(f"Headline\n\n{LONG[:-1]} (1) and (2) and Article 5(1)(b).{notes}").text.startswith(
        LONG[:-1] + "[^1] and[^2] and Article 5(1)(b)."
    )
    assert read(f"Headline\n\n{LONG[:-1]} [1] and (1) and (7).\n\n[1] One").text.startswith(
        LONG[:-1] + "[^1] and (1) and (7)."
    )


def test_numbers_that_count_what_follows_are_words() -> None:
    """`(1)` before what it counts is no marker where markers have another form; after a word it is one."""
    text = "Three causes: (1) pipes, (2) poverty, and (3) youth. (4) So it was (5)."
    found = read(f"Headline\n\n{LONG[:-1]}[3].\n\n{text}{NOTES}")
    assert found.text.split("\n\n")[1] == "Three causes: (1) pipes, (2) poverty, and (3) youth. (4) So it was[^5]."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Now it waits.1 It “waits.”2 So?3", "Now it waits.[^1] It “waits.”[^2] So?[^3]"),
        ("It waits,1 “so”2 (it is)3", "It waits,[^1] “so”[^2] (it is)[^3]"),
        ("It waits.1 Or² not.3", "It waits.[^1] Or[^2] not.[^3]"),
        ("It waits.^1 It^2 is x^2, 5^3.^3", "It waits.[^1] It[^2] is x^2, 5^3.[^3]"),
        (
            "It waits.1 Article 5.1, 3.5 of v.2 and No.1. So.2",
            "It waits.[^1] Article 5.1, 3.5 of v.2 and No.1. So.[^2]",
        ),
        ("It waits.1 At last.2 At last.1", "It waits.1 At last.2 At last.1"),
        ("It waits.1 At last.4", "It waits.1 At last.4"),
        ("It waits.[1] At last.1", "It waits.[^1] At last.1"),
    ],
)
def test_digits_behind_a_sentence_are_markers_where_they_rise_as_the_notes_do(text: str, expected: str) -> None:
    """A raised number that became plain digits, or `^1`, is a marker where notes 1 to n are there and digits rise."""
    found = read(f"Headline\n\n{LONG}\n\n{text}\n\nNotes\n\n1. One\n2. Two\n3. Three")
    assert found.text.split("\n\n")[1] == expected


def test_roman_numbers_are_markers_where_the_notes_have_them() -> None:
    """`[ii]` is a marker if there is a note [ii], and keeps its number as the label; elsewhere it is words."""
    text = f"Headline\n\n{LONG[:-1]}.[i] So it is.[ii][iv]\n\n"
    notes = "[i] One\n[ii] Two\n[iii] Three\n[iv] Four"
    assert read(text + notes).text.startswith(f"{LONG[:-1]}.[^i] So it is.[^ii][^iv]\n\n[^i]: One\n\n[^ii]: Two")
    assert "\\[x] Done." in read(f"Headline\n\n{LONG[:-1]} [x].\n\n[x] Done.").text
    assert read(f"{text}[1] One").text.startswith(f"{LONG[:-1]}.\\[i] So it is.\\[ii]\\[iv]\n\n[^1]: One")


@pytest.mark.parametrize(("last", "kind"), [("It was.3", "recognised"), ("It was.", "guessed")])
def test_notes_are_known_by_digits_behind_sentences(last: str, kind: str) -> None:
    """Numbered lines at the end are notes where such digits point at them; it is a guess if a note is left over."""
    found = read(f"Headline\n\n{LONG[:-1]}.1\n\nSo it “was.”2\n\n{last}\n\n1. One\n2. Two\n3. Three")
    assert "[^3]: Three" in found.text
    assert "heading" not in guesses(found)
    assert [r.kind for r in found.remarks if "right behind punctuation" in r.text] == [kind]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("[1] https://example.org/a\n\n[2] Two", ("<https://example.org/a>", "Two")),
        ("[1] See https://example.org/a, p. 3.\n[2] Two", ("See <https://example.org/a>, p. 3.", "Two")),
        ("[1] A text\nover two lines\n[2] Two", ("A text over two lines", "Two")),
        ("[1] A text:\n\nhttps://example.org/a\n\n[2] Two", ("A text: <https://example.org/a>", "Two")),
        ("[1] See https://example.org/a/\nb-c.html.\n[2] Two", ("See <https://example.org/a/b-c.html>.", "Two")),
        ("[1] https://example.org/a\n/B?c=1\n[2] Two", ("<https://example.org/a/B?c=1>", "Two")),
        ("[1] https://example.org/a/\nan example\n[2] Two", ("<https://example.org/a/> an example", "Two")),
        ("1. One\n2. Two", ("One", "Two")),
        ("1) One\n2) Two", ("One", "Two")),
        ("(1) One\n(2) Two", ("One", "Two")),
        ("¹ One\n² Two", ("One", "Two")),
        ("^1 One\n^2 Two", ("One", "Two")),
        ("1 https://example.org/a\n2 https://example.org/b", ("<https://example.org/a>", "<https://example.org/b>")),
        ("Notes\n\n1 One\n2. Two", ("One", "Two")),
        ("References\n\nOne, a book\n\nTwo, a book", ("One, a book", "Two, a book")),
    ],
)
def test_notes(block: str, expected: tuple[str, str]) -> None:
    """Notes are recognised in the usual forms, over one or several lines, with or without a heading.

    An address that was wrapped within is whole again.
    """
    text = read(f"Headline\n\n{LONG[:-1]}[1] and[2].\n\n{block}").text
    assert text.split("\n\n")[1:] == [f"[^1]: {expected[0]}", f"[^2]: {expected[1]}\n"]


@pytest.mark.parametrize(
    ("text", "notes", "message", "at"),
    [
        ("A claim[1].", "[1] One\n[3] Three", "note 3 has no marker in the text", (6, 1)),
        ("A claim[1], a claim[9].", "[1] One", "the marker [9] has no note", (3, 20)),
        (
            "A claim[1].",
            "[1] One\n[1] Again",
            "note 1 stands here for the second time; all markers lead to the first",
            (6, 1),
        ),
        (
            "A[1], b[1].",
            "[1] One\n[1] Again",
            "note 1 stands here for the second time; matched with the markers",
            (6, 1),
        ),
    ],
)
def test_what_does_not_fit_is_kept_and_reported(text: str, notes: str, message: str, at: tuple[int, int]) -> None:
    """Notes without marker, markers without note and doubled numbers: all kept, each reported with its place."""
    source = f"Headline\n\n{text}\n\n{notes}"
    found = read(source)
    problem = next(p for p in found.problems if message in p.message)
    assert (problem.severity, problem.line, problem.column) == ("warning", *at)
    assert words(source) - words(f"{found.title} {found.text}") == words("")


def test_gaps_in_the_numbers_are_reported() -> None:
    """Numbers of notes that leave some out are kept as they are, and the report says which are missing."""
    found = read(f"Headline\n\n{LONG[:-1]}[1][4].\n\n[1] One\n[4] Four")
    assert "gaps: no 2, 3" in guesses(found)
    assert found.text.endswith("[^1]: One\n\n[^4]: Four\n")


# Authors ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "tail", "expected"),
    [
        ("", "Ana Example\nAna Example\nI am a student at X.", [("Ana Example", "I am a student at X.")]),
        ("", "Ana Example\n\nAna Example is a student at X.", [("Ana Example", "Ana Example is a student at X.")]),
        ("By Ana Example and Bo Test", "", [("Ana Example", ""), ("Bo Test", "")]),
        ("By Ana Example, Bo Test and Cy Else", "", [("Ana Example", ""), ("Bo Test", ""), ("Cy Else", "")]),
        ("Author: Ana Example", "", [("Ana Example", "")]),
        ("By Ana Example | 5 March 2023", "", [("Ana Example", "")]),
        ("By Ana Example on March 5, 2023", "", [("Ana Example", "")]),
        ("Ana Example\n5 March 2023", "", [("Ana Example", "")]),
        (
            "By Ana Example and Bo Test",
            "Bo Test\nBo Test\nHe is a fellow.",
            [("Ana Example", ""), ("Bo Test", "He is a fellow.")],
        ),
        ("", "Ana Example\nAna Example\nShe is.\n\nBo Test\nBo Test", [("Ana Example", "She is."), ("Bo Test", "")]),
        (
            "",
            "Ana Example is a fellow at the Institute.",
            [("Ana Example", "Ana Example is a fellow at the Institute.")],
        ),
        ("By Ana Example", "I am a student of history at X.", [("Ana Example", "I am a student of history at X.")]),
        ("", "Dr. Ana Example, Research Fellow at X", [("Dr. Ana Example", "Research Fellow at X")]),
        ("", "Anna van der Test\nAnna van der Test", [("Anna van der Test", "")]),
        ("", "李明\n李明\n研究员。", [("李明", "研究员。")]),
        ("", "أحمد المثال\nأحمد المثال", [("أحمد المثال", "")]),
        ("By A. Example", "Ana Example\nAna Example\nI am.", [("Ana Example", "I am.")]),
        ("", "", []),
    ],
)
def test_authors(head: str, tail: str, expected: list[tuple[str, str]]) -> None:
    """Authors are found in the byline and at the end, each with the bio or without one."""
    found = read("\n\n".join(part for part in ("Headline", head, LONG[:-1] + "[1].", LONG, "[1] One", tail) if part))
    assert [(a.name, a.bio) for a in found.authors] == expected
    assert any("no author" in p.message for p in found.problems) == (not expected)


@pytest.mark.parametrize("name", ["Ben Example", "Al Example", "Van Example", "Ana Di Example", "Anna van der Example"])
def test_a_forename_may_be_written_as_a_particle_is(name: str) -> None:
    """A name like Ben or Al is a forename where it has a capital letter, though `ben` and `al` join names elsewhere."""
    found = read(f"Headline\n\nBy {name}\n\n{LONG}\n\n{name}\nA sailor.")
    assert [(a.name, a.bio) for a in found.authors] == [(name, "A sailor.")]


@pytest.mark.parametrize(
    "bio",
    [
        "Ana Example writes on energy.",
        "Ana Example covers parliament for a newspaper.",
        "About the author\n\nAna Example writes on energy. She lives in Vienna.",
    ],
)
def test_a_bio_begins_with_the_name_in_the_byline(bio: str) -> None:
    """A last paragraph that begins with the name in the byline is a bio, whatever it says; a dialogue's is not."""
    found = read(f"Headline\n\nBy Ana Example\n\n{LONG}\n\n{bio}")
    assert [(a.name, a.bio) for a in found.authors] == [("Ana Example", bio.rpartition("\n")[2])]
    assert found.text == LONG + "\n"
    assert "Ana Example: So" in read(f"Headline\n\nBy Ana Example\n\n{LONG}\n\nAna Example: So it is.").text


@pytest.mark.parametrize("heading", ["Comments (2)", "Leave a Reply", "2 thoughts on “Headline”", "3 Comments"])
@pytest.mark.parametrize(
    "remarks", ["Tom Reader says:\n7 August 2024 at 10:15\nI dug it.\nReply", "tomcat\nI dug it.\n\nBo Other\nNot I."]
)
@pytest.mark.parametrize("notes", ["", "[1] One\n\n"])
def test_comments_of_readers_are_in_nobodys_bio(heading: str, remarks: str, notes: str) -> None:
    """A line such as `Comments (3)` ends the authors' block; what readers wrote under it is left out, line by line."""
    bio = "Ana Example (@ana) is the editor of the Index."
    top = f"Headline\n\nBy Ana Example\n\n{LONG[:-1]}[1].\n\n{notes}{bio}\n\n"
    found = read(f"{top}{heading}\n\n{remarks}\n\nRelated\n\nAnother piece")
    rows = list(enumerate(f"{heading}\n\n{remarks}".split("\n"), top.count("\n") + 1))
    assert [(a.name, a.bio) for a in found.authors] == [("Ana Example", bio)]
    assert set(found.left_out) >= {row for row in rows if row[1]}
    assert found.latest_seen == (Teaser("Another piece"),)


def test_a_counter_of_comments_is_no_end() -> None:
    """A counter or a button above the text, in it or above a name takes nothing with it."""
    tail = "3 Comments\n\nAna Example\nAna Example\n\n3 Comments\n\nAna Example is the editor of the Index."
    found = read(f"Headline\n\nLeave a comment\n\n{LONG}\n\nComments (3)\n\n{LONG}\n\n{tail}")
    assert (found.text, [a.bio for a in found.authors]) == (f"{LONG}\n\n{LONG}\n", [tail.rpartition("\n")[2]])


def test_a_text_is_nobodys_bio() -> None:
    """A paragraph that points at notes is text, also right under a name that a strange line parts from the head."""
    text = "Tariffs cast shadows.[1] Some are long."
    found = read(f"Headline\n\nA strange line\n\nBy Ana Example\n\n{text}\n\n[1] One")
    assert "Tariffs cast shadows.[^1] Some are long." in found.text
    assert all("Tariffs" not in left for _, left in found.left_out)


def test_a_bio_of_nobody_stays_in_the_text() -> None:
    """A bio whose author is named nowhere stays as the last paragraph, and the report says so."""
    bio = "The author is a fellow at the Institute of Examples."
    found = read(f"Headline\n\n{LONG[:-1]}[1].\n\n[1] One\n\n{bio}")
    assert f"\n\n{bio}\n\n[^1]" in found.text
    assert "nobody is named" in guesses(found)


@pytest.mark.parametrize(
    "order", ["notes authors rail", "authors notes rail", "rail notes authors", "authors rail notes"]
)
def test_the_end_may_come_in_any_order(order: str) -> None:
    """Notes, authors and rail are told apart in whatever order they follow the text."""
    parts = {
        "notes": "[1] One\n\n[2] https://example.org/",
        "authors": "Ana Example\nAna Example\nI am a student at X.",
        "rail": "Latest\n\nAn other headline\n\nA teaser of it...",
    }
    found = read("\n\n".join(["Headline", LONG[:-1] + "[1][2].", LONG, *(parts[name] for name in order.split())]))
    assert found.text == f"{LONG[:-1]}[^1][^2].\n\n{LONG}\n\n[^1]: One\n\n[^2]: <https://example.org/>\n"
    assert [(a.name, a.bio) for a in found.authors] == [("Ana Example", "I am a student at X.")]
    assert found.latest_seen == (Teaser("An other headline", "A teaser of it..."),)


# Head ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("5 March 2023", dt.date(2023, 3, 5)),
        ("March 5, 2023", dt.date(2023, 3, 5)),
        ("Mar 5, 2023, 10:30", dt.datetime(2023, 3, 5, 10, 30)),
        ("Sunday, 5th March 2023", dt.date(2023, 3, 5)),
        ("Published: 5 Sept. 2023", dt.date(2023, 9, 5)),
        ("5 марта 2023 г.", dt.date(2023, 3, 5)),
        ("le 5 mars 2023", dt.date(2023, 3, 5)),
        ("5 mars 2023", dt.date(2023, 3, 5)),
        ("5. März 2023", dt.date(2023, 3, 5)),
        ("5 de marzo de 2023", dt.date(2023, 3, 5)),
        ("5 مارس 2023", dt.date(2023, 3, 5)),
        ("2023年3月5日", dt.date(2023, 3, 5)),
        ("Published online: 5 March 2023", dt.date(2023, 3, 5)),
        ("Published on March 5, 2023 at 10:30 PM UTC", dt.datetime(2023, 3, 5, 22, 30, tzinfo=dt.UTC)),
        ("2023-03-05", dt.date(2023, 3, 5)),
        ("2023-03-05T10:30:00Z", dt.datetime(2023, 3, 5, 10, 30, tzinfo=dt.UTC)),
        ("05.03.2023", dt.date(2023, 3, 5)),
        ("25/03/2023", dt.date(2023, 3, 25)),
        ("05/03/2023", None),
        ("31 February 2023", None),
        ("March 2023", None),
    ],
)
def test_dates(line: str, expected: dt.date | None) -> None:
    """A date line near the headline is read; one that cannot be or is ambiguous is left out with a warning."""
    found = read(f"Headline\n\n{line}\n\n{LONG}\n\n{LONG}")
    assert found.date == expected
    assert (2 + 1, line) in found.left_out
    assert any("not used" in p.message for p in found.problems) == (expected is None)


def test_the_date_of_the_file_name_comes_second() -> None:
    """Without a date line the ISO date at the head of the file's name counts; with one it does not."""
    assert read(f"Headline\n\n{LONG}", "seeds/2023-03-05-x.txt").date == dt.date(2023, 3, 5)
    assert read(f"Headline\n\n6 May 2024\n\n{LONG}", "seeds/2023-03-05-x.txt").date == dt.date(2024, 5, 6)
    assert read(f"Headline\n\n{LONG}", "seeds/2023-02-31-x.txt").date is None


def test_an_update_is_not_the_date() -> None:
    """A line that says when the page was updated is that, and no more."""
    found = read(f"Headline\n\nPublished 5 March 2023, updated 6 March 2023\n\n{LONG}")
    assert (found.date, found.updated) == (dt.date(2023, 3, 5), dt.date(2023, 3, 6))


@pytest.mark.parametrize(
    ("name", "date", "updated"),
    [
        ("seeds/one.txt", dt.date(2024, 4, 3), None),
        ("seeds/2023-03-05-one.txt", dt.date(2023, 3, 5), dt.date(2024, 4, 3)),
    ],
)
def test_the_date_of_an_update_comes_last(name: str, date: dt.date, updated: dt.date | None) -> None:
    """Where no date but that of an update is known, it is the article's, and the report says that it is a guess."""
    found = read(f"Headline\n\nUpdated 3 April 2024\n\n{LONG}", name)
    assert (found.date, found.updated) == (date, updated)
    assert ("2024-04-03 taken for the date" in guesses(found)) == (updated is None)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("March 5, 2023 | Opinion", []),
        ("Energy and Transit · 5 March 2023 · 10 min read", []),
        ("by Ana Example | Mar 5, 2023 | Commentary, Elections | 0 comments", ["Ana Example"]),
        ("Opinion | Ana Example | 2023-03-05", ["Ana Example"]),
        ("安娜·李 | 2023-03-05", ["安娜·李"]),
    ],
)
def test_sections_beside_a_date_are_neither_text_nor_people(line: str, names: list[str]) -> None:
    """A line with a date, a byline and names of sections side by side is left out whole; a section is no author."""
    found = read(f"Headline\n\n{line}\n\n{LONG}")
    assert (found.date, [a.name for a in found.authors]) == (dt.date(2023, 3, 5), names)
    assert (found.text, found.left_out) == (LONG + "\n", ((3, line),))


@pytest.mark.parametrize(
    ("head", "summary", "name"),
    [
        ("Opinion\n\nBy Ana Example\n\n5 March 2023", "", "Ana Example"),
        ("It took an hour. The inquiry took nine years\nAna Example\n5 March 2023", "It took an hour.", "Ana Example"),
        ("آنا مثال\n\n5 March 2023", "", "آنا مثال"),
        ("安娜·李\n\n2023-03-05", "", "安娜·李"),
    ],
)
def test_what_stands_above_the_byline_does_not_hide_it(head: str, summary: str, name: str) -> None:
    """A section above the byline, a standfirst right over it, a script without capitals: byline and date are read."""
    found = read(f"Headline\n\n{head}\n\n{LONG}\n\n{LONG}")
    assert (found.date, [a.name for a in found.authors]) == (dt.date(2023, 3, 5), [name])
    assert (found.summary.startswith(summary), "Example" in found.summary) == (True, False)
    assert found.text == f"{LONG}\n\n{LONG}\n"


@pytest.mark.parametrize(
    "credit", ["Photo: Ben Test / The Paper", "Image credit: Ben Test", "Photo by Ben Test", "Cover image: Agency"]
)
def test_credits_are_no_standfirst(credit: str) -> None:
    """Who asked the questions is in the byline and who took the picture in the report; neither is the summary."""
    found = read(f"Headline\n\nInterview by Ana Example\n{credit}\n\n16 June 2022\n\n{LONG}")
    assert (found.summary, found.text) == ("", LONG + "\n")
    assert ([a.name for a in found.authors], found.date) == (["Ana Example"], dt.date(2022, 6, 16))
    assert found.left_out[:2] == ((3, "Interview by Ana Example"), (4, credit))
    assert "Image: a ship that waits." in read(f"Headline\n\n{LONG}\n\nImage: a ship that waits.").text


@pytest.mark.parametrize(
    ("head", "names", "bio"),
    [
        ("Ben Sample", ["Ben Sample"], ""),
        ("Ana Example & Ben Sample", ["Ana Example", "Ben Sample"], ""),
        ("By Ben Sample\nStaff writer", ["Ben Sample"], "Staff writer"),
        ("Ben Sample\nSenior Fellow, Institute of Rivers", ["Ben Sample"], "Senior Fellow, Institute of Rivers"),
        ("Ben Sample\n\nStaff Writer\n\n5 March 2023", ["Ben Sample"], "Staff Writer"),
    ],
)
def test_a_name_alone_above_the_text_is_a_byline(head: str, names: list[str], bio: str) -> None:
    """Names right under the headline are the byline, though no date stands by, and what is under a name is the role."""
    found = read(f"Headline\n\n{head}\n\n{LONG}\n\n{LONG}")
    assert ([a.name for a in found.authors], found.authors[0].bio) == (names, bio)
    assert (found.text, found.summary) == (f"{LONG}\n\n{LONG}\n", "")
    assert ("byline" in guesses(found) or "role of" in guesses(found), "heading" in guesses(found)) == (True, False)


def test_a_name_with_a_role_under_the_only_paragraph_is_no_byline() -> None:
    """A paragraph stays text where nothing but an author's name and role stands under it."""
    found = read(f"Headline\n\n{LONG}\n\nBen Sample\nSenior Fellow, Institute of Rivers")
    assert found.text.startswith(LONG)


def test_a_name_that_the_site_knows_is_no_subheading() -> None:
    """Between standfirst and text a name may be a subheading, unless it is that of an author whom the site has."""
    text = f"Headline\nIt took an hour. The inquiry took nine years.\n\nBen Sample\n\n{LONG}"
    assert "subheading “Ben Sample”" in guesses(read(text))
    found = parse(Source("seeds/one.txt", text.encode()), ["Ben Sample"])
    assert ([a.name for a in found.authors], "byline" in guesses(found)) == (["Ben Sample"], False)


def test_under_a_byline_a_subheading_is_no_role() -> None:
    """A short line under the byline is a role only if it begins with one."""
    for heading in ("What would change", "Chief among equals", "The Writers of the Treaty"):
        assert f"subheading “{heading}”" in guesses(read(f"Headline\n\nBy Ben Sample\n\n{heading}\n\n{LONG}"))


def test_the_head_of_a_page_is_taken_apart() -> None:
    """Paths and sections above the headline, standfirst, byline and buttons below it are no part of the text."""
    standfirst = "A look at what came of it, and at what did not."
    above, below = "Home > Opinion\n\nOpinion", "By Ana Example\n\n1.2K views\nShare\n12"
    found = read(f"{above}\n\nThe headline\n\n{standfirst}\n\n{below}\n\n{LONG}")
    assert (found.title, found.summary, found.text) == ("The headline", standfirst, LONG + "\n")
    assert [text for _, text in found.left_out] == [
        "Home > Opinion",
        "Opinion",
        "By Ana Example",
        "1.2K views",
        "Share",
        "12",
    ]


@pytest.mark.parametrize(
    "above", ["Analysis | Energy", "OPINION / Trade and Climate", "Briefing · 12", "News • Europe"]
)
def test_kind_and_section_side_by_side_are_no_headline(above: str) -> None:
    """They stand above it; of a headline that begins like them nothing is left out."""
    found = read(f"{above}\n\nThe headline\n\n5 March 2023\n\n{LONG}")
    assert (found.title, found.left_out[0]) == ("The headline", (1, above))
    assert read(f"{above}\n\n{LONG}").title == above
    assert read(f"Analysis: Energy\n\nA standfirst\n\n5 March 2023\n\n{LONG}").title == "Analysis: Energy"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Jane Doe | Contributor", ["Jane Doe"]),
        ("Guest contributor: Jane Doe", ["Jane Doe"]),
        ("Op-ed by Jane Doe", ["Jane Doe"]),
        ("Par Jane Doe", ["Jane Doe"]),
        ("Von Jane Doe und John Roe", ["Jane Doe", "John Roe"]),
        ("Автор: Иван Петров", ["Иван Петров"]),
        ("By Jane Doe (Brussels) and John Roe (Kyiv)", ["Jane Doe", "John Roe"]),
        ("By Jane Doe, Senior Fellow, and John Roe, Analyst", ["Jane Doe", "John Roe"]),
        ("Written by: Jane Doe  |  Edited by: John Roe", ["Jane Doe"]),
        ("By Jane Doe and Reuters", ["Jane Doe", "Reuters"]),
        ("By the Editorial Board", ["The Editorial Board"]),
        ("By Jane Doe\nand John Roe", ["Jane Doe", "John Roe"]),
        ("Jane Doe and\nJohn Roe", ["Jane Doe", "John Roe"]),
        ("By land and sea they came", []),
    ],
)
def test_bylines_of_many_shapes(line: str, names: list[str]) -> None:
    """Names alone are authors: no place, no role, no editor, no word of the label; the line is left out whole."""
    found = read(f"The headline\n\n{line}\n\n{LONG}\n\n{LONG}")
    assert [author.name for author in found.authors] == names
    assert (found.text == f"{LONG}\n\n{LONG}\n") == bool(names)
    assert not names or "\n".join(text for _, text in found.left_out) == line


def test_the_head_of_a_newspaper_s_page_is_taken_apart() -> None:
    """Standfirst right under the headline, section, name, place and dates, each on a line of its own."""
    rows = "ANALYSIS\nYusuf Abdelrahman\nCairo\nSun 12 Feb 2023 07.00 GMT\n\nLast modified on Mon 13 Feb 2023 09.12 GMT"
    found = read(f"The headline\nA decade of data shows who waited\n\n{rows}\n\nShare\n\n{LONG}\n\n{LONG}")
    assert (found.summary, [author.name for author in found.authors]) == (
        "A decade of data shows who waited",
        ["Yusuf Abdelrahman"],
    )
    assert (found.date, found.updated) == (
        dt.datetime(2023, 2, 12, 7, tzinfo=dt.UTC),
        dt.datetime(2023, 2, 13, 9, 12, tzinfo=dt.UTC),
    )
    assert found.text == f"{LONG}\n\n{LONG}\n"
    assert "Cairo" in [text for _, text in found.left_out]


@pytest.mark.parametrize("heading", ["Topics", "Explore more on these topics", "Regions", "Filed under:"])
def test_what_an_article_is_filed_under_is_left_out(heading: str) -> None:
    """Short lines under such a heading at the end; not a bio above it, nor a sentence under it."""
    page = "The headline\n\nBy Ana Example\n\n" + f"{LONG}\n\n" * 2
    found = read(
        f"{page}Ana Example\nAna Example is a fellow.\n\n{heading}\nEgypt\nWater and ice\nReuse this content\n"
    )
    assert [text for _, text in found.left_out][-4:] == [heading, "Egypt", "Water and ice", "Reuse this content"]
    assert found.authors[0].bio.strip() == "Ana Example is a fellow."
    assert "Egypt waits.\n" in read(f"{page}{heading}\n\nEgypt waits.\n").text


def test_the_name_of_the_site_over_a_path_is_no_headline() -> None:
    """A path stands over the headline; under it, it goes without saying that the line above is one."""
    found = read(f"Menu\nThe Review\n\nHome › Asia\nCommentary\n\nThe headline\n\n5 March 2023\n\n{LONG}")
    assert (found.title, found.date) == ("The headline", dt.date(2023, 3, 5))
    assert [text for _, text in found.left_out[:4]] == ["Menu", "The Review", "Home › Asia", "Commentary"]
    for below in (f"Ana Example\n\n5 March 2023\n\n{LONG}", f"The headline\n\n{LONG}", LONG):
        assert read(f"The headline\n\nHome › Asia\n\n{below}").title == "The headline"


def test_who_somebody_is_under_the_byline_is_no_standfirst() -> None:
    """It goes to the author's file."""
    who = "Ana Example is a hydrologist of some note."
    found = read(f"The headline\n\nAna Example\n5 March 2023\n\n{LONG}".replace("5 March", f"\n{who}\n\n5 March"))
    assert (found.summary, found.authors[0].bio.strip(), found.text) == ("", who, LONG + "\n")


def test_whose_views_they_are_is_no_bio() -> None:
    """The line stays where readers of the article see it."""
    views = "The views expressed are those of the author."
    notes = "[1] https://example.org/"
    found = read(f"The headline\n\nBy Ana Example\n\n{LONG}[1]\n\n{notes}\n\n{views}\n")
    assert found.authors[0].bio == ""
    assert views in found.text


@pytest.mark.parametrize(
    "line",
    ["Published: 12 Jun 2022, 14:05 GMT+7    Updated: 13 Jun 2022", "12 Jun 2022 14:05 UTC+07\tUpdated 13 Jun 2022"],
)
def test_two_dates_side_by_side_are_read(line: str) -> None:
    """With a time in a zone without minutes, and the space of a page between them."""
    found = read(f"Headline\n\n{line}\n\n{LONG}")
    zone = dt.timezone(dt.timedelta(hours=7))
    assert (found.date, found.updated) == (dt.datetime(2022, 6, 12, 14, 5, tzinfo=zone), dt.date(2022, 6, 13))
    assert found.text == LONG + "\n"


def test_notes_are_not_taken_from_a_numbered_heading() -> None:
    """Of two forms of label the notes have the one that the text points at more, or that stands below."""
    parts = f"1. Introduction\n\n{LONG}[i] {LONG}[ii]\n\n2. Conclusion\n\nJournal, 23(2).[iii]\n\n"
    found = read(f"Headline\n\n{parts}[i] One.\n[ii] Two.\n[iii] Three.\n")
    assert "## 2\\. Conclusion\n\nJournal, 23(2).[^iii]" in found.text
    assert "[^i]: One.\n\n[^ii]: Two.\n\n[^iii]: Three.\n" in found.text
    listed = f"1. First\n2. Second\n\n{LONG}¹ {LONG}²\n\n¹ One.\n² Two.\n"
    assert "1. First\n2. Second\n" in read(f"Headline\n\n{LONG}\n\n{listed}").text


@pytest.mark.parametrize("above", ["POLICY BRIEF NO. 14", "Working Paper 2021/3", "Issue brief #7", "Backgrounder"])
def test_what_kind_of_paper_it_is_is_no_headline(above: str) -> None:
    """With its number, and with a date between it and the headline."""
    found = read(f"{above}\nMarch 2021\n\nThe headline\n\n{LONG}")
    assert (found.title, found.left_out[:2]) == ("The headline", ((1, above), (2, "March 2021")))


def test_a_few_words_right_under_the_headline_belong_to_it() -> None:
    """They are the standfirst; below a blank line they divide the text, and a name there is a name."""
    assert read(f"The headline\nLessons from a dispute\n\n{LONG}").summary == "Lessons from a dispute"
    assert read(f"The headline\n\nLessons from a dispute\n\n{LONG}").text.startswith("## Lessons from a dispute\n")
    assert [a.name for a in read(f"The headline\nNguyen Thi Lan\n\n{LONG}").authors] == ["Nguyen Thi Lan"]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Posted on December 24, 2019 by admin in Security, Treaties — 4 Comments ↓", []),
        ("Published 24 December 2019 by Ana Example", ["Ana Example"]),
        ("Posted on December 24, 2019 by Ana Example under Treaties", ["Ana Example"]),
    ],
)
def test_the_line_that_a_blog_puts_under_a_headline_is_read(line: str, names: list[str]) -> None:
    """Date, author if it is a person, sections and counters."""
    found = read(f"Headline\n\n{line}\n\n{LONG}")
    assert (found.date, [a.name for a in found.authors]) == (dt.date(2019, 12, 24), names)
    assert (found.summary, found.text, found.left_out) == ("", LONG + "\n", ((3, line),))


def test_notes_with_bare_numbers_are_found_by_their_markers() -> None:
    """As a PDF gives them: digits behind the sentence, also behind a year, and lines that begin with a number."""
    text = f"Headline\n\n1 Background\n\n{LONG}1 It ended in 2014.2\n\nIt cost 2014.3 million.\n\n_____\n\n"
    found = read(f"{text}1 One, p. 4.\n2 Two.\n")
    assert "[^1] It ended in 2014.[^2]\n\nIt cost 2014.3 million.\n\n[^1]: One, p. 4.\n\n[^2]: Two.\n" in found.text
    assert found.text.startswith("## 1 Background\n")
    assert "1 One" in read(f"Headline\n\n{LONG}\n\n1 One.\n2 Two.\n").text


def test_a_page_number_and_buttons_hide_no_author() -> None:
    """Who somebody is stands above buttons and the like; a number alone is no part of it."""
    bio = "Ana Example (@ana) is a candidate at a school."
    found = read(f"Headline\n\nBy: Ana Example\n\n{LONG}\n\n---\n\n{bio}\n\nShare this:\nLike this:\n\n2\n")
    assert (found.authors[0].bio.strip(), found.text) == (bio, LONG + "\n")
    assert [text for _, text in found.left_out] == ["By: Ana Example", "---", "Share this:", "Like this:", "2"]


def test_a_table_of_a_page_is_a_table() -> None:
    """Rows of as many cells, tabs between; markers in them are markers, a line without tabs ends it."""
    rows = "Country\tShips\tNote\nNorway\t12\t[1]\nIceland\t\tnone\nSource: the register.\n"
    found = read(f"Headline\n\n{LONG}\n\n{rows}\n{LONG}\n\n[1] https://example.org/\n")
    table = "| Country | Ships | Note |\n| --- | --- | --- |\n| Norway | 12 | [^1] |\n| Iceland |  | none |\n\nSource:"
    assert table in found.text
    assert not found.problems or "no author" in found.problems[0].message


def test_what_stands_above_an_empty_note_is_text() -> None:
    """A block of notes without a note in it takes nothing along."""
    found = read(f"Headline\n\n{LONG}\n\nA line\nNOTES\n0.\n\n{LONG}")
    assert found.text == f"{LONG}\n\n## A line\n\n{LONG}\n"
    assert [text for _, text in found.left_out] == ["NOTES", "0."]


@pytest.mark.parametrize("heading", ["Примечания", "Notes", "Fußnoten", "Referencias", "الهوامش", "参考文献"])
def test_notes_are_found_under_a_heading_in_any_language_of_the_interface(heading: str) -> None:
    """Right under it, without a blank line."""
    found = read(f"Headline\n\n{LONG}[1] {LONG}[2]\n\n{heading}\n[1] One.\n[2] Two.\n")
    assert found.text.endswith("[^1]: One.\n\n[^2]: Two.\n")
    assert heading in [text for _, text in found.left_out]


LEFTOVERS = """\
Share
Share this article
Advertisement
Tweet
Print
Email
Facebook
Copy link
Subscribe
Sign up for our newsletter
Also read: Another piece
READ MORE: Another piece
Related: Another piece
1.2K views
5 min read
0 comments
© 2023 The Paper
Skip to content
Loading…
Comments
Facebook Twitter LinkedIn
Click to share on Twitter (Opens in new window)
Like Loading...
See all posts by Ana Example
Follow her on Twitter @example
@example
Enter your email address
"""


@pytest.mark.parametrize("line", LEFTOVERS.splitlines())
def test_leftovers_of_a_page_are_left_out(line: str) -> None:
    """Buttons, boxes and counters are left out wherever they stand, and listed word for word."""
    found = read(f"Headline\n\n{LONG}\n\n{line}\n\n{LONG}")
    assert found.text == f"{LONG}\n\n{LONG}\n"
    assert found.left_out == ((5, line),)


# Body ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected", "guess"),
    [
        ("A short line", "## A short line", "5 subheading"),
        ("A part\n\nA smaller part", "## A part\n\n### A smaller part", "7 subsubheading"),
        ("One\n\nTwo\n\nThree", "One\n\nTwo\n\nThree", ""),
        ("• one\n• two", "- one\n- two", "5 list of 2"),
        ("- one\n\n- two", "- one\n\n- two", "5 list of 2"),
        ("1. one\n2. two", "1. one\n2. two", "5 numbered list of 2"),
        ("1) one\n\n2) two", "1) one\n\n2) two", "5 numbered list of 2"),
        ("> one\n> two", "> one two", "5 quotation"),
        ("    Indented words, a sentence.", "> Indented words, a sentence.", "5 quotation"),
        (f"“{LONG} {LONG}”", f"> “{LONG} {LONG}”", "5 quotation"),
        (f"“{LONG}” and “{LONG}”", f"“{LONG}” and “{LONG}”", ""),
        ("Roses are red\nViolets are blue\nSo are you", "Roses are red\\\nViolets are blue\\\nSo are you", "5 verse"),
        ("* * *", "* * *", "5 rule"),
        ("Year\tShare\n1990\t2|3 %\n", "| Year | Share |\n| --- | --- |\n| 1990 | 2\\|3 % |", "5 table of 2 rows"),
        ("Table 1. Lorries", "Table 1. Lorries", ""),
        ("A line\twith a tab.", "A line with a tab.", ""),
        ("1.\tone\n2.\ttwo", "1. one\n2. two", "5 numbered list of 2"),
        ("A word. [laughs]", "A word. \\[laughs]", ""),
        ("1986. A year, it was.", "1986\\. A year, it was.", ""),
        ("- Said one, once.", "\\- Said one, once.", ""),
    ],
)
def test_what_a_sub_editor_would_do(text: str, expected: str, guess: str) -> None:
    """Subheadings, lists, quotations and verse are recognised by their look, and the report says so."""
    assert body(text) == expected
    said = guesses(read(f"Headline\n\n{LONG}\n\n{text}\n\n{LONG}"))
    assert said.startswith(guess) or guess in said
    assert bool(said) == bool(guess)


@pytest.mark.parametrize(
    ("question", "is_heading"),
    [
        ("What next?", True),
        ("Is there a way out of it?", True),
        ("Who pays?[1]", True),
        ("“Why?”", False),
        ("Why? Who?", False),
        ("But who would want to pay for all of that now?", False),
        ("why so?", False),
    ],
)
def test_a_short_question_is_a_subheading_where_there_are_others(question: str, is_heading: bool) -> None:
    """Alone in a text without subheadings it is what the author asks."""
    text = f"Headline\n\n{LONG}\n\n{{}}{question}\n\n{LONG}\n\n[1] https://example.org/\n"
    heading = f"subheading “{question}”"
    assert (heading in guesses(read(text.format(f"A part\n\n{LONG}\n\n")))) is is_heading
    assert heading not in guesses(read(text.format("")))


@pytest.mark.parametrize("marker", ["[1]", "[i]", " [ii]", "[iv][v]", "¹", "(1)"])
def test_a_sentence_with_a_marker_is_no_subheading(marker: str) -> None:
    """A short paragraph that ends with a full stop and a marker in any form, also `[i]`, is no subheading."""
    assert "heading" not in guesses(read(f"Headline\n\n{LONG}\n\nIt is awkward.{marker}\n\n{LONG}"))


def test_wrapped_lines_are_joined() -> None:
    """Prose whose lines were broken at a width is one paragraph; a divided word is one word."""
    text = (
        "This is a paragraph whose lines have been broken at some seventy char-\n"
        "acters, as mail programmes do, and as old pages do that were copied by\n"
        "hand and then put away."
    )
    assert body(text) == text.replace("-\n", "-").replace("\n", " ")


def test_paragraphs_need_no_blank_lines() -> None:
    """One line per paragraph is enough."""
    found = read(f"Headline\nBy Ana Example\n5 March 2023\n{LONG}\nA part\n{LONG[:-1]}[1].\n[1] https://example.org/")
    assert found.text == f"{LONG}\n\n## A part\n\n{LONG[:-1]}[^1].\n\n[^1]: <https://example.org/>\n"
    assert (found.date, found.authors[0].name) == (dt.date(2023, 3, 5), "Ana Example")


# Bytes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings(encoding: str, end: str) -> None:
    """A seed may be UTF-8, UTF-16 with byte-order mark or Windows-1252, with any line ends."""
    text = f"Café “Müller” – a headline\n\n{LONG}\n".replace("\n", end)
    found = parse(Source("seeds/x.txt", text.encode(encoding)))
    assert (found.title, found.text) == ("Café “Müller” – a headline", LONG + "\n")


def test_unseen_characters() -> None:
    """Zero-width spaces go, joiners and a no-break space between words stay, stray no-break spaces are spaces."""
    text = "Head\u200bline\n\nA\u00a0b, c \u00a0d, e\u2060f, \u200dg, \u200eh. " + LONG
    assert read(text).text.startswith("A\u00a0b, c  d, ef, \u200dg, \u200eh. ")
    assert read(text).title == "Headline"
    found = read(f"Headline\n\nA\x07 b.\ufdd0 {LONG}")
    assert found.text.startswith("A b. ")
    assert [(p.line, p.message) for p in found.problems if "control" in p.message] == [
        (3, "2 invisible control characters were removed")
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the seed is empty"),
        (b"\n \n", "the seed is empty"),
        (b"Share\n", "only buttons"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "NUL bytes"),
        ("Headline\n\nText".encode("utf-16-le"), "NUL bytes"),
        (b"\x01\x02\x03" * 20, "control characters"),
        (b"Headline\n\nText \x81 \x8d", "neither UTF-8 nor Windows-1252"),
        (LONG.encode(), "no headline"),
        (b"Headline\n", "a headline but no text"),
        (b"a" * 5_000_000, "5.0 MB is too long"),
    ],
)
def test_bad_seeds_get_one_clear_line(data: bytes, message: str) -> None:
    """A seed that cannot be converted gives one error with a place and a way out, and nothing else."""
    found = parse(Source("seeds/x.txt", data))
    assert [(p.severity, p.path, bool(p.hint)) for p in found.problems] == [("error", "seeds/x.txt", True)]
    assert message in found.problems[0].message
    assert run(Source("seeds/x.txt", data)).writes == ()


# The printed report, and the real seed ---------------------------------------------------------------------


def test_the_report_is_read_in_ten_seconds() -> None:
    """The report names both files, then what was recognised, guessed and left out, in columns with lines."""
    plan = run(
        seed(f"The headline\n\nShare\n\n{LONG}\n\nA part\n\n{LONG}[1]\n\n[1] One\n\nAna Example\nAna Example\nI am.")
    )
    assert (
        str(plan.reports[0])
        == """\
seeds/2023-03-05-one.txt → content/articles/the-headline.md
  recognised         date 2023-03-05 from the file's name
                  1  headline “The headline”
                5–9  2 paragraphs
                 11  1 note, 1
              13–15  author Ana Example, bio
  guessed         7  subheading “A part”
  left out        3  Share
                 14  Ana Example"""
    )


@pytest.mark.owner_seed
@pytest.mark.skipif(not list(REAL.glob("*.txt")), reason=f"no real seeds in {REAL} (set SITEGEN_REAL_SEEDS)")
def test_the_real_seed() -> None:
    """The user's own seed gives headline, five notes, the author with bio, four headlines, and no leftover."""
    path = min(REAL.glob("*.txt"))
    source = Source(f"seeds/{path.name}", path.read_bytes())
    lines = source.data.decode().split("\n")
    name = next(i for i, line in enumerate(lines) if line and lines[i + 1] == line)
    rail = [line for line in lines[lines.index("Latest") + 1 :] if line]
    found = parse(source)
    assert found.title == lines[0]
    assert [(a.name, a.bio) for a in found.authors] == [(lines[name], lines[name + 2])]
    assert [(t.title, t.teaser) for t in found.latest_seen] == list(zip(rail[::2], rail[1::2], strict=True))
    assert len(found.latest_seen) == 4
    assert found.text.count("\n[^") == 5
    assert "according to[^5] Yerevan" in found.text
    assert "##" not in found.text
    assert (3, "Share") in found.left_out
    assert [p.message for p in found.problems] == []
    plan = run(source)
    written = "\n".join(w.data.decode() for w in plan.writes) + "\n".join(t for _, t in plan.reports[0].left_out)
    assert words(source.data.decode()) - words(written) == words("")
