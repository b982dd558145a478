"""Markdown becomes a body. Cases with expected text are in `markdown/*.txt`; see `conftest` for rewriting them."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen import holes
from sitegen.markdown import render, sanitise
from sitegen.model import Body

CASES = Path(__file__).parent / "markdown"


# Cases ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A piece of a case file: `=== fact`, the input, a line `---`, what a reader of the body would see."""

    file: Path
    fact: str
    text: str
    expected: str


def cases(file: Path) -> list[Case]:
    found = []
    for piece in file.read_text("utf-8").split("\n=== ")[1:]:
        fact, _, rest = piece.partition("\n")
        text, _, expected = rest.partition("\n---\n")
        found.append(Case(file, fact, text, expected.strip("\n")))
    return found


ALL = [case for file in sorted(CASES.glob("*.txt")) for case in cases(file)]


def shown(body: Body) -> str:
    """Write a body down, holes as `{P}`, `{U}` and `{L target}`, only what it has."""
    parts = [body.html.strip()]
    parts += [f"[{note.number}] {note.html}" for note in body.notes]
    parts += [f"heading {h.level} #{h.id}: {h.text}" for h in body.headings]
    parts += [f"{'image' if k.image else 'link'} {k.line}:{k.column} {k.target}" for k in body.links]
    parts += [f"{p.line}:{p.column}: {p.severity}: {p.message}\n    {p.hint}" for p in body.problems]
    text = "\n".join(part for part in parts if part)
    for kind, label in zip("wxy", holes.LABELS, strict=True):
        text = re.sub(f"{holes.OPEN}{kind}([^{holes.CLOSE}]*){holes.CLOSE}", label.replace("{number}", r"\1"), text)
    return text.replace(f"{holes.OPEN}L", "{L ").replace(holes.OPEN, "{").replace(holes.CLOSE, "}")


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.file.stem}: {case.fact}")
def test_cases(case: Case, request: pytest.FixtureRequest) -> None:
    """Each case file states its facts."""
    given = shown(render(case.text))
    if request.config.getoption("--rewrite") and given != case.expected:
        head = case.file.read_text("utf-8").split("\n=== ")[0]
        kept = [c if c.fact != case.fact else Case(c.file, c.fact, c.text, given) for c in cases(case.file)]
        written = "".join(f"\n=== {c.fact}\n{c.text}\n---\n{c.expected}\n" for c in kept)
        case.file.write_text(f"{head}{written}", "utf-8")
        return
    assert given == case.expected


def test_facts_are_told_apart() -> None:
    """No two cases of a file have the same name, so that a rewriting hits the right one."""
    assert [name for name, count in Counter((c.file, c.fact) for c in ALL).items() if count > 1] == []


# What a reader, a screen reader and a browser rely on -------------------------------------------------------


