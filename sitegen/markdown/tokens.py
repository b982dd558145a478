"""Markdown tokens become a body: HTML with holes, notes, headings, links, and what is wrong with them.

Goes in: the block tokens of one text, and functions that turn a text into inline tokens. Comes out: a `Body`. It
knows no other text, no setting, and not which library made the tokens.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from sitegen import holes, problems
from sitegen.markdown import beside, sanitise, weblinks
from sitegen.markdown.locate import Places
from sitegen.markdown.notes import Numbering
from sitegen.model import REPEATED, REPEATED_HINT, Body, Heading, Link, Note, repeats
from sitegen.value import Value

if TYPE_CHECKING:
    from sitegen.charts import Fault

Token = dict[str, Any]
Inline = Callable[[str], list[Token]]

# Ids that notes and layouts use for themselves.
_RESERVED = ("fn-", "fnref-", "page-")
_BAR = re.compile(r"\s*\|\s*")
_FENCE = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?:`{3,}|~{3,})[ \t]*chart\b", re.MULTILINE)
_PULL = re.compile(r"\s*\[!pull\][ \t]*(?:\n|\Z)", re.IGNORECASE)


class Parsed(Value):
    """A text, parsed: its block tokens, the notes found among them, the labels that are cited without a note.

    `inline` parses the text of a block, `inline_of_notes` that of a block in a note. `undefined` fills while they
    are called.
    """

    text: str
    tokens: Sequence[Token]
    numbering: Numbering
    undefined: dict[str, str]
    inline: Inline
    inline_of_notes: Inline
    shift: int


def compose(parsed: Parsed) -> Body:
    """Return the body that the tokens make; problems are relative to the text."""
    return _Writer(parsed).body()


class _Writer:
    """Writes one body."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.places = Places(parsed.text)
        self.numbering = parsed.numbering
        self.inline = parsed.inline
        self.plain: list[str] = []
        self.headings: list[Heading] = []
        self.anchors: dict[str, int] = {}
        self.links: list[tuple[str, str, bool]] = []
        self.forbidden: dict[str, None] = {}
        self.dropped_ids: list[str] = []
        self.misplaced: set[str] = set()
        self.without_alt = 0
        self.repeated: dict[str, None] = {}
        self.tables = self.charts = 0
        self.drawn: dict[str, str] = {}
        self.chart_faults: list[tuple[int, Fault]] = []
        self.cited_at: list[int] = []
        self.note_lengths: list[int] = []
        self.unwrapped: list[tuple[int, int]] = []
        self.link_depth = self.image_depth = 0
        self.after_link: list[str] = []
        self.raw = self.any_raw = False
        self.too_deep: bool | None = None

    # The whole -----------------------------------------------------------------------------------------------

    def body(self) -> Body:
        out, excerpt = [], ""
        for token in self.parsed.tokens:
            start = len(self.plain)
            out.append(_WRITERS[token["type"]](self, token))
            if not excerpt and token["type"] == "paragraph" and not out[-1].startswith("<figure>"):
                excerpt = " ".join("".join(self.plain[start:]).split())
        text = self.cleaned("".join(out))
        words = len("".join(self.plain).split())
        before = self.lengths()
        notes = self.notes()
        places = {target: self.places.targets(target) for target in {target for target, _, _ in self.links}}
        return Body(
            html=text,
            notes=notes,
            beside=bool(notes) and self.stand_beside(notes, before),
            headings=tuple(self.headings),
            anchors=(*self.anchors, *self.numbering.anchors()),
            links=self.located_links(places),
            excerpt=excerpt,
            words=words,
            problems=problems.in_order(self.problems()),
        )

    def notes(self) -> tuple[Note, ...]:
        """Render the notes in the order of their numbers; each may cite others and so lengthen the list."""
        self.inline = self.parsed.inline_of_notes
        written: list[str] = []
        while len(written) < len(self.numbering.order) or self.numbering.number_uncited():
            definition = self.numbering.definitions[self.numbering.order[len(written)]]
            start = len(self.plain)
            written.append(self.cleaned(self.write(definition.tokens)))
            self.note_lengths.append(sum(map(len, self.plain[start:])))
        return tuple(
            Note(number, self.numbering.with_back_links(number, text)) for number, text in enumerate(written, start=1)
        )

    def lengths(self) -> list[int]:
        """Return how many characters that wrap stand before each piece of the plain text, and before its end."""
        sizes = [len(piece) for piece in self.plain]
        for start, end in self.unwrapped:
            sizes[start:end] = [0] * (end - start)
        return [0, *accumulate(sizes)]

    def stand_beside(self, notes: Sequence[Note], before: Sequence[int]) -> bool:
        """Tell whether the notes are of plain paragraphs, and fit beside the text; `before` is what `lengths` gave."""
        definitions = (self.numbering.definitions[index] for index in self.numbering.order)
        if any(token["type"] != "paragraph" for definition in definitions for token in definition.tokens):
            return False
        if any("<img" in note.html or "<figure" in note.html for note in notes):
            return False
        # What is cited in another note alone stands below that one.
        markers = [before[at] if at < len(before) else 0 for at in self.cited_at]
        markers += [0] * (len(notes) - len(markers))
        return beside.fit(tuple(accumulate(markers, max)), self.note_lengths, before[-1])

    def cleaned(self, text: str) -> str:
        """Pass what has raw HTML in it through the sanitiser, as a whole, and put charts in, which it does not know."""
        if self.raw:
            self.raw, self.any_raw = False, True
            after = sanitise.clean(text, self.raw_attribute)
            self.misplaced.update(sanitise.misplaced(text, after))
            text = after
        for place, drawing in self.drawn.items():
            text = text.replace(place, drawing)
        return holes.pictures(text)

    def located_links(self, places: dict[str, Sequence[int]]) -> tuple[Link, ...]:
        """Give each link its place: the first written with a target is the first rendered with it."""
        found, counts = [], dict.fromkeys(places, 0)
        for target, written, is_image in self.links:
            at = places[target][min(counts[target], len(places[target]) - 1)]
            counts[target] += 1
            found.append(Link(written, *self.places.line_column(at), image=is_image))
        return tuple(found)

    def problems(self) -> Iterable[problems.Problem]:
        places = self.places
        yield from self.numbering.problems(tuple(self.parsed.undefined.values()), places)
        if self.too_deep:
            message, hint = "raw HTML is nested too deep, and is shown as text", "close the tags that are open"
            at = max(places.masked.find("<"), 0)
            yield problems.warning("", *places.line_column(at), message, hint)
        if self.any_raw:
            for at, message, hint in sanitise.faults(places.masked):
                what = problems.error if message == sanitise.NO_ALT else problems.warning
                yield what("", *places.line_column(at), message, hint)
        if self.chart_faults:
            fences = [text.count("\n", 0, m.end()) + 1 for text in (self.parsed.text,) for m in _FENCE.finditer(text)]
            for number, fault in self.chart_faults:
                line = fences[min(number, len(fences)) - 1] if fences else 1
                yield problems.error("", line + fault.line, 1, fault.what, fault.hint)
        for target in self.forbidden:
            for at in places.targets(target):
                yield problems.warning("", *places.line_column(at), sanitise.forbidden(target), sanitise.FORBIDDEN_HINT)
        for tag in sorted(self.misplaced):
            at = places.tag(tag)
            message = f"<{tag}> was removed: HTML does not allow it there"
            yield problems.warning(
                "", *places.line_column(at), message, "close what is open, and mind what it stands in"
            )
        for name in self.dropped_ids:
            at = max(places.masked.find(name), 0)
            message = f'the id "{name}" was removed: it is taken'
            yield problems.warning("", *places.line_column(at), message, "give the element another id")
        for at in (places.without_alt or (0,))[: self.without_alt] if self.without_alt else ():
            yield problems.error("", *places.line_column(at), sanitise.NO_ALT, sanitise.NO_ALT_HINT)
        for url in self.repeated:
            yield problems.warning("", *places.line_column(places.targets(url)[0]), REPEATED, REPEATED_HINT)

    # Any token -----------------------------------------------------------------------------------------------

    def write(self, tokens: Iterable[Token]) -> str:
        written = []
        for token in tokens:
            if token["type"] != "text":
                written.append(_WRITERS[token["type"]](self, token))
                continue
            text = token["raw"]
            if "&" in text:
                text = weblinks.unescape(text)
            self.plain.append(text)
            written.append(_escape(text) if "&" in text or "<" in text or ">" in text else text)
        return "".join(written)

    def children(self, token: Token) -> str:
        """Write what a token holds; text that is not parsed yet is the end of a block."""
        if "text" in token:
            text = self.write(self.parsed_text(token["text"]))
            self.plain.append("\n")
            return text
        return self.write(token["children"])

    def parsed_text(self, text: str) -> Sequence[Token]:
        tokens = self.inline(text)
        if "<" not in text or not sanitise.may_have_scripts(text):
            return tokens
        kept = sanitise.without_scripts(tokens)
        self.any_raw |= len(kept) < len(tokens)
        return kept

    # Inline --------------------------------------------------------------------------------------------------

    def softbreak(self, token: Token) -> str:
        self.plain.append("\n")
        return "\n"

    def linebreak(self, token: Token) -> str:
        self.plain.append("\n")
        return "<br>\n"

    def codespan(self, token: Token) -> str:
        self.plain.append(token["raw"])
        return f"<code>{_escape(token['raw'])}</code>"

    def marker(self, token: Token) -> str:
        known = len(self.numbering.order)
        marker = self.numbering.cite(token["label"])
        if len(self.numbering.order) > known:
            self.cited_at.append(len(self.plain))
        if self.link_depth:
            # A link may not hold another one, so the marker stands behind it.
            self.after_link.append(marker)
            return ""
        return marker

    def link(self, token: Token) -> str:
        url = token["attrs"]["url"]
        self.link_depth += 1
        label = token["children"]
        bare = len(label) == 1 and label[0]["type"] == "text" and self.shows(label[0]["raw"], url)
        if bare:
            self.plain.append(label[0]["raw"])
            text = weblinks.readable_html(url)
        else:
            text = self.write(label)
        self.link_depth -= 1
        target = self.target(url)
        if target is not None:
            looks = ' class="url"' if bare and not target.startswith(holes.OPEN) else ""
            text = f'<a href="{target}"{_title(token)}{looks}>{text}</a>'
        return text + self.behind()

    def shows(self, text: str, url: str) -> bool:
        """Tell whether a link's text is its own web address."""
        return "://" in text and "\n" not in text and (text == url or weblinks.encode(text, entities=True) == url)

    def image(self, token: Token, caption: str = "") -> str:
        self.link_depth += 1
        self.image_depth += 1
        kept, self.plain = self.plain, []
        self.write(token["children"])
        alt, self.plain = " ".join("".join(self.plain).split()), kept
        self.image_depth -= 1
        self.link_depth -= 1
        if self.image_depth:
            self.plain.append(alt)
        self.without_alt += not alt
        if repeats(alt, caption):
            self.repeated[token["attrs"]["url"]] = None
        source = self.target(token["attrs"]["url"], image=True)
        if source is None:
            self.plain.append(alt)
            return _escape(alt) + self.behind()
        return f'<img src="{source}" alt="{html.escape(alt)}"{_title(token)} loading="lazy">{self.behind()}'

    def behind(self) -> str:
        if self.link_depth or not self.after_link:
            return ""
        markers, self.after_link = "".join(self.after_link), []
        return markers

    def target(self, url: str, *, image: bool = False) -> str | None:
        """Return a link's target as it stands in an attribute; None if it may not be linked."""
        kind = weblinks.kind(url)
        if kind == "forbidden":
            self.forbidden[url] = None
            return None
        if kind == "external":
            return weblinks.href(url)
        hole = self.hole(url, image=image)
        return html.escape(hole)

    def hole(self, url: str, *, image: bool) -> str:
        """Note an internal link; return its target for the sanitiser, which escapes for itself."""
        written = weblinks.written(url)
        if url != "#":
            self.links.append((url, written, image))
        if url.startswith("#"):
            return f"{holes.TARGET}{url[1:]}" if url != "#" else f"{holes.PAGE}#"
        return f"{holes.OPEN}L{written}{holes.CLOSE}"

    # Raw HTML ------------------------------------------------------------------------------------------------

    def raw_html(self, token: Token) -> str:
        raw: str = token["raw"].strip() if token["type"] == "block_html" else token["raw"]
        if raw.startswith("<!--") and raw.find("-->") == len(raw) - 3:
            return ""
        if self.too_deep is None:
            self.too_deep = sanitise.too_deep(self.parsed.text)
        if self.too_deep:
            self.plain.append(raw)
            return _escape(raw)
        self.raw = True
        raw = sanitise.self_contained(raw)
        return f"{raw}\n" if token["type"] == "block_html" else raw

    def raw_attribute(self, tag: str, name: str, value: str) -> str | None:
        """Say what becomes of an attribute that the sanitiser lets through; ours have a hole in them already."""
        if holes.OPEN in value:
            return value
        if name == "id":
            if value in self.anchors or value.startswith(_RESERVED) or not value or any(c.isspace() for c in value):
                self.dropped_ids.append(value)
                return None
            self.anchors[value] = 1
            return holes.PREFIX + value
        if name in {"href", "src"}:
            url = weblinks.encode(value.strip(), entities=False)
            kind = weblinks.kind(url)
            if kind == "internal":
                return self.hole(url, image=tag == "img")
            return url if kind == "external" else None
        return value

    # Blocks --------------------------------------------------------------------------------------------------

    def paragraph(self, token: Token) -> str:
        tokens = self.parsed_text(token["text"])
        if len(tokens) == 1 and tokens[0]["type"] == "image" and tokens[0]["attrs"].get("title"):
            return self.figure(tokens[0])
        text = self.write(tokens)
        self.plain.append("\n")
        return f"<p>{text}</p>\n" if text else ""

    def figure(self, token: Token) -> str:
        """Write a picture with a caption; who made it and under what licence may follow, each after a bar."""
        url, title = token["attrs"]["url"], weblinks.unescape(token["attrs"]["title"])
        caption, *credits = (part.strip() for part in _BAR.split(title, maxsplit=2))
        image = self.image({**token, "attrs": {"url": url}}, caption)
        words = [_escape(caption)] if caption else []
        if any(credits):
            words.append(f"<small>{_escape(', '.join(filter(None, credits)))}</small>")
        self.plain.append(f"{caption}\n")
        return f"<figure>{image}<figcaption>{' '.join(words)}</figcaption></figure>\n"

    def heading(self, token: Token) -> str:
        start = len(self.plain)
        text = self.children(token)
        plain = " ".join("".join(self.plain[start:]).split())
        level = min(token["attrs"]["level"] + self.parsed.shift, 6)
        name = self.heading_id(plain)
        self.headings.append(Heading(level, name, plain))
        return f'<h{level} id="{holes.PREFIX}{name}">{text}</h{level}>\n'

    def heading_id(self, text: str) -> str:
        from sitegen.urls import slugify

        slug = slugify(text) or "section"
        if slug.startswith(_RESERVED):
            slug = f"section-{slug}"
        name = slug
        # The count is where the search for a free number last ended, so a thousand equal headings stay cheap.
        while name in self.anchors:
            self.anchors[slug] += 1
            name = f"{slug}-{self.anchors[slug]}"
        self.anchors[name] = 1
        return name

    def quote(self, token: Token) -> str:
        """Write a quotation; one whose first line is `[!pull]` repeats words of the text in large letters."""
        children = token["children"]
        first = children[0] if children else {}
        pulled = _PULL.match(first["text"]) if first.get("type") == "paragraph" else None
        if not pulled:
            return f"<blockquote>\n{self.children(token)}</blockquote>\n"
        rest = first["text"][pulled.end() :]
        children = [{**first, "text": rest}, *children[1:]] if rest.strip() else children[1:]
        return f'<blockquote class="pull">\n{self.write(children)}</blockquote>\n'

    def list(self, token: Token) -> str:
        attrs = token["attrs"]
        if not attrs["ordered"]:
            return f"<ul>\n{self.children(token)}</ul>\n"
        start = f' start="{attrs["start"]}"' if "start" in attrs else ""
        return f"<ol{start}>\n{self.children(token)}</ol>\n"

    def code(self, token: Token) -> str:
        raw = token["raw"]
        if raw and not raw.endswith("\n"):
            raw += "\n"
        info = weblinks.unescape(token.get("attrs", {}).get("info", "")).split()
        if info[:1] == ["chart"] and (chart := self.chart(" ".join(info[1:]), raw)):
            return chart
        self.unwrapped.append((len(self.plain), len(self.plain) + 1))
        self.plain.append(raw)
        language = f' class="language-{html.escape(info[0])}"' if info else ""
        return f"<pre><code{language}>{_escape(raw)}</code></pre>\n"

    def chart(self, kind: str, raw: str) -> str:
        """Write a chart and, behind it, its table; nothing if it cannot be read."""
        from sitegen import charts

        number = self.charts = self.charts + 1
        made, faults = charts.parse(kind, raw.rstrip("\n"))
        self.chart_faults += [(number, fault) for fault in faults]
        if made is None:
            return ""
        place = f"{holes.OPEN}c{number}{holes.CLOSE}"
        self.drawn[place] = charts.svg(made, f"{holes.PREFIX}page-chart-{number}")
        self.tables += 1
        label = holes.table(self.tables)
        unit = f" {_escape(made.unit)}" if made.unit else ""
        source = f"<p><small>{self.write(self.parsed_text(made.source))}</small></p>\n" if made.source else ""
        region = f'<div class="table" role="region" tabindex="0" aria-label="{label}">'
        return (
            f"<figure>\n<figcaption><b>{_escape(made.title)}</b>{unit}</figcaption>\n{place}\n"
            f"<details>\n<summary>{label}</summary>\n{region}\n<table>\n{charts.table(made)}</table>\n</div>\n</details>\n"
            f"{source}</figure>\n"
        )

    def table(self, token: Token) -> str:
        # A region that can be reached by keyboard, for tables wider than the screen.
        self.tables += 1
        label = holes.table(self.tables)
        region = f'<div class="table" role="region" tabindex="0" aria-label="{label}">'
        start = len(self.plain)
        rows = self.children(token)
        self.unwrapped.append((start, len(self.plain)))
        return f"{region}\n<table>\n{rows}</table>\n</div>\n"

    def cell(self, token: Token) -> str:
        text, align = self.children(token), token["attrs"]["align"]
        looks = f' class="{align}"' if align in {"right", "center"} else ""
        if token["attrs"]["head"] and text:
            return f'<th scope="col"{looks}>{text}</th>\n'
        return f"<td{looks}>{text}</td>\n"


