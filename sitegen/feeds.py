"""Feeds from values, as RSS 2.0, Atom 1.0 (RFC 4287) and JSON Feed 1.1; the only importer of feedgen.

No time of the build is in a feed: its dates are those of the newest entry. In RSS every author is a `dc:creator`,
because its own `author` wants an e-mail address (RSS 2.0, "author" element of item). An entry is updated when its
article was, not when its page is another.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from sitegen import digest, making
from sitegen.pictures import Size, Variant, size_key
from sitegen.press import LostError, Piece, Press, Recipe, token
from sitegen.value import Value

if TYPE_CHECKING:
    from feedgen.feed import FeedGenerator

B = TypeVar("B", Piece, Recipe)

_BODY = str(token("body"))
"""Stands for a text until the feed is written: it is as large as all the rest ten times, and known already."""
_NO_XML = bytes(sorted({*range(32)} - {*b"\t\n\r"}))
_NO_XML_EITHER = b"\xef\xbf\xbe", b"\xef\xbf\xbf"


class FeedAuthor(Value):
    """An author in a feed; `url` is absolute."""

    name: str
    url: str


class Enclosure(Value):
    """A picture that goes with an article; `url` is absolute.

    `length` is in bytes; 0 where that is known once the picture is made: then `key` finds it, and `variant` makes it.
    """

    url: str
    type: str
    length: int
    key: bytes = b""
    variant: tuple[str, Variant] | None = None


class FeedEntry(Value, Generic[B]):
    """An article in a feed: URLs absolute, `body` the full text with absolute links, dates with time zone.

    `image` is the URL of its picture, which is an `enclosure` too where it is a file of the site.
    """

    id: str
    title: str
    url: str
    published: dt.datetime
    updated: dt.datetime
    authors: tuple[FeedAuthor, ...]
    summary: str
    topics: tuple[str, ...]
    language: str
    body: B
    image: str = ""
    enclosure: Enclosure | None = None


class Feed(Value, Generic[B]):
    """A feed: `url` is the page that it belongs to, `self_url` its own; entries newest first.

    Dates are shown in `timezone`. `hubs` tell readers at once what is new (WebSub, W3C Recommendation), `sheets` are
    the hrefs of style sheets for a person who opens the feed.
    """

    title: str
    description: str
    url: str
    self_url: str
    language: str
    timezone: str
    entries: tuple[FeedEntry[B], ...]
    hubs: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()


def key(maker: str, feed: Feed[Piece] | Feed[Recipe], entries: bytes = b"") -> bytes:
    """Return the address of a feed in a format; `maker` is the name of the function that makes it.

    `entries` is the address of the feed's entries, where it is known already.
    """
    channel = feed.title, feed.description, feed.url, feed.self_url, feed.language, feed.timezone
    return digest.of((maker, channel, feed.hubs, feed.sheets, entries or address(feed.entries)))


def address(entries: Iterable[FeedEntry[Piece]] | Iterable[FeedEntry[Recipe]]) -> bytes:
    """Return the address of entries: the same in every format."""
    rows = [
        (
            *(e.id, e.title, e.url, e.published, e.updated, e.summary, e.topics, e.language, e.body.key),
            *((author.name, author.url) for author in e.authors),
            *((e.image, *(_address(e.enclosure) if e.enclosure else ())) if e.image else ()),
        )
        for e in entries
    ]
    return digest.of(rows)


def rss(feed: Feed[Piece] | Feed[Recipe], press: Press) -> bytes:
    """Return the feed as RSS 2.0 with full text in `content:encoded` and authors in `dc:creator`."""
    channel = _channel(feed, "application/rss+xml")
    channel.load_extension("dc")
    channel.description(feed.description or feed.title)
    channel.docs("https://www.rssboard.org/rss-specification")
    zone = ZoneInfo(feed.timezone)
    channel.lastBuildDate(_newest(feed))
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
        if entry.enclosure:
            item.enclosure(entry.enclosure.url, _length(entry.enclosure, press), entry.enclosure.type)
        if entry.authors:
            item.dc.dc_creator([author.name for author in entry.authors])
    _linked(channel, [{"href": hub, "rel": "hub"} for hub in feed.hubs])
    return _joined(feed, press, _shown(channel.rss_str(pretty=True), feed), _escaped)


def atom(feed: Feed[Piece] | Feed[Recipe], press: Press) -> bytes:
    """Return the feed as Atom 1.0 (RFC 4287) with full text in `content`, an `author` for each."""
    channel = _channel(feed, "application/atom+xml")
    channel.id(feed.self_url)
    if feed.description:
        channel.subtitle(feed.description)
    for hub in feed.hubs:
        channel.link(href=hub, rel="hub")
    # For entries that name nobody (RFC 4287, 4.1.1).
    channel.author({"name": feed.title, "uri": feed.url})
    channel.updated(_newest(feed))
    zone = ZoneInfo(feed.timezone)
    for entry in feed.entries:
        item = channel.add_entry(order="append")
        item.id(entry.id)
        item.title(entry.title)
        item.link(href=entry.url, rel="alternate", type="text/html")
        item.published(entry.published.astimezone(zone))
        item.updated(entry.updated.astimezone(zone))
        if entry.summary:
            item.summary(entry.summary)
        item.content(_BODY, type="html")
        if entry.authors:
            item.author([{"name": author.name, "uri": author.url} for author in entry.authors])
        for topic in entry.topics:
            item.category(term=topic)
        if entry.enclosure:
            kind, length = entry.enclosure.type, str(_length(entry.enclosure, press))
            _linked(item, [{"href": entry.enclosure.url, "rel": "enclosure", "type": kind, "length": length}])
    return _joined(feed, press, _shown(channel.atom_str(pretty=True), feed), _escaped)


def json_feed(feed: Feed[Piece] | Feed[Recipe], press: Press) -> bytes:
    """Return the feed as JSON Feed 1.1 with full text in `content_html`."""
    from msgspec import json

    zone = ZoneInfo(feed.timezone)
    channel = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.url,
        "feed_url": feed.self_url,
        "description": feed.description,
        "language": feed.language,
        "hubs": [{"type": "WebSub", "url": hub} for hub in feed.hubs],
    }
    items = [
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "content_html": _BODY,
            "summary": entry.summary,
            "date_published": entry.published.astimezone(zone).isoformat(),
            "date_modified": entry.updated.astimezone(zone).isoformat() if entry.updated > entry.published else "",
            "authors": [{"name": author.name, "url": author.url} for author in entry.authors],
            "tags": list(entry.topics),
            "language": entry.language if entry.language != feed.language else "",
            "image": entry.image,
            "attachments": [_attached(entry.enclosure, press)] if entry.enclosure else [],
        }
        for entry in feed.entries
    ]
    whole = {**_said(channel), "items": [_said(item) for item in items]}
    return _joined(feed, press, json.format(json.encode(whole), indent=1) + b"\n", _quoted)


FORMATS = {"feed.xml": rss, "atom.xml": atom, "feed.json": json_feed}
"""What makes a feed, by the name of its file."""


def _channel(feed: Feed[Piece] | Feed[Recipe], media_type: str) -> FeedGenerator:
    """Return feedgen's feed with what both its formats say of a channel."""
    from feedgen.feed import FeedGenerator

    channel = FeedGenerator()
    channel.title(feed.title)
    # The last link is the channel's own in RSS.
    channel.link(href=feed.self_url, rel="self", type=media_type)
    channel.link(href=feed.url, rel="alternate")
    channel.language(feed.language)
    channel.generator("sitegen")
    return channel


