"""Markdown becomes a `Body`: CommonMark with notes, tables, strikethrough and definition lists.

Goes in: the text of one body, and nothing else. Comes out: HTML with holes, and all that is known of it. Nothing
here knows another article, a setting, a file or the time. The parsers are built once per process and hold no
state of any text, so threads may share them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sitegen import holes
from sitegen.markdown.notes import Definition, Numbering
from sitegen.markdown.tokens import Parsed, Token, compose
from sitegen.markdown.weblinks import bare_length, encode
from sitegen.model import Body

if TYPE_CHECKING:
    from mistune import BlockParser, BlockState, InlineParser, InlineState

_LABEL = r"(?:[^\\\[\]\n]|\\.){1,999}"
_MARKER = rf"!?\[\^(?P<note_label>{_LABEL.replace(chr(92) + 'n', '')})\]"
_NOTE = rf"^ {{0,3}}\[\^(?P<note_key>{_LABEL})\]:[ \t]*"
_BRACKET = re.compile(r"!?\[")
_BARE_URL = r":(?=//[^\s/])"
# Square brackets only in pairs: what opened before the address ends it.
_REST_OF_URL = re.compile(r"(?:\\[!-/:-@\[-`{-~]|[^\s<>\"`\\\[\]]+|\[(?!\^)[^\s<>\"`\\\[\]]*\])+")
_URL_SCHEME = re.compile(r"(?<![A-Za-z0-9+.-])https?\Z", re.IGNORECASE)
_SCHEME_AND_ONE_BEFORE = 6
_LETTERS = re.compile(r"\\?.")
# A line that ends a note's paragraph though no blank line stands before it (CommonMark, section 5.1).
_INTERRUPTS = re.compile(
    r" {0,3}(?:#{1,6}(?:[ \t]|$)|>|`{3}|~{3}|(?:[*+-]|1[.)])[ \t]+\S"
    r"|(?:(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,})$"
    r"|</?[A-Za-z!]|\[\^[^\]\n]+\]:)"
)
_CONTAINERS = frozenset({"block_quote", "list", "list_item", "def_list", "def_list_item"})


def render(text: str) -> Body:
    """Return the text as a body; whatever the text is, there is one, and never an exception."""
    text = _normal(text)
    block, inline, inline_of_notes = _parsers()
    state = block.state_cls()
    state.process(text if text.endswith("\n") else text + "\n")
    block.parse(state)
    definitions: list[Definition] = []
    tops = [level for level in _survey(state.tokens, definitions) if level == 1]
    numbering, undefined = Numbering(definitions), dict[str, str]()
    env = {**state.env, "numbering": numbering, "undefined": undefined}
    return compose(
        Parsed(
            text=text,
            tokens=state.tokens,
            numbering=numbering,
            undefined=undefined,
            inline=lambda part: inline(part.strip(" \r\n\t\f"), env),
            inline_of_notes=lambda part: (inline_of_notes if "://" in part else inline)(part.strip(" \r\n\t\f"), env),
            shift=1 if tops else 0,
        )
    )


def _normal(text: str) -> str:
    """Return the text with LF alone, no NUL (CommonMark, section 2.3) and nothing that looks like a hole."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if holes.OPEN in text or holes.CLOSE in text:
        text = text.replace(holes.OPEN, "").replace(holes.CLOSE, "")
    return text


def _survey(tokens: Iterable[Token], definitions: list[Definition]) -> Iterator[int]:
    """Gather the notes in their order, and yield the levels of the headings."""
    for token in tokens:
        kind = token["type"]
        if kind == "heading":
            yield token["attrs"]["level"]
        elif kind == "note":
            definitions.append(Definition(token["label"], token["children"]))
            yield from _survey(token["children"], definitions)
        elif kind in _CONTAINERS:
            yield from _survey(token["children"], definitions)


@lru_cache(maxsize=1)
def _parsers() -> tuple[BlockParser, InlineParser, InlineParser]:
    """Return the parsers of blocks, of text, and of the text of notes, where bare web addresses are links."""
    from mistune import Markdown
    from mistune.plugins.def_list import def_list
    from mistune.plugins.formatting import strikethrough
    from mistune.plugins.table import table, table_in_list, table_in_quote

    from sitegen.markdown.quick import MARKUP, MARKUP_OR_URL, QuickInline, plain_blocks, plain_emphasis

    plugins = [strikethrough, table, table_in_list, table_in_quote, def_list, _notes, plain_blocks, plain_emphasis]
    body = Markdown(inline=QuickInline(MARKUP), plugins=plugins)
    of_notes = Markdown(
        inline=QuickInline(MARKUP_OR_URL), plugins=[strikethrough, _markers, _bare_urls, plain_emphasis]
    )
    return body.block, body.inline, of_notes.inline


