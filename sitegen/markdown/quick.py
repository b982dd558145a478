"""Ways past the parser for text that has nothing to parse; what comes out is the same.

Goes in: mistune's parsers. Comes out: the same with a rule for blocks that are what they are whatever stands around
them, and an inline parser that passes over text without markup in one step. Most of an article is such text.
"""

from __future__ import annotations

import re
import string
from collections.abc import MutableMapping
from itertools import pairwise
from typing import Any

from mistune import BlockParser, BlockState, InlineParser, InlineState, Markdown

# What no block but a paragraph begins with.
_LETTER = r"[^\s\d!-/:-@\[-`{-~]"
# A line that only a paragraph can hold: no table has a line without |.
_LINE = rf"{_LETTER}(?!.*\|).*\n"
# Blocks of which every line is certain, and that nothing after them can belong to.
_BLOCK = rf"""(?x:
      (?P<plain_text> (?:{_LINE})+ ) (?P<plain_blank> (?:[ \t\v\f]*\n)+ )?
    | (?P<plain_heading> (?P<plain_level>\#{{1,6}}) [ ] (?P<plain_title>[^\s\#][^\#\n]*) \n (?:\n(?:[ \t\v\f]*\n)*)? )
    | (?P<plain_note>
        \[\^(?P<plain_label>[^\s\\\[\]]{{1,99}})\]:[ \t]* (?P<plain_words>(?:{_LETTER}|<https?://)(?!.*\|).*\n)
        (?: \n+(?=\S) | \n*\Z | (?=\[\^[^\]\n]+\]:) )
      )
    | (?P<plain_list> (?P<plain_items>(?:-[ ]{_LINE})+) (?: \n+(?=[\#\[]|{_LETTER}) | \n*\Z ) )
    )"""
_NEXT_BLOCK = re.compile(_BLOCK)
_ITEM = len("- ")

# What rules begin with, but for a line's end: that is only text, unless there is white space beside it.
MARKUP = "[*<\\`_]~"
MARKUP_OR_URL = f"{MARKUP}:"
# Stars with white space before and a letter inside open; with a letter inside and none outside they close, and no
# others stand between (CommonMark, section 6.2). So these belong together, whatever else the text holds.
_EMPHASIS = (
    r"(?<!\S)(?P<plain_stars>\*\*?)(?P<plain_inside>[^\W_](?:[^*<\\`_\[\]~:\n]*[^\W_])?)(?P=plain_stars)(?![\w*])"
)
# A target that is percent-encoded already, and has no character reference in it.
_URL = r"[A-Za-z0-9_.~:/?#@!$&*+,=%-]+"
# Text without a mark, and then what is certain if all in its text is: a note's marker, a link of plain words to a plain
# target, a web address in angle brackets, stars around plain words, or the end.
_CERTAIN = re.compile(
    r"(?P<text>[^*<\\`_\[\]~:]*+(?::(?!//)[^*<\\`_\[\]~:]*+)*+)"
    r"(?:\[\^(?P<label>[^\s\\\[\]]{1,99})\]"
    rf"|(?<!!)\[(?P<words>(?!\^)(?:[^*<\\`_\[\]~:\n]|:(?!//))+)\]\((?P<url>{_URL})\)"
    rf"|<(?P<address>https?:{_URL})>"
    rf"|{_EMPHASIS}"
    r"|\Z)"
)
_SPACED_END = re.compile(r"\n\s| \n")


def plain_blocks(md: Markdown) -> None:
    """Take blocks that are certain by themselves before any other rule is tried; a plugin for mistune."""
    md.block.register("plain_blocks", f"^(?={_BLOCK})", _parse_blocks, before="fenced_code")


