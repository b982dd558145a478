"""Ways past the parser for text that has nothing to parse; what comes out is the same.

Goes in: mistune's parsers. Comes out: the same with a rule for paragraphs that no other rule can begin in, and an
inline parser that passes over text without markup in one step. Most of an article is such text.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from itertools import pairwise
from typing import Any

from mistune import BlockParser, BlockState, InlineParser, InlineState, Markdown

# A line that only a paragraph can hold: no block begins with its first character, and no table has a line without |.
PLAIN_LINE = r"[^\s\d!-/:-@\[-`{-~](?!.*\|).*\n"
_PARAGRAPH = rf"^(?P<plain_text>(?:{PLAIN_LINE})+)(?P<plain_blank>(?:[ \t\v\f]*\n)+)?"
_NEXT_PARAGRAPH = re.compile(_PARAGRAPH, re.MULTILINE)

# What rules begin with, but for a line's end: that is only text, unless there is white space beside it.
MARKUP = "[*<\\`_]~"
MARKUP_OR_URL = f"{MARKUP}:"
# Stars with white space before and a letter inside open; with a letter inside and none outside they close, and no
# others stand between (CommonMark, section 6.2). So these belong together, whatever else the text holds.
_EMPHASIS = (
    r"(?<!\S)(?P<plain_stars>\*\*?)(?P<plain_inside>[^\W_](?:[^*<\\`_\[\]~:\n]*[^\W_])?)(?P=plain_stars)(?![\w*])"
)
_SPACED_END = re.compile(r"\n\s| \n")


def plain_paragraphs(md: Markdown) -> None:
    """Take paragraphs of plain lines before any other rule is tried; a plugin for mistune."""
    md.block.register("plain_paragraph", _PARAGRAPH, _parse_paragraphs, before="fenced_code")


def _parse_paragraphs(block: BlockParser, first: re.Match[str], state: BlockState) -> int:
    found: re.Match[str] | None = first
    while found:
        state.add_paragraph(found["plain_text"])
        if found["plain_blank"]:
            state.append_token({"type": "blank_line"})
        end = found.end()
        found = _NEXT_PARAGRAPH.match(state.src, end)
    return end


def plain_emphasis(md: Markdown) -> None:
    """Take stars around plain words at once, not when the whole text is known; a plugin for mistune."""
    md.inline.register("plain_emphasis", _EMPHASIS, _parse_emphasis, before="emphasis", start_chars="*")


def _parse_emphasis(inline: InlineParser, m: re.Match[str], state: InlineState) -> int:
    if state.depth or state.brackets or state.delimiters.find("\\", 0) is not None:
        # How deep this is may matter, or which texts it parts: that is known later.
        inline.process_text(m["plain_stars"], state)
        return m.end("plain_stars")
    kind = "strong" if len(m["plain_stars"]) == 2 else "emphasis"
    state.tokens.append({"type": kind, "children": [{"type": "text", "raw": m["plain_inside"]}]})
    return m.end()


class QuickInline(InlineParser):
    """Stops only at certain characters."""

    def __init__(self, stops: str) -> None:
        super().__init__()
        self.stops = stops
        self.next_stop = re.compile(f"[{re.escape(stops)}]").search
        self.next_stop_or_end = re.compile(f"[{re.escape(stops)}\n]").search

    def __call__(self, s: str, env: MutableMapping[str, Any]) -> list[dict[str, Any]]:
        """Return the tokens of a text."""
        for character in self.stops:
            if character in s:
                return super().__call__(s, env)
        return [{"type": "text", "raw": s}] if _plain_ends(s) else super().__call__(s, env)

    def parse(self, state: InlineState) -> list[dict[str, Any]]:
        """Fill the state with tokens."""
        src, done = state.src, 0
        rules = self.compile_sc()
        next_stop = self.next_stop if _plain_ends(src) else self.next_stop_or_end
        while stop := next_stop(src, done):
            at = stop.start()
            if src[at] == "\n":
                at = done + len(src[done:at].rstrip(" "))
            elif src[at] == "[" and at > done and src[at - 1] == "!":
                at -= 1
            if at > done:
                state.tokens.append({"type": "text", "raw": src[done:at]})
            rule = rules.match(src, at)
            end = self.parse_method(rule, state) if rule else None
            if not end:
                end = at + 1
                state.tokens.append({"type": "text", "raw": src[at]})
            done = end
        if done < len(src) or not done:
            state.tokens.append({"type": "text", "raw": src[done:]})
        state.tokens = self.finalize_tokens(state.tokens, state.depth)
        return state.tokens

    def finalize_tokens(self, tokens: list[dict[str, Any]], depth: int) -> list[dict[str, Any]]:
        """Find the emphasis and join texts that meet; a text that cannot hold emphasis is not searched for it."""
        texts = [token for token in tokens if token["type"] == "text" and "_emphasis" not in token]
        plain = [token for token in texts if "*" not in token["raw"] and "_" not in token["raw"]]
        if len(plain) < len(texts):
            for token in plain:
                token["_emphasis"] = False
        else:
            kinds = [token["type"] for token in tokens]
            if ("text", "text") not in pairwise(kinds):
                return tokens
        return super().finalize_tokens(tokens, depth)


def _plain_ends(text: str) -> bool:
    return "\n" not in text or not _SPACED_END.search(text)
