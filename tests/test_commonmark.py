"""The examples of the CommonMark specification (0.31.2, 652 of them) pass through `render`.

What is compared is what a browser would see: white space between blocks, the order of attributes and the way a
character is escaped do not count (the specification's own rules, from its `test/normalize.py`). Where an article is
meant to differ from the specification is said here, once for each:

- the sanitiser is off, so that raw HTML can be compared; a comment never reaches a page, so none is compared;
- every scheme may be linked, and each target stands as on the page (a target inside the site is a hole otherwise);
- a bare address is shown as written, not in the form that is easiest to read;
- an article whose text has an `h1` has all its headings one level lower: the page's title is the `h1`;
- a heading has an id, an image `loading="lazy"`, and an image with a title that stands alone is a figure.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest

from sitegen import holes
from sitegen.markdown import render, sanitise, tokens, weblinks

FAILING: dict[int, str] = {}
"""The examples that do not pass, and why not."""

# fmt: off
BLOCKS = frozenset(
    {
        "article", "aside", "blockquote", "body", "col", "colgroup", "dd", "div", "dl", "dt", "figcaption", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "iframe", "li", "ol", "p", "pre",
        "script", "section", "style", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "ul", "video",
    }
)
# fmt: on
EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)
# Python's own reader of HTML has comments end later than browsers do.
COMMENT = re.compile(r"<!--(?:-?>|.*?-->)", re.DOTALL)
FIGURE = re.compile(r"<figure>(<img [^>]*)><figcaption>(.*?)</figcaption></figure>")


class Normal(HTMLParser):
    """Writes HTML down in one form."""

    def __init__(self, text: str, shift: int) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self.shift = shift
        self.after_block = self.in_pre = False
        self.feed(COMMENT.sub("", text))
        self.close()
        # Only a block's tags are written with a line's end at both sides.
        self.text = re.sub(r" *\n\s*", "\n", re.sub(" +", " ", "".join(self.out))).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "pre":
            self.in_pre = True
        ours = {("loading", "lazy")} | {(n, v) for n, v in attrs if n == "id" and (v or "").startswith(holes.PREFIX)}
        kept = sorted({a for a in attrs if a not in ours}, key=str)
        self.tag(tag, "".join(f' {n}="{html.escape(v or "")}"' for n, v in kept))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.tag(f"/{tag}", "")
        if tag == "pre":
            self.in_pre = False

    def tag(self, tag: str, attributes: str) -> None:
        name = tag.removeprefix("/")
        if re.fullmatch("h[1-6]", name):
            tag = tag.replace(name, f"h{min(int(name[1]) + self.shift, 6)}")
        written = f"<{tag}{attributes}>"
        self.out.append(f"\n{written}\n" if name in BLOCKS else written)

    def handle_data(self, data: str) -> None:
        if self.in_pre:
            # Here white space counts, so it is written as something else.
            data = data.replace("\n", "\u240a").replace(" ", "\u2420").replace("\t", "\u2409")
        self.out.append(html.escape(re.sub(r"\s+", " ", data), quote=False))

    def handle_entityref(self, name: str) -> None:
        self.handle_data(html.unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.handle_data(html.unescape(f"&#{name};"))

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.out.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.out.append(f"<![{data}]>")


@pytest.fixture
def _plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turn off what an article does beyond CommonMark."""
    monkeypatch.setattr(sanitise, "clean", lambda text, keep: text)
    monkeypatch.setattr(sanitise, "self_contained", lambda raw: raw)
    monkeypatch.setattr(sanitise, "may_have_scripts", lambda text: False)
    monkeypatch.setattr(weblinks, "kind", lambda target: "external")
    monkeypatch.setattr(tokens._Writer, "shows", lambda self, text, url: False)


@pytest.mark.usefixtures("_plainly")
def test_the_examples_of_the_specification(commonmark: str) -> None:
    """All examples of CommonMark pass but those that are listed, each with its reason."""
    examples = EXAMPLE.findall(commonmark.replace("→", "\t"))
    assert len(examples) == 652
    failed = {}
    for number, (text, expected) in enumerate(examples, start=1):
        wanted = Normal(expected, shift=1 if "<h1>" in expected else 0).text
        given = Normal(FIGURE.sub(r'<p>\1 title="\2"></p>', render(text).html), shift=0).text
        if given != wanted:
            failed[number] = f"{text!r}\n  gives  {given!r}\n  not    {wanted!r}"
    told = "\n".join(f"{number}: {what}" for number, what in failed.items() if number not in FAILING)
    assert failed.keys() == FAILING.keys(), (
        f"\n{told}\nlisted, and yet they pass: {sorted(FAILING.keys() - failed.keys())}"
    )