def _notes(md: Any) -> None:
    _markers(md)
    md.block.register("note", _NOTE, _parse_note, before="ref_link")
    md.block.insert_rule(md.block.block_quote_rules, "note", before="ref_link")
    md.block.insert_rule(md.block.list_rules, "note", before="ref_link")


def _markers(md: Any) -> None:
    # Not a name of ours: mistune knows where a rule called `footnote` may start, and skips text quickly.
    md.inline.register("footnote", _MARKER, _parse_marker, before="link")


def _bare_urls(md: Any) -> None:
    md.inline.register("bare_url", _BARE_URL, _parse_bare_url, before="link", start_chars=":")


def _parse_marker(inline: InlineParser, m: re.Match[str], state: InlineState) -> int | None:
    label = m["note_label"]
    if state.env["numbering"].has(label):
        if m[0][0] == "!":
            inline.process_text("!", state)
        state.append_token({"type": "note_marker", "label": label})
        return m.end()
    if label.strip() and not state.src.startswith("(", m.end()):
        state.env["undefined"].setdefault(" ".join(label.split()).casefold(), label)
        inline.process_text(m[0], state)
        return m.end()
    bracket = _BRACKET.match(state.src, m.start())
    assert bracket
    return inline.parse_link(bracket, state)


def _parse_bare_url(inline: InlineParser, m: re.Match[str], state: InlineState) -> int | None:
    """Take a web address from its colon on: colons are rarer than the letter h."""
    before = state.tokens[-1] if state.tokens else None
    if state.in_link or before is None or before["type"] != "text":
        return None
    scheme = _URL_SCHEME.search(before["raw"], max(0, len(before["raw"]) - _SCHEME_AND_ONE_BEFORE))
    rest = _REST_OF_URL.match(state.src, m.start()) if scheme else None
    if not scheme or not rest:
        return None
    letters = _LETTERS.findall(rest[0])
    kept = letters[: bare_length("".join(letter[-1] for letter in letters))]
    if len(kept) <= len("://"):
        return None
    url = scheme[0] + "".join(letter[-1] for letter in kept)
    before["raw"] = before["raw"][: scheme.start()]
    state.append_token(
        {
            "type": "link",
            "children": [{"type": "text", "raw": url}],
            "attrs": {"url": encode(url, entities=True)},
            "_autolink": url,
        }
    )
    return m.start() + sum(map(len, kept))


def _parse_note(block: BlockParser, m: re.Match[str], state: BlockState) -> int | None:
    if not m["note_key"].strip():
        return None
    text, end = _note_text(state.src, m.end(), hanging=max(4, m.end() - m.start()))
    child = state.child_state(text)
    rules = None
    if state.depth() >= block.max_nested_level - 1:
        rules = [rule for rule in block.rules if rule not in {"block_quote", "list", "note", "plain_blocks"}]
    block.parse(child, rules)
    tokens = [token for token in child.tokens if token["type"] != "blank_line"]
    state.append_token({"type": "note", "label": m["note_key"], "children": tokens})
    return end


def _note_text(src: str, start: int, *, hanging: int) -> tuple[str, int]:
    """Return the text of a note without its indentation, and where it ends.

    A line belongs to it if it goes on with a paragraph, or is indented by two or more; a blank line if such a
    line follows.
    """
    at = _line_end(src, start)
    lines, end, blanks, in_paragraph = [src[start:at]], at, 0, bool(src[start:at].strip())
    while at < len(src):
        line = src[at : _line_end(src, at)]
        at += len(line)
        if not line.strip():
            blanks += 1
            continue
        line = line.expandtabs(4) if "\t" in line else line
        indented = line.startswith("  ")
        if not indented and (blanks or not in_paragraph or _INTERRUPTS.match(line)):
            break
        lines += ["\n"] * blanks
        lines.append(line)
        end, blanks, in_paragraph = at, 0, True
    width = min((_indent(line) for line in lines[1:] if line.startswith("  ")), default=0)
    return lines[0] + "".join(line[min(_indent(line), width, hanging) :] for line in lines[1:]), end


def _line_end(src: str, at: int) -> int:
    return src.find("\n", at) + 1 or len(src)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
