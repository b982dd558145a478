"""HTML with holes: what an article's body cannot know when it is rendered.

The Markdown step knows one body and nothing else. Where a link leads and what an id is prefixed with depend on
the page that shows the body, so the step leaves holes and `fill` closes them when the page is joined. A hole is
written between two Unicode noncharacters (U+FDD0 and U+FDD1, "intended for process-internal uses", Unicode
23.7), which `documents` takes out of any text that comes in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

OPEN, CLOSE = "\ufdd0", "\ufdd1"

PREFIX = f"{OPEN}P{CLOSE}"
"""Stands before an id: nothing on the article's own page, `SLUG-` where several articles share a page."""

PAGE = f"{OPEN}U{CLOSE}"
"""Stands before `#`: nothing on the article's own page, the page's absolute URL in a feed."""

TARGET = f"{OPEN}T{CLOSE}"
"""Stands before an id in a link: `#` and the prefix; in a feed `#` after the URL of the page, which has no prefix."""

LABELS = "Note {number}", "Back to reference {number}", "Table {number}"
"""What is said of a note's marker, of the way back from it, and of a table, where nothing else is given."""
Labels = tuple[str, ...]
"""None, or the three of a language."""

_BETWEEN = f"{OPEN}N{CLOSE}"
_HOLE = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")
_LABELS = b"wxy"
"""The holes of labels, each before its number."""
_OF_PICTURE = b"RBIA"
"""The holes of a picture: its source, and what stands before it, in its tag and after it."""
_NONE: Mapping[str, tuple[str, str, str, str]] = {}
_ATTRIBUTES = r'(?:[^>"]|"[^"]*")*?'
_IMG = re.compile(
    f'<img (?P<before>{_ATTRIBUTES})src="{OPEN}L(?P<target>[^"{CLOSE}]*){CLOSE}"(?P<after>{_ATTRIBUTES})>'
)
_SIZE = re.compile(r' ?\b(?:width|height)="[^"]*"')
_LOADING = re.compile(r'\bloading="')


def link(target: str) -> str:
    """Return the hole for an internal link or image, as the writer wrote the target; safe in an attribute."""
    return f"{OPEN}L{html.escape(target)}{CLOSE}"


def note(number: int | str) -> str:
    """Return the hole for what a note's marker is called."""
    return f"{OPEN}w{number}{CLOSE}"


def back(number: int | str) -> str:
    """Return the hole for what the way back to a marker is called."""
    return f"{OPEN}x{number}{CLOSE}"


def table(number: int | str) -> str:
    """Return the hole for what a table is called."""
    return f"{OPEN}y{number}{CLOSE}"


def pictures(text: str) -> str:
    """Return HTML with what a picture of the site needs from the page that shows it: more holes in and around it.

    One that says its own width and height keeps them.
    """
    return _IMG.sub(_picture, text) if "<img " in text else text


def _picture(m: re.Match[str]) -> str:
    target = m["target"]
    tag = m["before"] + m["after"]
    source = f'{m["before"]}src="{OPEN}R{target}{CLOSE}"'
    rest = m["after"] if _LOADING.search(tag) else f'{m["after"]} loading="lazy"'
    if len(_SIZE.findall(tag)) == 2:
        return f"<img {source}{rest}>"
    source, rest = (_SIZE.sub("", part) for part in (source, rest))
    return f"{OPEN}B{target}{CLOSE}<img {source}{OPEN}I{target}{CLOSE}{rest}>{OPEN}A{target}{CLOSE}"


def cut(texts: Iterable[str]) -> tuple[bytes, ...]:
    """Return texts as UTF-8, cut at their holes: what stands there, a hole, what stands there, and so on.

    Between two texts is a hole as well. Cut once, they are filled many times.
    """
    return tuple(part.encode() for part in _HOLE.split(_BETWEEN.join(texts)))


@lru_cache(maxsize=4096)
def _label(labels: Labels, hole: bytes) -> bytes:
    said = labels[_LABELS.index(hole[:1])].format(number=hole[1:].decode())
    return html.escape(said).encode()


def fill(
    parts: Sequence[bytes],
    links: Mapping[str, str],
    pictures: Mapping[str, tuple[str, str, str, str]] = _NONE,
    *,
    prefix: str = "",
    page: str = "",
    labels: Labels = (),
) -> list[bytes]:
    """Return texts that were cut as finished HTML: each link by its target from `links`.

    Each picture has its source and the HTML before, in and after its element from `pictures`, if it is there, else
    its source from `links`. A target that is not there stays as written. `labels` are those of `LABELS` in a language.
    """
    closed = {b"P": html.escape(prefix).encode(), b"U": html.escape(page).encode()}
    closed[b"T"] = closed[b"U"] + b"#" + (b"" if page else closed[b"P"])
    texts = []
    out = [parts[0]]
    for hole, text in zip(parts[1::2], parts[2::2], strict=True):
        if hole == b"N":
            texts.append(b"".join(out))
            out = [text]
            continue
        if hole not in closed:
            if hole[:1] in _LABELS:
                out += _label(labels or LABELS, hole), text
                continue
            target = html.unescape(hole[1:].decode())
            place = _OF_PICTURE.find(hole[:1])
            if place < 0:
                closed[hole] = html.escape(links.get(target, target)).encode()
            elif target in pictures:
                filled = pictures[target][place]
                closed[hole] = (filled if place else html.escape(filled)).encode()
            else:
                closed[hole] = b"" if place else html.escape(links.get(target, target)).encode()
        out += closed[hole], text
    return [*texts, b"".join(out)]
