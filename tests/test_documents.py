"""What a content file is read as: typed front matter, with the place of each value."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen import documents
from sitegen.model import Source

X = "content/articles/x.md"


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-06-02", "2026-06-01T15:00:00+00:00"),
        ("2026-06-02 10:00", "2026-06-02T01:00:00+00:00"),
        ("2026-06-02T10:00:05+02:00", "2026-06-02T08:00:05+00:00"),
        ("2026-06-02T10:00Z", "2026-06-02T10:00:00+00:00"),
    ],
)
def test_every_date_is_read_as_utc(typed: str, moment: str) -> None:
    """With its own offset or in the site's time zone, each becomes an instant that no zone's rules can move."""
    dates = f"date: {typed}\nupdated: {typed}\nexpires: {typed}\ncorrections: [{{date: {typed}, text: Y}}]\n"
    document, problems = documents.article(Source(X, f"---\ntitle: X\n{dates}---\n".encode()), "Asia/Tokyo")
    assert problems == ()
    assert document is not None
    meta = document.meta
    found = [meta.date, meta.updated, meta.expires, meta.corrections[0].date]
    assert found == [dt.datetime.fromisoformat(moment)] * 4
    assert all(date is not None and date.tzinfo is dt.UTC for date in found)


# Front matter of all that matters to YAML: most of it near to what is read without, and a little of everything else.
WORDS = (
    'word¦two words¦Itaipú¦水 🌍¦yes¦1.10¦12:30¦a: b¦a #b¦a # b¦# b¦x ¦-¦- x¦-x¦?¦? x¦~¦null¦¦ ¦a, b¦o\'neil¦say "x"'
    '¦a\\b¦\'q\'¦\'it\'\'s\'¦"q"¦"a\\nb"¦"open¦\'open¦"q" x¦"q": x¦[a, b]¦[a, \'b, c\', "d: e"]¦[]¦[ ]¦[a,]¦[a, , b]'
    "¦[a: b]¦[a:b]¦[a¦[[a]]¦[a]b¦[a?]¦[- a]¦[-a, b-]¦[a #b]¦x]¦[x¦{}¦{a: b}¦%x¦@x¦`x`¦&x¦*x¦!x¦!!str x¦|¦>¦|-¦>x"
    "¦x:¦x::y¦:x¦:¦...¦---¦=¦<<¦a\tb¦\tx¦x\t¦a\u00a0b¦\u2028x¦x\u0085y¦x\ufeff¦[/a/, /b.html]"
    "¦https://example.org/#x¦2026-01-05T10:00Z"
)
words = st.sampled_from(WORDS.split("¦")) | st.text(max_size=6)
keys = st.sampled_from(["title", "date", "a", "b_c", "d-e", "null", "é", "a b", '"a"', "1", "-a", "<<", "", "a" * 70])
prefixes = st.sampled_from(["", "", "", "  ", "  ", "    ", " ", "- ", "  - ", "-  ", "    - ", "- - ", "\t", "-\t"])
lines = st.one_of(
    st.tuples(prefixes, keys, st.sampled_from([": ", ": ", ": ", ":", ":  ", " : ", ":\t"]), words).map("".join),
    st.tuples(prefixes, keys, st.just(":")).map("".join),
    st.tuples(prefixes, words).map("".join),
)
heads = st.lists(lines, min_size=1, max_size=7).map("\n".join)


def read(reader: object, head: str) -> object:
    """Return the pairs that a reader gives for a front matter, or its complaint."""
    try:
        return reader(head)  # type: ignore[operator]
    except documents.BrokenError as fault:
        return fault.line, fault.column, fault.what, fault.hint


@settings(max_examples=600)
@given(heads)
@example("title: a\n  b: c")
@example("a:\n- b\n- c: d\n  e:\nf:")
@example("a:\n  b:\n    c:\n      d:\n        e:\n          f: g")
@example("a:\n    b: c\n  d: e")
def test_front_matter_read_without_yaml_is_what_yaml_reads(head: str) -> None:
    """Simple lines are read without YAML, faster: text, kind and place of every value are those that YAML gives."""
    text, _ = documents._decode(Source(X, head.encode("utf-8", "replace")))
    assert text is not None
    found = documents._plain_pairs(text)
    if found is not None:
        assert found == read(documents._yaml_pairs, text)


FULL = """\
---
title: "The water: a title"
date: 2026-01-05T10:00:00Z
authors: [ana-ruiz, "ben-okri"]
summary: Words of one line, with a comma, no - but a sign or two (https://example.org/).
image:
  src: /a.svg
  alt: 'A map'
corrections:
  - date: 2026-01-06
    text: It was Tuesday.
latest_seen:
- title: "Another"
  teaser:
draft: false
---
Text
"""


def test_simple_front_matter_is_read_without_loading_yaml() -> None:
    """Lines of `key: value`, lists and texts in quotes do without it, and so does `import sitegen.documents`."""
    program = (
        "import sys; from sitegen import documents; from sitegen.model import Source\n"
        f"document, problems = documents.article(Source({X!r}, {FULL.encode()!r}), 'UTC')\n"
        "assert document and not problems, problems\n"
        "assert not {'yaml', 'frontmatter'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