def _parse_blocks(block: BlockParser, first: re.Match[str], state: BlockState) -> int:
    end, blank, tokens = first.start(), None, state.tokens
    goes_on = bool(tokens) and tokens[-1]["type"] == "paragraph"
    while found := _NEXT_BLOCK.match(state.src, end):
        end, kind, blank = found.end(), found.lastgroup, None
        if kind == "plain_heading":
            title = found["plain_title"].rstrip(string.whitespace)
            tokens.append({"type": "heading", "text": title, "attrs": {"level": len(found["plain_level"])}})
        elif kind == "plain_note":
            words = {"type": "paragraph", "text": found["plain_words"]}
            tokens.append({"type": "note", "label": found["plain_label"], "children": [words]})
        elif kind == "plain_list":
            texts = [line[_ITEM:] for line in found["plain_items"].split("\n")[:-1]]
            items = [{"type": "list_item", "children": [{"type": "block_text", "text": text}]} for text in texts]
            tokens.append({"type": "list", "children": items, "attrs": {"ordered": False}})
        else:
            blank = found["plain_blank"]
            if goes_on:
                tokens[-1]["text"] += found["plain_text"]
            else:
                tokens.append({"type": "paragraph", "text": found["plain_text"]})
        goes_on = False
    if blank:
        # What follows may define the words of the paragraph before the blank line, or go on with them.
        tokens.append({"type": "blank_line"})
    return end


def plain_emphasis(md: Markdown) -> None:
    """Take stars around plain words at once, not when the whole text is known; a plugin for mistune."""
    md.inline.register("plain_emphasis", _EMPHASIS, _parse_emphasis, before="emphasis", start_chars="*")


def _parse_emphasis(inline: InlineParser, m: re.Match[str], state: InlineState) -> int:
    if state.depth or state.brackets or state.delimiters.find("\\", 0) is not None:
        # How deep this is may matter, or which texts it parts: that is known later.
        inline.process_text(m["plain_stars"], state)
        return m.end("plain_stars")
    state.tokens.append(_emphasis(m))
    return m.end()


def _emphasis(m: re.Match[str]) -> dict[str, Any]:
    kind = "strong" if len(m["plain_stars"]) == 2 else "emphasis"
    return {"type": kind, "children": [{"type": "text", "raw": m["plain_inside"]}]}


def _link(text: str, url: str) -> dict[str, Any]:
    return {"type": "link", "children": [{"type": "text", "raw": text}], "attrs": {"url": url}}


class QuickInline(InlineParser):
    """Stops only at certain characters."""

    def __init__(self, stops: str) -> None:
        super().__init__()
        self.stops = stops
        self.next_stop = re.compile(f"[{re.escape(stops)}]").search
        self.next_stop_or_end = re.compile(f"[{re.escape(stops)}\n]").search

    def __call__(self, s: str, env: MutableMapping[str, Any]) -> list[dict[str, Any]]:
        """Return the tokens of a text."""
        if "\n" in s and _SPACED_END.search(s):
            return super().__call__(s, env)
        for character in self.stops:
            if character in s:
                return self.certain(s, env) or super().__call__(s, env)
        return [{"type": "text", "raw": s}]

    def certain(self, text: str, env: MutableMapping[str, Any]) -> list[dict[str, Any]] | None:
        """Return the tokens of a text in which all that has a meaning is certain by itself; None for others."""
        tokens: list[dict[str, Any]] = []
        end = 0
        while end < len(text):
            found = _CERTAIN.match(text, end)
            if not found:
                return None
            end, kind = found.end(), found.lastgroup
            if words := found["text"]:
                tokens.append({"type": "text", "raw": words})
            if kind == "label":
                label = found["label"]
                if not env["numbering"].has(label):
                    return None
                tokens.append({"type": "note_marker", "label": label})
            elif kind == "url":
                tokens.append(_link(found["words"], found["url"]))
            elif kind == "address":
                tokens.append(_link(found["address"], found["address"]))
            elif kind == "plain_inside":
                tokens.append(_emphasis(found))
        return tokens

    def parse(self, state: InlineState) -> list[dict[str, Any]]:
        """Fill the state with tokens."""
        src, done = state.src, 0
        rules = self.compile_sc()
        next_stop = self.next_stop_or_end if "\n" in src and _SPACED_END.search(src) else self.next_stop
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
