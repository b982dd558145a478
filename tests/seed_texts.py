"""What the tests of the converter share: generated seeds, the text that a reader sees, the words in a file."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from hypothesis import strategies as st

from sitegen import holes
from sitegen.markdown import render
from sitegen.model import Source
from sitegen.seeds import Plan, convert

TODAY = dt.date(2026, 1, 1)


class _Visible(HTMLParser):
    """Gathers the text of a page, without the markers of notes."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"section", "sup"}:
            self.hidden += 1
        self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"section", "sup"}:
            self.hidden -= 1
        self.text.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.text.append(data)


def visible(text: str) -> str:
    """Return what a reader sees of Markdown, without white space, markers and notes."""
    reader = _Visible()
    reader.feed(holes.fill(holes.cut([render(text).html]), {})[0].decode())
    reader.close()
    return squeezed("".join(reader.text))


def squeezed(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())


def words(text: str) -> Counter[str]:
    """Count the words of a text; a raised number is a marker of a note, not a word."""
    return Counter(re.findall(r"[^\W_]+", re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]", " ", text)))


def run(*seeds: Source, articles: Any = (), authors: Any = (), force: bool = False) -> Plan:
    """Convert seeds for a site at example.org on the first day of 2026."""
    return convert(seeds, articles, authors, today=TODAY, domain="example.org", force=force)


def seed(text: str, path: str = "seeds/2023-03-05-one.txt") -> Source:
    """Return a seed in UTF-8."""
    return Source(path, text.encode())


# Generated seeds -------------------------------------------------------------------------------------------

_TOKENS = (
    "gas treaty Union policy 2022 a I the of energy *bold* **very** _it_ s_c `code` ``x`` # #1 ## 1. 2) - "
    "+ > <b> </b> <script> &amp; &copy; &#65; & AT&T | a|b ~~gone~~ ~x~ [sic] [...] [link](x) ![pic](y) \\ "
    "\\* ] [ ( ) : = === --- *** __ ___ <!-- --> <https: $5 ^ {x} @me 50% «так» 中文 العربية naïve 😀 e\u0301 "
    "“quoted” ‘it’ — … a*b*c x_y_ _z 1.10 http://example.org/a_(b)_c?x=1&y=2, https://пример.рф/путь. "
    "[2022] [x] ![ ]( ~~ ``` ::: :x == +1 \" ' <a@b.c> *a _b"
)
token = st.sampled_from(_TOKENS.split())
NAMES = ("Ana Example", "Dr. Boris van der Test", "Мария Пример", "Chloé d’Exemple", "李明")


@dataclass(frozen=True)
class Made:
    """A generated seed, and what it was made of."""

    text: str
    title: str
    paragraphs: tuple[str, ...]
    notes: tuple[str, ...]
    authors: tuple[str, ...]
    bios: tuple[str, ...]
    rail: tuple[tuple[str, str], ...]
    leftovers: tuple[str, ...]


@st.composite
def paragraph(draw: st.DrawFn, markers: int = 0) -> str:
    """A paragraph of nasty words that cannot be taken for anything else, with some markers."""
    inner = draw(st.lists(token, min_size=1, max_size=25))
    words_ = ["Paragraph", *inner]
    for _ in range(draw(st.integers(0, 2)) if markers else 0):
        at = draw(st.integers(1, len(words_)))
        words_.insert(at, f"[{draw(st.integers(1, markers))}]")
    if draw(st.booleans()):
        # Signs of a list or a quotation are not shown as they are.
        words_.insert(0, draw(token.filter(lambda sign: sign not in {">", "-", "+", "—"})))
    return " ".join([*words_, "and so on, as it was said by those who were there at the time and wrote it down."])


@st.composite
def made_seeds(draw: st.DrawFn) -> Made:
    """A seed in the shape of issue 2."""
    title = " ".join(["A", *draw(st.lists(token, min_size=1, max_size=8)), "headline"])
    count = draw(st.integers(0, 4))
    paragraphs = tuple(draw(st.lists(paragraph(count), min_size=2, max_size=6)))
    cited = {int(n) for text in paragraphs for n in re.findall(r"\[(\d)\]", text)}
    rest = "".join(f" [{n}]" for n in range(1, count + 1) if n not in cited)
    paragraphs = (*paragraphs[:-1], paragraphs[-1][:-1] + rest + ".")
    notes = tuple(
        draw(
            st.sampled_from(["https://example.org/{}", "Text of {}, *p.* 3_4", "See https://example.org/{}?a=b_c."])
        ).format(n)
        for n in range(1, count + 1)
    )
    authors = tuple(draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True)))
    fields = [" ".join(draw(st.lists(token, min_size=1, max_size=5))) for _ in authors]
    bios = tuple(
        f"{name} is a researcher at the Institute of {field} and more."
        for name, field in zip(authors, fields, strict=True)
    )
    rail = tuple(
        (f"Other headline {n}", draw(st.sampled_from(["", f"The teaser {n} is cut short...", f"Teaser {n} of it…"])))
        for n in range(draw(st.integers(0, 4)))
    )
    leftovers = tuple(draw(st.lists(st.sampled_from(["Share", "Tweet", "Advertisement", "1.2K views"]), max_size=2)))
    blocks = [title, *leftovers, *paragraphs]
    blocks += [f"[{n}] {text}" for n, text in enumerate(notes, 1)]
    blocks += [f"{name}\n{name}\n{bio}" for name, bio in zip(authors, bios, strict=True)]
    if rail:
        blocks += ["Latest", *(text for pair in rail for text in pair if text)]
    return Made("\n\n".join(blocks) + "\n", title, paragraphs, notes, authors, bios, rail, leftovers)
