"""Text becomes Markdown that reads as the same text: markup escaped, addresses made links. Never changes a word."""

from __future__ import annotations

import re

# Wide on purpose: HTML reads `&notit;` as `&not;` and two letters.
_ENTITY = r"&(?=(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]+|[A-Za-z][^\t\n\f <&#;]{0,31});)"
# `[` always: what stands after it decides about links and notes. `_` inside a word and a lone `~` are harmless.
_INLINE = re.compile(
    r"[\\`*<\[|]"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|~(?=~)|(?<=~)~"
    rf"|{_ENTITY}"
)
_BLOCK = re.compile(r"(?:#{1,6}(?=\s|$)|[-+](?=\s|$|[-+\s])|>|=|:(?=\s|$)|~)")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")

ADDRESS = re.compile(r"https?://[^\s<>\"“”«»„`\\^{}|]+", re.IGNORECASE)
_AFTER = ".,;:!?'’‘*_~…。，；：！？、·"
_PAIRS = {")": "(", "]": "[", "）": "（", "】": "【"}


def escape(text: str) -> str:
    """Return a text, without line ends, as a line of Markdown prose that shows exactly it."""
    return opened(inline(text))


def inline(text: str) -> str:
    """Escape what is markup anywhere in a line."""
    return _INLINE.sub(r"\\\g<0>", text)


def opened(line: str) -> str:
    """Escape what is markup at the start of a line alone; the rest is Markdown already."""
    found = _NUMBERED.match(line)
    if found:
        return f"{found[1]}\\{line[found.end(1) :]}"
    return "\\" + line if _BLOCK.match(line) else line


def linked(text: str) -> str:
    """Escape a piece of a line, and put the web addresses in it between angle brackets, which makes them links."""
    pieces = []
    at = 0
    for start, end in addresses(text):
        pieces += [inline(text[at:start]), f"<{text[start:end]}>"]
        at = end
    # The two sides of an address are escaped apart, which only ever escapes a `_` too many.
    return "".join([*pieces, inline(text[at:])])


def addresses(text: str) -> list[tuple[int, int]]:
    """Return where web addresses stand in a text: without the punctuation after them, brackets in pairs."""
    spans = []
    for found in ADDRESS.finditer(text):
        end = _end(text, found.start(), found.end())
        address = text[found.start() : end]
        # An entity would be read inside a link: such an address stays words.
        if address.partition("://")[2] and not re.search(_ENTITY, address):
            spans.append((found.start(), end))
    return spans


def _end(text: str, start: int, end: int) -> int:
    depth = {opening: text.count(opening, start, end) for opening in _PAIRS.values()}
    closed = {closing: text.count(closing, start, end) for closing in _PAIRS}
    while end > start:
        last = text[end - 1]
        if last in _PAIRS and closed[last] > depth[_PAIRS[last]]:
            closed[last] -= 1
        elif last not in _AFTER:
            break
        end -= 1
    return end
