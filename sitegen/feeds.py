"""Feeds from values; the only importer of feedgen.

No time of the build is in a feed: its dates are those of the newest entry. Every author is a `dc:creator`, because
RSS's own `author` wants an e-mail address (RSS 2.0, "author" element of item).
"""

from __future__ import annotations

import datetime as dt
import html
from itertools import chain
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from sitegen import digest
from sitegen.press import Piece, Press, Recipe, token
from sitegen.value import Value

B = TypeVar("B", Piece, Recipe)

_BODY = str(token("body"))
"""Stands for a text until the feed is written: it is as large as all the rest ten times, and known already."""
_NO_XML = bytes(sorted({*range(32)} - {*b"\t\n\r"}))
_NO_XML_EITHER = b"\xef\xbf\xbe", b"\xef\xbf\xbf"


class FeedEntry(Value, Generic[B]):
    """An article in a feed: URLs absolute, `body` the full text with absolute links, dates with time zone."""

    id: str
    title: str
    url: str
    published: dt.datetime
    updated: dt.datetime
    authors: tuple[str, ...]
    summary: str
    topics: tuple[str, ...]
    body: B


class Feed(Value, Generic[B]):
    """A feed: `url` is the page that it belongs to, `self_url` its own; entries newest first.

    Dates are shown in `timezone`.
    """

    title: str
    description: str
    url: str
    self_url: str
    language: str
    timezone: str
    entries: tuple[FeedEntry[B], ...]


def key(maker: str, feed: Feed[Piece] | Feed[Recipe]) -> bytes:
    """Return the address of a feed in a format; `maker` is the name of the function that makes it."""
    rows = [
        (e.id, e.title, e.url, e.published, e.updated, e.authors, e.summary, e.topics, e.body.key) for e in feed.entries
    ]
    channel = feed.title, feed.description, feed.url, feed.self_url, feed.language, feed.timezone
    return digest.of((maker, channel, rows))


def rss(feed: Feed[Piece] | Feed[Recipe], press: Press) -> bytes:
    """Return the feed as RSS 2.0 with full text in `content:encoded` and authors in `dc:creator`."""
    from feedgen.feed import FeedGenerator

    channel = FeedGenerator()
    channel.load_extension("dc")
    channel.title(feed.title)
    channel.link(href=feed.self_url, rel="self", type="application/rss+xml")
    channel.link(href=feed.url, rel="alternate")
    channel.description(feed.description or feed.title)
    channel.language(feed.language)
    channel.generator("sitegen")
    channel.docs("https://www.rssboard.org/rss-specification")
    zone = ZoneInfo(feed.timezone)
    newest = max((entry.updated for entry in feed.entries), default=None)
    channel.lastBuildDate(newest.astimezone(zone) if newest else dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
    for entry in feed.entries:
        item = channel.add_entry(order="append")
        item.title(entry.title)
        item.link(href=entry.url)
        item.guid(entry.id, permalink=False)
        item.published(entry.published.astimezone(zone))
        # Readers take a description for HTML. No CDATA: a text may hold "]]>".
        item.description(html.escape(entry.summary or entry.title, quote=False))
        item.content(_BODY, type="html")
        for topic in entry.topics:
            item.category(term=topic)
        if entry.authors:
            item.dc.dc_creator(list(entry.authors))
    first, *rest = channel.rss_str(pretty=True).split(_BODY.encode())
    bodies = (_escaped(entry.body, press) for entry in feed.entries)
    return b"".join((first, *chain.from_iterable(zip(bodies, rest, strict=True))))


def _escaped(body: Piece | Recipe, press: Press) -> bytes:
    """Return a text as it stands in XML."""
    text = press.html(body)
    # XML has no way to write most control characters. None comes from content: see `documents`.
    if len(text.translate(None, _NO_XML)) < len(text) or (
        b"\xef" in text and any(each in text for each in _NO_XML_EITHER)
    ):
        press.refuse(body, "there is a control character in it, which no feed can hold", "take it out")
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;").replace(b"\r", b"&#13;")