def _linked(holder: FeedGenerator | Any, links: Sequence[dict[str, str]]) -> None:
    """Add links (RFC 4287, "atom:link") to a feed or entry: feedgen's own lose what they are in an entry of Atom, and
    all but one in a channel of RSS.
    """
    holder.register_extension("links", _extension(), atom=True, rss=True)
    holder.links.links = tuple(links)


@lru_cache(maxsize=1)
def _extension() -> type[Any]:
    """Return feedgen's kind of extension for links."""
    from feedgen.ext.base import BaseExtension

    class Links(BaseExtension):  # type: ignore[misc]
        links: tuple[dict[str, str], ...] = ()

        def extend_atom(self, holder: Any) -> Any:
            for link in self.links:
                holder.append(holder.makeelement("{http://www.w3.org/2005/Atom}link", link))
            return holder

        def extend_rss(self, holder: Any) -> Any:
            self.extend_atom(holder[0])
            return holder

    return Links


def _shown(text: bytes, feed: Feed[Piece] | Feed[Recipe]) -> bytes:
    """Return a feed with what tells a browser how it looks (Associating Style Sheets with XML documents)."""
    declaration, rest = text.split(b"\n", 1)
    sheets = (f'<?xml-stylesheet type="text/css" href="{html.escape(href)}"?>'.encode() for href in feed.sheets)
    return b"\n".join((declaration, *sheets, rest))


def _address(of: Enclosure) -> tuple[object, ...]:
    return of.url, of.type, of.length, of.key


def _length(of: Enclosure, press: Press) -> int:
    """Return how many bytes a picture has; one that is not made yet is made, once for all who ask."""
    if of.length:
        return of.length
    size = press.cache.get(size_key(of.key), Size)
    if size is not None:
        return size.bytes
    if of.variant is None:
        raise LostError
    return len(making.made(of.variant, press))


def _attached(of: Enclosure, press: Press) -> dict[str, object]:
    return {"url": of.url, "mime_type": of.type, "size_in_bytes": _length(of, press)}


def _newest(feed: Feed[Piece] | Feed[Recipe]) -> dt.datetime:
    """Return when a feed was another the last time, in its time zone; for one without entries the beginning of time."""
    newest = max((entry.updated for entry in feed.entries), default=None)
    return newest.astimezone(ZoneInfo(feed.timezone)) if newest else dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _said(item: Mapping[str, object]) -> dict[str, object]:
    """Return what is not empty."""
    return {key: value for key, value in item.items() if value}


def _joined(
    feed: Feed[Piece] | Feed[Recipe],
    press: Press,
    text: bytes,
    written: Callable[[Piece | Recipe, Press], bytes],
) -> bytes:
    """Put the texts of the entries in their places."""
    first, *rest = text.split(_BODY.encode())
    bodies = (press.recent(written, entry.body) for entry in feed.entries)
    return b"".join((first, *chain.from_iterable(zip(bodies, rest, strict=True))))


def _quoted(body: Piece | Recipe, press: Press) -> bytes:
    """Return a text as it stands in a string of JSON."""
    from msgspec import json

    return json.encode(press.recent(_html, body).decode())[1:-1]


def _escaped(body: Piece | Recipe, press: Press) -> bytes:
    """Return a text as it stands in XML."""
    text = press.recent(_html, body)
    # XML has no way to write most control characters. None comes from content: see `documents`.
    if len(text.translate(None, _NO_XML)) < len(text) or (
        b"\xef" in text and any(each in text for each in _NO_XML_EITHER)
    ):
        press.refuse(body, "there is a control character in it, which no feed can hold", "take it out")
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;").replace(b"\r", b"&#13;")


def _html(body: Piece | Recipe, press: Press) -> bytes:
    return press.html(body)