_WRITERS: dict[str, Callable[[_Writer, Token], str]] = {
    "softbreak": _Writer.softbreak,
    "linebreak": _Writer.linebreak,
    "emphasis": lambda writer, token: f"<em>{writer.write(token['children'])}</em>",
    "strong": lambda writer, token: f"<strong>{writer.write(token['children'])}</strong>",
    "strikethrough": lambda writer, token: f"<del>{writer.write(token['children'])}</del>",
    "codespan": _Writer.codespan,
    "link": _Writer.link,
    "image": _Writer.image,
    "inline_html": _Writer.raw_html,
    "note_marker": _Writer.marker,
    "paragraph": _Writer.paragraph,
    "block_text": _Writer.children,
    "heading": _Writer.heading,
    "block_quote": _Writer.quote,
    "list": _Writer.list,
    "list_item": lambda writer, token: f"<li>{writer.children(token)}</li>\n",
    "block_code": _Writer.code,
    "block_html": _Writer.raw_html,
    "thematic_break": lambda writer, token: "<hr>\n",
    "blank_line": lambda writer, token: "",
    "note": lambda writer, token: "",
    "table": _Writer.table,
    "table_head": lambda writer, token: f"<thead>\n<tr>\n{writer.children(token)}</tr>\n</thead>\n",
    "table_body": lambda writer, token: f"<tbody>\n{writer.children(token)}</tbody>\n" if token["children"] else "",
    "table_row": lambda writer, token: f"<tr>\n{writer.children(token)}</tr>\n",
    "table_cell": _Writer.cell,
    "def_list": lambda writer, token: f"<dl>\n{writer.children(token)}</dl>\n",
    "def_list_head": lambda writer, token: f"<dt>{writer.children(token)}</dt>\n",
    "def_list_item": lambda writer, token: f"<dd>{writer.children(token)}</dd>\n",
}
"""What writes each kind of token but text."""


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _title(token: Token) -> str:
    title = token["attrs"].get("title")
    return f' title="{html.escape(weblinks.unescape(title))}"' if title else ""