class Reader(HTMLParser):
    """Reads finished HTML: visible text, ids, fragment links, elements with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.ids: list[str] = []
        self.fragments: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs), f"an attribute stands twice in <{tag}>"
        self.elements.append((tag, given))
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if (given.get("href") or "").startswith("#"):
            self.fragments.append(str(given["href"])[1:])

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def page(body: Body) -> str:
    notes = "".join(f'<li id="{holes.PREFIX}fn-{n.number}">{n.html}</li>' for n in body.notes)
    return holes.fill(holes.cut([f"{body.html}<ol>{notes}</ol>"]), {})[0].decode()


LABELS = st.sampled_from(["1", "2", "a", "A b", "a  B", "ß", "ss", "fn-1", "", " ", "x]y", "\\]"])
WORDS = st.sampled_from(
    ["a", "Ö", "мир", "*", "_", "**", "`", "``", "~~", "&amp;", "&#xFDD0;", "<", ">", "|", "\\", "!"]
)
URLS = st.sampled_from(
    [
        "/x",
        "../articles/x.md#y",
        "#y",
        "#fn-1",
        "https://e.org/a_b_(c)",
        "javascript:x",
        "data:x",
        "%6Aavascript:x",
        "//h/",
        "",
    ]
)
INLINE = st.one_of(
    WORDS,
    st.builds("[^{}]".format, LABELS),
    st.builds("![^{}]".format, LABELS),
    st.builds("[{}]({})".format, WORDS, URLS),
    st.builds('![{}]({} "{}")'.format, WORDS, URLS, WORDS),
    st.builds("<{}>".format, URLS),
    URLS,
    st.sampled_from(
        [
            "<b>",
            "</b>",
            "<b id=x>",
            "<div>",
            "</div>",
            "<td>",
            "<script>",
            "</script>",
            "<a href='y.md'>",
            "<!--",
            "-->",
        ]
    ),
    st.text(max_size=5),
)
LINE = st.builds(
    "{}{}".format,
    st.sampled_from(
        [
            "",
            "",
            "# ",
            "## ",
            "> ",
            "- ",
            "1. ",
            "    ",
            "  ",
            ": ",
            "|",
            "```",
            "[^1]: ",
            "[^a]: ",
            "[^A  b]: ",
            "[^z]: ",
        ]
    ),
    st.lists(INLINE, max_size=5).map(" ".join),
)
TEXTS = st.one_of(st.text(), st.lists(LINE, max_size=12).map("\n".join))


@given(TEXTS)
@example("a[^1]\n[^1]: b[^1]\n[^1]: c")
@example('<b id="fn-1">a</b> [^1]\n\n[^1]: x')
@example("## fn 1\n\n## Fn-1\n\n## page 2")
def test_any_text_is_a_body(text: str) -> None:
    """Whatever the text: a body comes out, its ids are unique and told, and each link to a note has its target."""
    body = render(text)
    read = Reader(page(body))
    assert [name for name, count in Counter(read.ids).items() if count > 1] == []
    assert set(read.ids) == set(body.anchors)
    linked = {fragment for fragment in read.fragments if re.match(r"fn(ref)?-\d", fragment)}
    by_hand = {link.target[1:] for link in body.links if link.target.startswith("#")}
    assert linked - by_hand <= set(read.ids)
    assert holes.OPEN not in page(body)
    assert holes.CLOSE not in page(body)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for found in (*body.problems, *body.links):
        assert 1 <= found.line <= len(lines)
        assert 1 <= found.column <= len(lines[found.line - 1]) + 1


@given(TEXTS)
def test_nothing_that_runs_gets_through(text: str) -> None:
    """Only known elements with known attributes come out, and no target has a scheme that runs or reads files."""
    for tag, attributes in Reader(page(render(text))).elements:
        assert tag in sanitise.TAGS
        assert set(attributes) <= sanitise.ATTRIBUTES["*"] | sanitise.ATTRIBUTES.get(tag, frozenset())
        for name in ("href", "src"):
            value = re.sub(r"[\x00-\x20]", "", attributes.get(name) or "").lower()
            assert not re.match(r"(javascript|data|vbscript|file|blob):", value)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=60))
@example("1. a")
@example("[^1]: note")
@example("a <b onclick=x> & &amp; *c* _d_ `e` ~~f~~ | g # h https://i.org")
def test_escaped_text_is_seen_as_typed(text: str) -> None:
    """Text whose punctuation is escaped is shown as that text, and nothing is found in it."""
    line = " ".join(text.split())
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", line)
    escaped = re.sub(r"^(\d+)", lambda m: f"\u2060{m[1]}", escaped)
    body = render(escaped)
    assert "".join(Reader(page(body)).text).strip() == re.sub(r"^(\d+)", lambda m: f"\u2060{m[1]}", line)
    assert body.problems == ()


def test_threads_share_the_parsers() -> None:
    """Bodies that are rendered at the same time do not meet."""
    texts = [f"# {i}\n\na[^{i}] [x](y{i}.md)\n\n[^{i}]: see https://e.org/{i}" for i in range(40)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(render, texts)) == [render(text) for text in texts]


def test_body_travels() -> None:
    """A body is a value: it goes to another process and comes back equal."""
    body = render("# a\n\nb[^1] [c](d.md)\n\n[^1]: e")
    assert pickle.loads(pickle.dumps(body)) == body


def test_import_is_cheap() -> None:
    """Importing the Markdown step loads neither mistune nor nh3: a build with nothing to do needs neither."""
    code = "import sys, sitegen.markdown; print({'mistune', 'nh3', 'slugify'} & set(sys.modules) or 'none')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "none\n"


def test_sanitiser_runs_only_for_raw_html(monkeypatch: pytest.MonkeyPatch) -> None:
    """An article without raw HTML never pays for the sanitiser; a comment is not worth it either."""

    def refuse(*_: object) -> str:
        raise AssertionError

    monkeypatch.setattr(sanitise, "clean", refuse)
    assert render("a `<b>` \\<b> <https://e.org> <!-- c -->\n\n<!-- d -->\n\n    <b>").problems == ()
    with pytest.raises(AssertionError):
        render("a <b>b</b>")


@pytest.mark.parametrize(
    ("text", "excerpt", "words"),
    [
        ("## Head\n\nOne *two*\nthree[^1] `four` [five](x.md).\n\nSix\n\n[^1]: seven", "One two three four five.", 7),
        ("", "", 0),
        ("- only\n- a list", "", 3),
        ('![a](b.png "Caption here")\n\nText', "Text", 3),
        ("[^1]: only a note", "", 0),
    ],
)
def test_excerpt_and_words(text: str, excerpt: str, words: int) -> None:
    """The excerpt is the first paragraph as plain text; words are counted in the running text, not in notes."""
    body = render(text)
    assert (body.excerpt, body.words) == (excerpt, words)


@pytest.mark.parametrize("unit", ["> ", "- ", "[^1]: ", "*a ", "[a](", "<div>", "<b>", "`a ", "![", "~~a"])
def test_deep_nesting_is_bounded(unit: str) -> None:
    """A text that nests without end is a body like another."""
    assert isinstance(render(unit * 5000), Body)
