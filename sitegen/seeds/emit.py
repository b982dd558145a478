"""Front matter as text: keys in a fixed order, every text in double quotes so that YAML reads back exactly it."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from itertools import pairwise

from sitegen.model import SeedMark, Teaser

# What YAML 1.2 (section 5.1) does not call printable, what it would take for a line end, and quote and backslash.
_SPECIAL = re.compile('[\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufdd0-\ufdef\ufffe\uffff"\\\\]')
_SHORT = {'"': '\\"', "\\": "\\\\"}
_SEED_BLOCK = re.compile(rb"^seed:[^\n]*\n(?:[ \t]+[^\n]*\n)*", re.MULTILINE)
_FRONT = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\n.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"^([A-Za-z_][\w-]*):", re.MULTILINE)
OWN_KEYS = ("title", "date", "authors", "summary", "slug", "id", "updated", "seed", "latest_seen")


def quoted(text: str) -> str:
    """Return a text as a double-quoted YAML scalar on one line."""
    return '"' + _SPECIAL.sub(lambda m: _SHORT.get(m[0]) or f"\\u{ord(m[0]):04x}", text) + '"'


def article(
    *,
    title: str,
    date: dt.date,
    authors: Sequence[str],
    summary: str,
    slug: str,
    entry: str,
    updated: dt.date | None,
    seed: tuple[str, str],
    latest_seen: Sequence[Teaser],
    kept: str,
    text: str,
) -> tuple[bytes, SeedMark]:
    """Return an article's file, and the mark in it. `kept` are front matter lines of an editor, as they stood."""
    before = [f"title: {quoted(title)}", f"date: {moment(date)}"]
    if authors:
        before.append("authors: [" + ", ".join(quoted(author) for author in authors) + "]")
    if summary:
        before.append(f"summary: {quoted(summary)}")
    before += [f"slug: {quoted(slug)}", f"id: {quoted(entry)}"]
    if updated:
        before.append(f"updated: {moment(updated)}")
    after = []
    if latest_seen:
        after.append("latest_seen:")
        for teaser in latest_seen:
            after.append(f"  - title: {quoted(teaser.title)}")
            if teaser.teaser:
                after.append(f"    teaser: {quoted(teaser.teaser)}")
    after += kept.splitlines()
    rest = ["---", "", text]
    digest = article_digest("\n".join(["---", *before, *after, *rest]).encode())
    mark = SeedMark(*seed, digest)
    block = ["seed:", *(f"  {key}: {quoted(getattr(mark, key))}" for key in ("file", "digest", "article"))]
    return "\n".join(["---", *before, *block, *after, *rest]).encode(), mark


def author(name: str, bio: str) -> bytes:
    """Return an author's file."""
    return "\n".join(["---", f"name: {quoted(name)}", "---", *(["", bio] if bio else []), ""]).encode()


def moment(date: dt.date) -> str:
    """Return a date, or a date and time, as front matter has it: ISO 8601 without quotes."""
    if not isinstance(date, dt.datetime):
        return date.isoformat()
    return date.isoformat("T" if date.tzinfo else " ", "minutes" if not date.second else "seconds")


def article_digest(data: bytes) -> str:
    """Return the SHA-256, in hex, of an article's file without the `seed` key of its front matter.

    Line ends do not count: a checkout on another system is no edit.
    """
    data = data.replace(b"\r\n", b"\n")
    front = _FRONT.match(data)
    end = front.end() if front else 0
    return hashlib.sha256(_SEED_BLOCK.sub(b"", data[:end], count=1) + data[end:]).hexdigest()


def kept_keys(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the front matter lines of keys that the converter does not write, and their names."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    front = _FRONT.match(text.encode())
    if not front:
        return "", ()
    inner = "".join(line + "\n" for line in front[0].decode().split("\n")[1:-1])
    starts = [*(m.start() for m in _KEY.finditer(inner)), len(inner)]
    kept, names = [], []
    for start, end in pairwise(starts):
        name = inner[start:].partition(":")[0]
        if name not in OWN_KEYS:
            kept.append(inner[start:end].rstrip("\n"))
            names.append(name)
    return "\n".join(kept), tuple(names)
